"""The fixed members of a Word document written by the tests: styles, lists, theme, notes, links, types."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

BULLETS, NUMBERS, HEADINGS = 1, 2, 3  # lists of numbering.xml

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)

BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
    'distR="0" simplePos="0" relativeHeight="{key}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:posOffset>0</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent {size}/>'
    '<wp:wrapTopAndBottom/><wp:docPr id="{key}" name="Zone de texte {key}"/><a:graphic><a:graphicData '
    'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
    '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</wps:spPr><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>"
    '</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="Zone{key}" type="#_x0000_t202" '
    'style="{style}"><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>'
    "</mc:AlternateContent></w:r></w:p>"
)
PICTURE = (
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="{key}" '
    'name="Image {key}" descr={alt}/><a:graphic><a:graphicData uri="'
    + _DRAWING
    + '/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="{key}" name="Image {key}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip '
    'r:embed="rImage{rank}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing>"
)
TOC = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    "</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
)


def field_xml(instruction: str, result: str) -> str:
    """A field as Word writes it over several runs."""
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return f"{begin}{code}{separate}<w:r><w:t>{escape(result)}</w:t></w:r>{end}"


PAGE_FIELD = field_xml("PAGE", "1")


def part(tag: str, inside: str) -> str:
    return f"{_HEAD}<w:{tag} {_SPACES}>{inside}</w:{tag}>"


SETTINGS = part(
    "settings",
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat>',
)
ROOT_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_LEAVES = {
    "styles": "styles", "numbering": "numbering", "settings": "settings", "theme/theme1": "theme",
    "header1": "header", "footer1": "footer", "footnotes": "footnotes", "endnotes": "endnotes",
    "comments": "comments",
}  # fmt: skip
_NAMED = {"header1": "rHeader", "footer1": "rFooter"}


def relationships(members: Mapping[str, str], links: Mapping[str, str], pictures: int) -> str:
    """The links of the main document: its own members, the web addresses, the pictures."""
    found = "".join(
        f'<Relationship Id="{_NAMED.get(leaf, f"rId{rank}")}" Type="{_OFFICE}/{kind}" Target="{leaf}.xml"/>'
        for rank, (leaf, kind) in enumerate(_LEAVES.items(), 1)
        if f"word/{leaf}.xml" in members
    )
    found += "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/hyperlink" Target={quoteattr(link)} TargetMode="External"/>'
        for key, link in links.items()
    )
    found += "".join(
        f'<Relationship Id="rImage{rank}" Type="{_OFFICE}/image" Target="media/image{rank}.png"/>'
        for rank in range(1, pictures + 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def content_types(members: Mapping[str, str]) -> str:
    found = "".join(
        f'<Override PartName="/word/{leaf}.xml" ContentType="{_type(kind)}"/>'
        for leaf, kind in {"document": "document.main", **_LEAVES}.items()
        if f"word/{leaf}.xml" in members
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{found}</Types>'
    )


def _type(kind: str) -> str:
    return (
        "application/vnd.openxmlformats-officedocument.theme+xml"
        if kind == "theme"
        else f"{_WORD_TYPE}.{kind}+xml"
    )


def styles(base: str, paragraph: str, heading_font: str, extra: str, numbered: bool) -> str:
    """styles.xml: the defaults and Normal, headings, contents, lists, notes, head and foot."""
    name = quoteattr(heading_font)
    fonts = f"<w:rFonts w:ascii={name} w:hAnsi={name} w:cs={name}/>"
    found = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{base}<w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{paragraph}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="Policepardfaut">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/></w:style>'
    )
    for level in (1, 2, 3):
        number = (
            f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{HEADINGS}"/></w:numPr>'
            if numbered
            else ""
        )
        size = 36 - 4 * level
        found += (
            f'<w:style w:type="paragraph" w:styleId="Titre{level}"><w:name w:val="heading {level}"/>'
            f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/>{number}'
            f'<w:spacing w:before="240"/><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr>{fonts}<w:b/>'
            f'<w:sz w:val="{size}"/></w:rPr></w:style>'
            f'<w:style w:type="paragraph" w:styleId="TM{level}"><w:name w:val="toc {level}"/>'
            '<w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9060"/></w:tabs>'
            "</w:pPr></w:style>"
        )
    for key, label, size in (
        ("En-ttedetabledesmatires", "TOC Heading", 28), ("Paragraphedeliste", "List Paragraph", 0),
        ("Lgende", "caption", 18), ("Notedebasdepage", "footnote text", 20), ("En-tte", "header", 0),
        ("Pieddepage", "footer", 0),
    ):  # fmt: skip
        look = f'<w:rPr><w:sz w:val="{size}"/></w:rPr>' if size else ""
        found += (
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{label}"/><w:basedOn w:val="Normal"/>'
            f"{look}</w:style>"
        )
    return part("styles", found + extra)


def numbering(numbered: bool) -> str:
    """numbering.xml: bullets (• then –), numbers (1. then a.) and, where asked, the headings (1. then 1.1)."""
    bullets = "".join(_level(at, "bullet", "•–"[at % 2]) for at in range(3))
    numbers = "".join(
        _level(at, ("decimal", "lowerLetter", "lowerRoman")[at], f"%{at + 1}.") for at in range(3)
    )
    patterns = ("%1.", "%1.%2", "%1.%2.%3")
    headings = "".join(_level(at, "decimal", patterns[at], f"Titre{at + 1}") for at in range(3))
    lists = {BULLETS: bullets, NUMBERS: numbers} | ({HEADINGS: headings} if numbered else {})
    return part(
        "numbering",
        "".join(
            f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            for key, levels in lists.items()
        )
        + "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists),
    )


def _level(at: int, form: str, pattern: str, style: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}<w:lvlText w:val="{pattern}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (at + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def notes(kind: str, bodies: Sequence[str]) -> str:
    """footnotes.xml or endnotes.xml, with the two separators that Word asks for."""
    found = (
        f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
        f'<w:{kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>'
    )
    found += "".join(f'<w:{kind} w:id="{key}">{body}</w:{kind}>' for key, body in enumerate(bodies, 1))
    return part(f"{kind}s", found)


def comments(bodies: Sequence[str]) -> str:
    head = 'w:author="Nadia Benali" w:initials="NB" w:date="2026-03-02T09:00:00Z"'
    return part(
        "comments",
        "".join(f'<w:comment w:id="{key}" {head}>{body}</w:comment>' for key, body in enumerate(bodies)),
    )


def theme(minor: str, major: str) -> str:
    """theme1.xml: only its fonts say something; the rest is the least that Word asks for."""
    names = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
             "folHlink")  # fmt: skip
    colours = "".join(f'<a:{name}><a:srgbClr val="000000"/></a:{name}>' for name in names)
    solid = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{solid}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="{escape(name)}"/><a:ea typeface=""/><a:cs typeface=""/></a:{kind}Font>'
        for kind, name in (("major", major), ("minor", minor))
    )
    return (
        f'{_HEAD}<a:theme xmlns:a="{_DRAWING}/main" name="Essai"><a:themeElements><a:clrScheme name="Essai">{colours}'
        f'</a:clrScheme><a:fontScheme name="Essai">{fonts}</a:fontScheme><a:fmtScheme name="Essai"><a:fillStyleLst>'
        f"{solid * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}"
        f"</a:effectStyleLst><a:bgFillStyleLst>{solid * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
