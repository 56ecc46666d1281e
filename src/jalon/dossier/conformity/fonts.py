"""Families of fonts: which names designate one drawing, or two drawings that take exactly the same room."""

import re

# Metric twins: same widths, so that a text set in one breaks where it does in the other.
_TWINS = (
    ("arial", "liberationsans", "arimo", "helvetica", "helveticaneue", "nimbussans", "nimbussansl", "arialunicode",
     "freesans", "albany", "texgyreheros"),
    ("timesnewroman", "times", "liberationserif", "tinos", "nimbusroman", "nimbusromanno9l", "freeserif", "thorndale",
     "texgyretermes"),
    ("couriernew", "courier", "liberationmono", "cousine", "nimbusmono", "freemono", "texgyrecursor"),
    ("calibri", "carlito"),
    ("cambria", "caladea"),
    ("georgia", "gelasio"),
    ("verdana", "dejavusans", "bitstreamverasans"),
)  # fmt: skip
_FAMILY = {name: twins[0] for twins in _TWINS for name in twins}
_TAIL = re.compile(
    r"(?:[-, ]?(?:(?:semi|demi)?bold|italic|oblique|regular|roman|normal|book|medium|gras|italique))+$",
    re.IGNORECASE,
)
_MAKER = re.compile(r"(?:PSMT|PS|MT|MS)$")
# Signs, not letters: bullets, arrows, ticked boxes, emojis, equations.
_SIGNS = re.compile(
    r"symbol|wingdings|webdings|dingbats|marlett|emoji|math|icons?\b|fontawesome|segoe ui symbol|segoe mdl2",
    re.IGNORECASE,
)


def family(name: str) -> str:
    """The key of a font's drawing: « ArialMT », « Arial Bold » and « Liberation Sans » are « arial »."""
    bare = re.sub(r"^[A-Z]{6}\+", "", name.strip())
    roman = bare.casefold().startswith(("times new roman", "timesnewroman"))
    bare = _MAKER.sub("", bare.strip())
    bare = bare if roman and not re.search(r"bold|italic", bare, re.IGNORECASE) else _TAIL.sub("", bare)
    key = re.sub(r"[^a-z0-9]", "", _MAKER.sub("", bare).casefold())
    key = "timesnewroman" if roman else key
    return _FAMILY.get(key, key)


def draws_signs(name: str) -> bool:
    return bool(_SIGNS.search(name))
