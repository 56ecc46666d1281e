"""A blank dossier written in Office Open XML, for Word and those who read it (ECMA-376, transitional)."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from .plan import NAME_HINT, Block, Plan

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'
_STYLES: Mapping[str, str] = {
    "over": "Surtitre", "title": "Titre", "subtitle": "Soustitre", "field": "Champ", "h1": "Titre1", "h2": "Titre2",
    "text": "", "tip": "ConseilJalon", "tip_head": "ConseilJalonFort", "tip_item": "ConseilJalonListe",
}  # fmt: skip
_INK, _TINT = "174A5C", "EEF3F5"
_BULLETS = 1  # the list of numbering.xml
_CORE = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'"
)


def write(plan: Plan) -> bytes:
    """The DOCX of a plan: the same plan gives the same bytes."""
    members = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _links((
            ("officeDocument", _OFFICE, "word/document.xml"),
            ("metadata/core-properties", f"{_PACKAGE}/relationships", "docProps/core.xml"),
        )),
        "docProps/core.xml": _core(plan),
        "word/document.xml": _part("document", f"<w:body>{_body(plan)}</w:body>"),
        "word/_rels/document.xml.rels": _links(
            (kind, _OFFICE, f"{kind}.xml") for kind in ("styles", "settings", "numbering", "header", "footer")
        ),
        "word/styles.xml": _styles(plan),
        "word/settings.xml": _settings(),
        "word/numbering.xml": _numbering(),
        "word/header.xml": _part("hdr", _header(plan)),
        "word/footer.xml": _part("ftr", _footer()),
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in members.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _part(tag: str, inside: str) -> str:
    return f"{_HEAD}<w:{tag} {_SPACES}>{inside}</w:{tag}>"


# --- the text ---


def _body(plan: Plan) -> str:
    marks = {id(block): rank for rank, block in enumerate(plan.headings, 1)}
    found = ""
    for block in plan.blocks:
        if block.kind == "contents":
            found += _contents(plan, block, marks)
        else:
            found += _paragraph(block, marks.get(id(block)))
    return found + (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" '
        'w:header="709" w:footer="709" w:gutter="0"/><w:cols w:space="708"/><w:titlePg/></w:sectPr>'
    )


def _paragraph(block: Block, mark: int | None) -> str:
    style = _STYLES[block.kind]
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:pageBreakBefore/>" if block.fresh else ""
    runs = _run(block.text) if block.text else ""
    if block.hint:
        runs += _named() if block.hint == NAME_HINT else _blank(block.hint)
    if mark is not None:
        runs = (
            f'<w:bookmarkStart w:id="{mark}" w:name="{_bookmark(mark)}"/>{runs}<w:bookmarkEnd w:id="{mark}"/>'
        )
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def _run(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _blank(hint: str) -> str:
    """Words to replace: a control that leaves once something is written in it."""
    shown = _run(hint, '<w:rStyle w:val="Aremplir"/>')
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(hint)}/><w:temporary/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{shown}</w:sdtContent></w:sdt>"
    )


def _named() -> str:
    """The candidate's name, bound to the author of the file: written once, it stands on the cover and every page."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val={quoteattr(NAME_HINT)}/><w:dataBinding w:prefixMappings="{_CORE}" '
        'w:xpath="/cp:coreProperties[1]/dc:creator[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/>'
        f"<w:text/></w:sdtPr><w:sdtContent>{_run(NAME_HINT)}</w:sdtContent></w:sdt>"
    )


def _bookmark(rank: int) -> str:
    return f"_Toc{rank:09d}"


def _field(instruction: str, shown: str, dirty: bool = False) -> str:
    mark = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{mark}/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} '
        f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _contents(plan: Plan, title: Block, marks: Mapping[int, int]) -> str:
    """The table of contents: a field that Word brings up to date on opening, shown filled meanwhile."""
    lines = ""
    for rank, block in enumerate(plan.headings):
        mark = marks[id(block)]
        opening = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> '
            'TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        page = _field(f"PAGEREF {_bookmark(mark)} \\h", "<w:r><w:t>…</w:t></w:r>")
        lines += (
            f'<w:p><w:pPr><w:pStyle w:val="TM{block.kind[1]}"/></w:pPr>{"" if rank else opening}'
            f'<w:hyperlink w:anchor="{_bookmark(mark)}" w:history="1">{_run(block.text + block.hint)}'
            f"<w:r><w:tab/></w:r>{page}</w:hyperlink></w:p>"
        )
    head = (
        f'<w:p><w:pPr><w:pStyle w:val="TitreSommaire"/><w:pageBreakBefore/></w:pPr>{_run(title.text)}</w:p>'
    )
    end = '<w:p><w:pPr><w:pStyle w:val="TM2"/></w:pPr><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{head}{lines}{end}</w:sdtContent></w:sdt>"
    )


def _header(plan: Plan) -> str:
    told = _run(f" – {plan.titre} – {plan.name}")
    return f'<w:p><w:pPr><w:pStyle w:val="Entete"/></w:pPr>{_named()}{told}</w:p>'


def _footer() -> str:
    pages = (
        _field("PAGE", "<w:r><w:t>1</w:t></w:r>")
        + _run(" / ")
        + _field("NUMPAGES", "<w:r><w:t>1</w:t></w:r>")
    )
    return f'<w:p><w:pPr><w:pStyle w:val="Pied"/></w:pPr>{_run("Page ")}{pages}</w:p>'


# --- the look ---


def _style(key: str, name: str, base: str, paragraph: str = "", run: str = "", following: str = "") -> str:
    after = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>{after}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _styles(plan: Plan) -> str:
    font = quoteattr(plan.font)
    bold, ink, heading = "<w:b/>", f'<w:color w:val="{_INK}"/>', "<w:keepNext/><w:keepLines/>"
    body = plan.size
    leader = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>'
    frame = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{_INK}"/></w:pBdr>'
    frame += f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/>'
    found = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>"
        f'{_size(body)}<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault>'
        f'<w:pPr><w:spacing w:after="120" w:line="{round(plan.spacing * 240)}" w:lineRule="auto"/></w:pPr>'
        '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="Policepardfaut">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="character" w:styleId="Aremplir"><w:name w:val="Placeholder Text"/>'
        '<w:basedOn w:val="Policepardfaut"/><w:rPr><w:color w:val="595959"/></w:rPr></w:style>'
    )
    found += _style("Surtitre", "Surtitre", "Normal", '<w:spacing w:before="1200"/>', ink + _size(body + 4))
    found += _style(
        "Titre",
        "Title",
        "Normal",
        '<w:spacing w:before="2400" w:after="240"/>',
        bold + ink + _size(body + 17),
    )
    found += _style(
        "Soustitre",
        "Subtitle",
        "Normal",
        '<w:spacing w:after="2400"/>',
        '<w:color w:val="595959"/>' + _size(body + 2),
    )
    found += _style("Champ", "Champ de couverture", "Normal", '<w:spacing w:after="200"/>', _size(body + 1))
    for level, size, before in ((1, body + 7, 360), (2, body + 2, 320), (3, body, 240)):
        paragraph = (
            f'{heading}<w:spacing w:before="{before}" w:after="160"/><w:outlineLvl w:val="{level - 1}"/>'
        )
        run = bold + ink + _size(size)
        found += _style(f"Titre{level}", f"heading {level}", "Normal", paragraph, run, "Normal")
        indent = '<w:spacing w:after="20" w:line="240" w:lineRule="auto"/>'
        indent += f'<w:ind w:left="{284 * (level - 1)}" w:right="567"/>'
        found += _style(f"TM{level}", f"toc {level}", "Normal", leader + indent, bold if level == 1 else "")
    paragraph = f'{heading}<w:spacing w:after="240"/>'
    found += _style("TitreSommaire", "TOC Heading", "Normal", paragraph, bold + ink + _size(body + 7))
    found += _style(
        "Entete", "header", "Normal", '<w:spacing w:after="0"/>', f'<w:color w:val="595959"/>{_size(9)}'
    )
    foot = '<w:spacing w:after="0"/><w:jc w:val="center"/>'
    found += _style("Pied", "footer", "Normal", foot, f'<w:color w:val="595959"/>{_size(9)}')
    tip = f'{frame}<w:spacing w:after="160"/><w:ind w:left="284" w:right="113"/>'
    found += _style("ConseilJalon", "Conseil Jalon", "Normal", tip, '<w:color w:val="3A4750"/>', "Normal")
    tip = '<w:keepNext/><w:spacing w:before="120" w:after="0"/>'
    found += _style("ConseilJalonFort", "Conseil Jalon fort", "ConseilJalon", tip, bold + ink, "Normal")
    tip = f'<w:numPr><w:numId w:val="{_BULLETS}"/></w:numPr><w:spacing w:after="0"/>'
    tip += '<w:ind w:left="567" w:hanging="283"/>'
    found += _style("ConseilJalonListe", "Conseil Jalon liste", "ConseilJalon", tip, following="Normal")
    return _part("styles", found)


def _numbering() -> str:
    return _part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="{_BULLETS}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/><w:lvlJc w:val="left"/><w:pPr>'
        '<w:ind w:left="567" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum>'
        f'<w:num w:numId="{_BULLETS}"><w:abstractNumId w:val="{_BULLETS}"/></w:num>',
    )


def _settings() -> str:
    return _part(
        "settings",
        '<w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting '
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>',
    )


# --- the package ---


def _core(plan: Plan) -> str:
    return (
        f"{_HEAD}<cp:coreProperties {_CORE.replace(chr(39), chr(34))}>"
        f"<dc:title>{escape(f'{plan.name} – {plan.titre}')}</dc:title><dc:creator>{NAME_HINT}</dc:creator>"
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


def _links(targets: Iterable[tuple[str, str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{rank}" Type="{base}/{kind}" Target="{target}"/>'
        for rank, (kind, base, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _content_types() -> str:
    kinds = ("document.main", "styles", "settings", "numbering", "header", "footer")
    found = "".join(
        f'<Override PartName="/word/{kind.partition(".")[0]}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for kind in kinds
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{found}<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
