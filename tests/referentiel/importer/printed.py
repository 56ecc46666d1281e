"""Sources made by hand: a text as an extraction leaves it, or lines placed on pages as a PDF reader gives them."""

from dataclasses import replace
from textwrap import dedent

from jalon.referentiel.importer.readers import read_bytes
from jalon.referentiel.importer.source import Block, Box, Cell, Line, Place, Row, Source, Table

LEADING = 12.0  # points from one line to the next
TOP, FOOT, LEFT, RIGHT = 72.0, 760.0, 72.0, 540.0
WIDTH = 5.0  # points of a character


def text(content: str, name: str = "reac.txt") -> Source:
    """The source that a text file gives."""
    return read_bytes(dedent(content).strip("\n").encode(), name)


def line(
    content: str, number: int = 1, *, page: int | None = None, gap: float = 0.0, bullet: str = ""
) -> Line:
    return Line(content, Place("doc", page, number), gap, bullet=bullet)


def lines(*contents: str, gaps: tuple[float, ...] = ()) -> list[Line]:
    """Lines numbered from 1; a text that starts by « - » is a bullet, « | » asks for a blank line before it."""
    found = []
    for number, content in enumerate(contents, 1):
        gap = 1.0 if content.startswith("|") else 0.0
        content = content.removeprefix("|").strip()
        bullet = "-" if content.startswith("- ") else ""
        found.append(line(content.removeprefix("- "), number, gap=gap, bullet=bullet))
    return found


def printed(*pages: list[tuple[float, str]]) -> list[Line]:
    """Lines on pages, each at a height in lines from the top of the text: (0.0, « first line »)."""
    found = []
    for page, content in enumerate(pages, 1):
        last = None
        for number, (height, words) in enumerate(content, 1):
            top = TOP + height * LEADING
            gap = 0.0 if last is None else max(0.0, (top - last) / LEADING - 1)
            box = Box(LEFT, top, LEFT + WIDTH * len(words), top + LEADING)
            found.append(
                Line(words, Place("doc.pdf", page, number), round(gap, 2), left=LEFT, size=10.0, box=box)
            )
            last = top
    return found


def source(*blocks: Block, pages: int | None = None, name: str = "doc") -> Source:
    return Source(name, "pdf" if pages else "docx", "0" * 64, pages, blocks)


def table(*rows: tuple[str, ...], number: int = 1) -> Table:
    """A table of texts; an empty text is an empty cell."""
    return Table(
        tuple(
            Row(
                tuple(
                    Cell((line(content, number + rank),) if content else (), column)
                    for column, content in enumerate(cells)
                )
            )
            for rank, cells in enumerate(rows)
        )
    )


def bold(one: Line) -> Line:
    return replace(one, bold=True)
