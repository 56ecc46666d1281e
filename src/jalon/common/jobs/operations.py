"""Ask for work, ask for it to stop, give back to the queue what a dead worker left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from jalon.common.actor import Actor
from jalon.common.jobs.registry import get_kind
from jalon.common.models import Job

PENDING = (Job.State.QUEUED, Job.State.RUNNING)


@task()
def run_ticket(job: str) -> None:
    """What the queue of django-tasks carries: only the name of a job, ours to run."""
    from jalon.common.jobs.worker import run_job

    run_job(UUID(job), beat=True)


def enqueue(
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    label: str = "",
    unique_key: str = "",
    once: bool = False,
    delay: timedelta = timedelta(0),
    detail: Mapping[str, Any] | None = None,
) -> Job:
    """Ask for work of `kind` in the current transaction: if the act is rolled back, nothing was asked.

    `unique_key`: while a job with that key waits or runs, it is returned instead of a second one;
    with `once`, a job already done counts too. `payload` must be JSON, and `detail` too, which stands as the job's
    result until it tells another (see `JobContext.progress`). Raises LookupError on an unknown kind.
    """
    spec = get_kind(kind)
    if unique_key and (known := _known(unique_key, once)) is not None:
        return known
    job = Job(
        kind=kind,
        label=(label or spec.label)[:200],
        owner_ref=actor.ref,
        owner={"label": actor.label, "user_id": actor.user_id, "roles": sorted(actor.roles)},
        organisme_id=actor.organisme_id,
        payload=dict(payload or {}),
        result=None if detail is None else dict(detail),
        unique_key=unique_key,
        max_attempts=spec.max_attempts,
        created_at=now,
        due_at=now + delay,
    )
    try:
        with transaction.atomic():
            job.ticket = _issue_ticket(job.uuid, job.due_at)
            job.save(force_insert=True)
    except IntegrityError:
        if unique_key and (known := _known(unique_key, once)) is not None:
            return known
        raise
    return job


def _known(unique_key: str, once: bool) -> Job | None:
    states = (*PENDING, Job.State.DONE) if once else PENDING
    return Job.objects.filter(unique_key=unique_key, state__in=states).first()


def _issue_ticket(job: UUID, due_at: datetime) -> UUID:
    return UUID(run_ticket.using(run_after=due_at).enqueue(str(job)).id)


def request_stop(*, job: Job, now: datetime) -> Job:
    """Stop a job: at once when it waits, at its next step when it runs; nothing when it is over."""
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, finished_at=now, message="Arrêtée avant d’avoir commencé."
    )
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(stop_requested=True)
    job.refresh_from_db()
    return job


def requeue(job: Job, *, due_at: datetime, error: str = "") -> bool:
    """Give a running job back to the queue; False when someone else already decided of it."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
        return bool(
            mine.update(
                state=Job.State.QUEUED, due_at=due_at, error=error, ticket=_issue_ticket(job.pk, due_at)
            )
        )


def rescue(*, now: datetime, silence: timedelta) -> int:
    """Give back to the queue every job whose worker has shown no sign of life for `silence`; how many."""
    rescued = 0
    for job in Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - silence):
        mine = Job.objects.filter(
            pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts, heartbeat_at=job.heartbeat_at
        )
        if job.stop_requested:
            mine.update(state=Job.State.CANCELLED, finished_at=now, message="Arrêtée à votre demande.")
        elif job.attempts >= job.max_attempts:
            mine.update(
                state=Job.State.FAILED,
                finished_at=now,
                error=f"La tâche s’est interrompue {job.attempts} fois sans rendre la main.",
            )
        else:
            with transaction.atomic():
                if mine.select_for_update().first() is not None:
                    rescued += requeue(job, due_at=now)
    return rescued + _reissue_lost_tickets(now, silence)


def _reissue_lost_tickets(now: datetime, silence: timedelta) -> int:
    """A worker killed between taking a ticket and starting its job leaves a job that no ticket announces."""
    reissued = 0
    waiting = Job.objects.filter(state=Job.State.QUEUED, due_at__lt=now - silence)
    for job in waiting.exclude(ticket__in=DBTaskResult.objects.ready().values("id")):
        with transaction.atomic():
            mine = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED, ticket=job.ticket)
            reissued += mine.update(ticket=_issue_ticket(job.pk, now), due_at=now)
    return reissued
