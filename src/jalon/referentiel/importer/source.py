"""What a reader hands over, whatever the format: lines and tables, each with the place it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..schema import Finding

Format = Literal["pdf", "docx", "odt", "text"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a line stands: file name, page (1 for the first sheet of the file; None in plain text), line in it.

    Lines are numbered from 1 in the page, in reading order; without pages, in the file. In plain text the number is
    always that of the file in an editor, even where form feeds give pages.
    """

    file: str
    page: int | None
    line: int

    def __str__(self) -> str:
        return f"{self.file}, {f'page {self.page}, ' if self.page else ''}ligne {self.line}"


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle on a page, in points from its top left corner (PDF only): what the review screen outlines."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one paragraph where the format keeps paragraphs whole (DOCX, ODT, Markdown).

    `gap` counts the blank lines before it (0.0: none; about 1.0: one), measured on the page in a PDF. `bullet` is the
    mark of a list item, taken off the text. `size` (points) and `left` (points) are 0 where the format does not tell.
    `whole` tells that the text is a full paragraph, so the next line never continues it.
    """

    text: str
    place: Place
    gap: float = 0.0
    bold: bool = False
    size: float = 0.0
    left: float = 0.0
    bullet: str = ""
    whole: bool = False
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its lines, the columns it covers, and its tick where it holds a box.

    `ticked` is None where no box was seen, which is not the same as an empty box. The sign of the box is taken off
    the lines (a cell that holds nothing else has none); a letter X that stands for a tick stays. Outside tables,
    boxes stand in the text as ☒ and ☐, whatever the glyph was.
    """

    lines: tuple[Line, ...] = ()
    column: int = 0
    span: int = 1
    ticked: bool | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a cell merged downwards stands in its first row only, and is absent below."""

    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell | None:
        """The cell that covers a column."""
        return next((c for c in self.cells if c.column <= column < c.column + c.span), None)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in reading order; a table that continues over a page is one `Table` per page."""

    rows: tuple[Row, ...]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for row in self.rows for cell in row.cells for line in cell.lines)


Block: TypeAlias = Line | Table


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read: its blocks in reading order. `sha256` is that of the bytes, hexadecimal.

    `findings` says what the reader mended or left out while opening it (an encoding repaired, revisions accepted).
    """

    file: str
    format: Format
    sha256: str
    pages: int | None
    blocks: tuple[Block, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        for block in self.blocks:
            if isinstance(block, Line):
                yield block
            else:
                yield from block.lines


class Unreadable(Exception):
    """A file that cannot be read; `reason` is one French sentence that names the file, the cause and the remedy."""

    def __init__(self, file: str, reason: str, code: str) -> None:
        self.file, self.reason, self.code = file, reason, code
        super().__init__(f"{file} : {reason}")

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str, str]]:
        return Unreadable, (self.file, self.reason, self.code)
