"""Is a timetable lawful, and what would a hand move break? Independent of the solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from jalon.examen.planning.facts import Appointment, Block, Candidate, Plan, Problem
from jalon.examen.planning.hard_rules import HardRules, Violation, can_eat
from jalon.examen.planning.measures import measure
from jalon.examen.planning.rooms import furnish, refit

__all__ = ["Violation", "check", "check_move"]


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Every violation of a hard rule in `plan`, in a stable order; empty when the timetable is lawful."""
    return tuple(HardRules(problem, plan).violations())


def check_move(
    problem: Problem, plan: Plan, candidate_id: str, day: date, start: int, jury_id: str
) -> tuple[Plan, tuple[Violation, ...]]:
    """The plan with one candidate's tests beginning at `start` (minutes) of `day` before `jury_id`.

    The candidate's day keeps its shape; what the jury does alone (readings, deliberation) goes to the nearest
    free time that respects its order. Nobody else moves; rooms change for others only if that is needed.
    Returns the new plan, lawful or not, and every violation in it. Raises ValueError for an unknown
    candidate or jury.
    """
    candidate = next((c for c in problem.candidates if c.id == candidate_id), None)
    if candidate is None:
        raise ValueError(f"Le candidat {candidate_id} n’est pas inscrit à cette session.")
    if all(jury.id != jury_id for jury in problem.juries):
        raise ValueError(f"Le jury {jury_id} n’existe pas dans cette session.")
    others = [item for item in plan.appointments if item.candidate_id != candidate_id]
    before = [item for item in plan.appointments if item.candidate_id == candidate_id]
    moved = _own(problem, candidate, before, day, start, jury_id)
    busy = [item for item in (*others, *moved) if item.jury_id == jury_id and item.day == day and item.jury]
    moved += _jury_alone(problem, candidate, moved, busy)
    plans = [
        _figures(problem, plan, candidate_id, items)
        for items in (refit(problem, others, moved), furnish(problem, [*others, *moved]))
    ]
    found = [(new, check(problem, new)) for new in plans]
    return min(found, key=lambda pair: len(pair[1]))


def _own(
    problem: Problem, candidate: Candidate, before: Sequence[Appointment], day: date, start: int, jury_id: str
) -> list[Appointment]:
    """The candidate's own tests, shifted as they are; laid end to end if they were not placed."""
    own = [item for item in before if item.candidate]
    if not own:
        own = _end_to_end(problem, candidate, day, start, jury_id)
    shift = start - min((item.start for item in own), default=start)
    return [
        replace(item, day=day, jury_id=jury_id, start=item.start + shift, end=item.end + shift)
        for item in own
    ]


def _end_to_end(
    problem: Problem, candidate: Candidate, day: date, start: int, jury_id: str
) -> list[Appointment]:
    items: list[Appointment] = []
    for index, step in enumerate(candidate.steps):
        if step.candidate:
            end = start + candidate.minutes(step, problem.settings.grid)
            items.append(_appointment(candidate, jury_id, day, (start, end), index))
            start = end
    return items


def _appointment(
    candidate: Candidate, jury_id: str, day: date, hours: tuple[int, int], index: int
) -> Appointment:
    step = candidate.steps[index]
    return Appointment(
        candidate.id, jury_id, day, *hours, step.kind, step.label, step.jury, None, step.actor, index
    )


def _jury_alone(
    problem: Problem, candidate: Candidate, own: Sequence[Appointment], busy: list[Appointment]
) -> list[Appointment]:
    """Readings as late as can be before what they prepare, the deliberation as soon as can be after."""
    placed: dict[str, tuple[int, int]] = {}  # kind of block -> its hours
    alone: list[tuple[Block, int]] = []
    index = 0
    for block in candidate.chain:
        hours = [item for item in own if index <= item.step_index < index + len(block.steps)]
        if hours:
            span = min(item.start for item in hours), max(item.end for item in hours)
            placed.update(dict.fromkeys(block.kinds, span))
        elif not block.candidate:
            alone.append((block, index))
        index += len(block.steps)
    found: list[Appointment] = []
    if not own:
        return found
    day, grid = own[0].day, problem.settings.grid
    hours_of = {d.date: (d.opens, d.closes) for d in problem.days}
    opens, closes = hours_of.get(day, (0, 24 * 60))
    for block, index in alone:
        length = candidate.minutes(block.steps[0], grid)
        floor = max((placed[kind][1] for kind in block.after if kind in placed), default=opens)
        ceiling = min(
            (
                placed[kind][0]
                for other in candidate.chain
                if set(block.kinds) & set(other.after)
                for kind in other.kinds
                if kind in placed
            ),
            default=closes,
        )
        late = not block.after
        starts = (
            range(ceiling - length, floor - 1, -grid) if late else range(floor, ceiling - length + 1, grid)
        )
        at = next((s for s in starts if _free(problem, busy, s, s + length)), None)
        if at is None:  # no lawful time: where the order wants it, the violation says the rest
            at = max(0, ceiling - length) if late else floor
        item = _appointment(candidate, own[0].jury_id, day, (at, at + length), index)
        found.append(item)
        busy.append(item)
    return found


def _free(problem: Problem, busy: Sequence[Appointment], start: int, end: int) -> bool:
    """Whether the jury can work from `start` to `end` and still have lunch."""
    hours = [(item.start, item.end) for item in busy]
    if any(start < b and a < end for a, b in hours):
        return False
    settings = problem.settings
    lunch = settings.jury_lunch_minutes
    return can_eat([*hours, (start, end)], settings.lunch_window, lunch) or not can_eat(
        hours, settings.lunch_window, lunch
    )


def _figures(problem: Problem, plan: Plan, candidate_id: str, items: tuple[Appointment, ...]) -> Plan:
    found = measure(problem, items)
    return replace(
        plan,
        appointments=items,
        unplaced=tuple(entry for entry in plan.unplaced if entry[0] != candidate_id),
        jury_days=found.jury_days,
        waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes,
        longest_wait_minutes=found.longest_wait_minutes,
        optimal=False,
        status="Planning modifié à la main.",
    )
