"""What the floors above hold on someone, asked of them for the copy of one's data (RGPD, art. 15 and 20)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from jalon.people.models import Person

Teller = Callable[[QuerySet[Person]], dict[str, list[dict[str, Any]]]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let an app of the floor above tell what it holds: plain values, French keys. Doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def held_above(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Everything that the apps above hold on `people`."""
    return {key: told for teller in _tellers for key, told in teller(people).items()}
