"""Calendar files of a convocation (RFC 5545, RFC 5546): one event per day, told apart by a UID that never changes.

Plain Python on top of `icalendar`. An agenda that receives a REQUEST with the same UID and a higher SEQUENCE
replaces the event; a CANCEL removes it; PUBLISH invites nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from jalon.examen.rules.timetable import PARIS

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True, slots=True)
class Party:
    """Someone named in an event; without an address they cannot be invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day to note: its rank among the recipient's days is what keeps its UID."""

    starts_at: datetime
    ends_at: datetime
    description: str = ""


def event_uid(uid: object, rank: int) -> str:
    """UID of the day of this rank (from 1) of a convocation."""
    return f"{uid}-{rank}@jalon"


def calendar(
    *,
    method: Method,
    uid: object,
    sequence: int,
    summary: str,
    location: str,
    days: Sequence[CalendarDay],
    organizer: Party,
    attendee: Party,
    now: datetime,
    first_rank: int = 1,
) -> bytes:
    """An iCalendar file with the Europe/Paris time zone inside; `days` have aware moments.

    Raises ValueError without any day: a calendar file without event is refused by agendas.
    """
    if not days:
        raise ValueError("Un fichier d’agenda contient au moins une journée.")
    result = Calendar()
    result.add("prodid", "-//Jalon//Sessions d’examen//FR")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", method)
    first, last = min(d.starts_at for d in days), max(d.ends_at for d in days)
    result.add_component(
        Timezone.from_tzinfo(
            PARIS, first_date=date(first.year, 1, 1), last_date=date(last.year + 1, 1, 1), tzid="Europe/Paris"
        )
    )
    for rank, day in enumerate(days, first_rank):
        event = Event()
        event.add("uid", event_uid(uid, rank))
        event.add("sequence", sequence)
        event.add("dtstamp", now)
        event.add("dtstart", day.starts_at.astimezone(PARIS))
        event.add("dtend", day.ends_at.astimezone(PARIS))
        event.add("summary", summary)
        event.add("location", location)
        if day.description:
            event.add("description", day.description)
        event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
        event.add("class", "PRIVATE")
        if organizer.email:
            event.add("organizer", _address(organizer))
        if attendee.email:
            invited = _address(attendee)
            invited.params["ROLE"] = vText("REQ-PARTICIPANT")
            invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
            invited.params["RSVP"] = vText("FALSE")
            event.add("attendee", invited, encode=False)
        result.add_component(event)
    return bytes(result.to_ical())


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = vText(party.name)
    return address
