"""The timetable of one day, whoever is who: what `Days` remembers, for most days are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class DayPlan:
    """The best timetable of one day: by seat and type, the starts of each candidate's pieces.

    `found` False: none; `proved`: it is optimal, or there is provably none. `lost`, and its proved `bound`, in
    grid units.
    """

    found: bool
    proved: bool
    lost: int = 0
    bound: int = 0
    starts: Mapping[tuple[int, int], tuple[tuple[int, ...], ...]] | None = None


def moved(plan: DayPlan, to: Mapping[int, int]) -> DayPlan:
    """The same day, its seats numbered otherwise."""
    starts = {(to[seat], which): value for (seat, which), value in (plan.starts or {}).items()}
    return replace(plan, starts=starts)
