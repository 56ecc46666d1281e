"""The design system's tags and filters, built into every template."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from jalon.common import typography
from jalon.common.listing import Listing
from jalon.common.workflow import Transition

register = template.Library()

TONES = frozenset({"neutral", "info", "success", "warning", "danger"})

# -- small pieces


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of our sprite; silent for screen readers unless `label` is given."""
    href = f"{static('common/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def badge(label: str, tone: str = "neutral") -> SafeString:
    """A state in one word; `tone` is neutral, info, success, warning or danger."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown badge tone {tone!r}")
    return format_html('<span class="badge {}">{}</span>', tone, label)


@register.inclusion_tag("common/components/progress.html")
def progress(value: int, label: str, maximum: int = 100) -> dict[str, object]:
    """A labelled progress bar."""
    return {"value": value, "maximum": maximum, "label": label}


@register.inclusion_tag("common/components/empty.html")
def empty_state(
    heading: str, text: str = "", url: str = "", action: str = "", icon_name: str = "empty"
) -> dict[str, object]:
    """What a list shows when it is empty: why, and what to do next."""
    return {"heading": heading, "text": text, "url": url, "action": action, "icon_name": icon_name}


@register.inclusion_tag("common/components/stat.html")
def stat(label: str, value: object, note: str = "", tone: str = "", url: str = "") -> dict[str, object]:
    """A figure tile."""
    return {"label": label, "value": value, "note": note, "tone": tone, "url": url}


@register.inclusion_tag("common/components/print.html")
def print_button(label: str = "Imprimer") -> dict[str, object]:
    """A button that prints the page; appears only where scripts run."""
    return {"label": label}


@register.inclusion_tag("common/components/breadcrumbs.html")
def breadcrumbs(*pairs: str) -> dict[str, object]:
    """Ancestors of the page: label, address, label, address…; the page itself is not repeated."""
    if len(pairs) % 2:
        raise template.TemplateSyntaxError("breadcrumbs: give labels and addresses by pairs")
    return {"crumbs": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("common/components/files.html")
def file_list(files: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """Files with their size and SHA-256; each has `name`, `url`, `size` (bytes), `sha256`, `note`."""
    return {"files": [{"url": "", "note": "", "sha256": "", "size": None, **file} for file in files]}


@register.inclusion_tag("common/components/stepper.html")
def stepper(steps: Sequence[str], current: int) -> dict[str, object]:
    """Numbered steps; `current` counts from 1, steps before it are done."""
    return {
        "steps": [
            {
                "number": n,
                "label": label,
                "state": "done" if n < current else "current" if n == current else "",
            }
            for n, label in enumerate(steps, 1)
        ]
    }


@register.inclusion_tag("common/components/tabs.html", takes_context=True)
def tabs(context: Context, label: str, *pairs: str) -> dict[str, object]:
    """Tabs as links: label, address, label, address…; the one of this page is current."""
    request = context.get("request")
    path = request.path if request else ""
    return {
        "label": label,
        "tabs": [
            {"label": name, "url": url, "current": url.split("?")[0] == path}
            for name, url in zip(pairs[::2], pairs[1::2], strict=True)
        ],
    }


@register.inclusion_tag("common/components/transitions.html", takes_context=True)
def transition_buttons(
    context: Context, transitions: Iterable[Transition], url: str, **hidden: object
) -> dict[str, object]:
    """One POST button per act of a workflow; the field `transition` carries its name.

    An act with a `confirm` question opens a dialog first (native, no script needed). `hidden` adds fields.
    """
    return {
        "transitions": list(transitions),
        "url": url,
        "hidden": hidden.items(),
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("common/components/confirm.html", takes_context=True)
def confirm_button(
    context: Context,
    dialog_id: str,
    label: str,
    url: str,
    question: str,
    tone: str = "danger",
    detail: str = "",
    **hidden: object,
) -> dict[str, object]:
    """A button that asks before it posts to `url`; `dialog_id` is unique in the page."""
    return {
        "dialog_id": dialog_id,
        "label": label,
        "url": url,
        "question": question,
        "detail": detail,
        "tone": tone,
        "hidden": hidden.items(),
        "csrf_token": context.get("csrf_token", ""),
    }


# -- forms


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form field with its label, help and errors."""
    return bound.as_field_group()


@register.filter
def field_kind(bound: BoundField) -> str:
    """Which layout a field takes: hidden, group, checkbox, file or its input type."""
    if bound.is_hidden:
        return "hidden"
    if bound.use_fieldset:
        return "group"
    return str(bound.widget_type) or "text"


@register.filter
def field_anchor(bound: BoundField) -> str:
    """Where a link of the error summary leads: the first control of the field."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.auto_id)


# -- lists


@register.inclusion_tag("common/components/table_head.html")
def table_head(listing: Listing[Any], check_all: str = "") -> dict[str, object]:
    """The head of a list with its sort links; `check_all` names the row checkboxes that a head box drives."""
    return {"listing": listing, "check_all": check_all}


@register.inclusion_tag("common/components/pagination.html")
def pagination(listing: Listing[Any]) -> dict[str, object]:
    """How many objects, which page, and links to the others."""
    return {"listing": listing}


@register.inclusion_tag("common/components/search.html")
def search_box(listing: Listing[Any], label: str = "Chercher") -> dict[str, object]:
    """The search box of a list; keeps its sort and filters."""
    return {"listing": listing, "label": label}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The current query string with `changes` (None removes): `href="{% query page=2 %}"`."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


# -- French words and figures


def _now_local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def minutes(value: int | None) -> str:
    """175 → « 2 h 55 »."""
    return "—" if value is None else typography.minutes(int(value))


register.filter("duration", minutes)


@register.filter
def clock(value: int | None) -> str:
    """Minutes from midnight: 570 → « 9 h 30 »."""
    return "—" if value is None else typography.clock(int(value))


@register.filter
def date_fr(value: date | None, style: str = "") -> SafeString | str:
    """« 21 novembre 2026 », with the time for a moment; styles: "jour", "court"; marked up as <time>."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        local = _now_local(value)
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(), typography.moment_label(local, style)
        )
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), typography.day_label(value, style))


@register.filter
def date_span(first: date, last: date) -> str:
    """`{{ first|date_span:last }}` → « du 5 au 7 octobre 2026 »; a single day with its name."""
    return typography.date_span(first, last, "jour")


@register.filter
def time_fr(value: datetime | time | None) -> str:
    """The time of day of a moment, or of a clock: « 9 h 30 », « 18 h »."""
    if value is None:
        return "—"
    local = _now_local(value) if isinstance(value, datetime) else value
    return typography.clock(local.hour * 60 + local.minute)


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """0.755 → « 76 % »."""
    return typography.percent(value, int(places))


@register.filter
def decimal_fr(value: float | None, places: int = 1) -> str:
    """1234.5 → « 1 234,5 »."""
    return "—" if value is None else typography.decimal(float(value), int(places))


@register.filter
def filesize_fr(value: int | None) -> str:
    """1400000 → « 1,4 Mo »."""
    return "—" if value is None else typography.file_size(int(value))


@register.filter
def plural_fr(count: int, forms: str = "") -> str:
    """`{{ 2|plural_fr:"candidat,candidats" }}` → « 2 candidats »; the singular holds for 0 and 1."""
    one, many = forms.split(",") if "," in forms else (forms, typography.plural(forms))
    return f"{count}{typography.NBSP}{one if abs(count) < 2 else many}"


@register.filter(is_safe=True, needs_autoescape=True)
def typo(value: object, autoescape: bool = True) -> SafeString:
    """French spacing of a plain text: « texte » ; texte : texte !"""
    text = conditional_escape(typography.typo(str(value))) if autoescape else typography.typo(str(value))
    return mark_safe(text)  # noqa: S308 - escaped just above, unless the template turned escaping off


# -- messages

_MESSAGE_TONES = {"debug": "neutral", "error": "danger"}
_MESSAGE_ICONS = {"success": "check", "warning": "alert", "danger": "alert"}


@register.filter
def message_tone(level: str) -> str:
    """The tone of a notice for a level of django.contrib.messages."""
    return _MESSAGE_TONES.get(level, level)


@register.filter
def message_icon(level: str) -> str:
    """The icon that goes with it."""
    return _MESSAGE_ICONS.get(message_tone(level), "info")
