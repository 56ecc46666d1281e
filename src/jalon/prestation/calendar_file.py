"""The séances of a prestation or of a person as an agenda file (RFC 5545), under an identity that never changes."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from jalon.prestation.models import Seance
from jalon.prestation.rules.hours import Half

PARIS = ZoneInfo("Europe/Paris")


def seances_calendar(seances: Iterable[tuple[Seance, Iterable[Half]]], *, named: str, now: datetime) -> bytes:
    """One event per half-day; a séance cancelled is told as cancelled, so that agendas take it out."""
    known = list(seances)
    result = Calendar()
    result.add("prodid", "-//Jalon//Prestations//FR")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", named)
    years = [one.starts_at.year for one, _ in known] or [now.year]
    result.add_component(
        Timezone.from_tzinfo(
            PARIS,
            first_date=date(min(years), 1, 1),
            last_date=date(max(years) + 1, 1, 1),
            tzid="Europe/Paris",
        )
    )
    for seance, halves in known:
        for half in halves:
            result.add_component(_event(seance, half, now))
    return bytes(result.to_ical())


def _event(seance: Seance, half: Half, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"seance-{seance.pk}-{half.half_day}@jalon")
    event.add("dtstamp", now)
    event.add("dtstart", half.starts_at.astimezone(PARIS))
    event.add("dtend", half.ends_at.astimezone(PARIS))
    event.add("summary", seance.heading)
    event.add("location", seance.video_link if seance.mode == "remote" else seance.room)
    event.add("description", f"{seance.prestation.heading}\n{seance.get_mode_display()}")
    event.add("status", "CANCELLED" if seance.cancelled_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
