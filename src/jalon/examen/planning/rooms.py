"""Which room, and which actor: labels given to appointments once their hours are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from jalon.examen.planning.facts import Actor, Appointment, Problem
from jalon.examen.planning.hard_rules import can_eat


def furnish(problem: Problem, appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """The same appointments, sorted, each with its room and, for a play, the number of its actor.

    A task for which no room (or actor) is left gets None (or 0): the checker names it.
    """
    days: dict[date, list[Appointment]] = defaultdict(list)
    for item in sorted(appointments, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id, a.step_index)):
        days[item.day].append(item)
    return tuple(item for items in days.values() for item in _furnish_day(problem, items))


def refit(
    problem: Problem, others: Sequence[Appointment], moved: Sequence[Appointment]
) -> tuple[Appointment, ...]:
    """Rooms and actors for `moved` alone, those of the others kept."""
    days = {item.day for item in moved}
    around = [item for item in others if item.day in days]
    fresh = furnish(problem, [*(replace(item, room=None) for item in around), *moved])
    pools = {
        "preparation": problem.rooms.preparation,
        "mise_en_situation": problem.rooms.mise_en_situation,
    }
    mine = {item.candidate_id for item in moved}
    settled = list(others)
    for item in (item for item in fresh if item.candidate_id in mine):
        (kind,) = _wanted(problem, [item])
        meanwhile = [a for a in settled if a.day == item.day and a.start < item.end and item.start < a.end]
        room = item.room
        if pool := pools.get(kind or ""):
            taken = {a.room for a in meanwhile}
            room = next((label for label in pool if label not in taken), None)
        elif kind and kind != "preparation":
            same_jury = (a.room for a in around if a.jury_id == item.jury_id)
            room = next((room for room in same_jury if room and room not in _all(pools)), item.room)
        number = item.actor_number
        if item.actor and problem.actor:
            rest = problem.actor.rest_minutes
            playing = [a for a in settled if a.actor and a.day == item.day]
            near = {
                a.actor_number for a in playing if a.start < item.end + rest and item.start < a.end + rest
            }
            number = next((n for n in range(1, problem.actor.capacity + 1) if n not in near), number)
        settled.append(replace(item, room=room, actor_number=number))
    return tuple(sorted(settled, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id, a.step_index)))


def _all(pools: Mapping[str, Sequence[str] | None]) -> set[str]:
    return {label for pool in pools.values() for label in pool or ()}


def _furnish_day(problem: Problem, items: list[Appointment]) -> list[Appointment]:
    rooms = problem.rooms
    wanted = _wanted(problem, items)
    labels: dict[int, str | None] = {
        i: room if wanted[i] != "preparation" else None for i, room in enumerate(_jury_rooms(problem, items))
    }
    for kind, pool in (("preparation", rooms.preparation), ("mise_en_situation", rooms.mise_en_situation)):
        if pool is not None:
            labels.update(_colour(items, [i for i, want in enumerate(wanted) if want == kind], pool))
    plays = [i for i, item in enumerate(items) if item.actor]
    numbers = {}
    if problem.actor and plays:
        numbers = dict(zip(plays, _cast(problem, problem.actor, [items[i] for i in plays]), strict=True))
    return [
        replace(item, room=labels[i] if wanted[i] else None, actor_number=numbers.get(i, 0))
        for i, item in enumerate(items)
    ]


def _wanted(problem: Problem, items: Sequence[Appointment]) -> list[str | None]:
    """The kind of room of each appointment (None for those that the problem no longer knows)."""
    rooms = {
        (candidate.id, index): step.room
        for candidate in problem.candidates
        for index, step in enumerate(candidate.steps)
    }
    return [rooms.get((item.candidate_id, item.step_index)) for item in items]


def _jury_rooms(problem: Problem, items: Sequence[Appointment]) -> list[str | None]:
    """Each jury's own room: always the same when there are enough of them, else by order of the day."""
    known = sorted(jury.id for jury in problem.juries)
    labels = problem.rooms.jury
    if labels is None:
        own: dict[str, str | None] = {jury.id: f"Salle – {jury.label}" for jury in problem.juries}
    else:
        today = known if len(labels) >= len(known) else sorted({item.jury_id for item in items})
        own = dict(zip(today, (*labels, *[None] * len(today)), strict=False))
    return [own.get(item.jury_id) for item in items]


def _colour(
    items: Sequence[Appointment], indexes: Iterable[int], pool: Sequence[str]
) -> dict[int, str | None]:
    """Rooms for appointments sorted by start: the candidate's last room if free, else the first free one."""
    busy_until = dict.fromkeys(pool, 0)
    last: dict[str, str] = {}
    found: dict[int, str | None] = {}
    for i in indexes:
        item = items[i]
        free = [room for room in pool if busy_until[room] <= item.start]
        habit = last.get(item.candidate_id)
        found[i] = room = habit if habit in free else free[0] if free else None
        if room is not None:
            busy_until[room] = item.end
            last[item.candidate_id] = room
    return found


def _cast(problem: Problem, actor: Actor, plays: Sequence[Appointment]) -> list[int]:
    """An actor for each play, sorted by start: rest and lunch kept when that is possible (exact search)."""
    tasks: list[list[tuple[int, int]]] = [[] for _ in range(actor.capacity)]
    chosen: list[int] = []

    def rested(number: int, start: int) -> bool:
        return not tasks[number] or tasks[number][-1][1] + actor.rest_minutes <= start

    def place(i: int) -> bool:
        if i == len(plays):
            return True
        for number in range(actor.capacity):
            if rested(number, plays[i].start):
                fresh = not tasks[number]
                tasks[number].append((plays[i].start, plays[i].end))
                chosen.append(number + 1)
                if can_eat(tasks[number], problem.settings.lunch_window, actor.lunch_minutes) and place(
                    i + 1
                ):
                    return True
                tasks[number].pop()
                chosen.pop()
                if fresh:  # every other actor without a play yet is the same
                    break
        return False

    if place(0):
        return chosen
    busy_until = [0] * actor.capacity
    for item in plays:  # no lawful cast: the first free actor, the checker says what is wrong
        free = [n for n in range(actor.capacity) if busy_until[n] <= item.start]
        chosen.append(free[0] + 1 if free else 0)
        if free:
            busy_until[free[0]] = item.end
    return chosen
