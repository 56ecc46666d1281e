"""ODT → Paper: LibreOffice makes a DOCX of it, read as such; paragraphs get back the place they have in the ODT."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from xml.etree.ElementTree import Element

from jalon.referentiel.importer.readers.archive import Archive
from jalon.referentiel.importer.readers.limits import Limits
from jalon.referentiel.importer.readers.markup import parse

from ..marks import ranks
from ..office import Office
from ..paper import Address, Paper
from .docx import read_docx

CONTENT, STYLES = "content.xml", "styles.xml"
_NAMES = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:script:1.0": "script",
}


def read_odt(data: bytes, kind: Literal["odt", "fodt"], name: str, limits: Limits, office: Office) -> Paper:
    """The paper of an ODT or of a flat one, its pages left empty.

    `Address` counts the paragraphs and headings of `content.xml`; heads and feet stand in `styles.xml`, by their rank
    among those read. Tracked changes are read as accepted, and counted. Raises `Unreadable`, `OfficeAbsent` and
    `OfficeFailed`.
    """
    told = _told(data, kind, name, limits)
    docx = office.to_docx(data, kind, name)
    paper = read_docx(docx, name, limits)
    places = _places(docx)
    addresses = _addresses(paper, places)
    return replace(
        paper,
        kind="odt",
        paragraphs=tuple(
            replace(one, address=address)
            for one, address in zip(paper.paragraphs, addresses.values(), strict=True)
        ),
        pictures=tuple(
            replace(one, address=addresses.get(one.address, one.address)) for one in paper.pictures
        ),
        tracked_changes=told.changes,
        comments=told.comments,
        macros=told.macros,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the ODT says and its DOCX does not."""

    changes: int
    comments: int
    macros: bool


def _told(data: bytes, kind: str, name: str, limits: Limits) -> _Told:
    if kind == "fodt":
        content, paths = data, []
    else:
        archive = Archive(data, name, limits)
        content, paths = archive.read(CONTENT), archive.paths
    root = parse(content, name, CONTENT, _NAMES, limits)
    return _Told(
        _count(root, "text:changed-region"),
        _count(root, "office:annotation"),
        any(path.startswith(("Basic/", "Scripts/")) and not path.endswith("/") for path in paths)
        or _count(root, "office:script") > 0,
    )


def _count(root: Element, tag: str) -> int:
    return sum(1 for _ in root.iter(tag))


def _places(docx: bytes) -> dict[str, dict[int, int]]:
    """For each member of the DOCX, from the ranks of its paragraphs to those in the ODT."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        members = {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} & set(archive.namelist())
        return {member: ranks(archive.read(member)) for member in members}


def _addresses(paper: Paper, places: Mapping[str, Mapping[int, int]]) -> dict[Address, Address]:
    """A paragraph that lost its mark takes the place of the one before it in its member."""
    found: dict[Address, Address] = {}
    last: dict[str, int] = {}
    apart = 0
    for paragraph in paper.paragraphs:
        member, rank = paragraph.address.part, paragraph.address.rank
        if member not in places:
            found[paragraph.address] = Address(STYLES, apart)
            apart += 1
            continue
        last[member] = places[member].get(rank, last.get(member, 0))
        found[paragraph.address] = Address(CONTENT, last[member])
    return found
