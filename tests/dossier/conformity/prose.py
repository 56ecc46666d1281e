"""French prose for the dossiers of the tests: for each thing that the RE asks, several invented ways to treat it.

told("le contexte de l’accompagnement")      its wordings
treated(part, rng, without={"…"})            headings and paragraphs of a part, some contents left out
beside(rng, words)                            as many words that treat nothing of it
"""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jalon.referentiel.schema import Part

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to treat a content: the heading that people give it, and the paragraph."""

    heading: str
    text: str


@cache
def wordings() -> dict[str, tuple[Wording, ...]]:
    """Ways to treat each content, by its label in the référentiel."""
    found: dict[str, list[Wording]] = {}
    label = heading = ""
    for name in ("prose_cip.txt", "prose_eti.txt"):
        for line in (_HERE / name).read_text(encoding="utf-8").splitlines()[1:]:
            if line.startswith("## "):
                label = line[3:]
            elif line.startswith("# "):
                heading = line[2:]
            else:
                found.setdefault(label, []).append(Wording(heading, line))
    return {key: tuple(values) for key, values in found.items()}


@cache
def _others() -> tuple[str, ...]:
    return tuple((_HERE / "prose_other.txt").read_text(encoding="utf-8").splitlines())


def told(label: str) -> tuple[Wording, ...]:
    return wordings()[label]


def beside(rng: random.Random, words: int) -> Iterator[str]:
    """Paragraphs about something else, until there are that many words."""
    while words > 0:
        text = rng.choice(_others())
        words -= len(text.split())
        yield text


def treated(
    part: Part, rng: random.Random, *, without: Collection[str] = (), headings: bool = True, padding: int = 60
) -> list[tuple[str, str]]:
    """The part as pairs (« heading » or « text », words); `padding` words of something else follow each content."""
    blocks: list[tuple[str, str]] = []
    for label in part.requirements:
        if label in without:
            continue
        wording = rng.choice(told(label))
        if headings:
            blocks.append(("heading", wording.heading))
        blocks.append(("text", wording.text))
        blocks += [("text", text) for text in beside(rng, padding)]
    return blocks
