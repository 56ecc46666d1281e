"""Read a DOCX (Word, LibreOffice, Google, Pages, OnlyOffice) as a paper: its words with their look and their place."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from jalon.referentiel.importer.readers.docx_package import Package
from jalon.referentiel.importer.readers.docx_styles import flag
from jalon.referentiel.importer.readers.limits import Limits
from jalon.referentiel.importer.readers.markup import children
from jalon.referentiel.importer.source import Unreadable

from ..paper import Paper, Section, Story
from .docx_looks import Styles, points
from .docx_text import Place, Reader

_CM = 72 / 2.54  # points in a centimetre
_TWIPS = 20  # in a point
_SHEET = (21.59, 27.94)  # Word's where the file says nothing, in centimetres, with its margins
_MARGIN = 2.54
_MACROS = ("vbaProject.bin", "vbaData.xml")


def read_docx(data: bytes, name: str, limits: Limits) -> Paper:
    """The paper of a DOCX, its pages left empty. Macros are told, never opened.

    Reading order: the body, each paragraph followed by its boxes and its footnotes; then endnotes, heads and feet that
    are printed. Raises `Unreadable` with the codes `corrupt`, `bomb`, `unsafe`, `encrypted`, `embedded`, `no-text`.
    """
    package = Package(data, name, limits)
    body = package.main.find("w:body")
    if body is None:
        reason = "c’est un DOCX sans corps de texte ; ouvrez-le et enregistrez-le à nouveau."
        raise Unreadable(name, reason, "corrupt")
    reader = Reader(package, Styles(package.kind("styles"), package.kind("theme")))
    main = reader.part(package.path, package.main)
    reader.story(body, Place(main))
    reader.check_contents()
    breaks = [*reader.breaks, body.find("w:sectPr")]
    _endnotes(reader)
    _margins(reader, breaks)
    if not any(one.text.strip() for one in reader.paragraphs if one.story in ("body", "box")):
        said = "il ne contient que des images" if reader.pictures else "il ne contient aucun texte"
        raise Unreadable(name, f"{said} ; déposez le document d’origine, avec son texte.", "no-text")
    return Paper(
        name,
        "docx",
        tuple(reader.paragraphs),
        pictures=tuple(reader.pictures),
        sections=tuple(_section(node) for node in breaks),
        tracked_changes=reader.changes,
        comments=len(reader.comments),
        macros=any(path.endswith(_MACROS) for path in package.archive.paths),
        toc=reader.toc,
    )


def _endnotes(reader: Reader) -> None:
    part = reader.notes["endnote"].part
    for body, label in reader.endnotes:
        reader.story(body, Place(part, "endnote", label=label))


def _margins(reader: Reader, breaks: list[Element | None]) -> None:
    """The heads and feet that some page shows, each part once, under the first section that shows it."""
    package = reader.package
    even = bool(flag(package.kind("settings"), "w:evenAndOddHeaders"))
    links = package.links_of(package.path)
    kept: dict[tuple[Story, str], str] = {}  # what a section does not say again, it takes from the one before
    seen = {""}
    for rank, section in enumerate(breaks):
        kept |= {(story, on): links.get(story, {}).get(key, "") for story, on, key in _references(section)}
        shown = (
            {"default"} | ({"even"} if even else set()) | ({"first"} if flag(section, "w:titlePg") else set())
        )
        for (story, on), path in kept.items():
            root = package.part(path) if on in shown and path not in seen else None
            if root is not None:
                seen.add(path)
                reader.section = rank
                reader.story(root, Place(reader.part(path, root), story))


def _references(section: Element | None) -> Iterator[tuple[Story, str, str]]:
    """Story, pages (`first`, `even` or `default`) and link of the heads and feet that a section names."""
    for node in children(section):
        on, key = node.get("w:type", "default"), node.get("r:id", "")
        if node.tag == "w:headerReference":
            yield "header", on, key
        elif node.tag == "w:footerReference":
            yield "footer", on, key


def _section(node: Element | None) -> Section:
    size, margins = (node.find(tag) if node is not None else None for tag in ("w:pgSz", "w:pgMar"))

    def side(of: Element | None, name: str, default: float) -> float:
        told = points(of.get(name), _TWIPS) if of is not None else None
        return default if told is None else round(abs(told) / _CM, 2)

    gutter = side(margins, "w:gutter", 0.0)
    return Section(
        side(size, "w:w", _SHEET[0]),
        side(size, "w:h", _SHEET[1]),
        (
            side(margins, "w:top", _MARGIN),
            side(margins, "w:right", _MARGIN),
            side(margins, "w:bottom", _MARGIN),
            round(side(margins, "w:left", _MARGIN) + gutter, 2),
        ),
    )
