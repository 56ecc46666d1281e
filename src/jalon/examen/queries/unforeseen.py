"""What upsets a published timetable, as the replanning engine wants it; and a remedy as people read it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jalon.common.typography import clock, day_label
from jalon.examen.enums import InscriptionStatus, Presence, UnforeseenKind
from jalon.examen.models import (
    Appointment,
    ExamSession,
    Inscription,
    JurySeat,
    SessionJury,
    Timetable,
    Unforeseen,
)
from jalon.examen.planning import events
from jalon.examen.planning import facts as planning
from jalon.examen.planning.upset import Moment
from jalon.examen.queries.convocations import Line, Summons, convocation_lines, summonses_from
from jalon.examen.queries.planning import (
    PlanningFacts,
    appointments_of,
    conflicts_of_interest,
    plan_of,
    planning_facts,
    published_timetable,
    row_of,
)
from jalon.examen.replacements import Substitute, substitutes
from jalon.examen.rules.timetable import local_minutes
from jalon.people.models import Person

AWAY = (Presence.ABSENT, Presence.EXCUSED)
OFFERED = 5  # substitutes whose remedies are computed when none is named
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Situation:
    """A session as the engine replans it: its facts, the timetable in force, and what time it is.

    `problem` leaves out candidates noted absent whom the timetable does not place.
    """

    session: ExamSession
    base: Timetable
    facts: PlanningFacts
    problem: planning.Problem
    rows: tuple[Appointment, ...]
    published: planning.Plan
    now: Moment | None


def situation(session: ExamSession, now: datetime) -> Situation | None:
    """The situation of a session at a moment; None when no timetable is published."""
    base = published_timetable(session)
    if base is None:
        return None
    base.session = session
    facts = planning_facts(session)
    rows = appointments_of(base)
    published = plan_of(facts, base, rows)
    placed = {a.candidate_id for a in published.appointments}
    absent = {
        str(pk)
        for pk in session.inscriptions.filter(presence__in=AWAY).values_list("pk", flat=True)
        if str(pk) not in placed
    }
    candidates = tuple(who for who in facts.problem.candidates if who.id not in absent)
    return Situation(
        session=session,
        base=base,
        facts=facts,
        problem=replace(facts.problem, candidates=candidates),
        rows=tuple(rows),
        published=replace(
            published, unplaced=tuple(entry for entry in published.unplaced if entry[0] not in absent)
        ),
        now=moment_of(session, now),
    )


def moment_of(session: ExamSession, now: datetime) -> Moment | None:
    """What time it is for the timetable; None before the first day of the session."""
    day, minute = local_minutes(now)
    return Moment(day, minute) if day >= session.starts_on else None


@dataclass(frozen=True)
class Remedy:
    """One way to answer: its events for the engine, and what else it does."""

    title: str
    events: tuple[events.Event, ...]
    juror: int | None = None
    by: int | None = None
    without: bool = False
    names: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()


def remedies(at: Situation, kind: UnforeseenKind, given: Mapping[str, Any]) -> list[Remedy]:
    """The ways to answer what happens; `given` are the facts of an `Unforeseen`.

    Raises EventsRefused when they name someone or something that the session does not know any more.
    """
    who, day = str(given.get("inscription", "")), _day(given)
    match kind:
        case UnforeseenKind.NO_SHOW:
            return [Remedy("Libérer ses créneaux", (events.NoShow(who),))]
        case UnforeseenKind.CANDIDATE_LATE:
            late = events.CandidateLate(who, day, given["minute"])
            return [
                Remedy("Garder ses heures : la fin des épreuves ne change pas", (late,)),
                Remedy("Chercher une place plus tard", (replace(late, moved=True),)),
            ]
        case UnforeseenKind.CANDIDATE_ADDED:
            found = [one for one in at.problem.candidates if one.id == who]
            if not found:
                raise events.EventsRefused(["Ce candidat n’est pas admis à la session."])
            return [Remedy("Lui trouver une place", (events.CandidateAdded(found[0]),))]
        case UnforeseenKind.JUROR_LATE:
            return [
                Remedy("L’attendre", (events.JurorLate(str(given["juror"]), day, given["minute"]),)),
                *_replacing(at, given["juror"], given.get("by")),
            ]
        case UnforeseenKind.JUROR_AWAY:
            windows = _windows(at, day, given["minute"], whole=bool(given.get("rest")))
            away = events.JurorAway(str(given["juror"]), windows)
            return [
                *_replacing(at, given["juror"], given.get("by")),
                *_going_on(at, given["juror"]),
                Remedy("Sans remplaçant : son jury ne siège pas", (away,)),
            ]
        case UnforeseenKind.ROOM_LOST:
            until = None if given.get("rest") else given.get("until")
            windows = _windows(at, day, given["minute"], until=until, whole=bool(given.get("rest")))
            return [Remedy("Utiliser les autres salles", (events.RoomLost(str(given["room"]), windows),))]
        case UnforeseenKind.JURY_OVERRUN:
            over = events.JuryOverrun(str(given["jury"]), day, given["minute"])
            return [Remedy("Décaler ce qui suit", (over,))]


def _replacing(at: Situation, juror: int, by: int | None) -> list[Remedy]:
    """Substitutes who may sit in every jury of the one who leaves; `by`: that one only."""
    seats = list(_seats(at.session, juror))
    found = [{one.person.pk: one for one in substitutes(at.session, s.jury, s.person)} for s in seats]
    able = [one for pk, one in found[0].items() if all(pk in other for other in found)] if found else []
    if by is not None:
        able = [one for one in able if one.person.pk == by]
    return [_replaced(at, seats[0].person, one) for one in able[:OFFERED]]


def _replaced(at: Situation, leaving: Person, one: Substitute) -> Remedy:
    conflicts = conflicts_of_interest(at.session, {one.person.pk}).get(one.person.pk, {})
    known = {candidate.id for candidate in at.problem.candidates}
    return Remedy(
        f"Remplacer {leaving.full_name} par {one.person.full_name}",
        (
            events.JurorReplaced(
                str(leaving.pk), str(one.person.pk), frozenset(str(pk) for pk in conflicts) & known
            ),
        ),
        juror=leaving.pk,
        by=one.person.pk,
        names={str(one.person.pk): one.person.full_name},
        notes=("Le remplaçant siège pour tout ce qui n’a pas commencé.", *one.notes),
    )


def _going_on(at: Situation, juror: int) -> list[Remedy]:
    """The others go on without the one who is away, where two at least are left (A5.1)."""
    sizes = [len(jury.jurors) for jury in at.problem.juries if str(juror) in jury.jurors]
    if not sizes or min(sizes) <= events.LEAST_MEMBERS:
        return []
    left = min(sizes) - 1
    return [
        Remedy(
            f"Continuer à {left} : le jury reste régulier (A5.1)",
            (events.JurorReplaced(str(juror), None),),
            juror=juror,
            without=True,
        )
    ]


def _seats(session: ExamSession, juror: int) -> Iterable[JurySeat]:
    return JurySeat.objects.filter(jury__session=session, person=juror, left_at__isnull=True).select_related(
        "jury", "person"
    )


def _day(given: Mapping[str, Any]) -> date:
    return date.fromisoformat(given["day"]) if given.get("day") else date.min


def _windows(
    at: Situation, day: date, start: int, *, until: int | None = None, whole: bool = False
) -> tuple[planning.Window, ...]:
    """From a minute of a day to another, or to its end; `whole`: and all the days that follow."""
    found = [planning.Window(day, start, until or MIDNIGHT)]
    if whole:
        found += [planning.Window(d.date, 0, MIDNIGHT) for d in at.problem.days if d.date > day]
    return tuple(found)


def standing_events(at: Situation) -> tuple[events.Event, ...]:
    """What was told before and still holds: a jury that overruns and has not ended yet."""
    if at.now is None:
        return ()
    rows = Unforeseen.objects.filter(
        session=at.session, kind=UnforeseenKind.JURY_OVERRUN, applied_at__isnull=False
    )
    return tuple(
        events.JuryOverrun(str(row.facts["jury"]), at.now.day, row.facts["minute"])
        for row in rows
        if row.facts.get("day") == at.now.day.isoformat() and row.facts["minute"] > at.now.minute
    )


def without_newcomer(at: Situation, kind: UnforeseenKind, given: Mapping[str, Any]) -> planning.Problem:
    """The facts of before: a candidate to add is not there yet."""
    if kind != UnforeseenKind.CANDIDATE_ADDED:
        return at.problem
    newcomer = str(given.get("inscription", ""))
    return replace(at.problem, candidates=tuple(one for one in at.problem.candidates if one.id != newcomer))


# -- a remedy as people read it


def placing_text(items: Sequence[planning.Appointment], juries: Mapping[str, str]) -> str:
    """« lundi 14 décembre, jury 1, 9 h – 11 h 25 »: a candidate's own tests, those that touch as one."""
    own = sorted((a for a in items if a.candidate), key=lambda a: (a.day, a.start))
    if not own:
        return ""
    spans: list[list[int]] = []
    for a in own:
        if spans and spans[-1][1] == a.start:
            spans[-1][1] = a.end
        else:
            spans.append([a.start, a.end])
    day = day_label(own[0].day, "jour").rsplit(" ", 1)[0]
    hours = ", ".join(f"{clock(start)} – {clock(end)}" for start, end in spans)
    return f"{day}, {juries.get(own[0].jury_id, 'jury')}, {hours}"


def rooms_text(items: Sequence[planning.Appointment]) -> str:
    """The rooms of a candidate's own tests, in their order, each once."""
    own = sorted((a for a in items if a.candidate), key=lambda a: (a.day, a.start))
    return ", ".join(dict.fromkeys(a.room for a in own if a.room))


def rows_of(at: Situation, plan: planning.Plan) -> list[Appointment]:
    """The appointments of a plan as rows, not saved, in the order that screens and letters want."""
    inscriptions: dict[int, Inscription] = {row.inscription_id: row.inscription for row in at.rows}
    missing = {int(a.candidate_id) for a in plan.appointments} - inscriptions.keys()
    if missing:
        found = at.session.inscriptions.filter(pk__in=missing).select_related("person", "amenagement")
        inscriptions.update({one.pk: one for one in found})
    juries: dict[int, SessionJury] = {jury.pk: jury for jury in at.session.juries.all()}
    rows = [row_of(at.facts, at.base, a) for a in plan.appointments]
    for row in rows:
        row.inscription, row.jury = inscriptions[row.inscription_id], juries[row.jury_id]
    return sorted(rows, key=lambda row: (row.starts_at, row.jury.number, row.order))


def concerned(at: Situation, plan: planning.Plan, *, also: Collection[int] = ()) -> list[Person]:
    """Whom a new version would tell something: those of whom the convocation changes, and `also` (person ids).

    Somebody absent is not told that they are not expected any more.
    """
    before = _digests(summonses_from(at.session, list(at.rows)))
    after = _digests(summonses_from(at.session, rows_of(at, plan)))
    absent = set(absent_persons(at.session))
    people = {
        person.pk: person
        for key in before.keys() | after.keys()
        if (before[key][0] if key in before else "") != (after[key][0] if key in after else "")
        for person in [(after.get(key) or before[key])[1]]
        if key in after or person.pk not in absent
    }
    for person in Person.objects.filter(pk__in=set(also) - people.keys()):
        people[person.pk] = person
    return sorted(people.values(), key=lambda person: (person.sort_name, person.pk))


def _digests(found: Iterable[Summons]) -> dict[tuple[str, int], tuple[str, Person]]:
    return {(one.kind.value, one.person.pk): (one.digest, one.person) for one in found}


def absent_persons(session: ExamSession) -> list[int]:
    """Person ids of the candidates noted absent: their convocation stands, they did not come."""
    return list(session.inscriptions.filter(presence__in=AWAY).values_list("person_id", flat=True))


def to_tell(unforeseen: Unforeseen) -> list[Line]:
    """The convocations that must leave because of an applied remedy, and have not yet."""
    option = chosen(unforeseen)
    people = set(option["told"]) if option else set()
    return [
        line
        for line in convocation_lines(unforeseen.session)
        if line.person.pk in people and line.state.waiting
    ]


def chosen(unforeseen: Unforeseen) -> dict[str, Any] | None:
    """The remedy that was applied."""
    if unforeseen.choice is None:
        return None
    option: dict[str, Any] = unforeseen.options[unforeseen.choice]
    return option


def recent(session: ExamSession) -> list[Unforeseen]:
    """The last events told, newest first."""
    rows = session.unforeseen.select_related("timetable", "base").defer("options")
    return list(rows.order_by("-created_at", "-pk")[:8])


def candidates_to_add(session: ExamSession) -> list[Inscription]:
    """Admitted candidates whom the timetable in force does not place, and who have not been noted absent."""
    base = published_timetable(session)
    placed = set(base.appointments.values_list("inscription_id", flat=True)) if base else set()
    found = session.inscriptions.filter(status=InscriptionStatus.ADMITTED).exclude(presence__in=AWAY)
    return [one for one in found.select_related("person").order_by("number") if one.pk not in placed]
