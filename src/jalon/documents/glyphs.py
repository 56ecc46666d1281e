"""Keep every text printable with the house typeface, and say what had to be changed.

A PDF/A-3a act refuses a character that no embedded font can draw. A name or a note typed by somebody
must never block an act, so an unknown character becomes its nearest printable form, and the change is
reported to whoever issues the document.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible as house_font
from fontTools.ttLib import TTFont

FONT_DIRECTORY = Path(house_font.ROOT) / "files"
UNPRINTABLE = "◊"
"""A glyph of the typeface itself, so that it can be copied, searched and read aloud; □ is not in it."""

_BREAK = "\u200b"
_EQUIVALENT = str.maketrans(
    {
        "\u202f": "\u00a0",  # narrow no-break space
        "\u2007": "\u00a0",
        "\u2009": " ",
        "\u200a": " ",
        "\u2011": "-",
        "\u2010": "-",
        "\u2015": "—",
        "\u2032": "’",
        "\u2033": "”",
        "→": ">",
        "\t": " ",
        "\u00ad": None,
        _BREAK: None,
    }
)
_BREAKABLE = re.compile(
    r" (?=[:;!?»%€](?:\s|$|[.,)]))|(?<=\d) (?=(?:h|min)\b)|(?<=\d h) (?=\d\d\b)|(?<=n°) (?=\d)"
)
_AFTER_OPENING_GUILLEMET = re.compile("« ")
_ENDLESS_WORD = re.compile(r"[^\s-]{30,}")
_PIECE = 20
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


@cache
def _glyphs() -> frozenset[str]:
    """Characters that the four faces of the house typeface can all draw."""
    faces = []
    for path in sorted(FONT_DIRECTORY.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            faces.append(set(font.getBestCmap()))
    return frozenset(chr(code) for code in set.intersection(*faces)) | {"\n", _BREAK}


@cache
def is_drawable(char: str) -> bool:
    """Whether a character has its glyph, or is a letter and marks that the typeface composes (ễ).

    A mark alone is not: without a letter to sit on, the typesetter looks for a glyph that does not exist.
    """
    letter, *marks = list(unicodedata.normalize("NFD", char))
    return unicodedata.category(letter) != "Mn" and _glyphs().issuperset((letter, *marks))


def printable(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as the typeface can print it, with the characters that had to change, in order.

    Spaces before French double punctuation and inside hours (9 h 05) become unbreakable, invisible
    controls disappear, a letter with an unknown diacritic keeps its base letter (ị → i), anything else
    becomes ◊. Only these last two changes are reported.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").translate(_EQUIVALENT)
    text = _AFTER_OPENING_GUILLEMET.sub("«\u00a0", _BREAKABLE.sub("\u00a0", text))
    if _glyphs().issuperset(text) and not any(map(unicodedata.combining, text)):
        return _breakable(text), ()
    changed: dict[str, None] = {}
    return _breakable("".join(_nearest(char, changed) for char in text)), tuple(changed)


def _breakable(text: str) -> str:
    """The same text where a word wider than a column, an address for instance, may go on to the next line."""
    return _ENDLESS_WORD.sub(
        lambda word: _BREAK.join(word[0][i : i + _PIECE] for i in range(0, len(word[0]), _PIECE)), text
    )


def _nearest(char: str, changed: dict[str, None]) -> str:
    if is_drawable(char):
        return char
    category = unicodedata.category(char)
    if category in _UNSEEN or char in _VARIATION_SELECTORS:
        return ""
    if category.startswith("Z"):
        return " "
    changed[char] = None
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", char) if not unicodedata.category(c).startswith("M")
    )
    if category.startswith("M"):
        return ""
    return bare if bare and all(map(is_drawable, bare)) else UNPRINTABLE


def printable_tree(value: Any) -> tuple[Any, tuple[str, ...]]:
    """The same JSON value with every string printable, and all the characters changed, once each."""
    changed: dict[str, None] = {}

    def walk(node: Any) -> Any:
        if isinstance(node, str):
            text, lost = printable(node)
            changed.update(dict.fromkeys(lost))
            return text
        if isinstance(node, dict):
            return {key: walk(item) for key, item in node.items()}
        if isinstance(node, (list, tuple)):
            return [walk(item) for item in node]
        return node

    return walk(value), tuple(changed)
