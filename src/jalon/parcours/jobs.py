"""What is done on paths every day: their next day brought up to date, then told to those whom it concerns."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.jobs import JobContext, job
from jalon.parcours.operations import refresh_active, send_alerts


@job(kind="parcours.daily", label="Échéances des parcours", every=timedelta(days=1))
def daily(ctx: JobContext) -> dict[str, int]:
    """Refresh what boards sort on, then send the digests, a transaction for each centre."""
    changed, sent = refresh_active(), 0
    for centre in Organisme.objects.filter(people__parcours__isnull=False).distinct():
        ctx.check()
        with transaction.atomic():
            sent += send_alerts(actor=ctx.actor, organisme=centre, now=timezone.now())
    return {"changed": changed, "mails": sent}
