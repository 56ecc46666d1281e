"""What the home page shows of the paths: one's own, and those one follows; the clock that bites first on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q, QuerySet

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import LEADERS, TEAM, parcours_visible_to
from jalon.parcours.queries.board import Counts, counts_of
from jalon.parcours.rules.due import first_to_tell
from jalon.parcours.screens import act_url
from jalon.parcours.steps import SOON, State, Step, steps_of
from jalon.parcours.wording import who_for
from jalon.parcours.workflow import ENDED, workflow_of
from jalon.referentiel.queries import get_titres
from jalon.referentiel.schema import TitreVersion

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that waits on one's own path."""

    step: Step
    state: State
    url: str = ""

    @property
    def who(self) -> str:
        return who_for(self.step.who, own=True)


@dataclass(frozen=True, slots=True)
class OwnPath:
    """A candidate's own path: how many steps are done, and the next ones."""

    parcours: Parcours
    titre: TitreVersion | None
    done: int
    ahead: tuple[Ahead, ...]


@dataclass(frozen=True, slots=True)
class Pressing:
    """A path that one follows and whose next day is near or past."""

    parcours: Parcours
    state: Literal["late", "soon"]


def own_paths(actor: Actor, today: date) -> list[OwnPath]:
    """The actor's own paths that go on, with their next steps; the same number of queries whatever they hold."""
    if not actor.has(Role.CANDIDAT) or actor.user_id is None:
        return []
    paths = list(
        Parcours.objects.filter(person__user_id=actor.user_id)
        .exclude(stage__in=ENDED)
        .select_related("person", "referent")
        .order_by("-created_at", "-pk")
    )
    steps, titres = steps_of(paths), get_titres(path.titre_ref for path in paths)
    return [_own(path, titres.get(path.titre_ref), steps[path.pk], today) for path in paths]


def _own(parcours: Parcours, titre: TitreVersion | None, steps: Sequence[Step], today: date) -> OwnPath:
    waiting = first_to_tell(steps, today)
    acts = {act_url(parcours, act.name) for act in workflow_of(parcours.route).transitions}
    ahead = tuple(
        Ahead(step, step.state(today), "" if step.url in acts else step.url) for step in waiting[:3]
    )
    return OwnPath(parcours, titre, len(steps) - len(waiting), ahead)


def centre_counts(actor: Actor, today: date) -> Counts | None:
    """How the whole centre stands, for who leads it and follows some paths in person; None for anybody else."""
    if not actor.has(*LEADERS):
        return None
    scope = parcours_visible_to(actor)
    return counts_of(scope, today) if _followed(actor).exists() else None


def _followed(actor: Actor) -> QuerySet[Parcours]:
    """The paths that the actor follows in person, over or not."""
    own = Q(referent_id=actor.user_id) | Q(trainers__user_id=actor.user_id)
    return parcours_visible_to(actor).filter(own).distinct()


def pressing_paths(actor: Actor, today: date) -> tuple[Counts | None, list[Pressing]]:
    """Counts and first paths of those whom the actor follows, or of their centre when they follow nobody."""
    if not actor.has(*TEAM):
        return None, []
    scope = parcours_visible_to(actor)
    mine = _followed(actor)
    if actor.has(*LEADERS) and not mine.exists():
        mine = scope
    near = mine.exclude(stage__in=ENDED).filter(next_due_on__lte=today + SOON)
    rows = near.select_related("person").order_by("next_due_on", "pk")[:SHOWN]
    found = [Pressing(row, "late" if row.next_due_on and row.next_due_on < today else "soon") for row in rows]
    return counts_of(mine, today), found
