"""The days of a path, or of a person's paths, as an agenda file (RFC 5545), under identities that never change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step

PARIS = ZoneInfo("Europe/Paris")
EVERY = timedelta(hours=6)


def step_uid(parcours: Parcours, step: Step) -> str:
    """The identity of a step in an agenda: taking the file again replaces the event."""
    return f"parcours-{parcours.pk}-{step.code}@jalon"


def path_calendar(parcours: Parcours, steps: Iterable[Step], *, named: str, now: datetime) -> bytes:
    """The days still to come of one path; `named` says whose it is and towards what.

    Whole days, not appointments: they leave the agenda free.
    """
    result = _calendar(named)
    for step in steps:
        if step.done_on is None and step.due_on is not None:
            result.add_component(_step_event(parcours, step, step.due_on, named, now))
    return bytes(result.to_ical())


def feed_calendar(told: Mapping[str, Mapping[str, Any]], *, named: str, now: datetime) -> bytes:
    """What a secret address tells, the same bytes as long as nothing changed; hours are those of Paris.

    An agenda without any event still holds its time zone: some agendas refuse an empty file.
    """
    result = _calendar(named)
    result.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    result.add("x-published-ttl", "PT6H")
    years = [datetime.fromisoformat(one["starts"]).year for one in told.values()] or [now.year]
    result.add_component(
        Timezone.from_tzinfo(
            PARIS,
            first_date=date(min(years), 1, 1),
            last_date=date(max(years) + 1, 1, 1),
            tzid="Europe/Paris",
        )
    )
    for uid in sorted(told):
        result.add_component(_told_event(uid, told[uid]))
    return bytes(result.to_ical())


def _calendar(named: str) -> Calendar:
    result = Calendar()
    result.add("prodid", "-//Jalon//Parcours//FR")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", named)
    return result


def _step_event(parcours: Parcours, step: Step, due_on: date, named: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", step_uid(parcours, step))
    event.add("dtstamp", now)
    event.add("dtstart", due_on)
    event.add("dtend", due_on + timedelta(days=1))
    event.add("summary", f"{step.label} ({step.who})")
    told = [named, step.note, f"Passé ce jour : {step.missed}." if step.missed else "", step.basis]
    event.add("description", "\n".join(filter(None, told)))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _told_event(uid: str, told: Mapping[str, Any]) -> Event:
    event, at = Event(), datetime.fromisoformat(told["at"])
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", told["sequence"])
    event.add("dtstart", _moment(told["starts"]))
    event.add("dtend", _moment(told["ends"]))
    event.add("summary", told["summary"])
    for name, key in (("description", "detail"), ("location", "place"), ("url", "url")):
        if told[key]:
            event.add(name, told[key])
    event.add("status", "CANCELLED" if told["cancelled"] else "CONFIRMED")
    event.add("transp", "OPAQUE" if "T" in told["starts"] else "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _moment(told: str) -> date | datetime:
    return datetime.fromisoformat(told).astimezone(PARIS) if "T" in told else date.fromisoformat(told)
