"""What the coordination of an apprentice adds to the timeline and its clocks; visits and words as signs of life."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.formation.models import CompanyVisit, ProgressMark
from jalon.formation.queries.apprentissage import coordination_of
from jalon.formation.rules.apprentissage import dues
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step
from jalon.parcours.workflow import ENDED

TEAM = frozenset({"formateur", "responsable_session"})
WITH_APPRENTICE = TEAM | {"candidat"}


def tell_apprenticeship(paths: Sequence[Parcours]) -> Mapping[int, list[Step]]:
    """Steps of the apprentices among these paths, in a fixed number of queries."""
    known = [path for path in paths if path.route == Route.APPRENTISSAGE]
    if not known:
        return {}
    facts = coordination_of(known, timezone.localdate())
    settings = {key: parameters_of(key) for key in {path.person.organisme_id for path in known}}
    found: dict[int, list[Step]] = {}
    for path in known:
        url = reverse("formation:apprenticeship", args=[path.pk])
        found[path.pk] = [
            Step(
                f"formation.apprentissage.{one.code}", one.label, one.who, done_on=one.done_on, due_on=one.due_on,
                roles=WITH_APPRENTICE if one.code in {"report", "new_contract"} else TEAM, basis=one.basis,
                note=one.note, missed=one.missed, url=url,
            )
            for one in dues(facts[path.pk], settings[path.person.organisme_id])
            if one.done_on is not None or path.stage not in ENDED
        ]  # fmt: skip
    return found


def last_words(paths: Sequence[Parcours]) -> Mapping[int, date]:
    """The last visit held or progression told on each path."""
    pks = [path.pk for path in paths if path.route == Route.APPRENTISSAGE]
    found: dict[int, date] = {}
    if not pks:
        return found
    for rows in (
        CompanyVisit.objects.filter(parcours__in=pks, held_on__isnull=False)
        .values_list("parcours_id")
        .annotate(last=Max("held_on")),
        ProgressMark.objects.filter(parcours__in=pks).values_list("parcours_id").annotate(last=Max("on")),
    ):
        for path_id, last in rows:
            found[path_id] = max(last, found.get(path_id, last))
    return found
