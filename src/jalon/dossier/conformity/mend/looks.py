"""Each paragraph and run of the main part with the look in force, as the reader of the checker resolves it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree

from jalon.referentiel.importer.source import Unreadable

from ..docx_file import DocxFile
from ..headings import Outline
from ..paper import Paper, Paragraph
from ..reading.docx_looks import Resolved, Styles
from ..reading.docx_text import Place, Reader


@dataclass(frozen=True, slots=True)
class Looked:
    """A paragraph as read (its rank in the paper too), its element, and its runs with their look."""

    rank: int
    read: Paragraph
    node: etree._Element
    runs: tuple[tuple[etree._Element, Resolved], ...]


class Looks:
    """The paragraphs of the main part, boxes and cells included, that the reader reads."""

    def __init__(self, file: DocxFile, reader: "_Reader", runs: dict[int, etree._Element]) -> None:
        self.paper = Paper(file.name, "docx", tuple(reader.paragraphs), toc=reader.toc)
        self.outline = Outline(self.paper)
        nodes = list(file.main.iter(file.tag("p")))
        looked: dict[int, list[tuple[etree._Element, Resolved]]] = {}
        for key, (at, look) in reader.looks.items():
            looked.setdefault(at, []).append((runs[key], look))
        self.paragraphs = tuple(
            Looked(rank, one, nodes[one.address.rank], tuple(looked.get(one.address.rank, ())))
            for rank, one in enumerate(self.paper.paragraphs)
            if one.address.part == file.path
        )

    @cached_property
    def printed(self) -> tuple[Looked, ...]:
        """Those that print words."""
        return tuple(one for one in self.paragraphs if one.read.text.strip())

    def fonts(self) -> Iterator[tuple[str, int]]:
        """Each font in force for Latin letters, with the number of characters that it sets."""
        for one in self.printed:
            for run in one.read.runs:
                if any(sign.isascii() and sign.isalnum() for sign in run.text):
                    yield run.font, len(run.text)


class _Reader(Reader):
    """The reader of the checker, which also keeps the look of each run and the rank of its paragraph."""

    looks: dict[int, tuple[int, Resolved]]

    def _run_content(self, nodes: Iterable[Element], place: Place, text: Any, look: Resolved) -> None:
        main = text.address.part == self.package.path
        if main and isinstance(nodes, Element) and nodes.tag == "w:r":
            self.looks[id(nodes)] = (text.address.rank, look)
        super()._run_content(nodes, place, text, look)


def looks_of(file: DocxFile) -> Looks:
    """The looks of a file whose runs are still those that came: the two trees are walked side by side."""
    package = file.package
    body = package.main.find("w:body")
    if body is None:
        raise Unreadable(
            file.name, "c’est un DOCX sans corps de texte ; ouvrez-le et enregistrez-le à nouveau.", "corrupt"
        )
    reader = _Reader(package, Styles(package.kind("styles"), package.kind("theme")))
    reader.looks = {}
    reader.story(body, Place(reader.part(package.path, package.main)))
    pairs = zip(package.main.iter("w:r"), file.main.iter(file.tag("r")), strict=True)
    return Looks(file, reader, {id(read): node for read, node in pairs})
