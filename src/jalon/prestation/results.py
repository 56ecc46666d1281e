"""What was evaluated on a path, told by the floors above: the results that the attestation carries (C11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from jalon.prestation.models import Participation


@dataclass(frozen=True, slots=True)
class Result:
    """One result: what was evaluated, what came of it in French, on which day."""

    label: str
    outcome: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a floor says of a participation: its objectives and the results of its evaluations."""

    objectives: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()


Teller = Callable[[Participation], Told]
T = TypeVar("T")
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let a floor tell its objectives and results; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def told_of(participation: Participation) -> Told:
    """Objectives and results, all floors together."""
    found = [teller(participation) for teller in _tellers]
    return Told(
        tuple(dict.fromkeys(_each(one.objectives for one in found))),
        tuple(_each(one.results for one in found)),
    )


def _each(groups: Iterable[Iterable[T]]) -> Iterable[T]:
    for group in groups:
        yield from group
