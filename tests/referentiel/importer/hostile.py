"""Tasks for a worker that do what a hostile file would make the reading do."""

import ctypes
import os
import sys
import time
from collections.abc import Callable

from jalon.referentiel.importer.source import Unreadable

Step = Callable[[int, int, str], None]


def add(one: int, other: int, step: Step) -> int:
    step(0, 1, "Addition")
    return one + other


def who(step: Step) -> int:
    return os.getpid()


def crash(step: Step) -> None:
    step(1, 2, "Bientôt")
    ctypes.string_at(0)


def hang(step: Step) -> None:
    step(3, 4, "Toujours")
    time.sleep(60)


def devour(step: Step) -> int:
    return len(bytearray(1 << 42))


def abort(step: Step) -> None:
    os.abort()


def stumble(step: Step) -> None:
    raise ZeroDivisionError("an error that nobody foresaw")


def dive(step: Step) -> None:
    dive(step)


def refuse(step: Step) -> None:
    raise Unreadable("piège.pdf", "le fichier est vide.", "empty")


def chatter(step: Step) -> str:
    sys.stdout.write("some library prints this on the standard output\n")
    os.write(1, b"and native code writes this\n")
    sys.stdout.flush()
    return "heard"
