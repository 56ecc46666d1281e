"""Tags of the pages of a path."""

from django import template
from django.template import Context

from jalon.parcours import tabs
from jalon.parcours.models import Parcours

register = template.Library()

_TONES = {
    "awarded": "success",
    "partial": "warning",
    "returned": "warning",
    "incomplete": "warning",
    "failed": "danger",
    "lapsed": "danger",
    "inadmissible": "danger",
    "closed": "neutral",
}


@register.inclusion_tag("common/components/tabs.html", takes_context=True)
def path_tabs(context: Context, parcours: Parcours) -> dict[str, object]:
    """The tabs of a path, as the actor may open them."""
    request = context["request"]
    return {
        "label": "Rubriques du parcours",
        "tabs": tabs.links_for(parcours, request.actor, request.path),
    }


@register.filter
def stage_tone(stage: str) -> str:
    """The tone of a stage's badge."""
    return _TONES.get(stage, "info")
