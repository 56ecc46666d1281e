"""Signs of dropping out read again: every day for all, and soon after the acts that move them."""

from datetime import timedelta

from django.utils import timezone

from jalon.common.jobs import JobContext, job
from jalon.formation.operations.dropout import SIGNS, refresh_every, refresh_stale

CENTRE = "formation.signs.centre"


@job(kind="formation.signs.daily", label="Signaux de décrochage", every=timedelta(days=1))
def daily(_ctx: JobContext) -> dict[str, int]:
    """Days pass: a silence becomes a sign without any act."""
    return {"signs": refresh_every(now=timezone.now())}


@job(kind=SIGNS, label="Signaux de décrochage touchés")
def touched(_ctx: JobContext) -> dict[str, int]:
    """The paths that acts have touched."""
    return {"read": refresh_stale(now=timezone.now())}


@job(kind=CENTRE, label="Relevé des signaux de décrochage")
def centre(_ctx: JobContext, *, organisme: int) -> dict[str, int]:
    """One centre, asked from its board: its thresholds may have changed."""
    return {"signs": refresh_every(now=timezone.now(), organisme_id=organisme)}
