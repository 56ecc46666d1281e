"""Tasks that a hostile file could set off in the process that reads it."""

import os
import signal
import time
from typing import Any, NoReturn


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
