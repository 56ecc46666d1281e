"""Runs the search in a process of its own, so that its time limit and an interruption hold whatever it is doing.

The parent writes a problem to the standard input of `python -m jalon.examen.planning.apart` and reads plans, each
better than the one before, on its standard output.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import IO

from jalon.examen.planning.facts import Plan, Problem

GRACE = 0.4  # seconds that the search may take, once stopped, to hand its last plan over
FIRST = 0.6  # seconds more when it has none yet: a machine so busy has not let it begin
MARGIN = 0.3  # seconds kept for that within the limit
TICK = 0.5
_SIZE = struct.Struct(">Q")
Message = tuple[str, object]
Progress = Callable[[Plan | None], None]


class SearchFailed(Exception):
    """The search ended without any plan, by a fault of its own; the message says which."""


def solve_apart(
    problem: Problem, *, deadline: float, progress: Progress | None = None
) -> tuple[Plan | None, bool]:
    """The best plan found by `deadline` (of `time.monotonic`), None if none was, and whether the search ended itself.

    `progress` receives the best plan so far (None: not yet any) at each better one and at least twice a second.
    An interruption (Ctrl-C) stops the search as the deadline does: it has a moment to say what it has proved.
    """
    best: Plan | None = None
    with _started() as (stdin, messages):
        try:
            with suppress(BrokenPipeError):
                _send(stdin, (problem, deadline - MARGIN))
            for kind, value in _until(messages, deadline):
                best = value if isinstance(value, Plan) else best
                if kind == "end":
                    return best, True
                if kind == "failed" and best is None:
                    raise SearchFailed(str(value))
                if progress:
                    progress(best)
        except KeyboardInterrupt:
            pass
        with suppress(OSError):
            stdin.close()  # asks the search to stop
        for _, value in _until(messages, time.monotonic() + GRACE):
            best = value if isinstance(value, Plan) else best
        for _, value in _until(messages, time.monotonic() + FIRST) if best is None else ():
            if isinstance(value, Plan):
                best = value
                break
    return best, False


@contextmanager
def _started() -> Iterator[tuple[IO[bytes], queue.SimpleQueue[Message]]]:
    """A process that searches, killed in the end; what it reads and what it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jalon.examen.planning.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches its parent alone, which then decides
    )
    assert process.stdin is not None
    assert process.stdout is not None
    messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(process.stdout, messages), daemon=True)
    listener.start()
    try:
        yield process.stdin, messages
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            process.stdin.close()
        listener.join()


def _until(messages: queue.SimpleQueue[Message], deadline: float) -> Iterator[Message]:
    """Messages as they come, and a tick when none does, up to the last one or the deadline."""
    while (left := deadline - time.monotonic()) > 0:
        message: Message = ("tick", None)
        with suppress(queue.Empty):
            message = messages.get(timeout=min(TICK, left))
        yield message
        if message[0] in ("end", "failed"):
            return


def _listen(stream: IO[bytes], messages: queue.SimpleQueue[Message]) -> None:
    """Hands over what the search says, until it ends or dies."""
    with stream:
        while True:
            try:
                size = _SIZE.unpack(stream.read(_SIZE.size))[0]
                message = pickle.loads(stream.read(size))  # noqa: S301 - our own process wrote it
            except (struct.error, EOFError, OSError, ValueError, pickle.UnpicklingError):
                messages.put(("failed", "le calcul s’est arrêté, peut-être faute de mémoire."))
                return
            messages.put(message)
            if message[0] != "plan":
                return


def _send(stream: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    stream.write(_SIZE.pack(len(data)))
    stream.write(data)
    stream.flush()


def _serve() -> None:
    """Solve the problem on the standard input; better and better plans, then the last, explained, on the output.

    The end of the standard input asks to stop.
    """
    from jalon.examen.planning.telling import at_once

    source, out = sys.stdin.buffer, sys.stdout.buffer
    problem: Problem
    size = _SIZE.unpack(source.read(_SIZE.size))[0]
    problem, deadline = pickle.loads(source.read(size))  # noqa: S301 - our own process wrote it
    early = at_once(problem)
    if early:
        _send(out, ("plan", early))  # before OR-Tools is even loaded

    def best_of(plan: Plan) -> Plan:
        """A search that has had no time to place as many does not hide the plan made at once."""
        return early if early and len(early.unplaced) < len(plan.unplaced) else plan

    from jalon.examen.planning.remedies import solve_and_explain

    left = deadline - time.monotonic()  # this clock is that of the whole machine
    seconds = max(0.05, min(problem.settings.time_limit_seconds, left))
    problem = replace(problem, settings=replace(problem.settings, time_limit_seconds=seconds))
    stopped = threading.Event()

    def wait() -> None:
        source.read()
        stopped.set()

    threading.Thread(target=wait, daemon=True).start()
    try:
        plan = solve_and_explain(
            problem,
            on_progress=lambda found: _send(out, ("plan", best_of(found))),
            should_stop=stopped.is_set,
        )
    except Exception as error:
        _send(out, ("failed", f"{type(error).__name__} : {error}"))
    else:
        _send(out, ("end", best_of(plan)))
    os._exit(0)  # a thread may still wait for the standard input


if __name__ == "__main__":
    _serve()
