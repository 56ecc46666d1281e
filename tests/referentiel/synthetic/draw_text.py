"""Write a document as text extractors do: plain, laid out in columns, Markdown with tabs, Markdown with pipes."""

import re
import textwrap
from dataclasses import replace
from itertools import pairwise
from random import Random

from .eras import Era
from .paper import Cell, Document, Foot, Grid, Par, Row
from .typeset import Page, Piece, typeset

# --- plain: one stretch of text after the other, as a PDF holds them ---


def plain(document: Document, era: Era, *, foot: str = "", hyphenate: bool = False) -> str:
    """Columns flattened, cell after cell; `foot` is « line », « stacked », « rare » or « none », the era's if empty."""
    foot = foot or era.foot
    pages = typeset(document, era)
    out = []
    for page in pages:
        lines = _flattened(page)
        if hyphenate:
            lines = _hyphenated(lines)
        kept = foot in ("line", "stacked") or (foot == "rare" and page.number % 6 == 5)
        if page.footed and kept:
            lines += ["", *_foot_lines(document.foot, page, len(pages), stacked=foot == "stacked")]
        out.append("\n".join(lines))
    return f"\n{era.page_mark}".join(out) + "\n"


def _flattened(page: Page) -> list[str]:
    """A cell that begins on the line where the last one ended goes on it; one that begins above skips a line."""
    lines: list[str] = []
    last: Piece | None = None
    for piece in page.pieces:
        texts = _rotated(piece) if piece.role == "rotated" else [piece.text]
        if last is None:
            lines += texts
        elif piece.cell != last.cell and piece.cell:
            step = piece.top - last.top
            if abs(step) < 0.5 and last.cell:
                lines[-1] = f"{lines[-1]} {texts[0]}"
                lines += texts[1:]
            elif step <= -1:
                lines += ["", *texts]
            else:
                lines += texts
        else:
            lines += [""] * max(0, round(piece.top - last.top) - 1)
            lines += texts
        last = piece
    return lines


def _rotated(piece: Piece) -> list[str]:
    """A rotated heading loses its first letter to the line above."""
    return [piece.text[0], piece.text[1:]] if piece.text.startswith("Q") else [piece.text]


def _foot_lines(foot: Foot, page: Page, total: int, *, stacked: bool) -> list[str]:
    values = (*foot.values, f"{page.number}/{total}")
    if stacked:
        return [text for pair in zip(foot.labels, values, strict=True) for text in (*pair, "")]
    return [" ".join(foot.labels), " ".join(values)]


_BREAKABLE = re.compile(r"\b([a-zà-ÿ]{4,}?[aeiouyàéèêôûù])([bcdfglmnprstv][a-zà-ÿ]{3,})$")


def _hyphenated(lines: list[str]) -> list[str]:
    """Half of the long words at the end of a line are cut, and their end goes to the next line."""
    out: list[str] = []
    carry = ""
    for rank, line in enumerate(lines):
        text = carry + line
        carry = ""
        found = _BREAKABLE.search(text)
        follows = rank + 1 < len(lines) and lines[rank + 1][:1].islower()
        if found and follows and len(text) > 60:
            text, carry = text[: found.start(2)] + "-", found[2] + " "
        out.append(text)
    return out


# --- layout: columns kept apart by spaces ---


def layout(document: Document, era: Era) -> str:
    """What `pdftotext -layout` makes of the page: each line at its height, each column at its place."""
    pages = typeset(document, era)
    out = []
    for page in pages:
        lines = [_spread(row) for row in _by_height(page)]
        if page.footed:
            labels, values = document.foot.labels, (*document.foot.values, f"{page.number}/{len(pages)}")
            widths = [max(len(a), len(b)) + 3 for a, b in zip(labels, values, strict=True)]
            margin = " " * (8 if not page.landscape else 28)
            lines += ["", "", "", *(
                margin + "".join(text.center(width) for text, width in zip(row, widths, strict=True)).rstrip()
                for row in (labels, values)
            )]  # fmt: skip
        out.append("\n".join(lines))
    return "\n\f".join(out) + "\n\f"


_BELOW = 4  # the blank lines that the extractor leaves below a text printed upwards, at the most


def _by_height(page: Page) -> list[list[Piece]]:
    heights: dict[int, list[Piece]] = {}
    for piece in _upright(page):
        # A line of a cell set in the middle falls between two lines of its neighbour: it gets its own.
        heights.setdefault(round(piece.top * 2), []).append(piece)
    rows: list[list[Piece]] = []
    last = None
    for height in sorted(heights):
        line = heights[height]
        if last is not None:
            rows += [[] for _ in range(max(0, (height - last) // 2 - 1))]
        rows.append(
            sorted((piece for piece in line if piece.role != "rotated"), key=lambda piece: piece.left)
        )
        turned = [[piece] for piece in line if piece.role == "rotated"]
        if turned:
            while rows and not rows[-1]:
                rows.pop()
            blank: list[list[Piece]] = [[] for _ in range(_BELOW)]
            rows += [*blank, *turned, *blank]
        last = height
    return rows


def _upright(page: Page) -> list[Piece]:
    """The pieces of a page, those printed upwards each at its own height: what stands at their right makes room."""
    heads: dict[int, list[Piece]] = {}
    for piece in page.pieces:
        if piece.role == "rotated":
            heads.setdefault(piece.cell, []).append(piece)
    columns = sorted((lines[0].left, max(len(line.text) for line in lines)) for lines in heads.values())
    found: list[Piece] = []
    for piece in page.pieces:
        left = piece.left + (3 if columns and piece.left >= columns[0][0] else 0)
        for (start, width), (end, _) in pairwise(columns):
            left += max(0, start + width + 3 - end) if piece.left >= end else 0
        if piece.role == "rotated":
            top = heads[piece.cell][0].top
            widest = max(len(line.text) for line in heads[piece.cell])
            left += (widest - len(piece.text)) // 2
            piece = replace(piece, top=top + (17 - len(piece.text)) / 5)
        found.append(replace(piece, left=left))
    return found


def _spread(row: list[Piece]) -> str:
    text = ""
    for piece in row:
        text = text.ljust(piece.left)
        text += ("  " if text and not text.endswith(" ") else "") + piece.text
    return text


# --- Markdown as language models write it from a page ---


def tabbed(document: Document, era: Era) -> str:
    """Whole paragraphs, tables as lines of tabs, several paragraphs in a cell as <p>, boxes as HTML inputs."""
    pages, lines = _paginated(document, era), []
    rng = Random(f"tabs/{document.name}/{document.foot.values}")
    for number, (footed, blocks) in enumerate(pages, 1):
        for block in blocks:
            if isinstance(block, Par):
                if block.gap or block.bold:
                    lines.append("")
                lines.append(_md_par(block))
            else:
                flat = rng.random() < 0.2  # some tables lose the paragraphs of their cells
                lines += ["", *(_tab_row(row, block, flat) for row in block.rows), ""]
        if footed:
            values = (*document.foot.values, f"{number}/{len(pages)}")
            lines += ["", "\t".join(document.foot.labels), "\t".join(values), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _md_par(par: Par) -> str:
    bullet = "- " if par.bullet else ""
    if par.bullet.endswith(")"):
        bullet += f"{par.bullet} "
    leader = f"\t{par.leader}" if par.leader else ""
    return f"{bullet}{par.text}{leader}"


def _tab_row(row: Row, grid: Grid, flat: bool) -> str:
    missing = len(grid.widths) - sum(cell.span for cell in row.cells)
    cells = [""] * missing
    for cell in row.cells:
        cells += [_tab_cell(cell, flat), *([""] * (cell.span - 1))]
    return "\t".join(cells)


def _tab_cell(cell: Cell, flat: bool) -> str:
    if cell.tick is not None:
        return '<input checked="" type="checkbox"/>' if cell.tick else '<input type="checkbox"/>'
    if len(cell.pars) > 1:
        return " ".join(par.text if flat else f"<p>{par.text}</p>" for par in cell.pars)
    if cell.pars and cell.pars[0].bullet:
        return f'<ul style="list-style-type: none"> {cell.pars[0].bullet} {cell.pars[0].text} '
    return cell.pars[0].text if cell.pars else ""


def piped(document: Document, era: Era) -> str:
    """Markdown proper: # headings, ** bold **, tables between bars, <br> in cells, boxes as ☒ and ☐."""
    pages, lines = _paginated(document, era), []
    for number, (footed, blocks) in enumerate(pages, 1):
        for block in blocks:
            if isinstance(block, Grid):
                lines += ["", *_pipe_table(block), ""]
            elif block.style in ("cover", "title", "heading"):
                lines += ["", f"{'#' if block.style == 'cover' else '##'} {block.text}", ""]
            elif block.bold:
                lines += ["", f"**{block.text}**", ""]
            else:
                lines += [""] * (1 if block.gap else 0) + [_md_par(block)]
        if footed:
            values = (*document.foot.values, f"{number}/{len(pages)}")
            lines += ["", "| " + " | ".join(document.foot.labels) + " |", "|---" * len(values) + "|",
                      "| " + " | ".join(values) + " |", ""]  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _pipe_table(grid: Grid) -> list[str]:
    width = len(grid.widths)
    lines = []
    for rank, row in enumerate(grid.rows):
        cells = [""] * (width - sum(cell.span for cell in row.cells))
        for cell in row.cells:
            text = "<br>".join(par.text for par in cell.pars)
            if cell.tick is not None:
                text = "☒" if cell.tick else "☐"
            cells += [text, *([""] * (cell.span - 1))]
        lines.append("| " + " | ".join(cells) + " |")
        if rank == 0:
            lines.append("|" + "---|" * width)
    return lines


def _paginated(document: Document, era: Era) -> list[tuple[bool, list[Par | Grid]]]:
    """Whole paragraphs and rows, page after page; a table goes on under its heads."""
    pages: list[tuple[bool, list[Par | Grid]]] = []
    for sheet in document.sheets:
        if sheet.odd and len(pages) % 2:
            pages.append((False, []))
        room = 30 if sheet.landscape else 50
        width = 150 if sheet.landscape else 104
        pages.append((sheet.footed, []))
        used = 0
        for block in sheet.blocks:
            if isinstance(block, Par):
                tall = len(textwrap.wrap(block.text, width)) + block.gap
                if used and used + tall > room:
                    pages.append((sheet.footed, []))
                    used = 0
                pages[-1][1].append(block)
                used += tall
                continue
            held: list[Row] = []
            heads = tuple(row for row in block.rows if row.head)
            for row in block.rows:
                tall = max((_rows_tall(cell) for cell in row.cells), default=1)
                whole = sum(c.span for c in row.cells) == len(block.widths)
                if not row.head and whole and used + tall > room and len(held) > len(heads):
                    pages[-1][1].append(Grid(block.widths, tuple(held), block.gap))
                    pages.append((sheet.footed, []))
                    held, used = list(heads), 4
                held.append(row)
                used += tall
            pages[-1][1].append(Grid(block.widths, tuple(held), block.gap))
    return pages


def _rows_tall(cell: Cell) -> int:
    return sum(len(textwrap.wrap(par.text, 50)) or 1 for par in cell.pars)
