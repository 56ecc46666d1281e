"""Reads of the prestations, and the facts that their rules need."""

from jalon.prestation.queries.deeds import engagement_in_force, last_engagements, payments_of
from jalon.prestation.queries.presence import (
    SeanceSheet,
    attendance_signals,
    expected_at,
    followed_of,
    halves_of,
    hours_attended,
    hours_of_many,
    sheet_of,
)
from jalon.prestation.queries.seances import others_at, planned_of

__all__ = [
    "SeanceSheet",
    "attendance_signals",
    "engagement_in_force",
    "expected_at",
    "followed_of",
    "halves_of",
    "hours_attended",
    "hours_of_many",
    "last_engagements",
    "others_at",
    "payments_of",
    "planned_of",
    "sheet_of",
]
