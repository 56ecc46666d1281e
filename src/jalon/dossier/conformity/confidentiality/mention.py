"""A personal datum where it stands."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from ..paper import Paragraph

_SOFT = "\u00ad"
Gender = Literal["f", "m", ""]


@dataclass(frozen=True, slots=True)
class Mention:
    """Some characters of a paragraph that tell of a person: `kind` is the code of the finding.

    `start` and `end` count in `Paragraph.text`. `sure` is False where a person must judge; `person` names one human
    being throughout the file, and `replacement` is what we propose to write instead.
    """

    kind: str
    paragraph: Paragraph
    start: int
    end: int
    sure: bool = True
    person: int | None = None
    replacement: str = ""

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a paragraph with whole letters (NFC), and where each of its characters stands in what was read."""

    paragraph: Paragraph
    text: str
    origin: tuple[int, ...] | None = None

    def mention(
        self,
        kind: str,
        start: int,
        end: int,
        *,
        sure: bool = True,
        person: int | None = None,
        instead: str = "",
    ) -> Mention:
        if self.origin is not None:
            start, end = self.origin[start], self.origin[end]
        return Mention(kind, self.paragraph, start, end, sure, person, instead)


def line_of(paragraph: Paragraph) -> Line:
    """Accents typed apart (macOS, PDF) are joined to their letter, one for one with what was read; soft hyphens, which
    cut a word for the eye alone, are left out."""
    text = paragraph.text
    if unicodedata.is_normalized("NFC", text) and _SOFT not in text:
        return Line(paragraph, text)
    joined: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        if char == _SOFT:
            continue
        whole = unicodedata.normalize("NFC", joined[-1] + char) if joined else ""
        if unicodedata.combining(char) and len(whole) == 1:
            joined[-1] = whole
        else:
            joined.append(char)
            origin.append(place)
    return Line(paragraph, "".join(joined), (*origin, len(text)))
