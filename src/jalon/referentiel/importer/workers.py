"""Reads files in a process of their own, with a time and a memory limit: what they break is that process alone.

The parent writes a request to the standard input of `python -m jalon.referentiel.importer.workers`, and reads
messages on its standard output: steps of the work, then what it gives. A process serves many requests, one by one.
"""

import contextlib
import importlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .readers.limits import LIMITS, MEGABYTE, Limits
from .result import Imported, ImportRefused
from .source import Unreadable

Step = Callable[[int, int, str], None]

IMPORT = "jalon.referentiel.importer.engine:import_here"
_SIZE = struct.Struct(">Q")
_DYING = 5.0  # seconds that a process whose pipe broke may take to end


@dataclass(frozen=True, slots=True)
class Budget:
    """What one request may cost: `seconds` of clock, bytes of address space (where the system limits it)."""

    seconds: float = 50.0
    memory: int = 896 * MEGABYTE


BUDGET = Budget()


class Broken(Exception):
    """The work did not end: `code` is `crash`, `timeout`, `memory` or an error's name, `step` the last one told."""

    def __init__(self, code: str, step: int) -> None:
        self.code, self.step = code, step
        super().__init__(code)


class Worker:
    """A process that answers requests; it is started at the first one, and again after a death."""

    def __init__(self, budget: Budget = BUDGET) -> None:
        self.budget = budget
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, task: str, *arguments: object, step: Step | None = None) -> Any:
        """What the function `task` (`module:name`) returns for these arguments, followed by its own `step`.

        Raises Broken when the process dies, outlives its budget or meets an error that nobody foresaw, and the
        `Unreadable` that the function raises.
        """
        process = self._process = self._process if self._alive() else _start(self.budget)
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()
        watch = threading.Timer(self.budget.seconds, _end, (process, late))
        watch.daemon = True
        watch.start()
        last = 0
        try:
            _send(process.stdin, (task, arguments))
            while True:
                kind, value = _receive(process.stdout)
                if kind == "step":
                    last = value[0]
                    if step:
                        step(*value)
                else:
                    break
        except (EOFError, OSError, pickle.UnpicklingError):
            code = "timeout" if late.is_set() else _death(process)
            self.close()
            raise Broken(code, last) from None
        except BaseException:
            # The user interrupts, or the caller's step raises: the answer that comes would belong to no one.
            self.close()
            raise
        finally:
            watch.cancel()
        if kind == "broken":
            self.close()
            raise Broken(value, last)
        if kind == "refused":
            raise value
        return value

    def close(self) -> None:
        """End the process at once."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream:
                    with contextlib.suppress(OSError):
                        stream.close()
            process.wait()

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None


def import_apart(
    paths: Sequence[Path | str], limits: Limits = LIMITS, step: Step | None = None, budget: Budget = BUDGET
) -> Imported:
    """`engine.import_files` in a process of its own; a file that breaks the process is refused, the others are read."""
    refused: list[Unreadable] = []
    left = [str(path) for path in paths]
    shown = {str(path): name for path, name in names(paths)}
    with Worker(budget) as worker:
        while True:
            try:
                imported: Imported = worker.ask(IMPORT, left, refused, limits, step=step)
            except Broken as broken:
                # Each file is told twice, when it is read and when it is understood; then they are put together.
                told = broken.step < 2 * len(left)
                guilty = [left[broken.step % len(left)]] if told else left
                refused += [broken_file(shown[path], broken.code) for path in guilty]
                left = [path for path in left if path not in guilty]
                if not left:
                    raise ImportRefused(refused) from None
            else:
                return imported


def broken_file(name: str, code: str) -> Unreadable:
    """The refusal of a file that broke the process that read it; `code` is that of `Broken`."""
    reasons = {
        "timeout": "le fichier demande trop de temps à lire ; vérifiez que c’est bien le document du ministère, puis "
        "enregistrez-le à nouveau",
        "crash": "le fichier a fait échouer la lecture ; il est abîmé ou piégé : téléchargez-le à nouveau",
        "memory": "le fichier demande trop de mémoire à lire ; vérifiez que c’est bien le document du ministère, puis "
        "enregistrez-le à nouveau",
    }
    default = f"le fichier a fait échouer la lecture ({code}) : c’est un défaut de Jalon, signalez-le avec le document"
    return Unreadable(name, f"{reasons.get(code, default)}.", code if code in reasons else "bug")


def names(paths: Sequence[Path | str]) -> list[tuple[Path, str]]:
    """Each path with the name that messages and places show: its own, with its folder where two files share it, or
    its whole path where that does not tell them apart. What no screen shows, a line end or a lost letter, is a « ? ».
    """
    found = [Path(path) for path in paths]
    distinct = set(found)
    alone = Counter(path.name for path in distinct)
    nested = Counter(f"{path.parent.name}/{path.name}" for path in distinct)

    def name(path: Path) -> str:
        shown = path.name
        if alone[shown] > 1:
            shown = f"{path.parent.name}/{path.name}"
            shown = shown if nested[shown] == 1 else str(path)
        return "".join(sign if sign.isprintable() else "?" for sign in shown)

    return [(path, name(path)) for path in found]


# --- both ends of the pipe ---


def _send(stream: IO[bytes], message: object) -> None:
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_SIZE.pack(len(body)) + body)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    (size,) = _SIZE.unpack(head)
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    # The other end is our own code; the process guards against accidents of reading, it is no sandbox.
    return pickle.loads(body)  # noqa: S301


def _start(budget: Budget) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", __name__, str(budget.memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        # Ctrl-C ends the parent, which ends this one: it need not print a traceback of its own.
        start_new_session=True,
    )


def _death(process: subprocess.Popen[bytes]) -> str:
    """What a process died of: native code that gets no more memory aborts."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_DYING)
    return "memory" if process.returncode == -signal.SIGABRT else "crash"


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


# --- the process itself ---


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on every system: the clock limit stays
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(memory: int) -> None:
    # Messages have the standard output for themselves: what a library prints goes to the standard error.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    _limit_memory(memory)
    # The parent is gone where a pipe breaks: there is nobody to tell.
    with contextlib.suppress(BrokenPipeError, EOFError):
        while True:
            task, arguments = _receive(requests)
            _send(answers, _answer(task, arguments, answers))
    os._exit(0)


def _answer(task: str, arguments: Sequence[Any], answers: IO[bytes]) -> tuple[str, Any]:
    module, name = task.split(":")
    try:
        function = getattr(importlib.import_module(module), name)
        return "done", function(*arguments, lambda *told: _send(answers, ("step", told)))
    except Unreadable as refusal:
        return "refused", refusal
    except MemoryError:
        return "broken", "memory"
    except BrokenPipeError:
        raise
    except Exception as error:
        return "broken", type(error).__name__


if __name__ == "__main__":
    _serve(int(sys.argv[1]) if len(sys.argv) > 1 else BUDGET.memory)
