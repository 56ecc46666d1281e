"""Tags of the signatures: the half-days to be signed, the pad."""

from datetime import date

from django import template

from jalon.examen.models import ExamSession
from jalon.examen.queries.signatures import HalfSheet, half_sheets
from jalon.examen.rules.signatures import HEIGHT, WIDTH

register = template.Library()


@register.simple_tag
def signing_of(session: ExamSession, day: date) -> list[HalfSheet]:
    """The half-days of a day of the session, with who signs them and who has."""
    return half_sheets(session, day=day)


@register.simple_tag
def pad_size() -> tuple[int, int]:
    """Width and height of the pad, in the unit of its strokes."""
    return WIDTH, HEIGHT
