"""A candidate's chain of tests moved by hand, for the records that a session keeps.

Candidates who withdrew and juries dissolved leave the plan on the way. Nothing is judged here:
`planning.checker` says which rules the result breaks.
"""

from dataclasses import replace
from datetime import date

from jalon.examen.planning.checker import check_move
from jalon.examen.planning.facts import Appointment, Candidate, Plan, Problem


def moved(problem: Problem, plan: Plan, candidate_id: str, day: date, start: int, jury_id: str) -> Plan:
    """The plan with this candidate's tests beginning at `start` (minutes) on `day` before `jury_id`.

    A chain already placed keeps its inner rhythm; one that was left out, or that no longer holds the phases of
    today, is laid end to end. The jury's readings and deliberation go to its nearest free time, before and
    after. Nobody else moves. Raises ValueError on an unknown candidate or jury.
    """
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    juries = {jury.id for jury in problem.juries}
    kept = [a for a in plan.appointments if a.candidate_id in candidates and a.jury_id in juries]
    mine = [a for a in kept if a.candidate_id == candidate_id]
    if candidate_id in candidates and not _complete(candidates[candidate_id], mine, problem.settings.grid):
        kept = [a for a in kept if a.candidate_id != candidate_id]
    return check_move(problem, replace(plan, appointments=tuple(kept)), candidate_id, day, start, jury_id)[0]


def _complete(candidate: Candidate, items: list[Appointment], grid: int) -> bool:
    """Whether these are the candidate's phases of today, arrangement included."""
    lengths = {a.step_index: a.end - a.start for a in items}
    return lengths == {i: candidate.minutes(step, grid) for i, step in enumerate(candidate.steps)}
