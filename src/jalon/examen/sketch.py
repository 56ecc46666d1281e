"""A timetable drawn small: one line per jury-day, enough to compare two. No Django, no colour: classes only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jalon.common.typography import clock, minutes
from jalon.examen.gantt import KINDS

WIDTH, LEFT, RIGHT, ROW, BAR, TOP = 320, 62, 14, 13, 9, 16
MOST = 40  # jury-days drawn, at most


@dataclass(frozen=True, slots=True)
class Stroke:
    """A task of a jury: the jury's number, minutes from midnight, the kind of test."""

    day: date
    jury: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    width: float
    css: str


@dataclass(frozen=True, slots=True)
class Row:
    """One jury-day."""

    y: int
    label: str
    marks: tuple[Mark, ...]

    @property
    def baseline(self) -> int:
        return self.y + BAR - 1


@dataclass(frozen=True, slots=True)
class Sketch:
    """`hours`: position and label of a few full hours; `left_out`: jury-days beyond those drawn."""

    width: int
    height: int
    hours: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    left_out: int
    bar: int = BAR
    left: int = LEFT
    top: int = TOP


def sketch(strokes: Iterable[Stroke], *, between: tuple[int, int] | None = None) -> Sketch:
    """Draw the juries' tasks; `between`: the hours of the whole drawing, the same for drawings to compare."""
    merged = joined(strokes)
    opens = min([s.start for s in merged] + ([between[0]] if between else []), default=8 * 60) // 60 * 60
    closes = -(-max([s.end for s in merged] + ([between[1]] if between else []), default=18 * 60) // 60) * 60
    scale = (WIDTH - LEFT - RIGHT) / max(60, closes - opens)
    seats = sorted({(s.day, s.jury) for s in merged})
    shown = seats[:MOST]
    rows = []
    for rank, (day, jury) in enumerate(shown):
        marks = tuple(
            Mark(
                round(LEFT + (s.start - opens) * scale, 1),
                round(max(1.0, (s.end - s.start) * scale - 0.6), 1),
                KINDS.get(s.kind, ("k5", ()))[0],
            )
            for s in merged
            if (s.day, s.jury) == (day, jury)
        )
        rows.append(Row(TOP + rank * ROW, f"{day:%d/%m} J{jury}", marks))
    step = 120 if closes - opens > 360 else 60
    return Sketch(
        WIDTH,
        TOP + len(shown) * ROW + 4,
        tuple((round(LEFT + (m - opens) * scale, 1), clock(m)) for m in range(opens, closes + 1, step)),
        tuple(rows),
        len(seats) - len(shown),
    )


def joined(strokes: Iterable[Stroke]) -> list[Stroke]:
    """By jury-day and hour; tasks of one kind that follow one another as one."""
    found: list[Stroke] = []
    ordered = sorted(strokes, key=lambda s: (s.day, s.jury, s.start, s.end))
    for _, group in groupby(ordered, key=lambda s: (s.day, s.jury)):
        last: Stroke | None = None
        for one in group:
            if last and last.kind == one.kind and last.end == one.start:
                last = found[-1] = Stroke(last.day, last.jury, last.start, one.end, last.kind)
            else:
                found.append(one)
                last = one
    return found


# -- how a search improves


@dataclass(frozen=True, slots=True)
class Step:
    """A better plan of a search: when (seconds since it began) and how good (minutes lost: waits and idleness)."""

    seconds: float
    placed: int
    jury_days: int
    lost: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A figure that falls by steps; `points` as SVG wants them, its first and last values in words."""

    label: str
    points: str
    told_first: str
    told_last: str
    width: int
    height: int


CURVE_WIDTH, CURVE_HEIGHT, MARGIN = 320, 64, 4


def curves(steps: Sequence[Step], seconds: float) -> tuple[Curve, ...]:
    """Jury-days, then minutes lost, of the plans that place as many as the last one; `seconds`: since the start."""
    kept = [step for step in steps if step.placed == steps[-1].placed]
    if len(kept) < 2:
        return ()
    figures: tuple[tuple[str, list[int], Callable[[int], str]], ...] = (
        ("Journées de jury", [s.jury_days for s in kept], str),
        ("Attente et temps mort", [s.lost for s in kept], minutes),
    )
    until = max(seconds, kept[-1].seconds, 0.1)
    return tuple(
        _curve(label, [s.seconds for s in kept], values, until, told)
        for label, values, told in figures
        if min(values) != max(values)
    )


def _curve(
    label: str,
    times: Sequence[float],
    values: Sequence[int],
    until: float,
    told: Callable[[int], str],
) -> Curve:
    low, high = min(values), max(values)

    def x(at: float) -> float:
        return round(MARGIN + at / until * (CURVE_WIDTH - 2 * MARGIN), 1)

    def y(value: int) -> float:
        return round(CURVE_HEIGHT - MARGIN - (value - low) / (high - low) * (CURVE_HEIGHT - 2 * MARGIN), 1)

    points = [f"{x(times[0])},{y(values[0])}"]
    for rank in range(1, len(values)):
        points += [f"{x(times[rank])},{y(values[rank - 1])}", f"{x(times[rank])},{y(values[rank])}"]
    points.append(f"{x(until)},{y(values[-1])}")
    return Curve(label, " ".join(points), told(values[0]), told(values[-1]), CURVE_WIDTH, CURVE_HEIGHT)
