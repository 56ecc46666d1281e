"""The days of a path as an agenda file (RFC 5545): one event per step, under an identity that never changes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step


def step_uid(parcours: Parcours, step: Step) -> str:
    """The identity of a step in an agenda: taking the file again replaces the event."""
    return f"parcours-{parcours.pk}-{step.code}@jalon"


def path_calendar(parcours: Parcours, steps: Iterable[Step], *, named: str, now: datetime) -> bytes:
    """The days still to come of one path; `named` says whose it is and towards what.

    Whole days, not appointments: they leave the agenda free.
    """
    result = Calendar()
    result.add("prodid", "-//Jalon//Parcours//FR")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", named)
    for step in steps:
        if step.done_on is None and step.due_on is not None:
            result.add_component(_event(parcours, step, step.due_on, named, now))
    return bytes(result.to_ical())


def _event(parcours: Parcours, step: Step, due_on: date, named: str, now: datetime) -> Event:
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
