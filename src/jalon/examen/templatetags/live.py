"""Filters of the live exam day."""

from collections.abc import Mapping

from django import template
from django.template import Context

from jalon.common.typography import minutes
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.permissions import own_juries
from jalon.examen.rules.live import Timer

register = template.Library()

TONES = {"calm": "success", "soon": "warning", "last": "danger", "over": "danger"}


@register.filter
def time_left(timer: Timer) -> str:
    """« il reste 12 min », « il reste 40 s », « dépassé de 3 min »; examen/day.js says the same as it ticks."""
    if timer.seconds <= -60:
        return f"dépassé de {minutes(-timer.seconds // 60)}"
    if timer.seconds <= 0:
        return "c’est l’heure"
    if timer.seconds < 60:
        return f"il reste {timer.seconds} s"
    return f"il reste {minutes(-(-timer.seconds // 60))}"


@register.filter
def timer_tone(timer: Timer) -> str:
    """The tone of a timer, doubled by its words."""
    return TONES[timer.level]


@register.inclusion_tag("examen/day_act.html", takes_context=True)
def fact_button(
    context: Context,
    kind: str,
    label: str,
    who: object,
    target: str,
    tone: str = "",
    glyph: str = "",
    **fields: object,
) -> dict[str, object]:
    """A button that tells one fact of the day; `target` is the id of what it is about, `fields` name the rest."""
    return {
        "kind": kind,
        "label": label,
        "who": who,
        "target": target,
        "tone": tone,
        "glyph": glyph,
        "fields": [(name, value) for name, value in fields.items() if value is not None and value != ""],
        "session": context["session"],
        "board": context["board"],
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_tag
def sheet_of(drawn: Mapping[int, int], inscription: Inscription) -> int | None:
    """The number of the scenario sheet that a candidate drew."""
    return drawn.get(inscription.pk)


@register.simple_tag(takes_context=True)
def own_timers(context: Context, session: ExamSession) -> list[int]:
    """The numbers of the juries of the session where the reader sits."""
    return own_juries(context["request"].actor, session)
