"""The styles and numberings of a DOCX, resolved: what a paragraph inherits, which mark or number it carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from . import glyphs
from .flow import counted
from .markup import children, descend

_FORMATS: Mapping[str, str] = {
    "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I", "decimalZero": "01",
}  # fmt: skip
_CHAIN = 20  # styles based on styles; a loop ends there


def val(node: Element | None, path: str, default: str = "") -> str:
    """The `w:val` of a child, `default` where there is none."""
    child = descend(node, path)
    return default if child is None else child.get("w:val", default)


def number(text: str | None, default: int = 0) -> int:
    """A whole number of twips, half-points or rows; `default` where the attribute is missing or broken."""
    try:
        value = int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default
    return value if abs(value) < 10**7 else default


def flag(node: Element | None, path: str) -> bool | None:
    """An on-off property: None where it is not set."""
    child = descend(node, path)
    if child is None:
        return None
    return child.get("w:val", "1").lower() not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Face:
    """How a run is set: None where the run leaves it to its style."""

    bold: bool | None = None
    size: float | None = None
    hidden: bool | None = None
    font: str | None = None

    def over(self, base: "Face") -> "Face":
        return Face(
            base.bold if self.bold is None else self.bold,
            base.size if self.size is None else self.size,
            base.hidden if self.hidden is None else self.hidden,
            base.font if self.font is None else self.font,
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set; spaces and indents in twips (1/20 point), None where left to its style."""

    list_id: str | None = None
    level: int | None = None
    left: int | None = None
    before: int | None = None
    after: int | None = None
    close: bool | None = None
    broken: bool | None = None  # a page break before
    outline: int | None = None

    def over(self, base: "Setting") -> "Setting":
        return Setting(*(
            theirs if mine is None else mine
            for mine, theirs in ((getattr(self, name), getattr(base, name)) for name in Setting.__slots__)
        ))  # fmt: skip


def face(properties: Element | None) -> Face:
    """The face that a `w:rPr` sets."""
    if properties is None:
        return Face()
    size = number(val(properties, "w:sz"))
    fonts = properties.find("w:rFonts")
    font = None if fonts is None else fonts.get("w:ascii") or fonts.get("w:hAnsi")
    return Face(flag(properties, "w:b"), size / 2 if size else None, flag(properties, "w:vanish"), font)


def setting(properties: Element | None) -> Setting:
    """The setting that a `w:pPr` sets."""
    if properties is None:
        return Setting()
    numbering = properties.find("w:numPr")
    indent, space = properties.find("w:ind"), properties.find("w:spacing")
    left = None if indent is None else indent.get("w:left") or indent.get("w:start")
    return Setting(
        val(numbering, "w:numId") or None if numbering is not None else None,
        number(val(numbering, "w:ilvl")) if numbering is not None and val(numbering, "w:ilvl") else None,
        None if left is None else number(left),
        _space(space, "before"),
        _space(space, "after"),
        flag(properties, "w:contextualSpacing"),
        flag(properties, "w:pageBreakBefore"),
        number(val(properties, "w:outlineLvl")) if val(properties, "w:outlineLvl") else None,
    )


def _space(node: Element | None, side: str) -> int | None:
    if node is None:
        return None
    if node.get(f"w:{side}Autospacing", "0") in ("1", "true", "on"):
        return 280
    lines = node.get(f"w:{side}Lines")
    if lines:
        return number(lines) * 240 // 100
    return None if node.get(f"w:{side}") is None else number(node.get(f"w:{side}"))


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    base: str
    face: Face
    setting: Setting


class Styles:
    """The styles of `styles.xml`, each with what it inherits."""

    def __init__(self, root: Element | None) -> None:
        defaults = descend(root, "w:docDefaults")
        self._face = face(descend(defaults, "w:rPrDefault", "w:rPr"))
        self._setting = setting(descend(defaults, "w:pPrDefault", "w:pPr"))
        self._styles: dict[str, Style] = {}
        self.default = ""
        for node in children(root):
            if node.tag != "w:style":
                continue
            key = node.get("w:styleId", "")
            face_of, setting_of = face(node.find("w:rPr")), setting(node.find("w:pPr"))
            self._styles[key] = Style(
                val(node, "w:name").lower(), val(node, "w:basedOn"), face_of, setting_of
            )
            if node.get("w:type") == "paragraph" and node.get("w:default", "0") in ("1", "true", "on"):
                self.default = key
        self._known: dict[str, tuple[Face, Setting]] = {}

    def name(self, key: str) -> str:
        style = self._styles.get(key)
        return style.name if style else key.lower()

    def own(self, key: str) -> tuple[Face, Setting]:
        """What a style and those it is based on set, without the defaults of the document."""
        known = self._known.get(key)
        if known is None:
            at, made = key, (Face(), Setting())
            for _ in range(_CHAIN):
                style = self._styles.get(at)
                if style is None:
                    break
                made = (made[0].over(style.face), made[1].over(style.setting))
                at = style.base
            known = self._known[key] = made
        return known

    def paragraph(self, key: str) -> tuple[Face, Setting]:
        """The face and setting of a paragraph of that style, defaults included."""
        own_face, own_setting = self.own(key or self.default)
        return own_face.over(self._face), own_setting.over(self._setting)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its format, its pattern (« %1.%2 »), its first number, its indent in twips."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    left: int | None = None
    font: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""  # the paragraph style that stands for this level


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * 9)


class Numbering:
    """The lists of `numbering.xml`, counted as the document is read."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, _List] = {}
        self._used: set[tuple[str, int]] = set()
        self._overrides: dict[str, dict[int, Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._lists: dict[str, str] = {}
        links: dict[str, str] = {}
        by_style: dict[str, str] = {}
        for node in children(root):
            if node.tag == "w:abstractNum":
                key = node.get("w:abstractNumId", "")
                self._abstract[key] = _List(
                    {number(level.get("w:ilvl")): _level(level) for level in node.findall("w:lvl")}
                )
                if val(node, "w:styleLink"):
                    by_style[val(node, "w:styleLink")] = key
                if val(node, "w:numStyleLink"):
                    links[key] = val(node, "w:numStyleLink")
            elif node.tag == "w:num":
                key = node.get("w:numId", "")
                self._lists[key] = val(node, "w:abstractNumId")
                for override in node.findall("w:lvlOverride"):
                    at = number(override.get("w:ilvl"))
                    start, level = override.find("w:startOverride"), override.find("w:lvl")
                    if level is not None:
                        self._overrides.setdefault(key, {})[at] = _level(level)
                    if start is not None:
                        self._restarts.setdefault(key, {})[at] = number(start.get("w:val"), 1)
        for key, style in links.items():
            target = self._abstract.get(by_style.get(style, ""))
            if target is not None and not self._abstract[key].levels:
                self._abstract[key].levels = target.levels

    def level_of(self, list_id: str, style: str) -> int | None:
        """The level of a list that a paragraph style stands for."""
        shape = self._abstract.get(self._lists.get(list_id, ""))
        levels = shape.levels if shape is not None and style else {}
        return next((at for at, level in levels.items() if level.style == style), None)

    def mark(self, list_id: str, level: int) -> tuple[str, str, int | None]:
        """`(bullet, number, indent)` of the next item of a list; empty where the list shows nothing."""
        shape = self._abstract.get(self._lists.get(list_id, ""))
        level = min(8, max(0, level))
        if shape is None:
            return "", "", None
        overrides = self._overrides.get(list_id, {})
        mine = overrides.get(level) or shape.levels.get(level) or Level()
        self._count(list_id, shape, level, mine)
        if mine.form == "bullet":
            return _bullet(mine), "", mine.left
        if mine.form == "none" and "%" not in mine.pattern:
            return "", mine.pattern.strip(), mine.left
        text = mine.pattern
        for at in range(9):
            if f"%{at + 1}" in text:
                other = overrides.get(at) or shape.levels.get(at) or Level()
                count = shape.counts[at]
                form = "1" if mine.legal else _FORMATS.get(other.form, "1")
                shown = counted(other.start if count is None else count, form)
                text = text.replace(f"%{at + 1}", "" if other.form == "none" else shown)
        return "", " ".join(text.split()), mine.left

    def _count(self, list_id: str, shape: _List, level: int, mine: Level) -> None:
        start = mine.start
        restart = self._restarts.get(list_id, {}).get(level)
        fresh = restart is not None and (list_id, level) not in self._used
        self._used.add((list_id, level))
        count = shape.counts[level]
        if fresh or count is None:
            shape.counts[level] = restart if restart is not None else start
        else:
            shape.counts[level] = count + 1
        for deeper in range(level + 1, 9):
            other = shape.levels.get(deeper)
            if other is None or other.restart is None or 0 < other.restart <= level + 1:
                shape.counts[deeper] = None


def _level(node: Element) -> Level:
    indent = descend(node, "w:pPr", "w:ind")
    left = None if indent is None else indent.get("w:left") or indent.get("w:start")
    restart = val(node, "w:lvlRestart")
    return Level(
        val(node, "w:numFmt", "decimal"),
        val(node, "w:lvlText")[:60],
        number(val(node, "w:start"), 1),
        None if left is None else number(left),
        face(node.find("w:rPr")).font or "",
        bool(flag(node, "w:isLgl")),
        number(restart) if restart else None,
        val(node, "w:pStyle"),
    )


def _bullet(level: Level) -> str:
    sign = level.pattern.strip()[:1]
    if not sign:
        return "•"
    code = ord(sign)
    if code < 0x100 or 0xF000 <= code < 0xF100:
        sign = glyphs.symbol(level.font, code) or glyphs.plain(sign)
    return "•" if not sign.isprintable() or 0xE000 <= ord(sign) < 0xF900 else sign
