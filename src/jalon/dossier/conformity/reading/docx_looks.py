"""How a DOCX sets its words: fonts, sizes, weights and line spacing, inheritance resolved.

From the weakest to the strongest: defaults of the document, style of the table, style of the paragraph, style of the
characters, then what the paragraph or the run sets itself, each style over those it is based on (ECMA-376, part 1,
17.7.2). Bold, italic and hidden are toggled from style to style (17.7.3).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeVar
from xml.etree.ElementTree import Element

from jalon.referentiel.importer.readers.docx_styles import number, val
from jalon.referentiel.importer.readers.markup import children, descend

from ..paper import Spacing
from .docx_names import shown_name

# What Word sets where nothing does.
_FONT, _SIZE = "Times New Roman", 10.0
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0}  # in points
_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)(pt|in|cm|mm|pc|pi)?")
_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo)\s*([1-9])", re.IGNORECASE)
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_CHAIN = 50  # styles based on styles
_NO_LEVEL = 9  # the outline level of running text
_EAST = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_COMPLEX = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff]")

T = TypeVar("T")


def points(text: str | None, per_point: float) -> float | None:
    """A measure in points: « 220 » is so many per point, « 11pt » and « 2.5cm » say their unit; None where broken."""
    found = _MEASURE.fullmatch(text.strip()) if text and len(text) < 40 else None
    if found is None:
        return None
    value = float(found[1]) * _UNITS[found[2]] if found[2] else float(found[1]) / per_point
    return value if isfinite(value) and abs(value) < 10**6 else None


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is set, None where it is left to what it is based on. `fonts` are for ASCII, Latin, Asian, complex."""

    fonts: tuple[str | None, str | None, str | None, str | None] = (None, None, None, None)
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    complex: bool | None = None  # set as Arabic or Hebrew is

    def over(self, base: "Look") -> "Look":
        if base is _PLAIN or self is _PLAIN:
            return self if base is _PLAIN else base
        one, two, three, four = (_first(*pair) for pair in zip(self.fonts, base.fonts, strict=True))
        return Look(
            (one, two, three, four),
            _first(self.size, base.size),
            _first(self.bold, base.bold),
            _first(self.italic, base.italic),
            _first(self.hidden, base.hidden),
            _first(self.complex, base.complex),
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set, None where it is left to what it is based on; `line` as the file says it."""

    line: str | None = None
    rule: str | None = None
    outline: int | None = None
    list_id: str | None = None
    level: int | None = None

    def over(self, base: "Setting") -> "Setting":
        return Setting(
            _first(self.line, base.line),
            _first(self.rule, base.rule),
            _first(self.outline, base.outline),
            _first(self.list_id, base.list_id),
            _first(self.level, base.level),
        )

    @property
    def spacing(self) -> Spacing:
        if self.rule in ("exact", "atLeast"):
            value = abs(points(self.line, 20) or 0.0)
            if value:
                return Spacing("exact" if self.rule == "exact" else "at_least", round(value, 2))
            return Spacing("multiple", 1.0)
        return Spacing("multiple", round(abs(points(self.line, 240) or 0.0), 3) or 1.0)


_PLAIN, _UNSET = Look(), Setting()


@dataclass(frozen=True, slots=True)
class Cell:
    """The style of a table and the places of a cell that the style sets apart (« firstRow », « lastCol »…)."""

    style: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """The look of a run, nothing left to inherit."""

    fonts: tuple[str, str, str, str]
    size: float
    bold: bool
    italic: bool
    hidden: bool
    complex: bool

    def font(self, text: str) -> str:
        """The font of a text: that of its script."""
        ascii_font, latin, east, other = self.fonts
        if self.complex:
            return other
        if text.isascii() or ascii_font == latin == east == other:
            return ascii_font
        if _COMPLEX.search(text):
            return other
        if _EAST.search(text):
            return east
        return ascii_font if any(sign.isascii() and sign.isalnum() for sign in text) else latin


@dataclass(frozen=True, slots=True)
class Base:
    """What a paragraph gives to its runs: its own style over that of its table, over the defaults."""

    key: tuple[str, Cell | None]
    look: Look
    toggles: tuple[bool, bool, bool]
    setting: Setting


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    base: str
    look: Look
    setting: Setting
    places: Mapping[str, tuple[Look, Setting]] = field(default_factory=dict)


class Styles:
    """The styles of `styles.xml` and the fonts of the theme, each resolved once."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        defaults = descend(root, "w:docDefaults")
        self._look = self.look(descend(defaults, "w:rPrDefault", "w:rPr"))
        self._setting = setting(descend(defaults, "w:pPrDefault", "w:pPr"))
        self._styles: dict[str, _Style] = {}
        self.default = self.default_table = ""
        for node in children(root):
            if node.tag == "w:style" and node.get("w:styleId"):
                self._read(node)
        self._chains: dict[str, tuple[_Style, ...]] = {}
        self._bases: dict[tuple[str, Cell | None], Base] = {}
        self._runs: dict[tuple[tuple[str, Cell | None], str, Look], Resolved] = {}

    def _read(self, node: Element) -> None:
        key, kind = node.get("w:styleId", ""), node.get("w:type", "paragraph")
        places = {
            part.get("w:type", ""): (self.look(part.find("w:rPr")), setting(part.find("w:pPr")))
            for part in node.findall("w:tblStylePr")
        }
        look, told = self.look(node.find("w:rPr")), setting(node.find("w:pPr"))
        self._styles[key] = _Style(val(node, "w:name"), val(node, "w:basedOn"), look, told, places)
        if node.get("w:default", "0") in ("1", "true", "on"):
            if kind == "paragraph":
                self.default = key
            elif kind == "table":
                self.default_table = key

    def look(self, properties: Element | None) -> Look:
        """What a `w:rPr` sets itself."""
        if properties is None:
            return _PLAIN
        fonts: list[str | None] = [None] * 4
        size: float | None = None
        on: dict[str, bool] = {}
        for node in properties:
            tag = node.tag
            if tag == "w:rFonts":
                fonts = [self._font(node, slot) for slot in _SLOTS]
            elif tag == "w:sz":
                size = points(node.get("w:val"), 2) or None
            elif tag in ("w:b", "w:i", "w:vanish", "w:cs", "w:rtl"):
                on[tag] = node.get("w:val", "1").lower() not in ("0", "false", "off", "none")
        if size is None and not on and fonts == [None] * 4:
            return _PLAIN
        turned = on.get("w:cs", False) or on.get("w:rtl", False) if "w:cs" in on or "w:rtl" in on else None
        one, two, three, four = fonts
        return Look((one, two, three, four), size, on.get("w:b"), on.get("w:i"), on.get("w:vanish"), turned)

    def _font(self, node: Element, slot: str) -> str | None:
        themed = node.get("w:cstheme" if slot == "cs" else f"w:{slot}Theme")
        return (self._theme.get(themed) if themed else None) or node.get(f"w:{slot}") or None

    # --- styles ---

    def name(self, key: str) -> str:
        """The name of a style as Word writes it in French."""
        style = self._styles.get(key)
        return shown_name(style.name if style else key)

    def heading_level(self, key: str) -> int | None:
        """The level that a style gives to its headings, by its outline or by its name."""
        for style in self._chain(key):
            if style.setting.outline is not None:
                return level_of(style.setting.outline)
            found = _HEADING.fullmatch(style.name.strip())
            if found:
                return int(found[1])
        return None

    def _chain(self, key: str) -> tuple[_Style, ...]:
        """A style and those it is based on, nearest first; a loop ends where it closes, no chain is endless."""
        known = self._chains.get(key)
        if known is None:
            found: dict[str, _Style] = {}
            at = key
            while at not in found and len(found) < _CHAIN and (style := self._styles.get(at)) is not None:
                found[at] = style
                at = style.base
            known = self._chains[key] = tuple(found.values())
        return known

    def _own(self, key: str) -> tuple[Look, Setting]:
        look, told = _PLAIN, _UNSET
        for style in self._chain(key):
            look, told = look.over(style.look), told.over(style.setting)
        return look, told

    def _cell(self, cell: Cell | None) -> tuple[Look, Setting]:
        """What a table gives to a cell, its special places over the whole."""
        look, told = self._own(cell.style) if cell is not None and cell.style else (_PLAIN, _UNSET)
        for place in cell.places if cell is not None else ():
            for style in self._chain(cell.style if cell is not None else ""):
                if place in style.places:
                    above, set_as = style.places[place]
                    look, told = above.over(look), set_as.over(told)
                    break
        return look, told

    def base(self, style: str, cell: Cell | None) -> Base:
        key = (style, cell)
        known = self._bases.get(key)
        if known is None:
            (table_look, table_setting), (look, told) = self._cell(cell), self._own(style)
            toggles = (
                bool(table_look.bold) != bool(look.bold),
                bool(table_look.italic) != bool(look.italic),
                bool(table_look.hidden) != bool(look.hidden),
            )
            known = self._bases[key] = Base(
                key,
                look.over(table_look).over(self._look),
                toggles,
                told.over(table_setting).over(self._setting),
            )
        return known

    def run(self, base: Base, style: str, own: Look) -> Resolved:
        """The look of a run of a paragraph, with its style of characters and what it sets itself."""
        key = (base.key, style, own)
        known = self._runs.get(key)
        if known is None:
            known = self._runs[key] = self._resolve(base, self._own(style)[0] if style else _PLAIN, own)
        return known

    def _resolve(self, base: Base, style: Look, own: Look) -> Resolved:
        look = own.over(style).over(base.look)
        first, latin, east, other = look.fonts
        basic = first or latin or _FONT
        low = self._look
        bold, italic, hidden = (
            mine if mine is not None else bool(default) or bool(of_style) != of_base
            for mine, of_style, of_base, default in (
                (own.bold, style.bold, base.toggles[0], low.bold),
                (own.italic, style.italic, base.toggles[1], low.italic),
                (own.hidden, style.hidden, base.toggles[2], low.hidden),
            )
        )
        return Resolved(
            (basic, latin or basic, east or basic, other or basic),
            look.size or _SIZE,
            bold,
            italic,
            hidden,
            bool(look.complex),
        )


def setting(properties: Element | None) -> Setting:
    """What a `w:pPr` sets itself."""
    if properties is None:
        return _UNSET
    line = rule = list_id = None
    outline = level = None
    for node in properties:
        tag = node.tag
        if tag == "w:spacing":
            line, rule = node.get("w:line"), node.get("w:lineRule")
        elif tag == "w:outlineLvl":
            outline = number(node.get("w:val"), _NO_LEVEL)
        elif tag == "w:numPr":
            list_id = val(node, "w:numId") or None
            level = number(val(node, "w:ilvl")) if val(node, "w:ilvl") else None
    return Setting(line, rule, outline, list_id, level)


def level_of(outline: int) -> int | None:
    """A heading level, from 1, of an outline level, from 0; None for running text."""
    return outline + 1 if 0 <= outline < _NO_LEVEL else None


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """What each theme font stands for: « minorHAnsi » → « Calibri »."""
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        fonts = next(theme.iter(f"{kind}Font"), None) if theme is not None else None
        for script, names in (("latin", ("Ascii", "HAnsi")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            font = fonts.find(script) if fonts is not None else None
            face = font.get("typeface", "") if font is not None else ""
            found |= {f"{kind}{name}": face for name in names if face}
    return found


def _first(mine: T | None, theirs: T | None) -> T | None:
    return theirs if mine is None else mine
