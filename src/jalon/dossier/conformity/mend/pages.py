"""Sheets: margins too narrow to print are widened, and pages get their numbers where no foot or head has them."""

import re

from lxml import etree

from jalon.common.typography import decimal, typo

from ..docx_file import DocxFile

_TWIPS = 1440 / 2.54  # in a centimetre
_NARROW, _USUAL = 1.0, 2.0  # centimetres: what no printer prints, what reads well
_PAGE = re.compile(r"\s*PAGE\b", re.IGNORECASE)


def mend(file: DocxFile) -> list[str]:
    """What was changed."""
    return [*_margins(file), *_numbers(file)]


def _sections(file: DocxFile) -> list[etree._Element]:
    """The properties of the sections, less those that a tracked change has replaced."""
    former = file.tag("sectPrChange")
    return [one for one in file.main.iter(file.tag("sectPr")) if one.getparent().tag != former]


def _margins(file: DocxFile) -> list[str]:
    widened = 0
    for section in _sections(file):
        sheet, margins = section.find(file.tag("pgSz")), section.find(file.tag("pgMar"))
        if margins is None or (sheet is not None and sheet.get(file.tag("orient")) == "landscape"):
            continue
        narrow = [
            side
            for side in ("top", "right", "bottom", "left")
            if _narrow(
                margins.get(file.tag(side)), margins.get(file.tag("gutter")) if side == "left" else None
            )
        ]
        for side in narrow:
            margins.set(file.tag(side), str(round(_USUAL * _TWIPS)))
        widened += bool(narrow)
    if not widened:
        return []
    file.touch(file.path)
    return [typo(f"Marges : portées à {decimal(_USUAL)} cm là où elles en faisaient moins d’un.")]


def _narrow(told: str | None, gutter: str | None) -> bool:
    """Whether a margin is too narrow; one that the file does not tell is Word's, wide enough."""
    try:
        return told is not None and abs(float(told)) + float(gutter or 0) < _NARROW * _TWIPS
    except ValueError:  # « 2.5cm », which only strict files write
        return False


def _numbers(file: DocxFile) -> list[str]:
    """A number at the foot of each page where none is printed; the first page stays bare if it has its own foot."""
    if any(_numbered(file, file.tree(path)) for kind in ("header", "footer") for path in file.paths_of(kind)):
        return []
    sections = _sections(file)
    body = file.main.find(file.tag("body"))
    if body is not None and not any(one.getparent() is body for one in sections):
        sections.append(etree.SubElement(body, file.tag("sectPr")))
    settings = file.part_of("settings")
    even = settings is not None and settings.find(file.tag("evenAndOddHeaders")) is not None
    made: set[str] = set()
    for rank, section in enumerate(sections):
        for kind in ("default", "even") if even else ("default",):
            told = [
                one
                for one in section.findall(file.tag("footerReference"))
                if one.get(file.tag("type"), "default") == kind
            ]
            path = _foot(file, told)
            if path and path not in made:
                made.add(path)
                file.tree(path).append(_paragraph(file))
                file.touch(path)
            elif not path:
                for lost in told:
                    section.remove(lost)
                if rank == 0:  # the sections that follow take it over
                    section.insert(0, _new_foot(file, kind))
    file.touch(file.path)
    return [typo("Numéros de page : ajoutés en pied de page.")]


def _foot(file: DocxFile, references: list[etree._Element]) -> str:
    """Where the foot that a section refers to stands, "" where there is none."""
    links = file.package.links.get("footer", {})
    paths = [links.get(one.get(file.link_tag("id"), ""), "") for one in references]
    return next(
        (one for one in paths if one in file.package.archive and file.tree(one).tag == file.tag("ftr")), ""
    )


def _new_foot(file: DocxFile, kind: str) -> etree._Element:
    """A reference to a foot that bears the number alone."""
    foot, key = file.add("footer", "ftr")
    foot.append(_paragraph(file))
    return etree.Element(file.tag("footerReference"), {file.tag("type"): kind, file.link_tag("id"): key})


def _numbered(file: DocxFile, root: etree._Element) -> bool:
    told = [node.text or "" for node in root.iter(file.tag("instrText"))]
    told += [node.get(file.tag("instr"), "") for node in root.iter(file.tag("fldSimple"))]
    return any(_PAGE.match(one) for one in told) or root.find(f".//{file.tag('pgNum')}") is not None


def _paragraph(file: DocxFile) -> etree._Element:
    paragraph = etree.Element(file.tag("p"))
    look = etree.SubElement(paragraph, file.tag("pPr"))
    etree.SubElement(look, file.tag("jc"), {file.tag("val"): "center"})
    number = etree.SubElement(paragraph, file.tag("fldSimple"), {file.tag("instr"): " PAGE "})
    etree.SubElement(etree.SubElement(number, file.tag("r")), file.tag("t")).text = "1"
    return paragraph
