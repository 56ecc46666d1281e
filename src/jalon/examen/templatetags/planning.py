"""Filters of the timetable's pages."""

from django import template

from jalon.examen.models import Appointment, Timetable
from jalon.examen.queries.alternatives import figures_of
from jalon.examen.queries.convocations import name_of_test
from jalon.examen.rules.figures import Figures, notes

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


@register.filter
def figures(version: Timetable) -> Figures:
    """The figures of a version, whoever it places."""
    return figures_of(version, 0)


@register.filter
def proofs(told: Figures) -> dict[str, str]:
    """What is proved of each figure."""
    return notes(told)
