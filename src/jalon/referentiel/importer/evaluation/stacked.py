"""A table of modalités printed column by column: names of tests one under the other, then their cells, or durations so.

What still tells is a list right under a name, and the order: each column gives its cells in the order of the tests, a
duration stands before the conduct of its row, and a list of competences ends where one comes again, after a blank line
or at « Sans objet ».
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from ...schema import TestKind
from ..source import Line
from ..wording import is_infinitive, letters, starts_low
from .figures import duration, durations, leading_duration
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
    owners: list[int | None] = field(default_factory=list)  # of each list, the label it stands right under
    durations: list[Line] = field(default_factory=list)
    texts: list[tuple[int, Line]] = field(default_factory=list)  # with how many durations stand before
    void: list[Line] = field(default_factory=list)

    def add(self, owner: int | None) -> None:
        self.lists.append([])
        self.owners.append(owner)


def deal_stacked(lines: Sequence[Line]) -> Dealing | None:
    """The tests of a table whose lines come column by column; None where the rows of the table hold together."""
    labels = list(_labels(lines))
    if not labels or not _by_columns(lines, labels):
        return None
    owners = {rank: n for n, (_, *span) in enumerate(labels) for rank in range(*span)}
    for new_cell in (_NEW_CELL, inf):
        cells = _cells(lines, owners, new_cell)
        tests = [Dealt(kind, lines[start:stop]) for kind, start, stop in labels]
        held = _held(tests, cells)
        if len(held) <= len(cells.durations):
            break  # else blank lines part what is one cell
    if not held:
        return None
    # More durations than tests is a contradiction that the total of the exam will tell.
    for test, line in zip(held, cells.durations, strict=False):
        test.durations = [line]
    for before, line in cells.texts:
        held[min(max(before - 1, 0), len(held) - 1)].conduct.append(line)
    return Dealing(tests, cells.void)


def _by_columns(lines: Sequence[Line], labels: Sequence[tuple[TestKind, int, int]]) -> bool:
    """True where names follow each other, or durations do, or where the first test has none beside it."""
    if any(stop == start for (_, _, stop), (_, start, _) in pairwise(labels)):
        return True
    ends = [*(start for _, start, _ in labels[1:]), len(lines)]
    rows = [lines[stop:end] for (_, _, stop), end in zip(labels, ends, strict=True)]
    alone = [sum(map(_is_duration, row)) for row in rows]
    return max(alone) > 1 or (sum(alone) > 0 and not any(durations(line.text) for line in rows[0]))


def _held(tests: Sequence[Dealt], cells: _Cells) -> list[Dealt]:
    """The tests of the exam, each with its competences: those that have some, then as many as durations are left."""
    rows = [test for test in tests if test.kind is not TestKind.ENTRETIEN_FINAL]
    free = [test for n, test in enumerate(tests) if test in rows and n not in cells.owners]
    for own, owner in zip(cells.lists, cells.owners, strict=True):
        if owner is not None:
            tests[owner].competences += own
        elif free:
            free.pop(0).competences += own
    held = [test for test in rows if test.competences]
    lacking = len(cells.durations) - len(held) - (len(tests) - len(rows))
    held += free[: max(lacking, 0)]
    return [test for test in tests if test in held or test not in rows]


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


def _is_duration(line: Line) -> bool:
    head = leading_duration(line.text)
    return head is not None and not head[1]


def _cells(lines: Sequence[Line], labels: Mapping[int, int], new_cell: float) -> _Cells:
    """The cells of lines; `labels` gives the rank of the label that a line is of, `new_cell` the blank lines that part
    two lists."""
    cells = _Cells()
    seen: set[str] = set()
    above: list[int] = []  # the labels that stand right above
    inside = False  # in the column of competences
    waiting = 0  # « Sans objet » printed before a list
    for rank, line in enumerate(lines):
        owner = above[0] if len(above) == 1 else None
        if rank in labels:
            above = [*above, labels[rank]] if labels[rank] not in above else above
            inside, waiting = False, 0
            continue
        if _is_duration(line):
            (cells.durations if duration(line.text) else cells.void).append(line)
            inside, waiting = False, 0
        elif is_nothing(line.text):
            cells.void.append(line)
            if inside or owner is not None:
                cells.add(owner)
            else:
                waiting += 1
        elif is_infinitive(line.text) and line.text[:1].isupper() and not line.bullet:
            key = letters(line.text)
            if not inside or not cells.lists[-1] or line.gap > new_cell or key in seen:
                for _ in range(waiting):
                    cells.add(None)
                cells.add(owner)
                seen.clear()
            cells.lists[-1].append(line)
            seen.add(key)
            inside, waiting = True, 0
        elif inside and cells.lists[-1] and starts_low(line.text) and line.gap <= _NEW_CELL:
            cells.lists[-1].append(line)
        else:
            cells.texts.append((len(cells.durations), line))
            inside, waiting = False, 0
        above = []
    return cells
