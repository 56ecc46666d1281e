"""A candidate's chain of tests moved by hand: laid out again, rooms and actors given, figures measured.

Candidates who withdrew leave the plan on the way. Nothing is judged here: `planning.checker` says which
rules the result breaks.
"""

from dataclasses import replace
from datetime import date

from jalon.examen.planning.facts import Appointment, Candidate, Plan, Problem
from jalon.examen.planning.measures import measure
from jalon.examen.planning.rooms import furnish


def moved(problem: Problem, plan: Plan, candidate_id: str, day: date, start: int, jury_id: str) -> Plan:
    """The plan with this candidate's tests beginning at `start` (minutes) on `day` before `jury_id`.

    A chain already placed keeps its inner rhythm; one that was left out is laid end to end. The jury's
    readings before the first test come earlier than `start`. Raises KeyError on an unknown candidate.
    """
    candidate = {c.id: c for c in problem.candidates}[candidate_id]
    mine = [a for a in plan.appointments if a.candidate_id == candidate_id]
    chain = mine if _complete(candidate, mine, problem.settings.grid) else _end_to_end(problem, candidate)
    first = min((a.start for a in chain if a.candidate), default=min(a.start for a in chain))
    shift = start - first
    others, juries = {c.id for c in problem.candidates} - {candidate_id}, {jury.id for jury in problem.juries}
    rest = [a for a in plan.appointments if a.candidate_id in others and a.jury_id in juries]
    there = [replace(a, day=day, jury_id=jury_id, start=a.start + shift, end=a.end + shift) for a in chain]
    appointments = furnish(problem, [*rest, *there])
    found = measure(problem, appointments)
    return replace(
        plan,
        appointments=appointments,
        unplaced=tuple(item for item in plan.unplaced if item[0] != candidate_id),
        jury_days=found.jury_days,
        bound_jury_days=0,
        optimal=False,
        waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes,
        longest_wait_minutes=found.longest_wait_minutes,
    )


def _complete(candidate: Candidate, items: list[Appointment], grid: int) -> bool:
    """Whether these are the candidate's phases of today, arrangement included."""
    lengths = {a.step_index: a.end - a.start for a in items}
    return lengths == {i: candidate.minutes(step, grid) for i, step in enumerate(candidate.steps)}


def _end_to_end(problem: Problem, candidate: Candidate) -> list[Appointment]:
    items, at = [], 0
    for index, step in enumerate(candidate.steps):
        length = candidate.minutes(step, problem.settings.grid)
        items.append(
            Appointment(
                candidate.id,
                "",
                date.min,
                at,
                at + length,
                step.kind,
                step.label,
                step.jury,
                None,
                step.actor,
                index,
            )
        )
        at += length
    return items
