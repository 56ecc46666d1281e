"""The styles and lists of an ODT, resolved: faces, spaces, page breaks, marks and numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from . import glyphs
from .flow import counted

_LENGTH = re.compile(r"^(-?\d{1,7}(?:\.\d{1,9})?)(pt|in|cm|mm|px|pc)?$")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0, "": 1.0}
_CHAIN = 20  # styles with a parent; a loop ends there


def length(text: str | None) -> float | None:
    """A length in points; None where it is missing, relative or broken."""
    found = _LENGTH.match(text.strip()) if text else None
    return float(found[1]) * _POINTS[found[2] or ""] if found else None


def count(text: str | None, default: int = 1) -> int:
    """A whole number from 0 to 100 000; `default` where the attribute is missing or broken."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default


@dataclass(frozen=True, slots=True)
class Style:
    """What a style sets; None or "" where it leaves it to its parent."""

    parent: str = ""
    bold: bool | None = None
    size: float | None = None
    scale: float | None = None  # of the parent's size, where the size is in percent
    hidden: bool | None = None
    font: str | None = None
    before: float | None = None
    after: float | None = None
    left: float | None = None
    broken: bool | None = None
    master: str | None = None
    lists: str | None = None
    dotted: bool | None = None
    close: bool | None = None


_FIELDS = (
    "bold",
    "hidden",
    "font",
    "before",
    "after",
    "left",
    "broken",
    "master",
    "lists",
    "dotted",
    "close",
)


class Styles:
    """The styles of `styles.xml` and `content.xml`; an automatic style of the content hides one of the same name."""

    def __init__(self, roots: Iterable[Element | None]) -> None:
        self._styles: dict[tuple[str, str], Style] = {}
        self._defaults: dict[str, Style] = {}
        self._fonts: dict[str, str] = {}
        self.lists: dict[str, dict[int, Element]] = {}
        self.outline: dict[int, Element] = {}
        self.names: dict[str, str] = {}
        for root in roots:
            for node in root.iter() if root is not None else ():
                family = node.get("style:family", "")
                if node.tag == "style:style":
                    name = node.get("style:name", "")
                    self._styles[family, name] = _style(node)
                    if family == "paragraph":
                        self.names[name] = node.get("style:display-name", name).replace("_20_", " ")
                elif node.tag == "style:default-style":
                    self._defaults[family] = _style(node)
                elif node.tag == "style:font-face":
                    family_name = node.get("svg:font-family", "").strip("'\" ")
                    self._fonts[node.get("style:name", "")] = family_name
                elif node.tag == "text:list-style":
                    self.lists[node.get("style:name", "")] = _levels(node)
                elif node.tag == "text:outline-style":
                    self.outline = _levels(node)
        self._known: dict[tuple[str, str], Style] = {}

    def get(self, family: str, name: str) -> Style:
        """A style with what it inherits, defaults of its family included."""
        known = self._known.get((family, name))
        if known is None:
            known = self._known[family, name] = self._resolved(family, name)
        return known

    def root_name(self, name: str) -> str:
        """The name a paragraph style is known by: that of the first parent that is not automatic."""
        for _ in range(_CHAIN):
            style = self._styles.get(("paragraph", name))
            if style is None or not re.fullmatch(r"P\d+", name):
                break
            name = style.parent
        return self.names.get(name, name).lower()

    def font(self, name: str | None) -> str:
        return self._fonts.get(name or "", name or "")

    def _resolved(self, family: str, name: str) -> Style:
        chain: list[Style] = []
        for _ in range(_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                break
            chain.append(style)
            name = style.parent
        chain.append(self._defaults.get(family, Style()))
        values: dict[str, Any] = {
            key: next((value for style in chain if (value := getattr(style, key)) is not None), None)
            for key in _FIELDS
        }
        size, scale = None, 1.0
        for style in chain:
            if style.size is not None:
                size = style.size * scale
                break
            scale *= style.scale or 1.0
        return Style(size=size, **values)


def _style(node: Element) -> Style:
    text, paragraph = node.find("style:text-properties"), node.find("style:paragraph-properties")
    face = text.attrib if text is not None else {}
    shape = paragraph.attrib if paragraph is not None else {}
    weight, size = face.get("fo:font-weight"), face.get("fo:font-size", "")
    display = face.get("text:display")
    tabs = paragraph.iter("style:tab-stop") if paragraph is not None else ()
    dotted = [
        tab.get("style:leader-style", "none") != "none" or "style:leader-char" in tab.attrib for tab in tabs
    ]
    percent = size.endswith("%") and count(size[:-1], 100) / 100
    parts = shape.get("fo:break-before")
    return Style(
        node.get("style:parent-style-name", ""),
        None if weight is None else weight == "bold" or count(weight, 400) >= 600,
        None if percent else length(size),
        percent or None,
        None if display is None else display == "none",
        face.get("style:font-name") or face.get("fo:font-family"),
        length(shape.get("fo:margin-top")),
        length(shape.get("fo:margin-bottom")),
        length(shape.get("fo:margin-left")),
        None if parts is None else parts == "page",
        node.get("style:master-page-name") or None,
        node.get("style:list-style-name"),
        True if any(dotted) else None,
        None if "style:contextual-spacing" not in shape else shape["style:contextual-spacing"] == "true",
    )


def _levels(node: Element) -> dict[int, Element]:
    return {count(level.get("text:level")): level for level in node}


class Lists:
    """Lists counted as the document is read: each `text:list` starts afresh unless it continues another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}
        self._last: dict[str, str] = {}  # list style → id of its last list
        self.headings: dict[int, int] = {}

    def open(self, key: str, style: str, follow: str, go_on: bool) -> None:
        """Begin a list of an id and style; it goes on with the numbers of another where the document says so."""
        source = follow or (self._last.get(style, "") if go_on else "")
        self._counts[key] = self._counts.get(source, {}) if source else {}
        self._last[style] = key

    def item(self, key: str, style: str, level: int, start: int | None) -> tuple[str, str, float | None]:
        """`(bullet, number, indent)` of the next item at a level from 1."""
        shape = self._styles.lists.get(style)
        if not shape:  # a list without style is a list all the same
            return "•", "", None
        return _mark(shape, self._counts.setdefault(key, {}), level, start)

    def heading(self, level: int, start: int | None) -> tuple[str, str, float | None]:
        """The number of the next heading at a level from 1."""
        return _mark(self._styles.outline, self.headings, level, start)


def _mark(
    shape: dict[int, Element], counts: dict[int, int], level: int, start: int | None
) -> tuple[str, str, float | None]:
    node = shape.get(level)
    if node is None:
        return "", "", None
    indent = next(
        (length(part.get("fo:margin-left")) for part in node.iter() if part.get("fo:margin-left")), None
    )
    if node.tag.endswith("-bullet"):
        return _bullet(node), "", indent
    if node.tag.endswith("-image"):
        return "•", "", indent
    first = count(node.get("text:start-value")) if start is None else start
    counts[level] = first if start is not None or level not in counts else counts[level] + 1
    for deeper in [at for at in counts if at > level]:
        del counts[deeper]
    form = node.get("style:num-format", "")
    if not form:
        return "", "", indent
    shown: list[str] = []
    for at in range(max(1, level - count(node.get("text:display-levels")) + 1), level + 1):
        other = shape.get(at)
        form = other.get("style:num-format", "") if other is not None else ""
        if other is not None and form:
            shown.append(counted(counts.get(at, count(other.get("text:start-value"))), form))
    text = node.get("style:num-prefix", "") + ".".join(shown) + node.get("style:num-suffix", "")
    return "", " ".join(text.split()), indent


def _bullet(node: Element) -> str:
    sign = node.get("text:bullet-char", "•").strip()[:1]
    if not sign:
        return ""
    properties = node.find("style:text-properties")
    font = (
        ""
        if properties is None
        else properties.get("fo:font-family", "") or properties.get("style:font-name", "")
    )
    code = ord(sign)
    if code < 0x100 or 0xF000 <= code < 0xF100:
        sign = glyphs.symbol(font.strip("'\" "), code) or glyphs.plain(sign)
    return "•" if not sign.isprintable() or 0xE000 <= ord(sign) < 0xF900 else sign
