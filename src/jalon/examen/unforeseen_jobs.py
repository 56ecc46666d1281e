"""Remedies of what upsets a large session, computed in the queue."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from jalon.common.jobs import JobContext, job
from jalon.examen.operations.unforeseen import LONG_SECONDS, keep_remedies, remedies_for
from jalon.examen.permissions import get_unforeseen

REPLAN = "examen.replan"


@job(kind=REPLAN, label="Recherche de remèdes à un imprévu", max_attempts=2)
def search(ctx: JobContext, *, session: int, unforeseen: int) -> dict[str, Any]:
    """Compute each remedy, then store them all."""
    row = get_unforeseen(ctx.actor, session, unforeseen)

    def tell(done: int, total: int, title: str) -> None:
        ctx.progress(done, total, title)

    computed = remedies_for(row, now=timezone.now(), seconds=LONG_SECONDS, on_progress=tell)
    with ctx.completing() as result:
        keep_remedies(unforeseen=row, computed=computed)
        result["url"] = reverse("examen:unforeseen_detail", args=[session, row.pk])
        result["link_label"] = "Voir les remèdes"
    return {}
