"""Write a document as DOCX, by hand: each era has its habits of gaps, lists, boxes and covers."""

import io
import zipfile
from collections.abc import Iterator
from random import Random
from xml.sax.saxutils import escape

from .eras import Era
from .paper import Block, Cell, Document, Foot, Grid, Par, Sheet

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    _XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"), ("footer1", "footer"),
            ("header1", "header"),
        )
    )
    + "</Types>"
)  # fmt: skip
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS_SPACE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_RELS = (
    _XML + f'<Relationships {_RELS_SPACE}><Relationship Id="rId1" Type="{_REL}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    _XML
    + f"<Relationships {_RELS_SPACE}>"
    + "".join(
        f'<Relationship Id="rId{rank}" Type="{_REL}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(
            (
                ("styles", "styles.xml"),
                ("numbering", "numbering.xml"),
                ("footer", "footer1.xml"),
                ("header", "header1.xml"),
            ),
            1,
        )
    )
    + "</Relationships>"
)
_STYLES = (
    _XML
    + f'<w:styles {_SPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "</w:style>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for style, name, size in (("Titre1", "heading 1", 26), ("Titre2", "heading 2", 22))
    )
    + '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style></w:styles>'
)
_NUMBERING = (
    _XML
    + f"<w:numbering {_SPACES}>"
    + "".join(
        f'<w:abstractNum w:abstractNumId="{rank}"><w:lvl w:ilvl="0"><w:numFmt w:val="{fmt}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for rank, (fmt, text) in enumerate((("bullet", "\uf0b7"), ("lowerLetter", "%1)")))
    )
    + "".join(f'<w:num w:numId="{rank + 1}"><w:abstractNumId w:val="{rank}"/></w:num>' for rank in range(2))
    + "</w:numbering>"
)


def docx(document: Document, era: Era, *, hyphenate: bool = False) -> bytes:
    writer = _Writer(era, Random(f"docx/{document.name}/{document.foot.values}"), hyphenate)
    body = "".join(writer.sheets(document.sheets))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": f"{_XML}<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        "word/header1.xml": f"{_XML}<w:hdr {_SPACES}><w:p>{_run(document.head)}</w:p></w:hdr>",
        "word/footer1.xml": f"{_XML}<w:ftr {_SPACES}>{_foot(document.foot)}</w:ftr>",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _foot(foot: Foot) -> str:
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:fldChar '
        'w:fldCharType="end"/></w:r><w:r><w:t>/</w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>40</w:t></w:r>'
        "</w:fldSimple>"
    )
    rows = [
        "".join(f"<w:tc><w:p>{_run(label)}</w:p></w:tc>" for label in foot.labels),
        "".join(f"<w:tc><w:p>{_run(value)}</w:p></w:tc>" for value in foot.values)
        + f"<w:tc><w:p>{page}</w:p></w:tc>",
    ]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl><w:p/>"


def _run(text: str, *, bold: bool = False, size: int = 0) -> str:
    look = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{size}"/>' if size else "")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


class _Writer:
    def __init__(self, era: Era, rng: Random, hyphenate: bool) -> None:
        self.era, self.rng, self.hyphenate = era, rng, hyphenate
        self.modern = era.name == "2025"  # styles and spacing, where the others use empty paragraphs
        self.lists = era.name in ("2022", "2025")
        self.ids = 0
        self.printed = 0  # paragraphs since the last page of the screen

    def sheets(self, sheets: tuple[Sheet, ...]) -> Iterator[str]:
        for rank, sheet in enumerate(sheets):
            for block in sheet.blocks:
                yield from self.block(block)
            break_kind = "oddPage" if sheet.odd else "nextPage"
            section = self.section(sheet, break_kind)
            yield section if rank == len(sheets) - 1 else f"<w:p><w:pPr>{section}</w:pPr></w:p>"

    def section(self, sheet: Sheet, kind: str) -> str:
        size = (
            'w:w="16838" w:h="11906" w:orient="landscape"' if sheet.landscape else 'w:w="11906" w:h="16838"'
        )
        foot = '<w:footerReference w:type="default" r:id="rId3"/>' if sheet.footed else ""
        foot += '<w:headerReference w:type="default" r:id="rId4"/>' if sheet.footed else ""
        return f'<w:sectPr>{foot}<w:type w:val="{kind}"/><w:pgSz {size}/></w:sectPr>'

    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Grid):
            yield from self.gap(block.gap)
            yield self.table(block)
            yield "<w:p/>"
        else:
            yield from self.gap(0 if self.modern else block.gap)
            yield self.par(block)

    def gap(self, count: int) -> Iterator[str]:
        for _ in range(count):
            yield '<w:p><w:pPr><w:jc w:val="both"/></w:pPr></w:p>'

    def par(self, par: Par) -> str:
        properties = ""
        heading = self.modern and par.bold and par.style in ("heading", "text")
        if heading:
            properties += f'<w:pStyle w:val="{"Titre1" if par.style == "heading" else "Titre2"}"/>'
        if par.leader:
            properties += '<w:pStyle w:val="TM1"/>'
        if par.bullet and self.lists:
            number = 2 if par.bullet.endswith(")") else 1
            properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        if self.modern and par.gap:
            properties += f'<w:spacing w:before="{par.gap * 240}"/>'
        if par.indent:
            properties += f'<w:ind w:left="{par.indent * 120}"/>'
        if par.align == "center":
            properties += '<w:jc w:val="center"/>'
        size = {"cover": 40, "title": 30, "heading": 24}.get(par.style, 0)
        text = par.text if not par.bullet or self.lists else f"{par.bullet} {par.text}"
        runs = self.runs(text, bold=par.bold and not heading, size=size)
        if par.leader:
            runs += "<w:r><w:tab/></w:r>" + self.field(
                f" PAGEREF _Toc{self.rng.randrange(10**8)} \\h ", par.leader
            )
        if par.style == "cover" and self.era.name == "2018":
            return self.text_box(f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
        return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"

    def runs(self, text: str, *, bold: bool, size: int) -> str:
        """A paragraph is often cut in runs at any place, with marks of spelling, bookmarks and corrections."""
        if self.hyphenate:
            text = "".join(
                word[:5] + "\u00ad" + word[5:] if len(word) > 9 and word.isalpha() else word
                for word in _words(text)
            )
        self.printed += 1
        turned = self.printed > 45 and len(text) > 12
        if not turned and (len(text) < 12 or self.rng.random() < 0.5):
            return _run(text, bold=bold, size=size)
        cut = self.rng.randrange(1, len(text))
        if turned:
            self.printed = 0
            turn = "<w:r><w:lastRenderedPageBreak/></w:r>"
            if self.rng.random() < 0.5:
                return turn + _run(text, bold=bold, size=size)
            return _run(text[:cut], bold=bold, size=size) + turn + _run(text[cut:], bold=bold, size=size)
        mark = self.rng.choice(
            (
                '<w:proofErr w:type="spellStart"/>',
                f'<w:bookmarkStart w:id="{self.next()}" w:name="_GoBack"/>',
                '<w:del w:id="9" w:author="x"><w:r><w:delText xml:space="preserve">mot rayé </w:delText></w:r></w:del>',
                "",
            )
        )
        second = _run(text[cut:], bold=bold, size=size)
        if self.rng.random() < 0.1:
            second = f'<w:ins w:id="{self.next()}" w:author="x">{second}</w:ins>'
        return _run(text[:cut], bold=bold, size=size) + mark + second

    def next(self) -> int:
        self.ids += 1
        return self.ids

    def field(self, code: str, shown: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    def text_box(self, inside: str) -> str:
        """A drawn box, written twice: for new readers and for old ones."""
        box = f"<w:txbxContent>{inside}</w:txbxContent>"
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
            f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}"
            "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    def table(self, grid: Grid) -> str:
        columns = "".join(f'<w:gridCol w:w="{share * 100}"/>' for share in grid.widths)
        waiting: dict[int, Cell] = {}
        left: dict[int, int] = {}
        rows = []
        for row in grid.rows:
            cells, column = [], 0
            fresh = iter(row.cells)
            while column < len(grid.widths):
                if left.get(column):
                    above = waiting[column]
                    left[column] -= 1
                    cells.append(f"<w:tc><w:tcPr>{_span(above)}<w:vMerge/></w:tcPr><w:p/></w:tc>")
                    column += above.span
                    continue
                cell = next(fresh)
                waiting[column], left[column] = cell, cell.down - 1
                cells.append(self.cell(cell))
                column += cell.span
            manner = ("<w:cantSplit/>" if row.solid else "") + ("<w:tblHeader/>" if row.head else "")
            head = f"<w:trPr>{manner}</w:trPr>" if manner else ""
            rows.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
        return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"

    def cell(self, cell: Cell) -> str:
        properties = _span(cell) + ('<w:vMerge w:val="restart"/>' if cell.down > 1 else "")
        if cell.rotated:
            properties += '<w:textDirection w:val="tbRl"/>'
        if cell.tick is not None:
            inside = f"<w:p>{self.box(cell.tick)}</w:p>"
        else:
            inside = "".join(self.par(par) for par in cell.pars) or "<w:p/>"
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"

    def box(self, ticked: bool) -> str:
        """A letter, a form field of Word 97, a symbol or a content control, by era."""
        if self.era.name == "2013":
            return _run("X" if ticked else "")
        if self.era.name == "2018":
            return (
                '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Case"/><w:checkBox><w:sizeAuto/>'
                f'<w:default w:val="{int(ticked)}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText '
                'xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
        if self.era.name == "2022":
            return f'<w:r><w:sym w:font="Wingdings 2" w:char="{"F054" if ticked else "F0A3"}"/></w:r>'
        return (
            f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/><w14:checkedState w14:val="2612" '
            'w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
            f"<w:sdtContent>{_run('☒' if ticked else '☐')}</w:sdtContent></w:sdt>"
        )


def _span(cell: Cell) -> str:
    return f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""


def _words(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        if char.isalpha():
            word += char
            continue
        if word:
            yield word
        word = ""
        yield char
    if word:
        yield word
