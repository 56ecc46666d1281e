"""Letters of a run of lines, with the place of each: known titles are found in them whatever the line ends.

A flat extraction runs cells together and cuts titles anywhere; a title is still its letters, in order.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from ..source import Line
from ..wording import join, letters

_PREFIX = 8
_NEAR = 0.9


@dataclass(frozen=True, slots=True)
class Letters:
    """The folded letters and figures of some lines; `owners` gives the rank of the line and the place in its text."""

    lines: tuple[Line, ...]
    text: str
    owners: tuple[tuple[int, int], ...] = field(repr=False)

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Letters":
        kept = tuple(lines)
        signs: list[str] = []
        owners: list[tuple[int, int]] = []
        for rank, line in enumerate(kept):
            for at, char in enumerate(line.text):
                for sign in _folded(char):
                    signs.append(sign)
                    owners.append((rank, at))
        return cls(kept, "".join(signs), tuple(owners))

    def at_line(self, rank: int) -> int:
        """Position of the first letter of a line."""
        return bisect_left(self.owners, (rank, -1))

    def cut(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines between two positions, the first and the last cut there; signs after the last letter go with it."""
        if start >= end:
            return ()
        (first, left), (last, right) = self.owners[start], self.owners[end - 1]
        stop = self._next(end, last, right)
        if start == 0 or self.owners[start - 1][0] != first:
            left = 0
        else:
            left = self._opened(first, left, self.owners[start - 1][1])
        pieces: list[Line] = []
        for rank in range(first, last + 1):
            line = self.lines[rank]
            text = line.text[left if rank == first else 0 : stop if rank == last else None].strip()
            if text:
                pieces.append(line if text == line.text.strip() else replace(line, text=text))
        return tuple(pieces)

    def _next(self, end: int, line: int, at: int) -> int | None:
        """Where the text of a line stops when the letters after `end` begin another piece of it."""
        if end >= len(self.owners) or self.owners[end][0] != line:
            return None
        return self._opened(line, self.owners[end][1], at)

    def _opened(self, line: int, at: int, after: int) -> int:
        """A place in a line, moved before the quotes, brackets and dashes that open what stands there."""
        text = self.lines[line].text
        while at > after + 1 and text[at - 1] in "«“\"([‘’'-–• \u00a0\u202f":
            at -= 1
        return at


def _folded(char: str) -> str:
    opened = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}.get(char, char)
    plain = unicodedata.normalize("NFKD", opened).lower()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


@dataclass(frozen=True, slots=True)
class Found:
    """A known title found in letters, from `start` to `end`."""

    title: str
    start: int
    end: int


class Titles:
    """Titles known of the documents (of competences, of activities), to be found again in running text."""

    def __init__(self, titles: Iterable[str]) -> None:
        self.by_letters: dict[str, str] = {}
        for title in titles:
            key = letters(title)
            if len(key) >= 6:
                self.by_letters.setdefault(key, title)
        self._by_prefix: dict[str, list[str]] = {}
        for key in sorted(self.by_letters, key=len, reverse=True):
            self._by_prefix.setdefault(key[:_PREFIX], []).append(key)

    def __bool__(self) -> bool:
        return bool(self.by_letters)

    def at(self, text: str, start: int) -> Found | None:
        """The longest known title that letters spell from a position."""
        for size in (_PREFIX, 7, 6):
            for key in self._by_prefix.get(text[start : start + size], ()):
                if text.startswith(key, start):
                    return Found(self.by_letters[key], start, start + len(key))
        return None

    def near(self, text: str) -> str | None:
        """The known title that a text is, a few letters apart; None where none or several are as near."""
        key = letters(text)
        if key in self.by_letters:
            return self.by_letters[key]
        scored = sorted(
            ((SequenceMatcher(None, key, known, autojunk=False).ratio(), known) for known in self.by_letters),
            reverse=True,
        )
        close = [known for score, known in scored[:2] if score >= _NEAR]
        return self.by_letters[close[0]] if len(close) == 1 else None

    def starts(self, text: str) -> bool:
        """True where a text opens by the beginning of a known title, or holds it whole."""
        key = letters(text)
        if len(key) < 6:
            return False
        return any(known.startswith(key) or key.startswith(known) for known in self.by_letters)


def text_of(lines: Sequence[Line], words: frozenset[str]) -> str:
    """The text of pieces of lines that make one title or one item."""
    return join((line.text for line in lines), words)
