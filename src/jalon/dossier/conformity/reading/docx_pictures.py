"""The pictures of a DOCX: their size on the page, their digest, their alternative text; the words of its diagrams."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from jalon.referentiel.importer.readers.docx_package import Package, chosen
from jalon.referentiel.importer.readers.markup import descend
from jalon.referentiel.importer.source import Unreadable

from ..paper import Address, Picture
from .docx_looks import points

_EMU = 12_700  # English metric units in a point
_CM = 72 / 2.54  # points in a centimetre
_SIDES = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([^;]{1,30})")
_PIXEL = 0.75  # points


class Pictures:
    """Reads the drawings of one part; digests are kept, since a logo comes back on every page."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._digests: dict[str, str] = {}
        self._told: set[str] = set()

    def of(self, drawing: Element, links: Mapping[str, str], address: Address) -> Iterator[Picture]:
        """The pictures, charts and diagrams of a `w:drawing`, `w:pict` or `w:object`, boxes left aside."""
        if drawing.tag == "w:drawing":
            for frame in drawing:
                yield from self._framed(frame, links, address)
        else:
            yield from self._vector(drawing, links, address)

    def words(self, drawing: Element, links: Mapping[str, str]) -> list[str]:
        """The texts of a diagram (SmartArt), which stand in a part of their own; each once."""
        found: list[str] = []
        for node in _outside_boxes(drawing):
            path = links.get(node.get("r:dm", ""), "") if node.tag == "relIds" else ""
            root = self._package.part(path) if path and path not in self._told else None
            self._told.add(path)
            for paragraph in root.iter("p") if root is not None else ():
                text = "".join(part.text or "" for part in paragraph.iter("t")).strip()
                if text:
                    found.append(text)
        return found

    def _framed(self, frame: Element, links: Mapping[str, str], address: Address) -> Iterator[Picture]:
        """An inline or anchored frame: one picture, or a group of them each of its own size."""
        nodes = list(_outside_boxes(frame))
        size = _size(frame.find("extent"))
        described = frame.find("docPr")
        alt = (described.get("descr") or described.get("title") or "") if described is not None else ""
        blips = [node for node in nodes if node.tag == "blip"]
        if len(blips) == 1:
            yield self._picture(size, blips[0].get("r:embed", ""), alt, links, address)
            return
        if not blips:
            for node in nodes:
                key = node.get("r:id", "") if node.tag == "chart" else node.get("r:dm", "")
                if key and node.tag in ("chart", "relIds"):
                    yield self._picture(size, key, alt, links, address)
            return
        inner = _size(next((node for node in nodes if node.tag == "chExt"), None))
        across, down = (outer / own if own else 1.0 for outer, own in zip(size, inner, strict=True))
        for node in nodes:
            blip = next(node.iter("blip"), None) if node.tag == "pic" else None
            if blip is not None:
                width, height = _size(descend(node, "spPr", "xfrm", "ext"))
                yield self._picture(
                    (width * across, height * down), blip.get("r:embed", ""), alt, links, address
                )

    def _vector(self, node: Element, links: Mapping[str, str], address: Address) -> Iterator[Picture]:
        """The pictures of VML, which Word wrote before 2010 and writes still for objects of another program."""
        for shape in _outside_boxes(node):
            image = shape.find("v:imagedata")
            if image is None:
                continue
            sides = dict(_SIDES.findall(shape.get("style", "")))
            size = (_side(sides.get("width")), _side(sides.get("height")))
            alt = shape.get("alt") or image.get("o:title") or ""
            yield self._picture(size, image.get("r:id", ""), alt, links, address)

    def _picture(
        self, size: tuple[float, float], key: str, alt: str, links: Mapping[str, str], address: Address
    ) -> Picture:
        width, height = (round(side / _CM, 2) for side in size)
        return Picture(address, width, height, self._digest(links.get(key, "")), alt)

    def _digest(self, path: str) -> str:
        """The SHA-256 of a member, "" where it is missing or cannot be opened: the text is read all the same."""
        if path not in self._digests:
            try:
                data = self._package.archive.read(path)
            except Unreadable:
                data = b""
            self._digests[path] = hashlib.sha256(data).hexdigest() if data else ""
        return self._digests[path]


def _outside_boxes(node: Element) -> Iterator[Element]:
    """What a drawing holds, one way of each alternative, boxes left out: their paragraphs are read apart."""
    stack = [iter((node,))]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == "mc:AlternateContent":
            stack.append(iter(chosen(child)))
        elif child.tag != "w:txbxContent":
            yield child
            stack.append(iter(child))


def _size(extent: Element | None) -> tuple[float, float]:
    """Width and height in points; 0 where the file does not tell."""
    if extent is None:
        return 0.0, 0.0
    return abs(points(extent.get("cx"), _EMU) or 0.0), abs(points(extent.get("cy"), _EMU) or 0.0)


def _side(text: str | None) -> float:
    """A side in a VML style, in points."""
    text = (text or "").strip()
    return abs(points(text.removesuffix("px"), 1 / _PIXEL if text.endswith("px") else 1.0) or 0.0)
