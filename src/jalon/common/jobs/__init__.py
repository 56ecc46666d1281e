"""The durable queue: slow work is asked inside the act's own transaction and done by workers, once.

Ask with `enqueue`, declare with `job`, follow on `/taches/<uuid>/`, work with `run_worker`; tests use `run_pending`.
"""

from jalon.common.jobs.context import JobContext, JobLost, JobRefused, JobStopped
from jalon.common.jobs.operations import enqueue, request_stop
from jalon.common.jobs.registry import job
from jalon.common.jobs.worker import run_pending, run_worker, stop_on_signals

__all__ = [
    "JobContext",
    "JobLost",
    "JobRefused",
    "JobStopped",
    "enqueue",
    "job",
    "request_stop",
    "run_pending",
    "run_worker",
    "stop_on_signals",
]
