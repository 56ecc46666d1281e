"""Read a text file, whoever extracted it: lines with their number, blank lines as gaps, bullets taken off, tables.

Tables are rows of tabs, of Markdown or HTML, or the columns that a layout-preserving extraction makes with spaces.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from ..source import Block, Cell, Line, Place, Row, Source, Table, Unreadable
from . import glyphs
from .encoding import decode
from .html_table import HtmlCell, HtmlTable, Raw, table_end
from .inline import Piece, is_markdown, pieces
from .layout import Region, is_layout, regions
from .limits import LIMITS, Limits

_ENDS = re.compile("\r\n|\n|\r")
_SOFT = re.compile("[\v\u2028\u2029\x85]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
_BORDER = re.compile(r"^\s*\+(?:[-=:]{3,}\+){1,}\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_ENUMERATOR = re.compile(r"^(?:\d{1,2}[.)°]|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|[a-zA-Z][.)]|[ivxIVX]{1,4}[.)])$")

_COLUMN = 5.0  # points of a character of running text: what an indentation is worth

# How a file breaks its paragraphs: each on one line, at the width of a page, or too little of it to tell.
Breaks = Literal["paragraphs", "page", "unknown"]


def read_text(data: bytes, name: str, limits: Limits = LIMITS) -> Source:
    """The lines and tables of a text file; `Place.line` is the number that an editor shows, `page` counts form feeds.

    Raises `Unreadable` with the codes `empty`, `binary`, `encoding` and `too-long`.
    """
    decoded = decode(data, name)
    raws = _raws(decoded.text, name, limits)
    if all(raw.blank for raw in raws):
        raise Unreadable(name, "il ne contient aucun texte ; déposez le document complet.", "empty")
    reader = _Reader(name, is_markdown(decoded.text), _breaks(raws), limits)
    blocks = tuple(_bulleted(reader.blocks(raws)))
    if not blocks:
        raise Unreadable(name, "il ne contient aucun texte ; déposez le document complet.", "empty")
    pages = max((raw.page or 0 for raw in raws if not raw.blank), default=0) or None
    return Source(name, "text", hashlib.sha256(data).hexdigest(), pages, blocks, decoded.findings)


def _raws(text: str, name: str, limits: Limits) -> list[Raw]:
    paged = "\f" in text
    found: list[Raw] = []
    page = 1
    for number, line in enumerate(_ENDS.split(text), 1):
        if number > limits.lines:
            reason = f"il compte plus de {limits.lines} lignes ; déposez un seul document."
            raise Unreadable(name, reason, "too-long")
        if len(line) > limits.line_chars:
            reason = f"la ligne {number} compte {len(line)} caractères ; enregistrez le texte avec ses fins de ligne."
            raise Unreadable(name, reason, "too-long")
        for rank, sheet in enumerate(line.split("\f")):
            page += rank > 0
            for piece in _SOFT.split(sheet):
                found.append(
                    Raw(number, page if paged else None, _INVISIBLE.sub("", piece).rstrip(" \u00a0"))
                )
    return found


def _breaks(raws: list[Raw]) -> Breaks:
    """Tell by the lines themselves: where paragraphs are cut at the page's width, lines go on in small letters."""
    pairs = going_on = long = 0
    previous = ""
    for raw in raws:
        text = raw.text.strip()
        if "\t" in raw.text.strip() or text.startswith("|") or "<p>" in text:
            previous = ""
            continue
        long += len(text) > 200 and "  " not in text
        if len(previous) >= 50 and text:
            pairs += 1
            going_on += (
                text[0].islower() and previous[-1] not in ".;:!?»…" and not glyphs.split_bullet(text)[0]
            )
        previous = text
    if going_on >= 3 and going_on > 0.1 * pairs:
        return "page"
    return "paragraphs" if long and going_on <= 0.05 * max(20, pairs) else "unknown"


class _Reader:
    """Turns raw lines into blocks, one construct at a time."""

    def __init__(self, name: str, markdown: bool, breaks: Breaks, limits: Limits) -> None:
        self.name, self.markdown, self.limits = name, markdown, limits
        self.whole_lines, self.whole_cells = breaks == "paragraphs", breaks != "page"
        self.cells = 0
        self.regions: dict[int, Region] = {}
        self.unclosed = False  # a table of HTML was opened and never closed: the rest of the file is lines

    def blocks(self, raws: list[Raw]) -> Iterator[Block]:
        """The blocks of the text in order, each construct where it begins."""
        at = blank = 0
        page = raws[0].page
        if not self.markdown and is_layout(raws):
            self.regions = {region.start: region for region in regions(raws)}
        while at < len(raws):
            raw = raws[at]
            if raw.page != page:
                page, blank = raw.page, 0
            if at in self.regions:
                region = self.regions[at]
                yield self._columns(region, float(blank))
                at, blank = region.end, 0
                continue
            if raw.blank:
                blank += 1
                at += 1
                continue
            end, found = self._construct(raws, at, float(blank))
            yield from found
            blank = 0 if found else blank + 1
            at = end

    def _construct(self, raws: list[Raw], at: int, gap: float) -> tuple[int, list[Block]]:
        """The blocks of the construct that begins at a line, and the index after it."""
        raw = raws[at]
        if not self.unclosed and "<table" in raw.text.lower():
            if end := table_end(raws, at):
                return end, self._html_table(raws[at:end], gap)
            self.unclosed = True
        if _BORDER.match(raw.text) and (end := _grid_end(raws, at)):
            return end, self._grid_table(raws[at:end], gap)
        if raw.text.lstrip().startswith("|") and (end := _pipe_end(raws, at)) - at > 1:
            return end, self._pipe_table(raws[at:end], gap)
        if "\t" in raw.text:
            end = _tab_end(raws, at)
            if rows := self._tab_rows(raws[at:end], gap):
                return end, [Table(rows)]
            found = [
                line for raw in raws[at:end] for line in self._lines(raw, gap if raw is raws[at] else 0.0)
            ]
            return end, list(found)
        return at + 1, list(self._lines(raw, gap))

    def _lines(self, raw: Raw, gap: float) -> list[Line]:
        found = pieces(raw.text, self.markdown)
        left = _COLUMN * (len(raw.text) - len(raw.text.lstrip(" ")))
        return [
            replace(
                self._line(piece, raw, gap if not rank else 0.0, self.whole_lines or len(found) > 1),
                left=left,
            )
            for rank, piece in enumerate(found)
        ]

    def _line(self, piece: Piece, raw: Raw, gap: float, whole: bool) -> Line:
        mark, rest = glyphs.split_bullet(piece.text)
        bold = piece.bold
        return Line(rest, Place(self.name, raw.page, raw.number), gap, bold, bullet=mark, whole=whole)

    def _cell(self, texts: list[tuple[Raw, str]], column: int, span: int, gap: float, whole: bool) -> Cell:
        self.cells += 1
        if self.cells > self.limits.cells or column + span > self.limits.columns:
            raise Unreadable(self.name, "ses tableaux sont démesurés ; déposez un seul document.", "too-long")
        lines: list[Line] = []
        ticks: list[bool] = []
        parts = [(raw, piece) for raw, text in texts for piece in pieces(text, self.markdown)]
        several = sum(len(glyphs.boxes(piece.text)) for _, piece in parts) > 1
        for raw, piece in parts:
            ticked, rest = (None, piece.text) if several else glyphs.split_box(piece.text)
            if ticked is not None:
                ticks.append(ticked)
            if rest:
                lines.append(self._line(replace(piece, text=rest), raw, 0.0 if lines else gap, whole))
        return Cell(tuple(lines), column, span, any(ticks) if ticks else None)

    # --- rows of tabs ---

    def _tab_rows(self, raws: list[Raw], gap: float) -> tuple[Row, ...]:
        """Rows, or nothing where the tabs only indent, or only part a mark from its item."""
        split = [raw.text.split("\t") for raw in raws]
        if all(_is_item(parts) for parts in split):
            return ()
        width = max(len(parts) for parts in split)
        rows: list[Row] = []
        for raw, parts in zip(raws, split, strict=True):
            first = gap if not rows else 0.0
            # one cell covers the row: its empty neighbours are what remains of the columns it spans
            if len(parts) == 1 or (width > 2 and parts[0].strip() and not any(map(str.strip, parts[1:]))):
                rows.append(Row((self._cell([(raw, parts[0])], 0, width, first, self.whole_cells),)))
                continue
            cells = [
                self._cell([(raw, part)], column, 1, first, self.whole_cells)
                for column, part in enumerate(parts)
            ]
            rows.append(Row(tuple(cells)))
        return tuple(rows)

    # --- columns of spaces ---

    def _columns(self, region: Region, gap: float) -> Table:
        return Table(
            tuple(
                Row(
                    tuple(
                        self._cell(cell.lines, cell.column, cell.span, gap if not rank else 0.0, False)
                        for cell in row
                    )
                )
                for rank, row in enumerate(region.rows)
            )
        )

    # --- tables of Markdown ---

    def _pipe_table(self, raws: list[Raw], gap: float) -> list[Block]:
        rows: list[Row] = []
        for raw in raws:
            if _RULE.match(raw.text):
                continue
            parts = _PIPE.split(raw.text.strip().removeprefix("|"))
            if len(parts) > 1 and not parts[-1].strip():
                parts.pop()
            first = gap if not rows else 0.0
            cells = [
                self._cell([(raw, part.replace("\\|", "|"))], column, 1, first, True)
                for column, part in enumerate(parts)
            ]
            rows.append(Row(tuple(cells)))
        return [Table(tuple(rows))] if rows else []

    def _grid_table(self, raws: list[Raw], gap: float) -> list[Block]:
        """A table drawn with + and -: a cell runs from one border to the next."""
        rows: list[Row] = []
        inside: list[Raw] = []
        for raw in raws:
            if not _BORDER.match(raw.text):
                inside.append(raw)
                continue
            if inside:
                columns: dict[int, list[tuple[Raw, str]]] = {}
                for line in inside:
                    parts = _PIPE.split(line.text.strip().removeprefix("|").removesuffix("|"))
                    for column, part in enumerate(parts):
                        columns.setdefault(column, []).append((line, part.replace("\\|", "|")))
                first = gap if not rows else 0.0
                rows.append(
                    Row(
                        tuple(self._cell(texts, column, 1, first, False) for column, texts in columns.items())
                    )
                )
            inside = []
        return [Table(tuple(rows))] if rows else []

    # --- tables of HTML ---

    def _html_table(self, raws: list[Raw], gap: float) -> list[Block]:
        """One table, and what stands on its lines before and after it; a table inside a cell gives its lines."""
        parts = HtmlTable()
        for raw in raws:
            parts.feed(raw)
        before = [line for raw in parts.before for line in self._lines(raw, gap)]
        after = [line for raw in parts.after for line in self._lines(raw, 0.0)]
        return [*before, *self._spanned(parts.rows, 0.0 if before else gap), *after]

    def _spanned(self, rows: list[list[HtmlCell]], gap: float) -> list[Block]:
        made: list[Row] = []
        taken: dict[int, int] = {}  # column → rows still covered by a cell above
        for row in rows:
            cells: list[Cell] = []
            column = 0
            covered = {at for at, left in taken.items() if left > 0}
            taken = {at: left - 1 for at, left in taken.items() if left > 1}
            for html in row:
                while column in covered:
                    column += 1
                texts = [(raw, raw.text) for raw in html.raws]
                cells.append(self._cell(texts, column, html.span, gap if not made else 0.0, self.whole_cells))
                if html.down > 1:
                    taken.update(dict.fromkeys(range(column, column + html.span), html.down - 1))
                column += html.span
            if cells:
                made.append(Row(tuple(cells)))
        return [Table(tuple(made))] if made else []


def _is_item(parts: list[str]) -> bool:
    """Tabs that only indent, or part a bullet or number from the text of its item."""
    filled = [part.strip() for part in parts if part.strip()]
    if len(filled) < 2:
        return len(parts) < 3 or not parts[0].strip()
    head = filled[0]
    return len(filled) == 2 and (
        glyphs.is_bullet(glyphs.plain(head)) or head in "-–o*" or _ENUMERATOR.match(head) is not None
    )


def _tab_end(raws: list[Raw], at: int) -> int:
    """The index after the rows of tabs that begin at a line; a line without tabs between two rows is one of them."""
    width = raws[at].text.count("\t")
    end = at + 1
    while end < len(raws) and raws[end].page == raws[at].page:
        text = raws[end].text
        if "\t" in text:
            width = text.count("\t")
        elif not (
            width > 1
            and not raws[end].blank
            and end + 1 < len(raws)
            and raws[end + 1].text.count("\t") == width
        ):
            break
        end += 1
    return end


def _pipe_end(raws: list[Raw], at: int) -> int:
    end = at
    while end < len(raws) and raws[end].text.lstrip().startswith("|"):
        end += 1
    return end


def _grid_end(raws: list[Raw], at: int) -> int:
    """The index after a drawn table, 0 where the border is only a rule."""
    end = last = at
    while end < len(raws) and (
        (border := _BORDER.match(raws[end].text)) or raws[end].text.lstrip().startswith("|")
    ):
        last = end if border else last
        end += 1
    return last + 1 if last - at > 1 else 0


def _bulleted(blocks: Iterator[Block]) -> Iterator[Block]:
    """A bullet alone on its line belongs to the text that follows."""
    mark: Line | None = None
    for block in blocks:
        if isinstance(block, Line) and not block.bullet and glyphs.is_bullet(block.text):
            if mark is not None:
                yield mark
            mark = block
            continue
        if mark is not None:
            if isinstance(block, Line) and not block.bullet:
                block = replace(block, bullet=mark.text, gap=mark.gap)
            else:
                yield mark
            mark = None
        yield block
    if mark is not None:
        yield mark
