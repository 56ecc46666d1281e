"""The sentences of a programme: printed lines joined, rows of tables made sentences, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jalon.referentiel.importer.source import Line, Source, Table
from jalon.referentiel.importer.wording import folded

from .facts import Quote

_START = re.compile(
    r"(?:module|bloc|ccp|seances?|sequences?|unites?|ateliers?|cours|themes?|journees?|formation|certification|epreuves?|"
    r"examen|duree|stages?|periode|production|presentation|total|objectifs?|modalites?|conditions?|acces|cout|tarif|"
    r"volume)\b|\d+[.)] "
)
_HOURS_HEADING = re.compile(r"(?:nombre d'|nb d'|volume (?:horaire)?|)\s*(?:heures?|durees?|h)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item, `plain` folded; `bullet` for items of a list."""

    text: str
    plain: str
    quote: Quote
    bullet: bool = False


def statements(source: Source) -> list[Statement]:
    """The sentences of a file in reading order."""
    made: list[Statement] = []
    open_lines: list[Line] = []

    def close() -> None:
        if open_lines:
            made.append(_statement(" ".join(line.text.strip() for line in open_lines), open_lines[0]))
            open_lines.clear()

    for block in source.blocks:
        if isinstance(block, Table):
            close()
            made.extend(_rows(block))
            continue
        if open_lines and not _continues(open_lines[-1], block):
            close()
        open_lines.append(block)
    close()
    return [one for one in made if one.plain]


def _continues(before: Line, line: Line) -> bool:
    """Whether a printed line goes on with the sentence of the one before."""
    if before.whole or line.bullet or line.gap >= 0.6 or _START.match(folded(line.text)):
        return False
    return not re.search(r"[.;:)!?]\s*$", before.text) and not before.text.isupper()


def _statement(text: str, first: Line) -> Statement:
    text = re.sub(r"\s+", " ", text).strip()
    bare = re.sub(r"^(?:[✓✔➢►▪•·◦●○■□\uf000-\uf8ff-]\s*)+", "", text)
    marked = bool(first.bullet) or bare != text
    return Statement(bare, folded(bare), Quote(_where(first), bare), marked)


def _where(line: Line) -> str:
    place = line.place
    return f"page {place.page}, ligne {place.line}" if place.page else f"ligne {place.line}"


def _rows(table: Table) -> Iterator[Statement]:
    """Each row as a sentence; a bare number under a heading of hours is said in hours."""
    hours: set[int] = set()
    for number, row in enumerate(table.rows):
        if number == 0:
            hours = {cell.column for cell in row.cells if _HOURS_HEADING.match(folded(cell.text))}
        said = []
        for cell in row.cells:
            text = cell.text.strip()
            if number and cell.column in hours and re.fullmatch(r"\d+(?:[.,]\d+)?", text):
                text = f"({text} h)"
            if text:
                said.append(text)
        first = next((line for cell in row.cells for line in cell.lines), None)
        if first is not None and said:
            yield _statement(" ".join(said), first)
