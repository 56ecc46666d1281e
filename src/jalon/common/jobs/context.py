"""What a job's function receives: who asked, where to tell its progress, and how to finish exactly once."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.models import Job

_WRITE_EVERY = 0.4  # seconds between two progress writes


class JobLost(Exception):
    """The job was given to another worker (this one seemed dead): nothing more may be written for it."""


class JobStopped(Exception):
    """Someone asked for the job to stop."""


class JobRefused(Exception):
    """The work cannot be done, for a reason told in French; trying again would not help."""


class JobContext:
    """One attempt at one job. `attempt` is its fencing token: a rescued job has a higher one."""

    def __init__(self, job: Job) -> None:
        self.uuid: UUID = job.uuid
        self.attempt = job.attempts
        self.completed = False
        self.actor = Actor(
            ref=job.owner_ref,
            label=job.owner.get("label", ""),
            user_id=job.owner.get("user_id"),
            organisme_id=job.organisme_id,
            roles=frozenset(job.owner.get("roles", ())),
        )
        self._written = 0.0
        self._detail: dict[str, Any] | None = None

    @property
    def mine(self) -> QuerySet[Job]:
        """The job's row, as long as this attempt still owns it."""
        return Job.objects.filter(pk=self.uuid, state=Job.State.RUNNING, attempts=self.attempt)

    def progress(
        self, done: int, total: int, message: str = "", *, detail: Mapping[str, Any] | None = None
    ) -> None:
        """Tell that `done` of `total` is done; cheap to call often. Raises JobLost or JobStopped.

        `detail` (JSON) stands as the job's result until it has one; given too soon, it is written the next time.
        """
        if detail is not None:
            self._detail = dict(detail)
        now = time.monotonic()
        if now - self._written < _WRITE_EVERY and done < total:
            return
        self._written = now
        share = min(100, max(0, 100 * done // total)) if total else 0
        more = {} if self._detail is None else {"result": self._detail}
        if not self.mine.update(progress=share, message=message[:300], heartbeat_at=timezone.now(), **more):
            raise JobLost
        self._detail = None
        self.check()

    def check(self) -> None:
        """Raise JobStopped when someone asked for the job to stop, JobLost when it is no longer ours."""
        stop = self.mine.values_list("stop_requested", flat=True).first()
        if stop is None:
            raise JobLost
        if stop:
            raise JobStopped

    @contextmanager
    def completing(self) -> Iterator[dict[str, Any]]:
        """A transaction in which the last writes and the end of the job happen together, or not at all.

        Fill the mapping given with the result. Raises JobLost on entry when another worker took over.
        """
        with transaction.atomic():
            if self.mine.select_for_update().first() is None:
                raise JobLost
            result: dict[str, Any] = {}
            yield result
            self.finish(Job.State.DONE, result=result, progress=100)
        self.completed = True

    def finish(self, state: Job.State, **fields: Any) -> None:
        """Write the end of this attempt; raises JobLost when it is no longer ours."""
        if not self.mine.update(state=state, finished_at=timezone.now(), **fields):
            raise JobLost
