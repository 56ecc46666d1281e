"""The exam day as the responsable lives it: who is expected, who is here, what each jury does now and next."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jalon.examen.enums import InscriptionStatus, Presence
from jalon.examen.models import (
    Appointment,
    ExamSession,
    Incident,
    Inscription,
    PliOpening,
    ScenarioDrawResult,
)
from jalon.examen.queries.convocations import measures_of
from jalon.examen.queries.live import PhaseLine, Today, today_of
from jalon.examen.queries.planning import appointments_of, published_timetable
from jalon.examen.rules.live import CandidateDay
from jalon.examen.rules.timetable import local_minutes

PLACES = {
    "expected": ("Attendu", "neutral"),
    "overdue": ("Attendu, pas encore noté", "warning"),
    "waiting": ("Arrivé, attend son tour", "success"),
    "called": ("Appelé", "info"),
    "running": ("En épreuve", "info"),
    "between": ("Entre deux épreuves", "success"),
    "finished": ("A terminé", "neutral"),
}
PRESENCE_TONES = {
    Presence.EXPECTED: "neutral",
    Presence.PRESENT: "success",
    Presence.LATE: "info",
    Presence.ABSENT: "danger",
    Presence.EXCUSED: "danger",
}


@dataclass(frozen=True)
class Expected:
    """One candidate of the day: where they are, what they are doing now, what comes next."""

    inscription: Inscription
    starts_at: datetime
    ends_at: datetime
    jury: int
    state: CandidateDay
    phases: tuple[PhaseLine, ...]
    current: PhaseLine | None
    following: PhaseLine | None
    measures: tuple[str, ...]
    presence_fact: UUID | None
    today: bool

    @property
    def slug(self) -> str:
        return f"candidat-{self.inscription.pk}"

    @property
    def undecided(self) -> bool:
        return self.inscription.presence == Presence.EXPECTED

    @property
    def overdue(self) -> bool:
        return self.state.place == "overdue"

    @property
    def unnoted(self) -> bool:
        """Whether a test has begun though nobody noted the arrival."""
        return self.undecided and self.state.place in ("running", "called", "between", "finished")

    @property
    def contradicted(self) -> PhaseLine | None:
        """The first test that began, when somebody noted the candidate absent."""
        if self.state.place != "away":
            return None
        return next((line for line in self.phases if line.phase.begun), None)

    @property
    def badge(self) -> tuple[str, str]:
        """Where they are in a few words, and its tone; another day than today, whether they came."""
        if self.state.place == "away" or not self.today:
            return self.inscription.get_presence_display(), PRESENCE_TONES[
                Presence(self.inscription.presence)
            ]
        return PLACES[self.state.place]


@dataclass(frozen=True)
class DayBoard:
    """Everything that the day screen shows for one date."""

    day: date
    days: tuple[date, ...]
    today: Today
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

    @property
    def awaited(self) -> int:
        return len(self.expected) - self.here - self.missing


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
    # Another day than today is shown as published: its clock stands at the first appointment.
    seen_at = now if day == today or not here else min(row.starts_at for row in here)
    live = today_of(session, here, now=seen_at)
    of: dict[int, list[Appointment]] = {}
    for row in here:
        if row.candidate_present:
            of.setdefault(row.inscription_id, []).append(row)
    placed = {row.inscription_id for row in rows}
    admitted = session.inscriptions.filter(status=InscriptionStatus.ADMITTED).select_related("person")
    return DayBoard(
        day=day,
        days=days,
        today=live,
        expected=tuple(
            sorted(
                (_expected(mine, live, is_today=day == today) for mine in of.values()),
                key=lambda e: (e.starts_at, e.inscription.number),
            )
        ),
        unplaced=tuple(i for i in admitted.order_by("number") if i.pk not in placed),
        pli=PliOpening.objects.filter(session=session).select_related("witness__person").first(),
        incidents=tuple(session.incidents.select_related("inscription__person").order_by("reported_at")),
    )


def drawn_sheets(session: ExamSession) -> dict[int, int]:
    """inscription id -> number of the scenario sheet that it drew."""
    drawn = ScenarioDrawResult.objects.filter(draw__session=session)
    return dict(drawn.values_list("inscription_id", "sheet__number"))


def _expected(mine: list[Appointment], today: Today, *, is_today: bool) -> Expected:
    inscription = mine[0].inscription
    state = today.live.candidates[inscription.pk]
    return Expected(
        inscription=inscription,
        starts_at=mine[0].starts_at,
        ends_at=max(row.ends_at for row in mine),
        jury=mine[0].jury.number,
        state=state,
        phases=today.lines_of(state),
        current=today.line(state.current),
        following=today.line(state.following),
        measures=measures_of(inscription),
        presence_fact=today.presence_facts.get(inscription.pk),
        today=is_today,
    )
