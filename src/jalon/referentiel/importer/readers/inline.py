"""Marks inside a line of Markdown or HTML: paragraphs, boxes, emphasis and entities, made plain text."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import glyphs

# Only these are tags; « < 30 min » and « <http://…> » are text. No pattern here may look far twice: a hostile line of
# 400 000 signs must cost no more than a long one.
_NAMES = (
    "p|br|input|ul|ol|li|b|strong|i|em|u|s|del|ins|sup|sub|span|div|small|mark|font|center|a|img|hr|h[1-6]|dl|dt|dd|"
    "table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col|blockquote|pre|code|label|section|article|figure|figcaption"
)
TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})(?P<rest>\s[^<>]{{0,2000}}|/)?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\(([^()\s]{0,1000})\)")
_STRONG = re.compile(r"(?<![\w_])__(?=[^\s_])([^_]{1,500})(?<=[^\s_])__(?![\w_])")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,2000})(?<=[^\s*_])\1(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~&])")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]")
_TASK = re.compile(r"(?:(?<=^)|(?<=\s)|(?<=>))\\?\[([ xX✓✔])\\?\](?=\s|$|<)")
_CHECKBOX = re.compile(r"type\s*=\s*[\"']?(?:checkbox|radio)")
_CHECKED = re.compile(r"(?:^|\s)checked(?![\w-])")
_BLOCKS = frozenset(
    {
        "p",
        "br",
        "ul",
        "ol",
        "li",
        "div",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "dl",
        "dt",
        "dd",
        "pre",
    }
    | {"h1", "h2", "h3", "h4", "h5", "h6", "caption", "blockquote"}
)
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6} \S|\*\*[^\s*][^*\n]{0,500}\*\*|^[ \t]*\|.*\|[ \t]*$|\]\([^()\s]{0,300}\)|^[ \t]*[-*] \[[ xX]\] ",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text between two breaks of a line; `bold` where emphasis covers all of it."""

    text: str
    bold: bool = False


def is_markdown(text: str) -> bool:
    """A text with headings, emphasis, links or tables in Markdown, more than once: a lone star proves nothing."""
    return sum(1 for _, _found in zip(range(2), _MARKDOWN.finditer(text), strict=False)) > 1


def pieces(text: str, markdown: bool) -> list[Piece]:
    """The texts of a line, in order: `<p>`, `<br>` and `<li>` part them; blank ones are left out."""
    found: list[Piece] = []
    for raw, bold in _parted(text):
        plain, marked = _plain(raw, markdown)
        if plain:
            found.append(Piece(plain, bold or marked))
    return found


def _parted(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of a line between block tags, boxes written as signs, and whether all of one is bold."""
    if "<" not in text:
        yield text, False
        return
    text = _uncommented(text)
    kept: list[str] = []
    deep = 0
    bold = plain = False
    at = 0
    for tag in TAG.finditer(text):
        chunk = text[at : tag.start()]
        at = tag.end()
        kept.append(chunk)
        if chunk.strip():
            bold, plain = bold or deep > 0, plain or not deep
        name, ends = tag["name"].lower(), bool(tag["end"])
        if name == "input":
            kept.append(_box(tag["rest"]))
        elif name in ("b", "strong"):
            deep = max(0, deep + (-1 if ends else 1))
        elif name in _BLOCKS:
            yield "".join(kept), bold and not plain
            kept, bold, plain = (["• "] if name == "li" and not ends else []), False, False
    chunk = text[at:]
    if chunk.strip():
        bold, plain = bold or deep > 0, plain or not deep
    yield "".join([*kept, chunk]), bold and not plain


def _box(attributes: str | None) -> str:
    low = (attributes or "").lower()
    if not _CHECKBOX.search(low):
        return ""
    ticked = _CHECKED.search(low) is not None
    return f" {glyphs.TICKED if ticked else glyphs.EMPTY} "


def _plain(text: str, markdown: bool) -> tuple[str, bool]:
    """The text without marks, and whether it was bold or a heading as a whole."""
    bold = False
    if "[" in text:
        text = _TASK.sub(lambda m: glyphs.EMPTY if m[1] == " " else glyphs.TICKED, text)
    if markdown:
        if _HEADING.match(text):
            text, bold = text.strip().lstrip("#").rstrip().rstrip("#"), True
        text = _LINK.sub(_link, text)
    if "**" in text:
        text, emphasised = _unstarred(text)
        bold = bold or emphasised
    if markdown:
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\1", text))
        text = _ESCAPE.sub(r"\1", text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    return " ".join(glyphs.plain(text).split()), bold


def _unstarred(text: str) -> tuple[str, bool]:
    """The text without the pairs of ** that hold words, and whether they hold all of it."""
    parts = text.split("**")
    if len(parts) % 2 == 0 or any(not part or part != part.strip() for part in parts[1::2]):
        return text, False
    return "".join(parts), not any(part.strip() for part in parts[::2])


def _uncommented(text: str) -> str:
    """The text without its HTML comments, which no page shows."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept += text[at:start], " "
        at = end + 3
    return "".join([*kept, text[at:]])


def _link(found: re.Match[str]) -> str:
    """A link keeps its words, and its address where that says more than an anchor."""
    words, address = found[1], found[2]
    if found[0].startswith("!"):
        return words
    if not words or words == address:
        return address
    return f"{words} ({address})" if address.startswith(("http", "mailto")) else words
