"""The drawing of what is held, what remains and until when: rows and bars ready for an SVG. No Django, no colour."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from jalon.common.calendar import add_months
from jalon.common.typography import day_label
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    TITLE,
    Opening,
    Standing,
    scope_number,
)

WIDTH, LEFT, RIGHT, TOP, ROW = 900, 190, 20, 34, 38
CHARACTER = 7.4
_KINDS = {"validity": "k5", "prolongation": "k3", "retake": "k2"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days of one row; `hollow` when it is open but not used, or does not benefit to the person."""

    label: str
    text: str
    kind: str
    x: int
    y: int
    width: int
    hollow: bool = False

    @property
    def text_x(self) -> int:
        return self.x + 6

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def inside(self) -> str:
        """What the bar can carry: its text, or nothing when it would overflow."""
        return self.text if len(self.text) * CHARACTER < self.width - 10 else ""


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of January of a year."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the drawing: a window, a CCP or the final interview."""

    label: str
    y: int
    bars: tuple[Bar, ...]

    @property
    def text_y(self) -> int:
        return self.y + 25


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole drawing; `description` tells it to who does not see it."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    on_x: int
    on_label: str
    description: str
    width: int = WIDTH

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.rows) + 12

    @property
    def bottom(self) -> int:
        return self.height - 8

    @property
    def left(self) -> int:
        return LEFT


def draw(standing: Standing) -> Chart | None:
    """The drawing of an answer; None when no date is known to draw."""
    days = _days(standing)
    if len(days) < 2:
        return None
    first, last = add_months(min(days), -2), add_months(max(days), 2)

    def x(day: date) -> int:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / max(1, (last - first).days))

    lines: list[tuple[str, list[tuple[date, date, str, str, bool]]]] = [
        (
            w.label,
            [(w.starts_on, w.ends_on, f"jusqu’au {day_label(w.ends_on)}", _KINDS[w.code], not w.applies)],
        )
        for w in standing.windows
    ]
    for opening in standing.openings:
        if (line := _line(standing, opening, last)) is not None:
            lines.append(line)
    rows = []
    for rank, (label, spans) in enumerate(lines):
        y = TOP + ROW * rank
        bars = tuple(
            Bar(f"{label} : {text}", text, kind, x(start), y + 9, max(3, x(end) - x(start)), hollow)
            for start, end, text, kind, hollow in spans
        )
        rows.append(Row(label, y, bars))
    return Chart(
        tuple(rows),
        tuple(_ticks(first, last, x)),
        x(standing.on),
        day_label(standing.on, "court"),
        f"Au {day_label(standing.on)} : " + " ; ".join(b.label for row in rows for b in row.bars) + ".",
    )


def _days(standing: Standing) -> list[date]:
    days = [standing.on, *(h.since for h in standing.held)]
    days += [day for w in standing.windows for day in (w.starts_on, w.ends_on)]
    return days + [o.until for o in standing.openings if o.until is not None]


def _line(
    standing: Standing, opening: Opening, last: date
) -> tuple[str, list[tuple[date, date, str, str, bool]]] | None:
    number = scope_number(opening.scope)
    label = f"CCP {number}" if number else "Entretien final" if opening.scope == FINAL_INTERVIEW else "Titre"
    held = next((h for h in standing.held if h.number == number), None)
    if held is not None:
        return label, [(held.since, last, f"acquis, depuis le {day_label(held.since)}", "k1", False)]
    if not opening.open:
        return None if opening.scope == TITLE else (label, [])
    end = opening.until
    text = f"jusqu’au {day_label(end)}" if end else "à présenter"
    return label, [(standing.on, end or last, text, "k4", True)]


def _ticks(first: date, last: date, x: Callable[[date], int]) -> Iterator[Tick]:
    for year in range(first.year + 1, last.year + 1):
        yield Tick(x(date(year, 1, 1)), str(year))
