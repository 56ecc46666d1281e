"""The JSON of `jalon session replan`: events read with every fault at once, and what they change written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from jalon.examen.planning import answer as answers
from jalon.examen.planning.difference import Change
from jalon.examen.planning.events import (
    CandidateAdded,
    CandidateAway,
    CandidateLate,
    Event,
    JurorAway,
    JurorLate,
    JurorReplaced,
    JuryOverrun,
    NoShow,
    RoomLost,
)
from jalon.examen.planning.exchange import answer_of, candidates_of, closed_rooms, passages_of, room_labels
from jalon.examen.planning.facts import Appointment, Plan, Problem, Window
from jalon.examen.planning.instance import (
    ROOM_KINDS,
    Absence,
    Instance,
    InstanceCandidate,
    InstanceJury,
    RoomsAway,
)
from jalon.examen.planning.instance_reader import InstanceReader
from jalon.examen.planning.instance_writer import to_json as instance_json
from jalon.examen.planning.json_reader import DAY_MINUTES, hour, parse, show
from jalon.examen.planning.measures import measure
from jalon.examen.planning.replan import Replanned
from jalon.referentiel.schema import TitreVersion

EVENTS_MAX = 500


def read_events(
    data: bytes, instance: Instance, titres: Mapping[str, TitreVersion]
) -> tuple[tuple[Event, ...], Instance]:
    """The events of a file, and the instance with those whom they add; raises InvalidInput with every fault."""
    reader = _EventReader(titres, instance)
    found = reader.events(parse(data))
    reader.done()
    grown = reader.grown()
    added = {who.id: who for who in candidates_of(grown)}
    return tuple(CandidateAdded(added[event]) if isinstance(event, str) else event for event in found), grown


_Read = Callable[[Mapping[str, object], str], list[Event | str]]


class _EventReader(InstanceReader):
    def __init__(self, titres: Mapping[str, TitreVersion], instance: Instance) -> None:
        super().__init__({**titres, **instance.titres}, Path())
        self.session = instance
        self.known = {day.date: day for day in instance.days}
        self.candidates = {who.id: who for who in instance.candidates}
        self.members = {member for jury in instance.juries for member in jury.members}
        self.added: list[InstanceCandidate] = []
        self.lost: list[RoomsAway] = []
        self.kinds: dict[str, tuple[tuple[str, ...], tuple[str, ...], _Read]] = {
            "no_show": (("candidate",), (), self._no_show),
            "candidate_late": (("candidate", "date", "arrives"), ("moved",), self._candidate_late),
            "candidate_added": (("candidate",), (), self._candidate_added),
            "candidate_away": (("candidate", "unavailable"), (), self._candidate_away),
            "juror_late": (("juror", "date", "arrives"), (), self._juror_late),
            "juror_away": (("juror", "unavailable"), (), self._juror_away),
            "juror_replaced": (("juror", "by"), ("conflicts",), self._juror_replaced),
            "room_lost": (("room", "date"), ("from", "to", "count"), self._room_lost),
            "jury_overrun": (("jury", "date", "until"), (), self._jury_overrun),
        }

    def events(self, value: object) -> list[Event | str]:
        """The events; an added candidate is only named, until their tests are known."""
        root = self.record(value, "", required=("events",))
        items = self.array(root["events"], "events") if root and "events" in root else []
        if len(items) > EVENTS_MAX:
            self.fault("events", f"{len(items)} événements ; {EVENTS_MAX} au plus.")
            return []
        found: list[Event | str] = []
        for rank, item in enumerate(items):
            path = f"events[{rank}]"
            own = self.mapping(item, path)
            if own is None:
                continue
            kind = own.get("kind")
            if not isinstance(kind, str) or kind not in self.kinds:
                told = f", pas {show(kind)}" if "kind" in own else ""
                self.fault(f"{path}.kind", f"l’un de ceux-ci est attendu{told} : {', '.join(self.kinds)}.")
                continue
            required, optional, read = self.kinds[kind]
            told_ = self.record(own, path, required=("kind", *required), optional=optional)
            if told_ is not None and set(required) <= set(told_):
                found += read(told_, path)
        return found

    def grown(self) -> Instance:
        """The instance with the candidates added."""
        everybody = (*self.session.candidates, *self.added)
        refs = sorted({who.titre for who in everybody})
        return replace(self.session, candidates=everybody, titres={ref: self.titres[ref] for ref in refs})

    # One event

    def _no_show(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        who = self._who(own["candidate"], f"{path}.candidate")
        return [NoShow(who)] if who else []

    def _candidate_late(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        who = self._who(own["candidate"], f"{path}.candidate")
        day, at = (
            self.day_of(own["date"], f"{path}.date", self.known),
            self.time(own["arrives"], f"{path}.arrives"),
        )
        moved = own.get("moved", False)
        if not isinstance(moved, bool):
            self.fault(f"{path}.moved", f"true ou false est attendu, pas {show(moved)}.")
        return [CandidateLate(who, day, at, moved is True)] if who and day and at is not None else []

    def _candidate_added(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        seen = {*self.candidates, *(who.id for who in self.added)}
        before = len(self.faults)
        who = self.candidate(own["candidate"], f"{path}.candidate", self.known, self.session.juries, seen)
        if who is None or len(self.faults) > before:
            return []
        self.added.append(who)
        self.candidates[who.id] = who
        return [who.id]

    def _candidate_away(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        who = self._who(own["candidate"], f"{path}.candidate")
        windows = self._windows(own["unavailable"], f"{path}.unavailable")
        return [CandidateAway(who, windows)] if who else []

    def _juror_late(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        juror = self._juror(own["juror"], f"{path}.juror")
        day, at = (
            self.day_of(own["date"], f"{path}.date", self.known),
            self.time(own["arrives"], f"{path}.arrives"),
        )
        return [JurorLate(juror, day, at)] if juror and day and at is not None else []

    def _juror_away(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        juror = self._juror(own["juror"], f"{path}.juror")
        windows = self._windows(own["unavailable"], f"{path}.unavailable")
        return [JurorAway(juror, windows)] if juror else []

    def _juror_replaced(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        juror = self._juror(own["juror"], f"{path}.juror")
        by = None if own["by"] is None else self.text(own["by"], f"{path}.by")
        conflicts = own.get("conflicts")
        names = [
            self._who(item, f"{path}.conflicts[{rank}]")
            for rank, item in enumerate(
                [] if conflicts is None else self.array(conflicts, f"{path}.conflicts")
            )
        ]
        if by:
            self.members.add(by)
        return [JurorReplaced(juror, by, frozenset(name for name in names if name))] if juror else []

    def _room_lost(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        told = {
            "kind": own["room"],
            **{key: own[key] for key in ("date", "from", "to", "count") if key in own},
        }
        before = len(self.faults)
        away = self.rooms_away(told, path, self.known)
        self.faults[before:] = [
            fault.replace(f"{path}.kind", f"{path}.room") for fault in self.faults[before:]
        ]
        if away is None:
            return []
        if not room_labels(self.session, away.kind):
            self.fault(
                f"{path}.room",
                "l’instance n’a pas de telles salles en nombre limité : aucune ne peut manquer.",
            )
            return []
        self.lost.append(away)
        several = replace(self.session, rooms_away=(*self.session.rooms_away, *self.lost))
        known = closed_rooms(replace(several, rooms_away=several.rooms_away[:-1]))
        fresh = closed_rooms(several)[len(known) :]
        if len(fresh) < away.count:
            self.fault(f"{path}.count", f"il ne reste que {len(fresh)} de ces salles à ces heures.")
        return [RoomLost(label, (window,)) for label, window in fresh]

    def _jury_overrun(self, own: Mapping[str, object], path: str) -> list[Event | str]:
        jury = self.text(own["jury"], f"{path}.jury")
        if jury is not None and all(known.id != jury for known in self.session.juries):
            self.fault(f"{path}.jury", f"aucun jury ne s’appelle {show(jury)}.")
        day, at = (
            self.day_of(own["date"], f"{path}.date", self.known),
            self.time(own["until"], f"{path}.until"),
        )
        return [JuryOverrun(jury, day, at)] if jury and day and at is not None else []

    def _who(self, value: object, path: str) -> str | None:
        name = self.text(value, path)
        if name is not None and name not in self.candidates:
            self.fault(path, f"aucun candidat ne s’appelle {show(name)}.")
            return None
        return name

    def _juror(self, value: object, path: str) -> str | None:
        name = self.text(value, path)
        if name is not None and name not in self.members:
            self.fault(path, f"aucun jury n’a de membre {show(name)}.")
            return None
        return name

    def _windows(self, value: object, path: str) -> tuple[Window, ...]:
        absences = self.absences(value, path, self.known, ())
        return tuple(Window(absence.date, absence.start, absence.end) for absence in absences)


def instance_after(instance: Instance, problem: Problem) -> Instance:
    """The instance whose facts are those of `problem`, which events have made of its own."""
    members = {juror for jury in problem.juries for juror in jury.jurors}
    known = {who.id: who for who in instance.candidates}
    before = {who.id: who for who in candidates_of(instance)}
    candidates = tuple(
        replace(
            known[who.id],
            available=known[who.id].available
            if who.unavailable == before[who.id].unavailable
            else _available(who.unavailable, [day.date for day in instance.days]),
            conflicts=who.incompatible_jurors & members,
        )
        for who in problem.candidates
    )
    kinds = {label: kind for kind in ROOM_KINDS for label in room_labels(instance, kind)}
    return replace(
        instance,
        candidates=candidates,
        juries=tuple(_jury(jury, problem) for jury in instance.juries),
        rooms_away=tuple(
            RoomsAway(kinds[label], window.day, window.start, window.end)
            for label, window in problem.rooms.unavailable
            if label in kinds
        ),
    )


def _jury(jury: InstanceJury, problem: Problem) -> InstanceJury:
    now = next(known for known in problem.juries if known.id == jury.id)
    kept = [member for member in jury.members if member in now.jurors]
    members = (*kept, *sorted(now.jurors - set(kept)))
    return replace(
        jury,
        members=members,
        unavailable=tuple(
            Absence(window.day, window.start, window.end, name if name in members else None)
            for name, window in now.unavailable
        ),
    )


def _available(away: Iterable[Window], days: Iterable[date]) -> dict[date, tuple[tuple[int, int], ...]]:
    """When somebody can come, from when they cannot."""
    found = {}
    for day in days:
        reached, spans = 0, []
        for window in sorted((w for w in away if w.day == day), key=lambda w: w.start):
            if window.start > reached:
                spans.append((reached, window.start))
            reached = max(reached, window.end)
        if reached < DAY_MINUTES:
            spans.append((reached, DAY_MINUTES))
        if spans:
            found[day] = tuple(spans)
    return found


def answer_after(instance: Instance, replanned: Replanned) -> answers.Answer:
    """The plan as an answer; those who were interrupted have no place in it."""
    plan = replanned.plan
    items = tuple(a for a in plan.appointments if a.candidate_id not in replanned.interrupted)
    left = (
        *plan.unplaced,
        *((cid, ("A commencé sans pouvoir finir.",)) for cid in sorted(replanned.interrupted)),
    )
    found = measure(replanned.problem, items)
    return answer_of(
        replanned.problem,
        replace(
            plan,
            appointments=items,
            unplaced=left,
            jury_days=found.jury_days,
            waiting_minutes=found.waiting_minutes,
            idle_minutes=found.idle_minutes,
        ),
    )


def to_json(instance: Instance, before: Problem, replanned: Replanned) -> dict[str, object]:
    """What `jalon session replan --json` says, in the order of its schema; `instance` holds those added too."""
    difference = replanned.difference
    return {
        "status": replanned.plan.status,
        "moved": replanned.moved,
        "moved_bound": replanned.moved_bound,
        "proved": replanned.proved,
        "seconds": round(replanned.plan.seconds, 3),
        "changes": [_change(change, before, replanned.problem) for change in difference.changes],
        "told": {"candidates": sorted(difference.candidates), "jurors": sorted(difference.jurors)},
        "notices": list(replanned.notices),
        "interrupted": sorted(replanned.interrupted),
        "plan": answers.to_json(answer_after(instance, replanned)),
        "instance": instance_json(instance_after(instance, replanned.problem)),
    }


def _change(change: Change, before: Problem, after: Problem) -> dict[str, object]:
    people = (*after.candidates, *before.candidates)
    problem = replace(after, candidates=tuple({who.id: who for who in reversed(people)}.values()))
    return {
        "candidate": change.candidate_id,
        "kind": change.kind,
        "before": _place(problem, change.before),
        "after": _place(problem, change.after),
        "sentence": change.sentence,
    }


def _place(problem: Problem, items: tuple[Appointment, ...]) -> dict[str, object] | None:
    if not items:
        return None
    passage = passages_of(problem, Plan(items))[0]
    return {
        "jury": passage.jury,
        "date": passage.date.isoformat(),
        "tasks": [
            {"kind": task.kind, "start": hour(task.start), "end": hour(task.end)} for task in passage.tasks
        ],
    }
