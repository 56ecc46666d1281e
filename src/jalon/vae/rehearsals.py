"""The mock defences of a path, asked of the floor above: `dossier` times them, keeps them and grades them (B14)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.typography import NBSP, clock
from jalon.parcours.models import Parcours


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A mock oral as the accompaniment tells it: minutes given, seconds spoken, what was said of it, and where to read.

    `levels` counts the criteria by what was said of them, « Maîtrisé : 4 ».
    """

    held_at: datetime
    label: str
    minutes: int
    seconds: int | None
    note: str
    listener: str
    url: str
    levels: tuple[str, ...] = ()

    @property
    def hour(self) -> str:
        """« 14 h 30 », in Paris."""
        held = timezone.localtime(self.held_at)
        return clock(held.hour * 60 + held.minute)

    @property
    def spoken(self) -> str:
        """« 18 min 30 s »."""
        whole, rest = divmod(self.seconds or 0, 60)
        return f"{whole}{NBSP}min {rest:02d}{NBSP}s"


Teller = Callable[[Actor, Parcours], Sequence[Rehearsal]]
Door = Callable[[Actor, Parcours], str]
_tellers: list[tuple[Teller, Door]] = []


def register(teller: Teller, door: Door) -> None:
    """Let the workshop tell the mock orals that an actor may read, and where one is held; twice is harmless."""
    if (teller, door) not in _tellers:
        _tellers.append((teller, door))


def rehearsals_of(actor: Actor, parcours: Parcours) -> list[Rehearsal]:
    """The mock orals of a path that the actor may read, in the order of their days."""
    found = [one for teller, _ in _tellers for one in teller(actor, parcours)]
    return sorted(found, key=lambda one: one.held_at)


def door_to(actor: Actor, parcours: Parcours) -> str:
    """Where the actor holds a mock oral of this path; "" for who does not."""
    return next((url for _, door in _tellers if (url := door(actor, parcours))), "")
