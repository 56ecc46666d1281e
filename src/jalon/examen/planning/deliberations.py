"""Deliberations brought forward: a jury that has nothing else to do deliberates as soon as a candidate has ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import DELIBERATION, Appointment, Plan, Problem
from jalon.examen.planning.measures import measure

_ABOUT_THE_PLAN = frozenset({"figures", "candidate_missing"})
May = Callable[[Appointment, int], bool]


def brought_forward(
    problem: Problem, appointments: Sequence[Appointment], *, may: May = lambda item, start: True
) -> tuple[Appointment, ...]:
    """The same timetable, each deliberation at the first free minute of its jury after the candidate's last test.

    A4.9 asks for the time of a deliberation, not for its hour: what was seen is then still fresh. One moves only when
    no rule is broken that was kept, and when the jury idles no more; `may` says whether one can begin at a minute. A
    deliberation locked by the responsable de session stays.
    """
    locked = {who.id for who in problem.candidates if who.pin and who.pin.starts}
    days: dict[date, list[Appointment]] = defaultdict(list)
    for item in appointments:
        days[item.day].append(item)
    for items in days.values():
        moved = True
        while moved:
            moved = False
            for item, ends in _late(items):
                if item.candidate_id in locked:
                    continue
                for start in _free(items, item, ends):
                    sooner = replace(item, start=start, end=start + item.end - item.start)
                    around = _around(problem, items, item)
                    if may(item, start) and _as_good(problem, [*around, item], [*around, sooner]):
                        items[items.index(item)] = sooner
                        moved = True
                        break
    found = (item for items in days.values() for item in items)
    return tuple(sorted(found, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id, a.step_index)))


def _late(items: Iterable[Appointment]) -> list[tuple[Appointment, int]]:
    """Deliberations that do not follow the candidate's last test at once, with the end of that test, in order."""
    ends: dict[str, int] = {}
    for item in items:
        if item.candidate:
            ends[item.candidate_id] = max(ends.get(item.candidate_id, 0), item.end)
    late = [
        (item, ends[item.candidate_id])
        for item in items
        if item.kind == DELIBERATION and item.start > ends.get(item.candidate_id, item.start)
    ]
    return sorted(late, key=lambda entry: (entry[1], entry[0].candidate_id))


def _free(items: Iterable[Appointment], deliberation: Appointment, ends: int) -> list[int]:
    """When its jury could deliberate before the hour foreseen, from the end of the last test on."""
    busy = sorted(
        (item.start, item.end)
        for item in items
        if item.jury and item.jury_id == deliberation.jury_id and item is not deliberation
    )
    length = deliberation.end - deliberation.start
    return [
        start
        for start in sorted({ends, *(end for _, end in busy)})
        if ends <= start < deliberation.start and all(e <= start or start + length <= b for b, e in busy)
    ]


def _around(problem: Problem, items: Iterable[Appointment], deliberation: Appointment) -> list[Appointment]:
    """What else the juries do that day that have a member in common with that of a deliberation."""
    jurors = {jury.id: jury.jurors for jury in problem.juries}
    own = jurors[deliberation.jury_id]
    return [item for item in items if item is not deliberation and own & jurors[item.jury_id]]


def _as_good(problem: Problem, before: Sequence[Appointment], after: Sequence[Appointment]) -> bool:
    """Whether one day breaks no rule that it kept, and loses no more time."""
    lost = [
        found.waiting_minutes + found.idle_minutes
        for found in (measure(problem, before), measure(problem, after))
    ]
    return lost[1] <= lost[0] and _broken(problem, after) <= _broken(problem, before)


def _broken(problem: Problem, items: Sequence[Appointment]) -> set[tuple[str, str]]:
    there = {item.candidate_id for item in items}
    juries = {item.jury_id for item in items}
    alone = replace(
        problem,
        candidates=tuple(who for who in problem.candidates if who.id in there),
        juries=tuple(jury for jury in problem.juries if jury.id in juries),
    )
    return {(v.code, v.message_fr) for v in check(alone, Plan(tuple(items))) if v.code not in _ABOUT_THE_PLAN}
