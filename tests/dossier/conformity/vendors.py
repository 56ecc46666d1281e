"""DOCX as other programs than Word write them, from blocks: Google Docs, Pages, OnlyOffice, WPS Writer.

A block is a kind (« h1 », « h2 », « h3 », « p », « break ») and its text. What matters is copied from real exports: ids
and names of styles, defaults, where fonts and spacing are set, how pages are broken, sheets of 11909 twips.
"""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from . import office_parts as parts
from .building import packed

Block = tuple[str, str]
Vendor = Callable[[Sequence[Block]], bytes]

_LEVELS = {"h1": 1, "h2": 2, "h3": 3}


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def _file(body: str, styles: str, section: str, footer: str) -> bytes:
    xml = {
        "word/document.xml": parts.part("document", f"<w:body>{body}{section}</w:body>"),
        "word/styles.xml": parts.part("styles", styles),
        "word/settings.xml": parts.SETTINGS,
        "word/footer1.xml": parts.part("ftr", footer),
    }
    xml["word/_rels/document.xml.rels"] = parts.relationships(xml, {}, 0)
    xml["[Content_Types].xml"] = parts.content_types(xml)
    xml["_rels/.rels"] = parts.ROOT_LINKS
    return packed({path: content.encode() for path, content in xml.items()})


def _section(size: str, margin: int) -> str:
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rFooter"/><w:pgSz {size}/><w:pgMar w:top="{margin}" '
        f'w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="720" w:footer="720"/></w:sectPr>'
    )


def google(blocks: Sequence[Block]) -> bytes:
    """Every run repeats its font, right-to-left said « 0 » everywhere, headings by « Heading1 », breaks in a run."""
    look = '<w:rFonts w:ascii="Arial" w:cs="Arial" w:eastAsia="Arial" w:hAnsi="Arial"/>'
    body = ""
    for kind, text in blocks:
        if kind == "break":
            body += (
                '<w:p w:rsidR="00000000"><w:pPr><w:rPr/></w:pPr><w:r w:rsidDel="00000000"><w:rPr><w:rtl '
                'w:val="0"/></w:rPr><w:br w:type="page"/></w:r></w:p>'
            )
            continue
        level = _LEVELS.get(kind)
        style = f'<w:pStyle w:val="Heading{level}"/>' if level else ""
        body += (
            f'<w:p w:rsidR="00000000" w:rsidDel="00000000"><w:pPr>{style}<w:spacing w:after="0" w:lineRule="auto"/>'
            f'<w:rPr>{look}</w:rPr></w:pPr><w:bookmarkStart w:colFirst="0" w:colLast="0" w:id="0" '
            f'w:name="_heading=h.gjdgxs"/><w:r w:rsidDel="00000000"><w:rPr>{look}<w:rtl w:val="0"/></w:rPr>'
            f"{_text(text)}</w:r></w:p>"
        )
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:cs="Arial" w:eastAsia="Arial" '
        'w:hAnsi="Arial"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="fr"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="Normal" w:default="1"><w:name w:val="normal"/></w:style>'
        '<w:style w:type="table" w:styleId="TableNormal" w:default="1"><w:name w:val="Table Normal"/></w:style>'
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn '
            'w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext w:val="1"/><w:keepLines w:val="1"/>'
            '<w:spacing w:after="120" w:before="400" w:lineRule="auto"/></w:pPr><w:rPr><w:sz '
            f'w:val="{44 - 6 * level}"/>'
            "</w:rPr></w:style>"
            for level in (1, 2, 3)
        )
    )
    footer = f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr>{parts.PAGE_FIELD}</w:p>'
    return _file(body, styles, _section('w:h="16834" w:w="11909" w:orient="portrait"', 1440), footer)


def pages(blocks: Sequence[Block]) -> bytes:
    """Apple’s: « Body » and « Heading » styles named in French, the font set again in the run, breaks before a heading
    inside its paragraph, accents in two signs."""
    import unicodedata

    body, broken = "", False
    for kind, text in blocks:
        if kind == "break":
            broken = True
            continue
        level = _LEVELS.get(kind)
        style = {1: "Titre", 2: "Sous-section"}.get(level or 0, "Corps")
        turned = '<w:r><w:br w:type="page"/></w:r>' if broken else ""
        broken = False
        look = "" if level == 1 else '<w:b w:val="1"/><w:bCs w:val="1"/>' if level else ""
        fonts = '<w:rFonts w:ascii="Arial" w:cs="Arial" w:hAnsi="Arial" w:eastAsia="Arial"/>'
        size = "" if level else '<w:sz w:val="22"/><w:szCs w:val="22"/>'
        spacing = "" if level else '<w:spacing w:line="276" w:lineRule="auto"/>'
        body += (
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{spacing}</w:pPr>{turned}<w:r><w:rPr>{fonts}{look}{size}'
            '<w:rtl w:val="0"/><w:lang '
            f'w:val="fr-FR"/></w:rPr>{_text(unicodedata.normalize("NFD", text))}</w:r></w:p>'
        )
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:cs="Times New Roman" '
        'w:hAnsi="Times New Roman" w:eastAsia="Arial Unicode '
        'MS"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rPr>'
        '<w:sz w:val="24"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Corps"><w:name w:val="Corps"/><w:rPr><w:rFonts w:ascii="Helvetica '
        'Neue" '
        'w:hAnsi="Helvetica Neue"/><w:sz w:val="22"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Titre"/><w:next '
        'w:val="Corps"/><w:pPr><w:keepNext '
        'w:val="1"/></w:pPr><w:rPr><w:b w:val="1"/><w:sz w:val="60"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sous-section"><w:name w:val="Sous-section"/><w:next '
        'w:val="Corps"/><w:pPr>'
        '<w:keepNext w:val="1"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:sz w:val="28"/></w:rPr></w:style>'
    )
    tabs = '<w:tabs><w:tab w:val="right" w:pos="9020"/></w:tabs>'
    footer = f"<w:p><w:pPr>{tabs}</w:pPr><w:r><w:tab/></w:r>{parts.PAGE_FIELD}</w:p>"
    return _file(body, styles, _section('w:w="11906" w:h="16838" w:orient="portrait"', 1134), footer)


def onlyoffice(blocks: Sequence[Block]) -> bytes:
    """Styles whose ids are figures, each part in a section of its own, « rFonts » in every run, spacing in points."""
    body = ""
    section = _section('w:w="11906" w:h="16838" w:orient="portrait"', 1417)
    for kind, text in blocks:
        if kind == "break":
            body += f"<w:p><w:pPr>{section}</w:pPr><w:r/></w:p>"
            continue
        level = _LEVELS.get(kind)
        style = f'<w:pStyle w:val="{612 + level}"/>' if level else ""
        fonts = "" if level else '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
        body += (
            f"<w:p><w:pPr>{style}<w:pBdr/><w:spacing/><w:ind/></w:pPr><w:r><w:rPr>{fonts}</w:rPr>{_text(text)}</w:r>"
            "<w:r></w:r></w:p>"
        )
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" '
        'w:cs="Arial"/>'
        '<w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing '
        'w:lineRule="auto" '
        'w:line="276" w:after="120" w:before="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="612" w:default="1"><w:name w:val="Normal"/></w:style>'
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="{612 + level}"><w:name w:val="Heading {level}"/><w:basedOn '
            f'w:val="612"/><w:pPr><w:keepNext/><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/>'
            f'<w:sz w:val="{40 - 4 * level}"/></w:rPr></w:style>'
            for level in (1, 2, 3)
        )
    )
    return _file(body, styles, section, f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{parts.PAGE_FIELD}</w:p>')


def wps(blocks: Sequence[Block]) -> bytes:
    """Chinese defaults, ids of one sign, « hint » on the fonts, a title by « Outline level » and bold, no heading "
    "1."""
    body, broken = "", False
    for kind, text in blocks:
        if kind == "break":
            broken = True
            continue
        level = _LEVELS.get(kind)
        turned = "<w:pageBreakBefore/>" if broken else ""
        broken = False
        outline = f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
        look = f'<w:b/><w:bCs/><w:sz w:val="{36 - 4 * level}"/>' if level else '<w:sz w:val="22"/>'
        body += (
            f'<w:p><w:pPr><w:pStyle w:val="1"/>{turned}<w:spacing w:line="276" '
            f'w:lineRule="auto"/>{outline}</w:pPr><w:r>'
            '<w:rPr><w:rFonts w:hint="default" w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="宋体" w:cs="Arial"/>'
            f'{look}<w:lang w:val="fr-FR" w:eastAsia="zh-CN"/></w:rPr>{_text(text)}</w:r></w:p>'
        )
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:hint="default" w:ascii="Times New Roman" w:hAnsi="Times New '
        'Roman" w:eastAsia="宋体" w:cs="Times New Roman"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/><w:pPr><w:spacing '
        'w:after="160"/>'
        '</w:pPr><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/><w:sz '
        'w:val="21"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="2"><w:name w:val="Default Paragraph Font"/></w:style>'
    )
    footer = (
        '<w:p><w:r><w:pict><v:shape id="Zone1" type="#_x0000_t202" style="position:absolute;width:72pt;height:20pt">'
        '<v:textbox><w:txbxContent><w:p><w:r><w:t xml:space="preserve">Page '
        f"</w:t></w:r>{parts.PAGE_FIELD}</w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    return _file(body, styles, _section('w:w="11906" w:h="16838"', 1417), footer)


VENDORS: dict[str, Vendor] = {one.__name__: one for one in (google, pages, onlyoffice, wps)}
