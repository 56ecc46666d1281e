"""What is done on paths without anybody asking: their next day kept true, then told at the centre's hour.

Boards sort on that day: it is counted again after each act (see `touched`), every day, and for a whole centre when one
of its settings changes.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import system_actor
from jalon.common.jobs import JobContext, enqueue, job
from jalon.parcours.operations import refresh_active, send_alerts
from jalon.parcours.queries.alerts import centres_to_tell


@job(kind="parcours.daily", label="Échéances des parcours", every=timedelta(days=1))
def daily(ctx: JobContext) -> dict[str, int]:
    """Bring up to date what boards sort on."""
    return {"changed": refresh_active()}


@job(kind="parcours.refresh", label="Échéances des parcours d’un centre")
def refresh(ctx: JobContext, organisme: int) -> dict[str, int]:
    """The same for one centre, after one of its settings changed."""
    return {"changed": refresh_active(organisme)}


@job(kind="parcours.clock", label="Heure des alertes des parcours", every=timedelta(minutes=30))
def clock(ctx: JobContext) -> dict[str, int]:
    """Ask for the alerts of each centre whose hour has come; a centre is asked once a civil day."""
    now = timezone.now()
    day, centres = timezone.localdate(now), centres_to_tell(timezone.localtime(now).hour)
    for centre in centres:
        enqueue(
            "parcours.alerts",
            actor=system_actor("échéances des parcours", organisme_id=centre),
            now=now,
            payload={"organisme": centre},
            unique_key=f"parcours.alerts@{centre}@{day:%Y-%m-%d}",
            once=True,
        )
    return {"centres": len(centres)}


@job(kind="parcours.alerts", label="Alertes des parcours")
def alerts(ctx: JobContext, organisme: int) -> dict[str, int]:
    """Send the digests of a centre."""
    refresh_active(organisme)
    with transaction.atomic():
        centre = Organisme.objects.select_for_update().get(pk=organisme)
        return {"mails": send_alerts(actor=ctx.actor, organisme=centre, now=timezone.now())}
