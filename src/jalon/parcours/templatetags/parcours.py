"""Tags of the pages of a path."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from jalon.common.templatetags.ui import badge
from jalon.parcours import tabs
from jalon.parcours.home import centre_counts, own_paths, pressing_paths
from jalon.parcours.models import Parcours
from jalon.parcours.steps import SOON

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


@register.filter
def sigle_of(ref: str, sigles: Mapping[str, str]) -> str:
    """The sigle of a title version, or its reference when it is no longer published."""
    return sigles.get(ref, ref)


@register.filter
def ccps_told(refs: Iterable[str]) -> str:
    """« CCP1, CCP3 »."""
    return ", ".join(ref.rpartition("/")[2] for ref in refs)


@register.filter
def iso_date(value: str) -> date:
    """The day that a référentiel writes in ISO form."""
    return date.fromisoformat(value)


@register.simple_tag
def due_badge(due_on: date, today: date) -> SafeString | str:
    """« En retard », « Bientôt », or nothing."""
    if due_on < today:
        return badge("En retard", "danger")
    return badge("Bientôt", "warning") if due_on <= today + SOON else ""


@register.inclusion_tag("parcours/home.html", takes_context=True)
def path_home(context: Context) -> dict[str, object]:
    """The paths on the home page: one's own with their next steps, those one follows that press."""
    actor, today = context["request"].actor, timezone.localdate()
    counts, pressing = pressing_paths(actor, today)
    return {
        "own_paths": own_paths(actor, today),
        "counts": counts,
        "pressing": pressing,
        "centre": centre_counts(actor, today),
    }
