"""Engagements and payments, as rules and screens read them."""

from collections.abc import Iterable

from jalon.prestation.models import Engagement, Participation
from jalon.prestation.rules.engagements import Payment

DEEDS = ("convention", "contract", "vae_convention", "apprenticeship_copy")


def engagement_in_force(participation: Participation, *kinds: str) -> Engagement | None:
    """The signed deed that founds a participation."""
    rows = participation.engagements.filter(status="signed", kind__in=kinds or DEEDS)
    return rows.order_by("-signed_on", "-pk").first()


def last_engagements(participations: Iterable[Participation]) -> dict[int, list[Engagement]]:
    """Participation id -> its engagements not superseded, newest first."""
    found: dict[int, list[Engagement]] = {}
    rows = Engagement.objects.filter(participation__in=[one.pk for one in participations]).exclude(
        status="superseded"
    )
    for row in rows.prefetch_related("signatures").order_by("-created_at", "-pk"):
        found.setdefault(row.participation_id, []).append(row)
    return found


def payments_of(engagement: Engagement) -> list[Payment]:
    """The schedule of an engagement."""
    return [Payment(one.label, one.due_on, one.amount_cents) for one in engagement.instalments.all()]
