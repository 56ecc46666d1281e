"""Workbooks and CSV files that leave: nothing in them is ever a formula."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.common.spreadsheets import CELL_LIMIT, Sheet, neutral, to_csv, to_workbook

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("x")']


def read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    cell = read(to_workbook([Sheet("A", ["a"], [[text]])])).active["A2"]
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
    (row,) = list(csv.reader(io.StringIO(to_csv(["a"], [[text]]).decode("utf-8-sig")), delimiter=";"))[1:]
    assert row == [f"'{text}"]


@given(st.text(max_size=20))
def test_no_csv_cell_ever_begins_like_a_formula(text: str) -> None:
    value = str(neutral(text))
    assert not value or value[0] not in "=+-@\t\r\n" or value.replace(" ", "")[1:].isdigit()


def test_headings_are_frozen_bold_and_columns_as_wide_as_asked() -> None:
    page = read(
        to_workbook([Sheet("Un", ["Titre", "Date"], [["x", date(2026, 11, 21)]], widths=(40, 12))])
    ).active
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert (page.column_dimensions["A"].width, page.column_dimensions["B"].width) == (40, 12)
    assert page["B2"].number_format == "DD/MM/YYYY"


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    value = read(to_workbook([Sheet("Un", ["a"], [["x" * (CELL_LIMIT + 1)], ["y" * CELL_LIMIT]])])).active
    assert len(value["A2"].value) == CELL_LIMIT
    assert value["A2"].value.endswith("une cellule ne tient pas plus de 32 767 caractères")
    assert value["A3"].value == "y" * CELL_LIMIT


def test_what_no_workbook_can_store_is_left_out() -> None:
    assert read(to_workbook([Sheet("Un", ["a"], [["a\x00b\x0bc\ufffed"]])])).active["A2"].value == "abcd"
