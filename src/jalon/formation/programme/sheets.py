"""Sheets of a programme's workbook: which columns they have, whatever their order, and their rows with their places."""

import re
from collections.abc import Iterator, Mapping, Sequence

from jalon.common.received_sheets import Cell, RawSheet, column_letters
from jalon.referentiel.importer.wording import folded

from .cells import quoted, text_of
from .facts import Quote

_EXACT: Mapping[str, str] = {
    "module": r"(?:n° ?(?:du )?)?modules?|numero du module",
    "number": r"n°|num(?:ero)?|ordre",
    "title": r"intitules?|titres?|libelles?|contenus?|seances?|sequences?|objets?|themes?",
    "ccp": r"ccp|bloc(?: de competences)?|perimetre|certificat",
    "hours": r"heures?|durees?(?: \(?(?:en )?h(?:eures?)?\)?)?|nb h|nombre d'heures|h|volume(?: horaire)?|"
             r"heures en entreprise|duree en heures",
    "centre": r"heures (?:en )?centre|theorie|formation theorique|heures theoriques",
    "company": r"heures (?:de )?stages?|stages?|entreprise|formation pratique",
    "weeks": r"semaines?|nb semaines|nombre de semaines",
    "competences": r"competences?(?: visees?)?|cp",
    "modality": r"modalites?|presentiel|distance",
    "work": r"nature des travaux|travaux(?: demandes)?|activites a distance",
    "test": r"epreuves?|modalites? d'evaluation|evaluation",
    "minutes": r"minutes?|duree(?: \(?(?:en )?min(?:utes)?\)?)|min",
    "low": r"pages? (?:mini(?:mum)?|min|au moins)|mini(?:mum)?|de",
    "high": r"pages? (?:maxi(?:mum)?|max|au plus)|maxi(?:mum)?|a",
    "parts": r"parties|nombre de parties",
    "date": r"dates?|jour|le",
    "start": r"(?:heure (?:de )?)?debut|de",
    "end": r"(?:heure (?:de )?)?fin|a",
    "trainer": r"format(?:eur|rice)s?|intervenante?s?|animat(?:eur|rice)s?|enseignante?s?",
    "room": r"salles?|lieux?",
    "group": r"groupes?|promotions?|promo|sections?|classes?",
}  # fmt: skip
_LOOSE: Mapping[str, str] = {
    "module": r"(?:n° ?|numero |nom |intitule )?(?:du |de )?modules?\b",
    "number": r"(?:n°|num(?:ero)?|ordre|rang)\b",
    "title": r"(?:intitules?|titres?|libelles?|contenus?|seances?|sequences?|objets?|themes?|noms?|descriptions?|"
             r"sujets?|unites?|matieres?|activites?)\b",
    "ccp": r"(?:ccp|blocs?)\b",
    "centre": r".*\bcentre\b",
    "company": r".*\b(?:stages?|entreprise)\b",
    "hours": r"(?!.*\b(?:debut|fin|min|minutes)\b)(?:.*\b(?:heures?|nb h|hrs?|volume|nbre h)\b|durees?\b|total\b)",
    "weeks": r".*\bsemaines?\b",
    "competences": r".*\bcompetences?\b",
    "modality": r"(?:modalite|mode)\b",
    "minutes": r".*\b(?:minutes?|min)\b",
    "test": r".*\bepreuves?\b",
    "date": r"(?:date|jour)\b",
    "start": r".*\bdebut\b",
    "end": r".*\bfin\b",
    "trainer": r"(?:formateur|intervenant|animateur)",
    "room": r"salle\b",
    "group": r"groupe\b",
}  # fmt: skip
MODULES = ("module", "number", "title", "ccp", "centre", "company", "hours")
SEANCES = (
    "module", "number", "title", "ccp", "minutes", "hours", "competences", "modality", "work", "date", "start", "end",
    "trainer", "room", "group",
)  # fmt: skip
_SCANNED = 30  # lines where headings may stand


class Row:
    """A row with its cells by meaning, and their places."""

    def __init__(
        self, sheet: str, line: int, cells: Mapping[str, tuple[int, Cell]], *, last: bool = False
    ) -> None:
        self._sheet, self._line, self._cells, self._last = sheet, line, cells, last

    def cell(self, key: str) -> Cell:
        return self._cells[key][1] if key in self._cells else None

    def text(self, key: str) -> str:
        return text_of(self.cell(key))

    def first(self) -> str:
        """The first words of the row."""
        ordered = sorted(self._cells.values(), key=lambda pair: pair[0])
        return next((told for _, cell in ordered if (told := text_of(cell))), "")

    def quote(self, key: str) -> Quote:
        column = self._cells[key][0] if key in self._cells else 0
        told = " | ".join(text_of(cell) for _, cell in self._cells.values() if text_of(cell))
        place = f"{column_letters(column)}{self._line}"
        return Quote(f"{self._sheet}!{place}" if self._sheet else place, quoted(told))

    def filled(self) -> bool:
        return any(text_of(cell) for _, cell in self._cells.values())

    def more(self) -> bool:
        """Whether other rows follow."""
        return not self._last


def columns_of(cells: Sequence[Cell], wanted: Sequence[str]) -> dict[str, int]:
    """The wanted columns that a row of headings names: exact names first, then those that only contain them."""
    found: dict[str, int] = {}
    heads = [folded(text_of(cell)).replace("*", "").strip() for cell in cells]
    for patterns in (_EXACT, _LOOSE):
        for index, whole in enumerate(heads):
            if not whole or len(whole) > 60 or index in found.values():
                continue
            for plain in (whole, re.sub(r"\s*\(.*\)\s*", "", whole)):
                match = re.fullmatch if patterns is _EXACT else re.match
                key = next(
                    (k for k in wanted if k not in found and k in patterns and match(patterns[k], plain)),
                    None,
                )
                if key is not None:
                    found[key] = index
                    break
    return found


def told_by_columns(sheet: RawSheet) -> str:
    """What a sheet holds by its headings: « seances », or nothing that is known."""
    for cells in sheet.rows[:_SCANNED]:
        found = columns_of(cells, SEANCES)
        if "title" in found and ("hours" in found or "minutes" in found) and len(found) >= 3:
            if {"competences", "modality", "work", "module", "date", "trainer"} & set(found):
                return "seances"
            head = folded(text_of(cells[found["title"]]))
            if re.match(r"(?:seance|sequence|intitule de la seance)", head):
                return "seances"
        elif set(found) >= {"title", "hours"} and re.match(
            r"seance|sequence", folded(text_of(cells[found["title"]]))
        ):
            return "seances"
    return ""


def rows_of(sheet: RawSheet, wanted: Sequence[str]) -> Iterator[Row]:
    """The rows beneath the first one that names at least two of the wanted columns."""
    columns: dict[str, int] = {}
    end = max((at for at, cells in enumerate(sheet.rows) if any(text_of(cell) for cell in cells)), default=0)
    for at, cells in enumerate(sheet.rows):
        if not columns:
            found = columns_of(cells, wanted)
            if len(found) >= 2:
                columns = found
            continue
        row = Row(
            sheet.name, sheet.first_line + at,
            {key: (sheet.first_column + i, cells[i] if i < len(cells) else None) for key, i in columns.items()},
            last=at == end,
        )  # fmt: skip
        if row.filled():
            yield row
