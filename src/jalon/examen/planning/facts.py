"""What a timetable problem and a plan are: frozen facts, in minutes from midnight on a five-minute grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil

# Tasks that the jury does alone (A4.9, A6.6); every other kind is a test of the référentiel.
READING = "reading"
SESSION_FILE_READING = "session_file_reading"
DELIBERATION = "deliberation"
JURY_ONLY = frozenset({READING, SESSION_FILE_READING, DELIBERATION})


@dataclass(frozen=True)
class Window:
    """A stretch of one day, `start` included, `end` excluded."""

    day: date
    start: int
    end: int


@dataclass(frozen=True)
class Day:
    """A day of the session and the opening hours of its site."""

    date: date
    opens: int
    closes: int


@dataclass(frozen=True)
class Step:
    """One phase of a test, or one task of the jury alone; `minutes` are the référentiel's, before extra time.

    `room` is the kind of room it needs: "preparation", "mise_en_situation", "jury", or None.
    """

    kind: str
    label: str
    minutes: int
    jury: bool
    room: str | None = None
    actor: bool = False
    extra_time: bool = True

    @property
    def candidate(self) -> bool:
        """Whether the candidate is there (readings and deliberation happen without them)."""
        return self.kind not in JURY_ONLY


@dataclass(frozen=True)
class Block:
    """Steps that follow one another, nothing else of the candidate's between them.

    `after` names kinds of blocks that must be over first; `gap` is the most minutes that may pass after a step
    without the jury (None: any number; elsewhere in a block nothing may pass).
    """

    kinds: tuple[str, ...]
    steps: tuple[Step, ...]
    after: tuple[str, ...] = ()
    gap: int | None = 0

    @property
    def candidate(self) -> bool:
        return any(step.candidate for step in self.steps)


@dataclass(frozen=True)
class Pin:
    """A place that no calculation may change: a jury-day and, with `starts`, the hours of every step.

    `starts`: minutes from midnight, by step index.
    """

    jury_id: str
    day: date
    starts: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Candidate:
    """Somebody to place: their chain of blocks and what restrains it. Never the reason of an arrangement.

    `scope` holds "title", "ccp1"…, or "final_interview". `pin`: where they must be (None: anywhere lawful).
    `interrupted`: the only steps that they have had, by index, when they could not end (None: all are due).
    """

    id: str
    label: str
    titre_ref: str
    scope: tuple[str, ...]
    chain: tuple[Block, ...]
    extra_time_percent: int | Fraction = 0
    unavailable: tuple[Window, ...] = ()
    incompatible_jurors: frozenset[str] = frozenset()
    pin: Pin | None = None
    interrupted: frozenset[int] | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in chain order: `Appointment.step_index` points into it."""
        return tuple(step for block in self.chain for step in block.steps)

    def minutes(self, step: Step, grid: int) -> int:
        """Minutes that `step` takes for this person: extra time applied, rounded up to the grid."""
        extra = self.extra_time_percent if step.extra_time and step.candidate else 0
        return grid * ceil(Fraction(step.minutes * (100 + extra), 100 * grid))


@dataclass(frozen=True)
class Jury:
    """Jurors who sit together, the titres they are habilitated for, and when each is away."""

    id: str
    label: str
    jurors: frozenset[str]
    titre_refs: frozenset[str]
    days: tuple[date, ...]
    unavailable: tuple[tuple[str, Window], ...] = ()


@dataclass(frozen=True)
class Rooms:
    """Labels of the rooms: with an empty tuple, no test of that kind can take place.

    `preparation` None: there are always enough. `mise_en_situation` None: it is played in the jury's room.
    `jury` None: every jury has its own room; a tuple: at most so many juries sit on one day.
    `unavailable`: labels, and when nobody can be in that room.
    """

    preparation: tuple[str, ...] | None = ()
    mise_en_situation: tuple[str, ...] | None = None
    jury: tuple[str, ...] | None = None
    unavailable: tuple[tuple[str, Window], ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """Every room that is named."""
        return frozenset((*(self.preparation or ()), *(self.mise_en_situation or ()), *(self.jury or ())))


@dataclass(frozen=True)
class Actor:
    """The people who play in the mises en situation: how many, their rest between plays, their lunch."""

    capacity: int = 1
    rest_minutes: int = 10
    lunch_minutes: int = 45


@dataclass(frozen=True)
class Readings:
    """Jury time beside the tests, which the responsable de session must provide (A4.9): settings, in minutes."""

    title: int = 20
    ccp: int = 15
    preparation_file: int = 10
    deliberation: int = 10


@dataclass(frozen=True)
class Settings:
    """Choices of the centre, none of them the référentiel's. Minutes, except `time_limit_seconds`.

    A lunch of 0 minutes is not kept. `candidate_lunch_window` None: that of the juries; `candidate_lunch_if`:
    the candidate's lunch is due when their day covers that stretch (None: always).
    """

    grid: int = 5
    jury_lunch_minutes: int = 60
    lunch_window: tuple[int, int] = (690, 840)
    candidate_lunch_minutes: int = 45
    candidate_lunch_window: tuple[int, int] | None = None
    candidate_lunch_if: tuple[int, int] | None = None
    candidate_span_max: int = 480
    time_limit_seconds: float = 20.0
    polish_seconds: float | None = None
    seed: int = 1
    workers: int = 2
    readings: Readings = field(default_factory=Readings)

    @property
    def candidates_eat(self) -> tuple[int, int]:
        """When candidates have lunch."""
        return self.candidate_lunch_window or self.lunch_window

    def candidate_lunch(self, first: int, last: int) -> int:
        """Minutes of lunch due to a candidate whose day goes from `first` to `last`."""
        if self.candidate_lunch_if and not (
            first <= self.candidate_lunch_if[0] and self.candidate_lunch_if[1] <= last
        ):
            return 0
        return self.candidate_lunch_minutes


@dataclass(frozen=True)
class Appointment:
    """One step placed in time. `jury`, `actor`: are they there. `actor_number` counts from 1 (0: nobody plays)."""

    candidate_id: str
    jury_id: str
    day: date
    start: int
    end: int
    kind: str
    label: str
    jury: bool
    room: str | None
    actor: bool
    step_index: int
    actor_number: int = 0

    @property
    def candidate(self) -> bool:
        """Whether the candidate is there."""
        return self.kind not in JURY_ONLY


Unplaced = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Explanation:
    """Facts of the session that clash together, and the remedy that was tried: solved again, then checked.

    `more`: candidates placed beyond those of the plan, `left`: those still left out with the remedy; `cost` ranks
    remedies (see `levers`); `sentence` says it all in French, `sources` where the rules at stake come from.
    """

    facts: tuple[str, ...]
    remedy: str
    more: int
    left: int
    cost: int
    sentence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A timetable, who is left out with every reason, and how good it is.

    `optimal` is True only when placed candidates, jury-days and waiting are all proved; `bound_unplaced` is the proved
    minimum of candidates left out, `bound_jury_days` that of jury-days for as many candidates placed, `bound_waiting`
    that of waiting plus idleness, `bound_longest_wait` that of the longest wait with this waiting and idleness (None:
    no bound), `bound_ends` that of the ends of jury-days, see `measures`, for as many of them.
    `status` is a French sentence; `explanations` say what would place those left out, cheapest first.
    """

    appointments: tuple[Appointment, ...] = ()
    unplaced: Unplaced = ()
    jury_days: int = 0
    bound_jury_days: int = 0
    optimal: bool = False
    waiting_minutes: int = 0
    idle_minutes: int = 0
    seconds: float = 0.0
    status: str = ""
    longest_wait_minutes: int = 0
    bound_waiting: int | None = None
    bound_longest_wait: int | None = None
    bound_unplaced: int = 0
    bound_ends: int = 0
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything that the timetable of a session depends on."""

    days: tuple[Day, ...]
    candidates: tuple[Candidate, ...]
    juries: tuple[Jury, ...]
    rooms: Rooms = field(default_factory=Rooms)
    actor: Actor | None = None
    settings: Settings = field(default_factory=Settings)
    published: Plan | None = None
    juror_names: Mapping[str, str] = field(default_factory=dict)

    def juror(self, juror: str) -> str:
        """The name to show for a juror (their id when no name is given)."""
        return self.juror_names.get(juror, juror)


def clock(minutes: int) -> str:
    """Minutes from midnight as people read them: 9 h 05."""
    return f"{minutes // 60} h {minutes % 60:02d}"


MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def day_name(day: date) -> str:
    """A date in French, short: 3 mars 2027."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
