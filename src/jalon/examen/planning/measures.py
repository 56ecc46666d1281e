"""How good a set of appointments is: jury-days, waiting, idleness, ends of days (minutes)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jalon.examen.planning.facts import Appointment, Problem


@dataclass(frozen=True)
class Measures:
    jury_days: int
    waiting_minutes: int
    idle_minutes: int
    longest_wait_minutes: int
    end_minutes: int


def measure(problem: Problem, appointments: Iterable[Appointment]) -> Measures:
    """Jury-days used, candidates' waiting, juries' idleness, the longest wait of one candidate, the ends of jury-days.

    Waiting (or idleness) is the time between a person's first and last task of a day that no task fills,
    less one lunch when a gap in the lunch window holds it. Ends: from the opening of the site to the last task of the
    jury, all jury-days together.
    """
    of_candidate: dict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    of_jury: dict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    for item in appointments:
        if item.candidate:
            of_candidate[item.candidate_id, item.day].append((item.start, item.end))
        if item.jury:
            of_jury[item.jury_id, item.day].append((item.start, item.end))
    settings = problem.settings
    waits = [
        lost_minutes(
            tasks,
            settings.candidates_eat,
            settings.candidate_lunch(min(start for start, _ in tasks), max(end for _, end in tasks)),
        )
        for tasks in of_candidate.values()
    ]
    idle = sum(
        lost_minutes(tasks, settings.lunch_window, settings.jury_lunch_minutes) for tasks in of_jury.values()
    )
    opens = {day.date: day.opens for day in problem.days}
    ends = sum(
        max(end for _, end in tasks) - opens.get(day, min(start for start, _ in tasks))
        for (_, day), tasks in of_jury.items()
    )
    return Measures(len(of_jury), sum(waits), idle, max(waits, default=0), ends)


def lost_minutes(tasks: Sequence[tuple[int, int]], window: tuple[int, int], lunch: int) -> int:
    """Minutes not filled between the first and the last task, less one lunch if a gap in `window` holds it."""
    lost = longest = 0
    ordered = sorted(tasks)
    reached = ordered[0][1]
    for start, end in ordered[1:]:
        lost += max(0, start - reached)
        longest = max(longest, min(start, window[1]) - max(reached, window[0]))
        reached = max(reached, end)
    return lost - lunch if lost and longest >= lunch else lost
