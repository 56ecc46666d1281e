"""DOCX and ODT written by hand, from the XML that a test is about."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{LINKS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wps="urn:wps"'
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_SPACES = (
    " ".join(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "style", "text", "table", "form"))
    + f' xmlns:draw="{_ODF}drawing:1.0" xmlns:fo="{_ODF}xsl-fo-compatible:1.0" xmlns:svg="{_ODF}svg-compatible:1.0"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)
ODT_MIME = "application/vnd.oasis.opendocument.text"


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive of those parts, the first one stored as OpenDocument asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def word_part(tag: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_WORD_SPACES}>{inside}</w:{tag}>'


def docx_parts(body: str, **parts: str) -> dict[str, bytes | str]:
    """The parts of a DOCX; `parts` are the insides of `styles`, `numbering`, `footnotes`, `header1`, `footer1`…"""
    roots = {"header": "hdr", "footer": "ftr"}
    links, files = [], {}
    for rank, (name, inside) in enumerate(parts.items(), 1):
        kind = name.rstrip("0123456789")
        links.append(f'<Relationship Id="r{rank}" Type="{LINKS}/{kind}" Target="{name}.xml"/>')
        files[f"word/{name}.xml"] = word_part(roots.get(kind, kind), inside)
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": word_part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{"".join(links)}'
        "</Relationships>",
        **files,
    }


def docx(body: str, **parts: str) -> bytes:
    return packed(docx_parts(body, **parts))


def para(*runs: str, props: str = "") -> str:
    """A paragraph of runs; a run that is not XML is plain text."""
    inside = "".join(part if part.startswith("<") else run(part) for part in runs)
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{inside}</w:p>"


def run(text: str, props: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{props}</w:rPr>" if props else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(inside: str, props: str = "") -> str:
    """A cell of paragraphs; plain text makes one."""
    inside = inside if inside.startswith("<") else para(inside)
    return f"<w:tc>{f'<w:tcPr>{props}</w:tcPr>' if props else ''}{inside}</w:tc>"


def odt_parts(body: str, automatic: str = "", styles: str = "", masters: str = "") -> dict[str, bytes | str]:
    head = f'<?xml version="1.0" encoding="UTF-8"?><office:document-%s {_ODF_SPACES} office:version="1.3">'
    return {
        "mimetype": ODT_MIME,
        "content.xml": head
        % "content"
        + f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>",
        "styles.xml": head
        % "styles"
        + f"<office:styles>{styles}</office:styles><office:master-styles>{masters}</office:master-styles>"
        "</office:document-styles>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/"/></manifest:manifest>',
    }


def odt(body: str, automatic: str = "", styles: str = "", masters: str = "") -> bytes:
    return packed(odt_parts(body, automatic, styles, masters))


def fodt(body: str) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_ODF_SPACES} office:mimetype="{ODT_MIME}">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )
    return text.encode()
