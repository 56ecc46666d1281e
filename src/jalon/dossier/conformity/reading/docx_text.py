"""Walk the text of a DOCX: paragraphs and their runs in reading order, boxes and notes after what calls them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from xml.etree.ElementTree import Element

from jalon.referentiel.importer.readers import glyphs
from jalon.referentiel.importer.readers.docx_package import (
    Package,
    chosen,
    form_field,
    symbol,
    text_boxes,
)
from jalon.referentiel.importer.readers.docx_styles import Numbering, flag, val
from jalon.referentiel.importer.readers.flow import counted
from jalon.referentiel.importer.readers.markup import children, descend
from jalon.referentiel.importer.source import Unreadable

from ..paper import Address, Change, Paragraph, Picture, Run, Story
from .docx_fields import Fields
from .docx_looks import Base, Cell, Look, Resolved, Styles, level_of, setting
from .docx_names import is_contents, is_contents_entry
from .docx_pictures import Pictures

# Wrappers that add nothing to what they hold.
_THROUGH = frozenset({
    "w:sdtContent", "w:customXml", "w:smartTag", "w:hyperlink", "w:dir", "w:bdo", "w:ruby", "w:rubyBase",
})  # fmt: skip
_CHANGES: Mapping[str, Change] = {
    "w:ins": "inserted", "w:moveTo": "inserted", "w:del": "deleted", "w:moveFrom": "deleted",
}  # fmt: skip
_COUNTED = frozenset({
    "w:ins", "w:moveTo", "w:del", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:trPrChange",
    "w:tcPrChange", "w:cellIns", "w:cellDel", "w:cellMerge",
})  # fmt: skip
_SIGNS: Mapping[str, str] = {
    "w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}  # fmt: skip
_LONGEST_CONTENTS = 20_000  # signs; two hundred entries hold 12 000
_CONTENTS_CONTROLS = frozenset({"table of contents", "table des matières"})
_Aspect: TypeAlias = tuple[str, float, bool, bool, bool, Change, str]  # a `Run` without its text
_CLEAN = str.maketrans({"\n": " ", "\r": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the archive that holds text: its path, its links by id, the rank of each of its paragraphs."""

    path: str
    links: Mapping[str, str]
    ranks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading stands. `prompt`: inside a control that shows the prompt of an entry not filled."""

    part: Part
    story: Story = "body"
    table: int | None = None
    cell: Cell | None = None
    toc: bool = False
    change: Change = ""
    prompt: bool = False
    label: str = ""  # of the note that its first paragraph begins


@dataclass(slots=True)
class _Text:
    """A paragraph being read."""

    base: Base
    address: Address
    runs: list[tuple[_Aspect, list[str]]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, Element]] = field(default_factory=list)
    diagrams: list[str] = field(default_factory=list)
    toc: bool = False

    def write(self, text: str, font: str, look: Resolved, change: Change, name: str) -> None:
        aspect = (font, look.size, look.bold, look.italic, look.hidden, change, name)
        if self.runs and self.runs[-1][0] == aspect:
            self.runs[-1][1].append(text)
        else:
            self.runs.append((aspect, [text]))


class Notes:
    """The footnotes or the endnotes: the body of each, and the number that the next one takes."""

    def __init__(self, part: Part, root: Element | None, form: str) -> None:
        self.part, self.form, self.count = part, form, 0
        self.bodies = {node.get("w:id", ""): node for node in children(root)}

    def label(self, reference: Element) -> str:
        if flag_of(reference, "w:customMarkFollows"):
            return ""
        self.count += 1
        return counted(self.count, self.form)


class Reader:
    """Reads parts one after the other into `paragraphs`; lists, tables and notes are counted as they come."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.package, self.styles = package, styles
        self.changes = 0
        self.numbering = Numbering(package.kind("numbering"))
        self.pictures_of = Pictures(package)
        self.notes = {
            "footnote": self._notes("footnotes", "1"),
            "endnote": self._notes("endnotes", "i"),
        }
        self.paragraphs: list[Paragraph] = []
        self.pictures: list[Picture] = []
        self.breaks: list[Element] = []  # the properties of the sections that end in a paragraph
        self.endnotes: list[tuple[Element, str]] = []
        self.comments: set[str] = set()
        self.section = 0
        self.toc = False
        self._tables = 0
        self._fields = Fields()

    def part(self, path: str, root: Element | None) -> Part:
        """A part to read, its paragraphs ranked in document order and its revisions counted."""
        links = {
            key: target for those in self.package.links_of(path).values() for key, target in those.items()
        }
        if root is None:
            return Part(path, links, {})
        # a move counts once
        self.changes += sum(1 for node in root.iter() if node.tag in _COUNTED)
        return Part(path, links, {id(node): rank for rank, node in enumerate(root.iter("w:p"))})

    def _notes(self, kind: str, form: str) -> Notes:
        path = self.package.path_of(kind)
        root = self.package.part(path)
        return Notes(self.part(path, root), root, form)

    def story(self, nodes: Iterable[Element], place: Place) -> None:
        """A story read apart: a field that it leaves open does not run on into the next."""
        outer, self._fields = self._fields, Fields()
        self._blocks(nodes, place)
        if self._fields.contents_open:
            self._forget_contents(self._fields.contents_start)
        self._fields = outer

    def check_contents(self) -> None:
        """A dossier typed in the frame of its table of contents is not one."""
        if sum(len(one.text) for one in self.paragraphs if one.toc) > _LONGEST_CONTENTS:
            self._forget_contents(0)

    def _forget_contents(self, start: int) -> None:
        """Of a table of contents that does not end where it should, only what has the style of an entry is kept."""
        for rank in range(start, len(self.paragraphs)):
            if not is_contents(self.paragraphs[rank].style):
                self.paragraphs[rank] = replace(self.paragraphs[rank], toc=False)

    # --- blocks ---

    def _blocks(self, nodes: Iterable[Element], place: Place) -> None:
        for node in nodes:
            tag = node.tag
            if tag == "w:p":
                self._paragraph(node, place)
                place = replace(place, label="") if place.label else place
            elif tag == "w:tbl":
                self._table(node, place)
            elif tag == "w:sdt":
                self._control(node, place)
            elif tag in _THROUGH:
                self._blocks(node, place)
            elif tag in _CHANGES:
                self._blocks(node, replace(place, change=_under(place.change, tag)))
            elif tag == "mc:AlternateContent":
                self._blocks(chosen(node), place)
            elif tag in ("w:altChunk", "w:subDoc"):
                reason = "il renferme un autre document que Jalon ne lit pas ; ouvrez-le et enregistrez-le à nouveau."
                raise Unreadable(self.package.name, reason, "embedded")

    def _control(self, node: Element, place: Place) -> None:
        gallery = val(descend(node, "w:sdtPr", "w:docPartObj"), "w:docPartGallery")
        toc = gallery.lower() in _CONTENTS_CONTROLS
        self.toc = self.toc or toc
        inside = replace(place, toc=place.toc or toc, prompt=place.prompt or _is_prompt(node))
        self._blocks(children(node.find("w:sdtContent")), inside)

    def _table(self, node: Element, place: Place) -> None:
        rank, self._tables = self._tables, self._tables + 1
        properties = node.find("w:tblPr")
        style = val(properties, "w:tblStyle") or self.styles.default_table
        wanted = _places_set_apart(properties)
        rows = list(_held(node, "w:tr"))
        for at, row in enumerate(rows):
            cells = list(_held(row, "w:tc"))
            for column, cell in enumerate(cells):
                places = tuple(
                    name
                    for name, here in (
                        ("firstCol", column == 0),
                        ("lastCol", column == len(cells) - 1),
                        ("firstRow", at == 0),
                        ("lastRow", at == len(rows) - 1),
                    )
                    if here and name in wanted
                )
                self._blocks(cell, replace(place, table=rank, cell=Cell(style, places), label=""))

    # --- paragraphs ---

    def _paragraph(self, node: Element, place: Place) -> None:
        properties = node.find("w:pPr")
        style = val(properties, "w:pStyle") or self.styles.default
        base = self.styles.base(style, place.cell)
        own = setting(properties)
        set_as = own.over(base.setting)
        text = _Text(base, Address(place.part.path, place.part.ranks.get(id(node), 0)))
        open_before = self._fields.contents_open
        self._inline(node, place, text)
        self._fields.settle()
        label = place.label or self._label(own.level, set_as.list_id, set_as.level, style)
        runs = tuple(Run("".join(said), *aspect) for aspect, said in text.runs)
        name = self.styles.name(style)
        self.toc = self.toc or (is_contents_entry(name) and not self._fields.lists_figures)
        self.paragraphs.append(
            Paragraph(
                text.address,
                runs,
                place.story,
                name,
                level_of(own.outline) if own.outline is not None else self.styles.heading_level(style),
                label,
                set_as.spacing,
                place.table,
                place.toc or text.toc or is_contents(name) or (open_before and not runs),
                self.section,
            )
        )
        self._attached(text, place)
        section = properties.find("w:sectPr") if properties is not None else None
        if section is not None and place.story == "body" and place.table is None:
            self.breaks.append(section)
            self.section += 1

    def _label(self, own: int | None, list_id: str | None, level: int | None, style: str) -> str:
        """The number or bullet that Word writes before a paragraph of a list."""
        if not list_id or list_id == "0":
            return ""
        if own is None:
            linked = self.numbering.level_of(list_id, style)
            level = level if linked is None else linked
        bullet, shown, _ = self.numbering.mark(list_id, level or 0)
        return bullet or shown

    def _attached(self, text: _Text, place: Place) -> None:
        """What a paragraph carries, after it: its boxes and diagrams, then its footnotes."""
        story: Story = "box" if place.story == "body" else place.story
        for box in text.boxes:
            self.story(box, replace(place, story=story, cell=None, toc=False, label=""))
        for said in text.diagrams:
            run = Run(said)
            self.paragraphs.append(
                Paragraph(text.address, (run,), story, table=place.table, section=self.section)
            )
        for label, body in text.notes:
            part = self.notes["footnote"].part
            self.story(body, Place(part, "footnote", change=place.change, label=label))

    # --- runs ---

    def _inline(self, nodes: Iterable[Element], place: Place, text: _Text) -> None:
        for node in nodes:
            tag = node.tag
            if tag == "w:r":
                self._run(node, place, text)
            elif tag in _THROUGH:
                self._inline(node, place, text)
            elif tag in _CHANGES:
                self._inline(node, replace(place, change=_under(place.change, tag)), text)
            elif tag == "w:sdt":
                inside = replace(place, prompt=True) if _is_prompt(node) else place
                self._inline(children(node.find("w:sdtContent")), inside, text)
            elif tag == "w:fldSimple":
                self._fields.open(len(self.paragraphs), node.get("w:instr", ""))
                self._inline(node, place, text)
                self._fields.close()
            elif tag == "mc:AlternateContent":
                self._inline(chosen(node), place, text)
            elif tag in ("m:oMath", "m:oMathPara"):
                said = "".join(part.text or "" for part in node.iter("m:t"))
                self._write(said, self.styles.run(text.base, "", Look()), place, text, "Cambria Math")

    def _run(self, node: Element, place: Place, text: _Text) -> None:
        properties = node.find("w:rPr")
        style = val(properties, "w:rStyle")
        look = self.styles.run(text.base, style, self.styles.look(properties))
        self._run_content(node, place, text, look)

    def _run_content(self, nodes: Iterable[Element], place: Place, text: _Text, look: Resolved) -> None:
        for node in nodes:
            tag = node.tag
            if tag in ("w:t", "w:delText"):
                said = (node.text or "").translate(_CLEAN)
                font = look.font(said)
                self._write(glyphs.in_font(said, font), look, place, text, font)
            elif tag in _SIGNS:
                # a break of page opens many headings: it parts words, and is none itself
                if text.runs or node.get("w:type", "textWrapping") == "textWrapping":
                    self._write(_SIGNS[tag], look, place, text, look.fonts[0])
            elif tag == "w:sym":
                self._write(symbol(node), look, place, text, node.get("w:font", ""))
            elif tag == "w:fldChar":
                # the box or the choice of a form stands before its instruction
                self._write(form_field(node), look, place, text, look.fonts[0])
                self._fields.mark(node.get("w:fldCharType", ""), len(self.paragraphs))
                self.toc = self.toc or self._fields.lists_headings
            elif tag == "w:instrText":
                self._fields.instruct(node.text or "")
            elif tag == "w:pgNum":
                self._write("", look, place, text, look.fonts[0], "PAGE")
            elif tag in ("w:footnoteReference", "w:endnoteReference"):
                self._note(tag[2:].removesuffix("Reference"), node, text)
            elif tag == "w:commentReference":
                self.comments.add(node.get("w:id", ""))
            elif tag in ("w:drawing", "w:pict", "w:object"):
                self._drawing(node, place, text)
            elif tag == "mc:AlternateContent":
                self._run_content(chosen(node), place, text, look)
            elif tag in _THROUGH:
                self._inline(node, place, text)

    def _write(self, said: str, look: Resolved, place: Place, text: _Text, font: str, name: str = "") -> None:
        fields = self._fields
        if fields.instructing:
            return
        name = name or fields.name or ("placeholder" if place.prompt else "")
        text.toc = text.toc or (bool(said) and fields.contents_open)
        if said or name == "PAGE":
            text.write(said, font, look, place.change, name)

    def _note(self, kind: str, reference: Element, text: _Text) -> None:
        notes = self.notes[kind]
        # each note once: one that calls itself must end
        body = notes.bodies.pop(reference.get("w:id", ""), None)
        if body is None:
            return
        label = notes.label(reference)
        if kind == "footnote":
            text.notes.append((label, body))
        else:
            self.endnotes.append((body, label))

    def _drawing(self, node: Element, place: Place, text: _Text) -> None:
        text.boxes += text_boxes(node)
        if place.change != "deleted":
            self.pictures += self.pictures_of.of(node, place.part.links, text.address)
            text.diagrams += self.pictures_of.words(node, place.part.links)


def flag_of(node: Element, name: str) -> bool:
    """An on-off attribute, off where it is not written."""
    return node.get(name, "0").lower() in ("1", "true", "on")


def _under(change: Change, tag: str) -> Change:
    """Deleted stays deleted whatever is around it."""
    return "deleted" if change == "deleted" else _CHANGES[tag]


def _is_prompt(control: Element) -> bool:
    return bool(flag(control.find("w:sdtPr"), "w:showingPlcHdr"))


def _held(node: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through the wrappers that may hold them."""
    stack = [iter(node)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == tag:
            yield child
        elif child.tag in _THROUGH or child.tag in _CHANGES or child.tag == "w:sdt":
            stack.append(iter(child))
        elif child.tag == "mc:AlternateContent":
            stack.append(iter(chosen(child)))


def _places_set_apart(properties: Element | None) -> frozenset[str]:
    """The places that the table asks its style to set apart (`w:tblLook`, by name or by bits)."""
    look = properties.find("w:tblLook") if properties is not None else None
    if look is None:
        return frozenset()
    bits = _hexadecimal(look.get("w:val", ""))
    names = (
        ("firstRow", "w:firstRow", 0x20), ("lastRow", "w:lastRow", 0x40),
        ("firstCol", "w:firstColumn", 0x80), ("lastCol", "w:lastColumn", 0x100),
    )  # fmt: skip
    return frozenset(
        place
        for place, attribute, bit in names
        if (flag_of(look, attribute) if look.get(attribute) is not None else bits & bit)
    )


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16) if len(text) < 9 else 0
    except ValueError:
        return 0
