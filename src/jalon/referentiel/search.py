"""Search across titles, in memory: without accents, on stems, best first, with facets. Plain Python."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import Stemmer

from .schema import TitreVersion

_WORD = re.compile(r"[a-z0-9]+")
# Words that never help: one regular expression, since it reads better than forty lines.
_EMPTY = re.compile(
    r"a|aux?|avec|ces?|d|dans|des?|du|elle|en|est|et|ils?|l|la|les?|leurs?|n|ou|par|pas|pour|qu[ei]?|s|sa|ses?|si"
    r"|son|sont|sur|une?|y"
)
KINDS = {  # label, weight: what people look for first comes first
    "titre": ("Titre", 8),
    "ccp": ("CCP", 7),
    "competence": ("Compétence", 6),
    "transversale": ("Compétence transversale", 4),
    "critere": ("Critère du RE", 3),
    "reac": ("Critère du REAC", 2),
    "savoir-faire": ("Savoir-faire", 2),
    "savoir": ("Savoir", 2),
    "production": ("Contenu de production", 2),
    "glossaire": ("Glossaire", 1),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `id` is stable, `competence` the page where it is read (None: the title's)."""

    titre: TitreVersion
    kind: str
    id: str
    label: str
    competence: int | None = None

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind][0]


@dataclass(frozen=True, slots=True)
class Facets:
    """What a reader narrows an atlas to; an empty field asks nothing. `former`: versions replaced since, too."""

    level: int | None = None
    nsf: str = ""
    rome: str = ""
    former: bool = False

    def admits(self, titre: TitreVersion) -> bool:
        """Whether a title has this level, this NSF speciality and this ROME code."""
        return (
            self.level in (None, titre.level)
            and (not self.nsf or self.nsf in titre.nsf)
            and (not self.rome or self.rome in titre.rome)
        )


NO_FACETS = Facets()


@dataclass(frozen=True, slots=True)
class Results:
    """Hits of a search, best first, and how many there are of each kind before the limit and the kind asked."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


class Index:
    """Labels of some titles, ready to be searched; safe to share between threads once built."""

    def __init__(self, titres: Iterable[TitreVersion]) -> None:
        self.titres = tuple(titres)
        self._hits: list[Hit] = []
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        stemmer = Stemmer.Stemmer("french")
        for titre in self.titres:
            for hit in _entries(titre):
                found = frozenset(_stems(hit.label, stemmer))
                for stem in found:
                    self._holders[stem].append(len(self._hits))
                self._hits.append(hit)
                self._sizes.append(len(found))
        self._stems = sorted(self._holders)

    def search(self, query: str, limit: int = 60) -> list[Hit]:
        """Entries holding every word of the query (whole, or begun for the last one), best first."""
        return list(self.explore(query, limit=limit).hits)

    def explore(
        self, query: str, *, among: Iterable[TitreVersion] | None = None, kind: str = "", limit: int = 60
    ) -> Results:
        """The same, among some titles and of one kind, with the count of each kind."""
        words = _stems(query, Stemmer.Stemmer("french"))
        if not words:
            return Results()
        *whole, last = words
        exact = set(self._holders.get(last, ()))
        held = exact | self._begun(_words(query)[-1])
        for stem in whole:
            held &= set(self._holders.get(stem, ()))
        refs = None if among is None else {titre.ref for titre in among}
        ranks = [rank for rank in held if refs is None or self._hits[rank].titre.ref in refs]
        kinds = Counter(self._hits[rank].kind for rank in ranks)
        scored = sorted(
            (
                -KINDS[self._hits[rank].kind][1] - (rank in exact) - len(words) / max(self._sizes[rank], 1),
                rank,
            )
            for rank in ranks
            if not kind or self._hits[rank].kind == kind
        )
        hits = tuple(self._hits[rank] for _, rank in scored[:limit])
        return Results(hits, len(scored), {name: kinds[name] for name in KINDS if kinds[name]})

    def _begun(self, word: str) -> set[int]:
        """Entries that hold a stem beginning with a word, which is perhaps not ended."""
        found: set[int] = set()
        for stem in self._stems[bisect_left(self._stems, word) :]:
            if not stem.startswith(word):
                break
            found.update(self._holders[stem])
        return found


def stems(text: str) -> frozenset[str]:
    """The words of a text that say something, as stems: what two wordings of one thing have in common."""
    return frozenset(_stems(text, Stemmer.Stemmer("french")))


def _entries(titre: TitreVersion) -> Iterator[Hit]:
    yield Hit(titre, "titre", titre.ref, f"{titre.title} ({titre.sigle}, {titre.code}, {titre.rncp})")
    for bloc in (*titre.ccps, *titre.ccss):
        yield Hit(titre, "ccp", bloc.id, bloc.title)
    for competence in titre.competences:
        number, id = competence.number, titre.competence_id(competence.number)
        yield Hit(titre, "competence", id, competence.title, number)
        for criterion in titre.criteria(number):
            yield Hit(titre, "critere", criterion.id, criterion.text, number)
        known = set(competence.assessment_criteria)
        for criterion in titre.reac_criteria(number):
            if criterion.text not in known:
                yield Hit(titre, "reac", criterion.id, criterion.text, number)
        for group in (
            competence.technical_skills, competence.organisational_skills, competence.relational_skills
        ):  # fmt: skip
            yield from (Hit(titre, "savoir-faire", id, label, number) for label in group)
        yield from (Hit(titre, "savoir", id, label, number) for label in competence.knowledge)
    for rank, transversal in enumerate(titre.transversal, 1):
        id = f"{titre.ref}/transversale-{rank}"
        yield from (
            Hit(titre, "transversale", id, text) for text in (transversal.title, *transversal.criteria)
        )
    for production in titre.scheme().productions:
        for part in production.parts:
            id = f"{titre.ref}/title"
            yield from (Hit(titre, "production", id, text) for text in part.requirements)
    yield from (Hit(titre, "glossaire", f"{titre.ref}/glossaire", entry.term) for entry in titre.glossary)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    words = _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))
    return [word for word in words if not _EMPTY.fullmatch(word)]


def _stems(text: str, stemmer: "Stemmer.Stemmer") -> list[str]:
    return list(stemmer.stemWords(_words(text)))
