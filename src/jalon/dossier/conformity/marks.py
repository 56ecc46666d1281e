"""Marks put in a copy of a document so that LibreOffice tells where each paragraph falls.

A mark is an empty bookmark at the start and at the end of a paragraph: it takes no room, and becomes a named
destination of the PDF. The copy also has its tracked changes accepted, pages being those of the text that is read; it
has no macro, and no comment, which LibreOfficeKit 7.4 does not open. A rule of line spacing without its value, as
Google writes, is left out: LibreOffice 7.4 would take it for single spacing instead of inheriting the value.
"""

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.parsers import expat

from jalon.referentiel.importer.readers.archive import Archive
from jalon.referentiel.importer.readers.limits import Limits

from .paper import Address

_NAME = re.compile(r"jalon(\d+)([az])([A-Za-z0-9]+)")  # PDF names escape any other sign
# not the notes: LibreOffice 7.4 gives the marks of one to another
_MEMBER = re.compile(r"word/document\d*\.xml")
_SPACED = re.compile(r"word/(?:document\d*|styles\d*)\.xml")
_SPACING = re.compile(rb"<\w+:spacing\b[^<>]*\blineRule=[^<>]*>")
_VALUE = re.compile(rb"\bline=")
_RULE = re.compile(rb"""\s\w+:lineRule=(?:"[^"]*"|'[^']*')""")
_MACROS = re.compile(r"(?:Basic|Scripts|Dialogs)/|word/vba")
_PICTURE = re.compile(r"(?:word/media|Pictures)/.*\.(?:png|jpe?g|gif|bmp|tiff?|webp)", re.IGNORECASE)
_HEAVY = 100_000  # bytes
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da63680000008200"
    "81da45083b0000000049454e44ae426082"
)
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_IDS = 1_000_000_000  # of bookmarks, far above those that a word processor counts
_COMMENTS = frozenset(("commentRangeStart", "commentRangeEnd", "commentReference"))
_PROPERTIES = frozenset(("rPr", "trPr", "tcPr", "pPr", "numPr"))


class Mark(NamedTuple):
    """One end of a paragraph: `stem` is the name of its member of the archive, without its folder and suffix."""

    stem: str
    rank: int
    last: bool

    @property
    def name(self) -> str:
        return f"jalon{self.rank}{'z' if self.last else 'a'}{self.stem}"


def mark_of(address: Address, *, last: bool = False) -> Mark:
    return Mark(PurePosixPath(address.part).stem, address.rank, last)


def named(name: str) -> Mark | None:
    """The mark of a bookmark's name; None for one that the author put."""
    found = _NAME.fullmatch(name)
    return Mark(found[3], int(found[1]), found[2] == "z") if found else None


def marked(
    data: bytes, kind: str, limits: Limits, name: str = "document", *, bare: bool = False, light: bool = False
) -> bytes:
    """The same document with its marks; members that no mark suits stay as they are. `bare`: an ODT that only loses
    its macros and its comments, a mark being left where each stood. `light`: heavy pictures are one pixel, drawn at
    their size all the same.

    Raises `Unreadable` where the archive is damaged, hostile or locked.
    """
    if kind == "fodt":
        return _spliced(data, "content", _BareOdf if bare else _Odf)
    archive = Archive(data, name, limits)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as copy:
        for path in archive.paths:
            if _MACROS.match(path):
                continue
            content = archive.read(path)
            if kind == "docx" and _SPACED.fullmatch(path):
                content = _SPACING.sub(_inheriting, content)
            if kind == "docx" and _MEMBER.fullmatch(path):
                content = _spliced(content, PurePosixPath(path).stem, _Word)
            elif kind == "odt" and path == "content.xml":
                content = _spliced(content, "content", _BareOdf if bare else _Odf)
            elif light and len(content) > _HEAVY and _PICTURE.fullmatch(path):
                content = _PIXEL
            copy.writestr(zipfile.ZipInfo(path), content)
    return made.getvalue()


def ranks(document: bytes) -> dict[int, int]:
    """From the rank of a paragraph in a DOCX that came out of a marked ODT to its rank in the ODT."""
    return _Ranks(document).found


def _inheriting(spacing: re.Match[bytes]) -> bytes:
    """The same line spacing, its rule left out where it has no value."""
    return spacing[0] if _VALUE.search(spacing[0]) else _RULE.sub(b"", spacing[0])


def _spliced(xml: bytes, stem: str, grammar: "type[_Word | _Odf]") -> bytes:
    reader = grammar(stem)
    try:
        reader.read(xml)
    except expat.ExpatError:
        return xml
    parts: list[bytes] = []
    at = 0
    for start, end, piece in sorted(reader.splices, key=lambda splice: splice[:2]):
        if start < at:  # within what was cut
            continue
        parts += (xml[at:start], piece)
        at = end
    return b"".join([*parts, xml[at:]])


class _Reader:
    """Walks an XML member by its tags, with the place of each in the bytes."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.XmlDeclHandler = self._declared

    def read(self, xml: bytes) -> None:
        self.parser.Parse(xml, True)

    def start(self, uri: str, tag: str, at: int, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, uri: str, tag: str, at: int) -> None:
        raise NotImplementedError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        uri, _, tag = name.rpartition(" ")
        self.start(uri, tag, self.parser.CurrentByteIndex, attributes)
        self.path.append(tag)

    def _end(self, name: str) -> None:
        uri, _, tag = name.rpartition(" ")
        self.path.pop()
        self.end(uri, tag, self.parser.CurrentByteIndex)

    def _refuse(self, *_: object) -> None:
        raise expat.ExpatError("no document type is expected")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise expat.ExpatError("offsets would not be those of the bytes")


class _Splicer(_Reader):
    """`splices`: start, end and what replaces the bytes between them."""

    def __init__(self, stem: str) -> None:
        super().__init__()
        self.stem = stem
        self.rank = -1
        self.splices: list[tuple[int, int, bytes]] = []


class _Word(_Splicer):
    def __init__(self, stem: str) -> None:
        super().__init__(stem)
        self.open: list[_Open] = []  # paragraphs around the tag
        self.fresh = False  # no tag has followed that of the innermost paragraph
        self.due: list[int] = []  # starts of what is to be cut up to the next tag
        self.cuts: list[tuple[int, int]] = []  # depth and start of the deletions around the tag
        self.uri = ""

    def start(self, uri: str, tag: str, at: int, attributes: dict[str, str]) -> None:
        self._settle(at)
        fresh, self.fresh = self.fresh, False
        if fresh and not (tag == "pPr" and uri in _WORD):
            self._mark(at, self.open[-1].rank, last=False)
        if uri not in _WORD:
            return
        if tag == "p":
            self.uri = uri
            self.rank += 1
            self.open.append(_Open(self.rank, at, len(self.path)))
            self.fresh = True
        elif tag in ("del", "moveFrom"):
            if self.path[-2:] == ["pPr", "rPr"]:
                if self.open:
                    self.open[-1].deleted = True
            elif self.path[-1] not in _PROPERTIES:
                self.cuts.append((len(self.path), at))
        elif tag in _COMMENTS:
            self.cuts.append((len(self.path), at))
        elif tag in ("r", "sdt", "sectPr") and not self.cuts and self.open:
            self.open[-1].kept = True

    def end(self, uri: str, tag: str, at: int) -> None:
        self._settle(at)
        if uri not in _WORD:
            return
        if self.cuts and self.cuts[-1][0] == len(self.path):
            self.due.append(self.cuts.pop()[1])
        elif tag == "pPr" and self.open and len(self.path) == self.open[-1].depth + 1:
            self.fresh = True
        elif tag == "p" and self.open:
            paragraph = self.open.pop()
            if paragraph.deleted and not paragraph.kept and self.path[-1:] == ["body"]:
                self.due.append(paragraph.at)
            elif at != paragraph.at:  # `<w:p/>` has no inside
                if self.fresh:
                    self._mark(at, paragraph.rank, last=False)
                self._mark(at, paragraph.rank, last=True)
            self.fresh = False

    def _settle(self, at: int) -> None:
        while self.due:
            self.splices.append((self.due.pop(), at, b""))

    def _mark(self, at: int, rank: int, *, last: bool) -> None:
        name, key = Mark(self.stem, rank, last).name, _IDS + 2 * rank + last
        space = f'xmlns:j="{self.uri}" j:id="{key}"'
        self.splices.append(
            (at, at, f'<j:bookmarkStart {space} j:name="{name}"/><j:bookmarkEnd {space}/>'.encode())
        )


class _Open:
    """A paragraph not ended: `deleted` tells that its end is, `kept` that something of it stays."""

    __slots__ = ("at", "deleted", "depth", "kept", "rank")

    def __init__(self, rank: int, at: int, depth: int) -> None:
        self.rank, self.at, self.depth = rank, at, depth
        self.deleted = self.kept = False


class _Odf(_Splicer):
    def __init__(self, stem: str) -> None:
        super().__init__(stem)
        self.open: list[tuple[int, int]] = []  # rank and start of the paragraphs around the tag
        self.fresh = False
        self.cut: tuple[int, int] | None = None  # depth and start of what is left out around the tag
        self.due: int | None = None
        self.parser.CharacterDataHandler = lambda _: self._follow(self.parser.CurrentByteIndex)

    def start(self, uri: str, tag: str, at: int, attributes: dict[str, str]) -> None:
        self._follow(at)
        if self.cut is None and self.leaves_out(uri, tag):
            self.cut = len(self.path), at
        elif uri == _TEXT and tag in ("p", "h"):
            self.rank += 1
            self.open.append((self.rank, at))
            self.fresh = True

    def leaves_out(self, uri: str, tag: str) -> bool:
        return (uri == _OFFICE and tag.startswith("annotation")) or (
            uri == _TEXT and tag == "tracked-changes"
        )

    def end(self, uri: str, tag: str, at: int) -> None:
        if uri == _TEXT and tag in ("p", "h"):
            rank, start = self.open[-1]
            if at == start:  # `<text:p/>` has no inside
                self.fresh = False
            else:
                self._follow(at)
                self._mark(at, rank, last=True)
            self.open.pop()
        self._follow(at)
        if self.cut is not None and self.cut[0] == len(self.path):
            self.due, self.cut = self.cut[1], None

    def _follow(self, at: int) -> None:
        if self.due is not None:
            self.splices.append((self.due, at, b""))
            self.due = None
        if self.fresh:
            self.fresh = False
            self._mark(at, self.open[-1][0], last=False)

    def _mark(self, at: int, rank: int, *, last: bool) -> None:
        if self.cut is None:
            name = Mark(self.stem, rank, last).name
            self.splices.append((at, at, f'<t:bookmark xmlns:t="{_TEXT}" t:name="{name}"/>'.encode()))


class _BareOdf(_Odf):
    """For its author: marks where a comment stood, so that it can be put back, and nowhere else."""

    def __init__(self, stem: str) -> None:
        super().__init__(stem)
        self.noted: set[int] = set()

    def leaves_out(self, uri: str, tag: str) -> bool:
        if uri == _OFFICE and tag == "annotation" and self.open:
            self.noted.add(self.open[-1][0])
        return uri == _OFFICE and tag.startswith("annotation")

    def _mark(self, at: int, rank: int, *, last: bool) -> None:
        if last and rank in self.noted:
            super()._mark(at, rank, last=True)


class _Ranks(_Reader):
    """The marks that the paragraphs of a DOCX hold."""

    def __init__(self, document: bytes) -> None:
        super().__init__()
        self.rank = -1
        self.open: list[int] = []
        self.found: dict[int, int] = {}
        self.read(document)

    def start(self, uri: str, tag: str, at: int, attributes: dict[str, str]) -> None:
        if uri not in _WORD:
            return
        if tag == "p":
            self.rank += 1
            self.open.append(self.rank)
        elif tag == "bookmarkStart" and self.open:
            mark = named(attributes.get(f"{uri} name", ""))
            if mark is not None and mark.stem == "content":
                self.found.setdefault(self.open[-1], mark.rank)

    def end(self, uri: str, tag: str, at: int) -> None:
        if tag == "p" and uri in _WORD:
            self.open.pop()
