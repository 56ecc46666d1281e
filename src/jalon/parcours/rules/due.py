"""Which of the steps of a path bites first."""

from collections.abc import Iterable
from datetime import date, timedelta
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


AHEAD = timedelta(days=120)


def first_to_tell(steps: Iterable[S], today: date) -> list[S]:
    """The steps still to be done, as one tells them: those whose day is past or near, those without a day, the others.

    A title that ends in three years does not hide the act that comes next.
    """
    waiting = [step for step in steps if step.done_on is None]

    def rank(step: S) -> tuple[int, date, str]:
        if step.due_on is None:
            return 1, date.max, step.code
        return (0 if step.due_on <= today + AHEAD else 2), step.due_on, step.code

    return sorted(waiting, key=rank)
