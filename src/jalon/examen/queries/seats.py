"""Who sits in a jury: a juror replaced during the session keeps what they judged, another sits from then on."""

from collections.abc import Iterable
from datetime import datetime

from jalon.examen.models import JurySeat, SessionJury


def current_seats(jury: SessionJury) -> list[JurySeat]:
    """The seats of those who sit now, in the order in which they were fetched."""
    return [seat for seat in jury.seats.all() if seat.left_at is None]


def sat_at(seat: JurySeat, starts_at: datetime) -> bool:
    """Whether the juror of this seat sits for what begins at `starts_at`."""
    began = seat.sits_from is None or starts_at >= seat.sits_from
    return began and (seat.left_at is None or starts_at < seat.left_at)


def seats_at(seats: Iterable[JurySeat], starts_at: datetime) -> list[JurySeat]:
    """Of these seats, those whose jurors sit for what begins at `starts_at`."""
    return [seat for seat in seats if sat_at(seat, starts_at)]
