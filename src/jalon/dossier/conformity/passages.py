"""A part cut into passages: paragraphs that follow each other under one heading, about a third of a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .paper import Paper, Paragraph
from .words import stems

_LONG = 70  # words that say something
_HEADING_WIDTH = 110
_ENDS_A_SENTENCE = re.compile(r"[.;,!…]\s*$")


@dataclass(slots=True)
class Passage:
    """Paragraphs of one place: stems of their text and of their heading, each as one spaced line."""

    heading: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    text: str = ""
    title: Paragraph | None = None

    @property
    def page(self) -> int | None:
        first = self.paragraphs[0] if self.paragraphs else self.title
        return (first.page or None) if first else None


def is_heading(paragraph: Paragraph) -> bool:
    """A heading by its style, or typed by hand: one short bold line that ends no sentence."""
    if paragraph.table is not None:
        return False
    if paragraph.level is not None:
        return True
    text = paragraph.text.strip()
    if not 3 < len(text) <= _HEADING_WIDTH or _ENDS_A_SENTENCE.search(text):
        return False
    told = [run for run in paragraph.runs if run.text.strip() and not run.hidden and run.change != "deleted"]
    return bool(told) and (all(run.bold for run in told) or text.isupper())


def passages_of(paper: Paper, spans: Sequence[tuple[int, int]]) -> list[Passage]:
    """The passages of some ranges of paragraphs; the first heading of each, which names the part, names no passage."""
    found: list[Passage] = []
    for start, end in spans:
        passage = Passage()
        first = True
        for paragraph in paper.paragraphs[start:end]:
            if paragraph.story not in ("body", "box") or paragraph.toc or paragraph.guidance:
                continue
            if not paragraph.text.strip():
                continue
            if is_heading(paragraph):
                found.append(passage)
                passage = Passage("" if first else f" {' '.join(stems(paragraph.text))} ", title=paragraph)
            else:
                if len(passage.words) >= _LONG:
                    found.append(passage)
                    passage = Passage(passage.heading, title=passage.title)
                passage.paragraphs.append(paragraph)
                passage.words += stems(paragraph.text)
            first = False
        found.append(passage)
    for one in found:
        one.text = f" {' '.join(one.words)} "
    return [one for one in found if one.words or one.heading.strip()]
