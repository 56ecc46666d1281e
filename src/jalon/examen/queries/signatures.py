"""Who signs which half-day, who has signed, and what the signed sheet says of the others (C8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jalon.common.typography import clock
from jalon.examen.enums import HalfDay, Presence, SignerRole
from jalon.examen.models import DaySignature, ExamSession, Inscription, SessionJury
from jalon.examen.queries.planning import appointments_of, published_timetable
from jalon.examen.rules.signatures import Strokes, drawn_path, half_day_label, half_day_of
from jalon.examen.rules.timetable import local_minutes, moment
from jalon.people.models import Person

Span = tuple[int, int]
Half = tuple[date, HalfDay]


@dataclass(frozen=True)
class Signer:
    """Someone expected on a half-day, or who has signed it; minutes since midnight, None when not planned.

    `first` is when the day of a candidate still expected begins: past it, their admission comes before (A2.7).
    """

    role: SignerRole
    person: Person
    inscription: Inscription | None
    detail: str
    starts: int | None
    ends: int | None
    signature: DaySignature | None
    first: datetime | None = None

    @property
    def key(self) -> int:
        """What an address names them by: the inscription of a candidate, the person of a juror."""
        return self.inscription.pk if self.inscription else self.person.pk

    @property
    def slug(self) -> str:
        """How an address names their quality."""
        return "candidat" if self.role == SignerRole.CANDIDATE else "jure"

    @property
    def hours(self) -> str:
        """« 8 h 30 – 11 h 45 »; empty when they were not expected."""
        return f"{clock(self.starts)} – {clock(self.ends)}" if self.starts is not None and self.ends else ""

    @property
    def gone(self) -> bool:
        return self.inscription is not None and self.inscription.presence in (
            Presence.ABSENT,
            Presence.EXCUSED,
        )

    @property
    def awaited(self) -> bool:
        """Whether a signature is to be had of them: the absent give none."""
        return not self.gone or self.signature is not None

    @property
    def remark(self) -> str:
        """What was recorded of their coming, in French: « absent », « arrivé en retard à 9 h 05 »; or nothing."""
        if self.inscription is None:
            return ""
        presence, arrived = self.inscription.presence, self.inscription.arrived_at
        if presence == Presence.ABSENT:
            return "Absent"
        if presence == Presence.EXCUSED:
            return "Absent, excusé"
        if presence == Presence.LATE and arrived is not None:
            minutes = local_minutes(arrived)[1]
            late_now = self.starts is None or minutes > self.starts
            return f"Arrivé en retard à {clock(minutes)}" if late_now else ""
        return ""

    @property
    def strokes(self) -> Strokes:
        """The drawing; empty when they have not signed, or have by the keyboard."""
        strokes = self.signature.strokes if self.signature else []
        return tuple(tuple((x, y) for x, y in stroke) for stroke in strokes)

    @property
    def path(self) -> str:
        """The drawing as an SVG path."""
        return drawn_path(self.strokes)

    @property
    def typed(self) -> str:
        """The name typed by who signed by the keyboard."""
        if self.signature is None or self.signature.strokes or self.signature.event is None:
            return ""
        return str(self.signature.event.data.get("typed", ""))

    @property
    def signed_clock(self) -> str:
        return clock(local_minutes(self.signature.signed_at)[1]) if self.signature else ""


@dataclass(frozen=True)
class HalfSheet:
    """One half-day: who signs it, candidates and jurors."""

    day: date
    half_day: HalfDay
    candidates: tuple[Signer, ...]
    jurors: tuple[Signer, ...]

    @property
    def label(self) -> str:
        return half_day_label(self.day, self.half_day)

    @property
    def slug(self) -> str:
        """How an address names it: « 2026-12-14_matin »."""
        return f"{self.day.isoformat()}_{'apres-midi' if self.half_day == HalfDay.AFTERNOON else 'matin'}"

    @property
    def signers(self) -> tuple[Signer, ...]:
        return self.candidates + self.jurors

    @property
    def expected(self) -> int:
        return sum(1 for one in self.signers if one.awaited)

    @property
    def signed(self) -> int:
        return sum(1 for one in self.signers if one.signature)


def half_sheets(session: ExamSession, *, day: date | None = None) -> list[HalfSheet]:
    """The half-days of the session (or of one day) with those who sign them, by first hour then name."""
    timetable = published_timetable(session)
    rows = appointments_of(timetable) if timetable else []
    people: dict[Half, dict[Inscription, list[Span]]] = {}
    juries: dict[Half, dict[int, list[Span]]] = {}
    firsts: dict[tuple[date, int], datetime] = {}
    for row in rows:
        on, start, end = *local_minutes(row.starts_at), local_minutes(row.ends_at)[1]
        half = (on, HalfDay(half_day_of(start)))
        if row.candidate_present:
            firsts.setdefault((on, row.inscription_id), row.starts_at)
            people.setdefault(half, {}).setdefault(row.inscription, []).append((start, end))
        if row.jury_present:
            juries.setdefault(half, {}).setdefault(row.jury_id, []).append((start, end))
    signed: dict[Half, list[DaySignature]] = {}
    found = session.day_signatures.filter(withdrawn_at=None).select_related(
        "inscription__person", "person", "event"
    )
    for one in found:
        signed.setdefault((one.date, HalfDay(one.half_day)), []).append(one)
    seats = {jury.pk: jury for jury in session.juries.prefetch_related("seats__person")}
    halves = sorted({*people, *juries, *signed}, key=lambda half: (half[0], half[1] == HalfDay.AFTERNOON))
    return [
        HalfSheet(
            day=half[0],
            half_day=half[1],
            candidates=_candidates(half[0], people.get(half, {}), signed.get(half, []), firsts),
            jurors=_jurors(half[0], juries.get(half, {}), signed.get(half, []), seats),
        )
        for half in halves
        if day is None or half[0] == day
    ]


def first_hour(session: ExamSession, inscription: Inscription, day: date) -> datetime | None:
    """When a candidate's first test of a day begins in the timetable in force; None when they have none."""
    timetable = published_timetable(session)
    if timetable is None:
        return None
    mine = timetable.appointments.filter(inscription=inscription, candidate_present=True).order_by(
        "starts_at"
    )
    return next((row.starts_at for row in mine if timezone.localdate(row.starts_at) == day), None)


def _candidates(
    day: date,
    planned: dict[Inscription, list[Span]],
    signed: Iterable[DaySignature],
    firsts: dict[tuple[date, int], datetime],
) -> tuple[Signer, ...]:
    of = {one.inscription_id: one for one in signed if one.inscription_id is not None}
    unplanned = [one.inscription for one in of.values() if one.inscription not in planned]
    return _sorted(
        _signer(
            SignerRole.CANDIDATE, inscription.person, inscription, f"n° {inscription.number}", spans,
            of.get(inscription.pk),
            firsts.get((day, inscription.pk)) if inscription.presence == Presence.EXPECTED else None,
        )
        for inscription, spans in [*planned.items(), *((i, []) for i in unplanned if i is not None)]
    )  # fmt: skip


def _jurors(
    day: date, planned: dict[int, list[Span]], signed: Iterable[DaySignature], juries: dict[int, SessionJury]
) -> tuple[Signer, ...]:
    of = {one.person_id: one for one in signed if one.person_id is not None}
    sitting: dict[Person, tuple[list[str], list[Span]]] = {}
    for jury, spans in planned.items():
        begins, ends = moment(day, min(s for s, _ in spans)), moment(day, max(e for _, e in spans))
        for seat in juries[jury].seats.all():
            if (seat.left_at and seat.left_at <= begins) or (seat.sits_from and seat.sits_from >= ends):
                continue
            labels, hours = sitting.setdefault(seat.person, ([], []))
            labels.append(str(juries[jury]))
            hours.extend(spans)
    for one in of.values():
        if one.person is not None:
            sitting.setdefault(one.person, ([], []))
    return _sorted(
        _signer(SignerRole.JUROR, person, None, ", ".join(labels), spans, of.get(person.pk))
        for person, (labels, spans) in sitting.items()
    )


def _signer(
    role: SignerRole,
    person: Person,
    inscription: Inscription | None,
    detail: str,
    spans: Sequence[Span],
    signature: DaySignature | None,
    first: datetime | None = None,
) -> Signer:
    return Signer(
        role=role,
        person=person,
        inscription=inscription,
        detail=detail,
        starts=min((start for start, _ in spans), default=None),
        ends=max((end for _, end in spans), default=None),
        signature=signature,
        first=first,
    )


def _sorted(signers: Iterable[Signer]) -> tuple[Signer, ...]:
    return tuple(sorted(signers, key=lambda one: (one.starts is None, one.starts or 0, one.person.sort_name)))
