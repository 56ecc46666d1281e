"""What an instance of `jalon session plan` tells: plain facts, no engine (see `instance_reader`, `instance_writer`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from jalon.examen.planning.json_reader import DAY_MINUTES
from jalon.referentiel.schema import TitreVersion

FINAL_INTERVIEW = "final_interview"
ROOM_KINDS = ("preparation", "mise_en_situation")
Span = tuple[int, int]


@dataclass(frozen=True)
class OpenDay:
    """A day of the session, its hours in minutes from midnight."""

    date: date
    opening: int
    closing: int


@dataclass(frozen=True)
class Meal:
    """A lunch of so many minutes within a window.

    `if_from`, `if_to`: it is due to those whose day begins by the one and ends at the other or later (None: no
    condition).
    """

    minutes: int
    start: int
    end: int
    if_from: int | None = None
    if_to: int | None = None

    def due(self, first: int, last: int) -> bool:
        """Whether somebody whose day goes from `first` to `last` must have it."""
        return (self.if_from is None or first <= self.if_from) and (self.if_to is None or last >= self.if_to)


@dataclass(frozen=True)
class Minutes:
    """A duration that the centre sets: the same everywhere, or by titre, or by titre and scope (0 if unsaid)."""

    everywhere: int = 0
    by_titre: Mapping[str, int | Mapping[str, int]] = field(default_factory=dict)

    def of(self, titre: str, scope: str) -> int:
        found = self.by_titre.get(titre, self.everywhere)
        return found if isinstance(found, int) else found.get(scope, 0)


@dataclass(frozen=True)
class Players:
    """Those who play in the mises en situation: `count` of them, their rest between plays, their lunch (minutes)."""

    count: int
    rest: int = 0
    lunch: int = 0


@dataclass(frozen=True)
class Absence:
    """When a jury does not sit: all of it, or because one `member` is away."""

    date: date
    start: int
    end: int
    member: str | None = None


@dataclass(frozen=True)
class RoomsAway:
    """So many rooms of a kind that cannot be used at some hours."""

    kind: str
    date: date
    start: int
    end: int
    count: int = 1


@dataclass(frozen=True)
class InstancePin:
    """Where a candidate must be: a jury-day and, by kind of task, when each begins (None: at any hour)."""

    jury: str
    date: date
    starts: Mapping[str, tuple[int, ...]] | None = None


@dataclass(frozen=True)
class InstanceJury:
    """A jury: the titres it is habilitated for (None: all), its members, its absences."""

    id: str
    titres: frozenset[str] | None
    members: tuple[str, ...]
    unavailable: tuple[Absence, ...]


@dataclass(frozen=True)
class InstanceCandidate:
    """A candidate: what they sit, extra time in percent, when they can come (None: always), whom they may not meet."""

    id: str
    titre: str
    scope: tuple[str, ...]
    extra_time: Fraction
    available: Mapping[date, tuple[Span, ...]] | None
    conflicts: frozenset[str]
    pin: InstancePin | None = None


@dataclass(frozen=True)
class Instance:
    """A session to plan. None is « no limit »; `titres` holds every référentiel that candidates name, by reference."""

    grid: int
    days: tuple[OpenDay, ...]
    lunch: Meal | None
    candidate_lunch: Meal | None
    max_span: int | None
    gap_after_preparation: int | None
    reading: Minutes
    session_file_reading: Minutes
    deliberation: Minutes
    actor: Players | None
    preparation_rooms: int | None
    mise_en_situation_rooms: int | None
    juries: tuple[InstanceJury, ...]
    candidates: tuple[InstanceCandidate, ...]
    titres: Mapping[str, TitreVersion]
    rooms_away: tuple[RoomsAway, ...] = ()

    @property
    def actors_eat(self) -> Span:
        return players_eat(self.days, self.lunch or self.candidate_lunch)


def players_eat(days: Sequence[OpenDay], meal: Meal | None) -> Span:
    """When those who play have lunch: as the juries do, else as the candidates do, else when the site is open."""
    if meal:
        return meal.start, meal.end
    return (
        min((day.opening for day in days), default=0),
        max((day.closing for day in days), default=DAY_MINUTES),
    )
