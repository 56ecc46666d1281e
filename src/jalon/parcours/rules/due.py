"""Which of the steps of a path bites first."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A step, as this rule sees it."""

    @property
    def code(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...


S = TypeVar("S", bound=Dated)


def bites_first(steps: Iterable[S]) -> S | None:
    """The step still to be done whose day comes first, past or not; None when none has a day."""
    waiting = [step for step in steps if step.done_on is None and step.due_on is not None]
    return min(waiting, key=lambda step: (step.due_on or date.max, step.code), default=None)
