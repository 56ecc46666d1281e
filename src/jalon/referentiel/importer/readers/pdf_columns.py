"""Columns that no upright line parts: tables with rules across only, tables of coloured cells, text in two columns."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .pdf_drawing import Fill, Rect, Ruling
from .pdf_glyphs import Piece
from .pdf_grid import Grid, grids
from .pdf_lines import Printed, printed_lines

_GUTTER = 8.0  # points of white between two columns of a table
_ALIKE = 4.0  # points between the ends of the rules of one table
_ROW = 180.0  # points; a row is no higher
_FILLS = 600  # coloured rectangles of a page, beyond which they are a drawing

Placed = tuple[Piece, float, float]


def ruled_across(loose: Iterable[Ruling], placed: Sequence[Placed]) -> list[Grid]:
    """Tables drawn with at least three rules across and no upright one: white gutters part their columns."""
    found: list[Grid] = []
    for rules in _alike(loose):
        grid = _between(rules, placed)
        if grid is not None:
            found.append(grid)
    return found


def _alike(loose: Iterable[Ruling]) -> list[list[Ruling]]:
    """Rules of the same length under each other."""
    groups: list[list[Ruling]] = []
    for rule in sorted((r for r in loose if not r.upright and r.end - r.start > 60), key=lambda r: r.at):
        for group in groups:
            last = group[-1]
            if (
                abs(last.start - rule.start) <= _ALIKE
                and abs(last.end - rule.end) <= _ALIKE
                and 6 <= rule.at - last.at <= _ROW
            ):
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 3]


def _between(rules: list[Ruling], placed: Sequence[Placed]) -> Grid | None:
    left, right = min(r.start for r in rules), max(r.end for r in rules)
    levels = [rule.at for rule in rules]
    inside = [item for item in placed if left <= item[1] <= right and levels[0] <= item[2] <= levels[-1]]
    if not inside or any(item[0].turn for item in inside):
        return None
    # Headings may stand above the first rule.
    size = inside[0][0].size
    above = [item for item in placed if left <= item[1] <= right and 0 < levels[0] - item[2] < 2 * size]
    for pieces in ([*inside, *above], inside) if above else (inside,):
        tops = levels if pieces is inside else [min(piece.top for piece, _, _ in above) - 1, *levels]
        rows = [[x for _, x, y in pieces if top <= y <= foot] for top, foot in pairwise(tops)]
        columns = _told_apart([left, *_gutters(piece for piece, _, _ in pieces), right], rows)
        filled = [sum(any(a <= x <= b for x in row) for a, b in pairwise(columns)) for row in rows]
        if len(columns) > 2 and filled[0] > 1 and sum(count > 1 for count in filled) >= 0.6 * len(filled):
            across = [Ruling(at, left, right, False) for at in tops]
            drawn, _ = grids([*across, *(Ruling(x, tops[0], tops[-1], True) for x in columns)])
            return drawn[0] if drawn else None
    return None


def _told_apart(columns: list[float], rows: list[list[float]]) -> list[float]:
    """Columns without the edges that no row needs: a centred heading beside its column is not one more column."""
    kept = columns[:2]
    for right in columns[2:]:
        left, edge = kept[-2:]
        if not any(
            any(left <= x < edge for x in row) and any(edge <= x <= right for x in row) for row in rows
        ):
            kept.pop()
        kept.append(right)
    return kept


def _gutters(pieces: Iterable[Piece]) -> list[float]:
    """The middles of the white bands that go down through all these pieces."""
    found: list[float] = []
    reach: float | None = None
    for piece in sorted(pieces, key=lambda p: p.left):
        if reach is not None and piece.left - reach >= _GUTTER:
            found.append((reach + piece.left) / 2)
        reach = piece.right if reach is None else max(reach, piece.right)
    return found


def shaded(fills: Sequence[Fill], placed: Sequence[Placed], ruled: Sequence[Grid]) -> list[Grid]:
    """Tables whose cells are told apart by their ground alone."""
    if not 3 < len(fills) <= _FILLS:
        return []
    cells = [
        rect
        for rect in _whole(fills)
        if rect[2] - rect[0] > 12
        and rect[3] - rect[1] > 8
        and not any(_meets(rect, grid.rect) for grid in ruled)
    ]
    edges = [
        ruling
        for x0, y0, x1, y1 in cells
        for ruling in (
            Ruling(y0, x0, x1, False), Ruling(y1, x0, x1, False), Ruling(x0, y0, y1, True), Ruling(x1, y0, y1, True),
        )
    ]  # fmt: skip
    found = []
    for grid in grids(edges)[0]:
        filled = sum(any(_holds(cell.rect, x, y) for _, x, y in placed) for cell in grid.cells)
        columns = max(cell.column_end for cell in grid.cells)
        if len(grid.heights) > 1 and columns > 1 and filled >= max(4, 0.6 * len(grid.cells)):
            found.append(grid)
    return found


def _whole(fills: Sequence[Fill]) -> list[Rect]:
    """Rectangles of one colour that touch, as one where they make one (a cell is often painted line by line)."""
    groups: list[tuple[tuple[int, int, int], list[Rect]]] = []
    for fill in sorted(fills, key=lambda f: (f.rect[1], f.rect[0])):
        if fill.white:
            continue
        joined = [g for g in groups if g[0] == fill.colour and any(_meets(fill.rect, r, 0.6) for r in g[1])]
        if not joined:
            groups.append((fill.colour, [fill.rect]))
            continue
        joined[0][1].append(fill.rect)
        for other in joined[1:]:
            joined[0][1].extend(other[1])
            groups.remove(other)
    found: list[Rect] = []
    for _, rects in groups:
        xs0, ys0, xs1, ys1 = zip(*rects, strict=True)
        around = (min(xs0), min(ys0), max(xs1), max(ys1))
        if sum(map(_area, rects)) >= 0.95 * _area(around):
            found.append(around)
        else:
            found += rects
    return found


def aligned(lines: Sequence[Printed]) -> list[tuple[int, int, list[Ruling]]]:
    """Tables with nothing drawn, where at least three columns keep their edges over three rows.

    Gives the first line of each, one past the last, and rulings that would part its cells. Rows are told apart only
    where every line has its first cell and another one, or where white parts them: no table rather than a wrong one.
    """
    found = []
    start = 0
    while start < len(lines):
        end, columns = _aligned_run(lines, start)
        rows = _rows(lines[start:end], columns) if end - start >= 3 else []
        if len(rows) >= 3:
            left = min(line.left for line in lines[start:end]) - 2
            right = max(line.right for line in lines[start:end]) + 2
            tops = [min(line.top for line in row) - 1 for row in rows] + [
                max(line.bottom for line in rows[-1]) + 1
            ]
            edges = [left, *(low - 2 for low, _ in columns[1:]), right]
            across = [Ruling(at, left, right, False) for at in tops]
            found.append((start, end, [*across, *(Ruling(x, tops[0], tops[-1], True) for x in edges)]))
            start = end
        else:
            start += 1
    return found


def _aligned_run(lines: Sequence[Printed], start: int) -> tuple[int, list[list[float]]]:
    """One past the last line that keeps to the columns of a first line of three parts or more; their extents."""
    columns = [[left, right] for left, right, _ in _segments(lines[start])]
    if len(columns) < 3:
        return start, []
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if line.baseline - lines[end - 1].baseline > 4 * line.size:
            break
        homes = []
        for left, right, _ in _segments(line):
            home = next((n for n, (low, _) in enumerate(columns) if abs(left - low) <= 3), None)
            bound = columns[home + 1][0] if home is not None and home + 1 < len(columns) else right + 10
            if home is None or right > bound - 6:
                return end, columns
            homes.append(home)
        if len(set(homes)) < len(homes):
            break
        end += 1
    return end, columns


def _rows(lines: Sequence[Printed], columns: list[list[float]]) -> list[list[Printed]]:
    whole = [
        len(segments) > 1 and abs(segments[0][0] - columns[0][0]) <= 3 for segments in map(_segments, lines)
    ]
    if sum(len(_segments(line)) > 2 for line in lines) < 3:
        return []
    if all(whole):
        return [[line] for line in lines]
    steps = [after.baseline - before.baseline for before, after in pairwise(lines)]
    if max(steps) < 1.35 * min(steps):
        return []
    rows = [[lines[0]]]
    for step, line in zip(steps, lines[1:], strict=True):
        if step >= 1.3 * min(steps):
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows if all(abs(_segments(row[0])[0][0] - columns[0][0]) <= 3 for row in rows) else []


def columned(lines: Sequence[Printed]) -> list[Printed]:
    """Lines of the page, those set in two columns of prose read one column after the other."""
    found: list[Printed] = []
    start = 0
    while start < len(lines):
        run = _two_columns(lines, start)
        if run is None:
            found.append(lines[start])
            start += 1
            continue
        end, middle = run
        pieces = [piece for line in lines[start:end] for piece in line.pieces]
        found += printed_lines(piece for piece in pieces if piece.middle < middle)
        found += printed_lines(piece for piece in pieces if piece.middle >= middle)
        start = end
    return found


def _two_columns(lines: Sequence[Printed], start: int) -> tuple[int, float] | None:
    """Where the columns that begin on a line end, and the x between them; None where it is not two columns of prose."""
    for (_, low, _), (high, _, _) in pairwise(_segments(lines[start])):
        both, last, end = 0, start, start
        rows = []
        for index in range(start, len(lines)):
            line = lines[index]
            row = _segments(line)
            left = [s for s in row if (s[0] + s[1]) / 2 < (low + high) / 2]
            right = [s for s in row if (s[0] + s[1]) / 2 >= (low + high) / 2]
            inner, outer = max((s[1] for s in left), default=low), min((s[0] for s in right), default=high)
            if min(high, outer) - max(low, inner) < 9:
                break
            # What stands in one column only goes on in it if it is set as closely.
            if not (left and right) and line.baseline - lines[index - 1].baseline > 1.7 * line.size:
                break
            low, high = max(low, inner), min(high, outer)
            rows.append((left, right))
            end = index + 1
            if left and right:
                both, last = both + 1, end
        if both >= 4 and all(_is_prose([row[side] for row in rows[: last - start]]) for side in (0, 1)):
            return end, (low + high) / 2
    return None


def _is_prose(rows: list[list[tuple[float, float, int]]]) -> bool:
    """Whether a column is filled from edge to edge by long lines, as cells of a table are not."""
    rows = [row for row in rows if row]
    left, right = min(row[0][0] for row in rows), max(row[-1][1] for row in rows)
    full = sum(row[-1][1] >= right - 0.25 * (right - left) for row in rows)
    letters = sum(segment[2] for row in rows for segment in row)
    return letters >= 22 * len(rows) and full >= 0.6 * len(rows)


def _segments(line: Printed) -> list[tuple[float, float, int]]:
    """Left, right and letters of the parts of a line that wide gaps part."""
    found: list[tuple[float, float, int]] = []
    for piece in line.pieces:
        if found and piece.left - found[-1][1] < max(9.0, 1.1 * line.size):
            left, right, letters = found[-1]
            found[-1] = left, max(right, piece.right), letters + len(piece.text)
        else:
            found.append((piece.left, piece.right, len(piece.text)))
    return found


def _holds(rect: Rect, x: float, y: float) -> bool:
    return rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]


def _meets(one: Rect, other: Rect, near: float = -2.0) -> bool:
    return (
        one[0] <= other[2] + near and other[0] <= one[2] + near
        and one[1] <= other[3] + near and other[1] <= one[3] + near
    )  # fmt: skip


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])
