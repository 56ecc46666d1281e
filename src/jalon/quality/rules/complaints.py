"""Complaints: whom they are about, when the answer is due, what a year of them says (C14, indicator 31)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.people.rules import fold

TEXT_LIMIT = 10_000


def named_in(about: str, members: Mapping[int, str]) -> int | None:
    """The member named by whoever complains, by their last name as a whole word; None when none or several are.

    `members` gives last names by id. « Mme Varenne » names Odile Varenne; « Var » names nobody.
    """
    words = f" {' '.join(fold(about).split())} "
    found = [
        pk for pk, name in members.items() if name.strip() and f" {' '.join(fold(name).split())} " in words
    ]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Told:
    """What the analysis of a year needs of one complaint."""

    channel: str
    received_on: date
    answered_on: date | None
    closed: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a year of complaints says; `delay` is the mean of days before the answer, None without any answer."""

    received: int
    answered: int
    late: int
    closed: int
    delay: float | None
    longest: int | None
    by_channel: tuple[tuple[str, int], ...]


def analysis(complaints: Iterable[Told], today: date, *, days: int) -> Analysis:
    """Count the complaints of a period. Late: answered after `days`, or unanswered past them on `today`."""
    rows: Sequence[Told] = list(complaints)
    delays = [(row.answered_on - row.received_on).days for row in rows if row.answered_on]
    late = sum((row.answered_on or today) > row.received_on + timedelta(days=days) for row in rows)
    channels = sorted({row.channel for row in rows})
    return Analysis(
        received=len(rows),
        answered=len(delays),
        late=late,
        closed=sum(row.closed for row in rows),
        delay=sum(delays) / len(delays) if delays else None,
        longest=max(delays, default=None),
        by_channel=tuple((channel, sum(row.channel == channel for row in rows)) for channel in channels),
    )
