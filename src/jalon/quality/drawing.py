"""The drawing of satisfaction year after year: points and labels ready for an SVG. No Django, no colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jalon.common.typography import percent

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 220, 56, 24, 190


class YearRate(Protocol):
    """What is drawn of a year."""

    @property
    def year(self) -> int: ...
    @property
    def rate(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Point:
    """A year on the drawing; `label` empty: no rate is shown that year."""

    year: int
    x: int
    y: int
    label: str

    @property
    def label_y(self) -> int:
        return self.y - 10 if self.y > TOP + 12 else self.y + 18


@dataclass(frozen=True, slots=True)
class Chart:
    """The evolution: one point for each year, one line through each run of years that have a rate."""

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    grid: tuple[tuple[int, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = BOTTOM

    @property
    def empty(self) -> bool:
        return not any(point.label for point in self.points)


def evolution_chart(years: Sequence[YearRate]) -> Chart:
    """Place the years from left to right, the rates from 0 % at the bottom to 100 % at the top."""
    step = (WIDTH - LEFT - 40) // max(1, len(years) - 1)
    points = tuple(
        Point(
            one.year,
            LEFT + 20 + rank * step,
            _height(one.rate or 0),
            "" if one.rate is None else percent(one.rate),
        )
        for rank, one in enumerate(years)
    )
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.label:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    lines = tuple(" ".join(f"{p.x},{p.y}" for p in run) for run in runs if len(run) > 1)
    grid = tuple((_height(share / 100), percent(share / 100)) for share in (0, 25, 50, 75, 100))
    return Chart(points, lines, grid)


def _height(rate: float) -> int:
    return round(BOTTOM - rate * (BOTTOM - TOP))
