"""The queue cleans up after itself."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jalon.common.jobs.context import JobContext
from jalon.common.jobs.registry import job
from jalon.common.models import Job

TICKETS_KEPT = timedelta(days=1)
JOBS_KEPT = timedelta(days=90)


@job(kind="common.housekeeping", label="Ménage de la file de tâches", every=timedelta(days=1))
def clean_queue(ctx: JobContext) -> dict[str, int]:
    """Forget tickets finished yesterday and jobs over for three months."""
    now = timezone.now()
    tickets, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now - TICKETS_KEPT).delete()
    jobs, _ = Job.objects.filter(finished_at__lt=now - JOBS_KEPT).delete()
    return {"tickets": tickets, "jobs": jobs}
