"""Words and tones of the prestations."""

from collections.abc import Mapping
from typing import Any

from django import template

from jalon.prestation.enums import Presence
from jalon.prestation.rules import engagements

register = template.Library()

_TONES = {"draft": "neutral", "open": "info", "running": "success", "done": "neutral", "cancelled": "danger"}
_DEEDS = {
    "draft": "neutral", "sent": "warning", "signed": "success", "declined": "danger", "retracted": "danger",
    "superseded": "neutral",
}  # fmt: skip
_FUNDING = {"asked": "warning", "granted": "success", "refused": "danger"}


@register.filter
def prestation_tone(status: str) -> str:
    """The tone of a prestation’s badge."""
    return _TONES[status]


@register.filter
def deed_tone(status: str) -> str:
    """The tone of an engagement’s badge."""
    return _DEEDS[status]


@register.filter
def financing_tone(status: str) -> str:
    """The tone of a funder’s answer."""
    return _FUNDING[status]


@register.filter
def paper_tone(status: str) -> str:
    """The tone of the answer to a paper."""
    return {"waiting": "warning", "accepted": "success", "refused": "danger"}[status]


@register.filter
def euros(cents: int) -> str:
    """192000 → « 1 920 € »."""
    return engagements.euros(cents)


@register.filter
def half_slug(half_day: str) -> str:
    """The half-day in an address."""
    return {"morning": "matin", "afternoon": "apres-midi"}[half_day]


@register.filter
def presence_label(presence: str | None) -> str:
    """« Présent », « non noté »."""
    return str(Presence(presence).label) if presence else "non noté"


@register.filter
def in_hours(minutes: int) -> int:
    """Whole hours, for a gauge: the exact time is told beside it."""
    return minutes // 60


@register.filter
def of_key(mapping: Mapping[int, Any], key: int) -> Any:
    """What a mapping holds under a key, or nothing."""
    return mapping.get(key, ())
