"""A file of candidates, from its bytes to typed rows: every fault at once, none silently corrected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from jalon.common.received_sheets import MAX_ROWS
from jalon.examen.candidate_sheet import values
from jalon.examen.candidate_sheet.headings import (
    FIELDS,
    WHOLE_NAME,
    assign_columns,
    field_label,
    find_heading,
)
from jalon.examen.candidate_sheet.model import (
    CandidateRow,
    Fault,
    Reading,
    SheetFrame,
    Unreadable,
)
from jalon.examen.candidate_sheet.reader import Cell, RawSheet, column_letters, read_sheets
from jalon.people.rules import fold

_SKIPPED_SHEETS = {"exemple", "exemples", "notes", "note", "notice", "mode d emploi", "aide", "listes"}


def read_candidates(data: bytes, name: str, frame: SheetFrame) -> Reading:
    """Rows of an XLSX, ODS or CSV file for a session, or every fault with its cell and remedy.

    Never raises for what people may put in a file: an unreadable one is a fault like another.
    """
    try:
        sheets = read_sheets(data, name)
    except Unreadable as refusal:
        return Reading(faults=(refusal.fault,))
    shown = [s for s in sheets if not s.hidden]
    eligible = [s for s in shown if fold(s.name) not in _SKIPPED_SHEETS] or shown or sheets
    scored = [(found.score, -rank, s) for rank, s in enumerate(eligible) if (found := find_heading(s.rows))]
    if not scored:
        return Reading(faults=(_no_heading(name, sheets),))
    sheet = max(scored, key=lambda item: item[:2])[2]
    reading = _read_sheet(sheet, frame)
    others = [s.name for s in sheets if s is not sheet and any(any(r) for r in s.rows) and _holds_people(s)]
    if others:
        listed = ", ".join(f"« {other} »" for other in others)
        reading = replace(reading, notes=(*reading.notes, f"Feuilles non lues : {listed}."))
    return reading


def _holds_people(sheet: RawSheet) -> bool:
    return fold(sheet.name) not in _SKIPPED_SHEETS


def _no_heading(name: str, sheets: Sequence[RawSheet]) -> Fault:
    if not any(any(cell not in (None, "") for cell in row) for sheet in sheets for row in sheet.rows):
        return Fault("", "", f"« {name} » ne contient aucune donnée.", "Remplissez une ligne par candidat.")
    listed = ", ".join(f"« {s.name} »" for s in sheets if s.name)
    where = f" (feuilles : {listed})" if listed else ""
    return Fault(
        "", "", f"Aucune ligne d’en-têtes reconnue dans « {name} »{where}.",
        "La première ligne doit nommer les colonnes, dont « Nom de naissance » et « Prénom » : "
        "partez du modèle à télécharger.",
    )  # fmt: skip


def _read_sheet(sheet: RawSheet, frame: SheetFrame) -> Reading:
    heading = find_heading(sheet.rows)
    assert heading is not None  # the caller scored it
    line = sheet.first_line + heading.row
    columns, faults, notes = assign_columns(sheet.rows[heading.row], sheet.name, line, sheet.first_column)
    if faults:
        return Reading((), tuple(faults), tuple(notes), sheet.name)
    body = [
        (sheet.first_line + index, cells)
        for index, cells in enumerate(sheet.rows)
        if index > heading.row
        and any(cell is not None and str(cell).strip() for cell in cells)
        and cells != sheet.rows[heading.row]  # repeated at the top of each printed page
    ]
    read = tuple(
        (str(sheet.rows[heading.row][column] or "").strip(), field_label(key))
        for key, column in columns.items()
    )
    if not body:
        empty = Fault(
            sheet.name,
            f"A{line + 1}",
            "La feuille ne compte aucun candidat.",
            "Remplissez une ligne par candidat.",
        )
        return Reading((), (empty,), tuple(notes), sheet.name, read)
    if len(body) > MAX_ROWS:
        many = Fault(sheet.name, f"A{body[MAX_ROWS][0]}", f"{len(body)} lignes : la limite est de {MAX_ROWS}.",
                     "Découpez le fichier en plusieurs.")  # fmt: skip
        return Reading((), (many,), tuple(notes), sheet.name, read)
    rows: list[CandidateRow] = []
    reader = _RowReader(sheet, columns, frame)
    for number, cells in body:
        row = reader.read(number, cells)
        if row is not None:
            rows.append(row)
    doubles = _duplicates(rows, sheet.name, reader.place)
    faults = sorted((*reader.faults, *doubles), key=_reading_order)
    return Reading(tuple(rows), tuple(faults), tuple(notes), sheet.name, read)


def _reading_order(fault: Fault) -> tuple[int, int, str]:
    letters = fault.cell.rstrip("0123456789")
    return int(fault.cell[len(letters) :]), len(letters), letters


Converter = Callable[[Cell], Any]


class _RowReader:
    """Reads the rows of one sheet with one set of columns, gathering the faults."""

    def __init__(self, sheet: RawSheet, columns: Mapping[str, int], frame: SheetFrame) -> None:
        self.faults: list[Fault] = []
        self._company_asked = False
        self._sheet, self._columns, self._frame = sheet, columns, frame
        recent = partial(values.recent_date_of, today=frame.today)
        address = partial(values.text_of, maximum=300, lines=True)
        self._converters: dict[str, Converter] = {
            "civility": values.civility_of,
            "birth_name": values.name_of,
            "usage_name": values.name_of,
            WHOLE_NAME: values.whole_name_of,
            "first_name": values.name_of,
            "birth_date": partial(values.birth_date_of, today=frame.today),
            "birth_place": partial(values.text_of, maximum=120),
            "email": values.email_of,
            "phone": values.phone_of,
            "address": address,
            "postal_code": _postal_code,
            "city": partial(values.text_of, maximum=100),
            "titre": partial(values.check_titre, frame=frame),
            "route": values.route_of,
            "scopes": partial(values.scopes_of, frame=frame),
            "recevabilite_number": partial(values.text_of, maximum=60),
            "company": values.text_of,
            **{key: recent for key in FIELDS if key.endswith(("_on", "_until", "_since"))},
        }

    def place(self, key: str, line: int) -> str:
        """« C12 »: where a field of a line stands; its first cell when the column is absent."""
        if key in {"birth_name", "first_name"} and WHOLE_NAME in self._columns:
            key = WHOLE_NAME
        return f"{column_letters(self._columns.get(key, 0) + self._sheet.first_column)}{line}"

    def read(self, line: int, cells: Sequence[Cell]) -> CandidateRow | None:
        """The row, or None when something in it is at fault."""
        before = len(self.faults)
        found: dict[str, Any] = {}
        for key, column in self._columns.items():
            cell = cells[column] if column < len(cells) else None
            convert = self._converters.get(key, values.hours_of)
            try:
                value = convert(cell)
            except values.CellFault as fault:
                self._fault(key, line, fault.message, fault.remedy)
                continue
            if key == WHOLE_NAME and value:
                found["birth_name"], found["first_name"] = value
            elif value is not None and value != "":
                found[key] = value
        self._check(line, found, {fault.cell for fault in self.faults[before:]})
        return None if len(self.faults) > before else _row(line, found)

    def _check(self, line: int, found: dict[str, Any], faulty: set[str]) -> None:
        for key in ("birth_name", "first_name"):
            if key not in found and (place := self.place(key, line)) not in faulty:
                faulty.add(place)
                self._fault(
                    key, line, f"« {field_label(key)} » est vide.", "Renseignez-le, ou supprimez la ligne."
                )
        if "route" not in found and self.place("route", line) not in faulty:
            self._fault("route", line, "La voie d’accès manque.", f"Écrivez : {values.ROUTE_WORDS}.")
        if "scopes" not in found and self.place("scopes", line) not in faulty:
            if len(self._frame.scopes) == 1:
                found["scopes"] = self._frame.scopes
            else:
                self._fault(
                    "scopes", line, "Les épreuves présentées manquent : la session en ouvre plusieurs.",
                    f"Écrivez : {values.accepted_scopes(self._frame)}.",
                )  # fmt: skip
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] < found["starts_on"]:
            self._fault(
                "ends_on", line, "La fin de formation précède son début.", "Corrigez l’une des deux dates."
            )
        hours = [key for key in found if key.startswith("hours_")]
        worked = [key for key in hours if found[key]]
        if worked and "company" not in found and self.place("company", line) not in faulty:
            if "company" in self._columns:
                self._fault(
                    "company", line, "Des heures sont données sans l’entreprise.", "Nommez l’entreprise."
                )
            elif not self._company_asked:
                self._company_asked = True
                self._fault(
                    worked[0], line, "Des heures sont données, mais aucune colonne ne nomme l’entreprise.",
                    "Ajoutez la colonne « Entreprise » et remplissez-la.",
                )  # fmt: skip
        for key in hours:
            if int(key[-1]) > self._frame.ccp_count:
                self._fault(key, line, f"Ce titre n’a pas de CCP {key[-1]}.", "Supprimez cette colonne.")

    def _fault(self, key: str, line: int, message: str, remedy: str) -> None:
        self.faults.append(Fault(self._sheet.name, self.place(key, line), message, remedy))


def _postal_code(cell: Cell) -> str:
    text = values.text_of(cell, maximum=10)
    return text.zfill(5) if text.isdigit() and len(text) == 4 else text


def _row(line: int, found: dict[str, Any]) -> CandidateRow:
    town = " ".join(part for part in (found.pop("postal_code", ""), found.pop("city", "")) if part)
    if town:
        found["address"] = "\n".join(part for part in (found.get("address", ""), town) if part)
    hours = tuple((int(key[-1]), found.pop(key)) for key in sorted(found) if key.startswith("hours_"))
    return CandidateRow(line=line, hours=tuple(h for h in hours if h[1]), **found)


def _duplicates(rows: Sequence[CandidateRow], sheet: str, place: Callable[[str, int], str]) -> list[Fault]:
    """The same person twice in the file: the second row is at fault."""
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        key = row.identity.key
        if key in first:
            faults.append(
                Fault(sheet, place("birth_name", row.line), f"{row.label} figure déjà à la ligne {first[key]}.",
                      "Gardez une seule ligne par candidat.")
            )  # fmt: skip
        first.setdefault(key, row.line)
    return faults
