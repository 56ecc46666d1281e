"""Which room, and which actor: labels given to appointments once their hours are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from jalon.examen.planning.facts import Actor, Appointment, Problem, Window
from jalon.examen.planning.hard_rules import can_eat

TRIES = 5_000  # juries tried in rooms, after which they have them as they come
WAYS = 2_000  # ways to occupy rooms that are compared, at most
CHANGED = 1_000  # what a room changed costs, against a habit that is not kept
Step = tuple[str, int]  # a candidate and one of their steps


@dataclass(frozen=True)
class Habits:
    """Where everybody was to be, kept as far as can be; `begun`: the steps whose room and actor cannot change."""

    before: Mapping[Step, Appointment] = field(default_factory=dict)
    begun: Collection[Step] = frozenset()

    def of(self, item: Appointment) -> Appointment | None:
        """What this appointment was, on the same day before the same jury."""
        then = self.before.get((item.candidate_id, item.step_index))
        return then if then and (then.day, then.jury_id) == (item.day, item.jury_id) else None

    def settled(self, item: Appointment) -> bool:
        return (item.candidate_id, item.step_index) in self.begun


NO_HABITS = Habits()


def furnish(
    problem: Problem, appointments: Iterable[Appointment], habits: Habits = NO_HABITS
) -> tuple[Appointment, ...]:
    """The same appointments, sorted, each with its room and, for a play, the number of its actor.

    As few as can be change room. A task for which no room (or actor) is left gets None (or 0): the checker
    names it.
    """
    days: dict[date, list[Appointment]] = defaultdict(list)
    for item in sorted(appointments, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id, a.step_index)):
        days[item.day].append(item)
    return tuple(item for items in days.values() for item in _furnish_day(problem, items, habits))


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
            closed = _closed(problem, item.day)
            free = (label for label in pool if label not in taken and _open(item, closed.get(label, ())))
            room = next(free, None)
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


def _furnish_day(problem: Problem, items: list[Appointment], habits: Habits) -> list[Appointment]:
    rooms = problem.rooms
    wanted = _wanted(problem, items)
    closed = _closed(problem, items[0].day)
    own = _jury_rooms(problem, items, wanted, closed, habits)
    labels: dict[int, str | None] = {
        i: room if wanted[i] != "preparation" else None for i, room in enumerate(own)
    }
    for kind, pool in (("preparation", rooms.preparation), ("mise_en_situation", rooms.mise_en_situation)):
        if pool is not None:
            indexes = [i for i, want in enumerate(wanted) if want == kind]
            labels.update(_pooled(items, indexes, pool, closed, habits))
    plays = [i for i, item in enumerate(items) if item.actor]
    numbers = {}
    if problem.actor and plays:
        cast = _cast(problem, problem.actor, [items[i] for i in plays], habits)
        numbers = dict(zip(plays, cast, strict=True))
    return [
        replace(item, room=labels[i] if wanted[i] else None, actor_number=numbers.get(i, 0))
        for i, item in enumerate(items)
    ]


def _closed(problem: Problem, day: date) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = defaultdict(list)
    for label, window in problem.rooms.unavailable:
        if window.day == day:
            found[label].append(window)
    return found


def _open(item: Appointment, closed: Iterable[Window]) -> bool:
    return not any(item.start < window.end and window.start < item.end for window in closed)


def _wanted(problem: Problem, items: Sequence[Appointment]) -> list[str | None]:
    """The kind of room of each appointment (None for those that the problem no longer knows)."""
    rooms = {
        (candidate.id, index): step.room
        for candidate in problem.candidates
        for index, step in enumerate(candidate.steps)
    }
    return [rooms.get((item.candidate_id, item.step_index)) for item in items]


def _jury_rooms(
    problem: Problem,
    items: Sequence[Appointment],
    wanted: Sequence[str | None],
    closed: Mapping[str, Sequence[Window]],
    habits: Habits,
) -> list[str | None]:
    """Each jury's own room: that which it had, else always the same when there are enough, else by order of the day.

    What has begun stays where it is, and nobody else uses that room on that day.
    """
    labels = problem.rooms.jury
    pooled = problem.rooms.mise_en_situation is not None
    tasks: dict[str, list[Appointment]] = defaultdict(list)
    had: dict[str, str] = {}
    begun: dict[str, str] = {}  # room -> jury
    for item, kind in zip(items, wanted, strict=True):
        tasks[item.jury_id]
        if kind not in ("jury", *(() if pooled else ("mise_en_situation",))):
            continue
        then = habits.of(item)
        if then and then.room:
            had[item.jury_id] = then.room
        if then and then.room and habits.settled(item):
            begun[then.room] = item.jury_id
        else:
            tasks[item.jury_id].append(item)
    usual = _usual_rooms(problem, tasks)
    chosen: dict[str, str | None] = dict(usual)
    if labels is None:
        chosen.update(had)
    elif had or any(label in closed for label in labels):
        fits = {
            jury: [
                label
                for label in dict.fromkeys([had.get(jury), usual.get(jury), *labels])
                if label in labels
                and begun.get(label, jury) == jury
                and all(_open(item, closed.get(label, ())) for item in tasks[jury])
            ]
            for jury in sorted(tasks, key=lambda jury: (jury not in had, jury))
        }
        chosen = _matched({jury: [r for r in rooms if r] for jury, rooms in fits.items()}, had) or chosen
    return [
        then.room if (then := habits.of(item)) and habits.settled(item) else chosen.get(item.jury_id)
        for item in items
    ]


def _usual_rooms(problem: Problem, today: Iterable[str]) -> dict[str, str | None]:
    known = sorted(jury.id for jury in problem.juries)
    labels = problem.rooms.jury
    if labels is None:
        return {jury.id: f"Salle – {jury.label}" for jury in problem.juries}
    some = known if len(labels) >= len(known) else sorted(today)
    return dict(zip(some, (*labels, *[None] * len(some)), strict=False))


def _matched(fits: Mapping[str, Sequence[str]], had: Mapping[str, str]) -> dict[str, str | None] | None:
    """A room of its own for each jury, as few as can be changing theirs; None: impossible."""
    juries = list(fits)
    tries = 0

    def place(rank: int, left: int, found: dict[str, str | None]) -> dict[str, str | None] | None:
        nonlocal tries
        tries += 1
        if rank == len(juries) or tries > TRIES:
            return found if rank == len(juries) else None
        jury = juries[rank]
        for room in fits[jury]:
            cost = int(had.get(jury, room) != room)
            if room not in found.values() and cost <= left:
                whole = place(rank + 1, left - cost, {**found, jury: room})
                if whole is not None:
                    return whole
        return None

    for most in range(len(juries) + 1):
        found = place(0, most, {})
        if found is not None:
            return found
    return None


def _pooled(
    items: Sequence[Appointment],
    indexes: Sequence[int],
    pool: Sequence[str],
    closed: Mapping[str, Sequence[Window]],
    habits: Habits,
) -> dict[int, str | None]:
    """Rooms of a pool: those that people had, as few as can be changing theirs."""
    then = {i: habits.of(items[i]) for i in indexes}
    same = {
        i: item.room
        for i, item in then.items()
        if item and item.room and (item.start, item.end) == (items[i].start, items[i].end)
    }
    if not same and not any(label in closed for label in pool):
        return _colour(items, indexes, pool)
    fixed = {i: room for i, room in same.items() if habits.settled(items[i])}
    # For each way to occupy the rooms (until when each is busy): what it costs, and the rooms given.
    ways: dict[tuple[int, ...], tuple[int, dict[int, str]]] = {(0,) * len(pool): (0, {})}
    for rank, i in enumerate(indexes):
        item, habit = items[i], then[i]
        taken = [(room, items[j]) for j, room in fixed.items() if j != i]
        mine = [j for j in indexes[:rank] if items[j].candidate_id == item.candidate_id]
        after: dict[tuple[int, ...], tuple[int, dict[int, str]]] = {}
        for busy, (cost, found) in ways.items():
            usual = habit.room if habit else found[mine[-1]] if mine else None
            for number, room in enumerate(pool):
                if (
                    busy[number] > item.start
                    or fixed.get(i, room) != room
                    or not _open(item, closed.get(room, ()))
                    or any(room == other and a.start < item.end and item.start < a.end for other, a in taken)
                ):
                    continue
                until = tuple(
                    item.end if n == number else end if end > item.start else 0 for n, end in enumerate(busy)
                )
                more = cost + CHANGED * (same.get(i, room) != room) + (usual not in (None, room))
                if until not in after or more < after[until][0]:
                    after[until] = (more, {**found, i: room})
        ways = dict(sorted(after.items(), key=lambda way: way[1][0])[:WAYS])
    if not ways:
        return {**_colour(items, indexes, pool), **fixed}
    return dict(min(ways.values(), key=lambda way: way[0])[1])


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


def _cast(problem: Problem, actor: Actor, plays: Sequence[Appointment], habits: Habits) -> list[int]:
    """An actor for each play, sorted by start: rest and lunch kept when that is possible (exact search)."""
    tasks: list[list[tuple[int, int]]] = [[] for _ in range(actor.capacity)]
    chosen: list[int] = []
    then = [habits.of(item) for item in plays]
    known = [item.actor_number - 1 if item and item.actor_number else None for item in then]
    alike = not any(habits.settled(item) for item in plays)  # actors are then told apart by their tasks only
    vain: set[object] = set()  # what no actor can go on from

    def rested(number: int, start: int) -> bool:
        return not tasks[number] or tasks[number][-1][1] + actor.rest_minutes <= start

    def state(i: int) -> object:
        """Plays to come, and for each actor when the last one ended and whether lunch was before."""
        window, lunch = problem.settings.lunch_window, actor.lunch_minutes
        own = [
            (done[-1][1], can_eat([*done, (done[-1][1], max(window[1], done[-1][1]))], window, lunch))
            if done
            else (0, False)
            for done in tasks
        ]
        return i, tuple(sorted(own) if alike else own)

    def place(i: int) -> bool:
        if i == len(plays):
            return True
        now = state(i)
        if now in vain:
            return False
        usual = known[i]
        numbers: Iterable[int] = range(actor.capacity)
        if usual is not None and usual < actor.capacity:
            numbers = [usual] if habits.settled(plays[i]) else dict.fromkeys([usual, *numbers])
        for number in numbers:
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
                if fresh and all(
                    number is None for number in known
                ):  # every other actor without a play yet is the same
                    break
        vain.add(now)
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
