"""From rulings to the cells of tables: what lines enclose, merged where no line parts it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .pdf_drawing import Rect, Ruling

_TOUCH = 2.6  # points between lines that meet
_SAME = 2.4  # points between two lines drawn for one (double borders, cells drawn one by one)
_DASH = 4.5  # points between the dashes of one line
_COVERED = 0.6  # share of a side that must be drawn
_OUTLINE = 0.5  # share of two opposite sides that is drawn; less makes a diagram
_NARROW = 11.0  # points; a column no wider, that holds nothing of its own, is a slip of the mouse


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its rectangle, the rows and columns it covers (first, and one past the last)."""

    rect: Rect
    row: int
    row_end: int
    column: int
    column_end: int


@dataclass(frozen=True, slots=True)
class Grid:
    rect: Rect
    cells: tuple[GridCell, ...]
    heights: tuple[float, ...]  # of the rows


def grids(rulings: Iterable[Ruling]) -> tuple[list[Grid], list[Ruling]]:
    """The tables and frames that rulings draw (a grid of one cell is a frame around something); the lines left over."""
    groups, loose = _groups(_joined(rulings))
    found = []
    for group in groups:
        grid = _grid(group)
        if grid is not None:
            found.append(grid)
    return found, loose


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Collinear rulings that touch, as one."""
    found: list[Ruling] = []
    for upright in (False, True):
        lines = sorted((r for r in rulings if r.upright is upright), key=lambda r: r.at)
        first = 0
        while first < len(lines):
            end = first
            while end < len(lines) and lines[end].at - lines[first].at <= 0.8:
                end += 1
            same = sorted(lines[first:end], key=lambda r: r.start)
            at = sum(r.at for r in same) / len(same)
            start, stop, longest = same[0].start, same[0].end, same[0].end - same[0].start
            for line in same[1:]:
                dash = max(longest, line.end - line.start) < 12
                if line.start - stop <= (_DASH if dash else 1.2):
                    stop = max(stop, line.end)
                    longest = max(longest, line.end - line.start) if not dash else longest
                else:
                    found.append(Ruling(at, start, stop, upright))
                    start, stop, longest = line.start, line.end, line.end - line.start
            found.append(Ruling(at, start, stop, upright))
            first = end
    return [line for line in found if line.end - line.start >= 3]


def _groups(lines: list[Ruling]) -> tuple[list[list[Ruling]], list[Ruling]]:
    """Lines that cross or meet, together; and those that meet no other (underlines, rules)."""
    across = sorted((line for line in lines if not line.upright), key=lambda r: r.at)
    upright = [line for line in lines if line.upright]
    levels = [line.at for line in across]
    parent = list(range(len(across) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    met: set[int] = set()
    for number, line in enumerate(upright, len(across)):
        low, high = bisect_left(levels, line.start - _TOUCH), bisect_right(levels, line.end + _TOUCH)
        for index in range(low, high):
            other = across[index]
            if other.start - _TOUCH <= line.at <= other.end + _TOUCH:
                parent[root(index)] = root(number)
                met |= {index, number}
    together: dict[int, list[Ruling]] = defaultdict(list)
    for index in sorted(met):
        together[root(index)].append(across[index] if index < len(across) else upright[index - len(across)])
    return list(together.values()), [line for index, line in enumerate(across) if index not in met]


def _positions(values: Iterable[float]) -> list[float]:
    """Values with those of one line brought together."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= _SAME:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _nearest(positions: Sequence[float], value: float) -> int:
    index = bisect_left(positions, value)
    if index and (index == len(positions) or value - positions[index - 1] < positions[index] - value):
        return index - 1
    return index


def _grid(lines: list[Ruling]) -> Grid | None:
    across = [line for line in lines if not line.upright]
    upright = [line for line in lines if line.upright]
    # An underline that meets a border at one end only, or a stroke that stops in the middle of nowhere, parts nothing:
    # the coverage test below sets it aside. Sides left open are closed where the lines across end.
    left, right = min(line.start for line in across), max(line.end for line in across)
    top, bottom = min(line.start for line in upright), max(line.end for line in upright)
    xs = _positions([line.at for line in upright])
    ys = _positions([line.at for line in across])
    if xs[0] - left > 8:
        xs.insert(0, left)
    if right - xs[-1] > 8:
        xs.append(right)
    if ys[0] - top > 5:
        ys.insert(0, top)
    if bottom - ys[-1] > 5:
        ys.append(bottom)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 40_000:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    drawn_up: list[list[tuple[float, float]]] = [[] for _ in xs]
    drawn_across: list[list[tuple[float, float]]] = [[] for _ in ys]
    for line in upright:
        drawn_up[_nearest(xs, line.at)].append((line.start, line.end))
    for line in across:
        drawn_across[_nearest(ys, line.at)].append((line.start, line.end))

    ends = min(_share(drawn_across[0], xs), _share(drawn_across[-1], xs))
    sides = min(_share(drawn_up[0], ys), _share(drawn_up[-1], ys))
    if max(ends, sides) < _OUTLINE:
        return None
    parent = list(range(rows * columns))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for row in range(rows):
        for column in range(columns):
            index = row * columns + column
            if column + 1 < columns and not _covers(drawn_up[column + 1], ys[row], ys[row + 1]):
                parent[root(index + 1)] = root(index)
            if row + 1 < rows and not _covers(drawn_across[row + 1], xs[column], xs[column + 1]):
                parent[root(index + columns)] = root(index)
    together: dict[int, list[int]] = defaultdict(list)
    for index in range(rows * columns):
        together[root(index)].append(index)
    areas = []
    for members in together.values():
        areas += _rectangles(members, columns)
    return _tidy(areas, xs, ys)


def _share(drawn: list[tuple[float, float]], edges: list[float]) -> float:
    """How much of an outer side is drawn, 0.0 to about 1.0."""
    return sum(stop - begin for begin, stop in drawn) / max(edges[-1] - edges[0], 1.0)


def _covers(drawn: list[tuple[float, float]], start: float, end: float) -> bool:
    length = sum(max(0.0, min(stop, end) - max(begin, start)) for begin, stop in drawn)
    return length >= _COVERED * (end - start)


def _rectangles(members: list[int], columns: int) -> list[tuple[int, int, int, int]]:
    """A set of elementary cells as rectangles (row, row_end, column, column_end): one where it is one."""
    rows = sorted({index // columns for index in members})
    cols = sorted({index % columns for index in members})
    if len(members) == (rows[-1] - rows[0] + 1) * (cols[-1] - cols[0] + 1):
        return [(rows[0], rows[-1] + 1, cols[0], cols[-1] + 1)]
    found = []
    for row in rows:
        run: list[int] = []
        for index in sorted(index for index in members if index // columns == row):
            if run and index != run[-1] + 1:
                found.append((row, row + 1, run[0] % columns, run[-1] % columns + 1))
                run = []
            run.append(index)
        found.append((row, row + 1, run[0] % columns, run[-1] % columns + 1))
    return found


def _tidy(areas: list[tuple[int, int, int, int]], xs: list[float], ys: list[float]) -> Grid:
    """The grid without the rows and columns that no cell has for its own."""
    keep_x = _kept(xs, [(area[2], area[3]) for area in areas])
    keep_y = _kept(ys, [(area[0], area[1]) for area in areas], narrow=4.0)
    cells = [
        GridCell((xs[c0], ys[r0], xs[c1], ys[r1]), keep_y[r0], keep_y[r1], keep_x[c0], keep_x[c1])
        for r0, r1, c0, c1 in areas
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    heights = [0.0] * keep_y[-1]
    for index, number in enumerate(keep_y[:-1]):
        heights[min(number, keep_y[-1] - 1)] += ys[index + 1] - ys[index]
    return Grid((xs[0], ys[0], xs[-1], ys[-1]), tuple(cells), tuple(heights))


def _kept(edges: list[float], spans: list[tuple[int, int]], narrow: float = _NARROW) -> list[int]:
    """The number of each edge once edges that nothing lies between are one."""
    alone = {first for first, end in spans if end == first + 1}
    numbers = [0]
    for index in range(1, len(edges)):
        thin = edges[index] - edges[index - 1] < narrow and index - 1 not in alone
        if thin and index > 1 and numbers[index - 1] == numbers[index - 2]:
            thin = (
                edges[index] - edges[index - 2] < narrow
            )  # three edges in a row are one only if all are close
        numbers.append(numbers[-1] if thin else numbers[-1] + 1)
    if any(numbers[first] == numbers[end] for first, end in spans):
        return list(range(len(edges)))
    return numbers
