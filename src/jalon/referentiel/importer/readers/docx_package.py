"""The parts of a DOCX, found by their relationships, and the few things of WordprocessingML read in one way only."""

from collections.abc import Iterator
from posixpath import dirname, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ..source import Unreadable
from . import glyphs
from .archive import Archive
from .docx_styles import flag, number, val
from .limits import Limits
from .markup import children, descend, parse

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_LINKS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
SPACES = {
    **dict.fromkeys(_WORD, "w"),
    **dict.fromkeys(_LINKS, "r"),
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}


class Package:
    """The parts of a DOCX, found by their relationships."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.archive = Archive(data, name, limits)
        target = next(iter(self.links_of("").get("officeDocument", {}).values()), "")
        self.path = target if target in self.archive else "word/document.xml"
        main = self.part(self.path)
        if main is None:
            reason = "le DOCX n’a pas de document principal ; ouvrez-le et enregistrez-le à nouveau."
            raise Unreadable(name, reason, "corrupt")
        self.main = main
        self.links = self.links_of(self.path)

    def part(self, path: str) -> Element | None:
        if path not in self.archive:
            return None
        return parse(self.archive.read(path), self.name, path.rpartition("/")[2], SPACES, self.limits)

    def kind(self, kind: str) -> Element | None:
        """The first part that the main document names with a kind of relationship: styles, numbering, footnotes…"""
        return self.part(self.path_of(kind))

    def path_of(self, kind: str) -> str:
        """Where that part stands in the archive, "" where the main document names none."""
        return next(iter(self.links.get(kind, {}).values()), "")

    def links_of(self, path: str) -> dict[str, dict[str, str]]:
        """Kind of relationship → id → path in the archive."""
        folder, _, file = path.rpartition("/")
        root = self.part(f"{folder}/_rels/{file}.rels".lstrip("/"))
        found: dict[str, dict[str, str]] = {}
        for node in children(root):
            if node.get("TargetMode") == "External":
                continue
            target = unquote(node.get("Target", ""))
            full = (
                target.lstrip("/")
                if target.startswith("/")
                else normpath(f"{dirname(path)}/{target}").lstrip("/")
            )
            found.setdefault(node.get("Type", "").rpartition("/")[2], {})[node.get("Id", "")] = full
        return found


def chosen(alternate: Element) -> list[Element]:
    """What to read of content given in several ways: the first choice, or the older way where it alone has text."""
    ways = [way for way in alternate if len(way)]
    spoken = [way for way in ways if next(way.iter("w:t"), None) is not None]
    return list((spoken or ways)[0]) if ways else []


def form_field(node: Element) -> str:
    """The box, or the chosen entry, of a form field of the older kind."""
    box = descend(node, "w:ffData", "w:checkBox")
    if box is not None:
        checked = flag(box, "w:checked")
        return glyphs.TICKED if (flag(box, "w:default") if checked is None else checked) else glyphs.EMPTY
    choices = descend(node, "w:ffData", "w:ddList")
    if choices is None:
        return ""
    entries = [entry.get("w:val", "") for entry in choices.findall("w:listEntry")]
    at = number(val(choices, "w:result") or val(choices, "w:default"))
    return entries[at] if 0 <= at < len(entries) else ""


def symbol(node: Element) -> str:
    try:
        code = int(node.get("w:char", ""), 16)
    except ValueError:
        return ""
    sign = glyphs.symbol(node.get("w:font", ""), code)
    return sign or (glyphs.plain(chr(code)) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else "")


def text_boxes(node: Element) -> Iterator[Element]:
    """The text boxes of a drawing, outermost, each once however many ways the file gives it."""
    stack = [iter((node,))]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == "w:txbxContent":
            yield child
        elif child.tag == "mc:AlternateContent":
            stack.append(iter(chosen(child)))
        else:
            stack.append(iter(child))
