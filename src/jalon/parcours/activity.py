"""The last sign of life on a path, told by each floor: what stops the clock of inactivity (B5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from jalon.parcours.models import Parcours
from jalon.parcours.queries import acts_of

Teller = Callable[[Sequence[Parcours]], Mapping[int, date]]
"""paths -> for each id that has one, the day of its last activity; a fixed number of queries."""

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let a floor tell what counts as an activity; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def last_activity(paths: Sequence[Parcours]) -> dict[int, date]:
    """The last day on which something happened on each path, acts of the lifecycle left aside."""
    found: dict[int, date] = {}
    for teller in _tellers:
        for pk, day in teller(paths).items():
            found[pk] = max(day, found.get(pk, day))
    return found


def last_activity_of(paths: Iterable[Parcours]) -> dict[int, date]:
    """The last day on which anything happened on each path, acts of the lifecycle included; none: left out."""
    known = list(paths)
    found = last_activity(known)
    for pk, acts in acts_of(known).items():
        if acts:
            found[pk] = max(acts[-1].on, found.get(pk, acts[-1].on))
    return found
