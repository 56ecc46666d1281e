"""What quality does by itself every day: questionnaires sent in their time, recalled once; complaints pressed."""

from datetime import timedelta

from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.jobs import JobContext, job
from jalon.quality.operations.campaigns import ask_everybody, press_complaints, remind_everybody


@job(kind="quality.daily", label="Questionnaires et réclamations", every=timedelta(days=1))
def daily(ctx: JobContext) -> dict[str, int]:
    """Ask and recall opinions, a transaction for each person: killed and run again, nobody is asked twice."""
    found = {"asked": 0, "reminded": 0, "pressed": 0}
    for centre in Organisme.objects.filter(people__parcours__isnull=False).distinct().order_by("pk"):
        for name, work in (
            ("asked", ask_everybody),
            ("reminded", remind_everybody),
            ("pressed", press_complaints),
        ):
            ctx.check()
            found[name] += work(actor=ctx.actor, organisme=centre, now=timezone.now(), check=ctx.check)
    return found
