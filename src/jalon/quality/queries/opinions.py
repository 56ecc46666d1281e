"""Opinions asked and given, and who is still to be asked (indicator 30)."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from jalon.accounts.models import Organisme
from jalon.parcours.models import Parcours
from jalon.prestation.models import Participation
from jalon.quality.models import Survey
from jalon.quality.queries.years import bounds

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
