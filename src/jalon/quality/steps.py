"""The steps of a path that belong to quality: the opinion asked of the person (indicator 30)."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step
from jalon.quality.models import Survey


def tell_surveys(paths: Sequence[Parcours]) -> Mapping[int, Iterable[Step]]:
    """Opinions asked and given, in one query."""
    found: dict[int, list[Step]] = {}
    for survey in Survey.objects.filter(parcours__in=[path.pk for path in paths]):
        done = timezone.localdate(survey.answered_at) if survey.answered_at else None
        found.setdefault(survey.parcours_id, []).append(
            Step(
                code=f"quality.survey.{survey.moment}",
                label=f"Questionnaire de satisfaction ({survey.get_moment_display().lower()})",
                who="la personne accompagnée",
                done_on=done,
                roles=frozenset({Role.CANDIDAT.value}),
                basis="Indicateur 30",
                note="" if done else "Le lien a été envoyé par courriel.",
            )
        )
    return found
