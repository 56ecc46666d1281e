"""Which titles share a competence: the same wording, or nearly, and the criteria they have in common. Plain Python.

A competence common to two titles is what lets a person move from one to the other; the correspondence itself is
a decision of the certificateur (A1.8), so nothing here says « vaut ».
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from .schema import Competence, TitreVersion
from .search import stems

SAME, CLOSE = 0.999, 0.5


@dataclass(frozen=True, slots=True)
class Kin:
    """A competence of another title that resembles one; `likeness` from 0 to 1, `criteria` those in common."""

    titre: TitreVersion
    competence: Competence
    likeness: float
    criteria: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether both say the same thing, word order and endings apart."""
        return self.likeness >= SAME


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A title that shares competences with another: pairs (own competence number, kin), best first."""

    titre: TitreVersion
    pairs: tuple[tuple[int, Kin], ...]


class Kinship:
    """The competences of some titles, ready to be compared; rare words weigh more than common ones."""

    def __init__(self, titres: Iterable[TitreVersion]) -> None:
        self._all = [(titre, one, stems(one.title)) for titre in titres for one in titre.competences]
        counts: dict[str, int] = {}
        for _, _, words in self._all:
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        self._weights = {word: 1 + log(len(self._all) / count) for word, count in counts.items()}

    def kin_of(self, titre: TitreVersion, number: int) -> tuple[Kin, ...]:
        """Competences of other titles that resemble this one, the likest first; raises UnknownId."""
        own = titre.competence(number)
        words, criteria = stems(own.title), {stems(text): text for text in _criteria(own)}
        found = []
        for other, competence, its_words in self._all:
            if other.code == titre.code:
                continue
            likeness = _likeness(words, its_words, self._weights)
            if likeness >= CLOSE:
                shared = {stems(text) for text in _criteria(competence)} & criteria.keys()
                common = tuple(text for key, text in criteria.items() if key in shared)
                found.append(Kin(other, competence, likeness, common))
        return tuple(sorted(found, key=lambda kin: (-kin.likeness, kin.titre.code, kin.competence.number)))

    def neighbours_of(self, titre: TitreVersion) -> tuple[Neighbour, ...]:
        """Titles that share competences with one, those that share most first."""
        pairs: dict[str, list[tuple[int, Kin]]] = {}
        for own in titre.competences:
            for kin in self.kin_of(titre, own.number):
                pairs.setdefault(kin.titre.ref, []).append((own.number, kin))
        found = [Neighbour(kins[0][1].titre, tuple(kins)) for kins in pairs.values()]
        return tuple(sorted(found, key=lambda one: (-len({n for n, _ in one.pairs}), one.titre.code)))


def _criteria(competence: Competence) -> tuple[str, ...]:
    return competence.assessment_criteria or competence.criteria


def _likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Dice's coefficient on weighted words."""
    both, all_words = (sum(weights.get(word, 1.0) for word in words) for words in (one & other, one | other))
    return 2 * both / (both + all_words) if all_words else 0.0
