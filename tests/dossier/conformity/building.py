"""Word documents written for the tests: every call adds a block, `data()` gives the bytes, always the same ones.

    paper = Docx(font="Arial", size=11, spacing=1.15, header="Dossier de Jade Morel")
    paper.heading("1. La structure")
    paper.text("Un mot ", words("gras", bold=True), " et une note", words("", footnote="Voir l’annexe 1."))
    paper.picture(12, 8, alt="Organigramme")
    path.write_bytes(paper.data())

`dossier(...)` writes a whole one, with an exact number of pages for each part.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from . import office_parts as parts

Change = Literal["", "inserted", "deleted"]
Measure = float | tuple[Literal["exact", "at_least"], float]  # lines, or points
Margins = tuple[float, float, float, float]  # top, right, bottom, left, in centimetres

_REVISION = 'w:id="{}" w:author="Nadia Benali" w:date="2026-03-02T09:00:00Z"'


@dataclass(frozen=True, slots=True)
class Words:
    """A run: what is None or "" is left to the style. `change` is a revision under tracking; `theme` a theme font."""

    text: str
    font: str = ""
    size: float = 0
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool = False
    change: Change = ""
    style: str = ""
    theme: str = ""
    footnote: str = ""
    endnote: str = ""
    comment: str = ""
    link: str = ""


words = Words
Said = str | Words


def cm(value: float) -> int:
    """Centimetres in twips."""
    return round(value * 1440 / 2.54)


def emu(value: float) -> int:
    """Centimetres in English metric units."""
    return round(value * 360_000)


def spacing_xml(spacing: Measure | None, before: float = 0, after: float | None = None) -> str:
    told = f' w:before="{round(before * 20)}"' if before else ""
    told += "" if after is None else f' w:after="{round(after * 20)}"'
    if isinstance(spacing, tuple):
        rule = {"exact": "exact", "at_least": "atLeast"}[spacing[0]]
        told += f' w:line="{round(spacing[1] * 20)}" w:lineRule="{rule}"'
    elif spacing is not None:
        told += f' w:line="{round(spacing * 240)}" w:lineRule="auto"'
    return f"<w:spacing{told}/>" if told else ""


def look_xml(
    font: str = "", size: float = 0, bold: bool | None = None, italic: bool | None = None,
    hidden: bool = False, style: str = "", theme: str = "",
) -> str:  # fmt: skip
    """The inside of a `w:rPr`, in the order of the schema."""
    told = f'<w:rStyle w:val="{style}"/>' if style else ""
    if theme:
        told += f'<w:rFonts w:asciiTheme="{theme}" w:hAnsiTheme="{theme}"/>'
    elif font:
        name = quoteattr(font)
        told += f"<w:rFonts w:ascii={name} w:hAnsi={name} w:cs={name}/>"
    told += "".join(
        f"<w:{tag}{'' if value else ' w:val=' + chr(34) + '0' + chr(34)}/>"
        for tag, value in (("b", bold), ("i", italic))
        if value is not None
    )
    told += "<w:vanish/>" if hidden else ""
    return told + (f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "")


def text_xml(text: str, tag: str = "t") -> str:
    """Text with its tabs, line breaks, soft and no-break hyphens as Word writes them."""
    marks = {"\t": "<w:tab/>", "\n": "<w:br/>", "\u00ad": "<w:softHyphen/>", "\u2011": "<w:noBreakHyphen/>"}
    found, held = "", ""
    for sign in [*text, ""]:
        if sign and sign not in marks:
            held += sign
            continue
        found += f'<w:{tag} xml:space="preserve">{escape(held)}</w:{tag}>' if held else ""
        found += marks.get(sign, "")
        held = ""
    return found


def png(seed: int) -> bytes:
    """A small picture, unlike that of another seed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    shade = bytes(random.Random(seed).randrange(256) for _ in range(3))
    rows = b"".join(b"\0" + shade * 4 for _ in range(4))
    head = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@dataclass
class Docx:
    """A document being written. `spacing` counts lines, or is ("exact", points); margins are in centimetres.

    `theme` writes the fonts of the defaults by the theme, as Word does for a new document. `numbered_headings` links
    the heading styles to a list (« 1. », « 1.1 »). `sheet` is width and height in centimetres.
    """

    font: str = "Arial"
    size: float = 11
    spacing: Measure = 1.15
    margins: Margins = (2.5, 2.5, 2.5, 2.5)
    sheet: tuple[float, float] = (21.0, 29.7)
    after: float = 6
    header: str = ""
    footer: str = ""
    page_numbers: bool = True
    numbered_headings: bool = False
    theme: bool = False
    heading_font: str = ""
    blocks: list[str] = field(default_factory=list)
    extra_styles: str = ""
    headings: list[tuple[str, int]] = field(default_factory=list)
    _media: list[bytes] = field(default_factory=list)
    _notes: dict[str, list[str]] = field(default_factory=lambda: {"footnote": [], "endnote": []})
    _comments: list[str] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _count: int = 0

    # --- runs ---

    def _next(self) -> int:
        self._count += 1
        return self._count

    def run(self, said: Said) -> str:
        """The XML of a run, with its note, comment, link and revision."""
        if isinstance(said, str):
            said = Words(said)
        look = look_xml(said.font, said.size, said.bold, said.italic, said.hidden, said.style, said.theme)
        properties = f"<w:rPr>{look}</w:rPr>" if look else ""
        tag = "delText" if said.change == "deleted" else "t"
        found = f"<w:r>{properties}{text_xml(said.text, tag)}</w:r>" if said.text else ""
        for kind, note in (("footnote", said.footnote), ("endnote", said.endnote)):
            if note:
                notes = self._notes[kind]
                notes.append(note)
                found += (
                    f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                    f'<w:{kind}Reference w:id="{len(notes)}"/></w:r>'
                )
        if said.change:
            mark = {"inserted": "ins", "deleted": "del"}[said.change]
            found = f"<w:{mark} {_REVISION.format(self._next())}>{found}</w:{mark}>"
        if said.link:
            self._links.append(said.link)
            found = f'<w:hyperlink r:id="rLink{len(self._links)}">{found}</w:hyperlink>'
        if said.comment:
            key = len(self._comments)
            self._comments.append(said.comment)
            found = (
                f'<w:commentRangeStart w:id="{key}"/>{found}<w:commentRangeEnd w:id="{key}"/>'
                f'<w:r><w:commentReference w:id="{key}"/></w:r>'
            )
        return found

    def paragraph_xml(
        self,
        *said: Said,
        style: str = "",
        spacing: Measure | None = None,
        align: str = "",
        new_page: bool = False,
        item: tuple[int, int] | None = None,
        outline: int | None = None,
        change: Change = "",
        inside: str = "",
        section: str = "",
    ) -> str:
        """The XML of a paragraph, for a cell, a box or the body. `item` is the list and its level; `change` that of
        its mark; `inside` ready XML after the runs; `section` the properties of the section that it ends."""
        told = f'<w:pStyle w:val="{style}"/>' if style else ""
        told += "<w:pageBreakBefore/>" if new_page else ""
        if item is not None:
            told += f'<w:numPr><w:ilvl w:val="{item[1]}"/><w:numId w:val="{item[0]}"/></w:numPr>'
        told += spacing_xml(spacing)
        told += f'<w:jc w:val="{align}"/>' if align else ""
        told += f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
        if change:
            mark = {"inserted": "ins", "deleted": "del"}[change]
            told += f"<w:rPr><w:{mark} {_REVISION.format(self._next())}/></w:rPr>"
        told += section
        properties = f"<w:pPr>{told}</w:pPr>" if told else ""
        return f"<w:p>{properties}{''.join(self.run(one) for one in said)}{inside}</w:p>"

    # --- blocks ---

    def raw(self, xml: str) -> None:
        """Ready XML: what no other call writes."""
        self.blocks.append(xml)

    def text(
        self, *said: Said, style: str = "", spacing: Measure | None = None, align: str = "",
        new_page: bool = False, change: Change = "",
    ) -> None:  # fmt: skip
        self.raw(
            self.paragraph_xml(
                *said, style=style, spacing=spacing, align=align, new_page=new_page, change=change
            )
        )

    def heading(
        self, text: str, level: int = 1, *, by: Literal["style", "outline", "hand", "box"] = "style",
        new_page: bool = False, style: str = "",
    ) -> None:  # fmt: skip
        """A heading by its style, by its outline level alone, typed by hand in bold, or by hand in a text box."""
        self.headings.append((text, level))
        hand = Words(text, size=max(self.size, 18 - 2 * level), bold=True)
        if by == "style":
            self.text(text, style=style or f"Titre{level}", new_page=new_page)
        elif by == "outline":
            self.raw(self.paragraph_xml(hand, outline=level - 1, new_page=new_page))
        elif by == "hand":
            self.text(hand, new_page=new_page)
        else:
            if new_page:
                self.page_break()
            self.box(self.paragraph_xml(hand), width=15, height=1.5)

    def item(self, *said: Said, level: int = 0, numbered: bool = False) -> None:
        """An item of a bulleted or a numbered list."""
        self.raw(
            self.paragraph_xml(
                *said, item=(parts.NUMBERS if numbered else parts.BULLETS, level), style="Paragraphedeliste"
            )
        )

    def table(self, *rows: Sequence[Said | str], widths: Sequence[float] = (), bordered: bool = True) -> None:
        """A table; a cell that begins with `<w:` is ready XML. Without borders it lays out the page."""
        columns = max(len(row) for row in rows)
        wide = [cm(width) for width in widths or [16 / columns] * columns]
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
        body = ""
        for row in rows:
            cells = "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{self._cell(said)}</w:tc>'
                for said, width in zip(row, wide, strict=False)
            )
            body += f"<w:tr>{cells}</w:tr>"
        borders = f"<w:tblBorders>{edges}</w:tblBorders>" if bordered else ""
        self.raw(
            f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>{borders}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{body}</w:tbl>"
        )

    def _cell(self, said: Said) -> str:
        return said if isinstance(said, str) and said.startswith("<w:") else self.paragraph_xml(said)

    def box(self, *paragraphs: str, width: float = 8, height: float = 3, style: str = "") -> None:
        """A text box anchored in a paragraph of its own, written both ways as Word does (DrawingML and VML)."""
        inside = "".join(
            xml if xml.startswith("<w:") else self.paragraph_xml(xml, style=style) for xml in paragraphs
        )
        key = self._next()
        size = f'cx="{emu(width)}" cy="{emu(height)}"'
        style_of = f"width:{width * 28.35:.0f}pt;height:{height * 28.35:.0f}pt"
        self.raw(parts.BOX.format(key=key, size=size, inside=inside, style=style_of))

    def picture(self, width: float, height: float, *, alt: str = "", data: bytes | None = None) -> None:
        """A picture in line, in a paragraph of its own."""
        self._media.append(png(len(self._media)) if data is None else data)
        rank = len(self._media)
        drawing = parts.PICTURE.format(
            key=self._next(), size=f'cx="{emu(width)}" cy="{emu(height)}"', alt=quoteattr(alt), rank=rank
        )
        self.raw(self.paragraph_xml(inside=f"<w:r>{drawing}</w:r>"))

    def toc(
        self, entries: Sequence[tuple[str, int]] | None = None, *, title: str = "Sommaire",
        by: Literal["field", "sdt", "style", "hand"] = "sdt",
    ) -> None:  # fmt: skip
        """A table of contents: `(heading, page)`. By field, in a content control, by its styles alone, or typed."""
        style = "" if by == "hand" else "TM1"
        lines = list(entries or [])
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" '
        begin += '\\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        found = ""
        for rank, (text, page) in enumerate(lines):
            paragraph = self.paragraph_xml(f"{text}\t{page}", style=style)
            if by in ("field", "sdt") and rank == 0:
                at = paragraph.index("<w:r>")
                paragraph = paragraph[:at] + begin + paragraph[at:]
            found += paragraph
        if by in ("field", "sdt") and lines:
            found += '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        head = self.paragraph_xml(
            Words(title, bold=True, size=14), style="" if by == "hand" else "En-ttedetabledesmatires"
        )
        self.raw(parts.TOC.format(head + found) if by == "sdt" else head + found)

    def page_break(self) -> None:
        self.raw('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def section(self, *, landscape: bool = False, margins: Margins | None = None, columns: int = 1) -> None:
        """Ends a section: what was written since the one before stands on such sheets."""
        self.raw(self.paragraph_xml(section=self._section(landscape, margins or self.margins, columns)))

    def style(
        self, key: str, name: str = "", *, based_on: str = "Normal", font: str = "", size: float = 0,
        bold: bool | None = None, spacing: Measure | None = None, outline: int | None = None, kind: str = "paragraph",
    ) -> None:  # fmt: skip
        """One more style, named `name` for people."""
        told = spacing_xml(spacing) + (f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else "")
        self.extra_styles += (
            f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{key}"><w:name w:val={quoteattr(name or key)}/>'
            f'<w:basedOn w:val="{based_on}"/>{f"<w:pPr>{told}</w:pPr>" if told else ""}'
            f"<w:rPr>{look_xml(font, size, bold)}</w:rPr></w:style>"
        )

    # --- the file ---

    def _section(self, landscape: bool, margins: Margins, columns: int = 1) -> str:
        width, height = self.sheet[::-1] if landscape else self.sheet
        turned = ' w:orient="landscape"' if landscape else ""
        top, right, bottom, left = (cm(margin) for margin in margins)
        heads = '<w:headerReference w:type="default" r:id="rHeader"/>' if self.header else ""
        heads += (
            '<w:footerReference w:type="default" r:id="rFooter"/>' if self.footer or self.page_numbers else ""
        )
        return (
            f'<w:sectPr>{heads}<w:pgSz w:w="{cm(width)}" w:h="{cm(height)}"{turned}/><w:pgMar w:top="{top}" '
            f'w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="708" w:footer="708" w:gutter="0"/>'
            f'<w:cols w:num="{columns}" w:space="708"/></w:sectPr>'
        )

    def members(self) -> dict[str, bytes]:
        """The members of the archive, for a test that spoils one."""
        body = "".join(self.blocks) + self._section(False, self.margins)
        found: dict[str, str] = {"word/document.xml": parts.part("document", f"<w:body>{body}</w:body>")}
        base = look_xml("" if self.theme else self.font, self.size, theme="minorHAnsi" if self.theme else "")
        found["word/styles.xml"] = parts.styles(
            base, spacing_xml(self.spacing, after=self.after), self.heading_font or self.font,
            self.extra_styles, self.numbered_headings,
        )  # fmt: skip
        found["word/numbering.xml"] = parts.numbering(self.numbered_headings)
        found["word/theme/theme1.xml"] = parts.theme(self.font, self.heading_font or self.font)
        found["word/settings.xml"] = parts.SETTINGS
        if self.header:
            found["word/header1.xml"] = parts.part("hdr", self.paragraph_xml(self.header, style="En-tte"))
        if self.footer or self.page_numbers:
            inside = parts.PAGE_FIELD if self.page_numbers else ""
            found["word/footer1.xml"] = parts.part(
                "ftr", self.paragraph_xml(self.footer, style="Pieddepage", inside=inside)
            )
        for kind, notes in self._notes.items():
            if notes:
                found[f"word/{kind}s.xml"] = parts.notes(kind, [self.paragraph_xml(note) for note in notes])
        if self._comments:
            found["word/comments.xml"] = parts.comments([self.paragraph_xml(said) for said in self._comments])
        links = {f"rLink{rank}": link for rank, link in enumerate(self._links, 1)}
        found["word/_rels/document.xml.rels"] = parts.relationships(found, links, len(self._media))
        found["[Content_Types].xml"] = parts.content_types(found)
        found["_rels/.rels"] = parts.ROOT_LINKS
        media = {f"word/media/image{rank}.png": data for rank, data in enumerate(self._media, 1)}
        return {path: xml.encode() for path, xml in sorted(found.items())} | media

    def data(self) -> bytes:
        return packed(self.members())


def packed(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of those members, always the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in members.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()


_SUBJECTS = (
    "la structure",
    "l’équipe",
    "le conseiller",
    "le partenaire",
    "la personne accompagnée",
    "le territoire",
)
_VERBS = ("présente", "recueille", "précise", "analyse", "organise", "reformule", "évalue", "prépare")
_OBJECTS = (
    "le parcours d’insertion", "les besoins repérés", "une offre de services", "les étapes du projet",
    "la mise en relation avec l’emploi", "un diagnostic partagé", "les ressources mobilisables",
)  # fmt: skip
_ENDS = (
    "dans un cadre collectif",
    "avec l’accord de chacun",
    "au fil des semaines",
    "sans préjuger de la suite",
)


def prose(signs: int, seed: int = 0) -> str:
    """Invented French sentences, about that many signs."""
    chance = random.Random(seed)
    found = ""
    while len(found) < signs:
        chosen = [chance.choice(those) for those in (_SUBJECTS, _VERBS, _OBJECTS, _ENDS)]
        said = " ".join(chosen)
        found += f"{' ' if found else ''}{said[0].upper()}{said[1:]}."
    return found


def fill(paper: Docx, pages: int, *, seed: int = 0, opened: bool = True, signs: int = 1800) -> None:
    """That many pages of prose exactly: each one after the first begins by a page break. `opened` tells that the page
    is already begun, by a heading."""
    for page in range(pages):
        for rank in range(3):
            new = rank == 0 and (page > 0 or not opened)
            paper.text(prose(signs // 3, seed * 1000 + page * 10 + rank), new_page=new)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part or an annex of a dossier: its heading, its pages, and paragraphs that stand on its first page."""

    title: str
    pages: int = 1
    said: tuple[str, ...] = ()


def dossier(
    chapters: Sequence[Chapter],
    *,
    annexes: Sequence[Chapter] = (),
    cover: Sequence[str] = ("Dossier professionnel", "Jade Morel", "Session de juin 2026"),
    contents: bool = True,
    headings: Literal["style", "outline", "hand", "box"] = "style",
    toc: Literal["field", "sdt", "style", "hand"] = "sdt",
    paper: Docx | None = None,
) -> Docx:
    """A whole dossier: a cover of one page, a table of contents of one page, each part and annex from a new page."""
    paper = paper or Docx(header="Dossier de Jade Morel")
    for rank, line in enumerate(cover):
        paper.text(Words(line, size=22 - 4 * rank, bold=rank == 0), align="center")
    start = 1 + bool(cover) + contents
    if contents:
        entries, page = [], start
        for chapter in (*chapters, *annexes):
            entries.append((chapter.title, page))
            page += chapter.pages
        if cover:
            paper.page_break()
        paper.toc(entries, by=toc)
    for rank, chapter in enumerate((*chapters, *annexes)):
        paper.heading(chapter.title, by=headings, new_page=start > 1 or rank > 0)
        for said in chapter.said:
            paper.text(said)
        fill(paper, chapter.pages, seed=rank + 1, signs=1800 if not chapter.said else 1200)
    return paper
