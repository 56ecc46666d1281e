"""What was told of an exam day, read against its published timetable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from jalon.accounts.queries import parameters_of
from jalon.examen.enums import DayEventKind, Presence, SalleKind
from jalon.examen.models import Appointment, DayEvent, ExamSession, Inscription, SessionJury, WallScreen
from jalon.examen.planning.facts import Settings
from jalon.examen.queries.convocations import measures_of
from jalon.examen.queries.planning import published_timetable
from jalon.examen.rules.live import (
    CandidateDay,
    JuryDay,
    Key,
    LiveDay,
    Pause,
    Phase,
    Planned,
    State,
    fold,
    lunch_of,
)
from jalon.examen.rules.timetable import local_minutes, moment
from jalon.examen.rules.told import PRESENCES, Attendance, Fact, in_force
from jalon.people.models import Person

SOON = timedelta(minutes=30)
SHARED = frozenset({SalleKind.PREPARATION, SalleKind.MISE_EN_SITUATION})
PLAYER = "comédien"  # how the name of a need begins that is somebody who plays
RECENT = 8
ANNOUNCED = 8
STATES = {
    State.TO_COME: ("À venir", "neutral"),
    State.CALLED: ("Appelée", "info"),
    State.RUNNING: ("En cours", "info"),
    State.DONE: ("Terminée", "success"),
    State.MISSED: ("Heure passée", "warning"),
    State.SKIPPED: ("Sans objet", "neutral"),
}


@dataclass(frozen=True)
class PhaseLine:
    """A phase with its appointment, for a screen."""

    phase: Phase
    row: Appointment
    measures: tuple[str, ...]

    @property
    def inscription(self) -> Inscription:
        return self.row.inscription

    @property
    def slug(self) -> str:
        """« 12-3 »: what a page names the phase by."""
        return f"{self.row.inscription_id}-{self.row.order}"

    @property
    def target(self) -> str:
        """Where the column of its jury shows it."""
        return f"phase-{self.slug}"

    @property
    def step_target(self) -> str:
        """Where the card of its candidate shows it."""
        return f"epreuve-{self.slug}"

    @property
    def said(self) -> str:
        return f"{self.row.label}, {self.inscription.person}"

    @property
    def badge(self) -> tuple[str, str]:
        """Where it stands in a few words, and its tone."""
        if self.phase.state == State.DONE and self.phase.assumed:
            return "Non notée", "neutral"
        return STATES[self.phase.state]

    @property
    def endable(self) -> bool:
        """Whether its end may be told, even when its start was not."""
        return self.phase.state in (State.TO_COME, State.CALLED, State.RUNNING) and not self.phase.assumed

    @property
    def place(self) -> str:
        """The room, or its jury's."""
        return self.phase.planned.room

    @property
    def late_minutes(self) -> int:
        return int(self.phase.delay.total_seconds()) // 60

    @property
    def seconds(self) -> int:
        """How long it lasts as published."""
        return int(self.phase.planned.length.total_seconds())

    @property
    def shortened(self) -> bool:
        """Whether its candidate, admitted late, has lost some of it (A2.7)."""
        late = self.inscription.presence == Presence.LATE
        return late and self.phase.ends - self.phase.starts < self.phase.planned.length

    @property
    def startable(self) -> bool:
        """Whether it may still begin, even once its hour is over or once it was taken to be over."""
        return self.phase.state in (State.TO_COME, State.CALLED, State.MISSED) or (
            self.phase.assumed and self.phase.state == State.DONE
        )


@dataclass(frozen=True)
class JurorLine:
    """A juror expected on the day."""

    person: Person
    jury: int
    arrived_at: datetime | None

    @property
    def target(self) -> str:
        return f"jure-{self.jury}-{self.person.pk}"


@dataclass(frozen=True)
class JuryColumn:
    """What one jury does now, whom it is to see next, and how late it runs."""

    jury: SessionJury
    room: str
    state: JuryDay
    now: tuple[PhaseLine, ...]
    following: tuple[PhaseLine, ...]
    later: tuple[PhaseLine, ...]
    jurors: tuple[JurorLine, ...]

    @property
    def late_minutes(self) -> int:
        return int(self.state.delay.total_seconds()) // 60


@dataclass(frozen=True)
class ToldLine:
    """A fact in force, and what it is about, for the list of what was done last."""

    event: DayEvent
    label: str

    @property
    def target(self) -> str:
        return f"fait-{self.event.uuid}"


@dataclass(frozen=True)
class Today:
    """A day of the session followed as it goes."""

    live: LiveDay
    rows: Mapping[Key, Appointment]
    columns: tuple[JuryColumn, ...]
    recent: tuple[ToldLine, ...]
    presence_facts: Mapping[int, UUID]
    warnings: tuple[int, int]

    def lines_of(self, candidate: CandidateDay) -> tuple[PhaseLine, ...]:
        return tuple(line_of(phase, self.rows) for phase in candidate.phases if phase.planned.candidate_there)

    def line(self, phase: Phase | None) -> PhaseLine | None:
        return line_of(phase, self.rows) if phase else None


def line_of(phase: Phase, rows: Mapping[Key, Appointment]) -> PhaseLine:
    row = rows[phase.planned.key]
    return PhaseLine(phase, row, measures_of(row.inscription))


def as_fact(event: DayEvent) -> Fact:
    """A kept event as the rules read it."""
    return Fact(
        uuid=str(event.uuid),
        kind=event.kind,
        at=event.at,
        candidate=event.inscription_id,
        order=event.order,
        person=event.person_id,
        undoes=str(event.undoes) if event.undoes else None,
        data=event.data,
    )


def planned_of(row: Appointment, jury_room: str = "", rest: timedelta = timedelta(0)) -> Planned:
    """A published appointment as the rules read it; without a room of its own, that of its jury if it is there.

    `rest` is what who plays is owed after a test.
    """
    room = row.salle.name if row.salle else jury_room if row.jury_present else ""
    return Planned(
        candidate=row.inscription_id,
        order=row.order,
        jury=row.jury_id,
        label=row.label,
        starts=row.starts_at,
        ends=row.ends_at,
        candidate_there=row.candidate_present,
        jury_there=row.jury_present,
        room=room,
        needs=(
            *([(f"salle {row.salle_id}", timedelta(0))] if row.salle and row.salle.kind in SHARED else []),
            *([(f"{PLAYER} {row.comedien_id}", rest)] if row.comedien_id else []),
        ),
    )


def attendance(inscription: Inscription) -> Attendance:
    """What is recorded of a candidate's coming."""
    return Attendance(inscription.presence, inscription.arrived_at, inscription.presence_note)


def today_of(session: ExamSession, rows: Sequence[Appointment], *, now: datetime) -> Today:
    """The day whose appointments are `rows`, as it stands at `now`, in a constant number of queries."""
    events = list(
        session.day_events.select_related("inscription__person", "person", "jury").order_by("at", "pk")
    )
    facts = [as_fact(event) for event in events]
    parameters = parameters_of(session.organisme_id)
    warnings = (parameters["timer_first_warning_minutes"], parameters["timer_last_warning_minutes"])
    by_key = {(row.inscription_id, row.order): row for row in rows}
    juries = {
        jury.pk: jury
        for jury in SessionJury.objects.filter(session=session, pk__in={row.jury_id for row in rows})
        .prefetch_related("seats__person")
        .select_related("salle")
        .order_by("number")
    }
    rooms = {jury.pk: jury.salle.name if jury.salle else "" for jury in juries.values()}
    rest = timedelta(minutes=parameters["actor_rest_minutes"])
    steps = [planned_of(row, rooms[row.jury_id], rest) for row in rows]
    lunches = _lunches(steps, parameters)
    live = fold(
        facts,
        steps,
        now,
        known={row.inscription_id: attendance(row.inscription) for row in rows},
        warnings=warnings,
        lunches=lunches,
    )
    valid = {fact.uuid: fact for fact in in_force(facts)}
    kept = [event for event in events if str(event.uuid) in valid]
    return Today(
        live=live,
        rows=by_key,
        columns=tuple(_column(jury, live, by_key) for jury in juries.values()),
        recent=tuple(ToldLine(event, _told(event, by_key)) for event in reversed(kept[-RECENT:])),
        presence_facts={
            event.inscription_id: event.uuid
            for event in kept
            if event.inscription_id is not None and event.kind in PRESENCES
        },
        warnings=warnings,
    )


def _lunches(steps: Sequence[Planned], parameters: Mapping[str, int]) -> dict[int | str, Pause]:
    """The lunch of each jury and of each person who plays, on one day, as published."""
    found: dict[int | str, Pause] = {}
    if not steps:
        return found
    opens, closes = (moment(local_minutes(steps[0].starts)[0], at) for at in Settings().lunch_window)
    busy: dict[int | str, list[Planned]] = {}
    for step in steps:
        busy.setdefault(step.jury, []).append(step)
        for name, _ in step.needs:
            if name.startswith(PLAYER):
                busy.setdefault(name, []).append(step)
    for who, own in busy.items():
        minutes = parameters["jury_lunch_minutes" if isinstance(who, int) else "candidate_lunch_minutes"]
        if pause := lunch_of(own, opens, closes, minutes):
            found[who] = pause
    return found


def _column(jury: SessionJury, live: LiveDay, rows: Mapping[Key, Appointment]) -> JuryColumn:
    state = live.juries[jury.pk]
    now = [phase for phase in (state.current, *state.alone) if phase]
    following = [line_of(phase, rows) for phase in state.following]
    first = {
        line.inscription.pk: line for line in reversed(following)
    }  # nobody is called to their second test
    awaited = [line for line in following if first[line.inscription.pk] is line][:2]
    rooms = [phase.planned.room for phase in state.phases if phase.planned.jury_there and phase.planned.room]
    return JuryColumn(
        jury=jury,
        room=jury.salle.name if jury.salle else max(rooms, key=rooms.count, default=""),
        state=state,
        now=tuple(line_of(phase, rows) for phase in now),
        following=tuple(awaited),
        later=tuple(line for line in following if line not in awaited),
        jurors=tuple(
            JurorLine(seat.person, jury.number, live.jurors.get(seat.person_id))
            for seat in jury.seats.all()
            if seat.left_at is None
        ),
    )


def _told(event: DayEvent, rows: Mapping[Key, Appointment]) -> str:
    who = event.inscription.person.sort_name if event.inscription else str(event.person or "")
    row = rows.get((event.inscription_id or 0, event.order if event.order is not None else -1))
    what = DayEventKind(event.kind).label
    note = event.data.get("note", "") if event.kind == DayEventKind.NOTE else ""
    return " · ".join(filter(None, (what, who, row.label if row else "", note)))


def rows_of_day(session: ExamSession, now: datetime) -> list[Appointment]:
    """The published appointments of the day that the clocks of France show at `now`."""
    timetable = published_timetable(session)
    if timetable is None:
        return []
    today = local_minutes(now)[0]
    rows = timetable.appointments.filter(starts_at__gte=moment(today, 0), starts_at__lt=moment(today, 1440))
    return list(
        rows.select_related("inscription__person", "inscription__amenagement", "jury", "salle").order_by(
            "starts_at", "jury__number", "order"
        )
    )


@dataclass(frozen=True)
class WallLine:
    """What the waiting room reads of one call: never a name."""

    who: str
    room: str
    jury: int
    at: datetime


@dataclass(frozen=True)
class WallBoard:
    """The calls in force, the last first, and those of the next half-hour."""

    calls: tuple[WallLine, ...]
    following: tuple[WallLine, ...]


def wall_board(screen: WallScreen, *, now: datetime) -> WallBoard:
    """What a waiting room's display says at `now`."""
    today = today_of(screen.session, rows_of_day(screen.session, now), now=now)
    phases = [
        phase for column in today.columns for phase in column.state.phases if phase.planned.candidate_there
    ]
    called = [phase for phase in phases if phase.state == State.CALLED]
    seated = {p.planned.candidate for p in phases if p.state in (State.CALLED, State.RUNNING)}
    coming = [
        p
        for p in phases
        if p.state == State.TO_COME and p.starts <= now + SOON and p.planned.candidate not in seated
    ]

    def line(phase: Phase, at: datetime) -> WallLine:
        row = today.rows[phase.planned.key]
        return WallLine(designation(row.inscription, screen), phase.planned.room, row.jury.number, at)

    return WallBoard(
        calls=tuple(
            line(p, p.called_at or now)
            for p in sorted(called, key=lambda p: (p.called_at or now, p.planned.key), reverse=True)
        ),
        following=tuple(
            line(p, p.starts) for p in sorted(coming, key=lambda p: (p.starts, p.planned.key))[:ANNOUNCED]
        ),
    )


def designation(inscription: Inscription, screen: WallScreen) -> str:
    """How a display names a candidate: « Candidat n° 7 », or « I. M. »."""
    if screen.show == "initials":
        person = inscription.person
        names = (*person.first_name.split(), *person.last_name.split())
        return " ".join(f"{part[0].upper()}." for name in names for part in name.split("-") if part)
    return f"Candidat n° {inscription.number}"


def state_of(session: ExamSession, today: Today, *, now: datetime) -> dict[str, Any]:
    """The day as JSON, all that a console needs to draw itself without network: measures, never their reasons."""
    return {
        "session": session.pk,
        "server_now": now.isoformat(),
        "warnings": list(today.warnings),
        "juries": [_jury_state(column) for column in today.columns],
        "candidates": [
            _candidate_state(today, candidate)
            for candidate in sorted(today.live.candidates.values(), key=lambda c: c.candidate)
        ],
        "recent": [
            {
                "uuid": str(line.event.uuid),
                "kind": line.event.kind,
                "at": line.event.at.isoformat(),
                "label": line.label,
            }
            for line in today.recent
        ],
    }


def _jury_state(column: JuryColumn) -> dict[str, Any]:
    return {
        "id": column.jury.pk,
        "number": column.jury.number,
        "room": column.room,
        "delay_minutes": column.late_minutes,
        "ends": column.state.ends.isoformat(),
        "now": [line.slug for line in column.now],
        "following": [line.slug for line in (*column.following, *column.later)],
        "jurors": [
            {
                "id": one.person.pk,
                "name": one.person.full_name,
                "arrived_at": one.arrived_at.isoformat() if one.arrived_at else None,
            }
            for one in column.jurors
        ],
    }


def _candidate_state(today: Today, candidate: CandidateDay) -> dict[str, Any]:
    lines = today.lines_of(candidate)
    inscription = next(row.inscription for key, row in today.rows.items() if key[0] == candidate.candidate)
    arrived = candidate.attendance.arrived_at
    return {
        "id": inscription.pk,
        "number": inscription.number,
        "name": inscription.person.full_name,
        "presence": candidate.attendance.presence,
        "arrived_at": arrived.isoformat() if arrived else None,
        "place": candidate.place,
        "measures": list(measures_of(inscription)),
        "phases": [_phase_state(line) for line in lines],
    }


def _phase_state(line: PhaseLine) -> dict[str, Any]:
    phase = line.phase
    moments: Iterable[tuple[str, datetime | None]] = (
        ("published_starts", phase.planned.starts),
        ("published_ends", phase.planned.ends),
        ("starts", phase.starts),
        ("ends", phase.ends),
        ("called_at", phase.called_at),
        ("due", phase.due),
    )
    return {
        "slug": line.slug,
        "order": phase.planned.order,
        "jury": phase.planned.jury,
        "label": phase.planned.label,
        "room": phase.planned.room,
        "state": phase.state.value,
        **{name: at.isoformat() if at else None for name, at in moments},
    }
