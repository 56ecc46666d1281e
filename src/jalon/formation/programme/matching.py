"""What the words of a programme designate: a CCP by its title, a competence by a séance’s heading."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import Stemmer

from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Competence, TestKind, TitreVersion

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY_WORDS = (
    "a afin ainsi au aux avec ce ces chez d dans de des du elle en et est il ils je l la le les leur leurs lors "
    "mais ne nos notre on ou par pas pour qu que qui s sa se ses son sont sur tout toute un une vers y partir "
    "lien vue ccp module bloc seance sequence heure heures"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_SAME_CCP = 0.6
_COVERS = 0.45
_ENOUGH = 3
_BEHIND = 0.75
_stemmer = Stemmer.Stemmer("french")


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning; « Analyse » and « analyser » meet."""
    words = [word for word in _WORD.findall(folded(text)) if word not in _EMPTY and len(word) > 1]
    return frozenset(_root(stem) for stem in _stemmer.stemWords(words))


def _root(stem: str) -> str:
    """Nouns of action joined to their verb: contractualisation/contractualiser, élaboration/élaborer."""
    return re.sub(r"(?:ation|ition|ement|is|at|ion)$", "", stem) if len(stem) > 6 else stem


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of common stems, 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def ccp_named(titre: TitreVersion, text: str) -> int | None:
    """The CCP whose title a heading repeats, whatever the wording's small slips."""
    words = stems(text)
    best, score = None, _SAME_CCP
    for ccp in titre.ccps:
        title = stems(ccp.title)
        found = max(likeness(title, words), len(title & words) / len(title) if title else 0.0)
        if found >= score:
            best, score = ccp.number, found
    return best


def score(heading: str, competence: Competence, weights: Mapping[str, float]) -> float:
    """How much a séance's heading speaks of a competence, 0 to 1: the share of the words that are its own, by rarity.

    A heading shorter than the title counts by the share of its own words found there, when there are enough of them,
    or when all are there and one is of this competence alone.
    """
    title, words = stems(competence.title), stems(heading)
    whole = sum(weights.get(stem, 1.0) for stem in title)
    if not whole or not words:
        return 0.0
    common = title & words
    whole_own = common == words and len(words) > 1 and any(weights.get(stem, 1.0) == 1 for stem in common)
    contained = len(common) / len(words) if len(common) >= _ENOUGH or whole_own else 0.0
    found = sum(weights.get(stem, 1.0) for stem in common) / whole
    return max(
        found, *(share if share >= _SAME_CCP else 0.0 for share in (contained, likeness(title, words)))
    )


def covers(heading: str, competence: Competence, weights: Mapping[str, float]) -> bool:
    """Whether a séance's heading speaks enough of a competence to be taken as preparing it."""
    return score(heading, competence, weights) >= _COVERS


def covered_by(
    heading: str, competences: Iterable[Competence], weights: Mapping[str, float]
) -> list[Competence]:
    """The competences that one heading speaks of; one far behind the best is only alike."""
    found = [(score(heading, competence, weights), competence) for competence in competences]
    best = max((value for value, _ in found), default=0.0)
    return [competence for value, competence in found if value >= max(_COVERS, _BEHIND * best)]


def rarity(titre: TitreVersion) -> dict[str, float]:
    """How much each stem of the competences' titles tells one from the others: 1 where it is in one alone."""
    counts: dict[str, int] = {}
    for competence in titre.competences:
        for stem in stems(competence.title):
            counts[stem] = counts.get(stem, 0) + 1
    return {stem: 1 / count for stem, count in counts.items()}


def competences_covered(titre: TitreVersion, headings: Iterable[str]) -> frozenset[int]:
    """Numbers of the competences that at least one heading, or the headings together, speak of."""
    said, weights = list(headings), rarity(titre)
    return frozenset(
        competence.number
        for competence in titre.competences
        if any(covers(heading, competence, weights) for heading in said)
    )


_TESTS: tuple[tuple[TestKind, str], ...] = (
    (TestKind.ENTRETIEN_FINAL, r"entretien final"),
    (TestKind.ENTRETIEN_TECHNIQUE, r"entretien technique"),
    (TestKind.QUESTIONNAIRE_PROFESSIONNEL, r"questionnaires? professionnels?"),
    (
        TestKind.QUESTIONNEMENT_PRODUCTION,
        r"questionnements?(?: par le jury)? (?:a partir|sur|de|d)\b[^,;+(]{0,30}",
    ),
    (TestKind.PRESENTATION_PROJET, r"presentations? (?:d'un |du |de )?projets?"),
    (TestKind.MISE_EN_SITUATION, r"mises? en situation(?: professionnelle)?"),
    (TestKind.QUESTIONNEMENT_PRODUCTION, r"dossiers? de pratiques? professionnelles?"),
)


def tests_named(text: str) -> list[tuple[TestKind, int, int]]:
    """Tests that a text names, with the place of each name, in order; a name within another is not counted twice.

    Programmes call « dossier » the questioning that rests on it.
    """
    plain = _aligned(text)
    found: list[tuple[TestKind, int, int]] = []
    for kind, pattern in _TESTS:
        for match in re.finditer(pattern, plain):
            if not any(start < match.end() and match.start() < end for _, start, end in found):
                found.append((kind, match.start(), match.end()))
    return sorted(found, key=lambda one: one[1])


def _aligned(text: str) -> str:
    """`text` folded letter for letter, so that places stay the same."""
    return "".join((folded(letter) or letter)[:1] if letter.isalpha() else letter for letter in text).replace(
        "’", "'"
    )
