"""Boxes, ticks and bullets as documents print them, whatever the symbol font or the private code point.

Readers write every box as ☒ (ticked) or ☐ (empty) and every symbol bullet as its Unicode sign, so grammars see
one language. The private code points U+F000 to U+F0FF are those of Microsoft's symbol fonts (Symbol, Wingdings,
Wingdings 2, Webdings), which a text extraction leaves as they are.
"""

import re
from collections.abc import Mapping

TICKED, EMPTY = "☒", "☐"

_SYMBOL = {0xB7: "•", 0xA8: "♦", 0xAE: "→", 0xDE: "⇒", 0xD7: "·", 0x2D: "−", 0xB3: "≥", 0xA3: "≤", 0xB1: "±"}
_WINGDINGS = dict.fromkeys((0x78, 0xFD, 0xFE), TICKED) | dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), EMPTY) | {
    0xFC: "✓", 0xFB: "✗", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0xA7: "▪", 0x9F: "•", 0x9E: "·", 0x73: "◆", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0x46: "☞", 0xB7: "•",
}  # fmt: skip
_WINGDINGS_2 = dict.fromkeys((0x51, 0x52, 0x53, 0x54), TICKED) | dict.fromkeys((0xA3, 0x2A), EMPTY) | {
    0x50: "✓", 0x4F: "✗", 0x96: "•", 0x97: "●", 0x98: "●", 0xA0: "▪", 0xA1: "■", 0xA2: "■",
}  # fmt: skip
_WEBDINGS = {0x63: EMPTY, 0x67: "■", 0x3D: "•", 0x61: "✓", 0x72: "✗"}
_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
}
# Without the font, the meaning that the ministry's documents give: the bullets of Symbol and Wingdings, the boxes of
# Wingdings and Wingdings 2. The two fonts disagree on none of these but A3 (Symbol ≤), never met in a référentiel.
_ANY = {**_SYMBOL, **_WINGDINGS_2, **_WINGDINGS, 0xB7: "•", 0x54: TICKED, 0x52: TICKED, 0x53: TICKED}
_UNICODE = {
    **dict.fromkeys(map(ord, "☑☒🗹🗷⮽"), TICKED),
    **dict.fromkeys(map(ord, "☐□❏❑❐❒▢◻"), EMPTY),
}
_PRIVATE = {0xF000 + code: sign for code, sign in _ANY.items()}
_PLAIN = {**_PRIVATE, **_UNICODE}

_MARKS = "-–—−•▪·*●○◦‣⁃∙■◆♦❖➢➔→⇒⇨☞✓✔➤►▶▸"
_STRONG = "•▪●○◦‣⁃∙■◆♦❖➢➔⇨☞➤►▶▸"
# Wingdings bullets whose font was lost keep their letter: § (▪), Ø (➢), ü (✓); and « o », Word's second level.
_LETTERS = {"§": "▪", "Ø": "➢", "ü": "✓", "o": "o"}
_BULLET = re.compile(
    rf"(?P<mark>[{re.escape(_MARKS)}])(?:\s+(?=\S)|(?<=[•▪●■➢])(?=\S)|(?<=[-–])(?=[A-ZÀ-ÖØ-Þ«“]))"
    r"|(?P<letter>[§Øüo])\s+(?=[^\W\d_]|[«“(])"
)
_BOX = re.compile(f"[{TICKED}{EMPTY}]")
_TICK = re.compile("[✓✔]")


def plain(text: str) -> str:
    """The text with its symbol glyphs in Unicode: boxes as ☒ and ☐, private bullets as • ▪ ➢."""
    return text.translate(_PLAIN)


def symbol(font: str, code: int) -> str:
    """The sign of a code point (0x00 to 0xFF, or 0xF000 more) in a symbol font; "" where the font is not known."""
    table = _FONTS.get(" ".join(font.casefold().split()))
    if table is None:
        return ""
    return table.get(code & 0xFF, "")


def is_symbol(font: str) -> bool:
    """A font whose letters are signs."""
    return " ".join(font.casefold().split()) in _FONTS


def in_font(text: str, font: str | None) -> str:
    """The text as its font prints it: a letter of Wingdings is a sign."""
    if not font or not is_symbol(font):
        return text
    return "".join(
        (symbol(font, ord(sign)) or sign) if ord(sign) < 0x100 or 0xF000 <= ord(sign) < 0xF100 else sign
        for sign in text
    )


def split_bullet(text: str) -> tuple[str, str]:
    """`(mark, rest)` of a list item, "" where the text does not begin with a mark."""
    found = _BULLET.match(text)
    if found is None:
        return "", text
    mark = found["mark"] or _LETTERS[found["letter"]]
    return mark, text[found.end() :]


def is_bullet(text: str) -> bool:
    """A mark alone, that the text of its item follows on the next line."""
    return len(text) == 1 and text in _STRONG


def boxes(text: str) -> tuple[bool, ...]:
    """The boxes of a text in reading order: True where ticked."""
    return tuple(box == TICKED for box in _BOX.findall(text))


def split_box(text: str) -> tuple[bool | None, str]:
    """`(ticked, rest)` of a text that holds one box or only a tick; None where it holds none, or several."""
    found = boxes(text)
    if len(found) == 1:
        return found[0], _BOX.sub("", text).strip()
    if not found and text.strip() in {"✓", "✔"}:
        return True, ""
    if text.strip() in {"X", "x"}:
        return True, text
    return None, text
