"""The queue against real processes, real kills and both databases."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("JALON_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


class Queue:
    """One fresh database and the processes that share it."""

    def __init__(self, url: str, trace: Path) -> None:
        self.trace = trace
        self._env = {
            **os.environ,
            "JALON_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.common.queue_settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }

    def run(self, *arguments: str, check: bool = True) -> Any:
        done = subprocess.run(
            self._command(*arguments), env=self._env, cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        if check:
            assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(self._command("worker"), env=self._env, cwd=ROOT)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            process.wait(timeout=30)

    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run("report")
        return found

    def steps(self) -> list[list[str]]:
        return [line.split() for line in self.trace.read_text().splitlines()] if self.trace.exists() else []

    @staticmethod
    def _command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.common.queue_process", *arguments]


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until it holds; a test of durability must bound its patience, never measure it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Queue]:
    trace = tmp_path / "trace.txt"
    if request.param == "sqlite":
        made = Queue(f"sqlite:///{tmp_path / 'queue.sqlite3'}", trace)
        made.run("migrate")
        yield made
        return
    name = f"jalon_queue_{os.getpid()}"
    try:
        server = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"PostgreSQL injoignable ({POSTGRES}) : {error}")
    with server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            made = Queue(f"{POSTGRES}/{name}", trace)
            made.run("migrate")
            yield made
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.close()


def test_a_job_survives_the_kill_of_its_worker_and_is_done_once(queue: Queue) -> None:
    (uuid,) = queue.run("ask", str(queue.trace), "1", "6", "0.4")
    with queue.worker() as first:
        wait_for(lambda: len(queue.steps()) >= 2, "the job is under way")
        first.kill()
        first.wait()
    before = queue.report()
    assert before["jobs"][0]["state"] == "running"
    assert before["effects"] == []
    with queue.worker() as second:
        wait_for(lambda: queue.report()["jobs"][0]["state"] == "done", "another worker finishes the job")
    after = queue.report()
    assert after["jobs"] == [
        {"state": "done", "attempts": 2, "result": {"pid": second.pid}, "message": "Étape 6"}
    ]
    assert after["effects"] == [uuid]


def test_a_frozen_worker_that_wakes_up_too_late_writes_nothing(queue: Queue) -> None:
    (uuid,) = queue.run("ask", str(queue.trace), "1", "5", "0.4")
    with queue.worker() as frozen:
        wait_for(lambda: len(queue.steps()) >= 2, "the job is under way")
        frozen.send_signal(signal.SIGSTOP)
        with queue.worker() as other:
            wait_for(lambda: queue.report()["jobs"][0]["state"] == "done", "the other worker takes over")
            frozen.send_signal(signal.SIGCONT)
            time.sleep(2)
    after = queue.report()
    assert after["effects"] == [uuid]
    assert after["jobs"][0]["result"] == {"pid": other.pid}


def test_an_act_killed_before_its_commit_leaves_no_job(queue: Queue) -> None:
    queue.run("ask_then_die", str(queue.trace), check=False)
    assert queue.report()["jobs"] == []
    (uuid,) = queue.run("ask", str(queue.trace), "1", "1", "0")
    with queue.worker():
        wait_for(lambda: queue.report()["jobs"][0]["state"] == "done", "the queue still works")
    assert queue.report()["effects"] == [uuid]


def test_a_worker_can_be_stopped_at_any_moment(tmp_path: Path) -> None:
    queue = Queue(f"sqlite:///{tmp_path / 'queue.sqlite3'}", tmp_path / "trace.txt")
    assert queue.run("interrupted") == "stopped"


def test_several_workers_share_the_jobs_and_do_each_one_once(queue: Queue) -> None:
    asked = queue.run("ask", str(queue.trace), "24", "1", "0.05")
    with queue.worker(), queue.worker():
        wait_for(lambda: len(queue.report()["effects"]) >= 24, "all jobs are done")
    after = queue.report()
    assert sorted(after["effects"]) == sorted(asked)
    assert {(j["state"], j["attempts"]) for j in after["jobs"]} == {("done", 1)}
    assert len({pid for pid, *_ in queue.steps()}) == 2
