"""Tags of the answers to something unforeseen."""

from django import template

from jalon.examen.enums import UnforeseenKind
from jalon.examen.models import ExamSession, Unforeseen
from jalon.examen.queries.unforeseen import recent

register = template.Library()


@register.simple_tag
def unforeseen_kinds() -> list[tuple[str, str]]:
    """What may happen: key and French label."""
    return [(str(key), str(label)) for key, label in UnforeseenKind.choices]


@register.simple_tag
def recent_unforeseen(session: ExamSession) -> list[Unforeseen]:
    """The last events told about a session."""
    return recent(session)
