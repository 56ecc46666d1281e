"""What became, title by title, of those who came to the sessions of a year (A.11)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from jalon.accounts.models import Organisme
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from jalon.jury.queries.results import results_of, tally_of
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.quality.enums import Respondent, Situation, SurveyMoment
from jalon.quality.queries.opinions import surveys_of
from jalon.quality.rules.results import YearResults
from jalon.quality.rules.satisfaction import OVERALL, SATISFIED


def year_results(organisme: Organisme, year: int) -> list[YearResults]:
    """Title by title, what became of those who came to the validated sessions of a year (A.11)."""
    sessions = ExamSession.objects.filter(
        organisme=organisme, ends_on__year=year, status__in=(SessionStatus.VALIDATED, SessionStatus.CLOSED)
    )
    tallies: dict[str, list[Any]] = {}
    for session in sessions:
        tallies.setdefault(session.titre_ref, []).append(tally_of(results_of(session)))
    entered, interrupted = _entries(organisme, year)
    opinions, later = _overall(organisme, year), _situations(organisme, year)
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
            later=len(later.get(ref, ())),
            employed=sum(situation in Situation.employed() for situation, _ in later.get(ref, ())),
            related=sum(bool(related) for _, related in later.get(ref, ())),
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
    answered = surveys_of(organisme, year).filter(
        answered_at__isnull=False, respondent=Respondent.BENEFICIARY, moment=SurveyMoment.END
    )
    for survey in answered:
        if (mark := survey.answers.get(OVERALL)) is not None:
            found.setdefault(survey.parcours.titre_ref, []).append(mark)
    return found


def _situations(organisme: Organisme, year: int) -> dict[str, list[tuple[str, bool | None]]]:
    """Title -> what those asked in a year, months after their path, do now."""
    rows = surveys_of(organisme, year).filter(
        answered_at__isnull=False, respondent=Respondent.BENEFICIARY, moment=SurveyMoment.LATER
    ).exclude(situation="")  # fmt: skip
    found: dict[str, list[tuple[str, bool | None]]] = {}
    for ref, situation, related in rows.values_list("parcours__titre_ref", "situation", "job_related"):
        found.setdefault(ref, []).append((situation, related))
    return found
