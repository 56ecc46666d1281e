"""Reads about dossiers, their versions and what was handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from jalon.accounts.models import Organisme
from jalon.common.typography import day_label
from jalon.dossier.conformity.report import Verdict
from jalon.dossier.enums import RemarkState, VersionState
from jalon.dossier.exams import Exam, exams_of
from jalon.dossier.models import Dossier, DossierVersion, MockOral, Piece, Remark
from jalon.dossier.rules import DP_NAME
from jalon.dossier.rules.workshop import Tally, countdown, deadline_of, tally
from jalon.parcours.models import Parcours
from jalon.people.rules import fold
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import Production, TitreVersion


def pieces_of(parcours: Parcours) -> QuerySet[Piece]:
    """Pieces in hand, latest of each kind first; withdrawn ones are left out."""
    return Piece.objects.filter(parcours=parcours, withdrawn_at=None)


def kinds_in_hand(parcours: Iterable[int]) -> dict[int, frozenset[str]]:
    """For each path id, the kinds of pieces in hand: one query."""
    found: dict[int, set[str]] = {}
    rows = Piece.objects.filter(parcours__in=list(parcours), withdrawn_at=None)
    for pk, kind in rows.order_by().values_list("parcours_id", "kind").distinct():
        found.setdefault(pk, set()).add(kind)
    return {pk: frozenset(kinds) for pk, kinds in found.items()}


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier as lists show it: where it stands, what is left to do, before when."""

    dossier: Dossier
    titre: TitreVersion
    last: DossierVersion | None
    handed: DossierVersion | None
    tally: Tally
    verdict: Verdict | None
    open_remarks: int
    deadline: str
    countdown: str
    tone: str
    exam: Exam | None

    @property
    def scope(self) -> str:
        return self.titre.scope_label(self.dossier.scope)

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


def rows_of(dossiers: QuerySet[Dossier], today: date) -> list[DossierRow]:
    """Dossiers ready to be listed; the same number of queries whatever their number."""
    light = DossierVersion.objects.defer("passages").select_related("piece")
    known = list(
        dossiers.select_related("parcours__person")
        .prefetch_related(Prefetch("versions", light))
        .annotate(
            open_remarks=Count(
                "versions__remarks", filter=~Q(versions__remarks__state=RemarkState.CLOSED), distinct=True
            )
        )
    )
    exams = exams_of(known)
    titres = {ref: get_titre(ref) for ref in {dossier.parcours.titre_ref for dossier in known}}
    return [
        _row(dossier, titres[dossier.parcours.titre_ref], exams.get(dossier.pk), today) for dossier in known
    ]


def _row(dossier: Dossier, titre: TitreVersion, exam: Exam | None, today: date) -> DossierRow:
    versions = list(dossier.versions.all())
    last = versions[0] if versions else None
    report = last.report if last else None
    handed = next((one for one in versions if one.piece and one.piece.withdrawn_at is None), None)
    due = deadline_of(dossier.due_on, exam.starts_on if exam else None)
    told, tone = countdown(due[0], today) if due and handed is None else ("", "neutral")
    return DossierRow(
        dossier=dossier,
        titre=titre,
        last=last,
        handed=handed,
        tally=tally(report),
        verdict=Verdict(report["verdict"]) if report and report.get("verdict") else None,
        open_remarks=getattr(dossier, "open_remarks", 0),
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
        Remark.objects.filter(version__dossier=dossier).select_related("version").prefetch_related("answers")
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
