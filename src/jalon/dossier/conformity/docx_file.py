"""A DOCX opened to be changed: parts are parsed when asked for, and only those that were changed are written anew.

lxml keeps the prefixes that a document declares, which Word needs to read it again (`mc:Ignorable`); it is only ever
given parts that the reader of the importer has bounded and found free of entities.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from jalon.referentiel.importer.readers.docx_package import Package
from jalon.referentiel.importer.readers.limits import LIMITS
from jalon.referentiel.importer.readers.sniffing import sniff
from jalon.referentiel.importer.source import Unreadable

_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_LINK_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES = "[Content_Types].xml"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OTHERS = {
    "pdf": "c’est un PDF, dont le texte ne se reprend pas ; partez du fichier Word ou LibreOffice dont il est tiré.",
    "odt": "c’est un document OpenDocument ; ouvrez-le dans LibreOffice et enregistrez-le en DOCX.",
    "text": "ce n’est pas un document Word ; déposez le dossier en DOCX.",
}
_OTHERS["fodt"] = _OTHERS["odt"]


class DocxFile:
    """The parts of a DOCX as lxml trees. Raises `Unreadable` for what is not a DOCX, or a hostile one."""

    def __init__(self, data: bytes, name: str) -> None:
        if not data:
            raise Unreadable(name, "le fichier est vide (zéro octet) ; téléchargez-le à nouveau.", "empty")
        if (kind := sniff(data, name, LIMITS)) != "docx":
            raise Unreadable(name, _OTHERS[kind], kind)
        self._data = data
        self.package = Package(data, name, LIMITS)
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        self._added: dict[str, list[str]] = {}
        self.name, self.path = name, self.package.path
        self.main = self.tree(self.path)
        self.space = etree.QName(self.main).namespace or ""
        self.links = _STRICT if "purl.oclc.org" in self.space else _TRANSITIONAL

    def tag(self, local: str) -> str:
        """A name of WordprocessingML, in the namespace of this file (strict or transitional)."""
        return f"{{{self.space}}}{local}"

    def link_tag(self, local: str) -> str:
        return f"{{{self.links}}}{local}"

    def paths_of(self, kind: str) -> list[str]:
        """Where the parts that the main one names with a kind of relationship stand: header, comments, styles…"""
        links = self.package.links.get(kind, {}).values()
        return [path for path in links if path in self.package.archive] + self._added.get(kind, [])

    def part_of(self, kind: str) -> "etree._Element | None":
        """The first part of a kind."""
        return next((self.tree(path) for path in self.paths_of(kind)), None)

    def tree(self, path: str) -> etree._Element:
        """The root of a part; call `touch` once it has been changed."""
        if path not in self._trees:
            self.package.part(path)  # refuses entities and what is too deep, in French
            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
            )
            self._trees[path] = etree.fromstring(self.package.archive.read(path), parser)
        return self._trees[path]

    def touch(self, path: str) -> None:
        self._changed.add(path)

    def add(self, kind: str, tag: str) -> tuple[etree._Element, str]:
        """A new part beside the main one, which names it, and the id of that relationship: `add("footer", "ftr")`."""
        folder, _, file = self.path.rpartition("/")
        taken = {*self.package.archive.paths, *self._trees}
        names = (f"{folder}/{kind}{rank or ''}.xml".lstrip("/") for rank in range(1000))
        path = next(name for name in names if name not in taken)
        root = etree.Element(self.tag(tag), nsmap={"w": self.space, "r": self.links})
        self._trees[path] = root
        self._added.setdefault(kind, []).append(path)
        self.touch(path)
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        if relations not in taken:
            self._trees[relations] = etree.Element(
                f"{{{_LINK_SPACE}}}Relationships", nsmap={None: _LINK_SPACE}
            )
        links = self.tree(relations)
        used = {link.get("Id") for link in links}
        key = next(key for key in (f"rIdJalon{rank}" for rank in range(1, 1000)) if key not in used)
        etree.SubElement(
            links,
            f"{{{_LINK_SPACE}}}Relationship",
            Id=key,
            Type=f"{self.links}/{kind}",
            Target=path.rpartition("/")[2],
        )
        types = self.tree(_TYPES)
        etree.SubElement(
            types, f"{{{_TYPE_SPACE}}}Override", PartName=f"/{path}", ContentType=f"{_WORD_TYPE}.{kind}+xml"
        )
        self.touch(relations)
        self.touch(_TYPES)
        return root, key

    def stories(self) -> Iterator[tuple[str, etree._Element]]:
        """The main part, then heads, feet and notes."""
        yield self.path, self.main
        for kind in ("header", "footer", "footnotes", "endnotes"):
            for path in self.paths_of(kind):
                yield path, self.tree(path)

    def save(self) -> bytes:
        """The file: the bytes that came where nothing was touched, each other member as it was."""
        if not self._changed:
            return self._data
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self._data)) as former, zipfile.ZipFile(buffer, "w") as archive:
            entries = {entry.filename: entry for entry in former.infolist()}
            for path, entry in entries.items():
                content = self._written(path) if path in self._changed else self.package.archive.read(path)
                member = zipfile.ZipInfo(path, entry.date_time)
                member.external_attr = entry.external_attr
                archive.writestr(member, content, entry.compress_type)
            for path in sorted(self._changed - set(entries)):
                archive.writestr(zipfile.ZipInfo(path), self._written(path), zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _written(self, path: str) -> bytes:
        written: bytes = etree.tostring(
            self._trees[path].getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
        )
        return written
