"""Write a document as ODT, by hand: lists, covered cells, page masters, boxes as glyphs or as controls."""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from .eras import Era
from .paper import Block, Cell, Document, Foot, Grid, Par, Row

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("form", "form"),
    )
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    _XML
    + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    + '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles")
    )
    + "</manifest:manifest>"
)
_STYLES = {
    "P": "", "B": '<style:text-properties fo:font-weight="bold"/>',
    "H": '<style:text-properties fo:font-weight="bold" fo:font-size="12pt"/>',
    "T": '<style:text-properties fo:font-size="20pt"/>',
}  # fmt: skip


def odt(document: Document, era: Era, *, hyphenate: bool = False) -> bytes:
    writer = _Writer(era)
    body = "".join(writer.document(document))
    automatic = "".join(
        f'<style:style style:name="{name}{page}" style:family="paragraph"'
        + (f' style:master-page-name="{master}"' if master else "")
        + f">{look}</style:style>"
        for name, look in _STYLES.items()
        for page, master in (("", ""), ("portrait", "Portrait"), ("landscape", "Landscape"), ("bare", "Bare"))
    )
    content = (
        f'{_XML}<office:document-content {_SPACES} office:version="1.2"><office:automatic-styles>{automatic}'
        f"</office:automatic-styles><office:body><office:text>{writer.forms()}{body}</office:text></office:body>"
        "</office:document-content>"
    )
    if hyphenate:
        content = content.replace("ation", "\u00adation")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        for name, text in (
            ("content.xml", content),
            ("styles.xml", _styles(document.foot, document.head)),
            ("META-INF/manifest.xml", _MANIFEST),
        ):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _styles(foot: Foot, head: str) -> str:
    cells = lambda texts: "".join(  # noqa: E731
        f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts
    )
    page = '<text:page-number text:select-page="current">3</text:page-number>/<text:page-count>40</text:page-count>'
    rows = f"<table:table-row>{cells(map(escape, foot.labels))}</table:table-row>"
    rows += f"<table:table-row>{cells((*map(escape, foot.values), page))}</table:table-row>"
    columns = f'<table:table-column table:number-columns-repeated="{len(foot.labels)}"/>'
    footer = f"<style:footer><table:table>{columns}{rows}</table:table></style:footer>"
    header = f"<style:header><text:p>{escape(head)}</text:p></style:header>" if head else ""
    edges = {"Portrait": header + footer, "Landscape": header + footer, "Bare": ""}
    masters = "".join(
        f'<style:master-page style:name="{name}" style:page-layout-name="{name}">{edge}</style:master-page>'
        for name, edge in edges.items()
    )
    return (
        f'{_XML}<office:document-styles {_SPACES} office:version="1.2"><office:automatic-styles/>'
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )


class _Writer:
    def __init__(self, era: Era) -> None:
        self.era = era
        self.controls: list[bool] = []
        self.printed = 0  # paragraphs since the last page of the screen

    def document(self, document: Document) -> Iterator[str]:
        for number, sheet in enumerate(document.sheets):
            master = "bare" if not sheet.footed else "landscape" if sheet.landscape else "portrait"
            yield f'<text:p text:style-name="P{master}"/>'
            for block in sheet.blocks:
                yield from self.block(block, number)

    def forms(self) -> str:
        boxes = "".join(
            f'<form:checkbox form:id="case{rank}" form:current-state="{"checked" if on else "unchecked"}"/>'
            for rank, on in enumerate(self.controls)
        )
        return f"<office:forms><form:form>{boxes}</form:form></office:forms>" if boxes else ""

    def block(self, block: Block, number: int) -> Iterator[str]:
        for _ in range(block.gap):
            yield '<text:p text:style-name="P"/>'
        yield self.table(block, number) if isinstance(block, Grid) else self.par(block)

    def par(self, par: Par) -> str:
        text = _spaced(par.text)
        self.printed += 1
        if self.printed > 45 and len(par.text) > 60:  # a page of the screen ends anywhere
            self.printed = 0
            cut = par.text.index(" ", 30) if " " in par.text[30:] else 30
            text = _spaced(par.text[:cut]) + "<text:soft-page-break/>" + _spaced(par.text[cut:])
        style = {"cover": "T", "title": "T", "heading": "H"}.get(par.style, "B" if par.bold else "P")
        if par.leader:
            return f'<text:p text:style-name="P">{text}<text:tab/>{par.leader}</text:p>'
        if par.bullet and self.era.name in ("2022", "2025") and not par.bullet.endswith(")"):
            inside = f'<text:p text:style-name="{style}">{text}</text:p>'
            return f"<text:list><text:list-item>{inside}</text:list-item></text:list>"
        if par.bullet:
            text = f"{par.bullet}<text:s/><text:span>{text}</text:span>"
        if par.style == "heading":
            return f'<text:h text:style-name="{style}" text:outline-level="1">{text}</text:h>'
        return f'<text:p text:style-name="{style}">{text}</text:p>'

    def table(self, grid: Grid, number: int) -> str:
        left: dict[int, int] = {}
        spans: dict[int, int] = {}
        heads, rows = "", ""
        for row in grid.rows:
            made = self.row(row, len(grid.widths), left, spans)
            if row.head:
                heads += made
            else:
                rows += made
        columns = f'<table:table-column table:number-columns-repeated="{len(grid.widths)}"/>'
        headed = f"<table:table-header-rows>{heads}</table:table-header-rows>" if heads else ""
        return f'<table:table table:name="T{number}">{columns}{headed}{rows}</table:table>'

    def row(self, row: Row, width: int, left: dict[int, int], spans: dict[int, int]) -> str:
        cells, column = "", 0
        fresh = iter(row.cells)
        while column < width:
            if left.get(column):
                left[column] -= 1
                cells += "<table:covered-table-cell/>" * spans[column]
                column += spans[column]
                continue
            cell = next(fresh)
            left[column], spans[column] = cell.down - 1, cell.span
            merged = (f' table:number-columns-spanned="{cell.span}"' if cell.span > 1 else "") + (
                f' table:number-rows-spanned="{cell.down}"' if cell.down > 1 else ""
            )
            cells += f"<table:table-cell{merged}>{self.inside(cell)}</table:table-cell>"
            cells += "<table:covered-table-cell/>" * (cell.span - 1)
            column += cell.span
        return f"<table:table-row>{cells}</table:table-row>"

    def inside(self, cell: Cell) -> str:
        if cell.tick is None:
            return "".join(self.par(par) for par in cell.pars) or '<text:p text:style-name="P"/>'
        if self.era.name == "2018":
            self.controls.append(cell.tick)
            return f'<text:p><draw:control draw:control="case{len(self.controls) - 1}"/></text:p>'
        return f"<text:p>{self.era.tick[0 if cell.tick else 1]}</text:p>"


def _spaced(text: str) -> str:
    """Spaces at the edges need their own element."""
    body = escape(text.strip(" "))
    return ("<text:s/>" if text[:1] == " " else "") + body + ("<text:s/>" if text[-1:] == " " else "")
