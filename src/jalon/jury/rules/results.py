"""Counts and rates of a session (A.11): rates are on those present, and on nobody when nobody came."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.jury.rules.deliberation import AWAY


@dataclass(frozen=True, slots=True)
class Tally:
    """How many candidates were registered, present, and decided in each way."""

    registered: int
    present: int
    full: int
    partial: int
    none: int
    absent: int
    excused: int
    pending: int

    def rate(self, count: int) -> float | None:
        """Share of those present, None when nobody was."""
        return count / self.present if self.present else None


def tally(outcomes: Iterable[str]) -> Tally:
    """Count outcomes (« title », « partial », « none », « absent », « excused », « » when not decided yet)."""
    found = list(outcomes)
    return Tally(
        registered=len(found),
        present=sum(outcome not in AWAY for outcome in found),
        full=found.count("title"),
        partial=found.count("partial"),
        none=found.count("none"),
        absent=found.count("absent"),
        excused=found.count("excused"),
        pending=found.count(""),
    )
