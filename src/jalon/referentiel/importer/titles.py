"""Activities and competences by their number: every wording of their titles, and the number behind a wording."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .agreement import Agreement, Wording, agree, alike
from .lexicon import Lexicon, fold
from .readings import Read
from .source import Line

Kind = Literal["activity", "competence", "transversal"]
Key: TypeAlias = tuple[Kind, int]

_LINKED = 78.0
_APART = 3.0
_BEGINNING = 18

SPOTS: Mapping[str, str] = {
    "cover": "la couverture", "contents": "le sommaire", "evolution": "la présentation de l’évolution du titre",
    "synopsis": "la vue synoptique", "emploi": "la fiche emploi type", "activity": "la fiche activité type",
    "competence": "la fiche compétence", "transversal": "la fiche des compétences transversales",
    "test": "le tableau des modalités d’évaluation", "matrix": "le tableau des critères d’évaluation",
    "transversal_table": "le tableau des compétences transversales", "bloc": "le dispositif d’un CCP",
    "production": "les contenus demandés d’une production", "annex": "les annexes",
}  # fmt: skip


@dataclass(slots=True)
class Named:
    """One activity or competence, and every place that names it."""

    wordings: list[Wording] = field(default_factory=list)
    folds: dict[str, str] = field(default_factory=dict)
    agreement: Agreement | None = None


@dataclass(slots=True)
class Titles:
    """The titles of a titre. Wordings are added and linked first, then `settle` mends them together."""

    lexicon: Lexicon
    named: dict[Key, Named] = field(default_factory=dict)
    _seen: set[tuple[Key, str, tuple[Line, ...]]] = field(default_factory=set)

    def add(self, kind: Kind, number: int, read: Read[str], witness: str) -> None:
        """One more place that names a thing; `witness` is « reac:synopsis », « re:matrix »."""
        key = (kind, number)
        named = self.named.setdefault(key, Named())
        if not read.value.strip() or (key, read.value, read.lines) in self._seen:
            return
        self._seen.add((key, read.value, read.lines))
        named.wordings.append(Wording(read.value, read.lines, witness))
        named.folds.setdefault(fold(read.value), read.value)

    def numbers(self, kind: Kind) -> list[int]:
        return sorted(number for one, number in self.named if one == kind)

    def link(
        self, kind: Kind, text: str, among: Collection[int] | None = None, besides: Collection[int] = ()
    ) -> int | None:
        """The number of the thing that a text names; None where none is near enough, or several are as near.

        Texts repeat across competences: the numbers of `besides`, already taken in the same list, come last when the
        text is theirs, and are out of the question when it is only near.
        """
        numbers = [number for number in self.numbers(kind) if among is None or number in among]
        exact = [number for number in numbers if self.names(kind, number, text)]
        if exact:
            return min(exact, key=lambda number: (number in besides, number))
        score = {n: self._likeness(self.named[kind, n], text) for n in numbers if n not in besides}
        ranked = sorted(score, key=lambda number: (-score[number], number))
        if not ranked or score[ranked[0]] < _LINKED:
            return None
        best = ranked[0]
        rivals = [number for number in ranked[1:] if score[best] - score[number] < _APART]
        return None if rivals and not self._same_title(kind, best, rivals) else best

    def link_list(self, kind: Kind, texts: Sequence[str], among: Collection[int] = ()) -> list[int | None]:
        """The number behind each text of a list: those of `among` first, exact titles before near ones."""
        found: list[int | None] = [None] * len(texts)
        taken: set[int] = set()
        for near in (False, True):
            for rank, text in enumerate(texts):
                if found[rank] is not None or (not near and not self.is_known(kind, text)):
                    continue
                number = self.link(kind, text, among, taken) if among else None
                number = number or self.link(kind, text, None, taken)
                if number is not None:
                    found[rank] = number
                    taken.add(number)
        return found

    def names(self, kind: Kind, number: int, text: str) -> bool:
        """True where some place names this thing with these very words."""
        folded = fold(text)
        return bool(folded) and folded in self.named[kind, number].folds

    def is_known(self, kind: Kind, text: str) -> bool:
        return any(self.names(kind, number, text) for number in self.numbers(kind))

    def settle(self) -> None:
        """Mends every title by agreement between the places that name it."""
        for named in self.named.values():
            if named.wordings:
                named.agreement = agree(named.wordings, self.lexicon, verb=True)

    def text(self, kind: Kind, number: int) -> str:
        """The title kept for a thing, once settled; empty where no place words it."""
        named = self.named.get((kind, number))
        return named.agreement.text if named and named.agreement else ""

    def _likeness(self, named: Named, text: str) -> float:
        folded = fold(text)
        if not folded:
            return 0.0
        best = max((alike(one, text) for one in named.folds.values()), default=0.0)
        # A title cut short, by a cell or by its author, keeps its beginning.
        begins = any(
            min(len(one), len(folded)) >= _BEGINNING and (one.startswith(folded) or folded.startswith(one))
            for one in named.folds
        )
        return max(best, 95.0) if begins else best

    def _same_title(self, kind: Kind, best: int, rivals: Sequence[int]) -> bool:
        own = set(self.named[kind, best].folds)
        return all(own & set(self.named[kind, number].folds) for number in rivals)


def witness_label(witness: str) -> str:
    """« RE, le tableau des critères d’évaluation », for a person."""
    document, _, spot = witness.partition(":")
    return ", ".join(filter(None, (document.upper(), SPOTS.get(spot, spot))))
