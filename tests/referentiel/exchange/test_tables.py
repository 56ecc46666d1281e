"""The workbook and the CSV archive: one table per kind, nothing left out, nothing that a spreadsheet would run."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
from hypothesis import given

from jalon.referentiel.addresses import walk
from jalon.referentiel.document import to_json
from jalon.referentiel.exchange import export
from jalon.referentiel.exchange.tables import tables
from jalon.referentiel.schema import TEST_LABELS, TitreVersion

from ..strategies import examples, titres


def workbook(titre: TitreVersion) -> Any:
    return openpyxl.load_workbook(io.BytesIO(export(titre, "xlsx")))


def archive(titre: TitreVersion) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(export(titre, "csv"))) as files:
        return {
            name: list(
                csv.reader(io.StringIO(files.read(name).decode("utf-8-sig"), newline=""), delimiter=";")
            )
            for name in files.namelist()
        }


@examples(60)
@given(titres())
def test_every_text_and_figure_of_the_document_stands_in_a_table(titre: TitreVersion) -> None:
    cells = [cell for table in tables(titre) for row in table.rows for cell in row if cell is not None]
    texts = "\n".join(str(cell) for cell in cells)
    for address, value in walk(to_json(titre)):
        if isinstance(value, str) and value and not address.startswith("sources/notes"):
            label = TEST_LABELS.get(value, value)  # type: ignore[call-overload]
            french = "/".join(reversed(value.split("-")))
            if address.endswith("/kind") and value in ("at", "ccs"):
                continue  # told by « CCP 1 », « CCS 1 »
            if address.startswith("matrix/"):
                continue  # told by a cross
            assert label in texts or french in texts, address
        if isinstance(value, int | float) and not isinstance(value, bool) and address.count("/") != 2:
            assert any(value == cell or str(value) in str(cell).split(", ") for cell in cells), address


@examples(20)
@given(titres())
def test_the_workbook_and_the_archive_say_the_same(titre: TitreVersion) -> None:
    book, files = workbook(titre), archive(titre)
    wanted = tables(titre)
    assert book.sheetnames == [table.name for table in wanted]
    assert list(files) == [f"{table.file}.csv" for table in wanted]
    for table in wanted:
        headings = [name for name, _ in table.columns]
        assert [cell.value for cell in book[table.name][1]] == headings
        assert files[f"{table.file}.csv"][0] == headings
        assert len(files[f"{table.file}.csv"]) == len(table.rows) + 1
        assert {len(row) for row in table.rows} <= {len(headings)}
        assert all(cell.data_type != "f" for row in book[table.name].iter_rows() for cell in row)
        assert not any(
            cell[:1] in tuple("=+-@\t\r\n") for row in files[f"{table.file}.csv"] for cell in row if cell
        )


def test_sheets_are_named_in_french_once_with_their_head_frozen(cip: TitreVersion) -> None:
    book = workbook(cip)
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.column_dimensions["A"].width >= 12


def test_a_workbook_reads_as_the_title_does(cip: TitreVersion) -> None:
    book = workbook(cip)
    rows = list(book["Compétences"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == [one.title for one in cip.competences]
    assert rows[6][:3] == ("TP-00403.08/C7", 7, "CCP 2")
    criteria = list(book["Critères"].iter_rows(min_row=2, values_only=True))
    assert len(criteria) == sum(len(one.criteria) + len(one.assessment_criteria) for one in cip.competences)
    assert ("TP-00403.08/C7/critere-3", 7, "RE", 3) in {row[:4] for row in criteria}
    matrix = list(book["Matrice"].iter_rows(min_row=2, values_only=True))
    assert sum(cell == "x" for row in matrix for cell in row) == sum(len(row.tests) for row in cip.matrix)
    tests = list(book["Épreuves"].iter_rows(min_row=2, values_only=True))
    assert tests[0] == ("Titre professionnel", "Mise en situation professionnelle", 45, 30, "1, 2", None)


def test_one_document_gives_one_archive(cip: TitreVersion) -> None:
    assert export(cip, "csv") == export(cip, "csv")
