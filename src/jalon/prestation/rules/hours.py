"""Hours of a séance, and the half-days that are signed apart (C8)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from jalon.common.typography import clock, day_label
from jalon.prestation.rules import SEANCE_END_BEFORE_START

PARIS = ZoneInfo("Europe/Paris")
NOON = time(13)
"""What begins from one o’clock on belongs to the afternoon."""
LONGEST_WITHOUT_PAUSE = 6 * 60
"""Minutes: past them the séance covers two half-days, each with its signature, and says its pause."""
MORNING, AFTERNOON = "morning", "afternoon"


@dataclass(frozen=True, slots=True)
class Half:
    """One half-day of a séance: between two moments, in the time of Paris."""

    half_day: str
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Real minutes, even on the night when the hour changes."""
        return lasting(self.starts_at, self.ends_at)

    @property
    def hours(self) -> str:
        """« 9 h – 12 h 30 »."""
        return f"{clock_of(self.starts_at)} – {clock_of(self.ends_at)}"

    @property
    def label(self) -> str:
        """« lundi 14 décembre 2026, matin »."""
        half = "après-midi" if self.half_day == AFTERNOON else "matin"
        return f"{day_label(self.starts_at.date(), 'jour')}, {half}"


def lasting(starts_at: datetime, ends_at: datetime) -> int:
    """Minutes elapsed between two moments."""
    return round((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds() / 60)


def local_day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def clock_of(moment: datetime) -> str:
    """« 9 h 30 »."""
    local = moment.astimezone(PARIS)
    return clock(local.hour * 60 + local.minute)


def halves(
    starts_at: datetime, ends_at: datetime, pause_from: time | None = None, pause_until: time | None = None
) -> tuple[Half, ...]:
    """The half-days of a séance: two on either side of its pause, else the one in which it begins."""
    start, end = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    if pause_from is None or pause_until is None:
        return (Half(_half_of(start), start, end),)
    day = start.date()
    return (
        Half(MORNING, start, datetime.combine(day, pause_from, PARIS)),
        Half(AFTERNOON, datetime.combine(day, pause_until, PARIS), end),
    )


def hours_faults(
    starts_at: datetime, ends_at: datetime, pause_from: time | None = None, pause_until: time | None = None
) -> list[str]:
    """Why these are not the hours of one séance: negative or no hours, two days, a pause outside, no pause."""
    start, end = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    faults = [
        f"Le {day_label(start.date())}, {clock_of_wall(one)} n’existe pas : l’heure d’été commence cette nuit-là."
        for one in _walls(start, end, pause_from, pause_until)
        if one.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) != one.replace(tzinfo=None)
    ]
    if faults:
        return faults
    if lasting(start, end) <= 0:
        return [SEANCE_END_BEFORE_START]
    if start.date() != end.date():
        faults.append("Une séance tient dans une journée : faites-en une par jour.")
    if (pause_from is None) != (pause_until is None):
        faults.append("Donnez le début et la fin de la pause, ou aucun des deux.")
    elif pause_from is not None and pause_until is not None:
        if pause_until <= pause_from:
            faults.append("La pause finit avant d’avoir commencé.")
        elif not (start.time() < pause_from and pause_until < end.time()):
            faults.append("La pause se prend pendant la séance : après son début et avant sa fin.")
    elif lasting(start, end) > LONGEST_WITHOUT_PAUSE:
        faults.append(
            "Une séance de plus de six heures a une pause : elle sépare les deux demi-journées, "
            "qui se signent l’une et l’autre (C8)."
        )
    return faults


def clock_of_wall(moment: datetime) -> str:
    """« 2 h 30 », as it was written, even when no clock shows it."""
    return clock(moment.hour * 60 + moment.minute)


def _walls(start: datetime, end: datetime, *pauses: time | None) -> list[datetime]:
    """The hours of a séance as they were written."""
    return [start, end, *(datetime.combine(start.date(), one, PARIS) for one in pauses if one is not None)]


def _half_of(start: datetime) -> str:
    return AFTERNOON if start.time() >= NOON else MORNING
