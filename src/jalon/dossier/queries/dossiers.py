"""Reads about dossiers: rows for lists, versions, remarks, orals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.jobs.operations import PENDING
from jalon.common.models import Job, JournalEntry
from jalon.common.typography import day_label
from jalon.dossier.conformity.report import Verdict
from jalon.dossier.enums import RemarkState, VersionState
from jalon.dossier.exams import Exam, exams_of
from jalon.dossier.models import Dossier, DossierVersion, MockOral, Remark
from jalon.dossier.rules import DP_NAME
from jalon.dossier.rules.workshop import Tally, countdown, deadline_of
from jalon.people.rules import fold
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import Production, TitreVersion


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier as lists show it: where it stands, what is left to do, before when.

    `read` is the last version that could be read, `handed` the one that the jury will have; `to_answer` remarks wait
    for the candidate, `answered` ones for who made them; `due` is the deadline as a date.
    """

    dossier: Dossier
    titre: TitreVersion
    production: Production | None
    last: DossierVersion | None
    read: DossierVersion | None
    handed: DossierVersion | None
    to_answer: int
    answered: int
    due: date | None
    deadline: str
    countdown: str
    tone: str
    exam: Exam | None

    @property
    def scope(self) -> str:
        return self.titre.scope_label(self.dossier.scope)

    @property
    def open_remarks(self) -> int:
        """Remarks that nobody closed."""
        return self.to_answer + self.answered

    @property
    def verdict(self) -> Verdict | None:
        return Verdict(self.read.verdict) if self.read and self.read.verdict else None

    @property
    def tally(self) -> Tally:
        return tally_of(self.read) if self.read else Tally()

    @property
    def late(self) -> bool:
        """Whether the deadline is past and nothing was handed over."""
        return bool(self.countdown) and self.tone == "danger"

    @property
    def over(self) -> bool:
        """Whether the session where the jury read it has begun or is past."""
        return self.exam is not None and not self.exam.open

    @property
    def state(self) -> tuple[str, str]:
        """Where the dossier stands in words, and its tone."""
        if self.handed is not None:
            return f"Remis (version {self.handed.number})", "success"
        if self.last is None:
            return "Rien de déposé", "neutral"
        if self.last.state != VersionState.CHECKED or self.verdict is None:
            tone = "danger" if self.last.state == VersionState.UNREADABLE else "info"
            return self.last.get_state_display(), tone
        return self.verdict.label, "success" if self.verdict == Verdict.CONFORM else "warning"


READ = "dossier.read"
"""The act that the journal keeps when someone else than the candidate opens a dossier."""


def check_key(version: DossierVersion) -> str:
    """The key of the job that checks a version: one at a time."""
    return f"dossier-version:{version.pk}"


def tally_of(version: DossierVersion) -> Tally:
    """How many findings of each weight, without its report."""
    return Tally(version.blocking, version.to_mend, version.advice)


def light_versions() -> QuerySet[DossierVersion]:
    """Versions without what is long in them, their report and their text."""
    return DossierVersion.objects.defer("report", "passages").select_related("piece", "receipt")


def is_being_checked(version: DossierVersion) -> bool:
    """Whether its check is under way or waits for its turn; a check that was cut short is asked again by hand."""
    return Job.objects.filter(unique_key=check_key(version), state__in=PENDING).exists()


def unread_by(actor: Actor, rows: Iterable[DossierRow]) -> set[int]:
    """Ids of the dossiers whose last version the actor has not opened since it was deposited: one query."""
    deposited = {row.dossier.pk: row.last.deposited_at for row in rows if row.last is not None}
    openings = JournalEntry.objects.filter(
        verb=READ,
        actor_ref=actor.ref,
        target_type=Dossier._meta.label_lower,
        target_id__in=[str(pk) for pk in deposited],
    )
    opened = {int(pk): at for pk, at in openings.order_by().values_list("target_id").annotate(last=Max("at"))}
    return {pk for pk, at in deposited.items() if pk not in opened or opened[pk] < at}


def rows_of(dossiers: QuerySet[Dossier], today: date) -> list[DossierRow]:
    """Dossiers ready to be listed; as many queries for one as for a hundred, however many versions they have."""
    newest = DossierVersion.objects.filter(dossier=OuterRef("pk")).order_by("-number")
    handed = newest.filter(piece__isnull=False, piece__withdrawn_at=None)
    known = list(
        dossiers.select_related("parcours__person").annotate(
            last_pk=Subquery(newest.values("pk")[:1]),
            read_pk=Subquery(newest.filter(state=VersionState.CHECKED).values("pk")[:1]),
            handed_pk=Subquery(handed.values("pk")[:1]),
            to_answer=_remarks(RemarkState.OPEN),
            answered=_remarks(RemarkState.ANSWERED),
        )
    )
    wanted = {pk for one in known for pk in (vars(one)[key] for key in _SHOWN) if pk is not None}
    versions = light_versions().in_bulk(wanted)
    exams = exams_of(known)
    titres = {ref: get_titre(ref) for ref in {dossier.parcours.titre_ref for dossier in known}}
    return [_row(one, titres[one.parcours.titre_ref], versions, exams.get(one.pk), today) for one in known]


_SHOWN = ("last_pk", "read_pk", "handed_pk")


def _remarks(state: RemarkState) -> Coalesce:
    """How many remarks on any version of a dossier are in a state."""
    rows = Remark.objects.filter(version__dossier=OuterRef("pk"), state=state)
    counted = rows.order_by().values("version__dossier").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _row(
    dossier: Dossier,
    titre: TitreVersion,
    versions: Mapping[int, DossierVersion],
    exam: Exam | None,
    today: date,
) -> DossierRow:
    found = vars(dossier)
    handed = versions.get(found["handed_pk"])
    due = deadline_of(dossier.due_on, exam.starts_on if exam else None)
    told, tone = countdown(due[0], today) if due and handed is None else ("", "neutral")
    return DossierRow(
        dossier=dossier,
        titre=titre,
        production=production_of(dossier, titre),
        last=versions.get(found["last_pk"]),
        read=versions.get(found["read_pk"]),
        handed=handed,
        to_answer=found["to_answer"],
        answered=found["answered"],
        due=due[0] if due else None,
        deadline=f"{day_label(due[0])} ({due[1]})" if due else "",
        countdown=told,
        tone=tone,
        exam=exam,
    )


def search_dossiers(dossiers: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """Narrow to the dossiers whose candidate or production holds every word; accents do not matter for names."""
    for word in text.split()[:8]:
        dossiers = dossiers.filter(
            Q(parcours__person__search_text__contains=fold(word)) | Q(production__icontains=word)
        )
    return dossiers


def production_of(dossier: Dossier, titre: TitreVersion) -> Production | None:
    """What the RE asks of a dossier; None for the DP, which no référentiel describes."""
    if dossier.production == DP_NAME:
        return None
    productions = titre.scheme(dossier.scope).productions
    return next((one for one in productions if one.name == dossier.production), None)


def remarks_of(dossier: Dossier) -> list[Remark]:
    """Remarks on all the versions of a dossier with their answers: those still open first, then by part and page."""
    rows = (
        Remark.objects.filter(version__dossier=dossier)
        .select_related("version")
        .defer("version__report", "version__passages")
        .prefetch_related("answers")
    )
    return sorted(
        rows,
        key=lambda one: (
            one.state == RemarkState.CLOSED,
            one.part or 0,
            one.page or 0,
            one.created_at,
        ),
    )


def orals_of(orals: QuerySet[MockOral]) -> QuerySet[MockOral]:
    """Mock orals with their lines, most recent first."""
    return orals.prefetch_related("lines")


def last_versions(organisme: Organisme) -> list[DossierVersion]:
    """The last version that was read of each dossier of a centre."""
    readable = DossierVersion.objects.filter(dossier=OuterRef("pk"), state=VersionState.CHECKED)
    dossiers = Dossier.objects.filter(parcours__person__organisme=organisme)
    last = dossiers.annotate(last=Subquery(readable.order_by("-number").values("pk")[:1]))
    pks = [pk for pk in last.values_list("last", flat=True) if pk is not None]
    return list(
        DossierVersion.objects.filter(pk__in=pks).select_related("dossier__parcours__person").order_by("pk")
    )
