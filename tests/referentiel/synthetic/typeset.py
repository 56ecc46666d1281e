"""Break a document into lines and pages as a word processor would, in characters: what text extractions are made of.

A page is a list of pieces of text, each at a height (in lines) and a column (in characters), in the order in which a
word processor writes them to a PDF: paragraph after paragraph, row after row, cell after cell.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .eras import Era
from .paper import Cell, Document, Grid, Par, Row, Sheet

_WIDTHS = {False: 104, True: 150}
_TABLE_WIDTHS = {False: 118, True: 176}  # tables are set in a narrower type
_HEIGHTS = {False: 54, True: 36}


@dataclass(frozen=True)
class Piece:
    text: str
    top: float
    left: int
    cell: int = 0  # rank of the cell it stands in, 0 outside tables
    role: str = ""  # « tick », « rotated », « bullet » or nothing


@dataclass
class Page:
    number: int
    landscape: bool
    footed: bool
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class _Slot:
    """A cell being set: its lines, where it stands."""

    lines: tuple[Piece, ...]
    height: float


def typeset(document: Document, era: Era) -> list[Page]:
    """The pages of a document; blank ones are kept, as the ministry's start chapters on the right."""
    pages: list[Page] = []
    for sheet in document.sheets:
        if sheet.odd and len(pages) % 2:
            pages.append(Page(len(pages) + 1, sheet.landscape, False))
        _Setter(sheet, era, pages, document.head).run()
    return pages


class _Setter:
    def __init__(self, sheet: Sheet, era: Era, pages: list[Page], head: str) -> None:
        self.head = head
        self.sheet, self.era, self.pages = sheet, era, pages
        self.width = _WIDTHS[sheet.landscape]
        self.height = _HEIGHTS[sheet.landscape]
        self.cells = 0
        self.turn()

    def turn(self) -> None:
        self.pages.append(Page(len(self.pages) + 1, self.sheet.landscape, self.sheet.footed))
        self.top = 0.0
        if self.head and self.sheet.footed:
            left = max(0, self.width - len(self.head))
            self.page.pieces.append(Piece(self.head, 0.0, left))
            self.top = 2.0

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def run(self) -> None:
        for block in self.sheet.blocks:
            if isinstance(block, Par):
                self._par(block)
            else:
                self._grid(block)

    def _par(self, par: Par) -> None:
        if self.top:
            self.top += par.gap
        for line in _par_lines(par, self.width):
            if self.top >= self.height:
                self.turn()
            self.page.pieces.append(replace(line, top=self.top))
            self.top += 1

    def _grid(self, grid: Grid) -> None:
        self.top += grid.gap
        total = _TABLE_WIDTHS[self.sheet.landscape]
        lefts, left = [], 0
        for share in grid.widths:
            lefts.append(left)
            left += share * total // sum(grid.widths)
        lefts.append(total)
        groups = list(_groups(grid.rows))
        heads = [group for group in groups if group[0].head]
        for group in groups:
            slots, heights = _set_group(group, lefts, self.era)
            if group[0].head:
                self._place(slots, sum(heights))
                continue
            self._flow(slots, sum(heights), heads, lefts, solid=group[0].solid)

    def _flow(
        self,
        slots: list[tuple[float, _Slot]],
        height: float,
        heads: list[list[Row]],
        lefts: list[int],
        *,
        solid: bool,
    ) -> None:
        """Place rows that hold together; what does not fit goes on under the same heads on the next page."""
        while True:
            room = self.height - self.top
            if height <= room:
                self._place(slots, height)
                return
            if room >= 3 and (not solid or height > self.height - 10):
                self._place([(at, _cut(slot, room - at, keep=True)) for at, slot in slots], room)
                slots = [(max(0, at - room), _cut(slot, room - at, keep=False)) for at, slot in slots]
                height -= room
            self.turn()
            for head in heads:
                set_head, tall = _set_group(head, lefts, self.era)
                self._place(set_head, sum(tall))

    def _place(self, slots: list[tuple[float, _Slot]], height: float) -> None:
        for at, slot in slots:
            self.cells += 1
            for line in slot.lines:
                self.page.pieces.append(replace(line, top=self.top + at + line.top, cell=self.cells))
        self.top += height


def _cut(slot: _Slot, room: float, *, keep: bool) -> _Slot:
    if keep:
        lines = tuple(line for line in slot.lines if line.top + 1 <= room)
    else:
        below = [line for line in slot.lines if line.top + 1 > room]
        first = below[0].top if below else 0.0
        lines = tuple(replace(line, top=line.top - first) for line in below)
    return _Slot(lines, len(lines))


def _groups(rows: tuple[Row, ...]) -> Iterator[list[Row]]:
    """Rows that a merged cell holds together; heads hold together too."""
    group: list[Row] = []
    left = 0
    for row in rows:
        group.append(row)
        left = max([left, *(cell.down for cell in row.cells)]) - 1
        if left <= 0:
            yield group
            group, left = [], 0
    if group:
        yield group


def _set_group(group: list[Row], lefts: list[int], era: Era) -> tuple[list[tuple[float, _Slot]], list[float]]:
    """The cells of rows held together, each with its height from the top of the first."""
    taken: dict[int, int] = {}
    placed: list[tuple[int, int, Cell, list[Piece]]] = []
    heights = [1.0] * len(group)
    for index, row in enumerate(group):
        column = 0
        for cell in row.cells:
            while taken.get(column, 0) > index:
                column += 1
            width = lefts[min(column + cell.span, len(lefts) - 1)] - lefts[column] - 2
            lines = _cell_lines(cell, max(width, 4), lefts[column], era)
            if cell.down > 1:
                for covered in range(column, column + cell.span):
                    taken[covered] = index + cell.down
            else:
                heights[index] = max(heights[index], _tall(lines) + (1 if cell.rotated else 0))
            placed.append((index, column, cell, lines))
            column += cell.span
    for index, _, cell, lines in placed:
        room = sum(heights[index : index + cell.down])
        if cell.down > 1 and _tall(lines) > room:
            heights[index + cell.down - 1] += _tall(lines) - room
    if era.merged_late:
        # Some producers write the text of a cell merged downwards with the last of its rows.
        placed.sort(key=lambda one: one[0] + one[2].down - 1 - (0.5 if one[2].down > 1 else 0))
    slots = []
    for index, _, cell, lines in placed:
        at, room = sum(heights[:index]), sum(heights[index : index + cell.down])
        if cell.middle:
            at += max(0.0, (room - _tall(lines)) / 2)
        slots.append((at, _Slot(tuple(lines), _tall(lines))))
    return slots, heights


def _tall(lines: list[Piece]) -> float:
    return max((line.top + 1 for line in lines), default=1.0)


def _cell_lines(cell: Cell, width: int, left: int, era: Era) -> list[Piece]:
    if cell.tick is not None:
        glyph = era.tick[0 if cell.tick else 1]
        return [Piece(glyph, 0.0, left + width // 2, role="tick")] if glyph else []
    if cell.rotated:
        return [
            Piece(line, float(rank), left, role="rotated")
            for rank, line in enumerate(textwrap.wrap(" ".join(p.text for p in cell.pars), 17))
        ]
    lines: list[Piece] = []
    top = 0.0
    for par in cell.pars:
        top += par.gap
        for line in _par_lines(par, width):
            lines.append(replace(line, top=top, left=left + line.left))
            top += 1
    return lines


def _par_lines(par: Par, width: int) -> list[Piece]:
    room = width - par.indent - (2 if par.bullet else 0)
    if par.leader:
        dots = "." * max(3, room - len(par.text) - len(par.leader) - 1)
        return [Piece(f"{par.text} {dots}{par.leader}", 0.0, par.indent)]
    lines = textwrap.wrap(par.text, max(room, 8), break_long_words=False, break_on_hyphens=True) or [""]
    pieces = []
    for rank, line in enumerate(lines):
        left = par.indent
        if par.align == "center":
            left = max(0, (width - len(line)) // 2)
        if par.bullet and rank == 0:
            line = f"{par.bullet} {line}"
        elif par.bullet:
            left += 2
        pieces.append(Piece(line, 0.0, left))
    return pieces
