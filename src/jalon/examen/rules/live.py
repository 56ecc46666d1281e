"""The exam day followed fact by fact: who is where, what comes next, how late each jury runs.

A fact is kept as a device told it and may come late, twice or out of order: only when it happened and what it
takes back count. The timetable gives the minutes; nobody's are shortened by the lateness of others, and the
test of a latecomer ends when it would have ended without them (A2.7).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Literal

from jalon.examen.rules.told import Attendance, Fact, attendance_of, in_force

Level = Literal["calm", "soon", "last", "over"]
Place = Literal["away", "running", "called", "finished", "between", "waiting", "overdue", "expected"]
Key = tuple[int, int]

NOTHING = timedelta(0)


class State(StrEnum):
    """Where one phase of a candidate stands; missed: its hour is over and it has not begun."""

    TO_COME = "to_come"
    CALLED = "called"
    RUNNING = "running"
    DONE = "done"
    MISSED = "missed"
    SKIPPED = "skipped"


OPEN = frozenset({State.TO_COME, State.CALLED})


@dataclass(frozen=True, slots=True)
class Planned:
    """One phase of the published timetable. `candidate_there` and `jury_there` say whom it keeps busy.

    `needs` is what else it takes, a room or the person who plays, each with the rest that must follow.
    """

    candidate: int
    order: int
    jury: int
    label: str
    starts: datetime
    ends: datetime
    candidate_there: bool = True
    jury_there: bool = True
    room: str = ""
    needs: tuple[tuple[str, timedelta], ...] = ()

    @property
    def key(self) -> Key:
        return self.candidate, self.order

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts


@dataclass(frozen=True, slots=True)
class Pause:
    """The lunch of a jury or of who plays, as published, and the minutes of it that a late morning must leave."""

    starts: datetime
    ends: datetime
    kept: timedelta


@dataclass(frozen=True, slots=True)
class Timer:
    """Seconds left before a phase must end (negative: past it), and how pressing that is."""

    until: datetime
    seconds: int
    level: Level


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase as it goes: `starts` and `ends` are real once known, else what is to be expected.

    `due`: when the phase that runs must end. `assumed`: nobody recorded it, it is taken to follow the timetable (a
    task of the jury alone, or what comes before a phase that its candidate has begun).
    """

    planned: Planned
    state: State
    starts: datetime
    ends: datetime
    called_at: datetime | None = None
    begun: bool = False
    due: datetime | None = None
    assumed: bool = False
    timer: Timer | None = None

    @property
    def delay(self) -> timedelta:
        """How much later than published it starts or, once begun, ends."""
        late = self.starts - self.planned.starts if self.state in OPEN else self.ends - self.planned.ends
        return max(late, NOTHING)


@dataclass(frozen=True, slots=True)
class CandidateDay:
    """One candidate: where they are, what they do now, what comes next."""

    candidate: int
    attendance: Attendance
    place: Place
    phases: tuple[Phase, ...]
    current: Phase | None
    following: Phase | None


@dataclass(frozen=True, slots=True)
class JuryDay:
    """One jury: what it is busy with, whom it left alone, what comes next, its delay, when its day should end."""

    jury: int
    phases: tuple[Phase, ...]
    current: Phase | None
    alone: tuple[Phase, ...]
    following: tuple[Phase, ...]
    delay: timedelta
    ends: datetime


@dataclass(frozen=True, slots=True)
class LiveDay:
    """A day of the session at one moment: candidates, juries and jurors by id, rooms by name."""

    now: datetime
    candidates: Mapping[int, CandidateDay]
    juries: Mapping[int, JuryDay]
    rooms: Mapping[str, tuple[Phase, ...]]
    jurors: Mapping[int, datetime]


def timer(until: datetime, now: datetime, warnings: Sequence[int] = (5, 1)) -> Timer:
    """How long before `until`; `warnings` are the minutes of the first and of the last warning."""
    left = round((until - now).total_seconds())
    for level, minutes in (("over", 0), ("last", min(warnings)), ("soon", max(warnings))):
        if left <= minutes * 60:
            return Timer(until, left, level)  # type: ignore[arg-type]
    return Timer(until, left, "calm")


def lunch_of(steps: Iterable[Planned], opens: datetime, closes: datetime, minutes: int) -> Pause | None:
    """The lunch of whom these tasks of juries keep busy: their first free stretch of at least `minutes` between two of
    them, from `opens` to `closes`.
    """
    busy = sorted((step for step in steps if step.jury_there), key=lambda step: step.starts)
    reached: datetime | None = None
    for step in busy:
        if reached is not None and minutes:
            start, end = max(reached, opens), min(step.starts, closes)
            if end - start >= timedelta(minutes=minutes):
                return Pause(start, step.starts, timedelta(minutes=minutes))
        reached = max(step.ends, reached or step.ends)
    return None


def fold(
    facts: Iterable[Fact],
    planned: Iterable[Planned],
    now: datetime,
    *,
    known: Mapping[int, Attendance] | None = None,
    warnings: Sequence[int] = (5, 1),
    lunches: Mapping[int | str, Pause] | None = None,
) -> LiveDay:
    """The day at `now`, from facts told in any order and from the phases published for that day.

    `known` is each candidate's recorded attendance (default: what the facts say of it); `lunches` are by jury, and by
    the name of a need (who plays). What comes next is
    pushed back by the phases of the same jury, candidate, room or player that run late, never pulled forward; a
    preparation is held back with the test that it prepares.
    """
    told = in_force(facts)
    steps = sorted(planned, key=lambda step: (step.starts, step.ends, step.candidate, step.order))
    people = {step.candidate for step in steps}
    if known is None:
        known = {who: attendance_of([f for f in told if f.candidate == who]) for who in people}
    attendance = {who: known.get(who, Attendance()) for who in people}
    day = _Projection(steps, _marks(told, steps), attendance, now, lunches or {})
    phases = [
        replace(phase, timer=timer(phase.due, now, warnings)) if phase.due else phase
        for phase in day.phases()
    ]
    return LiveDay(
        now=now,
        candidates={who: _candidate(who, attendance[who], phases, now) for who in people},
        juries={jury: _jury(jury, phases) for jury in sorted({step.jury for step in steps})},
        rooms=_rooms(phases),
        jurors={
            fact.person: fact.at
            for fact in reversed(told)
            if fact.kind == "juror_arrival" and fact.person is not None
        },
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """The hours recorded for one phase."""

    called: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None


def _marks(told: Sequence[Fact], steps: Sequence[Planned]) -> dict[Key, _Marks]:
    """The first call, start and end told of each phase; a start ends what its candidate or jury had left open."""
    found: dict[Key, _Marks] = {}
    names = {"call": "called", "phase_start": "started", "phase_end": "ended"}
    for fact in told:
        name = names.get(fact.kind)
        if name is None or fact.candidate is None or fact.order is None:
            continue
        marks = found.get((fact.candidate, fact.order), _Marks())
        if getattr(marks, name) is None:
            found[fact.candidate, fact.order] = replace(marks, **{name: fact.at})
    by_owner: dict[tuple[str, int], list[tuple[datetime, Key]]] = {}
    for step in steps:
        started = found.get(step.key, _Marks()).started
        if started is None:
            continue
        if step.candidate_there:
            by_owner.setdefault(("candidate", step.candidate), []).append((started, step.key))
        if step.jury_there:
            by_owner.setdefault(("jury", step.jury), []).append((started, step.key))
    for begun in by_owner.values():
        for (_, key), (then, _) in pairwise(sorted(begun)):
            ended = found[key].ended
            found[key] = replace(found[key], ended=then if ended is None else min(ended, then))
    return found


class _Projection:
    """Every phase of a day, those begun as they were, the others as they should go."""

    def __init__(
        self,
        steps: Sequence[Planned],
        marks: Mapping[Key, _Marks],
        attendance: Mapping[int, Attendance],
        now: datetime,
        lunches: Mapping[int | str, Pause],
    ) -> None:
        self.steps, self.marks, self.attendance, self.now, self.lunches = (
            steps,
            marks,
            attendance,
            now,
            lunches,
        )
        self.of_jury: dict[int, list[Phase]] = {}
        self.of_candidate: dict[int, list[Phase]] = {}
        self.of_need: dict[str, list[Phase]] = {}
        self.held: dict[Key, datetime] = {}
        self.begun = {step.candidate: step.starts for step in steps if self._start(step)}

    def phases(self) -> list[Phase]:
        """Placed again as long as a preparation held back keeps its room from another.

        Each pass settles one at least; only a jury published in two places at once would have no end.
        """
        for _ in range(len(self.steps) + 1):
            if not (later := self._place_all()):
                break
            self.held |= later
        placed = (phase for phases in self.of_candidate.values() for phase in phases)
        return sorted(placed, key=lambda p: (p.starts, p.planned.starts, p.planned.key))

    def _place_all(self) -> dict[Key, datetime]:
        """Place every phase; the preparations that must wait more than that, with the hour until which."""
        for owned in (self.of_jury, self.of_candidate, self.of_need):
            owned.clear()
        begun = [(start, step.key, step) for step in self.steps if (start := self._start(step))]
        for start, _, step in sorted(begun, key=lambda one: one[:2]):
            self._place(self._as_it_was(step, start))
        for step in self.steps:
            if not self._start(step):
                self._place(self._to_come(step))
        return dict(self._held_back())

    def _held_back(self) -> Iterator[tuple[Key, datetime]]:
        """Preparations as late as the jury that hears what they prepare: nobody prepares longer than published."""
        for phases in self.of_candidate.values():
            own = sorted((p for p in phases if p.planned.candidate_there), key=lambda p: p.planned.starts)
            for phase, then in pairwise(own):
                at_once = phase.planned.ends == then.planned.starts and not phase.planned.jury_there
                if at_once and phase.state in OPEN and then.state in OPEN and then.starts > phase.ends:
                    yield phase.planned.key, phase.starts + (then.starts - phase.ends)

    def _place(self, phase: Phase) -> None:
        self.of_candidate.setdefault(phase.planned.candidate, []).append(phase)
        if phase.planned.jury_there:
            self.of_jury.setdefault(phase.planned.jury, []).append(phase)
        for name, _ in phase.planned.needs:
            self.of_need.setdefault(name, []).append(phase)

    def _mark(self, step: Planned) -> _Marks:
        return self.marks.get(step.key, _Marks())

    def _start(self, step: Planned) -> datetime | None:
        """When a phase began; one whose start nobody told but that is over, when it was published to."""
        marks = self._mark(step)
        if marks.started is None and marks.ended is not None:
            return min(step.starts, marks.ended)
        return marks.started

    def _as_it_was(self, step: Planned, start: datetime) -> Phase:
        marks = self._mark(step)
        if marks.ended is not None:
            return Phase(step, State.DONE, start, max(start, marks.ended), marks.called, begun=True)
        slot = self._slot(step, start)
        late = self._came_late(step, slot) and start < slot + step.length
        due = (slot if late else start) + step.length
        return Phase(step, State.RUNNING, start, max(due, self.now), marks.called, begun=True, due=due)

    def _to_come(self, step: Planned) -> Phase:
        called = self._mark(step).called
        away = self.attendance[step.candidate].away
        if away and (step.candidate_there or step.candidate not in self.begun):
            return Phase(step, State.SKIPPED, step.starts, step.ends, called)
        if step.candidate_there and step.starts < self.begun.get(step.candidate, step.starts):
            return Phase(step, State.DONE, step.starts, step.ends, called, assumed=True)
        slot = self._slot(step)
        if not step.candidate_there:
            return self._of_the_jury_alone(step, slot)
        state = State.CALLED if called else State.TO_COME
        if not self._came_late(step, slot):
            start = max(slot, self.now)
            return Phase(step, state, start, start + step.length, called)
        arrived = self.attendance[step.candidate].arrived_at or self.now
        start, end = max(slot, arrived, self.now), slot + step.length
        if start >= end and not called:
            return Phase(step, State.MISSED, end, end)
        return Phase(step, state, start, max(start, end), called)

    def _of_the_jury_alone(self, step: Planned, slot: datetime) -> Phase:
        went_on = any(p.begun and p.planned.starts > step.starts for p in self.of_jury.get(step.jury, ()))
        if went_on:
            return Phase(step, State.DONE, step.starts, step.ends, assumed=True)
        end = slot + step.length
        state = State.DONE if end <= self.now else State.RUNNING if slot <= self.now else State.TO_COME
        return Phase(step, state, slot, end, assumed=True)

    def _slot(self, step: Planned, begun: datetime | None = None) -> datetime:
        """When the phase could start, its candidate being there: not before published, nor before others end."""
        slot = max(step.starts, self.held.get(step.key, step.starts))
        for phase in self.of_candidate.get(step.candidate, ()):
            other = phase.planned
            alone = not step.candidate_there and other.ends <= step.starts  # deliberation follows the tests
            follows = (other.candidate_there and step.candidate_there) or alone
            if follows and _holds(phase, begun):
                slot = max(slot, phase.ends)
        for phase in self.of_jury.get(step.jury, ()) if step.jury_there else ():
            if _holds(phase, begun):
                slot = max(slot, phase.ends, self._fed(step.jury, phase, step))
        for name, rest in step.needs:
            for phase in self.of_need.get(name, ()):
                gap = step.starts - phase.planned.ends
                if (phase.begun or gap >= NOTHING) and _holds(phase, begun):
                    rested = phase.ends + max(NOTHING, min(rest, gap))
                    slot = max(slot, rested, self._fed(name, phase, step))
        return slot

    def _fed(self, who: int | str, before: Phase, step: Planned) -> datetime:
        """When a jury or who plays is back from a lunch published between these two; else when `before` ends."""
        pause = self.lunches.get(who)
        if pause and before.planned.ends <= pause.starts and step.starts >= pause.ends:
            return max(before.ends, pause.starts) + pause.kept
        return before.ends

    def _came_late(self, step: Planned, slot: datetime) -> bool:
        """Whether the candidate was, or still is, not there when this phase could have started (A2.7)."""
        attendance = self.attendance[step.candidate]
        if not step.candidate_there:
            return False
        if attendance.presence == "late" and attendance.arrived_at:
            return attendance.arrived_at > slot
        unseen = attendance.presence == "expected" and step.candidate not in self.begun
        return unseen and self.now > slot


def _holds(phase: Phase, begun: datetime | None) -> bool:
    """Whether a phase keeps its jury or its candidate from another, begun at `begun` if it has begun."""
    return phase.state not in (State.SKIPPED, State.MISSED) and (begun is None or phase.starts < begun)


def _candidate(who: int, attendance: Attendance, phases: Sequence[Phase], now: datetime) -> CandidateDay:
    own = [phase for phase in phases if phase.planned.candidate == who]
    there = [phase for phase in own if phase.planned.candidate_there]
    current = next((phase for phase in there if phase.state == State.RUNNING), None)
    following = next((phase for phase in there if phase.state in OPEN), None)
    return CandidateDay(
        who, attendance, _place(attendance, there, following, now), tuple(own), current, following
    )


def _place(attendance: Attendance, there: Sequence[Phase], following: Phase | None, now: datetime) -> Place:
    states = {phase.state for phase in there}
    if attendance.away:
        return "away"
    if State.RUNNING in states:
        return "running"
    if State.CALLED in states:
        return "called"
    if following is None and there and (attendance.here or State.DONE in states):
        return "finished"
    if State.DONE in states:
        return "between"
    if attendance.here:
        return "waiting"
    late = any(phase.planned.starts < now for phase in there)
    return "overdue" if late else "expected"


def _jury(jury: int, phases: Sequence[Phase]) -> JuryDay:
    own = [phase for phase in phases if phase.planned.jury == jury]
    running = [phase for phase in own if phase.state == State.RUNNING]
    busy = sorted((p for p in running if p.planned.jury_there), key=lambda p: p.assumed)
    following = tuple(p for p in own if p.state in OPEN and p.planned.candidate_there)
    current = busy[0] if busy else None
    next_busy = next((p for p in following if p.planned.jury_there), None)
    awaited = current if current and not current.assumed else next_busy
    held = [phase.ends for phase in own if phase.state not in (State.SKIPPED, State.MISSED)]
    return JuryDay(
        jury=jury,
        phases=tuple(own),
        current=current,
        alone=tuple(p for p in running if not p.planned.jury_there),
        following=following,
        delay=awaited.delay if awaited else NOTHING,
        ends=max(held, default=max(phase.planned.ends for phase in own)),
    )


def _rooms(phases: Sequence[Phase]) -> dict[str, tuple[Phase, ...]]:
    """Who is called to each room or works in it."""
    found: dict[str, tuple[Phase, ...]] = {}
    for phase in phases:
        if phase.planned.room and phase.state in (State.CALLED, State.RUNNING):
            found[phase.planned.room] = (*found.get(phase.planned.room, ()), phase)
    return dict(sorted(found.items()))
