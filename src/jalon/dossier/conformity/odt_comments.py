"""The comments of an ODT, which LibreOfficeKit does not carry over: read in the file, put back in its DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from jalon.referentiel.importer.readers.archive import Archive
from jalon.referentiel.importer.readers.markup import parse

from .comments import Anchors, Comments
from .docx_file import DocxFile
from .marks import named
from .paper import Address
from .reading import LIMITS

_NAMES = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_PARAGRAPHS = ("text:p", "text:h")
_NOTE = "office:annotation"
_SECONDS = len("2026-03-02T09:00:00")


@dataclass(frozen=True, slots=True)
class Note:
    """A comment: the rank of its paragraph in `content.xml`, who wrote it, when, and what."""

    rank: int
    author: str
    date: str
    lines: tuple[str, ...]


def notes_of(data: bytes, kind: Literal["odt", "fodt"], name: str) -> tuple[Note, ...]:
    """Every comment of an ODT or of a flat one, in order. Raises `Unreadable`."""
    content = data if kind == "fodt" else Archive(data, name, LIMITS).read("content.xml")
    if b"annotation" not in content:
        return ()
    reader = _Reader()
    reader.walk(parse(content, name, "content.xml", _NAMES, LIMITS))
    return tuple(reader.notes)


def with_notes(docx: bytes, notes: Sequence[Note]) -> bytes:
    """The DOCX with its comments again, where the marks of its conversion tell; these marks leave."""
    if not notes:
        return docx
    file = DocxFile(docx, "dossier.docx")
    places = _places(file)
    anchors, comments = Anchors(file), Comments(file)
    for note in notes:
        place = places.get(note.rank) or Address(file.path, 0)
        signed = {"author": note.author or "Sans nom", "initials": _initials(note.author), "date": note.date}
        comments.write(anchors.of(place)[0], "", [("", line) for line in note.lines or ("",)], signed)
    file.touch(file.path)
    return file.save()


class _Reader:
    """Walks the document as the marks do: every paragraph is counted, those of comments too."""

    def __init__(self) -> None:
        self.rank = -1
        self.notes: list[Note] = []

    def walk(self, node: Element, holder: int = 0) -> None:
        if node.tag in _PARAGRAPHS:
            self.rank += 1
            holder = self.rank
        elif node.tag == _NOTE:
            self.notes.append(
                Note(holder, _said(node, "dc:creator"), _said(node, "dc:date")[:_SECONDS], _lines(node))
            )
        for child in node:
            self.walk(child, holder)


def _said(node: Element, tag: str) -> str:
    return (node.findtext(tag) or "").strip()


def _lines(node: Element) -> tuple[str, ...]:
    said = (" ".join("".join(one.itertext()).split()) for one in node.iter() if one.tag in _PARAGRAPHS)
    return tuple(line for line in said if line)


def _initials(author: str) -> str:
    return "".join(word[0] for word in author.split())[:3].upper()


def _places(file: DocxFile) -> dict[int, Address]:
    """Where each marked paragraph stands now; the marks are taken out."""
    found: dict[int, Address] = {}
    for path, root in file.stories():
        keys: set[str | None] = set()
        for rank, paragraph in enumerate(root.iter(file.tag("p"))):
            for start in list(paragraph.iter(file.tag("bookmarkStart"))):
                mark = named(start.get(file.tag("name"), ""))
                if mark is not None:
                    found.setdefault(mark.rank, Address(path, rank))
                    keys.add(start.get(file.tag("id")))
        for tag in ("bookmarkStart", "bookmarkEnd"):
            for one in [one for one in root.iter(file.tag(tag)) if one.get(file.tag("id")) in keys]:
                one.getparent().remove(one)
        if keys:
            file.touch(path)
    return found
