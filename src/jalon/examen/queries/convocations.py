"""Who is to be convened, to what, and what each was last told."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from jalon.accounts.queries import parameters_of
from jalon.examen.enums import (
    ArrangementStatus,
    InscriptionStatus,
    Presence,
    RecipientKind,
    SessionStatus,
)
from jalon.examen.models import (
    Appointment,
    Convocation,
    ExamSession,
    Inscription,
    JurySeat,
    Timetable,
)
from jalon.examen.queries.planning import appointments_of, published_timetable
from jalon.examen.queries.seats import sat_at
from jalon.examen.rules.timetable import local_minutes
from jalon.people.models import Person
from jalon.referentiel.schema import TEST_LABELS, TestKind


class State(StrEnum):
    """Where a convocation stands against the timetable in force."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    TO_RESEND = "to_resend"
    TO_CANCEL = "to_cancel"
    CANCELLED = "cancelled"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        return _STATES[self][1]

    @property
    def waiting(self) -> bool:
        """Whether something must leave for this person to know the truth."""
        return self in (State.NOT_SENT, State.TO_RESEND, State.TO_CANCEL)


_STATES = {
    State.NOT_SENT: ("À envoyer", "neutral"),
    State.SENT: ("Envoyée", "info"),
    State.CONFIRMED: ("Réception confirmée", "success"),
    State.TO_RESEND: ("À renvoyer : elle a changé", "warning"),
    State.TO_CANCEL: ("À annuler", "warning"),
    State.CANCELLED: ("Annulée", "neutral"),
    State.ABSENT: ("Noté absent", "neutral"),
}


@dataclass(frozen=True)
class Passage:
    """One thing to do on a day; minutes from midnight. `kind` is jury or preparation, as documents say it."""

    date: date
    start: int
    end: int
    label: str
    note: str
    kind: str
    room: str
    who: str = ""


@dataclass(frozen=True)
class Visit:
    """One day on the site."""

    date: date
    start: int
    end: int
    room: str = ""
    load: str = ""


@dataclass(frozen=True)
class Summons:
    """What one person must be told, as of the published timetable."""

    kind: RecipientKind
    person: Person
    visits: tuple[Visit, ...]
    passages: tuple[Passage, ...] = ()
    inscription: Inscription | None = None
    jury_label: str = ""
    measures: tuple[str, ...] = ()
    frame: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> dict[str, Any]:
        """What the recipient reads, as JSON values: nothing here, nothing to send again."""
        return {
            **self.frame,
            "visits": [_plain(visit) for visit in self.visits],
            "passages": [_plain(passage) for passage in self.passages],
            "jury": self.jury_label,
            "measures": list(self.measures),
            "scopes": list(self.inscription.scopes) if self.inscription else [],
            "number": self.inscription.number if self.inscription else 0,
        }

    @property
    def digest(self) -> str:
        text = json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """One row of the convocations screen. `summons` None: the person is no longer expected."""

    kind: RecipientKind
    person: Person
    state: State
    summons: Summons | None
    convocation: Convocation | None


def summonses(session: ExamSession, timetable: Timetable | None = None) -> list[Summons]:
    """Everybody whom the published timetable (or `timetable`) expects: candidates, then jurors, then actors."""
    timetable = timetable or published_timetable(session)
    if timetable is None or session.status == SessionStatus.CANCELLED:
        return []
    return summonses_from(session, appointments_of(timetable))


def summonses_from(session: ExamSession, rows: list[Appointment]) -> list[Summons]:
    """Everybody whom these appointments expect, were they published; by hour, as `appointments_of` gives them."""
    arrival = parameters_of(session.organisme_id)["arrival_minutes"]
    site = session.site
    frame = {
        "session": session.number,
        "titre": session.titre_ref,
        "site": site.name,
        "address": site.address,
        "access": site.access_notes,
    }
    return [
        *_candidates(rows, frame, arrival),
        *_jurors(session, rows, frame),
        *_actors(rows, frame),
    ]


def convocation_lines(session: ExamSession, timetable: Timetable | None = None) -> list[Line]:
    """Every person to tell something or told something already, with the state of their convocation.

    `timetable`: as if this version were the one published.
    """
    rows = {
        (row.kind, row.person_id): row
        for row in session.convocations.select_related("person", "document").order_by("kind", "person")
    }
    lines = []
    for summons in summonses(session, timetable):
        row = rows.pop((summons.kind.value, summons.person.pk), None)
        lines.append(Line(summons.kind, summons.person, state_of(row, summons), summons, row))
    absent = set(
        session.inscriptions.filter(presence__in=(Presence.ABSENT, Presence.EXCUSED)).values_list(
            "person_id", flat=True
        )
    )
    for row in rows.values():
        if row.sent_at or row.cancelled_at:
            state = state_of(row, None)
            # Who did not come was convened: their absence is not a convocation taken back (A2.6).
            missed = row.kind == RecipientKind.CANDIDAT and row.person_id in absent
            missed = missed and state == State.TO_CANCEL
            lines.append(
                Line(RecipientKind(row.kind), row.person, State.ABSENT if missed else state, None, row)
            )
    order = list(RecipientKind)
    return sorted(lines, key=lambda line: (order.index(line.kind), line.person.sort_name, line.person.pk))


def state_of(row: Convocation | None, summons: Summons | None) -> State:
    """What was last sent against what should be known."""
    if summons is None:
        return State.CANCELLED if row is None or row.cancelled_at or not row.sent_at else State.TO_CANCEL
    if row is None or row.sent_at is None:
        return State.NOT_SENT
    if row.cancelled_at or row.content_sha256 != summons.digest:
        return State.TO_RESEND
    return State.CONFIRMED if row.confirmed_at else State.SENT


def name_of_test(kind: str) -> str:
    """The French name of a test; the jury's own tasks keep their label."""
    return TEST_LABELS[TestKind(kind)] if kind in TEST_LABELS else ""


def measures_of(inscription: Inscription) -> tuple[str, ...]:
    """What the arrangement changes on the day, never why (A10.6)."""
    amenagement = getattr(inscription, "amenagement", None)
    if amenagement is None or amenagement.status != ArrangementStatus.GRANTED:
        return ()
    found = []
    if amenagement.extra_time_percent:
        found.append(f"Temps majoré de {amenagement.extra_time_percent} %, compris dans les horaires.")
    return (*found, *(line.strip() for line in amenagement.measures.splitlines() if line.strip()))


def passage_of(row: Appointment, *, who: str = "") -> Passage:
    """An appointment as a line of a letter or of a list."""
    day, start = local_minutes(row.starts_at)
    end = local_minutes(row.ends_at)[1]
    label = name_of_test(row.kind)
    alone = row.candidate_present and not row.jury_present
    return Passage(
        date=day, start=start, end=end,
        label=label or row.label,
        note=(row.label if label else "") + (" (sans le jury)" if alone else ""),
        kind="reading" if not row.candidate_present else "jury" if row.jury_present else "preparation",
        room=row.salle.name if row.salle else "",
        who=who,
    )  # fmt: skip


def _candidates(rows: Iterable[Appointment], frame: dict[str, str], arrival: int) -> list[Summons]:
    of: dict[int, list[Appointment]] = {}
    for row in rows:
        if row.candidate_present and row.inscription.status == InscriptionStatus.ADMITTED:
            of.setdefault(row.inscription_id, []).append(row)
    found = []
    for mine in of.values():
        inscription = mine[0].inscription
        passages = tuple(passage_of(row) for row in mine)
        days = sorted({p.date for p in passages})
        visits = []
        for day in days:
            today = [p for p in passages if p.date == day]
            visits.append(Visit(day, max(0, today[0].start - arrival), max(p.end for p in today)))
        found.append(
            Summons(
                RecipientKind.CANDIDAT, inscription.person, tuple(visits), passages, inscription,
                measures=measures_of(inscription), frame=frame,
            )
        )  # fmt: skip
    return found


def _jurors(session: ExamSession, rows: list[Appointment], frame: dict[str, str]) -> list[Summons]:
    seats: dict[Person, dict[int, JurySeat]] = {}
    names: dict[int, str] = {}
    for jury in session.juries.prefetch_related("seats__person").order_by("number"):
        names[jury.pk] = f"Jury {jury.number}"
        for seat in jury.seats.all():
            seats.setdefault(seat.person, {})[jury.pk] = seat
    found = []
    for person, juries in seats.items():
        mine = [
            row
            for row in rows
            if row.jury_present and row.jury_id in juries and sat_at(juries[row.jury_id], row.starts_at)
        ]
        used = {row.jury_id for row in mine}
        if visits := _visits(mine, "candidat"):
            label = ", ".join(names[pk] for pk in juries if pk in used)
            found.append(Summons(RecipientKind.JURE, person, visits, jury_label=label, frame=frame))
    return found


def _actors(rows: list[Appointment], frame: dict[str, str]) -> list[Summons]:
    """The actor is told of hours and rooms, neither of candidates' names nor of scenarios."""
    plays: dict[Person, list[Appointment]] = {}
    for row in rows:
        if row.with_actor and row.comedien is not None:
            plays.setdefault(row.comedien, []).append(row)
    return [
        Summons(
            RecipientKind.COMEDIEN, person, _visits(mine, "entretien"),
            tuple(passage_of(row) for row in mine), frame=frame,
        )
        for person, mine in plays.items()
    ]  # fmt: skip


def _visits(rows: list[Appointment], counted: str) -> tuple[Visit, ...]:
    days: dict[date, list[tuple[int, int, Appointment]]] = {}
    for row in rows:
        day, start = local_minutes(row.starts_at)
        days.setdefault(day, []).append((start, local_minutes(row.ends_at)[1], row))
    visits = []
    for day, tasks in sorted(days.items()):
        count = len({row.inscription_id for _, _, row in tasks})
        rooms = dict.fromkeys(row.salle.name for _, _, row in tasks if row.salle)
        visits.append(
            Visit(
                day, min(start for start, _, _ in tasks), max(end for _, end, _ in tasks),
                ", ".join(rooms), f"{count} {counted}{'s' if count > 1 else ''}",
            )
        )  # fmt: skip
    return tuple(visits)


def _plain(item: Visit | Passage) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in vars(item).items()}
