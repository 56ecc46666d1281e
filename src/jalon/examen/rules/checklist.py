"""Premises and resources of annex 1 of the RE, scaled to a session (A4.11, A4.9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from jalon.referentiel.schema import Premises, Resource

PREMISES = "Locaux"
CONSUMED = "Matières d’œuvre"  # the RE's own heading for what each candidate uses up


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing to find on site: `count` units in all."""

    category: str
    label: str
    count: int
    note: str = ""


def expected(
    premises: Sequence[Premises],
    resources: Sequence[Resource],
    *,
    tests: Iterable[str],
    candidates: int,
    juries: int,
) -> tuple[Expected, ...]:
    """What a session needs: rooms of the tests it holds (`tests`: their kinds), then resources.

    One room of each sort per jury sitting at the same time (RE: as many rooms as juries present).
    """
    held = set(tests)
    at_once = min(max(juries, 1), max(candidates, 1))
    rooms = [
        Expected(PREMISES, f"{p.test.label} : {p.description}", at_once, p.notes)
        for p in premises
        if p.test in held
    ]
    things = [
        Expected(r.category, r.description, required(r, candidates, at_once), r.notes) for r in resources
    ]
    return (*rooms, *things)


def required(resource: Resource, candidates: int, at_once: int) -> int:
    """How many units: `count` for each group of at most `max_sharing` candidates.

    What is used up is counted over all candidates, the rest over those who pass `at_once`, since it serves
    the next candidate afterwards. Without a sharing limit one lot is enough for everybody; without a count,
    one unit is.
    """
    users = candidates if resource.category == CONSUMED else at_once
    groups = 1 if resource.max_sharing is None else ceil(max(users, 1) / max(resource.max_sharing, 1))
    return (resource.count or 1) * groups
