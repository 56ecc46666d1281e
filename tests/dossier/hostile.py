"""Tasks that a hostile file could set off in the process that reads it."""

import os
import signal
import time
from typing import Any, NoReturn

from jalon.dossier.apart import Kept


def die(*_: Any) -> NoReturn:
    """End as native code does on a file made to break it."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def swallow(*_: Any) -> None:
    """Ask for more memory than the process may have."""
    raise MemoryError


def sleep(*_: Any) -> None:
    """Never end."""
    time.sleep(60)


def who(*_: Any) -> int:
    """The process where this runs."""
    return os.getpid()


def refuse(*_: Any) -> Kept:
    """What the checker answers on a file that it does not read."""
    return Kept(None, [], "Ce fichier est piégé.", "Illisible")


def die_once(marker: str, *_: Any) -> str:
    """End the first time, as a process that the system needed the memory of."""
    if not os.path.exists(marker):  # noqa: PTH110
        with open(marker, "w"):  # noqa: PTH123
            die()
    return "lu"
