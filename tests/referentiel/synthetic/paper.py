"""A document before it has a format: sheets of paragraphs and tables, as a word processor holds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Style = Literal["cover", "title", "heading", "text", "small"]
Align = Literal["left", "center"]


@dataclass(frozen=True)
class Par:
    """A paragraph; `gap` counts the empty paragraphs before it, `leader` is the page number after dots."""

    text: str
    style: Style = "text"
    bold: bool = False
    align: Align = "left"
    gap: int = 0
    bullet: str = ""
    indent: int = 0
    leader: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: `down` rows and `span` columns; `tick` where it holds a check box."""

    pars: tuple[Par, ...] = ()
    span: int = 1
    down: int = 1
    tick: bool | None = None
    rotated: bool = False
    middle: bool = False
    shaded: bool = False


@dataclass(frozen=True)
class Row:
    """Cells from left to right; a column covered from above has none. A `solid` row is not cut by a page."""

    cells: tuple[Cell, ...]
    head: bool = False
    solid: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: `widths` are shares of the line, `heads` rows are printed again on each page."""

    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    gap: int = 0

    @property
    def heads(self) -> int:
        return sum(1 for row in self.rows if row.head)


Block: TypeAlias = Par | Grid


@dataclass(frozen=True)
class Sheet:
    """What begins on a new page; `odd` waits for a right-hand page; `footed` bears the running foot."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    odd: bool = False
    footed: bool = True


@dataclass(frozen=True)
class Foot:
    """The running foot: a table of two rows, whose last cell is « page/pages »."""

    labels: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    name: str
    foot: Foot
    sheets: tuple[Sheet, ...] = field(repr=False)
    head: str = ""  # running head, above every page that bears a foot


def texts(items: Iterable[str], *, gap: int = 0, bullet: str = "", indent: int = 0) -> list[Par]:
    """One paragraph an item; the gap is before the first."""
    return [
        Par(item, gap=gap if not rank else 0, bullet=bullet, indent=indent) for rank, item in enumerate(items)
    ]


def cell(*items: str, **how: object) -> Cell:
    return Cell(tuple(Par(item) for item in items if item), **how)  # type: ignore[arg-type]


def heading_cell(text: str, **how: object) -> Cell:
    return Cell((Par(text, bold=True, align="center"),), **how)  # type: ignore[arg-type]
