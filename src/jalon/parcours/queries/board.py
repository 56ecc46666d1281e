"""Reads of the board: what each filter keeps, and how many paths are late or nearly so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from jalon.common.actor import Actor
from jalon.common.http import whole_number
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.steps import SOON
from jalon.parcours.workflow import ENDED, WORKFLOWS
from jalon.people.rules import fold

FOLLOWED = {
    "": "En cours",
    "retard": "En retard",
    "bientot": "À échéance proche",
    "termines": "Terminés",
    "tous": "Tous",
}
STAGES = {stage: label for workflow in WORKFLOWS.values() for stage, label in workflow.states.items()}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the board is narrowed to; anything unknown in the address is as if it were not there."""

    route: str = ""
    stage: str = ""
    titre: str = ""
    referent: str = ""
    followed: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> "Filters":
        """From the query string."""
        told = {name: params.get(key, "")[:60] for name, key in _KEYS.items()}
        if told["route"] not in Route.values:
            told["route"] = ""
        if told["stage"] not in STAGES:
            told["stage"] = ""
        if told["followed"] not in FOLLOWED:
            told["followed"] = ""
        if told["referent"] not in {"moi", "aucun"} and whole_number(told["referent"]) is None:
            told["referent"] = ""
        return cls(**told)

    @property
    def any(self) -> bool:
        """Whether anything narrows the board, so that an empty one says so."""
        return bool(self.route or self.stage or self.titre or self.referent or self.followed)


_KEYS = {"route": "voie", "stage": "etape", "titre": "titre", "referent": "referent", "followed": "suivi"}


DUE = Coalesce("next_due_on", Value(date.max, output_field=DateField()))
"""The next day of a path, far away when it has none: the order of the board on any database."""


def due_before_all(paths: QuerySet[Parcours]) -> QuerySet[Parcours]:
    """Each path with `due`, which a column of the list may sort by."""
    return paths.annotate(due=DUE)


def narrowed(paths: QuerySet[Parcours], filters: Filters, *, actor: Actor, today: date) -> QuerySet[Parcours]:
    """Paths that the filters keep."""
    if filters.route:
        paths = paths.filter(route=filters.route)
    if filters.stage:
        paths = paths.filter(stage=filters.stage)
    elif filters.followed == "termines":
        paths = paths.filter(stage__in=ENDED)
    elif filters.followed != "tous":
        paths = paths.exclude(stage__in=ENDED)
    if filters.titre:
        paths = paths.filter(titre_ref=filters.titre)
    if filters.referent == "moi":
        paths = paths.filter(referent_id=actor.user_id)
    elif filters.referent == "aucun":
        paths = paths.filter(referent=None)
    elif filters.referent:
        paths = paths.filter(referent_id=int(filters.referent))
    if filters.followed == "retard":
        paths = paths.filter(next_due_on__lt=today)
    elif filters.followed == "bientot":
        paths = paths.filter(next_due_on__range=(today, today + SOON))
    return paths


def search_paths(paths: QuerySet[Parcours], text: str) -> QuerySet[Parcours]:
    """Paths of the people of whom every word typed is in a name or the address; accents do not matter."""
    for word in fold(text).split()[:8]:
        paths = paths.filter(person__search_text__contains=word)
    return paths


@dataclass(frozen=True, slots=True)
class Counts:
    """Paths that are not over, in the actor's scope."""

    active: int
    late: int
    soon: int


def counts_of(paths: QuerySet[Parcours], today: date) -> Counts:
    """How many paths go on, are late, are nearly due; one query."""
    found = paths.exclude(stage__in=ENDED).aggregate(
        active=Count("pk"),
        late=Count("pk", filter=Q(next_due_on__lt=today)),
        soon=Count("pk", filter=Q(next_due_on__range=(today, today + SOON))),
    )
    return Counts(**found)
