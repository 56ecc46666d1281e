"""Read an ODT (LibreOffice, OpenOffice, Word): paragraphs, lists with their numbers, tables, boxes, heads and feet."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from ..source import Block, Row, Source, Table, Unreadable
from . import glyphs
from .archive import Archive
from .flow import Flow, Manner, Piece, Run, flattened, leader, spaced, table_blocks
from .limits import LIMITS, Limits
from .markup import children, descend, parse
from .odt_styles import Lists, Style, Styles, count

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    **{
        f"{_ODF}{name}:1.0": name for name in ("office", "style", "text", "table", "form", "meta", "manifest")
    },
    f"{_ODF}drawing:1.0": "draw",
    f"{_ODF}xsl-fo-compatible:1.0": "fo",
    f"{_ODF}svg-compatible:1.0": "svg",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/1999/xlink": "xlink",
}
_PARAGRAPHS = frozenset({"text:p", "text:h"})
# Wrappers that add nothing to the blocks they hold.
_THROUGH = frozenset(
    {
        "text:section",
        "text:table-of-content",
        "text:index-body",
        "text:index-title",
        "text:alphabetical-index",
    }
    | {
        "text:illustration-index",
        "text:table-index",
        "text:object-index",
        "text:user-index",
        "text:bibliography",
    }
    | {"text:numbered-paragraph", "table:table-rows", "table:table-header-rows", "table:table-row-group"}
    | {"office:text", "text:page-sequence"}
)
_DRAWN = frozenset(
    {
        "draw:frame",
        "draw:g",
        "draw:a",
        "draw:custom-shape",
        "draw:rect",
        "draw:ellipse",
        "draw:line",
        "draw:polygon",
    }
    | {"draw:path", "draw:connector", "draw:caption", "draw:circle", "draw:polyline", "draw:regular-polygon"}
)
_SILENT = frozenset(
    {
        "text:tracked-changes",
        "text:note-citation",
        "office:annotation-end",
        "text:sequence-decls",
        "svg:title",
    }
    | {"svg:desc", "text:variable-decls", "text:user-field-decls", "office:forms", "text:soft-page-break"}
    | {"text:hidden-text", "text:table-of-content-source", "text:toc-mark", "office:event-listeners"}
)


def read_odt(data: bytes, name: str, limits: Limits = LIMITS) -> Source:
    """The lines and tables of an ODT, or of its flat form (FODT). Pages are those of the last layout kept in the file.

    Insertions under revision are read, deletions and hidden text left out, and the findings say so. Raises `Unreadable`
    with the codes `corrupt`, `bomb`, `unsafe`, `encrypted`, `no-text`, `too-long`.
    """
    pictures = False
    if data.startswith(b"PK"):
        archive = Archive(data, name, limits)
        if "content.xml" not in archive:
            reason = "l’ODT n’a pas de contenu ; ouvrez-le et enregistrez-le à nouveau."
            raise Unreadable(name, reason, "corrupt")
        content = parse(archive.read("content.xml"), name, "content.xml", _SPACES, limits)
        styles = archive.read("styles.xml")
        shared = parse(styles, name, "styles.xml", _SPACES, limits) if styles else None
        pictures = any(path.startswith("Pictures/") for path in archive.paths)
    else:
        content = shared = parse(data, name, "le fichier", _SPACES, limits)
    body = descend(content, "office:body", "office:text")
    if body is None:
        reason = "l’ODT n’a pas de corps de texte ; ouvrez-le et enregistrez-le à nouveau."
        raise Unreadable(name, reason, "corrupt")
    paged = next(body.iter("text:soft-page-break"), None) is not None
    reader = _Reader(content, shared, Flow(name, paged, limits))
    blocks = reader.document(body)
    if not any(flattened([block]) for block in blocks):
        said = "il ne contient que des images (un scan)" if pictures else "il ne contient aucun texte"
        raise Unreadable(name, f"{said} ; déposez le document d’origine.", "no-text")
    sha = hashlib.sha256(data).hexdigest()
    return Source(name, "odt", sha, reader.flow.pages, tuple(blocks), tuple(reader.flow.findings.values()))


@dataclass(frozen=True, slots=True)
class _Item:
    """Where a paragraph stands in lists: the list that counts it, its style and level, whether it opens its item."""

    key: str = ""
    style: str = ""
    level: int = 0
    first: bool = False
    start: int | None = None


class _Reader:
    """Walks the body once, counting lists and pages as it goes."""

    def __init__(self, content: Element, shared: Element | None, flow: Flow) -> None:
        self.flow = flow
        self.styles = Styles((shared, content) if shared is not content else (content,))
        self.lists = Lists(self.styles)
        self.masters = {
            node.get("style:name", ""): node
            for node in (shared.iter("style:master-page") if shared is not None else ())
        }
        self.boxes = {
            node.get(key, ""): _checked(node)
            for node in content.iter("form:checkbox")
            for key in ("form:id", "xml:id")
            if node.get(key)
        }
        self.master: str | None = None  # the page model in force
        self.shown: set[str] = set()
        self.notes: list[Element] = []
        self.seen: Counter[str] = Counter()
        self.fresh = True
        self.keys = 0

    # --- the document ---

    def document(self, body: Element) -> list[Block]:
        """The blocks in reading order; heads and feet stand where their page model begins, each once."""
        changes = body.find("text:tracked-changes")
        for region in children(changes):
            self.seen["added"] += region.find("text:insertion") is not None
            self.seen["removed"] += region.find("text:deletion") is not None
        blocks: list[Block] = []
        for node, item in self._flat(body):
            if self.master is None and node.tag in (*_PARAGRAPHS, "table:table"):
                family = "table" if node.tag == "table:table" else "paragraph"
                name = node.get("table:style-name") or node.get("text:style-name") or ""
                blocks += self._margin(self.styles.get(family, name).master or "Standard")
            blocks += self._block(node, item)
        for rank, note in enumerate(self.notes, 1):
            lines = flattened(self._inside(note))
            lines[:1] = [replace(line, text=f"[{rank}] {line.text}") for line in lines[:1]]
            blocks += lines
        self._say()
        return blocks

    def _margin(self, name: str) -> list[Block]:
        """The heads and feet of a page model that were not shown yet."""
        self.master = name
        found: list[Block] = []
        for node in children(self.masters.get(name)):
            kind = node.tag.removeprefix("style:")
            if not kind.startswith(("header", "footer")) or node.get("style:display", "true") == "false":
                continue
            page, fresh = self.flow.page, self.fresh
            blocks = self._inside(node)
            self.flow.page, self.fresh = page, fresh
            text = "\n".join(line.text for line in flattened(blocks))
            if text and text not in self.shown:
                found += blocks
            self.shown.add(text)
        return found

    def _say(self) -> None:
        note, seen = self.flow.note, self.seen
        if seen["added"] or seen["removed"]:
            changes = f"{seen['added']} ajout(s) et {seen['removed']} suppression(s)"
            note("revisions", f"{changes} en suivi de révision, lus comme acceptés.", severity=True)
        if seen["hidden"]:
            note("hidden-text", f"{seen['hidden']} caractère(s) de texte masqué, laissés de côté.")
        if seen["comments"]:
            note("comments", f"{seen['comments']} commentaire(s), laissés de côté.")
        if seen["objects"]:
            said = f"{seen['objects']} objet(s) incorporé(s) dont le texte n’est pas lu."
            note("objects", said, severity=True)

    # --- blocks ---

    def _flat(self, container: Element) -> Iterator[tuple[Element, _Item]]:
        """The blocks of a body, a cell or a box, each with its place in lists; wrappers opened."""
        stack: list[tuple[Iterator[Element], _Item]] = [(iter(container), _Item())]
        while stack:
            nodes, item = stack[-1]
            node = next(nodes, None)
            if node is None:
                stack.pop()
            elif node.tag in _THROUGH:
                if node.get("text:display", "true") == "none":
                    self.seen["hidden"] += len("".join(node.itertext()).strip())
                else:
                    stack.append((iter(node), item))
            elif node.tag == "text:list":
                stack.append((iter(node), self._list(node, item)))
            elif node.tag in ("text:list-item", "text:list-header"):
                given = node.get("text:start-value")
                opened = replace(
                    item, first=node.tag == "text:list-item", start=None if given is None else count(given)
                )
                stack.append((iter(node), opened))
            else:
                if node.tag == "text:soft-page-break":
                    self._turn_page()
                yield node, item
                if node.tag in _PARAGRAPHS and item.first:
                    stack[-1] = (nodes, replace(item, first=False))

    def _list(self, node: Element, outer: _Item) -> _Item:
        style = node.get("text:style-name") or outer.style
        if outer.level:
            return _Item(outer.key, style, outer.level + 1)
        self.keys += 1
        key = node.get("xml:id") or f"list {self.keys}"
        go_on = node.get("text:continue-numbering") == "true"
        self.lists.open(key, style, node.get("text:continue-list", ""), go_on)
        return _Item(key, style, 1)

    def _block(self, node: Element, item: _Item) -> list[Block]:
        if node.tag in _PARAGRAPHS:
            return self._paragraph(node, item)
        if node.tag == "table:table":
            return self._table(node)
        if node.tag in _DRAWN:
            return [block for box in self._drawn(node) for block in self._inside(box)]
        return []

    def _inside(self, container: Element) -> list[Block]:
        """The blocks of a cell, a box or a note; gaps do not cross its border."""
        blank, self.flow.blank, self.flow.top = self.flow.blank, 0.0, True
        blocks = [block for node, item in self._flat(container) for block in self._block(node, item)]
        self.flow.blank = blank
        return blocks

    def _table(self, node: Element) -> list[Block]:
        found: list[Block] = self._turned(self.styles.get("table", node.get("table:style-name", "")))
        rows: list[Row] = []
        gap, self.flow.blank = self.flow.blank, 0.0
        held: list[Block] = []
        for row, _ in self._flat(node):
            if row.tag != "table:table-row" or row.get("table:visibility") == "collapse":
                continue
            cells = self._row(row)
            filled = [cell for cell in cells if cell[2]]
            if len(filled) == 1 and any(isinstance(block, Table) for block in filled[0][2]):
                # the row only lays out a table that it holds
                held += [*table_blocks(rows), *filled[0][2]]
                rows = []
                continue
            rows.append(Row(tuple(self.flow.cell(flattened(inside), at, span) for at, span, inside in cells)))
        return [*found, *spaced([*held, *table_blocks(rows)], gap)]

    def _row(self, row: Element) -> list[tuple[int, int, list[Block]]]:
        """`(column, span, blocks)` of the cells that begin in a row."""
        column, start, last = 0, self.flow.page, self.flow.page
        found: list[tuple[int, int, list[Block]]] = []
        for node in row:
            repeated = min(count(node.get("table:number-columns-repeated")), self.flow.limits.columns + 1)
            if node.tag == "table:covered-table-cell":
                column += repeated
                continue
            if node.tag != "table:table-cell":
                if node.tag == "text:soft-page-break":
                    self._turn_page()
                    start = last = self.flow.page
                continue
            span = max(1, count(node.get("table:number-columns-spanned")))
            for _ in range(repeated):
                self.flow.page = start
                inside = self._inside(node)
                last = max(last, self.flow.page)
                found.append((column, span, inside))
                column += 1
                if column > self.flow.limits.columns:
                    break
        self.flow.page = last
        return found

    # --- paragraphs ---

    def _paragraph_style(self, node: Element) -> Style:
        return self.styles.get("paragraph", node.get("text:style-name", ""))

    def _turned(self, style: Style) -> list[Block]:
        """The heads and feet of a page model that a style begins; its page break is counted."""
        if style.broken or style.master:
            self._break_page()
        return self._margin(style.master) if style.master and style.master != self.master else []

    def _paragraph(self, node: Element, item: _Item) -> list[Block]:
        style = self._paragraph_style(node)
        found = self._turned(style)
        name = self.styles.root_name(node.get("text:style-name", ""))
        dotted = bool(style.dotted) or name.startswith("contents ")
        pieces = [Piece(self.flow.page)]
        boxes: list[Element] = []
        hidden = self.seen["hidden"]
        self._inline(node, style, pieces, boxes, dotted)
        spoken = any(piece.text for piece in pieces)
        if spoken:
            found += self.flow.lines(pieces, self._manner(node, style, item, name))
        elif self.seen["hidden"] == hidden and not boxes:
            self.flow.lines(pieces, Manner())
        for box in boxes:
            found += self._inside(box)
        return found

    def _manner(self, node: Element, style: Style, item: _Item, name: str) -> Manner:
        line = 1.2 * (style.size or 10.0)
        mark: tuple[str, str, float | None] = ("", "", None)
        if item.level:
            if item.first:
                mark = self.lists.item(item.key, item.style or style.lists or "", item.level, item.start)
        elif node.tag == "text:h" and node.get("text:is-list-header") != "true":
            level = count(node.get("text:outline-level"))
            given = node.get("text:start-value")
            mark = self.lists.heading(level, None if given is None else count(given))
        bullet, number, indent = mark
        left = style.left if indent is None else indent
        before, after = (style.before or 0.0) / line, (style.after or 0.0) / line
        return Manner(bullet, number, max(0.0, left or 0.0), before, after, name, bool(style.close))

    def _inline(
        self, paragraph: Element, base: Style, pieces: list[Piece], boxes: list[Element], dotted: bool
    ) -> None:
        """The text of a paragraph in order: every node's text, its children, then the text after it."""
        self._write(pieces, paragraph.text, base)
        stack: list[tuple[Iterator[Element], Style]] = [(iter(paragraph), base)]
        after: list[tuple[str | None, Style]] = []
        while stack:
            nodes, style = stack[-1]
            node = next(nodes, None)
            if node is None:
                stack.pop()
                if after:
                    self._write(pieces, *after.pop())
                continue
            inner = self._open(node, style, pieces, boxes, dotted)
            if inner is None:
                self._write(pieces, node.tail, style)
            else:
                self._write(pieces, node.text, inner)
                stack.append((iter(node), inner))
                after.append((node.tail, style))

    def _open(
        self, node: Element, style: Style, pieces: list[Piece], boxes: list[Element], dotted: bool
    ) -> Style | None:
        """What a node inside a paragraph prints; the style of its text where it holds some, None where it is done."""
        tag = node.tag
        if tag == "text:s":
            self._write(pieces, " ", style)
        elif tag == "text:tab":
            self._write(pieces, leader() if dotted else " ", style)
        elif tag == "text:line-break":
            pieces.append(Piece(self.flow.page))
        elif tag == "text:soft-page-break":
            self._turn_page()
            if not pieces[-1].runs:
                pieces[-1].page = self.flow.page
        elif tag == "text:note":
            body = node.find("text:note-body")
            if body is not None:
                self.notes.append(body)
        elif tag == "office:annotation":
            self.seen["comments"] += 1
        elif tag == "draw:control":
            box = self.boxes.get(node.get("draw:control", ""))
            if box is not None:
                self._write(pieces, box, style)
        elif tag in _DRAWN:
            boxes += self._drawn(node)
        elif tag == "loext:content-control" and node.get("loext:checkbox") == "true":
            self._write(pieces, glyphs.TICKED if node.get("loext:checked") == "true" else glyphs.EMPTY, style)
        elif tag == "text:hidden-paragraph" or tag in _SILENT:
            if tag == "text:hidden-text":
                self.seen["hidden"] += len((node.get("text:string-value") or node.text or "").strip())
        elif tag == "text:ruby":
            base = node.find("text:ruby-base")
            self._write(pieces, "".join(base.itertext()) if base is not None else "", style)
        elif tag == "text:span":
            return self._span(node, style)
        else:
            return style
        return None

    def _span(self, node: Element, style: Style) -> Style:
        own = self.styles.get("text", node.get("text:style-name", ""))
        return replace(
            style,
            bold=style.bold if own.bold is None else own.bold,
            size=style.size if own.size is None else own.size,
            hidden=style.hidden if own.hidden is None else own.hidden,
            font=style.font if own.font is None else own.font,
        )

    def _drawn(self, node: Element) -> list[Element]:
        """The text boxes and shapes with text of a drawing, outermost; an object without text is counted."""
        found: list[Element] = []
        stack = [node]
        while stack:
            child = stack.pop()
            if child.tag == "draw:text-box" or (
                child.tag in _DRAWN and any(part.tag in _PARAGRAPHS for part in child)
            ):
                found.append(child)
            elif child.tag in ("draw:object", "draw:object-ole"):
                self.seen["objects"] += 1
            else:
                stack.extend(reversed(child))
        return found

    def _write(self, pieces: list[Piece], text: str | None, style: Style) -> None:
        if not text:
            return
        if style.hidden:
            self.seen["hidden"] += len(text.strip())
            return
        text = glyphs.in_font(text, self.styles.font(style.font))
        if text.strip():
            self.fresh = False
        if not pieces[-1].runs:
            pieces[-1].page = self.flow.page
        pieces[-1].runs.append(Run(text, bool(style.bold), style.size or 0.0))

    # --- pages ---

    def _break_page(self) -> None:
        """A page break that the document asks for."""
        if not self.fresh:
            self.flow.page += 1
        self.fresh = True

    def _turn_page(self) -> None:
        """A page break of the last layout, never written for one that the document asks for."""
        self.flow.page += 1
        self.fresh = True


def _checked(node: Element) -> str:
    state = node.get("form:current-state") or node.get("form:state", "unchecked")
    return glyphs.TICKED if state == "checked" else glyphs.EMPTY
