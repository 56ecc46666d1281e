"""The fields of a DOCX: what is their instruction, what is their result, which one the reading stands in."""

import re
from dataclasses import dataclass

_FIGURES = re.compile(r"\\[ac]\b", re.IGNORECASE)  # a list of captions, not the headings


# No file is that deep or that wordy; a hostile one costs no more.
_DEEPEST, _LONGEST = 32, 1_000


@dataclass(slots=True)
class _Field:
    start: int
    instruction: str = ""
    result: bool = False
    name: str = ""  # « PAGE », « TOC »… once its result begins


class Fields:
    """The fields that are open, the innermost last. A field may begin in a paragraph and end in another one."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def mark(self, kind: str, start: int) -> None:
        """A `w:fldChar`: `begin`, `separate` or `end`; `start` is the rank of its paragraph."""
        if kind == "begin" and len(self._open) < _DEEPEST:
            self._open.append(_Field(start))
        elif kind == "separate" and self._open:
            last = self._open[-1]
            last.result, last.name = True, _name(last.instruction)
        elif kind == "end":
            self.close()

    def open(self, start: int, instruction: str) -> None:
        """A field whose instruction is known at once (`w:fldSimple`)."""
        self._open.append(_Field(start, instruction, result=True, name=_name(instruction)))

    def close(self) -> None:
        if self._open:
            self._open.pop()

    def instruct(self, text: str) -> None:
        if self._open and not self._open[-1].result and len(self._open[-1].instruction) < _LONGEST:
            self._open[-1].instruction += text

    def settle(self) -> None:
        """The end of a paragraph: a field still without its result is broken, and hides nothing more."""
        self._open = [one for one in self._open if one.result]

    @property
    def instructing(self) -> bool:
        """Text read now is part of an instruction, which no page shows."""
        return any(not one.result for one in self._open)

    @property
    def name(self) -> str:
        return self._open[-1].name if self._open else ""

    @property
    def contents_open(self) -> bool:
        return any(one.name == "TOC" for one in self._open)

    @property
    def contents_start(self) -> int:
        return min((one.start for one in self._open if one.name == "TOC"), default=0)

    @property
    def lists_headings(self) -> bool:
        """Stands in the table of contents itself, not in a list of figures."""
        return any(one.name == "TOC" and not _FIGURES.search(one.instruction) for one in self._open)

    @property
    def lists_figures(self) -> bool:
        return self.contents_open and not self.lists_headings


def _name(instruction: str) -> str:
    words = instruction[:_LONGEST].split(maxsplit=1)
    return words[0].upper() if words else ""
