"""Read a DOCX (Word, LibreOffice, Google): paragraphs, lists with their numbers, tables, boxes, heads and feet."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from ..source import Block, Row, Source, Table, Unreadable
from . import glyphs
from .docx_package import Package, chosen, form_field, symbol, text_boxes
from .docx_styles import Face, Numbering, Setting, Styles, face, flag, number, setting, val
from .flow import Flow, Manner, Piece, Run, flattened, leader, spaced, table_blocks
from .limits import LIMITS, Limits
from .markup import children, descend

# Wrappers that add nothing to what they hold.
_THROUGH = frozenset(
    {
        "w:sdtContent",
        "w:ins",
        "w:moveTo",
        "w:customXml",
        "w:smartTag",
        "w:hyperlink",
        "w:fldSimple",
        "w:dir",
        "w:bdo",
    }
    | {"w:ruby", "w:rubyBase", "w:sdt"}
)
_GONE = frozenset({"w:del", "w:moveFrom"})
_TWIPS = 20  # in a point


def read_docx(data: bytes, name: str, limits: Limits = LIMITS) -> Source:
    """The lines and tables of a DOCX. Pages are those of the last layout Word kept in the file, unknown elsewhere.

    Insertions under revision are read, deletions and hidden text left out, and the findings say so. Raises `Unreadable`
    with the codes `corrupt`, `bomb`, `unsafe`, `encrypted`, `no-text`, `too-long`.
    """
    package = Package(data, name, limits)
    root = package.main
    body = root.find("w:body")
    if body is None:
        reason = "c’est un DOCX sans corps de texte ; ouvrez-le et enregistrez-le à nouveau."
        raise Unreadable(name, reason, "corrupt")
    paged = next(root.iter("w:lastRenderedPageBreak"), None) is not None
    reader = _Reader(package, Flow(name, paged, limits))
    blocks = reader.document(body)
    if not any(True for block in blocks for _ in flattened([block])):
        images = any(path.startswith("word/media/") for path in package.archive.paths)
        said = "il ne contient que des images (un scan)" if images else "il ne contient aucun texte"
        raise Unreadable(name, f"{said} ; déposez le document d’origine.", "no-text")
    flow = reader.flow
    sha = hashlib.sha256(data).hexdigest()
    return Source(name, "docx", sha, flow.pages, tuple(blocks), tuple(flow.findings.values()))


class _Reader:
    """Walks the body once, counting lists and pages as it goes."""

    def __init__(self, package: Package, flow: Flow) -> None:
        self.package, self.flow = package, flow
        self.styles = Styles(package.kind("styles"))
        self.numbering = Numbering(package.kind("numbering"))
        self.even = bool(flag(package.kind("settings"), "w:evenAndOddHeaders"))
        self.fresh = True  # nothing printed since a page break that the document asks for
        self.shown: set[str] = set()
        self.notes: list[tuple[str, str]] = []
        self.seen: Counter[str] = Counter()
        self.joined: list[Piece] = []  # a paragraph whose mark is deleted goes on in the next

    # --- the document ---

    def document(self, body: Element) -> list[Block]:
        """The blocks in reading order; heads stand where their section begins, feet where it ends, each once."""
        nodes = list(self._flat(body))
        ends = [end for node in nodes if (end := _section_end(node)) is not None]
        blocks = self._margin(ends[0], "header") if ends else []
        at = 0
        for node in nodes:
            blocks += self._block(node)
            if _section_end(node) is None:
                continue
            blocks += self._margin(ends[at], "footer")
            at += 1
            if at < len(ends):
                if val(ends[at], "w:type", "nextPage") != "continuous":
                    self._break_page()
                blocks += self._margin(ends[at], "header")
        blocks += self.flow.lines(self.joined, Manner())
        blocks += self._footnotes()
        self._say()
        return blocks

    def _margin(self, section: Element, kind: str) -> list[Block]:
        """The heads or feet of a section that were not shown yet."""
        found: list[Block] = []
        for reference in section.findall(f"w:{kind}Reference"):
            which = reference.get("w:type", "default")
            path = self.package.links.get(kind, {}).get(reference.get("r:id", ""), "")
            if (which == "first" and not flag(section, "w:titlePg")) or (which == "even" and not self.even):
                continue
            root = None if path in self.shown else self.package.part(path)
            self.shown.add(path)
            if root is None:
                continue
            page, fresh = self.flow.page, self.fresh
            blocks = self._inside(root)
            self.flow.page, self.fresh = page, fresh
            text = "\n".join(line.text for line in flattened(blocks))
            if text not in self.shown:
                found += blocks
            self.shown.add(text)
        return found

    def _footnotes(self) -> list[Block]:
        found: list[Block] = []
        for kind in ("footnote", "endnote"):
            wanted = {key: rank for rank, (of, key) in enumerate(self.notes, 1) if of == kind}
            root = self.package.kind(f"{kind}s") if wanted else None
            bodies = {node.get("w:id", ""): node for node in children(root)}
            for key, rank in wanted.items():
                lines = flattened(self._inside(bodies[key])) if key in bodies else []
                lines[:1] = [replace(line, text=f"[{rank}] {line.text}") for line in lines[:1]]
                found += lines
        return found

    def _say(self) -> None:
        note, seen = self.flow.note, self.seen
        if seen["added"] or seen["removed"]:
            changes = f"{seen['added']} ajout(s) et {seen['removed']} suppression(s)"
            said = f"{changes} en suivi de révision, lus comme acceptés."
            note("revisions", said, severity=True)
        if seen["hidden"]:
            note("hidden-text", f"{seen['hidden']} caractère(s) de texte masqué, laissés de côté.")
        if seen["comments"]:
            note("comments", f"{seen['comments']} commentaire(s), laissés de côté.")
        if seen["chunks"]:
            said = f"{seen['chunks']} fragment(s) d’un autre format, que Jalon ne lit pas ; enregistrez-le à nouveau."
            note("embedded", said, severity=True)
        if seen["objects"]:
            note(
                "objects",
                f"{seen['objects']} objet(s) incorporé(s) dont le texte n’est pas lu.",
                severity=True,
            )

    # --- blocks ---

    def _flat(self, container: Element) -> Iterator[Element]:
        """The blocks of a body, a cell or a box, wrappers opened, deleted ones left out."""
        stack = [iter(container)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif node.tag in _THROUGH:
                self.seen["added"] += node.tag in ("w:ins", "w:moveTo")
                stack.append(iter(node))
            elif node.tag == "mc:AlternateContent":
                stack.append(iter(chosen(node)))
            elif node.tag in _GONE:
                self.seen["removed"] += 1
            else:
                yield node

    def _block(self, node: Element) -> list[Block]:
        if node.tag == "w:p":
            return self._paragraph(node)
        if node.tag == "w:tbl":
            return self._table(node)
        self.seen["chunks"] += node.tag == "w:altChunk"
        return []

    def _inside(self, container: Element) -> list[Block]:
        """The blocks of a cell, a box or a note; gaps do not cross its border."""
        blank, self.flow.blank, self.flow.top = self.flow.blank, 0.0, True
        blocks = [block for node in self._flat(container) for block in self._block(node)]
        if self.joined:
            blocks += self.flow.lines(self.joined, Manner())
            self.joined = []
        self.flow.blank = blank
        return blocks

    def _table(self, node: Element) -> list[Block]:
        found: list[Block] = []
        rows: list[Row] = []
        gap, self.flow.blank = self.flow.blank, 0.0
        for row in self._flat(node):
            if row.tag != "w:tr":
                continue
            properties = row.find("w:trPr")
            if properties is not None and properties.find("w:del") is not None:
                self.seen["removed"] += 1
                continue
            cells = self._row(row, number(val(properties, "w:gridBefore")))
            filled = [cell for cell in cells if cell[2]]
            if len(filled) == 1 and any(isinstance(block, Table) for block in filled[0][2]):
                # the row only lays out a table that it holds
                found += [*table_blocks(rows), *filled[0][2]]
                rows = []
                continue
            rows.append(Row(tuple(self.flow.cell(flattened(inside), at, span) for at, span, inside in cells)))
        found += table_blocks(rows)
        return spaced(found, gap)

    def _row(self, row: Element, column: int) -> list[tuple[int, int, list[Block]]]:
        """`(column, span, blocks)` of the cells that begin in a row."""
        column = min(max(0, column), self.flow.limits.columns)
        start, last = self.flow.page, self.flow.page
        found: list[tuple[int, int, list[Block]]] = []
        for node in self._flat(row):
            if node.tag != "w:tc":
                continue
            properties = node.find("w:tcPr")
            span = max(1, number(val(properties, "w:gridSpan"), 1))
            merge = properties.find("w:vMerge") if properties is not None else None
            across = properties.find("w:hMerge") if properties is not None else None
            # every cell of a row begins on the page of the row
            self.flow.page = start
            inside = self._inside(node)
            last = max(last, self.flow.page)
            if not found and (lines := flattened(inside)):
                start = max(start, lines[0].place.page or 0)  # the row itself begins on a new page
            if merge is not None and merge.get("w:val", "continue") == "continue" and not inside:
                pass
            elif (
                across is not None and across.get("w:val", "continue") == "continue" and found and not inside
            ):
                at, width, blocks = found[-1]
                found[-1] = (at, width + span, blocks)
            else:
                found.append((column, span, inside))
            column += span
        self.flow.page = last
        return found

    # --- paragraphs ---

    def _paragraph(self, node: Element) -> list[Block]:
        properties = node.find("w:pPr")
        style = val(properties, "w:pStyle") or self.styles.default
        base, inherited = self.styles.paragraph(style)
        own = setting(properties)
        set_as = own.over(inherited)
        if set_as.broken:
            self._break_page()
        pieces = self.joined or [Piece(self.flow.page)]
        self.joined = []
        boxes: list[Element] = []
        dotted = self._dotted(properties, style)
        hidden = self.seen["hidden"]
        for run in self._runs(node):
            if isinstance(run, str):
                self._write(pieces, Run(run, False, base.size or 0.0))
            else:
                self._run(run, base, pieces, boxes, dotted)
        mark = properties.find("w:rPr") if properties is not None else None
        if mark is not None and mark.find("w:del") is not None:
            self.seen["removed"] += 1
            self.joined = pieces
            return []
        found: list[Block] = []
        manner = self._manner(own, set_as, base, style)
        if any(piece.text for piece in pieces):
            found += self.flow.lines(pieces, manner)
        elif self.seen["hidden"] == hidden and not boxes:
            self.flow.lines(pieces, Manner())
        for box in boxes:
            found += self._inside(box)
        return found

    def _manner(self, own: Setting, set_as: Setting, base: Face, style: str) -> Manner:
        line = 1.2 * (base.size or 10.0) * _TWIPS
        bullet, shown, indent = "", "", None
        if set_as.list_id and set_as.list_id != "0":
            level = own.level
            if level is None:
                level = self.numbering.level_of(set_as.list_id, style)
            if level is None:
                level = set_as.level or 0
            bullet, shown, indent = self.numbering.mark(set_as.list_id, level)
        left = next((at for at in (own.left, indent, set_as.left) if at is not None), 0)
        return Manner(
            bullet, shown, max(0, left) / _TWIPS, (set_as.before or 0) / line, (set_as.after or 0) / line, style,
            bool(set_as.close),
        )  # fmt: skip

    def _dotted(self, properties: Element | None, style: str) -> bool:
        """A paragraph whose tabs print dots: the entry of a table of contents."""
        if self.styles.name(style).startswith(("toc ", "tm ")):
            return True
        tabs = children(descend(properties, "w:tabs"))
        return any(
            tab.get("w:leader", "none") in ("dot", "hyphen", "underscore", "middleDot") for tab in tabs
        )

    def _runs(self, node: Element) -> Iterator[Element | str]:
        """The runs of a paragraph in order, boxes of content controls and formulas as text."""
        stack = [iter(node)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag == "w:r":
                yield child
            elif child.tag == "w:sdt" and (box := _control(child)):
                yield box
            elif child.tag in _THROUGH:
                self.seen["added"] += child.tag in ("w:ins", "w:moveTo")
                stack.append(iter(child))
            elif child.tag == "mc:AlternateContent":
                stack.append(iter(chosen(child)))
            elif child.tag in _GONE:
                self.seen["removed"] += 1
            elif child.tag in ("m:oMath", "m:oMathPara"):
                yield "".join(part.text or "" for part in child.iter("m:t"))

    def _run(self, run: Element, base: Face, pieces: list[Piece], boxes: list[Element], dotted: bool) -> None:
        properties = run.find("w:rPr")
        style = val(properties, "w:rStyle")
        looks = face(properties).over(self.styles.own(style)[0] if style else Face()).over(base)
        stack = [iter(run)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                continue
            tag, text = node.tag, ""
            if tag == "w:t":
                text = glyphs.in_font(node.text or "", looks.font)
            elif tag == "w:tab":
                text = leader() if dotted else " "
            elif tag == "w:ptab":
                text = " "
            elif tag == "w:noBreakHyphen":
                text = "-"
            elif tag == "w:softHyphen":
                text = "\u00ad"
            elif tag == "w:sym":
                text = symbol(node)
            elif tag == "w:fldChar":
                text = form_field(node)
            elif tag in ("w:br", "w:cr"):
                if node.get("w:type", "textWrapping") == "page":
                    self._break_page()
                pieces.append(Piece(self.flow.page))
            elif tag == "w:lastRenderedPageBreak":
                self._turn_page(pieces)
            elif tag in ("w:footnoteReference", "w:endnoteReference"):
                self.notes.append((tag[2:].removesuffix("Reference"), node.get("w:id", "")))
            elif tag == "w:commentReference":
                self.seen["comments"] += 1
            elif tag in ("w:drawing", "w:pict", "w:object"):
                inside = list(text_boxes(node))
                boxes += inside
                self.seen["objects"] += tag == "w:object" and not inside
            elif tag == "mc:AlternateContent":
                stack.append(iter(chosen(node)))
            elif tag in _THROUGH:
                stack.append(iter(node))
            if text and looks.hidden:
                self.seen["hidden"] += len(text.strip())
            elif text:
                self._write(pieces, Run(text, bool(looks.bold), looks.size or 0.0))

    def _write(self, pieces: list[Piece], run: Run) -> None:
        if run.text.strip():
            self.fresh = False
        if not pieces[-1].runs:
            pieces[-1].page = self.flow.page
        pieces[-1].runs.append(run)

    # --- pages ---

    def _break_page(self) -> None:
        """A page break that the document asks for."""
        if not self.fresh:
            self.flow.page += 1
        self.fresh = True

    def _turn_page(self, pieces: list[Piece]) -> None:
        """A page break of Word's last layout, which also marks the page that an explicit break began."""
        if not self.fresh:
            self.flow.page += 1
        self.fresh = False
        if not pieces[-1].runs:
            pieces[-1].page = self.flow.page


def _section_end(node: Element) -> Element | None:
    """The properties of the section that ends with a block."""
    if node.tag == "w:sectPr":
        return node
    return descend(node, "w:pPr", "w:sectPr") if node.tag == "w:p" else None


def _control(control: Element) -> str:
    """The box of a content control that is one, "" for the others."""
    box = descend(control, "w:sdtPr", "w14:checkbox")
    if box is None:
        return ""
    state = box.find("w14:checked")
    on = state is not None and state.get("w14:val", "1").lower() in ("1", "true", "on")
    return glyphs.TICKED if on else glyphs.EMPTY
