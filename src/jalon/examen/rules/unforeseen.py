"""What upsets a published timetable: whether a remedy still holds, what it says, and the facts that it rests on."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from jalon.examen.planning.difference import ADDED, JURY_ONLY, REMOVED, ROOM, Change, Difference
from jalon.examen.planning.facts import Appointment, Plan, Problem, Window
from jalon.examen.planning.upset import Moment

KINDS = {
    "added": "Placé",
    "removed": "N’a plus de passage",
    "day": "Change de jour",
    "jury": "Change de jury",
    "moved": "Change d’heure",
    "room": "Change de salle",
    "jury_only": "Jury seul",
}


@dataclass(frozen=True, slots=True)
class Absence:
    """Hours when somebody of the session cannot be there; `who` is an inscription's or a juror's id."""

    who: str
    juror: bool
    window: Window


@dataclass(frozen=True, slots=True)
class NewFacts:
    """What a remedy adds to the facts of a session: absences, rooms closed."""

    absences: tuple[Absence, ...] = ()
    closed: tuple[tuple[str, Window], ...] = ()


def fingerprint(problem: Problem, published: Plan) -> str:
    """SHA-256 of the facts and of the timetable that a remedy was computed from: the same facts, the same digest."""
    plain = {"problem": _plain(problem), "appointments": sorted(_row(a) for a in published.appointments)}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_plain(one) for one in value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def packed(plan: Plan) -> dict[str, Any]:
    """A plan as JSON values; `unpacked` is its inverse."""
    return {
        **{
            name: getattr(plan, name)
            for name in ("jury_days", "waiting_minutes", "idle_minutes", "longest_wait_minutes")
        },
        "appointments": [_row(a) for a in plan.appointments],
        "unplaced": [[cid, list(why)] for cid, why in plan.unplaced],
    }


def unpacked(value: Mapping[str, Any]) -> Plan:
    """The plan that was packed."""
    return Plan(
        appointments=tuple(_appointment(row) for row in value["appointments"]),
        unplaced=tuple((cid, tuple(why)) for cid, why in value["unplaced"]),
        **{
            name: value[name]
            for name in ("jury_days", "waiting_minutes", "idle_minutes", "longest_wait_minutes")
        },
    )


def _row(a: Appointment) -> list[Any]:
    return [one.isoformat() if isinstance(one, date) else one for one in asdict(a).values()]


def _appointment(row: Sequence[Any]) -> Appointment:
    values = dict(zip((f.name for f in fields(Appointment)), row, strict=True))
    return Appointment(**{**values, "day": date.fromisoformat(values["day"])})


def new_facts(before: Problem, after: Problem) -> NewFacts:
    """What `after` adds to `before`: absences of candidates and jurors, rooms closed, in a stable order."""
    known = {who.id: set(who.unavailable) for who in before.candidates}
    away = {entry for jury in before.juries for entry in jury.unavailable}
    absences = [
        Absence(who.id, False, window)
        for who in after.candidates
        for window in who.unavailable
        if who.id in known and window not in known[who.id]
    ]
    jurors = {
        (juror, window)
        for jury in after.juries
        for juror, window in jury.unavailable
        if juror in jury.jurors and (juror, window) not in away
    }
    absences += [
        Absence(juror, True, window)
        for juror, window in sorted(jurors, key=lambda e: (e[0], e[1].day, e[1].start))
    ]
    closed = [entry for entry in after.rooms.unavailable if entry not in before.rooms.unavailable]
    return NewFacts(tuple(absences), tuple(closed))


def headline(
    told: Difference,
    moved: int,
    bound: int,
    *,
    proved: bool,
    gone: Collection[str] = (),
    same_day: bool = False,
) -> str:
    """How many people a remedy moves, in French, and whether that is proved to be the fewest.

    `moved` and `bound` count who loses their place too; `gone`: candidates who do not come any more; `same_day`:
    nobody is to change day, and more may move for that.
    """
    of = {
        kind: sum(1 for c in told.changes if c.kind == kind and c.candidate_id not in gone)
        for kind in (ADDED, REMOVED, ROOM)
    }
    lost = of[REMOVED]
    shifted = moved - lost
    parts = []
    if shifted > 0:
        parts.append(f"{shifted} candidat{'s' if shifted > 1 else ''} déplacé{'s' if shifted > 1 else ''}")
    elif not lost:
        parts.append("Aucun candidat déplacé")
    if lost:
        parts.append(f"{lost} candidat{'s' if lost > 1 else ''} sans place")
    parts[0] = parts[0][:1].upper() + parts[0][1:]
    text = ", ".join(parts)
    if moved and moved <= bound:
        text += ", et il n’en faut pas moins"
        text += " pour que personne ne change de jour" if same_day else ""
    elif moved and bound:
        text += f" (il en faut au moins {bound})"
    elif moved and not proved:
        text += " (moins n’est pas exclu)"
    more = []
    if placed := of[ADDED]:
        more.append(f"{placed} candidat{'s' if placed > 1 else ''} placé{'s' if placed > 1 else ''}")
    if rooms := of[ROOM]:
        more.append(f"{rooms} change{'nt' if rooms > 1 else ''} de salle à la même heure")
    return " ; ".join([text, *more]) + "."


def overtaken(
    changes: Iterable[Change], computed: Moment | None, now: Moment | None, *, gone: Collection[str] = ()
) -> list[str]:
    """Candidates of whom something that a remedy changes has begun since it was computed, in the changes' order.

    `gone`: candidates who do not come any more, for whom nothing begins.
    """
    if now is None:
        return []
    late = (now.day, now.minute)
    early = (computed.day, computed.minute) if computed is not None else (date.min, 0)
    found = []
    for change in changes:
        if change.candidate_id in gone or change.kind == JURY_ONLY:
            continue
        before, after = {_key(a) for a in change.before}, {_key(a) for a in change.after}
        differing = [a for a in change.before if _key(a) not in after]
        differing += [a for a in change.after if _key(a) not in before]
        if any(early < (a.day, a.start) <= late for a in differing):
            found.append(change.candidate_id)
    return found


def _key(a: Appointment) -> tuple[object, ...]:
    return (a.step_index, a.day, a.jury_id, a.start, a.end, a.room)
