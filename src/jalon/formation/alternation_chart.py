"""The alternation drawn: a month a line, a week a cell cut between the centre, the company and leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from jalon.common.typography import MONTHS, day_label
from jalon.formation.rules.apprentissage import DAYS, Week

LEFT, CELL, HEIGHT, TOP = 116, 118, 44, 8
"""Pixels: the margin of the months, the width of a week, the height of a month, the margin above."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a week: where it begins, its width, its kind, the sign that says it without colour."""

    x: int
    width: int
    kind: str
    sign: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A week: its place, its parts, its first day, whether it is the current one."""

    x: int
    y: int
    label: str
    parts: tuple[Part, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class AlternationChart:
    """The whole drawing, in pixels."""

    width: int
    height: int
    months: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]
    cell_width: int = CELL - 8


def alternation_chart(weeks: Sequence[Week], today: date) -> AlternationChart | None:
    """The drawing of a calendar; None when it has no week."""
    if not weeks:
        return None
    months, cells = [], []
    rows = groupby(sorted(weeks), key=lambda one: (one.monday.year, one.monday.month))
    for rank, ((year, month), own) in enumerate(rows):
        y = TOP + rank * HEIGHT
        months.append((y + 24, f"{MONTHS[month - 1]} {year}"))
        cells += [_cell(week, LEFT + ((week.monday.day - 1) // 7) * CELL, y, today) for week in own]
    return AlternationChart(LEFT + 5 * CELL, TOP + len(months) * HEIGHT + 4, tuple(months), tuple(cells))


def _cell(week: Week, x: int, y: int, today: date) -> Cell:
    shares = (
        ("k1", "C", week.centre_days),
        ("k2", "E", DAYS - week.centre_days - week.leave_days),
        ("k6", "–", week.leave_days),
    )
    parts, at = [], x
    for kind, sign, days in shares:
        if days > 0:
            wide = (CELL - 8) * days // DAYS
            parts.append(Part(at, wide, kind, sign if days == DAYS else f"{sign}{days}"))
            at += wide
    label = day_label(week.monday).partition("\u00a0")[0]
    return Cell(x, y, label, tuple(parts), week.monday <= today < week.monday + timedelta(days=7))
