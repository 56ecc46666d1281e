"""Presence as the rules read it: each half-day of each participation, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jalon.accounts.queries import parameters_of
from jalon.people.signatures import drawn_path
from jalon.prestation.enums import Presence
from jalon.prestation.models import Attendance, Participation, Seance, SeanceSignature
from jalon.prestation.rules import presence as rules
from jalon.prestation.rules.hours import Half, clock_of, halves
from jalon.prestation.rules.presence import Elsewhere, Followed, Hours, Place, Signal

CHUNK = 500
Audience = dict[int, set[int]]


def halves_of(seance: Seance) -> tuple[Half, ...]:
    """The half-days of a séance."""
    return halves(seance.starts_at, seance.ends_at, seance.pause_from, seance.pause_until)


def audience_of(seances: Iterable[int]) -> Audience:
    """Séance id -> ids of the participations that it is for; absent: for everyone."""
    found: Audience = {}
    rows = Seance.audience.through.objects.filter(seance_id__in=list(seances))
    for seance, participation in rows.values_list("seance_id", "participation_id"):
        found.setdefault(seance, set()).add(participation)
    return found


def expects(seance: Seance, participation: Participation, audience: Audience) -> bool:
    """Whether someone is expected at a séance: it is theirs, and on a day of their stay."""
    own = audience.get(seance.pk)
    if participation.prestation_id != seance.prestation_id or (
        own is not None and participation.pk not in own
    ):
        return False
    day = halves_of(seance)[0].starts_at.date()
    if participation.entered_on is not None and day < participation.entered_on:
        return False
    return participation.left_on is None or day <= participation.left_on


def expected_at(seance: Seance) -> list[Participation]:
    """Who is expected at a séance, in the order of names."""
    rows = Participation.objects.filter(prestation_id=seance.prestation_id).select_related("parcours__person")
    audience = audience_of([seance.pk])
    return [row for row in rows if expects(seance, row, audience)]


def followed_of(participations: Iterable[Participation]) -> dict[int, list[Followed]]:
    """Participation id -> its half-days in order, noted or not, signed or not; séances cancelled are left out."""
    rows = list(participations)
    found: dict[int, list[Followed]] = {}
    for start in range(0, len(rows), CHUNK):
        found |= _followed(rows[start : start + CHUNK])
    return found


def _followed(rows: Sequence[Participation]) -> dict[int, list[Followed]]:
    prestations = {row.prestation_id for row in rows}
    seances: dict[int, list[Seance]] = {}
    for seance in Seance.objects.filter(prestation__in=prestations, cancelled_at=None).order_by(
        "starts_at", "pk"
    ):
        seances.setdefault(seance.prestation_id, []).append(seance)
    pks = [seance.pk for group in seances.values() for seance in group]
    audience = audience_of(pks)
    kept = rows_by_half(rows)
    signed, countersigned = signed_halves(pks)
    found: dict[int, list[Followed]] = {}
    for row in rows:
        lines = []
        for seance in seances.get(row.prestation_id, ()):
            if not expects(seance, row, audience):
                continue
            for half in halves_of(seance):
                noted = kept.get((row.pk, seance.pk, half.half_day))
                lines.append(
                    Followed(
                        half=half,
                        heading=seance.heading,
                        presence=noted.presence if noted else None,
                        minutes=noted.minutes if noted else 0,
                        signed=(row.pk, seance.pk, half.half_day) in signed,
                        countersigned=attested(noted, countersigned.get((seance.pk, half.half_day))),
                    )
                )
        found[row.pk] = lines
    return found


def rows_by_half(participations: Iterable[Participation]) -> dict[tuple[int, int, str], Attendance]:
    """Presence in force, by participation, séance and half-day."""
    pks = [row.pk for row in participations]
    rows = Attendance.objects.filter(participation__in=pks, superseded_by=None).select_related("supersedes")
    return {(row.participation_id, row.seance_id, row.half_day): row for row in rows}


def attested(noted: Attendance | None, countersigned_at: datetime | None) -> bool:
    """Whether the trainer signed after this presence was noted; an absence justified since remains attested."""
    if countersigned_at is None or noted is None:
        return countersigned_at is not None
    former: Attendance | None = getattr(noted, "supersedes", None)
    if noted.presence in rules.ABSENT and former is not None and former.presence in rules.ABSENT:
        return former.recorded_at <= countersigned_at
    return noted.recorded_at <= countersigned_at


def elsewhere_of(participation: Participation, seance: Seance) -> list[Elsewhere]:
    """What the same person followed at the same moment in other séances, as it is noted now."""
    rows = Attendance.objects.filter(
        participation__parcours__person_id=participation.parcours.person_id,
        superseded_by=None,
        presence__in=Presence.attending(),
        seance__cancelled_at=None,
        seance__starts_at__lt=seance.ends_at,
        seance__ends_at__gt=seance.starts_at,
    ).exclude(seance=seance)
    return [
        Elsewhere(half, row.seance.heading, row.minutes)
        for row in rows.select_related("seance")
        for half in halves_of(row.seance)
        if half.half_day == row.half_day
    ]


def signed_halves(
    seances: Iterable[int],
) -> tuple[set[tuple[int, int, str]], dict[tuple[int, str], datetime]]:
    """Who signed which half-day, and when the countersignature of each was received."""
    signed: set[tuple[int, int, str]] = set()
    countersigned: dict[tuple[int, str], datetime] = {}
    rows = SeanceSignature.objects.filter(seance__in=list(seances), withdrawn_at=None)
    for one in rows.only("participation_id", "seance_id", "half_day", "received_at"):
        if one.participation_id is None:
            countersigned[one.seance_id, one.half_day] = one.received_at
        else:
            signed.add((one.participation_id, one.seance_id, one.half_day))
    return signed, countersigned


def hours_of_many(participations: Iterable[Participation], *, now: datetime) -> dict[int, Hours]:
    """Hours held, followed and proved of many participations, by their ids."""
    return {pk: rules.hours_of(lines, now) for pk, lines in followed_of(participations).items()}


def hours_attended(participation: Participation, *, now: datetime) -> Hours:
    """Hours held, followed and proved of one participation."""
    return hours_of_many([participation], now=now)[participation.pk]


def attendance_signals(participations: Iterable[Participation], *, now: datetime) -> dict[int, list[Signal]]:
    """Signs of dropping out of many participations, by their ids, with the thresholds of each organisme."""
    rows = list(participations)
    values = {key: parameters_of(key) for key in {row.prestation.organisme_id for row in rows}}
    lines = followed_of(rows)
    return {
        row.pk: rules.attendance_signals(
            lines[row.pk],
            now,
            in_a_row=values[row.prestation.organisme_id]["absence_alert_half_days"],
            percent=values[row.prestation.organisme_id]["absence_alert_percent"],
        )
        for row in rows
    }


def clashes_of(participation: Participation, *, now: datetime) -> list[tuple[Seance, Seance]]:
    """Séances to come of this place that meet another séance of the same person."""
    mine = list(
        Seance.objects.filter(prestation=participation.prestation_id, cancelled_at=None, ends_at__gt=now)
    )
    if not mine:
        return []
    others = list(
        Participation.objects.filter(
            parcours__person_id=participation.parcours.person_id,
            left_on=None,
            prestation__status__in=["open", "running"],
        ).exclude(pk=participation.pk)
    )
    theirs = list(
        Seance.objects.filter(
            prestation__in=[one.prestation_id for one in others],
            cancelled_at=None,
            ends_at__gt=now,
            starts_at__lt=max(one.ends_at for one in mine),
        ).select_related("prestation")
    )
    audience = audience_of([one.pk for one in (*mine, *theirs)])
    return [
        (one, other)
        for one in mine
        if expects(one, participation, audience)
        for other in theirs
        if one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and any(expects(other, place, audience) for place in others)
    ]


def place_of(participation: Participation, seance: Seance) -> Place:
    """What binds someone to a séance, for the rules."""
    person = participation.parcours.person
    certificate = participation.certificates.in_force().first()
    return Place(
        name=person.full_name,
        entered_on=participation.entered_on,
        left_on=participation.left_on,
        birth_date=person.birth_date,
        certified_on=certificate.issued_on if certificate else None,
        expected=_is_for(seance, participation),
        cancelled=seance.cancelled_at is not None,
    )


def _is_for(seance: Seance, participation: Participation) -> bool:
    own = audience_of([seance.pk]).get(seance.pk)
    return participation.prestation_id == seance.prestation_id and (own is None or participation.pk in own)


@dataclass(frozen=True, slots=True)
class Line:
    """One participant on the sheet of a half-day."""

    participation: Participation
    attendance: Attendance | None
    signature: SeanceSignature | None

    @property
    def person(self) -> str:
        return self.participation.parcours.person.sort_name

    @property
    def path(self) -> str:
        return drawn_path(self.signature.strokes) if self.signature and self.signature.strokes else ""

    @property
    def signed_clock(self) -> str:
        return clock_of(self.signature.signed_at) if self.signature else ""

    @property
    def attends(self) -> bool:
        return self.attendance is None or self.attendance.presence in Presence.attending()


@dataclass(frozen=True, slots=True)
class SeanceSheet:
    """The sheet of one half-day: who is expected, how they attended, who signed."""

    half: Half
    lines: tuple[Line, ...]
    trainer: SeanceSignature | None

    @property
    def signed(self) -> int:
        return sum(1 for line in self.lines if line.signature is not None)

    @property
    def expected(self) -> int:
        return sum(1 for line in self.lines if line.attends)

    @property
    def unnoted(self) -> list[str]:
        return [
            line.participation.parcours.person.full_name for line in self.lines if line.attendance is None
        ]

    @property
    def corrected(self) -> list[Attendance]:
        """Presences noted after the trainer signed: they wait for another countersignature."""
        if self.trainer is None:
            return []
        at = self.trainer.received_at
        return [one.attendance for one in self.lines if one.attendance and not attested(one.attendance, at)]

    @property
    def awaits_trainer(self) -> bool:
        """Whether the trainer has to sign, or to sign again."""
        return self.trainer is None or bool(self.corrected)

    @property
    def shared(self) -> dict[int, list[str]]:
        """Participation id -> the others who signed on the same device by the code."""
        by_device: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.signature is not None and line.signature.device:
                by_device.setdefault(line.signature.device, []).append(line)
        return {
            line.participation.pk: [one.person for one in lines if one is not line]
            for lines in by_device.values()
            if len(lines) > 1
            for line in lines
        }

    @property
    def trainer_path(self) -> str:
        return drawn_path(self.trainer.strokes) if self.trainer and self.trainer.strokes else ""

    @property
    def trainer_clock(self) -> str:
        return clock_of(self.trainer.signed_at) if self.trainer else ""


def sheet_of(seance: Seance) -> list[SeanceSheet]:
    """The sheets of a séance, one per half-day."""
    return sheets_of([seance])[seance.pk]


def sheets_of(seances: Sequence[Seance]) -> dict[int, list[SeanceSheet]]:
    """The sheets of many séances of one prestation, in a fixed number of queries."""
    if not seances:
        return {}
    pks = [seance.pk for seance in seances]
    people = list(
        Participation.objects.filter(prestation__in={one.prestation_id for one in seances}).select_related(
            "parcours__person"
        )
    )
    audience = audience_of(pks)
    noted = {
        (row.seance_id, row.participation_id, row.half_day): row
        for row in Attendance.objects.filter(seance__in=pks, superseded_by=None).select_related("supersedes")
    }
    signed = {
        (row.seance_id, row.participation_id, row.half_day): row
        for row in SeanceSignature.objects.filter(seance__in=pks, withdrawn_at=None).select_related("person")
    }
    found = {}
    for seance in seances:
        present = [person for person in people if expects(seance, person, audience)]
        found[seance.pk] = [
            SeanceSheet(
                half,
                tuple(
                    Line(
                        one,
                        noted.get((seance.pk, one.pk, half.half_day)),
                        signed.get((seance.pk, one.pk, half.half_day)),
                    )
                    for one in present
                ),
                signed.get((seance.pk, None, half.half_day)),
            )
            for half in halves_of(seance)
        ]
    return found
