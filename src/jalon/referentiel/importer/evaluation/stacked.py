"""A table of modalités printed column by column: the names of its tests stand one under the other, then their cells.

What still tells is the order: each column gives its cells in the order of the tests, a duration stands before the
conduct of its row, and a list of competences ends where one comes again, after a blank line or at « Sans objet ».
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...schema import TestKind
from ..source import Line
from ..wording import is_infinitive, letters, starts_low
from .figures import leading_duration
from .kinds import LABEL_LETTERS, is_nothing
from .known import Letters

_LABEL_LINES = 4
_NEW_CELL = 0.6


@dataclass(slots=True)
class Dealt:
    """A test and the cells that come to it; one without duration nor competences is not of this exam."""

    kind: TestKind
    label: Sequence[Line]
    competences: list[Line] = field(default_factory=list)
    durations: list[Line] = field(default_factory=list)
    conduct: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Dealing:
    """The tests in their order, and the lines that say « Sans objet »."""

    tests: list[Dealt]
    void: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Cells:
    """The cells of a table in the order they come; a list without line is « Sans objet »."""

    lists: list[list[Line]] = field(default_factory=list)
    durations: list[Line] = field(default_factory=list)
    texts: list[tuple[int, Line]] = field(default_factory=list)  # with how many durations stand before
    void: list[Line] = field(default_factory=list)


def deal_stacked(lines: Sequence[Line]) -> Dealing | None:
    """The tests of a table whose lines come column by column; None where the rows of the table hold together."""
    labels = list(_labels(lines))
    if not any(stop == start for (_, _, stop), (_, start, _) in pairwise(labels)):
        return None
    cells = _cells(lines, {rank for _, start, stop in labels for rank in range(start, stop)})
    tests = [Dealt(kind, lines[start:stop]) for kind, start, stop in labels]
    rows = [test for test in tests if test.kind is not TestKind.ENTRETIEN_FINAL]
    for test, own in zip(rows, cells.lists, strict=False):
        test.competences = own
    held = [test for test in rows if test.competences]
    lacking = len(cells.durations) - len(held) - (len(tests) - len(rows))
    held += rows[len(cells.lists) :][: max(lacking, 0)]
    held = [test for test in tests if test in held or test not in rows]
    if not held:
        return None
    for test, line in zip(held, cells.durations, strict=False):
        test.durations = [line]
    for before, line in cells.texts:
        held[min(max(before - 1, 0), len(held) - 1)].conduct.append(line)
    return Dealing(tests, cells.void)


def _labels(lines: Sequence[Line]) -> Iterator[tuple[TestKind, int, int]]:
    """The names of tests that whole lines print, each once, with the rank of the first line and of the next."""
    stretch = Letters.of(lines)
    seen: set[TestKind] = set()
    rank = 0
    while rank < len(lines):
        start = stretch.at_line(rank)
        for kind, key in LABEL_LETTERS:
            end = start + len(key)
            if kind in seen or not stretch.text.startswith(key, start):
                continue
            last = stretch.owners[end - 1][0]
            whole = end == len(stretch.owners) or stretch.owners[end][0] > last
            if whole and last - rank < _LABEL_LINES:
                seen.add(kind)
                yield kind, rank, last + 1
                rank = last
                break
        rank += 1


def _cells(lines: Sequence[Line], labels: set[int]) -> _Cells:
    cells = _Cells()
    seen: set[str] = set()
    inside = False  # in the column of competences
    waiting = 0  # « Sans objet » printed before a list
    for rank, line in enumerate(lines):
        head = leading_duration(line.text)
        if rank in labels:
            inside, waiting = False, 0
        elif head and not head[1]:
            (cells.durations if head[0] else cells.void).append(line)
            inside, waiting = False, 0
        elif is_nothing(line.text):
            cells.void.append(line)
            if inside:
                cells.lists.append([])
            else:
                waiting += 1
        elif is_infinitive(line.text) and line.text[:1].isupper() and not line.bullet:
            key = letters(line.text)
            if not inside or not cells.lists[-1] or line.gap > _NEW_CELL or key in seen:
                cells.lists += [[] for _ in range(waiting)]
                cells.lists.append([])
                seen.clear()
            cells.lists[-1].append(line)
            seen.add(key)
            inside, waiting = True, 0
        elif inside and cells.lists[-1] and starts_low(line.text) and line.gap <= _NEW_CELL:
            cells.lists[-1].append(line)
        else:
            cells.texts.append((len(cells.durations), line))
            inside, waiting = False, 0
    return cells
