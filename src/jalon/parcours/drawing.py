"""The drawing of a timeline: numbered marks on an axis of months, ready for an SVG template. No Django, no colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from jalon.common.calendar import add_months
from jalon.common.typography import day_label

WIDTH, LEFT, RIGHT, AXIS, LANE, MARK = 900, 24, 24, 26, 30, 24
AHEAD, MARGIN = 18, timedelta(days=12)
SPACINGS = (1, 2, 3, 6, 12, 24)
MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


class Event(Protocol):
    """One step to draw: its number in the table, its day, its state, and what it says."""

    @property
    def number(self) -> int: ...
    @property
    def day(self) -> date | None: ...
    @property
    def state(self) -> str: ...
    @property
    def told(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered mark; its shape and its class say the state."""

    x: float
    y: float
    number: int
    state: str
    told: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole timeline; `beyond` numbers the steps whose day is too far to be drawn."""

    width: int
    height: int
    axis: float
    today_x: float
    today_label: str
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    beyond: tuple[int, ...]
    told: str

    @property
    def tacit(self) -> bool:
        """Whether a mark stands for an agreement by silence, which the legend then tells."""
        return any(mark.state == "tacit" for mark in self.marks)


def draw(events: Sequence[Event], today: date) -> Drawing | None:
    """Lay the dated steps out on lanes so that no mark covers another; None when there is nothing to draw."""
    horizon = add_months(today, AHEAD)
    dated = [(event, event.day) for event in events if event.day is not None]
    near = sorted(
        ((e, day) for e, day in dated if day <= horizon), key=lambda pair: (pair[1], pair[0].number)
    )
    if not near:
        return None
    first = min(near[0][1], today) - MARGIN
    last = max(near[-1][1], today) + MARGIN
    scale = (WIDTH - LEFT - RIGHT) / (last - first).days
    marks, ends = [], list[float]()
    for event, day in near:
        x = LEFT + (day - first).days * scale
        lane = next((rank for rank, end in enumerate(ends) if x - end >= MARK + 4), len(ends))
        ends[lane : lane + 1] = [x]
        marks.append(Mark(round(x, 1), AXIS + 22 + lane * LANE, event.number, event.state, event.told))
    return Drawing(
        width=WIDTH,
        height=AXIS + 16 + len(ends) * LANE,
        axis=AXIS,
        today_x=round(LEFT + (today - first).days * scale, 1),
        today_label=day_label(today, "court"),
        ticks=tuple(_ticks(first, last, scale)),
        marks=tuple(marks),
        beyond=tuple(e.number for e, day in dated if day > horizon),
        told="; ".join(f"{mark.number}. {mark.told}" for mark in marks),
    )


def _ticks(first: date, last: date, scale: float) -> list[Tick]:
    months = max(1, round((last - first).days / 30))
    every = next((one for one in SPACINGS if months / one <= 12), SPACINGS[-1])
    start = add_months(first.replace(day=1), 1)
    found: list[Tick] = []
    day = start
    while day <= last:
        if (day.year * 12 + day.month - 1) % every == 0:
            label = (
                f"{MONTHS[day.month - 1]} {day.year}"
                if day.month <= every or not found
                else MONTHS[day.month - 1]
            )
            found.append(Tick(round(LEFT + (day - first).days * scale, 1), label))
        day = add_months(day, 1)
    return found
