"""What events leave of a published timetable: what has begun, who cannot stay as published, facts made consistent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jalon.examen.planning.checker import Violation, check
from jalon.examen.planning.events import CandidateLate, Event, JurorLate, JurorReplaced, JuryOverrun
from jalon.examen.planning.facts import Appointment, Jury, Plan, Problem, Window, clock, day_name
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.rooms import Habits, furnish

Items = Mapping[str, tuple[Appointment, ...]]  # by candidate
LATE = "la fin de chaque épreuve ne change pas, et le responsable de session décide d’admettre la personne (A2.7)"
_ABOUT_THE_PLAN = frozenset(
    {"figures", "candidate_missing", "both_placed_and_unplaced", "unplaced_wrong", "step_missing"}
)


@dataclass(frozen=True)
class Moment:
    """What time it is: what has begun by then is settled. `minute` counts from midnight."""

    day: date
    minute: int


@dataclass(frozen=True)
class Upset:
    """A published timetable against what has happened.

    `items`: what was published, by candidate who is still there. `begun`: the pieces that have begun, with their
    start in grid units; `done`: those who have begun everything, or whom nothing can move. `forced`: those whose
    own hours are no longer possible; `shaken`: those who may have to move, or whose jury must read or deliberate
    at other hours; `clashing`: among them, those of days where not everybody can stay. `waiting`: those without
    a place. `spoilt`: days that broke a rule before anything happened; `known`: the rules broken then. `late`: days
    when a juror is late or a jury overruns: whoever comes that day would rather wait than come another day.
    """

    before: Problem
    problem: Problem
    published: Plan
    now: Moment | None
    items: Items
    begun: Mapping[str, Mapping[int, int]]
    done: frozenset[str]
    forced: frozenset[str]
    shaken: frozenset[str]
    clashing: frozenset[str]
    waiting: frozenset[str]
    spoilt: frozenset[date]
    habits: Habits
    notices: tuple[str, ...]
    known: frozenset[tuple[str, str]]
    late: frozenset[date]

    def broken(self, items: Iterable[Appointment]) -> list[Violation]:
        """Rules that these appointments, rooms given, break and that the published timetable did not."""
        found = _broken(self.problem, furnish(self.problem, items, self.habits))
        return [violation for key, violation in found.items() if key not in self.known]

    def settled(self, item: Appointment) -> bool:
        """Whether it has begun."""
        return self.habits.settled(item)


def upset(
    before: Problem, after: Problem, published: Plan, events: Sequence[Event], now: Moment | None
) -> Upset:
    """The published timetable of `before` once `events` have made it `after`."""
    return _Reader(before, after, published, events, now).read()


def interrupt(facts: Upset, people: Iterable[str], *, proved: bool = True) -> Upset:
    """The same, these candidates stopping at what they have begun; `proved`: no timetable lets them end.

    Those of whom only the jury had begun, without them, have not begun at all.
    """
    steps: dict[str, set[int]] = {cid: set() for cid in people}
    for cid in steps:
        steps[cid] |= {a.step_index for a in facts.items[cid] if facts.settled(a)}
    stopped = {cid for cid in steps if any(a.candidate for a in facts.items[cid] if facts.settled(a))}
    sat = {
        cid: jury.jurors
        for cid in stopped
        for jury in facts.problem.juries
        if jury.id == facts.items[cid][0].jury_id
    }
    problem = replace(
        facts.problem,
        candidates=tuple(
            replace(
                who,
                interrupted=frozenset(steps[who.id]),
                incompatible_jurors=who.incompatible_jurors - sat.get(who.id, frozenset()),
            )
            if who.id in stopped
            else who
            for who in facts.problem.candidates
        ),
    )
    fresh = frozenset(steps) - stopped
    labels = {who.id: who.label for who in facts.problem.candidates}
    ends = (
        "ne peut finir ce jour-là devant ce jury"
        if proved
        else "n’a pas de place pour finir, sans que rien ne prouve qu’il n’y en ait aucune"
    )
    notices = [
        f"{labels[cid]} a commencé et {ends} : ce qui est fait reste acquis au planning, et le responsable de session "
        "décide de la suite. Un remplaçant dans le jury, ou un autre candidat déplacé, permettrait peut-être de finir."
        for cid in sorted(stopped)
    ]
    return replace(
        facts,
        problem=problem,
        items={
            cid: tuple(a for a in items if cid not in stopped or facts.settled(a))
            for cid, items in facts.items.items()
        },
        begun={cid: found for cid, found in facts.begun.items() if cid not in fresh},
        done=facts.done | stopped,
        forced=(facts.forced - stopped) | (fresh - facts.shaken),
        shaken=facts.shaken - stopped,
        clashing=facts.clashing - stopped,
        habits=replace(facts.habits, begun={step for step in facts.habits.begun if step[0] not in fresh}),
        notices=(*facts.notices, *notices),
    )


class _Reader:
    def __init__(
        self, before: Problem, after: Problem, published: Plan, events: Sequence[Event], now: Moment | None
    ) -> None:
        self.before, self.after, self.published, self.now = before, after, published, now
        self.events = events
        self.who = {who.id: who for who in after.candidates}
        self.then = {who.id: who for who in before.candidates}
        self.juries = {jury.id: jury for jury in after.juries}
        self.old_juries = {jury.id: jury for jury in before.juries}
        self.notices: list[str] = []
        self.items: dict[str, tuple[Appointment, ...]] = {}
        for item in published.appointments:
            if item.candidate_id in self.who:
                self.items[item.candidate_id] = (*self.items.get(item.candidate_id, ()), item)
        self.shapes = Layout(after).shapes

    def read(self) -> Upset:
        begun = {cid: found for cid in self.items if (found := self._begun(cid))}
        self.started = {
            (cid, index)
            for cid, found in begun.items()
            for number in found
            for index, _, _ in self.shapes[cid].pieces[number].steps
        }
        every = [item for items in self.items.values() for item in items]
        self.habits = Habits({(a.candidate_id, a.step_index): a for a in every}, self.started)
        self._late()
        self._overruns(every)
        whole = {cid for cid, found in begun.items() if len(found) == len(self.shapes[cid].pieces)}
        problem = self._consistent(every, whole)
        forced, shaken, frozen = self._alone(problem, whole)
        clashing, spoilt = self._together(problem, whole | frozen, forced, shaken)
        return Upset(
            self.before, problem, self.published, self.now, self.items, begun, frozenset(whole | frozen),
            frozenset(forced), frozenset(shaken | clashing), frozenset(clashing),
            frozenset(cid for cid in self.who if cid not in self.items), frozenset(spoilt), self.habits,
            tuple(self.notices), frozenset(_broken(self.before, self.published.appointments)),
            frozenset(e.day for e in self.events if isinstance(e, JurorLate | JuryOverrun)),
        )  # fmt: skip

    # What has begun

    def _begun(self, cid: str) -> dict[int, int]:
        """Pieces begun by now, but those that somebody's absence from the start has prevented."""
        if self.now is None:
            return {}
        at = {item.step_index: item for item in self.items[cid]}
        pieces = self.shapes[cid].pieces
        firsts = {n: at[p.steps[0][0]] for n, p in enumerate(pieces) if p.steps[0][0] in at}
        found: dict[int, int] = {}
        for number, first in sorted(firsts.items(), key=lambda entry: (entry[1].start, entry[0])):
            if (
                (first.day, first.start) <= (self.now.day, self.now.minute)
                and not any(
                    w.start <= first.start < w.end for _, w in self._fresh(first) if w.day == first.day
                )
                and set(pieces[number].after) <= set(found)
            ):
                found[number] = first.start // self.after.settings.grid
        return found

    def _fresh(self, item: Appointment) -> Iterator[tuple[str, Window]]:
        """Who or what the events keep away from an appointment, and when; a jury that overruns is not away."""
        if item.candidate:
            known = self.then[item.candidate_id].unavailable if item.candidate_id in self.then else ()
            who = self.who[item.candidate_id]
            yield from ((who.label, window) for window in who.unavailable if window not in known)
        if item.jury and item.jury_id in self.juries:
            overrun = {event.jury_id for event in self.events if isinstance(event, JuryOverrun)}
            for name, window in self._fresh_of(self.juries[item.jury_id]):
                if name not in overrun:
                    yield self.after.juror(name), window
        for label, window in self.after.rooms.unavailable:
            if label == item.room and (label, window) not in self.before.rooms.unavailable:
                yield label, window

    def _fresh_of(self, jury: Jury) -> list[tuple[str, Window]]:
        then = self.old_juries.get(jury.id)
        return [entry for entry in jury.unavailable if then is None or entry not in then.unavailable]

    # Facts made consistent with what has begun

    def _late(self) -> None:
        for event in self.events:
            if not isinstance(event, CandidateLate) or event.moved or event.candidate_id not in self.who:
                continue
            missed = [
                f"{item.label}, {min(item.end, event.arrives) - item.start} min"
                for item in self.items.get(event.candidate_id, ())
                if item.candidate and item.day == event.day and item.start < event.arrives
            ]
            told = f"manqué : {' ; '.join(missed)} ; {LATE}" if missed else "aucune épreuve n’a commencé"
            self.notices.append(
                f"{self.who[event.candidate_id].label} arrive à {clock(event.arrives)} : {told}."
            )

    def _overruns(self, every: Sequence[Appointment]) -> None:
        """Whoever is still before a jury that overruns is not elsewhere meanwhile."""
        for event in self.events:
            if not isinstance(event, JuryOverrun):
                continue
            there = [
                item
                for item in every
                if item.jury
                and (item.jury_id, item.day) == (event.jury_id, event.day)
                and self.habits.settled(item)
            ]
            for item in there:
                if self._minute(event) < item.start < event.until:
                    self.notices.append(
                        f"{self.who[item.candidate_id].label} a commencé : « {item.label} » reste prévu à "
                        f"{clock(item.start)}, mais le jury est occupé jusqu’à {clock(event.until)}."
                    )
            last = max(
                (item for item in there if item.start <= self._minute(event)),
                key=lambda a: a.start,
                default=None,
            )
            if last is None or not last.candidate:
                continue
            end = max(a.end for a in self.items[last.candidate_id] if self.habits.settled(a))
            if end < event.until:
                who = self.who[last.candidate_id]
                window = Window(event.day, end, event.until)
                self.who[who.id] = replace(who, unavailable=(*who.unavailable, window))

    def _minute(self, event: JuryOverrun) -> int:
        """What time it is on the day of an overrun; 0 if it is still to come."""
        return self.now.minute if self.now and self.now.day == event.day else 0

    def _consistent(self, every: Sequence[Appointment], whole: set[str]) -> Problem:
        """The facts, absences beginning where what has begun ends, and what they cut short being told."""
        begun = [item for item in every if self.habits.settled(item)]
        self._cut_short(begun)
        newcomers = {event.by for event in self.events if isinstance(event, JurorReplaced) and event.by}
        candidates = []
        for who in (self.who[candidate.id] for candidate in self.after.candidates):
            known = self.then[who.id].unavailable if who.id in self.then else ()
            mine = [item for item in begun if item.candidate_id == who.id and item.candidate]
            fresh = [window for window in who.unavailable if window not in known]
            kept = [window for window in who.unavailable if window in known]
            candidates.append(
                replace(
                    who,
                    unavailable=(*kept, *(part for window in fresh for part in _less(window, mine))),
                    incompatible_jurors=who.incompatible_jurors - newcomers
                    if who.id in whole
                    else who.incompatible_jurors,
                )
            )
        juries = []
        for jury in self.after.juries:
            mine = [item for item in begun if item.jury_id == jury.id and item.jury]
            fresh_ = self._fresh_of(jury)
            old = [entry for entry in jury.unavailable if entry not in fresh_]
            parts = [(name, part) for name, window in fresh_ for part in _less(window, mine)]
            juries.append(replace(jury, unavailable=(*old, *parts)))
        rooms = self.after.rooms
        lost: list[tuple[str, Window]] = []
        for label, window in rooms.unavailable:
            inside = [item for item in begun if item.room == label]
            known_ = (label, window) in self.before.rooms.unavailable
            lost += [(label, window)] if known_ else [(label, part) for part in _less(window, inside)]
        return replace(
            self.after,
            candidates=tuple(candidates),
            juries=tuple(juries),
            rooms=replace(rooms, unavailable=tuple(lost)),
        )

    def _cut_short(self, begun: Sequence[Appointment]) -> None:
        for item in begun:
            for name, window in dict.fromkeys(self._fresh(item)):
                if window.day == item.day and window.start < item.end and item.start < window.end:
                    self.notices.append(
                        f"{name} : indisponible à partir de {clock(window.start)}, pendant « {item.label} » de "
                        f"{self.who[item.candidate_id].label} ({clock(item.start)} – {clock(item.end)}, le "
                        f"{day_name(item.day)}), qui a commencé et ne bouge pas ; au responsable de session de dire "
                        "si cette épreuve va à son terme."
                    )
        changed = {
            jury.id
            for jury in self.after.juries
            if jury.id in self.old_juries and jury.jurors != self.old_juries[jury.id].jurors
        }
        for jury_id in sorted(changed):
            halfway = sorted(
                {
                    self.who[a.candidate_id].label
                    for a in begun
                    if a.jury_id == jury_id
                    and not all(self.habits.settled(b) for b in self.items[a.candidate_id])
                }
            )
            if halfway:
                self.notices.append(
                    f"{self.juries[jury_id].label} change de membre entre deux épreuves de {', '.join(halfway)} : "
                    "les membres qui délibèrent doivent tous disposer de ce qui a été évalué."
                )

    # Who cannot stay

    def _alone(self, problem: Problem, whole: set[str]) -> tuple[set[str], set[str], set[str]]:
        """Whose own hours are no longer possible, whose jury must change its own, and who broke a rule already."""
        forced, shaken, frozen = set(), set(), set()
        for who in problem.candidates:
            items = self.items.get(who.id, ())
            if not items or who.id in whole:
                continue
            one = replace(problem, candidates=(who,))
            fresh = _broken(one, furnish(one, items, self.habits))
            known: dict[tuple[str, str], Violation] = {}
            if who.id in self.then:
                known = _broken(replace(self.before, candidates=(self.then[who.id],)), items)
            new = [violation for key, violation in fresh.items() if key not in known]
            if any(not v.appointments or any(a.candidate for a in v.appointments) for v in new):
                forced.add(who.id)
            elif new:
                shaken.add(who.id)
            elif known:
                frozen.add(who.id)
        return forced, shaken, frozen

    def _together(
        self, problem: Problem, fixed: set[str], forced: set[str], shaken: set[str]
    ) -> tuple[set[str], set[date]]:
        """Those of the days where not everybody can stay, and the days that broke a rule already."""
        known = _broken(self.before, self.published.appointments)
        staying = [
            item
            for cid, items in self.items.items()
            for item in items
            if cid not in forced | shaken or self.habits.settled(item) or (cid in shaken and item.candidate)
        ]
        fresh = _broken(problem, furnish(problem, staying, self.habits))
        days = {a.day for key, v in fresh.items() if key not in known for a in v.appointments}
        clashing = {
            cid
            for cid, items in self.items.items()
            if cid not in fixed | forced and any(a.day in days for a in items)
        }
        spoilt = {
            a.day
            for key, v in fresh.items()
            if key in known
            and (len({a.candidate_id for a in v.appointments}) > 1 or key[0].endswith("_lunch"))
            for a in v.appointments
        }
        return clashing, spoilt - days


def _broken(problem: Problem, items: Iterable[Appointment]) -> dict[tuple[str, str], Violation]:
    """Rules that these appointments break, whatever the plan announces."""
    found = check(problem, Plan(tuple(items)))
    return {(v.code, v.message_fr): v for v in found if v.code not in _ABOUT_THE_PLAN}


def _less(window: Window, items: Iterable[Appointment]) -> list[Window]:
    """A window without the hours of these appointments."""
    parts = [window]
    for item in items:
        if item.day == window.day:
            parts = [
                replace(part, start=start, end=end)
                for part in parts
                for start, end in (
                    (part.start, min(part.end, item.start)),
                    (max(part.start, item.end), part.end),
                )
                if start < end
            ]
    return parts
