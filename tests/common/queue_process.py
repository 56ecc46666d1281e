"""What the process tests run in other processes: `python -m tests.common.queue_process worker`."""

import json
import os
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.common.queue_settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from jalon.common.actor import system_actor  # noqa: E402
from jalon.common.jobs import JobContext, enqueue, job, run_worker, stop_on_signals  # noqa: E402
from jalon.common.models import Job, JournalEntry  # noqa: E402

ACTOR = system_actor("tests")


@job(kind="test.slow", label="Travail lent")
def slow(ctx: JobContext, *, trace: str, steps: int, pause: float) -> None:
    """Leave a line per step, then one journal entry with the end of the job."""
    for step in range(steps):
        with Path(trace).open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()} {ctx.attempt} {step}\n")
        time.sleep(pause)
        ctx.progress(step + 1, steps, f"Étape {step + 1}")
    with ctx.completing() as result:
        JournalEntry.objects.create(
            at=timezone.now(),
            actor_ref=ctx.actor.ref,
            actor_label=ctx.actor.label,
            verb="slow",
            sentence="Travail fait.",
            target_type="common.job",
            target_id=str(ctx.uuid),
        )
        result["pid"] = os.getpid()


def worker() -> None:
    """Work until terminated, with quick rescues."""
    stop = threading.Event()
    stop_on_signals(stop)
    run_worker(stop, interval=0.1, silence=timedelta(seconds=2), beat_seconds=0.4)


def interrupted() -> None:
    """Be terminated at the worst moment: while this thread holds the lock of the event that a signal sets."""
    stop = threading.Event()
    stop_on_signals(stop)
    with stop._cond:  # type: ignore[attr-defined]
        signal.raise_signal(signal.SIGTERM)
    stop.wait()
    json.dump("stopped", sys.stdout)


def ask(trace: str, count: str, steps: str, pause: str) -> None:
    """Enqueue jobs, print their ids."""
    payload = {"trace": trace, "steps": int(steps), "pause": float(pause)}
    with transaction.atomic():
        jobs = [
            enqueue("test.slow", actor=ACTOR, now=timezone.now(), payload=payload) for _ in range(int(count))
        ]
    json.dump([str(j.pk) for j in jobs], sys.stdout)


def ask_then_die(trace: str) -> None:
    """Enqueue in an act that never commits: the process is killed inside its transaction."""
    with transaction.atomic():
        enqueue(
            "test.slow", actor=ACTOR, now=timezone.now(), payload={"trace": trace, "steps": 1, "pause": 0}
        )
        os.kill(os.getpid(), signal.SIGKILL)


def report() -> None:
    """Print what the database holds."""
    jobs = Job.objects.filter(kind="test.slow")
    found = {
        "jobs": [
            {"state": j.state, "attempts": j.attempts, "result": j.result, "message": j.message} for j in jobs
        ],
        "effects": list(JournalEntry.objects.values_list("target_id", flat=True)),
    }
    json.dump(found, sys.stdout)


def migrate() -> None:
    """Create the tables."""
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    {f.__name__: f for f in (worker, interrupted, ask, ask_then_die, report, migrate)}[sys.argv[1]](
        *sys.argv[2:]
    )
