"""One sound programme, laid out as centres lay theirs out: what must be read alike, whatever the hand."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from openpyxl import Workbook

from tests.formation.programme.written import Written

Rows = list[list[Any]]


@dataclass
class Tables:
    """The sheets of a programme as plain rows, headings first."""

    programme: Rows
    modules: Rows
    seances: Rows
    stages: Rows
    epreuves: Rows
    names: dict[str, str] = field(
        default_factory=lambda: {
            "programme": "Programme", "modules": "Modules", "seances": "Séances", "stages": "Stages",
            "epreuves": "Épreuves",
        }
    )  # fmt: skip
    after: list[Callable[[Workbook], None]] = field(default_factory=list)
    extra: dict[str, Rows] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    split: bool = False


def tables_of(one: Written) -> Tables:
    """The tables of a programme; hours are numbers."""
    titre, refs = one.titre, {}
    for ccp in titre.ccps:
        refs |= {(ccp.number, rank): f"C{c.number}" for rank, c in enumerate(ccp.competences, 2)}
    seances: Rows = [["Module", "Séance", "Heures", "Compétences"]]
    for number in one.modules:
        for rank, (heading, hours) in enumerate(one.seances[number], 1):
            text = hours.removesuffix(" h")
            value: Any = int(text) if text.lstrip("-").isdigit() else text
            seances.append([number, heading, value, refs.get((number, rank), "")])
    return Tables(
        programme=[
            ["Rubrique", "Valeur"], ["Intitulé", titre.title], ["Code titre", one.code], ["RNCP", f"RNCP{one.rncp}"],
            ["Niveau", one.level], ["Arrêté du", one.decree], ["Heures en centre", one.centre_total],
            ["Heures en entreprise", one.company_total], ["Durée totale", one.total],
        ],
        modules=[["N°", "Intitulé", "CCP", "Heures en centre"],
                 *([n, titre.ccp(n).title, f"CCP {n}", one.centre[n]] for n in one.modules)],
        seances=seances,
        stages=[["CCP", "Heures en entreprise", "Semaines"], *([n, h, one.weeks[n]] for n, h in one.company.items())],
        epreuves=[["CCP", "Épreuve", "Minutes"],
                  *([f"CCP {n}", label, m] for n in one.modules for label, m in one.tests[n])],
    )  # fmt: skip


def workbook_of(tables: Tables) -> bytes:
    """The XLSX file of the tables."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    kinds = [
        key for key in ("programme", "modules", "seances", "stages", "epreuves") if key not in tables.dropped
    ]
    for key in kinds:
        rows: Rows = getattr(tables, key)
        if key == "seances" and tables.split:
            at = rows[0].index("Module")
            for number in dict.fromkeys(row[at] for row in rows[1:]):
                _write(
                    book,
                    f"Module {number}",
                    [rows[0], *(row for row in rows[1:] if row[at] == number)],
                    drop=at,
                )
        else:
            _write(book, tables.names[key], rows)
    for name, rows in tables.extra.items():
        _write(book, name, rows)
    for touch in tables.after:
        touch(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, name: str, rows: Sequence[Sequence[Any]], drop: int | None = None) -> None:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append([cell for index, cell in enumerate(row) if index != drop])


def _hours(tables: Tables, told: Callable[[Any], Any]) -> Tables:
    """Hours of the séances written another way; what is no number is left as it is."""
    at = tables.seances[0].index("Heures")
    for row in tables.seances[1:]:
        if isinstance(row[at], int) and row[at] >= 0:
            row[at] = told(row[at])
    return tables


def _headings(tables: Tables, **names: Sequence[str]) -> Tables:
    for key, row in names.items():
        getattr(tables, key)[0] = list(row)
    return tables


def _reversed(tables: Tables) -> Tables:
    for key in ("modules", "seances", "stages", "epreuves"):
        setattr(tables, key, [row[::-1] for row in getattr(tables, key)])
    return tables


def _merged(tables: Tables) -> Tables:
    seen = None
    for row in tables.seances[1:]:
        row[0], seen = (None if row[0] == seen else row[0]), row[0]
    return tables


def _titled_modules(tables: Tables) -> Tables:
    titles = {row[0]: row[1] for row in tables.modules[1:]}
    for row in tables.seances[1:]:
        row[0] = f"Module {row[0]} : {titles.get(row[0], '')}"
    return tables


def _by_ccp(tables: Tables) -> Tables:
    tables.seances[0][0] = "CCP"
    for row in tables.seances[1:]:
        row[0] = f"CCP {row[0]}"
    return tables


def _totals(tables: Tables) -> Tables:
    rows: Rows = [tables.seances[0]]
    for number in dict.fromkeys(row[0] for row in tables.seances[1:]):
        own = [row for row in tables.seances[1:] if row[0] == number]
        rows += own
        whole = next((row[3] for row in tables.modules[1:] if row[0] == number), None)
        rows.append([None, f"Total module {number}", whole, None])
    rows.append(["TOTAL GÉNÉRAL", None, tables.programme[6][1], None])
    tables.seances = rows
    tables.modules.append([None, "Total", None, tables.programme[6][1]])
    tables.stages.append(["Total", tables.programme[7][1], None])
    return tables


def _above(tables: Tables) -> Tables:
    """A title, a logo's line and an empty line stand above every table."""
    for key in ("modules", "seances", "stages", "epreuves"):
        rows = getattr(tables, key)
        setattr(
            tables,
            key,
            [["Centre de formation Garonne"], ["Programme 2027, version du 3 janvier"], [], *rows],
        )
    return tables


def _spaced(tables: Tables) -> Tables:
    """An empty column before each table, an empty row between its rows."""
    for key in ("programme", "modules", "seances", "stages", "epreuves"):
        rows = getattr(tables, key)
        setattr(tables, key, [line for row in rows for line in ([None, *row], [])])
    return tables


def _noisy(tables: Tables) -> Tables:
    """Sheets and columns that are none of the programme's."""
    tables.extra = {
        "Planning": [["Lundi", "Mardi"], ["Accueil", "C1"], [7, 7]],
        "Budget": [["Poste", "Montant"], ["Salles", 1200], ["Total", 1200]],
        "Notes": [["Penser à appeler la mission locale"]],
    }
    for rank, row in enumerate(tables.seances):
        row += ["Supports", "Observations"] if not rank else ["Diaporama", "Voir Karim, 06 12 34 56 78 🙂"]
    return tables


def _hidden_draft(tables: Tables) -> Tables:
    tables.extra = {"Séances (brouillon)": [["Module", "Séance", "Heures"], [1, "Ancienne séance", 999]]}
    tables.after.append(lambda book: setattr(book["Séances (brouillon)"], "sheet_state", "hidden"))
    return tables


def _hidden_rows(tables: Tables) -> Tables:
    def touch(book: Workbook) -> None:
        book[tables.names["seances"]].row_dimensions[3].hidden = True

    tables.after.append(touch)
    return tables


def _formatted(pattern: str, divide: float) -> Callable[[Tables], Tables]:
    """Hours kept as a number of days shown by a format, as spreadsheets keep times."""

    def laid(tables: Tables) -> Tables:
        def touch(book: Workbook) -> None:
            sheet = book[tables.names["seances"]]
            for row in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
                for cell in row:
                    if isinstance(cell.value, int) and cell.value >= 0:
                        cell.value = cell.value / divide
                        cell.number_format = pattern

        tables.after.append(touch)
        return tables

    return laid


def _minutes(tables: Tables) -> Tables:
    tables.seances[0][2] = "Durée (min)"
    for row in tables.seances[1:]:
        if isinstance(row[2], int):
            row[2] = row[2] * 60
    return tables


def _half(tables: Tables) -> Tables:
    """Two half-hours moved from a séance to the next: sums are the same, hours are « 3h30 »."""
    rows = [row for row in tables.seances[1:] if isinstance(row[2], int) and row[2] > 1]
    for first, second in zip(rows[::2], rows[1::2], strict=False):
        if first[0] == second[0]:
            first[2], second[2] = f"{first[2] - 1}h30", f"{second[2]},5"
    return tables


def _competence_words(tables: Tables) -> Tables:
    for row in tables.seances[1:]:
        row[3] = row[3].replace("C", "Compétence n° ") if row[3] else "—"
    return tables


def _dropped(*keys: str) -> Callable[[Tables], Tables]:
    def laid(tables: Tables) -> Tables:
        tables.dropped = keys
        return tables

    return laid


def _renamed(**names: str) -> Callable[[Tables], Tables]:
    def laid(tables: Tables) -> Tables:
        tables.names |= names
        return tables

    return laid


def _split(tables: Tables) -> Tables:
    tables.split = True
    return tables


LAYOUTS: dict[str, Callable[[Tables], Tables]] = {
    "columns reversed": _reversed,
    "merged module cells": _merged,
    "modules told with their titles": _titled_modules,
    "séances by CCP": _by_ccp,
    "rows of totals": _totals,
    "titles above the tables": _above,
    "empty rows and columns": _spaced,
    "other sheets and columns": _noisy,
    "a hidden draft": _hidden_draft,
    "hidden rows": _hidden_rows,
    "a sheet per module": _split,
    "sheets of any name": _renamed(seances="Feuil3", programme="Programme CIP 2027"),
    "séances under the name of modules": _renamed(seances="Contenu détaillé"),
    "hours « 7h »": lambda t: _hours(t, lambda h: f"{h}h"),
    "hours « 7 H 00 »": lambda t: _hours(t, lambda h: f"{h} H 00"),
    "hours « 7,0 heures »": lambda t: _hours(t, lambda h: f"{h},0 heures"),
    "hours « 7:00 »": lambda t: _hours(t, lambda h: f"{h}:00"),
    "hours with a no-break space": lambda t: _hours(t, lambda h: f"\u202f{h}\u00a0h\u00a0"),
    "hours as text": lambda t: _hours(t, str),
    "hours « 3h30 » and « 7,5 »": _half,
    "hours as times": lambda t: _hours(t, lambda h: time(h) if h < 24 else timedelta(hours=h)),
    "hours as days shown [h]:mm": _formatted("[h]:mm", 24),
    "hours as days shown h:mm": _formatted("h:mm", 24),
    "hours shown with a unit": _formatted('0.0" h"', 1),
    "minutes instead of hours": _minutes,
    "competences in words": _competence_words,
    "long headings": lambda t: _headings(
        t, seances=("Module de formation", "Intitulé de la séance", "Nombre d’heures en centre", "Compétences du REAC"),
        stages=("CCP concerné", "Heures de stage", "Nombre de semaines"),
        epreuves=("CCP", "Épreuve de la session", "Durée en minutes"),
    ),
    "shouted headings": lambda t: _headings(t, seances=("MODULE", "SÉQUENCE", "DURÉE", "COMPÉTENCES VISÉES")),
    "no sheet of modules": _dropped("modules"),
    "no sheet of tests": _dropped("epreuves"),
}  # fmt: skip
