"""When a plan uses more of a resource than there is, and a session without one of them for half a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from jalon.examen.planning.facts import Block, Candidate, Day, Jury, Plan, Problem, Step, Window
from jalon.examen.planning.levers import ACTORS, PREPARATION, STAGE

_BLOCKER = "\0"  # never an identifier: the reader refuses it


def needed(problem: Problem, plan: Plan, resource: str | None) -> list[tuple[date, int, int]]:
    """When the plan uses more of a resource than the problem has: (day, start, end)."""
    if resource == ACTORS:
        capacity = problem.actor.capacity if problem.actor else 0
        return [(a.day, a.start, a.end) for a in plan.appointments if a.actor_number > capacity]
    pool = {
        PREPARATION: problem.rooms.preparation,
        STAGE: problem.rooms.mise_en_situation,
    }.get(resource or "")
    if pool is None:
        return []
    wanted = {
        (who.id, index): step.room for who in problem.candidates for index, step in enumerate(who.steps)
    }
    used = [a for a in plan.appointments if wanted.get((a.candidate_id, a.step_index)) == resource]
    found = []
    for day in sorted({a.day for a in used}):
        today = [a for a in used if a.day == day]
        marks = sorted({time for a in today for time in (a.start, a.end)})
        for begin, end in pairwise(marks):
            if sum(a.start <= begin and end <= a.end for a in today) > len(pool):
                found.append((day, begin, end))
    return found


def halves(problem: Problem, day: Day) -> dict[str, tuple[int, int]]:
    """The halves of a day, each with the hours of the other."""
    noon = sum(problem.settings.lunch_window) // 2
    return {"le matin": (noon, day.closes), "l’après-midi": (day.opens, noon)}


def half_needed(problem: Problem, plan: Plan, resource: str | None, day: Day) -> str:
    """The half of the day in which alone the plan uses more of a resource than the problem has (none: empty)."""
    beyond = [item for item in needed(problem, plan, resource) if item[0] == day.date]
    for part, (shut, reopened) in halves(problem, day).items():
        if beyond and all(end <= shut or begin >= reopened for _, begin, end in beyond):
            return part
    return ""


def without(problem: Problem, shut: tuple[str, int, int]) -> Problem:
    """The problem of one day with somebody in a room of this kind at these hours: nobody else can use it."""
    kind, begin, end = shut
    (day,) = problem.days
    begin, end = max(begin, day.opens), min(end, day.closes)
    if end <= begin:
        return problem
    step = Step(_BLOCKER, _BLOCKER, end - begin, jury=True, room=kind, extra_time=False)
    away = (Window(day.date, 0, begin), Window(day.date, end, 24 * 60))
    blocker = Candidate(
        _BLOCKER, _BLOCKER, _BLOCKER, ("title",), (Block((_BLOCKER,), (step,)),), unavailable=away
    )
    jury = Jury(_BLOCKER, _BLOCKER, frozenset({_BLOCKER}), frozenset({_BLOCKER}), (day.date,))
    rooms = problem.rooms
    if rooms.jury is not None:
        rooms = replace(rooms, jury=(*rooms.jury, _BLOCKER))
    return replace(
        problem, candidates=(*problem.candidates, blocker), juries=(*problem.juries, jury), rooms=rooms
    )
