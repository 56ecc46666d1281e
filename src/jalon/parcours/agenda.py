"""What a person's agenda holds: the days of their paths, and the events that the floors above tell. A registry.

An agenda leaves Jalon: its titles name nobody but by initials, and neither notes nor reasons are in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jalon.common.actor import Actor

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One event under an identity that never changes: whole days, or from an hour to another (aware).

    `replaces` is the identity of a step of a path that this event tells better, to the hour.
    """

    uid: str
    starts: Moment
    ends: Moment
    summary: str
    detail: str = ""
    place: str = ""
    url: str = ""
    replaces: str = ""


Teller = Callable[[Actor, datetime], Iterable[Event]]
"""actor, now -> what they attend or give; a fixed number of queries."""

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let a floor tell events; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def told_above(actor: Actor, now: datetime) -> list[Event]:
    """The events of every floor."""
    return [event for teller in _tellers for event in teller(actor, now)]
