"""When an opinion is asked, asked again, and no more (indicator 30)."""

from dataclasses import dataclass
from datetime import date, timedelta

from jalon.common.calendar import add_months

FORGIVEN_MONTHS = 3
"""Months during which a questionnaire that should have left still leaves by itself: later, nobody remembers."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which a questionnaire leaves by itself, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def window(ended_on: date, moment: str, *, later_months: int) -> Window:
    """When to ask somebody whose path ended on a day: at once, or `later_months` after; 31 August + 6 is 28 February.

    Raises ValueError for an unknown moment.
    """
    if moment == "end":
        first = ended_on
    elif moment == "later":
        first = add_months(ended_on, later_months)
    else:
        raise ValueError(f"unknown moment: {moment}")
    return Window(first, add_months(first, FORGIVEN_MONTHS))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a questionnaire that was sent; days in Paris."""

    asked_on: date
    answered: bool = False
    declined: bool = False
    reminded: bool = False


def to_remind(asked: Asked, today: date, *, after_days: int) -> bool:
    """Whether the one reminder is due: after the delay, to whoever has neither answered nor declined."""
    if asked.answered or asked.declined or asked.reminded:
        return False
    due = asked.asked_on + timedelta(days=after_days)
    return due <= today <= add_months(due, FORGIVEN_MONTHS)
