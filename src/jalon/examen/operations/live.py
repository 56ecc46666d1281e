"""Facts of the exam day as devices tell them: each kept once, checked, journaled, and taken back by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import clock, day_label
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import DayEventKind as Kind
from jalon.examen.enums import HalfDay, InscriptionStatus, Presence, TimetableStatus
from jalon.examen.models import Appointment, DayEvent, ExamSession, Inscription
from jalon.examen.operations.day import ON_SITE, REPORTABLE, DayRefused, record_presence
from jalon.examen.operations.signatures import sign, withdraw_signature
from jalon.examen.queries.live import as_fact
from jalon.examen.rules.timetable import local_minutes, moment
from jalon.examen.rules.told import AWAY, NOT_ADMITTED, attendance_of, put_right
from jalon.people.models import Person

QUEUE_MAX = 200
NOTE_MAX = 300
TOLERANCE = timedelta(minutes=2)
PRESENCE = frozenset({Kind.ARRIVAL, Kind.LATE_ADMITTED, Kind.LATE_REFUSED, Kind.ABSENT, Kind.EXCUSED})
PHASES = frozenset({Kind.CALL, Kind.PHASE_START, Kind.PHASE_END})
OF_A_CANDIDATE = PRESENCE | PHASES


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as a device tells it: `at` by its own clock, `data` as typed (note, arrived_at…).

    `skew_seconds` is what the device knew that its clock lacked when the fact happened; None: it did not know.
    """

    uuid: UUID
    kind: Kind
    at: datetime
    inscription: int | None = None
    order: int | None = None
    jury: int | None = None
    person: int | None = None
    undoes: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    skew_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one fact: kept when there is no reason against it, in French."""

    uuid: UUID
    reasons: tuple[str, ...] = ()


def record_events(
    *, actor: Actor, session: ExamSession, told: Sequence[Told], now: datetime, skew_seconds: int = 0
) -> list[Answered]:
    """Keep the facts of a device's queue, each judged apart; one sent again is answered as the first time.

    `skew_seconds` is what the device's clock lacks to be right as it sends.
    """
    answers = []
    for one in told:
        try:
            with transaction.atomic():
                record_event(actor=actor, session=session, told=one, now=now, skew_seconds=skew_seconds)
            answers.append(Answered(one.uuid))
        except TransitionRefused as refusal:
            answers.append(Answered(one.uuid, tuple(refusal.reasons)))
    return answers


def record_event(
    *, actor: Actor, session: ExamSession, told: Told, now: datetime, skew_seconds: int = 0
) -> DayEvent:
    """Keep one fact of the day, journaled once; a presence is also written on the inscription (A2.6, A2.7).

    Facts may come late: what they say of a presence yields to those that happened after. A signature goes
    through `sign`, its withdrawal through `withdraw_signature`. Raises DayRefused (a signature:
    SignatureRefused) with every reason.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    if known := DayEvent.objects.filter(uuid=told.uuid).first():
        if known.session_id != session.pk:
            raise DayRefused(["Cet identifiant est déjà celui d’un autre fait : recommencez."])
        return known
    at, skew_seconds = put_right(told.at, skew_seconds, now, TOLERANCE, told.skew_seconds)
    scene = _Scene(session, told, at, now)
    reasons = scene.faults()
    if reasons:
        raise DayRefused(reasons)
    if told.kind == Kind.SIGNATURE:
        return _sign(actor, scene, skew_seconds)
    if scene.target is not None and scene.target.kind == Kind.SIGNATURE:
        return _withdraw(actor, scene, skew_seconds)
    event = DayEvent.objects.create(
        session=session,
        uuid=told.uuid,
        kind=told.kind,
        inscription=scene.inscription,
        order=told.order if told.kind in PHASES else None,
        jury_id=scene.jury_id,
        person=scene.person,
        undoes=told.undoes if told.kind == Kind.UNDO else None,
        at=scene.at,
        received_at=now,
        device_skew_seconds=skew_seconds,
        actor_ref=actor.ref,
        actor_label=actor.label,
        data=scene.data(),
    )
    kind = scene.target.kind if scene.target else told.kind
    if kind in PRESENCE and scene.inscription and _settle_presence(actor, scene.inscription, now):
        return event
    record_act(
        actor=actor, verb=f"day.{told.kind.value}", target=scene.inscription or session, now=now,
        sentence=f"{actor.label} {scene.sentence()} ({session}).", uuid=str(told.uuid), at=scene.at.isoformat(),
    )  # fmt: skip
    return event


def _settle_presence(actor: Actor, inscription: Inscription, now: datetime) -> bool:
    """Write on the inscription what the facts say of its presence, and journal it; whether anything changed."""
    facts = [as_fact(row) for row in DayEvent.objects.filter(inscription=inscription)]
    found = attendance_of(facts)
    before = (inscription.presence, inscription.presence_note, inscription.arrived_at)
    after = record_presence(
        actor=actor,
        inscription=inscription,
        presence=Presence(found.presence),
        now=now,
        arrived_at=found.arrived_at,
        note=found.note,
    )
    return before != (after.presence, after.presence_note, after.arrived_at)


def _sign(actor: Actor, scene: "_Scene", skew_seconds: int) -> DayEvent:
    data, told = scene.told.data, scene.told
    signer = scene.inscription or scene.person
    try:
        day, half = date.fromisoformat(str(data.get("date", ""))), HalfDay(str(data.get("half_day", "")))
    except ValueError:
        raise DayRefused(["La demi-journée signée est illisible : rechargez la page."]) from None
    assert signer is not None
    signature = sign(
        actor=actor, session=scene.session, uuid=told.uuid, signer=signer, day=day, half_day=half,
        at=scene.at, now=scene.now, strokes=data.get("strokes"), typed=str(data.get("typed") or ""),
        agreed=bool(data.get("agreed")), device=str(data.get("device") or ""), skew_seconds=skew_seconds,
    )  # fmt: skip
    assert signature.event is not None
    return signature.event


def _withdraw(actor: Actor, scene: "_Scene", skew_seconds: int) -> DayEvent:
    assert scene.target is not None
    withdraw_signature(
        actor=actor, session=scene.session, signature=scene.target.signature, uuid=scene.told.uuid,
        reason=str(scene.told.data.get("reason") or ""), at=scene.at, now=scene.now, skew_seconds=skew_seconds,
    )  # fmt: skip
    return DayEvent.objects.get(uuid=scene.told.uuid)


class _Scene:
    """A fact told of a session, with what it names: what is wrong with it, what will be kept of it."""

    def __init__(self, session: ExamSession, told: Told, at: datetime, now: datetime) -> None:
        self.session, self.told, self.at, self.now = session, told, at, now
        self.target = self._target()
        who = self.target.inscription_id if self.target else told.inscription
        self.inscription = (
            session.inscriptions.select_related("person").filter(pk=who).first() if who is not None else None
        )
        self.person = (
            Person.objects.filter(pk=told.person, jury_seats__jury__session=session).distinct().first()
            if told.person is not None
            else None
        )
        self.appointment = self._appointment()
        self.jury_id = self.appointment.jury_id if self.appointment else self._jury()
        self.arrived_at, self.unreadable_hour = self._arrived_at()

    def _target(self) -> DayEvent | None:
        if self.told.kind != Kind.UNDO or self.told.undoes is None:
            return None
        found = self.session.day_events.filter(uuid=self.told.undoes)
        return found.select_related("signature", "inscription__person", "person").first()

    def _appointment(self) -> Appointment | None:
        """The phase that is told of, in the newest version of the timetable that has it."""
        if self.told.kind not in PHASES or self.inscription is None or self.told.order is None:
            return None
        published = (TimetableStatus.PUBLISHED, TimetableStatus.SUPERSEDED)
        rows = Appointment.objects.filter(
            timetable__session=self.session, timetable__status__in=published,
            inscription=self.inscription, order=self.told.order,
        )  # fmt: skip
        return rows.select_related("jury").order_by("-timetable__version").first()

    def _jury(self) -> int | None:
        if self.told.jury is None:
            return None
        return self.session.juries.filter(pk=self.told.jury).values_list("pk", flat=True).first()

    def _arrived_at(self) -> tuple[datetime | None, bool]:
        """The hour of arrival given with the fact (« 9:12 » of its day, or a whole moment), and if it is unreadable."""
        given = str(self.told.data.get("arrived_at") or "").strip()
        if not given or self.told.kind not in (Kind.ARRIVAL, Kind.LATE_ADMITTED):
            return None, False
        try:
            if len(given) <= 5:
                hours, _, minutes = given.partition(":")
                return moment(local_minutes(self.at)[0], _minutes(int(hours), int(minutes))), False
            whole = datetime.fromisoformat(given)
            return (whole if timezone.is_aware(whole) else timezone.make_aware(whole)), False
        except (ValueError, OverflowError):
            return None, True

    def faults(self) -> list[str]:
        """Every reason why the fact cannot be kept."""
        told, session = self.told, self.session
        kind = Kind(self.target.kind) if self.target else told.kind
        reasons = []
        lawful = ON_SITE if kind in PRESENCE else REPORTABLE
        if session.status not in lawful:
            reasons.append(
                f"La session est à l’état « {session.get_status_display()} » : elle n’est pas en cours."
            )
        if timezone.localdate(self.at) < session.starts_on:
            reasons.append(f"La session ne commence que le {day_label(session.starts_on)}.")
        if self.at > self.now:
            reasons.append("L’heure de ce fait est dans le futur : vérifiez l’horloge de l’appareil.")
        if told.kind == Kind.UNDO:
            return reasons + self._faults_of_undo()
        if kind in OF_A_CANDIDATE or told.inscription is not None:
            reasons += self._faults_of_candidate(kind)
        if kind == Kind.JUROR_ARRIVAL and self.person is None:
            reasons.append("Ce juré ne siège dans aucun jury de la session.")
        if kind == Kind.SIGNATURE and self.inscription is None and self.person is None:
            reasons.append("Nommez le candidat ou le juré de la session qui signe.")
        if kind in PHASES and self.inscription is not None and self.appointment is None:
            reasons.append("Aucun planning publié ne prévoit cette phase : rechargez la page.")
        if kind == Kind.NOTE and not self._note():
            reasons.append("Écrivez l’observation.")
        if kind == Kind.EXCUSED and not self._note():
            reasons.append("Notez le motif présenté par le candidat excusé.")
        if len(str(told.data.get("note") or "")) > NOTE_MAX:
            reasons.append(f"L’observation dépasse {NOTE_MAX} caractères : abrégez-la.")
        if self.unreadable_hour:
            reasons.append("L’heure d’arrivée est illisible : écrivez-la comme 9:12.")
        if self.arrived_at is not None and self.arrived_at > self.now:
            reasons.append("L’heure d’arrivée est dans le futur.")
        return reasons

    def _faults_of_undo(self) -> list[str]:
        if self.target is None:
            return ["Le fait à annuler n’est pas connu : rechargez la page."]
        if self.target.kind == Kind.UNDO:
            return ["Une annulation ne s’annule pas : notez de nouveau le fait."]
        return []

    def _faults_of_candidate(self, kind: Kind) -> list[str]:
        if self.inscription is None:
            return ["Ce candidat n’est pas inscrit à la session."]
        if self.inscription.status != InscriptionStatus.ADMITTED:
            return [f"{self.inscription.person} n’est pas admis à la session."]
        if kind in (Kind.CALL, Kind.PHASE_START) and self._was_away():
            return [f"{self.inscription.person} est noté absent : notez d’abord son arrivée."]
        return []

    def _was_away(self) -> bool:
        """Whether the candidate was absent as far as is known at the hour of the fact."""
        assert self.inscription is not None
        if self.inscription.presence not in AWAY:
            return False
        facts = [as_fact(row) for row in DayEvent.objects.filter(inscription=self.inscription)]
        if not any(fact.kind in PRESENCE for fact in facts):
            return True
        return attendance_of(fact for fact in facts if fact.kind == Kind.UNDO or fact.at <= self.at).away

    def _note(self) -> str:
        return str(self.told.data.get("note") or "").strip()

    def data(self) -> dict[str, str]:
        """What is kept of the details: only those that this kind of fact has."""
        kept = {"note": self._note(), "arrived_at": self.arrived_at.isoformat() if self.arrived_at else ""}
        if self.told.kind == Kind.LATE_REFUSED:
            kept["note"] = kept["note"] or NOT_ADMITTED
        if self.told.kind in PHASES or self.told.kind == Kind.JUROR_ARRIVAL:
            kept = {}
        return {name: value for name, value in kept.items() if value}

    def sentence(self) -> str:
        """What was told, in the past tense, for the journal."""
        kind, hour = self.told.kind, clock(local_minutes(self.at)[1])
        who = str(self.inscription.person) if self.inscription else str(self.person or "")
        what = f"« {self.appointment.label} »" if self.appointment else ""
        if kind == Kind.UNDO and self.target is not None:
            label = Kind(self.target.kind).label.lower()
            named = who or str(self.target.person or "")
            return f"a annulé : {label}{f', {named}' if named else ''}"
        if kind == Kind.CALL:
            return f"a appelé {who} à {hour} : {what}"
        if kind in PHASES:
            edge = "le début" if kind == Kind.PHASE_START else "la fin"
            return f"a noté à {hour} {edge} de {what} pour {who}"
        if kind == Kind.NOTE:
            return f"a noté une observation{f' sur {who}' if who else ''} à {hour}"
        return f"a noté : {kind.label.lower()}, {who}, {hour}"


def _minutes(hours: int, minutes: int) -> int:
    if not (0 <= hours < 24 and 0 <= minutes < 60):
        raise ValueError("no such time of day")
    return hours * 60 + minutes
