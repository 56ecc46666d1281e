"""Tests that a RE tells in sentences instead of a table: « une mise en situation d’une durée de 2 h, puis un … »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...schema import TestKind
from ..source import Line
from ..wording import folded
from .figures import durations
from .kinds import mentions
from .paragraphs import sentences

IN_SENTENCES = "L’épreuve est décrite en phrases, sans tableau : sa durée et son déroulement en sont déduits."
_ALL = re.compile(
    r"(?i)(?:toutes les|l’ensemble des) compétences(?: professionnelles)?(?: du (?:titre|CCP|CCS))?"
)
_TOTAL = re.compile(r"\b(?:duree totale|au total|en tout)\b")


@dataclass(frozen=True, slots=True)
class Told:
    """A test, or the total (no kind), with its minutes, the lines of its sentence, and the words that are of it."""

    kind: TestKind | None
    minutes: int
    lines: tuple[Line, ...]
    text: str = ""

    @property
    def all_competences(self) -> str:
        """« toutes les compétences du titre », as printed; empty where its words do not say so."""
        found = _ALL.search(self.text)
        return found[0] if found else ""


def tests_told(lines: Sequence[Line]) -> Iterator[Told]:
    """The tests that sentences time, each once: the first duration after its name, before the name of another."""
    seen: set[TestKind] = set()
    for sentence in sentences(lines):
        if _TOTAL.search(sentence.key):
            continue
        named = list(mentions(sentence.text))
        timed = durations(sentence.text)
        for rank, (kind, _, end) in enumerate(named):
            stop = named[rank + 1][1] if rank + 1 < len(named) else len(sentence.key)
            own = next((one.minutes for one in timed if end <= one.start < stop), 0)
            if own and kind not in seen:
                seen.add(kind)
                start = named[rank][1] if rank else 0
                text = _printed(sentence.text, start, stop)
                yield Told(kind, own, sentence.lines, text)


def total_told(lines: Sequence[Line]) -> Told | None:
    """« La durée totale de l’épreuve est de 4 h 35 »."""
    for sentence in sentences(lines):
        found = _TOTAL.search(sentence.key)
        timed = [one for one in durations(sentence.text) if found and one.start > found.end()]
        if timed:
            return Told(None, timed[0].minutes, sentence.lines)
    return None


def _printed(text: str, start: int, stop: int) -> str:
    """A stretch of a folded text, as printed."""
    ends = [len(folded(text[:rank])) for rank in range(len(text) + 1)]
    first, last = (
        next((rank - 1 for rank, end in enumerate(ends) if end > at), len(text)) for at in (start, stop)
    )
    return text[first:last].strip(" ,;")
