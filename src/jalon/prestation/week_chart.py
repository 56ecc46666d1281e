"""A week of séances drawn: one column per day, hours downwards; the table beside it says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jalon.common.typography import clock, day_label
from jalon.prestation.models import Seance
from jalon.prestation.queries.presence import halves_of
from jalon.prestation.rules.hours import PARIS, local_day

LEFT, TOP, COLUMN, HOUR = 56, 34, 150, 44
"""Pixels: the margin of the hours, that of the days, the width of a day, the height of an hour."""


@dataclass(frozen=True, slots=True)
class Block:
    """One half-day drawn."""

    seance: Seance
    hours: str
    x: int
    y: int
    width: int
    height: int
    kind: str
    label: str
    room: str


@dataclass(frozen=True, slots=True)
class WeekChart:
    """The drawing: its size, its days, its hours, its blocks."""

    width: int
    height: int
    days: tuple[tuple[int, str], ...]
    hours: tuple[tuple[int, str], ...]
    blocks: tuple[Block, ...]
    left: int = LEFT


def week_chart(seances: Sequence[Seance], monday: date) -> WeekChart | None:
    """The drawing of a week; None when nothing is planned."""
    halves = [(one, half) for one in seances for half in halves_of(one)]
    if not halves:
        return None
    opens = min(_hour(half.starts_at) for _, half in halves)
    closes = max(_hour(half.ends_at) + (1 if _minutes(half.ends_at) % 60 else 0) for _, half in halves)
    last = max(4, *((local_day(one.starts_at) - monday).days for one in seances))
    days = tuple(
        (LEFT + rank * COLUMN + COLUMN // 2, _short(monday + timedelta(days=rank)))
        for rank in range(last + 1)
    )
    blocks = []
    for one, half in halves:
        rank = (local_day(one.starts_at) - monday).days
        top = TOP + round((_minutes(half.starts_at) - opens * 60) * HOUR / 60)
        tall = round((_minutes(half.ends_at) - _minutes(half.starts_at)) * HOUR / 60)
        blocks.append(
            Block(
                one,
                half.hours,
                LEFT + rank * COLUMN + 3,
                top + 1,
                COLUMN - 6,
                max(tall - 2, 18),
                "k6" if one.cancelled_at else "k2" if one.mode == "remote" else "k1",
                _cut(one.heading, 20),
                _cut("annulée" if one.cancelled_at else one.room, 20),
            )
        )
    return WeekChart(
        width=LEFT + (last + 1) * COLUMN + 8,
        height=TOP + (closes - opens) * HOUR + 10,
        days=days,
        hours=tuple((TOP + (hour - opens) * HOUR, clock(hour * 60)) for hour in range(opens, closes + 1)),
        blocks=tuple(blocks),
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _short(day: date) -> str:
    return day_label(day, "jour").rpartition(" ")[0]


def _minutes(moment: datetime) -> int:
    local = moment.astimezone(PARIS)
    return local.hour * 60 + local.minute


def _hour(moment: datetime) -> int:
    return moment.astimezone(PARIS).hour
