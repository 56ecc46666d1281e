"""Opinions asked and given, and who is still to be asked (indicator 30)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.calendar import add_months
from jalon.formation.models import CompanyConvention
from jalon.parcours.models import Parcours
from jalon.prestation.models import Participation, Prestation
from jalon.quality.enums import Respondent, SurveyMoment
from jalon.quality.models import Survey
from jalon.quality.queries.years import bounds
from jalon.quality.rules.campaigns import FORGIVEN_MONTHS, Asked, to_remind, window
from jalon.quality.rules.satisfaction import overall_rate, shown

OVER = ("awarded", "partial", "failed", "judged", "followed", "ready", "closed")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")

KIND_OF_ROUTE = {"formation": "formation", "apprentissage": "apprentissage", "vae": "vae"}
"""The kind of questionnaire of a path without any prestation; others are asked as training."""


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


def over_paths(organisme: Organisme) -> QuerySet[Parcours]:
    """Paths whose training or accompaniment is over, whatever the jury said."""
    return Parcours.objects.filter(person__organisme=organisme, stage__in=OVER).select_related(
        "person__organisme"
    )


def paths_to_ask(organisme: Organisme, today: date, *, later_months: int) -> dict[str, list[Parcours]]:
    """Moment -> paths whose opinion has not been asked: those over, and those over for `later_months`."""
    over = over_paths(organisme).exclude(person__email="")
    since = add_months(today, -later_months)
    return {
        moment: list(
            rows.exclude(surveys__in=Survey.objects.filter(moment=moment, respondent=Respondent.BENEFICIARY))
            .exclude(person__parcours__surveys__declined_at__isnull=False)
            .order_by("stage_since", "pk")[:200]
        )
        for moment, rows in (("end", over), ("later", over.filter(stage_since__lte=since)))
    }


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody whose opinion is to be asked: the person on the path, or the tutor of their last stage."""

    parcours: Parcours
    respondent: str = Respondent.BENEFICIARY
    name: str = ""
    email: str = ""


def due_to_be_asked(
    organisme: Organisme, moment: str, today: date, *, later_months: int
) -> Iterator[Invitee]:
    """Whose turn it is on a day, and was never asked: paths that ended in time, and at the end their tutors.

    Whoever declined one questionnaire receives no other. In two queries, whatever the number of paths.
    """
    over = over_paths(organisme).exclude(person__parcours__surveys__declined_at__isnull=False)
    if moment == SurveyMoment.LATER:
        over = over.exclude(stage="ready")
    first = add_months(today, -(later_months if moment == SurveyMoment.LATER else 0) - FORGIVEN_MONTHS - 1)
    timely = [
        path
        for path in over.filter(stage_since__gte=first, stage_since__lte=today).order_by("stage_since", "pk")
        if path.stage_since is not None
        and today in window(path.stage_since, moment, later_months=later_months)
    ]
    asked = set(
        Survey.objects.filter(parcours__in=timely, moment=moment).values_list("parcours_id", "respondent")
    )
    for path in timely:
        if path.person.email and (path.pk, Respondent.BENEFICIARY.value) not in asked:
            yield Invitee(path)
    if moment == SurveyMoment.END:
        yield from (one for one in _tutors(timely) if (one.parcours.pk, one.respondent) not in asked)


def _tutors(paths: Iterable[Parcours]) -> Iterator[Invitee]:
    """The tutor of the last stage of each path, when an address was given for them."""
    by_pk = {path.pk: path for path in paths}
    last = {
        one.parcours_id: one
        for one in CompanyConvention.objects.filter(parcours__in=by_pk, ended_on=None).order_by("starts_on")
    }
    for pk, convention in last.items():
        if address := ADDRESS.search(convention.tutor_contact):
            yield Invitee(by_pk[pk], Respondent.TUTOR, convention.tutor, address[0].strip(".,;"))


def due_to_be_reminded(organisme: Organisme, today: date, *, after_days: int) -> list[Survey]:
    """Questionnaires whose one reminder is due."""
    rows = Survey.objects.filter(
        parcours__person__organisme=organisme, answered_at=None, declined_at=None, reminded_at=None
    ).select_related("parcours__person__organisme")
    return [
        row
        for row in rows.order_by("asked_at", "pk")
        if to_remind(Asked(timezone.localdate(row.asked_at)), today, after_days=after_days)
    ]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which opinions a summary is about: a year, and if asked one title, one prestation, one sort of respondent."""

    year: int
    respondent: str = Respondent.BENEFICIARY
    moment: str = ""
    titre_ref: str = ""
    prestation: Prestation | None = None

    @property
    def label(self) -> str:
        """« année 2026, bénéficiaire, à la fin »."""
        parts = [f"année {self.year}", Respondent(self.respondent).label.lower()]
        if self.moment:
            parts.append(SurveyMoment(self.moment).label.lower())
        if self.titre_ref:
            parts.append(self.titre_ref)
        if self.prestation:
            parts.append(self.prestation.heading)
        return ", ".join(parts)


def opinions_in(organisme: Organisme, scope: Scope) -> QuerySet[Survey]:
    """Questionnaires of a scope, answered or not."""
    rows = surveys_of(organisme, scope.year).filter(respondent=scope.respondent)
    if scope.moment:
        rows = rows.filter(moment=scope.moment)
    if scope.titre_ref:
        rows = rows.filter(parcours__titre_ref=scope.titre_ref)
    if scope.prestation is not None:
        rows = rows.filter(parcours__participations__prestation=scope.prestation).distinct()
    return rows


@dataclass(frozen=True, slots=True)
class YearOpinion:
    """One year of the evolution; `rate` None under the number of answers that may be shown."""

    year: int
    asked: int
    answered: int
    rate: float | None


def evolution(organisme: Organisme, last: int, *, years: int, minimum: int) -> list[YearOpinion]:
    """Satisfaction of those on the paths, year after year up to `last`."""
    found = []
    for year in range(last - years + 1, last + 1):
        rows = list(opinions_in(organisme, Scope(year)).values_list("answered_at", "answers"))
        answers = [answers for answered_at, answers in rows if answered_at is not None]
        rate = overall_rate(answers) if shown(len(answers), minimum=minimum) else None
        found.append(YearOpinion(year, len(rows), len(answers), rate))
    return found
