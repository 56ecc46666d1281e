"""What a comparison of two versions says: lines, pairs, and the correspondences it proposes."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

Value: TypeAlias = str | int | float | bool | tuple[str, ...] | tuple[int, ...] | None
Unit = Literal["", "min", "h", "pages", "date", "tests", "competences"]


class Change(StrEnum):
    """What became of one piece from a version to the other."""

    SAME = "same"
    RESPELLED = "respelled"
    REWORDED = "reworded"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return CHANGE_LABELS[self]


CHANGE_LABELS = {
    Change.SAME: "inchangé",
    Change.RESPELLED: "graphie",
    Change.REWORDED: "reformulé",
    Change.CHANGED: "modifié",
    Change.MOVED: "déplacé",
    Change.ADDED: "ajouté",
    Change.REMOVED: "supprimé",
}


class Trait(StrEnum):
    """What changed in a competence; none of them: it is unchanged."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    RESPELLED = "respelled"
    CRITERIA = "criteria"
    SKILLS = "skills"
    TESTS = "tests"
    PROSE = "prose"

    @property
    def label(self) -> str:
        return TRAIT_LABELS[self]


TRAIT_LABELS = {
    Trait.ADDED: "ajoutée",
    Trait.REMOVED: "supprimée",
    Trait.MOVED: "changée d’activité",
    Trait.RENUMBERED: "renumérotée",
    Trait.REWORDED: "intitulé reformulé",
    Trait.RESPELLED: "graphie de l’intitulé",
    Trait.CRITERIA: "critères modifiés",
    Trait.SKILLS: "savoir-faire ou savoirs modifiés",
    Trait.TESTS: "épreuves modifiées",
    Trait.PROSE: "description modifiée",
}


class Confidence(StrEnum):
    """How much of two blocs is common; a proposal is never more than a proposal (A1.8)."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"

    @property
    def label(self) -> str:
        return {"strong": "forte", "medium": "moyenne", "weak": "faible"}[self.value]


class Verdict(StrEnum):
    """What the RE says of a proposed correspondence."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNSTATED = "unstated"
    STATED_ONLY = "stated_only"

    @property
    def label(self) -> str:
        return VERDICT_LABELS[self]


VERDICT_LABELS = {
    Verdict.CONFIRMED: "le RE la dit aussi",
    Verdict.CONTRADICTED: "le RE dit autre chose",
    Verdict.UNSTATED: "le RE ne la dit pas",
    Verdict.STATED_ONLY: "le RE la dit, les contenus ne la montrent pas",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A run of a text: in both versions, only in the former (`removed`), only in the current (`added`)."""

    side: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One piece in both versions: its values, the address of each in its document ("" where it is absent)."""

    change: Change
    field: str
    label: str
    former: Value = None
    current: Value = None
    former_address: str = ""
    current_address: str = ""
    unit: Unit = ""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines on one subject, under one heading."""

    key: str
    heading: str
    lines: tuple[Line, ...]

    @property
    def changed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.change != Change.SAME)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two competences are held to be the same one: shares from 0 to 1; None where a side says nothing."""

    title: float
    criteria: float | None = None
    skills: float | None = None
    score: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether the titles alone, or everything together, leave little doubt."""
        return self.title >= 0.8 or self.score >= 0.6

    @property
    def contents(self) -> float:
        """How alike criteria and know-how are, the titles apart; 0 where a side says nothing."""
        return ((self.criteria or 0.0) + (self.skills or 0.0)) / 2


@dataclass(frozen=True, slots=True)
class ActivityPair:
    """An activité type in both versions, by its number in each (None: absent), and the scope of its bloc."""

    former: int | None
    current: int | None
    former_scope: str
    current_scope: str
    group: Group


@dataclass(frozen=True, slots=True)
class CompetencePair:
    """A competence in both versions, by its number in each (None: absent)."""

    former: int | None
    current: int | None
    traits: tuple[Trait, ...]
    evidence: Evidence | None
    groups: tuple[Group, ...]

    @property
    def unchanged(self) -> bool:
        """Whether it says the same thing in the same place: its number apart."""
        return not set(self.traits) - {Trait.RENUMBERED}

    @property
    def sure(self) -> bool:
        return self.evidence is None or self.evidence.sure

    @property
    def title(self) -> Line:
        return next(line for group in self.groups for line in group.lines if line.field == "title")

    @property
    def name(self) -> str:
        """« C7 », « C7 → C8 », « C8 (ajoutée) »."""
        if self.former is None:
            return f"C{self.current} (ajoutée)"
        if self.current is None:
            return f"C{self.former} (supprimée)"
        return f"C{self.current}" if self.former == self.current else f"C{self.former} → C{self.current}"


@dataclass(frozen=True, slots=True)
class Regrouping:
    """A competence perhaps split into several, or several perhaps merged into one: candidates, with the reason."""

    kind: Literal["split", "merge"]
    former: tuple[int, ...]
    current: tuple[int, ...]
    reason: str

    @property
    def label(self) -> str:
        return "scission possible" if self.kind == "split" else "fusion possible"


@dataclass(frozen=True, slots=True)
class SchemePair:
    """How a scope is assessed in both versions ("" where a version has no such scope)."""

    former: str
    current: str
    label: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """« Proposition à valider »: blocs of the former version that seem worth a bloc of the current one (A1.8).

    `confidence` is None where only the RE says so. `former` lists several scopes only where the RE asks for
    several CCPs together.
    """

    former: tuple[str, ...]
    current: str
    former_label: str
    current_label: str
    confidence: Confidence | None
    verdict: Verdict
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions."""

    ref: str
    code: str
    sigle: str
    title: str
    decree_date: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The headline: how many competences of each fate, and how many other lines differ.

    `renumbered` are those of `unchanged` that bear another number.
    """

    unchanged: int
    renumbered: int
    changed: int
    moved: int
    added: int
    removed: int
    lines: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side, piece by piece; every value of both documents stands in one of its lines."""

    former: Side
    current: Side
    identical: bool
    identity: Group
    activities: tuple[ActivityPair, ...]
    competences: tuple[CompetencePair, ...]
    regroupings: tuple[Regrouping, ...]
    transversal: tuple[Group, ...]
    schemes: tuple[SchemePair, ...]
    others: tuple[Group, ...]
    proposals: tuple[Proposal, ...]
    remarks: tuple[str, ...] = ()

    def groups(self) -> Iterator[tuple[str, Group]]:
        """Every group with the name of what it belongs to, in reading order."""
        yield "Le titre", self.identity
        for activity in self.activities:
            yield activity.group.heading, activity.group
        for pair in self.competences:
            yield from ((f"Compétence {pair.name}", group) for group in pair.groups)
        yield from (("Compétences transversales", group) for group in self.transversal)
        for scheme in self.schemes:
            yield from ((f"Épreuves – {scheme.label}", group) for group in scheme.groups)
        yield from (("Autres", group) for group in self.others)

    @property
    def changed_lines(self) -> int:
        return sum(len(group.changed) for _, group in self.groups())

    @property
    def counts(self) -> Counts:
        paired = [pair for pair in self.competences if None not in (pair.former, pair.current)]
        held = sum(len(group.changed) for pair in self.competences for group in pair.groups)
        return Counts(
            unchanged=sum(pair.unchanged for pair in paired),
            renumbered=sum(pair.traits == (Trait.RENUMBERED,) for pair in paired),
            changed=sum(not pair.unchanged for pair in paired),
            moved=sum(Trait.MOVED in pair.traits for pair in paired),
            added=sum(pair.former is None for pair in self.competences),
            removed=sum(pair.current is None for pair in self.competences),
            lines=self.changed_lines - held,
        )
