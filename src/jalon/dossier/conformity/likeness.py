"""Passages that dossiers of a centre share, so that a copied chapter is seen before the jury sees it.

Each dossier becomes the stems of its words; runs of a few of them are hashed and thinned (winnowing, Schleimer et al.,
2003), so that two dossiers that share a run share a hash. Hashes in common are then chained, and bounds found word by
word: an accent, an ending or a word changed here and there does not break a passage.
"""

import re
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .paper import Paper
from .words import folded, places, stems

Hashes = NDArray[np.uint64]
Words = NDArray[np.uint32]
Ranks = NDArray[np.int32]

SHORTEST = 25  # words that say something: about three lines
_RUN = 5  # words hashed together
_WINDOW = 4  # of as many runs, one hash is kept
_GAP = 12  # words that may differ inside a passage
_ALIKE = 0.7  # share of the words of a passage found in both, at least
_SEEDS = 3
# What more dossiers share than these is the common wording of a centre, a template or a text of law.
_COMMON_SHARE, _COMMON_LEAST = 0.1, 20
_LAW = re.compile(
    r"\b(?:articles?\s+[LRD]\.?\s?\d|arrêté\s+du|décret\s+n|loi\s+(?:n°|du\s+\d)|code\s+du\s+travail)", re.I
)
_QUOTED = re.compile(r"[«“\"][^»”\"]{60,}[»”\"]")
_BETWEEN = "\0"
_BASE = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Print:
    """What a dossier needs to be compared: its hashed words, and its text to be shown.

    For each paragraph kept: `firsts` the rank of its first word, `ranks` and `pages` its place in the paper; `packed`
    is what they say, which only a pair that shares something unpacks.
    """

    words: Words
    firsts: tuple[int, ...]
    packed: bytes
    ranks: tuple[int, ...]
    pages: tuple[int, ...]

    @property
    def texts(self) -> list[str]:
        """What the paragraphs say, in the order of `ranks`."""
        return (
            zlib.decompress(self.packed).decode("utf-8", "surrogatepass").split(_BETWEEN)
            if self.ranks
            else []
        )


@dataclass(frozen=True, slots=True)
class Side:
    """A shared passage in one dossier: ranks of its paragraphs in the paper (end included), pages (0 unknown), text."""

    paragraphs: tuple[int, int]
    pages: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage in two dossiers; `words` that say something are the same in both."""

    one: Side
    other: Side
    words: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two dossiers with what they share, longest first; `shares` is the part of each that the other holds, 0 to 1."""

    one: str
    other: str
    passages: tuple[Shared, ...]
    shares: tuple[float, float]

    @property
    def share(self) -> float:
        return max(self.shares)


def shared_passages(papers: Mapping[str, Paper], *, common: Iterable[str] = ()) -> tuple[Likeness, ...]:
    """Pairs of dossiers that share passages, most alike first; what `common` texts say is nobody's."""
    return compare({name: print_of(paper) for name, paper in papers.items()}, common=common)


def print_of(paper: Paper) -> Print:
    """The print of a dossier, a few times smaller than the paper; headings and quotes of law are left out."""
    hashes: list[int] = []
    firsts: list[int] = []
    texts: list[str] = []
    ranks: list[int] = []
    pages: list[int] = []
    for rank, one in enumerate(paper.paragraphs):
        if one.story in ("header", "footer") or one.toc or one.guidance or one.level is not None:
            continue
        text = one.text
        told = stems(_without_law(text))
        if told:
            firsts.append(len(hashes))
            hashes += map(_hashed, told)
            texts.append(text.replace(_BETWEEN, " "))
            ranks.append(rank)
            pages.append(one.page)
    packed = zlib.compress(_BETWEEN.join(texts).encode("utf-8", "surrogatepass"), 1)
    return Print(np.array(hashes, np.uint32), tuple(firsts), packed, tuple(ranks), tuple(pages))


def compare(prints: Mapping[str, Print], *, common: Iterable[str] = ()) -> tuple[Likeness, ...]:
    """The same from prints, which may have been made elsewhere."""
    names = list(prints)
    known = _runs_of(common)
    found = []
    for (one, other), seeds in _pairs([prints[name] for name in names], known).items():
        mine, theirs = prints[names[one]], prints[names[other]]
        spans = _passages(mine.words.tolist(), theirs.words.tolist(), seeds)
        spans = [span for span in spans if _own(mine.words, span, known) >= SHORTEST]
        if not spans:
            continue
        shared = sorted((_shared(mine, theirs, span) for span in spans), key=lambda one: -one.words)
        words = sum(passage.words for passage in shared)
        shares = (words / len(mine.words), words / len(theirs.words))
        found.append(
            Likeness(names[one], names[other], tuple(shared), (min(shares[0], 1.0), min(shares[1], 1.0)))
        )
    return tuple(sorted(found, key=lambda one: (-one.share, one.one, one.other)))


def clusters(likenesses: Sequence[Likeness]) -> tuple[tuple[str, ...], ...]:
    """Dossiers that share passages, directly or through others, the largest group first."""
    group: dict[str, set[str]] = {}
    for likeness in likenesses:
        joined = group.get(likeness.one, {likeness.one}) | group.get(likeness.other, {likeness.other})
        group.update(dict.fromkeys(joined, joined))
    found = {tuple(sorted(names)) for names in group.values()}
    return tuple(sorted(found, key=lambda names: (-len(names), names)))


@cache
def _hashed(stem: str) -> int:
    return int.from_bytes(blake2b(stem.encode(), digest_size=4).digest(), "big")


def _without_law(text: str) -> str:
    """Long quotes of a paragraph that cites law, blanked: they belong to everyone."""
    if not _LAW.search(text):
        return text
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


def _runs(hashed: Words) -> Hashes:
    """One hash for each run of words, wherever it stands."""
    words = hashed.astype(np.uint64)
    if len(words) < _RUN:
        return np.zeros(0, np.uint64)
    count = len(words) - _RUN + 1
    mixed = np.zeros(count, np.uint64)
    for place in range(_RUN):
        mixed = (mixed + words[place : place + count]) * _BASE
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _runs_of(texts: Iterable[str]) -> Hashes:
    hashed = [_runs(np.array([_hashed(one) for one in stems(text)], np.uint32)) for text in texts]
    return np.unique(np.concatenate(hashed)) if hashed else np.zeros(0, np.uint64)


def _winnowed(runs: Hashes) -> NDArray[np.intp]:
    """Ranks of the runs kept: the least hash of each window, the last where several are least."""
    if len(runs) <= _WINDOW:
        return np.arange(len(runs))
    windows = sliding_window_view(runs[::-1], _WINDOW)
    least = windows.argmin(axis=1) + np.arange(len(windows))
    return np.unique(len(runs) - 1 - least)


def _pairs(prints: Sequence[Print], known: Hashes) -> dict[tuple[int, int], NDArray[np.int64]]:
    """Places of the runs that two dossiers share, for each pair that shares some; a run met too often is common."""
    kept, where, owner = [], [], []
    for rank, one in enumerate(prints):
        runs = _runs(one.words)
        chosen = _winnowed(runs)
        chosen = chosen[~np.isin(runs[chosen], known)]
        # A run that a dossier repeats says no more than once.
        first = np.unique(runs[chosen], return_index=True)[1]
        chosen = chosen[first]
        kept.append(runs[chosen])
        where.append(chosen.astype(np.int32))
        owner.append(np.full(len(chosen), rank, np.int32))
    if not kept:
        return {}
    hashes, spots, owners = np.concatenate(kept), np.concatenate(where), np.concatenate(owner)
    del kept, where, owner
    order = np.lexsort((owners, hashes))
    hashes, spots, owners = hashes[order], spots[order], owners[order]
    edges = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1], True])
    sizes = np.diff(edges)
    most = max(_COMMON_LEAST, int(len(prints) * _COMMON_SHARE))
    seeds = list(_seeds(edges, sizes, spots, owners, most))
    if not seeds:
        return {}
    ones, others, mine, theirs = (np.concatenate(column) for column in zip(*seeds, strict=True))
    keys = ones.astype(np.int64) * len(prints) + others
    order = np.argsort(keys, kind="stable")
    keys, mine, theirs = keys[order], mine[order], theirs[order]
    edges = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True])
    return {
        (int(keys[low]) // len(prints), int(keys[low]) % len(prints)): np.stack(
            (mine[low:high], theirs[low:high]), axis=1
        ).astype(np.int64)
        for low, high in pairwise(edges.tolist())
        if high - low >= _SEEDS
    }


def _seeds(
    edges: NDArray[np.intp], sizes: NDArray[np.intp], spots: Ranks, owners: Ranks, most: int
) -> Iterator[tuple[Ranks, Ranks, Ranks, Ranks]]:
    """For hashes held by as many dossiers, every two of them: owners, then places."""
    for size in np.unique(sizes):
        if not 1 < size <= most:
            continue
        rows = edges[:-1][sizes == size][:, None] + np.arange(size)[None, :]
        left, right = np.triu_indices(int(size), 1)
        yield (
            owners[rows][:, left].ravel(), owners[rows][:, right].ravel(),
            spots[rows][:, left].ravel(), spots[rows][:, right].ravel(),
        )  # fmt: skip


def _passages(
    mine: list[int], theirs: list[int], seeds: NDArray[np.int64]
) -> list[tuple[int, int, int, int, int]]:
    """Spans (start and end in each, words the same), bounds found word by word, none over another."""
    chains = _chained(seeds)
    found: list[tuple[int, int, int, int, int]] = []
    for chain in chains:
        low, low_other = chain[0]
        high, high_other = chain[-1][0] + _RUN, chain[-1][1] + _RUN
        low, low_other = _stretched(mine, theirs, low - 1, low_other - 1, -1)
        high, high_other = _stretched(mine, theirs, high, high_other, 1)
        same = _same(mine, theirs, chain, low, low_other, high, high_other)
        longest = max(high - low, high_other - low_other)
        if same < SHORTEST or same < _ALIKE * longest:
            continue
        if found and low < found[-1][1] and low_other < found[-1][3] and low_other >= found[-1][2]:
            if same <= found[-1][4]:
                continue
            found.pop()
        found.append((low, high, low_other, high_other, same))
    return found


def _chained(seeds: NDArray[np.int64]) -> list[list[tuple[int, int]]]:
    """Seeds that follow each other in both dossiers with little between them."""
    chains: list[list[tuple[int, int]]] = []
    waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)  # by diagonal
    for mine, theirs in sorted(map(tuple, seeds.tolist())):
        diagonal = (theirs - mine) // _GAP
        best: list[tuple[int, int]] | None = None
        for near in (diagonal, diagonal - 1, diagonal + 1):
            chain = waiting.get(near)
            if chain and 0 < mine - chain[-1][0] <= _GAP + _RUN and 0 < theirs - chain[-1][1] <= _GAP + _RUN:
                best = chain
                break
        if best is None:
            best = []
            chains.append(best)
        best.append((mine, theirs))
        waiting[diagonal] = best
    return [chain for chain in chains if len(chain) >= _SEEDS]


def _stretched(mine: list[int], theirs: list[int], here: int, there: int, step: int) -> tuple[int, int]:
    """How far the words stay the same beyond a chain; a word replaced, added or left out is stepped over."""
    last = (here - step, there - step)
    while 0 <= here < len(mine) and 0 <= there < len(theirs):
        if mine[here] == theirs[there]:
            last = (here, there)
            here, there = here + step, there + step
            continue
        for skip, other_skip in ((1, 1), (1, 0), (0, 1), (2, 2)):
            ahead, beyond = here + step * skip, there + step * other_skip
            if (
                0 <= ahead < len(mine) and 0 <= beyond < len(theirs)
                and 0 <= ahead + step < len(mine) and 0 <= beyond + step < len(theirs)
                and mine[ahead] == theirs[beyond] and mine[ahead + step] == theirs[beyond + step]
            ):  # fmt: skip
                here, there = ahead, beyond
                break
        else:
            break
    return (last[0], last[1]) if step < 0 else (last[0] + 1, last[1] + 1)


def _same(
    mine: list[int],
    theirs: list[int],
    chain: list[tuple[int, int]],
    low: int,
    low_other: int,
    high: int,
    high_other: int,
) -> int:
    """How many words of a span are in both, in order, between the anchors of its chain."""
    anchors = [(low, low_other), *chain, (high, high_other)]
    count = 0
    for (here, there), (next_here, next_there) in pairwise(anchors):
        count += _common(mine[here:next_here], theirs[there:next_there])
    return count


def _common(mine: list[int], theirs: list[int]) -> int:
    """Length of the longest common run of words, in order, not always side by side."""
    if mine == theirs:
        return len(mine)
    row = [0] * (len(theirs) + 1)
    for word in mine:
        before = 0
        for rank, other in enumerate(theirs, 1):
            before, row[rank] = row[rank], before + 1 if word == other else max(row[rank], row[rank - 1])
    return row[-1]


def _own(words: Words, span: tuple[int, int, int, int, int], known: Hashes) -> int:
    """Words of a span that common texts do not say."""
    runs = _runs(words[span[0] : span[1]])
    return span[4] - int(np.isin(runs, known).sum()) if len(known) else span[4]


def _shared(mine: Print, theirs: Print, span: tuple[int, int, int, int, int]) -> Shared:
    low, high, low_other, high_other, same = span
    one, other = _Cut.of(mine, low, high), _Cut.of(theirs, low_other, high_other)
    # Words that say nothing alone were not compared: those at both ends are part of the passage too.
    more = _alike_before(one.before, other.before)
    less = _alike_before(one.after[::-1], other.after[::-1])
    return Shared(one.side(mine, more, less), other.side(theirs, more, less), same)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A span in the paragraphs of a print: the first and the last, and where it begins and ends in them."""

    first: int
    last: int
    lines: tuple[str, ...]
    begin: int
    finish: int

    @classmethod
    def of(cls, held: Print, low: int, high: int) -> "_Cut":
        first, last = bisect_right(held.firsts, low) - 1, bisect_right(held.firsts, high - 1) - 1
        lines = tuple(held.texts[first : last + 1])
        begin = list(places(_without_law(lines[0])))[low - held.firsts[first]][1]
        finish = list(places(_without_law(lines[-1])))[high - 1 - held.firsts[last]][2]
        return cls(first, last, lines, begin, finish)

    @property
    def before(self) -> str:
        return self.lines[0][: self.begin]

    @property
    def after(self) -> str:
        return self.lines[-1][self.finish :]

    def side(self, held: Print, more: int, less: int) -> Side:
        lines = list(self.lines)
        lines[-1] = lines[-1][: self.finish + less]
        lines[0] = lines[0][self.begin - more :].lstrip(" \u00a0\u202f.,;:!?…)]»”")
        return Side(
            (held.ranks[self.first], held.ranks[self.last]),
            (held.pages[self.first], held.pages[self.last]),
            "\n".join(line.strip() for line in lines),
        )


def _alike_before(one: str, other: str) -> int:
    """How many characters two texts end with alike, whole words only."""
    count = 0
    while count < min(len(one), len(other)) and folded(one[-count - 1]) == folded(other[-count - 1]):
        count += 1
    while count > 0 and any(
        len(text) > count and text[-count - 1].isalnum() and text[-count].isalnum() for text in (one, other)
    ):
        count -= 1
    return count
