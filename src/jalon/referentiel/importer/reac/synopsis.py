"""Reads the lists of titles: vue synoptique, list of the fiche emploi type, « Liste des activités »."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ..paragraphs import Context, flat
from ..readings import Read
from ..source import Block, Cell, Line, Row, Table
from ..wording import clean, folded, label
from .titles import Found, find, fragments_of, marks_ccs, numbered, without_ccs

Kind = Literal["activity", "competence"]

_HEADER = re.compile(
    r"(?:n ?[°o]?|fiches?|at|cp|ccs|ccp|n ?[°o]? ?(?:de )?(?:la )?fiche ?(?:at|cp|ccs)?|activites?[ -]types?|"
    r"competences? professionnelles?|activites?|competences?|intitules?|numeros?|emploi[ -]type|"
    r"certificats? complementaires? de specialisation(?: ?\(ccs\))?)"
)
_FORMER = re.compile(r"(?:ancien(?:ne)?|precedent(?:e)?|version precedente|avant)\b")
_CURRENT = re.compile(r"(?:nouveau|nouvelle|actuel(?:le)?|apres)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A title in a list: the rank of the known title it prints (None for another), and the activity it stands under."""

    kind: Kind
    rank: int | None
    read: Read[str]
    number: int | None = None
    under: int | None = None  # rank in the list of the activity entry above
    ccs: bool = False


@dataclass(slots=True)
class Synopsis:
    """The entries of a list in its order, the lines that only name its columns, and those that mix its columns."""

    entries: list[Entry] = field(default_factory=list)
    headers: list[Line] = field(default_factory=list)
    mixed: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    extension: bool = False  # the activities that follow are CCS

    def add(self, kind: Kind, found: Found, number: int | None = None) -> None:
        under = next(
            (n for n in range(len(self.entries) - 1, -1, -1) if self.entries[n].kind == "activity"), None
        )
        self.entries.append(
            Entry(
                kind,
                found.rank,
                found.read,
                number or found.number,
                None if kind == "activity" else under,
                kind == "activity" and (found.ccs or self.extension),
            )
        )


def read_synopsis(
    blocks: Sequence[Block], activities: Sequence[str], competences: Sequence[str], context: Context
) -> Synopsis:
    """The vue synoptique: a table of activities and competences with their numbers, or what is left of it."""
    synopsis = Synopsis()
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        _read_lines(run, activities, competences, context, synopsis)
        run = []
        _read_table(block, activities, competences, context, synopsis)
    _read_lines(run, activities, competences, context, synopsis)
    return synopsis


def read_job_list(
    lines: Sequence[Line], activities: Sequence[str], competences: Sequence[str], context: Context
) -> Synopsis:
    """« Liste des activités types et des compétences professionnelles »: numbered activities, competences below."""
    synopsis = Synopsis()
    for found in find(lines, [*activities, *competences], context):
        if marks_ccs(found.read.value):
            synopsis.extension = True
            synopsis.headers.extend(found.read.lines)
        elif found.rank is not None:
            synopsis.add(*_kind_of(found, len(activities)))
        elif found.number is not None and not found.read.lines[0].bullet:
            synopsis.add("activity", found)
        else:
            synopsis.add("competence", found)
    return synopsis


def current_activities(blocks: Iterable[Block]) -> tuple[list[Line], list[Line], list[Line]]:
    """« Liste des activités » of the old and the new titre: lines of the new activities, of its name, and all others.

    The line that announces the activités d’extension stands among the new activities.
    """
    fresh: list[Line] = []
    names: list[Line] = []
    others: list[Line] = []
    current: bool | None = None
    for block in blocks:
        if isinstance(block, Table):
            _side_by_side(block, fresh, names, others)
            continue
        key = folded(block.text)
        if _FORMER.match(key) or _CURRENT.match(key):
            current = bool(_CURRENT.match(key))
            (names if current and ":" in block.text else others).append(block)
        elif marks_ccs(block.text):
            (fresh if current else others).append(block)
        elif re.fullmatch(r"(?:liste des )?activites?(?:[ -]types?)?|ccp|sans objet|neant", key):
            others.append(block)
        else:
            (fresh if current else others).append(block)
    return fresh, names, others


def named_title(line: Line) -> Read[str] | None:
    """The titre that « Nouveau TP : … » names."""
    name = label(clean(line.text).split(":", 1)[-1])
    return Read(name, (line,)) if name else None


def _side_by_side(table: Table, fresh: list[Line], names: list[Line], others: list[Line]) -> None:
    column: int | None = None
    for row in table.rows:
        for cell in row.cells:
            key = folded(cell.text)
            if _CURRENT.match(key):
                column = cell.column
                names.extend(line for line in cell.lines if ":" in line.text)
                others.extend(line for line in cell.lines if ":" not in line.text)
            elif column is not None and cell.column >= column and not _HEADER.fullmatch(key):
                fresh.extend(cell.lines)
            else:
                others.extend(cell.lines)


def _kind_of(found: Found, activities: int) -> tuple[Kind, Found]:
    assert found.rank is not None
    if found.rank < activities:
        return "activity", found
    return "competence", replace(found, rank=found.rank - activities)


def _read_lines(
    lines: Sequence[Line],
    activities: Sequence[str],
    competences: Sequence[str],
    context: Context,
    synopsis: Synopsis,
) -> None:
    kept: list[Line] = []
    for line in lines:
        if _is_header(line):
            synopsis.headers.append(line)
        else:
            kept.append(line)
    known = [*activities, *competences]
    for found in find(kept, known, context):
        if marks_ccs(found.read.value):
            synopsis.extension = True
            synopsis.headers.extend(found.read.lines)
        elif found.rank is not None:
            synopsis.add(*_kind_of(found, len(activities)))
        else:
            _unmatched(found.read.lines, known, synopsis)
    if not known:
        _unknown(synopsis)


def _unmatched(lines: Sequence[Line], known: Sequence[str], synopsis: Synopsis) -> None:
    for line in lines:
        if re.fullmatch(r"[\d\s]+", clean(line.text)):
            synopsis.headers.append(line)
        elif fragments_of(line.text, known):
            synopsis.mixed.append(line)
        else:
            synopsis.left.append(line)


def _unknown(synopsis: Synopsis) -> None:
    """Without any fiche, only numbered lines name something."""
    for line in list(synopsis.left):
        number, text = numbered(line.text)
        if number is not None:
            synopsis.add("competence", Found(None, Read(label(text), (line,)), number))
            synopsis.left.remove(line)


def _is_header(line: Line) -> bool:
    key = folded(line.text)
    return bool(_HEADER.fullmatch(key)) or all(_HEADER.fullmatch(word) for word in _header_words(key))


def _header_words(key: str) -> list[str]:
    return re.findall(r"n ?[°o](?!\w)|activites?[ -]types?|competences? professionnelles?|\S+", key) or ["-"]


def _read_table(
    table: Table,
    activities: Sequence[str],
    competences: Sequence[str],
    context: Context,
    synopsis: Synopsis,
) -> None:
    columns = _text_columns(table)
    for row in table.rows:
        filled = [cell for cell in row.cells if cell.lines]
        if all(_is_header(line) for cell in filled for line in cell.lines):
            synopsis.headers.extend(line for cell in filled for line in cell.lines)
            synopsis.extension |= bool(filled) and any(marks_ccs(cell.text) for cell in filled)
            continue
        for kind, cell, numbers in _texts(row, columns):
            known = activities if kind == "activity" else competences
            lines = list(cell.lines)
            found = find(lines, known, context)
            if not any(one.rank is not None for one in found) and len(numbers) <= 1:
                number, text = numbered(context.text(lines))
                ccs, text = without_ccs(text)
                found = [Found(None, Read(label(text), tuple(lines)), number, ccs)]
            for rank, one in enumerate(found):
                mark = numbers[rank] if rank < len(numbers) else None
                synopsis.add(kind, _with(one, mark), int(clean(mark.text)) if mark else None)
            for mark in numbers[len(found) :]:
                synopsis.headers.append(mark)


def _with(found: Found, mark: Line | None) -> Found:
    if mark is None:
        return found
    return replace(found, read=replace(found.read, lines=(*found.read.lines, mark)))


def _text_columns(table: Table) -> tuple[int, ...]:
    """The columns that hold titles, from left to right: activities, then competences."""
    found: dict[int, int] = {}
    for row in table.rows:
        for cell in row.cells:
            if cell.lines and not _is_number(cell) and not all(_is_header(line) for line in cell.lines):
                found[cell.column] = found.get(cell.column, 0) + 1
    return tuple(sorted(found))


def _is_number(cell: Cell) -> bool:
    return all(re.fullmatch(r"\d{1,2}\.?", clean(line.text)) for line in cell.lines)


def _texts(row: Row, columns: Sequence[int]) -> Iterator[tuple[Kind, Cell, list[Line]]]:
    """The titles of a row with the numbers that stand before them."""
    numbers: list[Line] = []
    last = columns[-1] if columns else 0
    for cell in row.cells:
        if not cell.lines:
            continue
        if _is_number(cell):
            numbers.extend(cell.lines)
            continue
        kind: Kind = "activity" if len(columns) > 1 and cell.column < last else "competence"
        yield kind, cell, numbers
        numbers = []


def lines_of_list(blocks: Iterable[Block]) -> list[Line]:
    return flat(blocks)
