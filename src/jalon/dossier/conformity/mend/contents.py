"""The table of contents: brought up to date on opening, or made from the headings where there is none."""

import re
from collections.abc import Mapping

from lxml import etree

from jalon.common.typography import typo

from ..docx_file import DocxFile
from ..paper import Address
from .looks import Looked, Looks
from .ordered import PARAGRAPH, child, properties
from .styles import StyleSheet

_TOC = re.compile(r"\s*TOC\b", re.IGNORECASE)
_DEEPEST = 3
_ENOUGH = 2  # headings from which contents help


def mend(file: DocxFile, looks: Looks, headings: Mapping[Address, int], *, moved: bool) -> list[str]:
    """What was changed; `moved` tells that pages may have."""
    changes = _promoted(file, headings)
    field = _field(file)
    if field is not None:
        if (moved or changes) and field.get(file.tag("dirty")) is None:
            field.set(file.tag("dirty"), "true")
            file.touch(file.path)
            changes.append("Table des matières : elle se met à jour à l’ouverture dans Word (ailleurs, F9).")
    elif not looks.paper.toc and not looks.outline.contents:
        changes += _made(file, looks, headings)
    return [typo(change) for change in changes]


def _promoted(file: DocxFile, headings: Mapping[Address, int]) -> list[str]:
    """Headings typed by hand get an outline level: they count as headings and look as they did."""
    nodes = list(file.main.iter(file.tag("p")))
    count = 0
    for address, level in headings.items():
        if address.part != file.path or not 0 <= address.rank < len(nodes):
            continue
        outline = child(file, properties(file, nodes[address.rank], "pPr"), "outlineLvl", PARAGRAPH)
        if outline.get(file.tag("val")) != str(level - 1):
            outline.set(file.tag("val"), str(level - 1))
            count += 1
    if not count:
        return []
    file.touch(file.path)
    return [
        f"Titres tapés à la main : {count} reconnu{'s' if count > 1 else ''} comme titre{'s' if count > 1 else ''}."
    ]


def _field(file: DocxFile) -> "etree._Element | None":
    """What opens the field of a table of contents; a table of figures is none."""
    opened: list[etree._Element] = []
    for node in file.main.iter(file.tag("fldChar"), file.tag("instrText"), file.tag("fldSimple")):
        told = node.get(file.tag("instr")) or node.text or ""
        if node.tag == file.tag("fldChar"):
            kind = node.get(file.tag("fldCharType"))
            if kind == "begin":
                opened.append(node)
            elif kind == "end" and opened:
                opened.pop()
        elif _TOC.match(told) and "\\c" not in told:
            return node if node.tag == file.tag("fldSimple") else (opened or [node])[-1]
    return None


def _made(file: DocxFile, looks: Looks, headings: Mapping[Address, int]) -> list[str]:
    """Contents on a page of their own, before the first heading; none where the highest headings are no headings for
    the word processor, which would leave the parts out."""
    found = [
        (one, level)
        for one in looks.printed
        if one.read.story == "body"
        and (level := headings.get(one.read.address, one.read.level)) is not None
        and level <= _DEEPEST
    ]
    body = file.main.find(file.tag("body"))
    if len(found) < _ENOUGH or body is None or min(level for _, level in found) > 1:
        return []
    first = found[0][0].node
    top = next(one for one in (first, *first.iterancestors()) if one.getparent() is body)
    before = top.getprevious()
    sheet = StyleSheet(file)
    marks = _marks(file, [one for one, _ in found])
    control = etree.Element(file.tag("sdt"))
    part = etree.SubElement(etree.SubElement(control, file.tag("sdtPr")), file.tag("docPartObj"))
    etree.SubElement(part, file.tag("docPartGallery"), {file.tag("val"): "Table of Contents"})
    etree.SubElement(part, file.tag("docPartUnique"))
    content = etree.SubElement(control, file.tag("sdtContent"))
    title = _paragraph(file, content, _style(sheet, "toc heading"))
    if before is not None and not _ends_page(file, before):
        child(file, properties(file, title, "pPr"), "pageBreakBefore", PARAGRAPH)
    _run(file, title, "Sommaire", bold=True)
    for rank, ((one, level), mark) in enumerate(zip(found, marks, strict=True)):
        line = _paragraph(file, content, _style(sheet, f"toc {level}"))
        if rank == 0:
            _open_field(file, line, f' TOC \\o "1-{_DEEPEST}" \\h \\z \\u ', dirty=True)
        link = etree.SubElement(
            line, file.tag("hyperlink"), {file.tag("anchor"): mark, file.tag("history"): "1"}
        )
        label = f"{one.read.label} " if one.read.label and one.read.label[0].isalnum() else ""
        _run(file, link, label + " ".join(one.read.text.split()))
        etree.SubElement(etree.SubElement(link, file.tag("r")), file.tag("tab"))
        _open_field(file, link, f" PAGEREF {mark} \\h ")
        _run(file, link, "…")
        _mark(file, link, "end")
    _mark(file, _paragraph(file, content, ""), "end")
    top.addprevious(control)
    _fresh_page(file, top)
    file.touch(file.path)
    return [
        "Table des matières : ajoutée avant le premier titre ; elle se remplit à l’ouverture dans Word (ailleurs, F9)."
    ]


def _marks(file: DocxFile, headings: list[Looked]) -> list[str]:
    """A bookmark around each heading, for its line of the contents."""
    keys = [node.get(file.tag("id"), "") for node in file.main.iter(file.tag("bookmarkStart"))]
    key = max((int(one) for one in keys if one.isdecimal()), default=0)
    names = []
    for one in headings:
        key += 1
        name = f"_Toc{key:09d}"
        start = etree.Element(file.tag("bookmarkStart"), {file.tag("id"): str(key), file.tag("name"): name})
        look = one.node.find(file.tag("pPr"))
        one.node.insert(0 if look is None else one.node.index(look) + 1, start)
        etree.SubElement(one.node, file.tag("bookmarkEnd"), {file.tag("id"): str(key)})
        names.append(name)
    return names


def _ends_page(file: DocxFile, node: etree._Element) -> bool:
    """Whether what stands before already ends a page."""
    breaks = [one for one in node.iter(file.tag("br")) if one.get(file.tag("type")) == "page"]
    last = [one for one in node.iter(file.tag("t")) if (one.text or "").strip()]
    order = {id(one): rank for rank, one in enumerate(node.iter())}
    broken = bool(breaks) and (not last or order[id(breaks[-1])] > order[id(last[-1])])
    return broken or node.find(f"{file.tag('pPr')}/{file.tag('sectPr')}") is not None


def _fresh_page(file: DocxFile, top: etree._Element) -> None:
    """What follows the contents begins a page."""
    paragraph = top if top.tag == file.tag("p") else next(top.iter(file.tag("p")))
    flag = child(file, properties(file, paragraph, "pPr"), "pageBreakBefore", PARAGRAPH)
    flag.attrib.pop(file.tag("val"), None)


def _style(sheet: StyleSheet, name: str) -> str:
    """The style of that name, "" where the file has none."""
    return next((key for key in sheet.by_key if sheet.name(key).casefold() == name), "")


def _paragraph(file: DocxFile, parent: etree._Element, style: str) -> etree._Element:
    paragraph = etree.SubElement(parent, file.tag("p"))
    look = etree.SubElement(paragraph, file.tag("pPr"))
    if style:
        etree.SubElement(look, file.tag("pStyle"), {file.tag("val"): style})
    else:
        stop = {"val": "right", "leader": "dot", "pos": "9060"}
        tabs = etree.SubElement(look, file.tag("tabs"))
        etree.SubElement(tabs, file.tag("tab"), {file.tag(key): value for key, value in stop.items()})
    return paragraph


def _run(file: DocxFile, parent: etree._Element, text: str, *, bold: bool = False) -> None:
    run = etree.SubElement(parent, file.tag("r"))
    if bold:
        etree.SubElement(etree.SubElement(run, file.tag("rPr")), file.tag("b"))
    written = etree.SubElement(run, file.tag("t"))
    written.text = text
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _open_field(file: DocxFile, parent: etree._Element, instruction: str, *, dirty: bool = False) -> None:
    _mark(file, parent, "begin", dirty=dirty)
    told = etree.SubElement(etree.SubElement(parent, file.tag("r")), file.tag("instrText"))
    told.text = instruction
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    _mark(file, parent, "separate")


def _mark(file: DocxFile, parent: etree._Element, kind: str, *, dirty: bool = False) -> None:
    mark = etree.SubElement(
        etree.SubElement(parent, file.tag("r")), file.tag("fldChar"), {file.tag("fldCharType"): kind}
    )
    if dirty:
        mark.set(file.tag("dirty"), "true")
