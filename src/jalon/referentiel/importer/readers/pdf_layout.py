"""A page put in reading order: its tables with the lines of their cells, and the lines between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from . import glyphs
from .pdf_columns import Placed, aligned, columned, ruled_across, shaded
from .pdf_drawing import Drawing, Rect
from .pdf_frame import Frame
from .pdf_glyphs import Face, Piece
from .pdf_grid import Grid, GridCell, grids
from .pdf_lines import Printed, printed_lines

_DRAWN = Face("", False)
_TICKS = frozenset("Xx✓✔✗✘■●")
_DOTS = 400  # spots of a page, beyond which they are a drawing


@dataclass(slots=True)
class LaidCell:
    """A cell of the page: the columns it covers and its printed lines."""

    column: int
    span: int
    lines: list[Printed] = field(default_factory=list)


@dataclass(slots=True)
class LaidTable:
    rect: Rect
    rows: list[list[LaidCell]]
    heights: list[float]  # of the rows, points


Laid: TypeAlias = list[Printed] | LaidTable


def lay_out(pieces: Iterable[Piece], drawing: Drawing, upright: Frame) -> list[Laid]:
    """Runs of lines and tables in reading order, in the upright frame of the page."""
    found, loose = grids(drawing.rulings)
    boxes = [*drawing.boxes, *(g.rect for g in found if len(g.cells) == 1 and _is_box(g.rect))]
    placed = [(piece, *piece.centre(upright)) for piece in pieces]
    placed, ticks = _ticked(placed, boxes, drawing)
    placed += ticks
    placed += _bullets([item[0] for item in placed if item[0].turn == 0], drawing.dots)
    _embolden([item[0] for item in placed], drawing.silent, upright)
    tables = [g for g in found if _is_table(g)]
    tables += ruled_across(loose, placed)
    tables += shaded(drawing.fills, placed, found)
    frames = [
        g for g in found
        if len(g.cells) == 1 and not _is_box(g.rect) and not _is_page(g.rect, upright)
        and not any(_inside(t.rect, g.rect) for t in tables)
    ]  # fmt: skip
    # The smallest table around a piece owns it: a table may stand in a cell of another.
    owners = sorted([*tables, *frames], key=lambda g: _area(g.rect))
    owned: dict[int, list[Placed]] = defaultdict(list)
    free: list[Piece] = []
    for item in placed:
        owner = next((n for n, g in enumerate(owners) if _holds(g.rect, item[1], item[2])), None)
        if owner is None:
            free.append(item[0])
        else:
            owned[owner].append(item)
    laid: list[tuple[Rect, Laid, int]] = []
    for number, grid in enumerate(owners):
        block: Laid = (
            _table(grid, owned[number])
            if len(grid.cells) > 1
            else list(_lines(p for p, _, _ in owned[number]))
        )
        laid.append((grid.rect, block, number))
    blocks = _nested(laid, owners)
    lines = list(_lines(free))
    for first, end, rulings in reversed(aligned(lines)):
        drawn, _ = grids(rulings)
        if len(drawn) == 1:
            pieces = [piece for line in lines[first:end] for piece in line.pieces]
            blocks.append((drawn[0].rect, _table(drawn[0], [(p, *p.centre(upright)) for p in pieces])))
            del lines[first:end]
    return _ordered(blocks, columned(lines))


def _nested(laid: list[tuple[Rect, Laid, int]], owners: list[Grid]) -> list[tuple[Rect, Laid]]:
    """Tables that stand in a cell of another give it their lines, in their order."""
    outer: list[tuple[Rect, Laid]] = []
    for rect, block, number in laid:
        host = next(
            (other for other in range(number + 1, len(owners)) if _inside(rect, owners[other].rect)), None
        )
        if host is None:
            outer.append((rect, block))
            continue
        lines = list(_lines_of(block))
        target = laid[host][1]
        if isinstance(target, LaidTable):
            cell = _cell_around(owners[host], target, rect)
            cell.lines = _merged(cell.lines, lines)
        else:
            target[:] = _merged(target, lines)
    return outer


def _merged(lines: list[Printed], inner: list[Printed]) -> list[Printed]:
    if not inner:
        return lines
    top = min(line.baseline for line in inner)
    return [*(x for x in lines if x.baseline < top), *inner, *(x for x in lines if x.baseline >= top)]


def _lines_of(block: Laid) -> Iterator[Printed]:
    if isinstance(block, LaidTable):
        for row in block.rows:
            for cell in row:
                yield from cell.lines
    else:
        yield from block


def _cell_around(grid: Grid, table: LaidTable, rect: Rect) -> LaidCell:
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    cell = _cell_at(grid, x, y)
    return next(c for c in table.rows[cell.row] if c.column == cell.column)


def _table(grid: Grid, items: list[Placed]) -> LaidTable:
    held: dict[GridCell, list[Piece]] = defaultdict(list)
    for piece, x, y in items:
        held[_cell_at(grid, x, y)].append(piece)
    rows: list[list[LaidCell]] = [[] for _ in grid.heights]
    for cell in grid.cells:
        rows[cell.row].append(
            LaidCell(cell.column, cell.column_end - cell.column, list(_lines(held.get(cell, ()))))
        )
    return LaidTable(grid.rect, rows, list(grid.heights))


def _cell_at(grid: Grid, x: float, y: float) -> GridCell:
    """The cell around a point of the table, else the nearest."""
    for cell in grid.cells:
        left, top, right, bottom = cell.rect
        if left <= x <= right and top <= y <= bottom:
            return cell
    return min(
        grid.cells,
        key=lambda c: max(c.rect[0] - x, x - c.rect[2], 0.0) + max(c.rect[1] - y, y - c.rect[3], 0.0),
    )


def _lines(pieces: Iterable[Piece]) -> Iterator[Printed]:
    """Printed lines, upright ones first, then those turned."""
    turns: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        turns[piece.turn].append(piece)
    for turn in sorted(turns):
        yield from printed_lines(turns[turn])


def _ordered(blocks: list[tuple[Rect, Laid]], lines: Iterable[Printed]) -> list[Laid]:
    """Blocks from top to bottom (left to right where they stand side by side), the lines between them in place."""
    blocks.sort(key=lambda item: (round(item[0][1] / 4), item[0][0]))
    upright = [line for line in lines if line.turn == 0]
    turned = [line for line in lines if line.turn != 0]
    found: list[Laid] = []
    rest = upright
    for rect, block in blocks:
        before = [line for line in rest if line.baseline <= rect[1] + 0.5 * line.size]
        rest = [line for line in rest if line.baseline > rect[1] + 0.5 * line.size]
        if before:
            found.append(before)
        found.append(block)
    return [block for block in [*found, rest, turned] if isinstance(block, LaidTable) or block]


def _ticked(placed: list[Placed], boxes: list[Rect], drawing: Drawing) -> tuple[list[Placed], list[Placed]]:
    """Drawn boxes as pieces ☒ or ☐, and the other pieces without the letters that tick them."""
    ticks = [_box(rect, ticked) for rect, ticked in drawing.ticks]
    for rect in boxes:
        x, y = _middle(rect)
        if any(abs(x - a) < 3 and abs(y - b) < 3 for _, a, b in ticks):
            continue
        inside = [item for item in placed if rect[0] < item[1] < rect[2] and rect[1] < item[2] < rect[3]]
        if any(item[0].text not in _TICKS for item in inside):
            continue  # a letter or a number in a square is not a tick
        placed = [item for item in placed if item not in inside]
        ticks.append(_box(rect, bool(inside) or any(_holds(rect, *_middle(mark)) for mark in drawing.marks)))
    return placed, ticks


def _box(rect: Rect, ticked: bool) -> Placed:
    x0, y0, x1, y1 = rect
    height = y1 - y0
    text = glyphs.TICKED if ticked else glyphs.EMPTY
    return (Piece(text, x0, y0, x1, y1, y1 - 0.12 * height, height, _DRAWN), *_middle(rect))


def _bullets(pieces: list[Piece], dots: list[Rect]) -> list[Placed]:
    """Spots and little pictures that begin a line of text, as bullets."""
    found: list[Placed] = []
    for x0, y0, x1, y1 in dots[:_DOTS]:
        y = (y0 + y1) / 2
        near = [p for p in pieces if p.top < y < p.bottom and p.left - 40 < x1 and x0 < p.right + 3 * p.size]
        after = min((p for p in near if p.left >= x1 - 0.5), key=lambda p: p.left, default=None)
        if after is None or after.left - x1 > 36 or any(p.left < x0 and p.right > x0 - p.size for p in near):
            continue
        size = after.size
        if y1 - y0 <= 1.1 * size and abs(y - (after.baseline - 0.33 * size)) < 0.4 * size:
            bullet = Piece("•", x0, y0, x1, y1, after.baseline, size, after.face, spaced=True)
            found.append((bullet, (x0 + x1) / 2, y))
    return found


def _embolden(pieces: list[Piece], silent: list[Rect], upright: Frame) -> None:
    """Make bold what is struck twice: PDFium reads it once and leaves the second strike silent."""
    if not silent or len(silent) > _DOTS:
        return
    for piece in pieces:
        if piece.turn == 0 and not piece.face.bold:
            x, y = piece.centre(upright)
            if any(_holds(rect, x, y) and rect[3] - rect[1] < 1.6 * piece.size for rect in silent):
                piece.face = Face(piece.face.name, True, piece.face.symbol)


def _middle(rect: Rect) -> tuple[float, float]:
    return (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2


def _holds(rect: Rect, x: float, y: float) -> bool:
    return rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]


def _inside(inner: Rect, outer: Rect) -> bool:
    return (
        inner != outer
        and _holds(outer, inner[0] + 1, inner[1] + 1)
        and _holds(outer, inner[2] - 1, inner[3] - 1)
    )


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _is_box(rect: Rect) -> bool:
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    return 4.5 <= width <= 22 and 4.5 <= height <= 22 and 0.6 <= width / height <= 1.6


def _is_page(rect: Rect, frame: Frame) -> bool:
    return _area(rect) > 0.5 * frame.width * frame.height


def _is_table(grid: Grid) -> bool:
    """Whether a grid has cells that can hold text, not the parts of a drawing."""
    return sum(c.rect[2] - c.rect[0] > 12 and c.rect[3] - c.rect[1] > 6 for c in grid.cells) > 1
