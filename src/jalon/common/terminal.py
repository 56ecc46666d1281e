"""How far a long command is, told on its terminal."""

import sys
from typing import TextIO


class StatusLine:
    """One line that changes in place on a terminal; elsewhere, one more line each time. Not for two threads at once."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._width = 0
        self.live = self._stream.isatty()

    def show(self, line: str) -> None:
        """Put `line` in the place of the one before, or after it where nothing can be wiped."""
        self._stream.write("\r" + line.ljust(self._width) if self.live else line + "\n")
        self._width = len(line)
        self._stream.flush()

    def clear(self) -> None:
        """Wipe the line; what was told elsewhere than on a terminal stays."""
        if self.live and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
        self._width = 0
