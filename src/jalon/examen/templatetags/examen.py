"""Tags of the session pages."""

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from jalon.common.typography import date_span
from jalon.examen import tabs
from jalon.examen.enums import InscriptionStatus, SessionStatus
from jalon.examen.models import ExamSession
from jalon.examen.rules.scopes import FINAL_INTERVIEW

register = template.Library()

_SESSION_TONES = {
    SessionStatus.PREPARATION: "neutral",
    SessionStatus.VALIDATED: "success",
    SessionStatus.CLOSED: "success",
    SessionStatus.REFUSED: "danger",
    SessionStatus.CANCELLED: "danger",
    SessionStatus.IN_PROGRESS: "warning",
}
_INSCRIPTION_TONES = {
    InscriptionStatus.REGISTERED: "neutral",
    InscriptionStatus.ADMITTED: "success",
    InscriptionStatus.WITHDRAWN: "danger",
}


@register.inclusion_tag("common/components/tabs.html", takes_context=True)
def session_tabs(context: Context, session: ExamSession, key: str = "") -> dict[str, object]:
    """The tabs of a session, as the actor may open them; `key` marks one when the address does not tell."""
    request = context["request"]
    links = tabs.links_for(session, request.actor, request.path, key=key)
    return {"label": "Rubriques de la session", "tabs": links}


@register.simple_tag
def session_link(url_name: str, session: ExamSession) -> str:
    """The address of a screen of the session, or of the centre; empty when no app offers it."""
    for kwargs in ({"pk": session.pk}, {}):
        try:
            return reverse(url_name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""


@register.filter
def sigle_of(ref: str, sigles: dict[str, str]) -> str:
    """The sigle of a title version, or its reference when it is no longer published."""
    return sigles.get(ref, ref)


@register.filter
def session_tone(status: str) -> str:
    """The tone of a session's badge."""
    return _SESSION_TONES.get(SessionStatus(status), "info")


@register.filter
def inscription_tone(status: str) -> str:
    """The tone of an inscription's badge."""
    return _INSCRIPTION_TONES[InscriptionStatus(status)]


@register.filter
def scope_label(scope: str) -> str:
    """« Titre professionnel », « CCP 2 », « Entretien final »."""
    if scope == "title":
        return "Titre professionnel"
    return "Entretien final" if scope == FINAL_INTERVIEW else f"{scope[:3].upper()} {scope[3:]}"


@register.filter
def scope_labels(scopes: list[str]) -> str:
    """« CCP 1, CCP 3 »; three or more in a row are told by their ends: « Titre professionnel, CCP 1 à 3 »."""
    runs: list[list[str]] = []
    for scope in scopes:
        if runs and _follows(runs[-1][-1], scope):
            runs[-1].append(scope)
        else:
            runs.append([scope])
    told = (
        [f"{scope_label(run[0])} à {run[-1][3:]}"] if len(run) > 2 else map(scope_label, run) for run in runs
    )
    return ", ".join(label for labels in told for label in labels)


def _follows(before: str, after: str) -> bool:
    numbered = before[3:].isdigit() and after[3:].isdigit() and before[:3] == after[:3]
    return numbered and int(after[3:]) == int(before[3:]) + 1


@register.filter
def session_dates(session: ExamSession) -> str:
    """« lundi 14 décembre 2026 », « du 14 au 15 décembre 2026 », « du 30 novembre au 1er décembre 2026 »."""
    return date_span(session.starts_on, session.ends_on, "jour")
