"""Figures of the bilan pédagogique et financier of a year (C12, R6352-22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Trainee:
    """One person in one prestation during the year; `minutes` are those really attended, `funders` who pays what.

    `funders` gives cents by funder; `group` tells trainees of one same prestation apart from another's.
    """

    person: int
    group: int
    kind: str
    titre_ref: str
    minutes: int
    funders: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.minutes < 0 or any(cents < 0 for cents in self.funders.values()):
            raise ValueError("hours and amounts are not negative")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: trainees counted once each, trainee-minutes."""

    label: str
    trainees: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Bpf:
    """The figures to copy on the State's site; minutes and cents, exact."""

    year: int
    trainees: int
    trainee_minutes: int
    given_minutes: int
    by_kind: tuple[Line, ...]
    by_titre: tuple[Line, ...]
    funds: tuple[tuple[str, int], ...]

    @property
    def total_cents(self) -> int:
        return sum(cents for _, cents in self.funds)


def bpf(year: int, trainees: Iterable[Trainee], given_minutes: int) -> Bpf:
    """Count the year. A person in two prestations is one trainee in the total, and one on each line where they are.

    `given_minutes` are the minutes of séances held, whoever came. Raises ValueError when it is negative.
    """
    if given_minutes < 0:
        raise ValueError("hours are not negative")
    rows = list(trainees)
    funds: dict[str, int] = {}
    for row in rows:
        for funder, cents in row.funders.items():
            funds[funder] = funds.get(funder, 0) + cents
    return Bpf(
        year=year,
        trainees=len({row.person for row in rows}),
        trainee_minutes=sum(row.minutes for row in rows),
        given_minutes=given_minutes,
        by_kind=_lines(rows, "kind"),
        by_titre=_lines(rows, "titre_ref"),
        funds=tuple(sorted(funds.items(), key=lambda fund: (-fund[1], fund[0]))),
    )


def _lines(rows: list[Trainee], name: str) -> tuple[Line, ...]:
    keys = sorted({getattr(row, name) for row in rows})
    return tuple(
        Line(
            key,
            len({row.person for row in rows if getattr(row, name) == key}),
            sum(row.minutes for row in rows if getattr(row, name) == key),
        )
        for key in keys
    )


def due_on(year: int, *, month: int, day: int) -> date:
    """The day before which the report of `year` is sent: the following year (C12)."""
    return date(year + 1, month, day)
