"""The queue's rules, one at a time, in one process."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jalon.common.actor import Actor
from jalon.common.jobs import JobContext, JobRefused, enqueue, job, registry, request_stop, run_pending
from jalon.common.jobs.operations import rescue
from jalon.common.jobs.worker import run_job, schedule_periodic
from jalon.common.models import Job
from jalon.common.workflow import TransitionRefused

pytestmark = pytest.mark.django_db
State = Job.State
SILENCE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds declared by a test disappear with it."""
    monkeypatch.setattr(registry, "_kinds", {})


def declare(function: Any, **options: Any) -> None:
    job(kind="test", label="Essai", **options)(function)


def test_a_job_receives_its_payload_and_its_actor_and_gives_its_result(actor: Actor, now: datetime) -> None:
    seen: list[Any] = []

    def work(ctx: JobContext, *, session: int) -> dict[str, str]:
        seen.append((ctx.actor, session))
        return {"url": "/sessions/3/"}

    declare(work)
    asked = enqueue("test", actor=actor, now=now, payload={"session": 3})
    assert run_pending() == 1
    asked.refresh_from_db()
    assert seen == [(actor, 3)]
    assert (asked.state, asked.progress, asked.result) == (State.DONE, 100, {"url": "/sessions/3/"})


def test_a_rolled_back_act_leaves_neither_job_nor_ticket(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)

    def act() -> None:
        with transaction.atomic():
            enqueue("test", actor=actor, now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_an_unknown_kind_is_refused_when_asked(actor: Actor, now: datetime) -> None:
    with pytest.raises(LookupError):
        enqueue("nothing", actor=actor, now=now)


def test_two_functions_may_not_share_a_kind() -> None:
    def one(ctx: JobContext) -> None: ...
    def two(ctx: JobContext) -> None: ...

    declare(one)
    with pytest.raises(ValueError, match="two functions"):
        declare(two)


def test_the_same_key_waits_once_and_may_be_asked_again_afterwards(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    first = enqueue("test", actor=actor, now=now, unique_key="plan:7")
    assert enqueue("test", actor=actor, now=now, unique_key="plan:7") == first
    run_pending()
    assert enqueue("test", actor=actor, now=now, unique_key="plan:7") != first


def test_a_key_marked_once_is_never_done_again(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    first = enqueue("test", actor=actor, now=now, unique_key="mail:7", once=True)
    run_pending()
    assert enqueue("test", actor=actor, now=now, unique_key="mail:7", once=True) == first


def test_a_failure_is_tried_again_later_and_later_then_told_in_french(actor: Actor, now: datetime) -> None:
    def work(ctx: JobContext) -> None:
        raise ZeroDivisionError("secret detail")

    declare(work, max_attempts=3)
    asked = enqueue("test", actor=actor, now=now)
    waits = []
    for _ in range(3):
        started = timezone.now()
        run_job(asked.pk, beat=False)
        asked.refresh_from_db()
        waits.append((asked.due_at - started).total_seconds())
    assert (asked.state, asked.attempts) == (State.FAILED, 3)
    assert waits[1] > waits[0] > 0
    assert "erreur inattendue" in asked.error
    assert "secret" not in asked.error


@pytest.mark.parametrize(
    "refusal",
    [JobRefused("Motif clair."), TransitionRefused(["Motif clair."]), ValidationError("Motif clair.")],
)
def test_a_refusal_is_not_tried_again_and_keeps_its_reason(
    actor: Actor, now: datetime, refusal: Exception
) -> None:
    def work(ctx: JobContext) -> None:
        raise refusal

    declare(work)
    asked = enqueue("test", actor=actor, now=now)
    assert run_pending() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.error, asked.attempts) == (State.FAILED, "Motif clair.", 1)


def test_progress_is_written_as_a_percentage_with_its_message(actor: Actor, now: datetime) -> None:
    shown: list[tuple[int, str]] = []

    def work(ctx: JobContext) -> None:
        ctx.progress(3, 12, "Trois sur douze")
        shown.append(Job.objects.values_list("progress", "message").get(pk=ctx.uuid))

    declare(work)
    enqueue("test", actor=actor, now=now)
    run_pending()
    assert shown == [(25, "Trois sur douze")]


def test_what_is_found_meanwhile_stands_as_the_result_until_there_is_one(actor: Actor, now: datetime) -> None:
    shown: list[object] = []

    def work(ctx: JobContext) -> dict[str, str]:
        for done in (1, 2):  # the second comes too soon after the first to be written
            ctx.progress(done, 4, detail={"found": done})
            shown.append(Job.objects.values_list("result", flat=True).get(pk=ctx.uuid))
        ctx.progress(4, 4)
        shown.append(Job.objects.values_list("result", flat=True).get(pk=ctx.uuid))
        return {"url": "/fin/"}

    declare(work)
    job = enqueue("test", actor=actor, now=now)
    run_pending()
    assert shown == [{"found": 1}, {"found": 1}, {"found": 2}]
    job.refresh_from_db()
    assert job.result == {"url": "/fin/"}


def test_a_waiting_job_stops_at_once(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    asked = request_stop(job=enqueue("test", actor=actor, now=now), now=now)
    assert asked.state == State.CANCELLED
    assert run_pending() == 0


def test_a_running_job_stops_at_its_next_step(actor: Actor, now: datetime) -> None:
    def work(ctx: JobContext) -> None:
        request_stop(job=Job.objects.get(pk=ctx.uuid), now=now)
        ctx.progress(1, 1)
        raise AssertionError("went past the stop")

    declare(work)
    asked = enqueue("test", actor=actor, now=now)
    run_pending()
    asked.refresh_from_db()
    assert asked.state == State.CANCELLED


def test_what_is_completed_with_the_job_is_undone_when_it_fails(actor: Actor, now: datetime) -> None:
    def work(ctx: JobContext) -> None:
        with ctx.completing():
            Job.objects.filter(pk=ctx.uuid).update(label="écrit")
            raise RuntimeError

    declare(work, max_attempts=1)
    asked = enqueue("test", actor=actor, now=now)
    run_pending()
    asked.refresh_from_db()
    assert (asked.label, asked.state) == ("Essai", State.FAILED)


def test_an_attempt_that_lost_its_job_writes_nothing(actor: Actor, now: datetime) -> None:
    def work(ctx: JobContext) -> dict[str, str]:
        Job.objects.filter(pk=ctx.uuid).update(attempts=ctx.attempt + 1)  # another worker took it over
        return {"by": "the first"}

    declare(work)
    asked = enqueue("test", actor=actor, now=now)
    run_pending()
    asked.refresh_from_db()
    assert (asked.state, asked.result) == (State.RUNNING, None)


def running(asked: Job, *, seen: datetime, attempts: int = 1) -> None:
    Job.objects.filter(pk=asked.pk).update(state=State.RUNNING, attempts=attempts, heartbeat_at=seen)


def test_a_silent_worker_loses_its_job_and_a_living_one_keeps_it(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    silent, living = enqueue("test", actor=actor, now=now), enqueue("test", actor=actor, now=now)
    running(silent, seen=now - SILENCE - timedelta(seconds=1))
    running(living, seen=now - SILENCE + timedelta(seconds=1))
    assert rescue(now=now, silence=SILENCE) == 1
    silent.refresh_from_db()
    living.refresh_from_db()
    assert (silent.state, living.state) == (State.QUEUED, State.RUNNING)


def test_a_job_that_kills_every_worker_ends_by_failing(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    asked = enqueue("test", actor=actor, now=now)
    running(asked, seen=now - timedelta(hours=1), attempts=asked.max_attempts)
    assert rescue(now=now, silence=SILENCE) == 0
    asked.refresh_from_db()
    assert asked.state == State.FAILED
    assert "interrompue 3 fois" in asked.error


def test_a_ticket_lost_between_two_kills_is_issued_again(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    asked = enqueue("test", actor=actor, now=now)
    DBTaskResult.objects.all().delete()
    assert rescue(now=now + SILENCE + timedelta(seconds=1), silence=SILENCE) == 1
    asked.refresh_from_db()
    assert DBTaskResult.objects.get().pk == asked.ticket


def test_a_periodic_job_is_asked_once_per_turn_whoever_asks(now: datetime) -> None:
    declare(lambda ctx: None, every=timedelta(hours=1))
    for minutes in (0, 5, 29):
        schedule_periodic(now=now + timedelta(minutes=minutes))
        run_pending()
    assert Job.objects.count() == 1
    schedule_periodic(now=now + timedelta(minutes=31))
    assert Job.objects.count() == 2


def test_a_payload_to_forget_is_erased_when_the_job_is_over(actor: Actor, now: datetime) -> None:
    declare(lambda ctx, secret: None, forget=True)
    asked = enqueue("test", actor=actor, now=now, payload={"secret": "lien"})
    run_pending()
    asked.refresh_from_db()
    assert (asked.state, asked.payload) == (State.DONE, {})


def test_a_delayed_job_waits_for_its_time(actor: Actor, now: datetime) -> None:
    declare(lambda ctx: None)
    enqueue("test", actor=actor, now=now, delay=timedelta(days=1))
    assert run_pending(now=now) == 0
    assert run_pending(now=now + timedelta(days=1)) == 1
