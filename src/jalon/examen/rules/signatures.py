"""What a signature drawn on a tablet is, and when a half-day may be signed (C8, A2.6, A2.7)."""

from datetime import date, datetime

from jalon.common.typography import clock, day_label
from jalon.examen.rules.timetable import local_minutes
from jalon.people.signatures import (
    HEIGHT,
    MAX_BYTES,
    MIN_INK,
    WIDTH,
    Point,
    Strokes,
    drawn_path,
    ink,
    strokes_faults,
    typed_faults,
)

__all__ = [
    "HEIGHT",
    "MAX_BYTES",
    "MIN_INK",
    "WIDTH",
    "Point",
    "Strokes",
    "drawn_path",
    "half_day_label",
    "half_day_of",
    "ink",
    "moment_faults",
    "strokes_faults",
    "typed_faults",
]

NOON = 13 * 60
"""Minutes from midnight at which the morning ends: what begins then belongs to the afternoon (C8)."""
AFTERNOON_SIGNS_FROM = 12 * 60
"""Minutes from midnight: nobody signs in the morning for the afternoon."""

MORNING, AFTERNOON = "morning", "afternoon"


def half_day_of(minutes: int) -> str:
    """The half-day to which an hour belongs, in minutes from midnight."""
    return AFTERNOON if minutes >= NOON else MORNING


def half_day_label(day: date, half: str) -> str:
    """« lundi 14 décembre 2026, matin »."""
    return f"{day_label(day, 'jour')}, {'après-midi' if half == AFTERNOON else 'matin'}"


def moment_faults(day: date, half: str, signed_at: datetime) -> list[str]:
    """Why a half-day is not signed at this moment: it is signed that day, and never beforehand (C8)."""
    on, minutes = local_minutes(signed_at)
    if on != day:
        return [f"La demi-journée du {day_label(day)} se signe ce jour-là, pas le {day_label(on)}."]
    if half == AFTERNOON and minutes < AFTERNOON_SIGNS_FROM:
        return [
            f"L’après-midi se signe à partir de {clock(AFTERNOON_SIGNS_FROM)} : "
            "une signature ne se recueille pas d’avance."
        ]
    return []
