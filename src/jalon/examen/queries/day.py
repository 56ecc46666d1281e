"""The exam day as the responsable lives it: who is expected, who is here, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jalon.examen.enums import InscriptionStatus, Presence
from jalon.examen.models import Appointment, ExamSession, Incident, Inscription, PliOpening
from jalon.examen.queries.convocations import measures_of
from jalon.examen.queries.planning import appointments_of, published_timetable
from jalon.examen.rules.timetable import local_minutes

SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Expected:
    """One candidate of the day: their first hour, what they are doing now, what comes next."""

    inscription: Inscription
    starts_at: datetime
    ends_at: datetime
    current: Appointment | None
    following: Appointment | None
    measures: tuple[str, ...]
    overdue: bool

    @property
    def undecided(self) -> bool:
        return self.inscription.presence == Presence.EXPECTED


@dataclass(frozen=True)
class DayBoard:
    """Everything that the day screen shows for one date."""

    day: date
    days: tuple[date, ...]
    now_items: tuple[Appointment, ...]
    next_items: tuple[Appointment, ...]
    expected: tuple[Expected, ...]
    unplaced: tuple[Inscription, ...]
    pli: PliOpening | None
    incidents: tuple[Incident, ...]

    @property
    def here(self) -> int:
        return sum(1 for e in self.expected if e.inscription.presence in (Presence.PRESENT, Presence.LATE))

    @property
    def missing(self) -> int:
        return sum(1 for e in self.expected if e.inscription.presence in (Presence.ABSENT, Presence.EXCUSED))


def day_board(session: ExamSession, *, now: datetime, day: date | None = None) -> DayBoard:
    """The board of `day` (default: today if the session is held today, else its next or last day)."""
    timetable = published_timetable(session)
    rows = appointments_of(timetable) if timetable else []
    days = tuple(
        sorted({local_minutes(row.starts_at)[0] for row in rows} | {d.date for d in session.days.all()})
    )
    today = local_minutes(now)[0]
    if day is None or day not in days:
        day = next((d for d in days if d >= today), days[-1] if days else today)
    here = [row for row in rows if local_minutes(row.starts_at)[0] == day]
    of: dict[int, list[Appointment]] = {}
    for row in here:
        if row.candidate_present:
            of.setdefault(row.inscription_id, []).append(row)
    gone = (Presence.ABSENT, Presence.EXCUSED)
    live = [row for row in here if row.inscription.presence not in gone]
    expected = [_expected(mine, now) for mine in of.values()]
    placed = {row.inscription_id for row in rows}
    admitted = session.inscriptions.filter(status=InscriptionStatus.ADMITTED).select_related("person")
    return DayBoard(
        day=day,
        days=days,
        now_items=tuple(row for row in live if row.starts_at <= now < row.ends_at),
        next_items=tuple(row for row in live if now < row.starts_at <= now + SOON),
        expected=tuple(sorted(expected, key=lambda e: (e.starts_at, e.inscription.number))),
        unplaced=tuple(i for i in admitted.order_by("number") if i.pk not in placed),
        pli=PliOpening.objects.filter(session=session).select_related("witness__person").first(),
        incidents=tuple(session.incidents.select_related("inscription__person").order_by("reported_at")),
    )


def _expected(mine: list[Appointment], now: datetime) -> Expected:
    inscription = mine[0].inscription
    starts = mine[0].starts_at
    return Expected(
        inscription=inscription,
        starts_at=starts,
        ends_at=max(row.ends_at for row in mine),
        current=next((row for row in mine if row.starts_at <= now < row.ends_at), None),
        following=next((row for row in mine if row.starts_at > now), None),
        measures=measures_of(inscription),
        overdue=inscription.presence == Presence.EXPECTED and now > starts,
    )
