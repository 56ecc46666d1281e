"""Filters of the timetable's pages."""

from django import template

from jalon.examen.models import Appointment
from jalon.examen.queries.convocations import name_of_test

register = template.Library()


@register.filter
def test_name(row: Appointment) -> str:
    """« Entretien technique »; empty for a task of the jury alone."""
    return name_of_test(row.kind)


@register.filter
def who_is_there(row: Appointment) -> str:
    """« Candidat, jury, comédien »: the French list of those present."""
    there = ["candidat"] * row.candidate_present + ["jury"] * row.jury_present
    there += ["comédien"] * row.with_actor
    return ", ".join(there).capitalize()
