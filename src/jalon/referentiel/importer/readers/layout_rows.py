"""The rows of a table whose columns are known: cells at the top of their row, or centred in it."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from . import glyphs
from .html_table import Raw

_BOXES = frozenset((glyphs.TICKED, glyphs.EMPTY, "X", "x"))
_NUMBER = re.compile(r"^\d{1,2}$")


@dataclass(slots=True)
class GridCell:
    """A cell of a row: its first column, how many it covers, and its lines."""

    column: int
    span: int
    lines: list[tuple[Raw, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cut:
    """A line cut in columns; `spans` tells how many columns each text covers."""

    at: int  # physical rank in the region, blank lines counted
    raw: Raw
    cells: dict[int, str]
    starts: dict[int, int]
    spans: dict[int, int]

    @property
    def spanning(self) -> bool:
        return any(span > 1 for span in self.spans.values())


def rows_of(lines: list[Cut], columns: int) -> tuple[tuple[GridCell, ...], ...]:
    """The rows of a region: its heading, then block by block between the texts that span it."""
    head = _heading(lines, columns)
    rows: list[list[Cut]] = [lines[:head]] if head else []
    block: list[Cut] = []
    made: list[tuple[GridCell, ...]] = [_row(rows[0], columns)] if rows else []
    for line in [*lines[head:], None]:
        if line is not None and not (line.spanning and len(line.cells) == 1):
            block.append(line)
            continue
        made += _block(block, columns)
        block = []
        if line is not None:
            text = " ".join(line.cells.values())
            made.append((GridCell(0, columns, [(line.raw, text)]),))
    return tuple(made)


def _heading(lines: list[Cut], columns: int) -> int:
    """How many lines make the heading: what stands above the texts set at the left of their column, or short texts."""
    centred = _centred_heading(lines)
    if centred:
        return centred
    full = next((rank for rank, line in enumerate(lines[:14]) if len(line.cells) > 2), None)
    if full is None:
        # two columns: two short texts on the first line, parted from the rest
        parted = len(lines) > 1 and lines[1].at > lines[0].at + 1
        return int(columns == 2 and parted and len(lines[0].cells) == 2 and _is_label(lines[0]))
    if not _is_label(lines[full]):
        return 0
    close = full + 1
    while close < len(lines) and lines[close].at == lines[close - 1].at + 1 and _is_short(lines[close]):
        close += 1
    if full < close - 1 and close < len(lines) and lines[close].at > lines[close - 1].at + 1:
        return close  # a blank line ends it
    after = full + 1
    while after < len(lines) and 0 not in lines[after].cells and _is_short(lines[after]):
        after += 1
    return after


def _centred_heading(lines: list[Cut]) -> int:
    """How many lines stand above the first text set at the left of its column: a heading is set in the middle."""
    starts: dict[int, Counter[int]] = {}
    for line in lines:
        for column, start in line.starts.items():
            if not _is_box(line.cells[column]):
                starts.setdefault(column, Counter())[start] += 1
    edges: dict[int, int] = {}
    fullest = max((counted.total() for counted in starts.values()), default=0)
    for column, counted in starts.items():
        ((edge, times),) = counted.most_common(1)
        if times > max(2, fullest // 4) and times * 2 > counted.total():
            edges[column] = edge
    first = [line.starts[0] for line in lines if 0 in line.cells]
    for rank, line in enumerate(lines):
        at_left = any(edges.get(column) == start for column, start in line.starts.items())
        # a title alone in the first column: as far left as the texts below it
        title = set(line.cells) == {0} and (line.spanning or first.count(line.starts[0]) > 1)
        if at_left or (title and line.starts[0] == min(first)):
            return rank
        if not _is_label(line):
            return 0
    return 0


def _is_label(line: Cut) -> bool:
    """A line of headings: texts of at most half a line, and no box."""
    return not _ticks(line) and all(len(text) <= 45 for text in line.cells.values())


def _is_short(line: Cut) -> bool:
    return not _ticks(line) and not line.spanning and all(len(text) <= 20 for text in line.cells.values())


def _block(block: list[Cut], columns: int) -> list[tuple[GridCell, ...]]:
    """The rows between two texts that span the table."""
    if not block:
        return []
    ticked = [line for line in block if _ticks(line)]
    if ticked and (band := _band(block, ticked)):
        above, below = block.index(band[0]), block.index(band[-1]) + 1
        return [*_block(block[:above], columns), _row(band, columns), *_block(block[below:], columns)]
    heights = _heights(block)
    if len(ticked) > 1 or (ticked and _continuous(block)):
        return _centred(block, heights, [heights[line.at] for line in ticked], columns)
    numbered = _number_column(block, columns)
    if numbered:
        return _numbered(block, numbered, columns)
    total = _total(block)
    if total:
        return [*_block(block[:total], columns), _row(block[total:], columns)]
    runs = _first_runs(block)
    middles = [(heights[run[0].at] + heights[run[-1].at]) / 2 for run in runs]
    topped = all(
        len(run[0].cells) > min(2, columns - 1) and all(map(begins, run[0].cells.values())) for run in runs
    )
    if runs and not topped and runs[0][0] is not block[0] and _distance(block, heights, middles) <= 0.75:
        return _centred(block, heights, middles, columns)
    starts = _tops(block, columns)
    return [_row(block[a:b], columns) for a, b in pairwise([*starts, len(block)]) if a < b]


def _band(block: list[Cut], ticked: list[Cut]) -> list[Cut]:
    """The first text of the first column, alone on its lines, beside which no box stands: the title of what follows."""
    ats = [line.at for line in ticked]
    for run in _first_runs(block):
        beside = any(run[0].at - 1 <= at <= run[-1].at + 1 for at in ats)
        if not beside and run[-1].at - run[0].at < len(run) and all(set(line.cells) == {0} for line in run):
            return run
    return []


def _ticks(line: Cut) -> bool:
    return any(map(_is_box, line.cells.values()))


def _is_box(text: str) -> bool:
    return glyphs.plain(text) in _BOXES


def _heights(block: list[Cut]) -> dict[int, float]:
    """The height on the page of each line, by its rank: a text set between two lines of a cell has a line of its own.

    The unit is a line of the fullest column; the lines that hold nothing of it stand between two of its lines.
    """
    full = Counter(column for line in block for column in line.cells).most_common(1)[0][0]
    found: dict[int, float] = {}
    between: list[Cut] = []
    last: Cut | None = None
    height = 0.0
    for line in block:
        if full not in line.cells:
            between.append(line)
            continue
        if last is not None:
            # texts of several columns may stand side by side there, one line lower only by their type
            own = max(Counter(column for one in between for column in one.cells).values(), default=0)
            step = line.at - last.at - len(between) + max(0, own - 1)
            for rank, one in enumerate(between, 1):
                found[one.at] = height + step * rank / (len(between) + 1)
            height += step
        else:
            height = len(between)
            found |= {one.at: float(rank) for rank, one in enumerate(between)}
        found[line.at] = height
        last, between = line, []
    return found | {one.at: height + rank for rank, one in enumerate(between, 1)}


def _continuous(block: list[Cut]) -> bool:
    return all(b.at == a.at + 1 for a, b in pairwise(block))


def begins(text: str) -> bool:
    """A text that may open a cell: a capital, a figure, a quote, a mark."""
    text = glyphs.plain(text)
    mark, rest = glyphs.split_bullet(text)
    return bool(mark) or rest[:1].isupper() or rest[:1].isdigit() or rest[:1] in '«“"(☒☐'


def _tops(block: list[Cut], columns: int) -> list[int]:
    """Where rows begin when cells stand at the top: all the texts of a line open, that of the first column too."""
    starts = [0]
    for rank in range(1, len(block)):
        line, above = block[rank], block[rank - 1]
        if not all(map(begins, line.cells.values())):
            continue
        parted = line.at > above.at + 1
        if 0 in line.cells:
            marked = glyphs.split_bullet(glyphs.plain(line.cells[0]))[0]
            if 0 in above.cells and not parted and not marked and len(line.cells) == 1:
                continue
            top = _top(block, starts[-1], rank)
            if top > starts[-1]:
                starts.append(top)
            continue
        # the next row of a first cell merged downwards
        if columns > 3 and len(line.cells) == columns - 1:
            starts.append(rank)
    return starts


def _total(block: list[Cut]) -> int:
    """Where the last row begins when it has nothing in the first column: several texts open where others have ended."""
    for rank in range(len(block) - 1, 0, -1):
        line, above = block[rank], block[rank - 1]
        if 0 in line.cells:
            break
        fresh = line.at > above.at + 1 or not any(column in above.cells for column in line.cells)
        if fresh and len(line.cells) > 1 and all(map(begins, line.cells.values())):
            return rank
    return 0


def _top(block: list[Cut], last: int, rank: int) -> int:
    """The first line of a row whose first cell is at a line: above it, what a blank line parts from the row before."""
    parts = [at for at in range(last + 1, rank + 1) if block[at].at > block[at - 1].at + 1]
    if parts and not any(0 in line.cells for line in block[parts[-1] : rank]):
        return parts[-1]
    return rank


def _first_runs(block: list[Cut]) -> list[list[Cut]]:
    """The texts of the first column: lines on end, or one line apart where the second goes on in small letters."""
    runs: list[list[Cut]] = []
    for line in block:
        if 0 not in line.cells:
            continue
        away = line.at - runs[-1][-1].at if runs else 0
        if runs and (away == 1 or (away == 2 and not begins(line.cells[0]))):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _opens(block: list[Cut]) -> list[int]:
    """The lines that may be the first of a row: a text opens in another column than the first."""
    return [rank for rank, line in enumerate(block) if any(begins(t) for c, t in line.cells.items() if c)]


def _distance(block: list[Cut], heights: dict[int, float], anchors: list[float]) -> float:
    """How far, on average, anchors stand from the middles of the rows that suit them best."""
    borders = [0, *_borders(block, heights, anchors), len(block)]
    if len(borders) != len(anchors) + 1:
        return float("inf")
    spans = [(heights[block[a].at] + heights[block[b - 1].at]) / 2 for a, b in pairwise(borders)]
    return sum(abs(span - anchor) for span, anchor in zip(spans, anchors, strict=True)) / len(anchors)


def _centred(
    block: list[Cut], heights: dict[int, float], anchors: list[float], columns: int
) -> list[tuple[GridCell, ...]]:
    """Rows whose ticks and title stand in their middle: the borders that put each anchor nearest to its middle."""
    borders = _borders(block, heights, anchors)
    rows: list[tuple[GridCell, ...]] = []
    for a, b in pairwise([0, *borders, len(block)]):
        part = block[a:b]
        # a text of the first column alone above the row is a title, not the competence of the row
        title = 0
        while title < len(part) and set(part[title].cells) == {0}:
            title += 1
        beside = [rank for rank, line in enumerate(part) if 0 in line.cells and rank >= title]
        if title and beside:
            rows.append(_row(part[:title], columns))
            part = part[title:]
        if part:
            rows.append(_row(part, columns))
    return rows


def _borders(block: list[Cut], heights: dict[int, float], anchors: list[float]) -> list[int]:
    """One border between each pair of anchors, among the lines that may open a row, at the least total distance."""
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    ats = [heights[line.at] for line in block]
    opens = _opens(block)
    for anchor, after in pairwise(anchors):
        choices = [rank for rank in opens if anchor < ats[rank] <= after] or [
            rank for rank in range(len(block)) if anchor < ats[rank] <= after
        ]
        reached: dict[int, tuple[float, list[int]]] = {}
        for border in choices:
            for start, (cost, path) in best.items():
                if start >= border:
                    continue
                far = cost + abs((ats[start] + ats[border - 1]) / 2 - anchor)
                if border not in reached or far < reached[border][0]:
                    reached[border] = (far, [*path, border])
        best = reached or best
    ends = {start: cost + abs((ats[start] + ats[-1]) / 2 - anchors[-1]) for start, (cost, _) in best.items()}
    return best[min(ends, key=lambda start: ends[start])][1]


def _number_column(block: list[Cut], columns: int) -> int:
    """A column of rising numbers right of the first, as in a synoptic table; 0 where there is none."""
    for column in range(1, columns - 1):
        texts = [line.cells[column] for line in block if column in line.cells]
        if len(texts) > 1 and all(_NUMBER.match(text) for text in texts):
            numbers = [int(text) for text in texts]
            if all(b == a + 1 for a, b in pairwise(numbers)):
                return column
    return 0


def _numbered(block: list[Cut], key: int, columns: int) -> list[tuple[GridCell, ...]]:
    """One row a number; the texts left of the numbers are merged cells, centred over the rows they cover."""
    anchors = [line.at for line in block if key in line.cells]
    rows: list[dict[int, GridCell]] = [{} for _ in anchors]

    def put(row: int, column: int, line: Cut) -> None:
        cell = rows[row].setdefault(column, GridCell(column, 1))
        cell.lines.append((line.raw, line.cells[column]))

    def nearest(line: Cut, column: int) -> int:
        # halfway, a text that opens goes with the number below
        opening = begins(line.cells[column])
        return min(
            range(len(anchors)), key=lambda row: (abs(anchors[row] - line.at), -row if opening else row)
        )

    merged: dict[int, list[list[Cut]]] = {}
    for line in block:
        for column in line.cells:
            if column >= key:
                put(nearest(line, column), column, line)
            elif merged.get(column) and not _apart(merged[column][-1][-1], line, column):
                merged[column][-1].append(line)
            else:
                merged.setdefault(column, []).append([line])
    tops = [min(at for cell in row.values() for at in _ats(block, cell)) for row in rows]
    ends = [max(at for cell in row.values() for at in _ats(block, cell)) for row in rows]
    for column, groups in merged.items():
        for row, group in zip(_covers(groups, tops, ends), groups, strict=True):
            for line in group:
                put(row, column, line)
    return [tuple(row[column] for column in sorted(row)) for row in rows]


def _ats(block: list[Cut], cell: GridCell) -> list[int]:
    numbers = {raw.number for raw, _ in cell.lines}
    return [line.at for line in block if line.raw.number in numbers]


def _apart(above: Cut, line: Cut, column: int) -> bool:
    """Two texts of a merged column: far from each other, and the second opens."""
    return line.at - above.at > 3 or (line.at - above.at > 1 and begins(line.cells[column]))


def _covers(groups: list[list[Cut]], tops: list[int], ends: list[int]) -> list[int]:
    """The first row that each merged cell covers: consecutive rows whose middle is nearest to the cell's."""
    middles = [(group[0].at + group[-1].at) / 2 for group in groups]
    if len(groups) > len(tops):
        return [min(len(tops) - 1, rank) for rank in range(len(groups))]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for rank, middle in enumerate(middles):
        left = len(middles) - rank - 1
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, path) in best.items():
            stops = [len(tops)] if not left else range(start + 1, len(tops) - left + 1)
            for stop in stops:
                far = cost + abs((tops[start] + ends[stop - 1]) / 2 - middle)
                if stop not in reached or far < reached[stop][0]:
                    reached[stop] = (far, [*path, start])
        best = reached
    return min(best.values(), key=lambda found: found[0])[1]


def _row(lines: list[Cut], columns: int) -> tuple[GridCell, ...]:
    """One row of lines: each column's texts in order, a text over several columns in a cell that covers them."""
    cells: dict[int, GridCell] = {}
    for line in lines:
        for column, text in line.cells.items():
            cell = cells.setdefault(column, GridCell(column, 1))
            cell.span = max(cell.span, line.spans[column])
            cell.lines.append((line.raw, text))
    found = [cells[column] for column in sorted(cells)]
    for cell, after in pairwise(found):
        cell.span = min(cell.span, after.column - cell.column)
    return tuple(found)
