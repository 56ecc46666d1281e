"""What changes from one timetable to another, for whom, told in French."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jalon.examen.planning.facts import Appointment, Plan, Problem, clock, day_name

# What a change is, from the heaviest to the lightest.
ADDED, REMOVED = "added", "removed"
DAY, JURY, MOVED, ROOM = "day", "jury", "moved", "room"
JURY_ONLY = (
    "jury_only"  # a reading or a deliberation of the jury alone, at other hours: nothing for the candidate
)
KINDS = (ADDED, REMOVED, DAY, JURY, MOVED, ROOM, JURY_ONLY)


@dataclass(frozen=True)
class Change:
    """What changes for one candidate: `kind` is the heaviest of KINDS; every appointment before and after.

    "day": another day; "jury": the same day before another jury; "moved": the same jury-day at other hours;
    "room": the same hours elsewhere.
    """

    candidate_id: str
    kind: str
    before: tuple[Appointment, ...]
    after: tuple[Appointment, ...]
    sentence: str


@dataclass(frozen=True)
class Difference:
    """Changes in the order of the candidates' names, and who must be told: nobody else is concerned.

    `jurors` are ids, `actors` the numbers of those who play; both for whom any of their own tasks changes.
    """

    changes: tuple[Change, ...] = ()
    candidates: frozenset[str] = frozenset()
    jurors: frozenset[str] = frozenset()
    actors: frozenset[int] = frozenset()

    @property
    def moved(self) -> tuple[Change, ...]:
        """Changes of the hours, the jury or the day of candidates who keep a place."""
        return tuple(change for change in self.changes if change.kind in (DAY, JURY, MOVED))


def difference(before: Plan, after: Plan, problem: Problem, *, earlier: Problem | None = None) -> Difference:
    """What changes from `before` to `after`; `problem` names people, `earlier` those of the time of `before`.

    A juror who was replaced in between is concerned, which only `earlier` can tell.
    """
    earlier = earlier or problem
    labels = {who.id: who.label for who in (*earlier.candidates, *problem.candidates)}
    juries = {jury.id: jury.label for jury in (*earlier.juries, *problem.juries)}
    old, new = _by_candidate(before), _by_candidate(after)
    changes = [
        change
        for cid in sorted({*old, *new}, key=lambda cid: (labels.get(cid, cid), cid))
        if (change := _change(cid, labels.get(cid, cid), juries, old.get(cid, ()), new.get(cid, ())))
    ]
    was, now = _by_juror(before, earlier), _by_juror(after, problem)
    played, plays = _by_actor(before), _by_actor(after)
    return Difference(
        tuple(changes),
        frozenset(change.candidate_id for change in changes if change.kind != JURY_ONLY),
        frozenset(juror for juror in {*was, *now} if was.get(juror) != now.get(juror)),
        frozenset(number for number in {*played, *plays} if played.get(number) != plays.get(number)),
    )


def same_hours(before: Iterable[Appointment], after: Iterable[Appointment]) -> bool:
    """Whether a candidate's own tests are on the same day, before the same jury, at the same hours."""
    return _hours(before) == _hours(after)


def _change(
    cid: str,
    label: str,
    juries: Mapping[str, str],
    before: tuple[Appointment, ...],
    after: tuple[Appointment, ...],
) -> Change | None:
    kind = _kind(before, after)
    return (
        None if kind is None else Change(cid, kind, before, after, _told(kind, label, juries, before, after))
    )


def _kind(before: tuple[Appointment, ...], after: tuple[Appointment, ...]) -> str | None:
    if not before or not after:
        return ADDED if after else REMOVED if before else None
    if {a.day for a in before} != {a.day for a in after}:
        return DAY
    if {a.jury_id for a in before} != {a.jury_id for a in after}:
        return JURY
    if not same_hours(before, after):
        return MOVED
    if _rooms(before) != _rooms(after):
        return ROOM
    alone = [{(a.step_index, a.start, a.end) for a in items if not a.candidate} for items in (before, after)]
    return JURY_ONLY if alone[0] != alone[1] else None


def _told(
    kind: str,
    label: str,
    juries: Mapping[str, str],
    before: tuple[Appointment, ...],
    after: tuple[Appointment, ...],
) -> str:
    if kind == ADDED:
        return f"{label} : {_place(after, juries)}, {_times(after)}."
    if kind == REMOVED:
        return f"{label} : plus de passage ({_place(before, juries)}, {_times(before)})."
    if kind in (DAY, JURY):
        return f"{label} : {_place(before, juries)}, {_times(before)} → {_place(after, juries)}, {_times(after)}."
    if kind == MOVED:
        return f"{label} : {_times(before)} → {_times(after)} ({_place(after, juries)})."
    then = {a.step_index: a for a in before}
    if kind == ROOM:
        moves = [
            f"{a.label} ({clock(a.start)}) : {then[a.step_index].room or 'sans salle'} → {a.room or 'sans salle'}"
            for a in sorted(after, key=lambda a: a.start)
            if a.candidate and a.step_index in then and then[a.step_index].room != a.room
        ]
    else:
        moves = _alone(before, after)
    return f"{label} : {' ; '.join(moves)} ({_place(after, juries)})."


def _alone(before: Iterable[Appointment], after: Iterable[Appointment]) -> list[str]:
    """What the jury does without the candidate and no longer does, or does at other hours."""
    then, now = ({a.step_index: a for a in items if not a.candidate} for items in (before, after))
    every = sorted({**then, **now}.items(), key=lambda entry: (entry[1].start, entry[0]))
    found = []
    for index, item in every:
        hours = [clock(items[index].start) if index in items else "" for items in (then, now)]
        if hours[0] and not hours[1]:
            found.append(f"{item.label} (jury seul) de {hours[0]} : n’a plus lieu")
        elif hours[0] != hours[1]:
            found.append(f"{item.label} (jury seul) : {' → '.join(filter(None, hours))}")
    return found


def _place(items: tuple[Appointment, ...], juries: Mapping[str, str]) -> str:
    days = " et ".join(day_name(day) for day in sorted({a.day for a in items}))
    return f"{days}, {' et '.join(juries.get(j, j) for j in sorted({a.jury_id for a in items}))}"


def _times(items: tuple[Appointment, ...]) -> str:
    """« 9 h 00 – 11 h 25, 13 h 30 – 14 h 00 »: the candidate's own tests, those that touch as one."""
    spans: list[tuple[int, int]] = []
    for item in sorted((a for a in items if a.candidate), key=lambda a: (a.day, a.start)):
        if spans and spans[-1][1] == item.start:
            spans[-1] = (spans[-1][0], item.end)
        else:
            spans.append((item.start, item.end))
    return ", ".join(f"{clock(start)} – {clock(end)}" for start, end in spans) or "sans épreuve"


def _hours(items: Iterable[Appointment]) -> set[tuple[object, ...]]:
    return {(a.day, a.jury_id, a.step_index, a.start, a.end) for a in items if a.candidate}


def _rooms(items: Iterable[Appointment]) -> set[tuple[int, str | None]]:
    return {(a.step_index, a.room) for a in items if a.candidate}


def _by_candidate(plan: Plan) -> dict[str, tuple[Appointment, ...]]:
    found: dict[str, list[Appointment]] = defaultdict(list)
    for item in plan.appointments:
        found[item.candidate_id].append(item)
    return {
        cid: tuple(sorted(items, key=lambda a: (a.day, a.start, a.step_index)))
        for cid, items in found.items()
    }


def _by_juror(plan: Plan, problem: Problem) -> dict[str, set[tuple[object, ...]]]:
    """What each juror does: whom they see or read, when and where."""
    jurors = {jury.id: jury.jurors for jury in problem.juries}
    found: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for a in plan.appointments:
        if a.jury:
            for juror in jurors.get(a.jury_id, ()):
                found[juror].add((a.day, a.start, a.end, a.candidate_id, a.step_index, a.jury_id, a.room))
    return found


def _by_actor(plan: Plan) -> dict[int, set[tuple[object, ...]]]:
    """What each of those who play plays: with whom, when and where."""
    found: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for a in plan.appointments:
        if a.actor and a.actor_number:
            found[a.actor_number].add((a.day, a.start, a.end, a.candidate_id, a.room))
    return found
