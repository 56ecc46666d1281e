"""What DOCX and ODT share: paragraphs become lines with place, gap and mark; cells get their tick."""

from collections import Counter
from dataclasses import dataclass, field, replace

from ...schema import Finding
from ..source import Block, Cell, Line, Place, Row, Table, Unreadable
from . import glyphs
from .limits import Limits

_LEADER = " ..... "  # what a table of contents prints between a title and its page
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph in one weight and size (points, 0 where unknown)."""

    text: str
    bold: bool = False
    size: float = 0.0


@dataclass(slots=True)
class Piece:
    """A line of a paragraph, between soft breaks; `page` is that of its first sign."""

    page: int
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(glyphs.plain("".join(run.text for run in self.runs)).split())


@dataclass(frozen=True, slots=True)
class Manner:
    """How a paragraph is set: its mark or number, its indent in points, the space before and after it in lines."""

    bullet: str = ""
    number: str = ""
    left: float = 0.0
    before: float = 0.0
    after: float = 0.0
    style: str = ""
    close: bool = False  # no space between paragraphs of one style


class Flow:
    """The blocks of a document as they come; lines are numbered in their page, or in the file where pages are unknown.

    Raises `Unreadable` with the code `too-long` where the document passes its limits.
    """

    def __init__(self, name: str, paged: bool, limits: Limits) -> None:
        self.name, self.paged, self.limits = name, paged, limits
        self.page = 1
        self.blank = 0.0
        self.last = Manner()
        self.top = True  # no paragraph yet in the body, cell or box
        self.findings: dict[str, Finding] = {}
        self._lines: Counter[int] = Counter()
        self._cells = 0

    @property
    def pages(self) -> int | None:
        return max(self._lines, default=1) if self.paged else None

    def note(self, code: str, message: str, severity: bool = False) -> None:
        """Say once what the reading left out or decided; a warning where `severity`."""
        self.findings[code] = Finding("warning" if severity else "info", code, message, self.name)

    def lines(self, pieces: list[Piece], manner: Manner) -> list[Line]:
        """The lines of a paragraph; an empty one leaves a gap before the next."""
        filled = [(piece, piece.text) for piece in pieces]
        filled = [(piece, text) for piece, text in filled if text]
        if not filled:
            self.blank += max(1, len(pieces))
            return []
        gap = self.blank + (0.0 if self.top else self._space(manner))
        self.blank, self.last, self.top = 0.0, manner, False
        found: list[Line] = []
        for rank, (piece, text) in enumerate(filled):
            mark = ""
            if not rank and manner.number and not text.startswith(manner.number):
                text = f"{manner.number} {text}"
            elif not rank and manner.bullet:
                mark = manner.bullet
            if not mark:
                mark, text = glyphs.split_bullet(text)
            spoken = [run for run in piece.runs if run.text.strip()]
            found.append(
                Line(
                    text,
                    self._place(piece.page),
                    gap if not rank else 0.0,
                    all(run.bold for run in spoken),
                    max(spoken, key=lambda run: len(run.text)).size,
                    manner.left,
                    mark,
                    whole=rank == len(filled) - 1,  # a soft break may stand inside a sentence
                )
            )
        return found

    def _space(self, manner: Manner) -> float:
        """The space that the two paragraphs ask for, in lines; less than one is no blank line."""
        if manner.close and self.last.close and manner.style == self.last.style:
            return 0.0
        space = max(manner.before, self.last.after)
        return round(space, 2) if space >= 0.9 else 0.0

    def _place(self, page: int) -> Place:
        page = page if self.paged else 0
        self._lines[page] += 1
        if self._lines.total() > self.limits.lines or page > self.limits.pages:
            raise Unreadable(self.name, "il est démesuré ; déposez un seul document.", "too-long")
        return Place(self.name, page or None, self._lines[page])

    def cell(self, lines: list[Line], column: int, span: int) -> Cell:
        """A cell with its tick; the sign of a lone box is taken off the lines."""
        self._cells += 1
        if self._cells > self.limits.cells or column + span > self.limits.columns:
            raise Unreadable(self.name, "ses tableaux sont démesurés ; déposez un seul document.", "too-long")
        boxes = [box for line in lines for box in glyphs.boxes(line.text)]
        ticks: list[bool] = []
        kept: list[Line] = []
        for line in lines:
            ticked, rest = glyphs.split_box(line.text) if len(boxes) < 2 else (None, line.text)
            if ticked is not None:
                ticks.append(ticked)
            if rest:
                kept.append(line if rest == line.text else replace(line, text=rest))
        return Cell(tuple(kept), column, span, any(ticks) if ticks else None)


def table_blocks(rows: list[Row]) -> list[Block]:
    """A table, or its lines where it has one column: such a table only frames what it holds."""
    rows = [row for row in rows if row.cells]
    if not rows:
        return []
    columns = max(cell.column + cell.span for row in rows for cell in row.cells)
    if columns > 1 and any(len(row.cells) > 1 for row in rows):
        return [Table(tuple(rows))]
    return [line for row in rows for cell in row.cells for line in _framed(cell)]


def _framed(cell: Cell) -> list[Line]:
    """The lines of a framed cell, parted from what comes before as the frame parts them; a lone box is kept as text."""
    lines = list(cell.lines)
    if lines:
        lines[0] = replace(lines[0], gap=max(1.0, lines[0].gap))
    return lines


def flattened(blocks: list[Block]) -> list[Line]:
    """The lines of blocks in reading order: what a table inside a cell gives its cell."""
    return [line for block in blocks for line in ([block] if isinstance(block, Line) else block.lines)]


def leader() -> str:
    """The dots of a table of contents, for a tab drawn with leaders."""
    return _LEADER


def counted(value: int, style: str) -> str:
    """A number in the style of a list: « 1 », « a », « A », « i », « I », « 01 »."""
    if style in ("a", "A") and value > 0:
        rounds, rest = divmod(value - 1, 26)
        letter = chr(ord("a") + rest) * (min(rounds, 9) + 1)
        return letter.upper() if style == "A" else letter
    if style in ("i", "I") and 0 < value < 4000:
        roman, left = "", value
        for size, sign in _ROMAN:
            roman, left = roman + sign * (left // size), left % size
        return roman.upper() if style == "I" else roman
    return f"{value:02d}" if style == "01" else str(value)


def spaced(blocks: list[Block], gap: float) -> list[Block]:
    """The blocks of a table, with the blank lines that stood before it given to its first row."""
    if not gap or not blocks:
        return blocks
    first = blocks[0]
    if isinstance(first, Line):
        return [replace(first, gap=max(gap, first.gap)), *blocks[1:]]
    cells = tuple(
        replace(cell, lines=(replace(cell.lines[0], gap=gap), *cell.lines[1:]) if cell.lines else ())
        for cell in first.rows[0].cells
    )
    return [Table((Row(cells), *first.rows[1:])), *blocks[1:]]
