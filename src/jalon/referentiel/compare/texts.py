"""Texts of two versions: how alike they are, which words differ, which line of a list answers which."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from ..search import stems as _stems
from .model import Change, Line, Word

CLOSE = 0.55  # from there on, a line is held to be the other one reworded
_TOKEN = re.compile(r"\w+[’']|\d+(?:[/.,]\d+)*|\w+|\s+|[^\w\s]")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-",
                        "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})  # fmt: skip

stems = lru_cache(maxsize=20_000)(_stems)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A text without what typography alone decides: accents, case, apostrophes, spaces, the final full stop."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS).lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"\s*([;:,.!?])", r"\1", " ".join(plain.split())).rstrip(" .;:,")


def similarity(one: str, other: str) -> float:
    """How alike two wordings are, from 0 (nothing in common) to 1 (typography apart, the same)."""
    if fold(one) == fold(other):
        return 1.0
    mine, its = stems(one), stems(other)
    shared = 2 * len(mine & its) / (len(mine) + len(its)) if mine or its else 0.0
    letters = fuzz.ratio(fold(one), fold(other)) / 100
    # Unrelated French sentences share half of their letters: they count only once words or most letters agree.
    return min(
        0.99, max(shared * 0.5 + letters * 0.5 if shared >= 0.3 else 0.0, letters if letters >= 0.8 else 0.0)
    )


class Weights:
    """The words of a set of texts, rare ones weighing more than those that stand everywhere."""

    def __init__(self, texts: Iterable[str]) -> None:
        bags = [stems(text) for text in texts]
        counts: dict[str, int] = {}
        for bag in bags:
            for word in bag:
                counts[word] = counts.get(word, 0) + 1
        self._weights: Mapping[str, float] = {w: 1 + log(len(bags) / n) for w, n in counts.items()}

    def weigh(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, 1.0) for word in words)

    def likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Weighted share of the words of both that are common, from 0 to 1."""
        total = self.weigh(one) + self.weigh(other)
        return 2 * self.weigh(one & other) / total if total else 0.0


def words(former: str, current: str) -> tuple[Word, ...]:
    """Both texts as one sequence of runs; what is not `added` spells the former, what is not `removed` the current."""
    before, after = _TOKEN.findall(former), _TOKEN.findall(current)
    runs: list[Word] = []
    for code in Indel.opcodes(before, after):
        gone, come = before[code.src_start : code.src_end], after[code.dest_start : code.dest_end]
        if code.tag == "equal":
            _extend(runs, "same", "".join(gone))
        else:
            _extend(runs, "removed", "".join(gone))
            _extend(runs, "added", "".join(come))
    return tuple(_joined(runs))


def _extend(runs: list[Word], side: str, text: str) -> None:
    if text:
        runs.append(Word(side, text))  # type: ignore[arg-type]


def _joined(runs: Sequence[Word]) -> list[Word]:
    """Between two changes, a common space or sign alone is no landmark for the eye: it joins them."""
    joined: list[Word] = []
    gone = come = ""
    for rank, run in enumerate(runs):
        landmark = run.side == "same" and (
            rank in (0, len(runs) - 1) or any(char.isalnum() for char in run.text) or not (gone or come)
        )
        if landmark:
            joined += _changes(gone, come)
            gone = come = ""
            joined.append(run)
        else:
            gone += run.text if run.side != "added" else ""
            come += run.text if run.side != "removed" else ""
    return joined + _changes(gone, come)


def _changes(gone: str, come: str) -> list[Word]:
    """A change, without the spaces that both ends share."""
    if gone == come:
        return [Word("same", gone)] if gone else []
    found = [Word("removed", gone)] if gone else []
    return [*found, Word("added", come)] if come else found


@dataclass(frozen=True, slots=True)
class Match:
    """Ranks from 0 of a line in each list (None: absent), how alike they are, whether their order changed."""

    former: int | None
    current: int | None
    likeness: float = 0.0
    moved: bool = False


def match(former: Sequence[str], current: Sequence[str], close: float = CLOSE) -> list[Match]:
    """Which line of a list answers which of another: the same text first, then the likest; in reading order."""
    pairs: dict[int, int] = {}
    for same in (str, fold):
        waiting: dict[str, list[int]] = {}
        for rank, text in enumerate(current):
            if rank not in pairs.values():
                waiting.setdefault(same(text), []).append(rank)
        for rank, text in enumerate(former):
            if rank not in pairs and (ranks := waiting.get(same(text))):
                pairs[rank] = ranks.pop(0)
    taken = set(pairs.values())
    candidates = sorted(
        (-likeness, abs(mine - its), mine, its)
        for mine, one in enumerate(former)
        if mine not in pairs
        for its, other in enumerate(current)
        if its not in taken and (likeness := similarity(one, other)) >= close
    )
    scores = dict.fromkeys(pairs, 1.0)
    for likeness, _, mine, its in candidates:
        if mine not in pairs and its not in taken:
            pairs[mine], scores[mine] = its, -likeness
            taken.add(its)
    kept = _in_order([pairs[rank] for rank in sorted(pairs)])
    found = [Match(mine, its, scores[mine], its not in kept) for mine, its in pairs.items()]
    found += [Match(None, rank) for rank in range(len(current)) if rank not in taken]
    gone = [Match(rank, None) for rank in range(len(former)) if rank not in pairs]
    return _reading_order(found, gone)


def _reading_order(found: list[Match], gone: list[Match]) -> list[Match]:
    """By rank in the current list; a line that is gone stands after the one it followed."""
    ordered = sorted(found, key=lambda item: item.current or 0)
    for item in gone:
        before = [m for m in ordered if m.former is not None and m.former < (item.former or 0)]
        last = max(before, key=lambda m: m.former or 0, default=None)
        ordered.insert(ordered.index(last) + 1 if last else 0, item)
    return ordered


def _in_order(ranks: Sequence[int]) -> set[int]:
    """The longest run of ranks that still rise: the others are those that moved."""
    ends: list[int] = []  # ends[n]: the lowest end of a rising run of n + 1 ranks
    before: dict[int, int | None] = {}
    for rank in ranks:
        place = bisect_left(ends, rank)
        before[rank] = ends[place - 1] if place else None
        ends[place : place + 1] = [rank]
    kept: set[int] = set()
    here = ends[-1] if ends else None
    while here is not None:
        kept.add(here)
        here = before[here]
    return kept


def text_lines(
    field: str,
    label: str,
    former: Sequence[str],
    current: Sequence[str],
    former_address: str,
    current_address: str,
) -> tuple[Line, ...]:
    """Two lists of texts, one line per text; `label` names one of them, addresses are those of the lists."""
    return tuple(
        text_line(
            field,
            f"{label} {(m.current if m.current is not None else m.former or 0) + 1}",
            "" if m.former is None else former[m.former],
            "" if m.current is None else current[m.current],
            "" if m.former is None else f"{former_address}/{m.former + 1}",
            "" if m.current is None else f"{current_address}/{m.current + 1}",
            moved=m.moved,
        )
        for m in match(former, current)
    )


def text_line(
    field: str,
    label: str,
    former: str,
    current: str,
    former_address: str,
    current_address: str,
    *,
    moved: bool = False,
) -> Line:
    """One text in both versions; an empty address means that the version has no such piece."""
    change = _change(former, current, former_address, current_address)
    differs = change in (Change.REWORDED, Change.RESPELLED)
    if moved and change in (Change.SAME, Change.RESPELLED):
        change = Change.MOVED
    return Line(
        change,
        field,
        label,
        former if former_address else None,
        current if current_address else None,
        former_address,
        current_address,
        words=words(former, current) if differs else (),
    )


def _change(former: str, current: str, former_address: str, current_address: str) -> Change:
    if not former_address or (not former and current):
        return Change.ADDED
    if not current_address or (former and not current):
        return Change.REMOVED
    if former == current:
        return Change.SAME
    return Change.RESPELLED if fold(former) == fold(current) else Change.REWORDED
