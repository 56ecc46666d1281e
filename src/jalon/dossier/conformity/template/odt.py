"""A blank dossier written in OpenDocument, for LibreOffice and those who read it (ISO/IEC 26300, version 1.3)."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from .plan import NAME_HINT, Block, Plan

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MIME = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    f'xmlns:office="{_OASIS}:office:1.0" xmlns:style="{_OASIS}:style:1.0" xmlns:text="{_OASIS}:text:1.0" '
    f'xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0" xmlns:svg="{_OASIS}:svg-compatible:1.0" '
    f'xmlns:meta="{_OASIS}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'
)
_STYLES: Mapping[str, str] = {
    "over": "Surtitre", "title": "Title", "subtitle": "Subtitle", "field": "Champ", "h1": "Heading_20_1",
    "h2": "Heading_20_2", "text": "Text_20_body", "tip": "Conseil_20_Jalon", "tip_head": "Conseil_20_Jalon_20_fort",
    "tip_item": "Conseil_20_Jalon_20_liste",
}  # fmt: skip
_INK, _TINT, _SOFT = "#174a5c", "#eef3f5", "#595959"


def write(plan: Plan) -> bytes:
    """The ODT of a plan: the same plan gives the same bytes."""
    members = {
        "META-INF/manifest.xml": _manifest(),
        "meta.xml": _meta(plan),
        "styles.xml": _styles(plan),
        "content.xml": _content(plan),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIME, zipfile.ZIP_STORED)
        for path, content in members.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- the text ---


def _content(plan: Plan) -> str:
    fresh = "".join(
        f'<style:style style:name="{style}_fresh" style:family="paragraph" style:parent-style-name="{style}">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
        for style in sorted(
            {_STYLES[block.kind] for block in plan.blocks if block.fresh and block.kind != "contents"}
        )
    )
    # The first paragraph opens the first page, which bears neither head nor foot.
    cover = (
        '<style:style style:name="cover" style:family="paragraph" style:parent-style-name="Surtitre" '
        'style:master-page-name="First_20_Page"/>'
    )
    body = "".join(_block(plan, block, first=rank == 0) for rank, block in enumerate(plan.blocks))
    return (
        f"{_HEAD}<office:document-content {_SPACES}><office:automatic-styles>{cover}{fresh}{_list()}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


def _block(plan: Plan, block: Block, *, first: bool) -> str:
    if block.kind == "contents":
        return _contents(plan, block)
    style = "cover" if first else _STYLES[block.kind] + ("_fresh" if block.fresh else "")
    inside = escape(block.text) + (_blank(block.hint) if block.hint else "")
    if block.kind in ("h1", "h2"):
        return f'<text:h text:style-name="{style}" text:outline-level="{block.kind[1]}">{inside}</text:h>'
    written = f'<text:p text:style-name="{style}">{inside}</text:p>'
    if block.kind != "tip_item":
        return written
    return f'<text:list text:style-name="tips"><text:list-item>{written}</text:list-item></text:list>'


def _blank(hint: str) -> str:
    """Words to replace, which a click selects whole; the name stays plain, since it must print as it stands."""
    if hint == NAME_HINT:
        return hint
    return f'<text:placeholder text:placeholder-type="text">{escape(hint)}</text:placeholder>'


def _contents(plan: Plan, title: Block) -> str:
    levels = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        '<text:index-entry-link-start/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
        'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
        "</text:table-of-content-entry-template>"
        for level in (1, 2)
    )
    lines = "".join(
        f'<text:p text:style-name="Contents_20_{block.kind[1]}">{escape(block.text + block.hint)}</text:p>'
        for block in plan.headings
    )
    return (
        '<text:table-of-content text:name="Sommaire" text:protected="true"><text:table-of-content-source '
        'text:outline-level="2"><text:index-title-template text:style-name="Contents_20_Heading">'
        f"{escape(title.text)}</text:index-title-template>{levels}</text:table-of-content-source><text:index-body>"
        '<text:index-title text:name="Sommaire_Head"><text:p text:style-name="Contents_20_Heading">'
        f"{escape(title.text)}</text:p></text:index-title>{lines}</text:index-body></text:table-of-content>"
    )


# --- the look ---


def _list() -> str:
    return (
        '<text:list-style style:name="tips"><text:list-level-style-bullet text:level="1" text:bullet-char="–">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="space" '
        'fo:text-indent="-0.5cm" fo:margin-left="1cm"/></style:list-level-properties>'
        "</text:list-level-style-bullet></text:list-style>"
    )


def _style(
    key: str, base: str, paragraph: str = "", text: str = "", level: int = 0, following: str = ""
) -> str:
    """A paragraph style; `key` is its name with spaces, as people read it."""
    outline = f' style:default-outline-level="{level}"' if level else ""
    after = f' style:next-style-name="{_name(following)}"' if following else ""
    return (
        f'<style:style style:name="{_name(key)}" style:display-name="{key}" style:family="paragraph" '
        f'style:parent-style-name="{_name(base)}"{after}{outline} style:class="text"><style:paragraph-properties '
        f"{paragraph}/><style:text-properties {text}/></style:style>"
    )


def _name(shown: str) -> str:
    return shown.replace(" ", "_20_")


def _size(points: float) -> str:
    return " ".join(
        f'{key}="{points:g}pt"'
        for key in ("fo:font-size", "style:font-size-asian", "style:font-size-complex")
    )


def _styles(plan: Plan) -> str:
    font, body = quoteattr(plan.font), plan.size
    bold, ink, soft = 'fo:font-weight="bold" ', f'fo:color="{_INK}" ', f'fo:color="{_SOFT}" '
    found = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties style:tab-stop-distance="1.25cm" '
        f'fo:orphans="2" fo:widows="2"/><style:text-properties style:font-name={font} style:font-name-asian={font} '
        f'style:font-name-complex={font} {_size(body)} fo:language="fr" fo:country="FR"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"><style:paragraph-properties '
        f'fo:line-height="{plan.spacing:.0%}" fo:margin-bottom="0.21cm"/></style:style>'
    )
    found += _style("Text body", "Standard")
    found += _style("Surtitre", "Standard", 'fo:margin-top="2cm"', ink + _size(body + 4))
    title = 'fo:margin-top="4cm" fo:margin-bottom="0.4cm"'
    found += _style("Title", "Standard", title, bold + ink + _size(body + 17))
    found += _style("Subtitle", "Standard", 'fo:margin-bottom="4cm"', soft + _size(body + 2))
    found += _style("Champ", "Standard", 'fo:margin-bottom="0.35cm"', _size(body + 1))
    for level, size in ((1, body + 7), (2, body + 2), (3, body)):
        paragraph = 'fo:keep-with-next="always" fo:margin-top="0.55cm" fo:margin-bottom="0.28cm"'
        found += _style(
            f"Heading {level}", "Standard", paragraph, bold + ink + _size(size), level, "Text body"
        )
    found += _style(
        "Contents Heading",
        "Standard",
        'fo:break-before="page" fo:margin-bottom="0.4cm"',
        bold + ink + _size(body + 7),
    )
    for level in (1, 2):
        found += _contents_style(level, bold if level == 1 else "")
    found += _style("Header", "Standard", 'fo:margin-bottom="0.4cm"', soft + _size(9))
    found += _style("Footer", "Standard", 'fo:text-align="center" fo:margin-top="0.3cm"', soft + _size(9))
    frame = f'fo:background-color="{_TINT}" fo:border-left="2.2pt solid {_INK}" fo:padding-left="0.25cm" '
    tip = frame + 'fo:margin-left="0.5cm" fo:margin-bottom="0.28cm"'
    found += _style("Conseil Jalon", "Standard", tip, 'fo:color="#3a4750"', following="Text body")
    tip = 'fo:margin-top="0.2cm" fo:margin-bottom="0cm" fo:keep-with-next="always"'
    found += _style("Conseil Jalon fort", "Conseil Jalon", tip, bold + ink, following="Text body")
    item = 'fo:margin-bottom="0cm" fo:margin-left="1cm" fo:text-indent="-0.5cm"'
    found += _style("Conseil Jalon liste", "Conseil Jalon", item, following="Text body")
    page = (
        '<style:page-layout style:name="{}"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
        'fo:margin-top="{}cm" fo:margin-bottom="{}cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/>{}'
        "</style:page-layout>"
    )
    zones = "".join(
        f'<style:{zone}-style><style:header-footer-properties fo:min-height="1.2cm" fo:margin-{side}="0.6cm"/>'
        f"</style:{zone}-style>"
        for zone, side in (("header", "bottom"), ("footer", "top"))
    )
    head = f"{NAME_HINT} – {escape(plan.titre)} – {escape(plan.name)}"
    foot = "Page <text:page-number>1</text:page-number> / <text:page-count>1</text:page-count>"
    return (
        f"{_HEAD}<office:document-styles {_SPACES}><office:font-face-decls><style:font-face style:name={font} "
        f"svg:font-family={quoteattr(plan.font)}/></office:font-face-decls><office:styles>{found}</office:styles>"
        f"<office:automatic-styles>{page.format('sheet', 1.2, 1.2, zones)}{page.format('cover_sheet', 2.5, 2.5, '')}"
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="sheet"><style:header><text:p text:style-name="Header">{head}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="Footer">{foot}</text:p></style:footer></style:master-page>'
        '<style:master-page style:name="First_20_Page" style:display-name="First Page" '
        'style:page-layout-name="cover_sheet" style:next-style-name="Standard"/></office:master-styles>'
        "</office:document-styles>"
    )


def _contents_style(level: int, text: str) -> str:
    return (
        f'<style:style style:name="Contents_20_{level}" style:display-name="Contents {level}" '
        'style:family="paragraph" style:parent-style-name="Standard" style:class="index"><style:paragraph-properties '
        f'fo:margin-left="{(level - 1) / 2}cm" fo:margin-bottom="0.05cm" fo:line-height="100%"><style:tab-stops>'
        f'<style:tab-stop style:position="{16 - (level - 1) / 2}cm" style:type="right" style:leader-style="dotted" '
        f'style:leader-text="."/></style:tab-stops></style:paragraph-properties><style:text-properties {text}/>'
        "</style:style>"
    )


# --- the package ---


def _meta(plan: Plan) -> str:
    return (
        f"{_HEAD}<office:document-meta {_SPACES}><office:meta><dc:title>{escape(f'{plan.name} – {plan.titre}')}"
        "</dc:title><dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )


def _manifest() -> str:
    found = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (
            ("/", _MIME),
            *((f"{name}.xml", "text/xml") for name in ("content", "styles", "meta")),
        )
    )
    space = f'xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3"'
    return f"{_HEAD}<manifest:manifest {space}>{found}</manifest:manifest>"
