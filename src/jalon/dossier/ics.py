"""Calendar file of deadlines (RFC 5545): an event of the whole day, told apart by a UID that never changes.

An agenda that receives the same UID again, with a later stamp, moves the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dossier to hand over: `opened_at` tells it from the dossier of the same number in another Jalon."""

    dossier: int
    opened_at: datetime
    day: date
    summary: str
    description: str
    url: str


def deadline_uid(dossier: int, opened_at: datetime) -> str:
    """UID of the deadline of a dossier, whatever its date becomes."""
    return f"{uuid5(NAMESPACE_URL, f'jalon:dossier:{dossier}:{opened_at.timestamp():.0f}')}@jalon"


def calendar(deadlines: Sequence[Deadline], *, now: datetime) -> bytes:
    """An iCalendar file that invites nobody. Raises ValueError without any deadline: agendas refuse such a file."""
    if not deadlines:
        raise ValueError("Un fichier d’agenda contient au moins une échéance.")
    result = Calendar()
    result.add("prodid", "-//Jalon//Dossiers//FR")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    for one in deadlines:
        event = Event()
        event.add("uid", deadline_uid(one.dossier, one.opened_at))
        event.add("dtstamp", now)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.summary)
        event.add("description", one.description)
        event.add("url", one.url)
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        result.add_component(event)
    return bytes(result.to_ical())
