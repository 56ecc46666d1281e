"""What a référentiel asks, as words to look for: facets, terms, wordings and weights."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from jalon.referentiel.schema import TitreVersion

from .words import stems

# Said of any content: they tell nothing of it.
_HOLLOW = frozenset(
    stems(
        "candidat décrire décrit présenter présente présentation donner élément clé point exemple mener mené prendre"
        " compte prise cadre faire détailler détaillé synthétiser partie dossier page différent pertinent pertinente"
        " clair claire adapté adaptée respecter respecté identifier identifié effectif effective possible nécessaire"
        " correctement bon escient manière lien fonction deux trois liste connu cohérent obtenu obtenir face partir"
        " démarche anticipé récurrent rencontré observé relatif relative atteindre définir défini"
        " œuvre interne externe travail introduction exercé exercer principe impliqué majeur conçu action professionnel"
        " professionnelle"
    )
)
_FROM = re.compile(r",\s+à partir d")  # what follows tells where it is taken from, not what it is
_DETERMINERS = r"(?:(?:l[ea]s?|des?|du|d’une?|une?|leurs?|ses|sa|son|celles?|ceux)\s+|[ld]’)"
_LIST = re.compile(rf"\s*[,;/•]\s*|\s+(?:et|ou|ainsi que)\s+{_DETERMINERS}?")
_TWO = re.compile(
    rf"\s*[,;/•]\s*|\s+(?:et|ou|ainsi que)\s+(?={_DETERMINERS})"
)  # « internes et externes » stays whole


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: any of its wordings, as spaced lines of stems; `weight` is its rarity in the title."""

    weight: float
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A side of what is asked; `label` is the référentiel's own words."""

    label: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    label: str
    facets: tuple[Facet, ...]


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Wordings for each thing asked, as stems."""
    told = files(__package__).joinpath("contents_lexicon.txt").read_text(encoding="utf-8")
    found: dict[str, dict[str, None]] = {}
    for line in told.splitlines():
        if "=" not in line or line.startswith("#"):
            continue
        asked, given = line.split("=", 1)
        wordings = [" ".join(stems(one)) for one in given.split(",")]
        for one in asked.split(","):
            key = " ".join(stems(one))
            found.setdefault(key, {key: None}).update(dict.fromkeys(filter(None, wordings)))
    return {key: tuple(values) for key, values in found.items()}


class Weights:
    """How rare each word is among all that a title says of its competences and productions."""

    def __init__(self, titre: TitreVersion) -> None:
        texts = list(texts_of(titre))
        counts: dict[str, int] = {}
        for text in texts:
            for word in set(stems(text)):
                counts[word] = counts.get(word, 0) + 1
        self._all, self._counts = max(len(texts), 1), counts
        self.hollow = _HOLLOW | set(stems(titre.sigle))

    def of(self, word: str) -> float:
        return log(1 + self._all / (1 + self._counts.get(word, 0)))


def topic(label: str, weights: Weights, *, whole: bool = False) -> Topic:
    """A thing asked, cut at its colon and its commas; a `whole` one (a criterion) is a single facet."""
    pieces = [label] if whole else _pieces(label)
    facets = [Facet(piece, terms) for piece in pieces if (terms := _terms(piece, weights))]
    return Topic(label, tuple(facets))


def _pieces(label: str) -> list[str]:
    label = _FROM.split(label)[0]
    head, _, rest = label.partition(" : ") if " : " in label else label.partition("\u00a0: ")
    if not rest:
        return [piece for piece in _TWO.split(head) if piece]
    return [head, *(piece for piece in _LIST.split(rest) if piece)]


def _terms(piece: str, weights: Weights) -> tuple[Term, ...]:
    """Terms of the longest entries of the lexicon first, word by word for the rest."""
    words = [word for word in stems(piece) if word not in weights.hollow]
    known, found, rank = lexicon(), [], 0
    while rank < len(words):
        for width in (4, 3, 2, 1):
            key = " ".join(words[rank : rank + width])
            if rank + width <= len(words) and (width == 1 or key in known):
                break
        weight = max(weights.of(word) for word in words[rank : rank + width])
        found.append(Term(weight, tuple(f" {wording} " for wording in known.get(key, (key,)))))
        rank += width
    return tuple(found)


def texts_of(titre: TitreVersion) -> Iterable[str]:
    """What a title says of its competences and of its productions."""
    for competence in titre.competences:
        yield competence.title
        lists: Sequence[Sequence[str]] = (
            competence.criteria, competence.assessment_criteria, competence.technical_skills,
            competence.organisational_skills, competence.relational_skills, competence.knowledge,
        )  # fmt: skip
        for texts in lists:
            yield from texts
    for scheme in titre.schemes.values():
        for production in scheme.productions:
            for part in production.parts:
                yield from part.requirements
