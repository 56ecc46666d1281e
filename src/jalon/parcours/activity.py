"""When something last happened on a path, told by each floor: what counts as an « action » of the candidate (B5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from jalon.parcours.models import Parcours
from jalon.parcours.queries import acts_of

Teller = Callable[[Sequence[Parcours]], Mapping[int, date]]
"""paths -> the last day of activity of each that has one; a fixed number of queries whatever their number."""

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let a floor tell the activity it knows; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def last_activity_of(paths: Iterable[Parcours]) -> dict[int, date]:
    """Path id -> the last day on which an act or anything told above took place; a path without any is left out."""
    known = list(paths)
    found = {pk: acts[-1].on for pk, acts in acts_of(known).items() if acts}
    for teller in _tellers:
        for pk, day in teller(known).items():
            found[pk] = max(day, found.get(pk, day))
    return found
