"""What the exam days hold on someone: presence, facts told of them, signatures (RGPD, art. 15 and 20)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jalon.examen.models import DayEvent, DaySignature, Inscription
from jalon.people.models import Person


def tell_exam_days(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Each inscription with its presence, each fact of a day, each signature with its drawing."""
    theirs = Q(inscription__person__in=people) | Q(person__in=people)
    inscriptions = Inscription.objects.filter(person__in=people).select_related("session")
    facts = DayEvent.objects.filter(theirs).select_related("session")
    signatures = DaySignature.objects.filter(theirs).select_related("session", "event")
    return {
        "sessions d’examen": [_inscription(one) for one in inscriptions.order_by("session__starts_on", "pk")],
        "faits des jours d’examen": [_fact(one) for one in facts.order_by("at", "pk")],
        "émargements": [_signature(one) for one in signatures.order_by("signed_at", "pk")],
    }


def _inscription(one: Inscription) -> dict[str, Any]:
    return {
        "session": str(one.session),
        "numéro": one.number,
        "état": one.get_status_display(),
        "présence": one.get_presence_display(),
        "arrivée": _moment(one.arrived_at),
        "observation": one.presence_note,
    }


def _fact(one: DayEvent) -> dict[str, Any]:
    return {
        "session": str(one.session),
        "nature": one.get_kind_display(),
        "date": _moment(one.at),
        "précision": one.data.get("note") or one.data.get("reason") or "",
        "noté par": one.actor_label,
    }


def _signature(one: DaySignature) -> dict[str, Any]:
    return {
        "session": str(one.session),
        "qualité": one.get_role_display(),
        "jour": one.date.isoformat(),
        "demi-journée": one.get_half_day_display(),
        "signé le": _moment(one.signed_at),
        "annulé le": _moment(one.withdrawn_at),
        "appareil": one.device_label,
        "tracé": one.strokes,
        "tapé au clavier": one.event.data.get("typed", "") if one.event else "",
    }


def _moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
