"""Reads of quality: evidence by indicator, opinions, complaints, results of a year, figures of the BPF."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.models import JournalEntry
from jalon.documents.models import IssuedDocument
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from jalon.jury.queries.results import results_of, tally_of
from jalon.parcours.evidence import Evidence, all_evidence
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.prestation.enums import FinancingStatus, Presence
from jalon.prestation.models import Attendance, Financing, Participation, Prestation, Seance
from jalon.prestation.queries.presence import halves_of
from jalon.quality.enums import ComplaintStage
from jalon.quality.models import Complaint, ImprovementAction, QualityPiece, Survey
from jalon.quality.rules.bpf import Bpf, Trainee, bpf, due_on
from jalon.quality.rules.indicators import CRITERIA, INDICATORS, Indicator, applicable
from jalon.quality.rules.results import YearResults
from jalon.quality.rules.satisfaction import OVERALL, SATISFIED

KIND_OF_ROUTE = {"formation": "formation", "apprentissage": "apprentissage", "vae": "vae"}
"""The kind of questionnaire of a path without any prestation; others are asked as training."""


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of a year in Paris, and that of the next."""
    zone = timezone.get_default_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


# -- evidence


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator over a year: how much evidence, the last of it; `expected` False: not applicable here."""

    indicator: Indicator
    expected: bool
    count: int
    last: date | None
    sorts: tuple[str, ...]

    @property
    def state(self) -> str:
        if not self.expected:
            return "unasked"
        return "proven" if self.count else "bare"


@dataclass(frozen=True, slots=True)
class Proof:
    """One dated piece of evidence, from the journal, the documents or the pieces filed by hand."""

    on: date
    sort: str
    sentence: str
    author: str
    document: IssuedDocument | None = None
    piece: QualityPiece | None = None


def kinds_of(organisme: Organisme) -> frozenset[str]:
    """What an organisme does, by the kinds of its prestations."""
    return frozenset(Prestation.objects.filter(organisme=organisme).values_list("kind", flat=True).distinct())


def indicator_lines(organisme: Organisme, year: int) -> dict[str, list[IndicatorLine]]:
    """Criterion -> its indicators over a year, in a fixed number of queries."""
    start, end = bounds(year)
    told = all_evidence()
    acts = _by_name(
        JournalEntry.objects.filter(
            organisme_id=organisme.pk, kind=JournalEntry.Kind.ACT, at__gte=start, at__lt=end,
            verb__in={verb for one in told for verb in one.verbs},
        ), "verb", "at",
    )  # fmt: skip
    issued = _by_name(
        IssuedDocument.objects.filter(
            organisme_ref=f"organisme:{organisme.pk}", issued_at__gte=start, issued_at__lt=end,
            kind__in={kind for one in told for kind in one.kinds},
        ), "kind", "issued_at",
    )  # fmt: skip
    filed = {
        row["indicator"]: (row["n"], row["last"])
        for row in _pieces(organisme, year).values("indicator").annotate(n=Count("pk"), last=Max("dated"))
    }
    asked = applicable(kinds_of(organisme))
    found: dict[str, list[IndicatorLine]] = {label: [] for label in CRITERIA.values()}
    for indicator in INDICATORS:
        counts = [filed[indicator.number]] if indicator.number in filed else []
        sorts = ["Pièces déposées"] if counts else []
        for one in told:
            if indicator.number in one.indicators:
                some = [acts[v] for v in one.verbs if v in acts] + [
                    issued[k] for k in one.kinds if k in issued
                ]
                counts += some
                sorts += [one.label] if some else []
        found[CRITERIA[indicator.criterion]].append(
            IndicatorLine(
                indicator, indicator.number in asked, sum(n for n, _ in counts),
                max((last for _, last in counts), default=None), tuple(sorts),
            )
        )  # fmt: skip
    return found


def _by_name(rows: QuerySet[Any], name: str, moment: str) -> dict[str, tuple[int, date]]:
    counted = rows.order_by().values(name).annotate(n=Count("pk"), last=Max(moment))
    return {row[name]: (row["n"], timezone.localdate(row["last"])) for row in counted}


def _pieces(organisme: Organisme, year: int) -> QuerySet[QualityPiece]:
    return QualityPiece.objects.filter(organisme=organisme, dated__year=year, withdrawn_at=None).order_by()


def proofs_of(organisme: Organisme, indicator: int, year: int, *, limit: int | None = None) -> list[Proof]:
    """Evidence of an indicator over a year, the latest first; `limit` keeps the latest of each source."""
    start, end = bounds(year)
    told = [one for one in all_evidence() if indicator in one.indicators]
    label_of_verb = {verb: one.label for one in told for verb in one.verbs}
    label_of_kind = {kind: one.label for one in told for kind in one.kinds}
    acts = JournalEntry.objects.filter(
        organisme_id=organisme.pk,
        kind=JournalEntry.Kind.ACT,
        at__gte=start,
        at__lt=end,
        verb__in=label_of_verb,
    ).order_by("-at")[:limit]
    issued = IssuedDocument.objects.filter(
        organisme_ref=f"organisme:{organisme.pk}",
        issued_at__gte=start,
        issued_at__lt=end,
        kind__in=label_of_kind,
    ).order_by("-issued_at")[:limit]
    pieces = _pieces(organisme, year).filter(indicator=indicator).order_by("-dated")[:limit]
    found = [
        *(Proof(timezone.localdate(a.at), label_of_verb[a.verb], a.sentence, a.actor_label) for a in acts),
        *(
            Proof(timezone.localdate(d.issued_at), label_of_kind[d.kind], f"{d.title} ({d.number})", "", d)
            for d in issued
        ),
        *(Proof(p.dated, "Pièce déposée", p.heading, p.filed_by, piece=p) for p in pieces),
    ]  # fmt: skip
    return sorted(found, key=lambda proof: proof.on, reverse=True)


def evidence_sorts(indicator: int) -> list[Evidence]:
    """The sorts of evidence that serve an indicator: what an empty page tells to do."""
    return [one for one in all_evidence() if indicator in one.indicators]


def years_of(organisme: Organisme, today: date) -> list[int]:
    """Years that may be looked at: from the first act of the organisme to this one, the latest first."""
    first = (
        JournalEntry.objects.filter(organisme_id=organisme.pk)
        .order_by("at")
        .values_list("at", flat=True)
        .first()
    )
    start = timezone.localdate(first).year if first else today.year
    return list(range(today.year, min(start, today.year) - 1, -1))


# -- opinions


def survey_kind(parcours: Parcours) -> str:
    """Which questionnaire suits a path: that of its last prestation, else of its route."""
    last = (
        Participation.objects.filter(parcours=parcours)
        .order_by("-prestation__starts_on", "-pk")
        .values_list("prestation__kind", flat=True)
        .first()
    )
    return last or KIND_OF_ROUTE.get(parcours.route, "formation")


def surveys_of(organisme: Organisme, year: int) -> QuerySet[Survey]:
    """Opinions asked in a year."""
    start, end = bounds(year)
    return Survey.objects.filter(
        parcours__person__organisme=organisme, asked_at__gte=start, asked_at__lt=end
    ).select_related("parcours__person")


def paths_to_ask(organisme: Organisme, today: date, *, later_months: int) -> dict[str, list[Parcours]]:
    """Moment -> paths whose opinion has not been asked: those over, and those over for `later_months`."""
    over = (
        Parcours.objects.filter(person__organisme=organisme)
        .filter(Q(stage__in=("awarded", "partial", "failed", "judged", "followed", "ready", "closed")))
        .exclude(person__email="")
        .select_related("person__organisme")
    )
    since = today - timedelta(days=round(later_months * 30.44))
    return {
        "end": list(over.exclude(surveys__moment="end").order_by("stage_since", "pk")[:200]),
        "later": list(
            over.filter(stage_since__lte=since)
            .exclude(surveys__moment="later")
            .order_by("stage_since", "pk")[:200]
        ),
    }


# -- results


def year_results(organisme: Organisme, year: int) -> list[YearResults]:
    """Title by title, what became of those who came to the validated sessions of a year (A.11)."""
    sessions = ExamSession.objects.filter(
        organisme=organisme, ends_on__year=year, status__in=(SessionStatus.VALIDATED, SessionStatus.CLOSED)
    )
    tallies: dict[str, list[Any]] = {}
    for session in sessions:
        tallies.setdefault(session.titre_ref, []).append(tally_of(results_of(session)))
    entered, interrupted = _entries(organisme, year)
    opinions = _overall(organisme, year)
    return [
        YearResults(
            titre_ref=ref,
            registered=sum(t.registered for t in rows),
            present=sum(t.present for t in rows),
            full=sum(t.full for t in rows),
            partial=sum(t.partial for t in rows),
            none=sum(t.none for t in rows),
            absent=sum(t.absent for t in rows),
            excused=sum(t.excused for t in rows),
            entered=entered.get(ref, 0),
            interrupted=interrupted.get(ref, 0),
            satisfied=sum(mark in SATISFIED for mark in opinions.get(ref, ())),
            surveyed=len(opinions.get(ref, ())),
        )
        for ref, rows in sorted(tallies.items())
    ]


def _entries(organisme: Organisme, year: int) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Title -> paths that entered in the year, and among those entered, those interrupted since."""
    acts = ParcoursAct.objects.filter(
        parcours__person__organisme=organisme,
        act__in=("enter", "accompany"),
        on__year=year,
        superseded_by=None,
    )
    paths = Parcours.objects.filter(pk__in=acts.values("parcours"))
    return _by_titre(paths), _by_titre(paths.filter(stage__in=("closed", "lapsed")))


def _by_titre(paths: QuerySet[Parcours]) -> dict[str, int]:
    counted = paths.order_by().values("titre_ref").annotate(n=Count("pk"))
    return {row["titre_ref"]: row["n"] for row in counted}


def _overall(organisme: Organisme, year: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for survey in surveys_of(organisme, year).filter(answered_at__isnull=False):
        if (mark := survey.answers.get(OVERALL)) is not None:
            found.setdefault(survey.parcours.titre_ref, []).append(mark)
    return found


# -- the BPF


def bpf_of(organisme: Organisme, year: int) -> Bpf:
    """The figures of a year: those who attended, their minutes, the minutes of séances held, the money granted."""
    start, end = bounds(year)
    attended: dict[int, int] = {}
    rows = Attendance.objects.filter(
        seance__prestation__organisme=organisme, seance__starts_at__gte=start, seance__starts_at__lt=end,
        superseded_by=None, presence__in=Presence.attending(),
    )  # fmt: skip
    for participation, minutes in rows.values_list("participation", "minutes"):
        attended[participation] = attended.get(participation, 0) + minutes
    funds: dict[int, dict[str, int]] = {}
    granted = Financing.objects.filter(
        participation__prestation__organisme=organisme, status=FinancingStatus.GRANTED, decided_on__year=year
    )
    for one in granted:
        known = funds.setdefault(one.participation_id, {})
        label = str(one.get_funder_display())
        known[label] = known.get(label, 0) + one.amount_cents
    people = Participation.objects.filter(pk__in={*attended, *funds}).select_related("prestation", "parcours")
    trainees = [
        Trainee(
            p.parcours.person_id, p.prestation_id, str(p.prestation.get_kind_display()), p.prestation.titre_ref,
            attended.get(p.pk, 0), funds.get(p.pk, {}),
        )
        for p in people
    ]  # fmt: skip
    held = Seance.objects.filter(
        prestation__organisme=organisme, starts_at__gte=start, starts_at__lt=end, attendances__isnull=False
    ).distinct()
    return bpf(year, trainees, sum(half.minutes for seance in held for half in halves_of(seance)))


# -- complaints


def late_complaints(complaints: Iterable[Complaint], today: date, days: int) -> Sequence[Complaint]:
    """Complaints without an answer after the delay that the organisme gives itself."""
    return [c for c in complaints if c.stage == "received" and c.received_on + timedelta(days=days) < today]


@dataclass(frozen=True, slots=True)
class QualityDue:
    """Something that quality expects of those who lead, before a day; `url_name` takes `args`."""

    due_on: date
    label: str
    note: str
    url_name: str
    args: tuple[int, ...] = ()


def quality_dues(organisme_id: int, today: date, parameters: Mapping[str, int]) -> list[QualityDue]:
    """Complaints to answer, actions to finish, and the report of last year to send (C12, C14)."""
    delay = timedelta(days=parameters["complaint_answer_days"])
    found = [
        QualityDue(
            c.received_on + delay, f"Répondre à la réclamation {c.number}", c.author, "quality:complaint", (c.pk,)
        )
        for c in Complaint.objects.filter(organisme_id=organisme_id, stage=ComplaintStage.RECEIVED)
    ]  # fmt: skip
    found += [
        QualityDue(a.due_on, a.heading, f"Action d’amélioration, {a.owner}", "quality:action_finish", (a.pk,))
        for a in ImprovementAction.objects.filter(organisme_id=organisme_id, done_on=None)
    ]
    report = due_on(today.year - 1, month=parameters["bpf_month"], day=parameters["bpf_day"])
    if report >= today:
        label = f"Transmettre le bilan pédagogique et financier de {today.year - 1}"
        found.append(QualityDue(report, label, "Même sans activité (C12).", "quality:bpf"))
    return found
