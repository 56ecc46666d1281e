"""Do the work: one attempt at one job, and the loop that any number of processes may run."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models import F
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from jalon.common.actor import system_actor
from jalon.common.jobs import operations
from jalon.common.jobs.context import JobContext, JobLost, JobRefused, JobStopped
from jalon.common.jobs.registry import get_kind, periodic_kinds
from jalon.common.models import Job
from jalon.common.workflow import TransitionRefused

logger = logging.getLogger(__name__)

SILENCE = timedelta(seconds=30)
BEAT_SECONDS = 5.0
_beat_seconds = BEAT_SECONDS  # set by run_worker for its process
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def run_job(uuid: UUID, *, beat: bool, beat_seconds: float | None = None) -> None:
    """Attempt a job if it is still waiting; the outcome is written on its row, nothing is raised.

    `beat`: a thread shows signs of life meanwhile, on its own connection.
    """
    if not _claim(uuid):
        return
    job = Job.objects.get(pk=uuid)
    ctx = JobContext(job)
    try:
        spec = get_kind(job.kind)
    except LookupError:
        logger.exception("job %s", uuid)
        _end(ctx, Job.State.FAILED, error="Cette version de Jalon ne connaît plus ce genre de tâche.")
        return
    try:
        with _heart(ctx, (beat_seconds or _beat_seconds) if beat else None):
            result = spec.function(ctx, **job.payload)
        if not ctx.completed:
            ctx.finish(Job.State.DONE, result=None if result is None else dict(result), progress=100)
    except JobLost:
        logger.warning("job %s was taken over by another worker", uuid)
        return
    except JobStopped:
        _end(ctx, Job.State.CANCELLED, message="Arrêtée à votre demande.")
    except (JobRefused, TransitionRefused, ValidationError) as refusal:
        _end(ctx, Job.State.FAILED, error=_reasons(refusal))
    except Exception:
        logger.exception("job %s (%s) failed", uuid, job.kind)
        _retry_or_fail(job, ctx)
    if spec.forget:
        _forget(job)


def _claim(uuid: UUID) -> bool:
    now = timezone.now()
    return bool(
        Job.objects.filter(pk=uuid, state=Job.State.QUEUED).update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            heartbeat_at=now,
            progress=0,
            message="",
            error="",
        )
    )


def _end(ctx: JobContext, state: Job.State, **fields: Any) -> None:
    try:
        ctx.finish(state, **fields)
    except JobLost:
        logger.warning("job %s was taken over by another worker", ctx.uuid)


def _reasons(refusal: Exception) -> str:
    if isinstance(refusal, TransitionRefused):
        return "\n".join(refusal.reasons)
    return "\n".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def _retry_or_fail(job: Job, ctx: JobContext) -> None:
    reference = f"référence {str(job.uuid)[:8]}"
    if job.attempts < job.max_attempts:
        wait = timedelta(seconds=5 * 4 ** (job.attempts - 1))
        operations.requeue(
            job,
            due_at=timezone.now() + wait,
            error=f"Un essai a échoué ({reference}) ; un autre suivra.",
        )
    else:
        _end(
            ctx,
            Job.State.FAILED,
            error=f"Une erreur inattendue a interrompu cette tâche ({reference}). Réessayez, "
            "puis transmettez cette référence à la personne qui administre Jalon.",
        )


def _forget(job: Job) -> None:
    over = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
    Job.objects.filter(pk=job.pk, state__in=over).update(payload={})


# -- signs of life


@contextmanager
def _heart(ctx: JobContext, every: float | None) -> Iterator[None]:
    if every is None:
        yield
        return
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            try:
                ctx.mine.update(heartbeat_at=timezone.now())
            except DatabaseError:
                logger.warning("job %s: a sign of life could not be written", ctx.uuid)
        connections.close_all()

    thread = threading.Thread(target=beat, name=f"heart-{ctx.uuid}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


# -- the loops


def run_worker(
    stop: threading.Event,
    *,
    interval: float = 0.2,
    silence: timedelta = SILENCE,
    beat_seconds: float = BEAT_SECONDS,
) -> None:
    """Work until `stop` is set: the job under way is finished first (or rescued later if we are killed).

    Any number of processes may run this on PostgreSQL, and on SQLite too (writes take turns).
    """
    global _beat_seconds
    _beat_seconds = beat_seconds
    worker = Worker(
        queue_names=["default"],
        interval=interval,
        batch=True,
        max_tasks=1,
        backend_name="default",
        startup_delay=False,
        worker_id=f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:8]}",
        excluded_queue_names=[],
    )
    next_round = 0.0
    while not stop.is_set():
        try:
            if time.monotonic() >= next_round:
                now = timezone.now()
                operations.rescue(now=now, silence=silence)
                schedule_periodic(now=now)
                next_round = time.monotonic() + max(1.0, silence.total_seconds() / 4)
            worker._run_tasks = 0
            worker.run()
            idle = not worker._run_tasks
        except (DatabaseError, InterfaceError):
            logger.exception("the database did not answer; trying again")
            close_old_connections()
            stop.wait(2)
            continue
        if idle:
            stop.wait(interval)


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT set `stop`, so that `run_worker` ends after the job under way.

    A handler interrupts the main thread, which may hold the event's own lock: another thread sets it.
    """

    def ask_to_stop(signum: int, frame: FrameType | None) -> None:
        threading.Thread(target=stop.set, daemon=True).start()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)


def run_pending(*, now: datetime | None = None, limit: int = 1000) -> int:
    """Do here and now every job due at `now` (default: all that wait), for tests and installation; how many ran."""
    ran = 0
    while ran < limit:
        waiting = Job.objects.filter(state=Job.State.QUEUED)
        if now is not None:
            waiting = waiting.filter(due_at__lte=now)
        job = waiting.order_by("due_at", "created_at").first()
        if job is None:
            break
        DBTaskResult.objects.filter(pk__in=[job.ticket]).delete()
        run_job(job.uuid, beat=False)
        ran += 1
    return ran


def schedule_periodic(*, now: datetime) -> None:
    """Ask for every periodic job whose turn has come; any number of workers ask for it once."""
    for spec in periodic_kinds():
        assert spec.every is not None
        turn = (now - _EPOCH) // spec.every
        operations.enqueue(
            spec.kind,
            actor=system_actor("tâches périodiques"),
            now=now,
            unique_key=f"{spec.kind}@{turn}",
            once=True,
        )
