"""Fonts as a PDF names them: their family, their slant, and the height that a line of each takes."""

import re
from functools import cache

# « ArialMT », « TimesNewRomanPS-BoldMT », « Calibri-BoldItalic », « Marianne,Bold », « OpenSans-SemiBold »
_STYLE = re.compile(
    r"(?:[-,_ ]*(?:regular|roman(?<!newroman)|book|medium|semi|demi|extra|ultra|bold|black|heavy|light|thin|"
    r"italic|oblique|condensed(?=$)|ita?(?=$)|bd(?=$)|obl(?=$)|gras|italique))+$",
    re.IGNORECASE,
)
_MAKER = re.compile(r"(?<=[a-z])(?:PSMT|PS|MT)(?=$|-)")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ITALIC = re.compile(r"ital|obli|[-,_ ]it\b", re.IGNORECASE)
# Ascent, descent and gap of the font over its size: what a word processor calls one line.
_LINES = {
    "arial": 1.15, "helvetica": 1.15, "liberationsans": 1.15, "arimo": 1.15,
    "timesnewroman": 1.15, "times": 1.15, "liberationserif": 1.15, "tinos": 1.15,
    "couriernew": 1.133, "liberationmono": 1.133, "cousine": 1.133,
    "calibri": 1.221, "carlito": 1.221, "cambria": 1.172, "caladea": 1.15, "liberationsansnarrow": 1.148,
    "candara": 1.221, "corbel": 1.221, "constantia": 1.221,
    "verdana": 1.215, "tahoma": 1.207, "georgia": 1.136, "trebuchetms": 1.161, "segoeui": 1.33,
    "dejavusans": 1.164, "dejavuserif": 1.164, "opensans": 1.362, "roboto": 1.172, "lato": 1.2,
}  # fmt: skip


@cache
def family_of(name: str) -> str:
    """The family that people name: `ABCDEF+TimesNewRomanPS-BoldMT` is « Times New Roman »."""
    plain = re.sub(r"^[A-Z]{6}\+", "", name)
    plain = re.sub(r"(?<=[a-z])MT$", "", _MAKER.sub("", plain))
    head, dash, style = plain.partition("-")
    if dash and (not style or _STYLE.fullmatch("-" + style)):
        plain = head
    plain = _STYLE.sub("", plain) or head
    spaced = " ".join(_WORDS.sub(" ", plain.replace("-", " ").replace("_", " ")).split())
    return spaced.replace("Deja Vu", "DejaVu")


@cache
def is_italic(name: str) -> bool:
    return _ITALIC.search(name) is not None


def key_of(family: str) -> str:
    """What is compared of the name of a family: its letters and figures, without case."""
    return "".join(sign for sign in family.casefold() if sign.isalnum())


@cache
def line_height(family: str) -> float:
    """The height of one line over the size of the font; 0 for a font that is not known."""
    return _LINES.get(key_of(family), 0.0)
