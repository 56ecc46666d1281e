"""How strongly passages speak of a topic, and the words that show it best."""

from collections.abc import Sequence
from dataclasses import dataclass

from .expectations import shortened
from .paper import Address
from .passages import Passage
from .topics import Facet, Topic
from .words import sentences, stems

MOST = 0.6  # share of the weight of a facet that a passage must hold to speak of it
SOME = 0.3
_QUOTE = 220


@dataclass(frozen=True, slots=True)
class Sighting:
    """A facet in the passage that speaks of it best: `strength` 0 nothing, 0.5 a few words, 1 plain evidence."""

    facet: Facet
    strength: float = 0.0
    rank: float = 0.0
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A topic looked for in some passages: `score` from 0 to 1, and where it seems treated."""

    topic: Topic
    score: float
    sightings: tuple[Sighting, ...]

    @property
    def state(self) -> str:
        return "seen" if self.score >= MOST else "unsure" if self.score > 0 else "absent"

    @property
    def missing(self) -> tuple[str, ...]:
        """Facets of which nothing was found."""
        return tuple(one.facet.label for one in self.sightings if not one.strength)

    @property
    def best(self) -> Sighting | None:
        found = [one for one in self.sightings if one.passage]
        return max(found, key=lambda one: (one.strength, one.rank), default=None)

    @property
    def page(self) -> int | None:
        return self.best.passage.page if self.best and self.best.passage else None

    @property
    def address(self) -> Address | None:
        passage = self.best.passage if self.best else None
        if passage is None:
            return None
        held = passage.paragraphs[0] if passage.paragraphs else passage.title
        return held.address if held else None

    def quote(self) -> str:
        """The sentence of the best passage that holds most of what is asked, cut at a word."""
        passage = self.best.passage if self.best else None
        if passage is None:
            return ""
        lines = [line for paragraph in passage.paragraphs for line in sentences(paragraph.text)]
        lines = lines or [passage.title.text.strip() if passage.title else ""]
        best = max(lines, key=lambda line: sum(_held(f, line) for f in self.topic.facets))
        return shortened(best, _QUOTE)


def look_for(topic: Topic, passages: Sequence[Passage]) -> Evidence:
    """Evidence of a topic, facet by facet; a topic of which nothing can be looked for is left to a person."""
    if not topic.facets:
        return Evidence(topic, SOME, ())
    listed = len(topic.facets) > 2
    sightings = tuple(_sighting(facet, passages, listed) for facet in topic.facets)
    return Evidence(topic, sum(one.strength for one in sightings) / len(sightings), sightings)


def _sighting(facet: Facet, passages: Sequence[Passage], listed: bool) -> Sighting:
    best = Sighting(facet)
    whole = sum(term.weight for term in facet.terms)
    # « passage de relais » is less often said by chance than « bilan ».
    enough = 2 if len(facet.terms) == 1 and " " in facet.terms[0].wordings[0].strip() else 3
    for passage in passages:
        text = passage.text
        held = titled = 0.0
        times = kinds = 0
        for term in facet.terms:
            counts = [text.count(wording) for wording in term.wordings]
            in_title = any(wording in passage.heading for wording in term.wordings)
            own_title = term.wordings[0] in passage.heading
            if any(counts) or in_title:
                held += term.weight
            titled += term.weight if own_title else term.weight * 0.5 if in_title else 0
            times += sum(counts)
            kinds += sum(1 for count in counts if count)
        held, titled = held / whole, titled / whole
        told = titled >= MOST and len(passage.words) > 4
        plain = held >= MOST and ((listed and times > 1) or kinds >= enough or (times > 3 and kinds > 1))
        strength = 1.0 if told or plain else 0.5 if held >= SOME else 0.0
        rank = held + titled + min(kinds, 6) / 12
        if strength and (strength, rank) > (best.strength, best.rank):
            best = Sighting(facet, strength, rank, passage)
    return best


def _held(facet: Facet, line: str) -> float:
    text = f" {' '.join(stems(line))} "
    return sum(term.weight for term in facet.terms if any(one in text for one in term.wordings))
