"""A comparison as a French text to read, as rows for a spreadsheet, and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from typing import Any

from jalon.common.typography import NBSP, minutes

from ..schema import SHORT_TEST_LABELS, TestKind
from .model import Change, Comparison, CompetencePair, Group, Line, Trait, Unit, Value, Word

MARKS = {
    Change.SAME: "=",
    Change.RESPELLED: "~",
    Change.REWORDED: "~",
    Change.CHANGED: "~",
    Change.MOVED: ">",
    Change.ADDED: "+",
    Change.REMOVED: "-",
}
LEGEND = "+ ajouté, - supprimé, ~ modifié, > déplacé ; dans un texte : [-avant-]{+après+}."
CSV_HEADINGS = (
    "Partie", "Rubrique", "Élément", "Changement", "Avant", "Après", "Adresse avant", "Adresse après",
)  # fmt: skip


def shown(value: Value, unit: Unit = "") -> str:
    """A value as people read it: « 2 h 55 », « 21/11/2022 », « Mise en situation, Entretien technique »."""
    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, tuple):
        if unit == "tests":
            return ", ".join(SHORT_TEST_LABELS[TestKind(str(item))] for item in value)
        return ", ".join(f"C{item}" if unit == "competences" else str(item) for item in value)
    if unit == "date":
        return "/".join(reversed(str(value).split("-")))
    if unit == "min" and isinstance(value, int):
        return minutes(value)
    if unit == "h":
        return f"{value}{NBSP}h"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


def inline(words: tuple[Word, ...]) -> str:
    """Both texts in one: « plan [-d’actions-]{+d’action+} »."""
    signs = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    return "".join(f"{signs[word.side][0]}{word.text}{signs[word.side][1]}" for word in words)


# --- the text ---


def text_report(comparison: Comparison) -> Iterator[str]:
    """The lines of the report; only what changes, the headline first and the correspondences last."""
    former, current = comparison.former, comparison.current
    yield f"{former.ref} ({former.sigle}) → {current.ref} ({current.sigle})"
    yield from comparison.remarks
    if comparison.identical:
        yield "Les deux documents disent la même chose."
        return
    yield headline(comparison)
    yield LEGEND
    yield from _section("Le titre", _group_lines(comparison.identity))
    for activity in comparison.activities:
        yield from _section(activity.group.heading, _group_lines(activity.group))
    yield from _section("Compétences", _competences(comparison))
    for group in comparison.transversal:
        yield from _section(f"Compétence transversale – {group.heading}", _group_lines(group))
    for scheme in comparison.schemes:
        lines = [line for group in scheme.groups for line in _titled(group)]
        yield from _section(f"Épreuves – {scheme.label}", lines)
    for group in comparison.others:
        yield from _section(group.heading, _group_lines(group))
    yield from _section("Correspondances des CCP : propositions à valider", _proposals(comparison))


def headline(comparison: Comparison) -> str:
    """« 15 compétences inchangées, 2 modifiées… » in one sentence."""
    counts = comparison.counts
    said = [
        _count(counts.unchanged, "inchangée", "inchangées")
        + (f" dont {_count(counts.renumbered, 'renumérotée', 'renumérotées')}" if counts.renumbered else ""),
        _count(counts.changed, "modifiée", "modifiées"),
        _count(counts.added, "ajoutée", "ajoutées"),
        _count(counts.removed, "supprimée", "supprimées"),
    ]
    others = _count(counts.lines, "autre différence", "autres différences")
    return f"Compétences : {', '.join(said)}. Ailleurs : {others}."


def _section(heading: str, lines: Any) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{heading}"
        yield from (f"  {line}" for line in found)


def _titled(group: Group) -> Iterator[str]:
    lines = _group_lines(group)
    if lines:
        yield group.heading
        yield from (f"  {line}" for line in lines)


def _group_lines(group: Group) -> list[str]:
    return [line_text(line) for line in group.changed]


def line_text(line: Line) -> str:
    """One line of the report: its mark, its name, what became of it."""
    mark = MARKS[line.change]
    if line.change == Change.ADDED:
        return f"{mark} {line.label} : {shown(line.current, line.unit)}"
    if line.change == Change.REMOVED:
        return f"{mark} {line.label} : {shown(line.former, line.unit)}"
    if line.words:
        graphie = " (graphie)" if line.change == Change.RESPELLED else ""
        return f"{mark} {line.label}{graphie} : {inline(line.words)}"
    if line.former == line.current:
        said = "mêmes numéros, autres compétences" if line.unit == "competences" else ""
        return f"{mark} {line.label} : {shown(line.current, line.unit)}{f' ({said})' if said else ''}"
    return f"{mark} {line.label} : {shown(line.former, line.unit)} → {shown(line.current, line.unit)}"


def _competences(comparison: Comparison) -> Iterator[str]:
    for pair in comparison.competences:
        if pair.traits:
            yield from _competence(pair)
    for found in comparison.regroupings:
        numbers = [" + ".join(f"C{number}" for number in side) for side in (found.former, found.current)]
        yield f"? {numbers[0]} → {numbers[1]} : {found.label} ({found.reason})"


def _competence(pair: CompetencePair) -> Iterator[str]:
    if Trait.ADDED in pair.traits or Trait.REMOVED in pair.traits:
        added = pair.current is not None
        number = pair.current if added else pair.former
        title = pair.title.current if added else pair.title.former
        criteria = sum(len(group.lines) for group in pair.groups if group.key == "assessment_criteria")
        mark = MARKS[Change.ADDED if added else Change.REMOVED]
        yield f"{mark} C{number}. {title} ({_count(criteria, 'critère du RE', 'critères du RE')})"
        return
    doubt = "" if pair.sure else " – rapprochement incertain"
    yield f"~ {pair.name}. {pair.title.current} : {', '.join(trait.label for trait in pair.traits)}{doubt}"
    of_the_re = next((group for group in pair.groups if group.key == "assessment_criteria"), None)
    for group in pair.groups:
        if group.key == "identity":
            yield from (f"    {line_text(line)}" for line in group.changed if line.field == "title")
        elif group.key == "criteria" and group.changed and same_texts(group, of_the_re):
            yield f"    {group.heading} : les mêmes changements"
        elif group.changed:
            yield f"    {group.heading}"
            yield from (f"      {line_text(line)}" for line in group.changed)


def same_texts(one: Group, other: Group | None) -> bool:
    """Whether two lists of one competence change alike, word for word."""
    return other is not None and [(line.change, line.former, line.current) for line in one.lines] == [
        (line.change, line.former, line.current) for line in other.lines
    ]


def _proposals(comparison: Comparison) -> Iterator[str]:
    for one in comparison.proposals:
        confidence = f"confiance {one.confidence.label}, " if one.confidence else ""
        yield f"{one.former_label} → {one.current_label} : {confidence}{one.verdict.label}"
        yield from (f"    {sentence}" for sentence in one.evidence)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}"


# --- rows, JSON ---


def rows(comparison: Comparison, *, everything: bool = True) -> Iterator[tuple[str, ...]]:
    """One row per line, under CSV_HEADINGS; only what changes unless `everything`."""
    for place, group in comparison.groups():
        for line in group.lines if everything else group.changed:
            before, after = (
                "" if value is None or value == () else shown(value, line.unit)
                for value in (line.former, line.current)
            )
            yield (
                place, group.heading, line.label, line.change.label, before, after,
                line.former_address, line.current_address,
            )  # fmt: skip
    for one in comparison.proposals:
        confidence = f"confiance {one.confidence.label}, " if one.confidence else ""
        yield (
            "Correspondances des CCP", "Propositions à valider", " ".join(one.evidence),
            f"{confidence}{one.verdict.label}", one.former_label, one.current_label,
            " ".join(one.former), one.current,
        )  # fmt: skip


def to_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain JSON values; `counts` says the headline again in figures."""
    written = _write(comparison)
    assert isinstance(written, dict)
    return {**written, "counts": asdict(comparison.counts)}


def _write(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _write(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _write(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value
