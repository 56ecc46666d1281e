"""A comparison as the page shows it: rows with a text on each side, only those that change or all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from .drawing import FATE_LABELS, Fate, fate_of
from .model import Change, Comparison, CompetencePair, Group, Line, Trait, Word
from .report import same_texts, shown

TONES = {
    Change.SAME: "neutral",
    Change.RESPELLED: "neutral",
    Change.REWORDED: "info",
    Change.CHANGED: "info",
    Change.MOVED: "warning",
    Change.ADDED: "success",
    Change.REMOVED: "danger",
}
FATE_TONES: dict[Fate, str] = {
    "same": "neutral", "renumbered": "neutral", "changed": "info", "moved": "warning", "added": "success",
    "removed": "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is about, each side in runs of words, what became of it."""

    label: str
    change: str
    tone: str
    before: tuple[Word, ...]
    after: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its rows; `note` stands for rows that another block already shows."""

    heading: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """A competence in the table beneath the picture, and its detail."""

    pair: CompetencePair
    fate: str
    tone: str
    traits: tuple[str, ...]
    before: tuple[Word, ...]
    after: tuple[Word, ...]
    blocks: tuple[Block, ...]

    @property
    def detailed(self) -> bool:
        """Whether its detail says more than the table: a competence that both versions have, and that differs."""
        return bool(self.blocks) and None not in (self.pair.former, self.pair.current)

    @property
    def plain(self) -> tuple[Word, ...]:
        return tuple(Word("same", word.text) for word in self.after)

    @property
    def count(self) -> int:
        return sum(len(block.rows) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Part:
    """Everything of one kind beside the competences."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]


def row(line: Line) -> Row:
    before, after = sides(line)
    return Row(line.label, line.change.label, TONES[line.change], before, after)


def sides(line: Line) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The runs of each side; an absent side has none."""
    if line.words:
        return (
            tuple(word for word in line.words if word.side != "added"),
            tuple(word for word in line.words if word.side != "removed"),
        )
    before, after = (
        () if value is None or value in ("", ()) else (Word("same", shown(value, line.unit)),)
        for value in (line.former, line.current)
    )
    return before, after


def block(group: Group, *, everything: bool, heading: str = "") -> Block | None:
    """The rows of a group, None when there is nothing to show."""
    lines = group.lines if everything else group.changed
    return Block(heading or group.heading, tuple(row(line) for line in lines)) if lines else None


def parts(comparison: Comparison, *, everything: bool) -> tuple[Part, ...]:
    """Tests, transversal competences, activities, the title, the rest; those without anything to show left out."""
    identity = block(comparison.identity, everything=everything)
    found = (
        Part("epreuves", "Épreuves et productions", tuple(
            Block(f"{scheme.label} · {one.heading}", one.rows)
            for scheme in comparison.schemes
            for one in blocks(scheme.groups, everything=everything)
        )),
        Part("transversales", "Compétences transversales", blocks(comparison.transversal, everything=everything)),
        Part("activites", "Activités", blocks((one.group for one in comparison.activities), everything=everything)),
        Part("titre", "Le titre", (identity,) if identity else ()),
        Part("reste", "Locaux, ressources, tableaux et glossaire",
             blocks(comparison.others, everything=everything)),
    )  # fmt: skip
    return tuple(part for part in found if part.blocks)


def blocks(groups: Iterable[Group], *, everything: bool) -> tuple[Block, ...]:
    found = [block(group, everything=everything) for group in groups]
    return tuple(one for one in found if one is not None)


def competence_rows(comparison: Comparison, *, everything: bool) -> tuple[CompetenceRow, ...]:
    return tuple(
        _competence_row(pair, everything=everything)
        for pair in comparison.competences
        if everything or pair.traits
    )


def _competence_row(pair: CompetencePair, *, everything: bool) -> CompetenceRow:
    fate = fate_of(pair)
    before, after = sides(pair.title)
    said = [trait.label for trait in pair.traits if trait != Trait.MOVED]  # its badge says it
    if not pair.sure:
        said.append("rapprochement incertain")
    if fate in ("added", "removed", "renumbered"):
        said = []
    return CompetenceRow(
        pair,
        FATE_LABELS[fate],
        FATE_TONES[fate],
        tuple(said),
        before,
        after,
        _details(pair, everything=everything),
    )


def _details(pair: CompetencePair, *, everything: bool) -> tuple[Block, ...]:
    """What changed below the title; one list stands for both where REAC and RE change alike."""
    of_the_re = next((group for group in pair.groups if group.key == "assessment_criteria"), None)
    found: list[Block] = []
    for group in pair.groups:
        if group.key == "criteria" and group.changed and same_texts(group, of_the_re):
            found.append(Block(group.heading, (), "Les mêmes changements que dans le RE."))
        elif group.key != "identity" and (one := block(group, everything=everything)):
            found.append(one)
    return tuple(found)
