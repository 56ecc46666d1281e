"""Workbooks and CSV files that leave: texts stay texts, no cell is ever a formula, French spreadsheets open them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | float | date | datetime | None

CELL_LIMIT = 32_767  # characters a cell of a workbook may hold
_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_PHONE = re.compile(r"\+\d[\d ]{5,20}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CUT = " […] texte coupé : une cellule ne tient pas plus de 32 767 caractères"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its name (31 characters at most), headings, rows; `widths` in characters, by column."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def neutral(value: Value) -> Value:
    """`value` such that no spreadsheet takes it for a formula: an apostrophe goes before a suspicious text.

    A phone number with its country code stays as it is.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _PHONE.fullmatch(value):
        return f"'{value}"
    return value


def to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook of one sheet: bold headings, frozen; texts stay texts (phone numbers keep their zero)."""
    return to_workbook([Sheet(title, headings, rows)])


def to_workbook(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of several sheets; a text too long for a cell is cut and says so."""
    from jalon.common.workbook import written  # openpyxl and NumPy: only who writes a workbook loads them

    return written(sheets)


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV that French spreadsheets open at once: semicolons, UTF-8 with its mark, dates day/month/year."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def storable(text: str) -> str:
    """A text as a cell can hold it: no control character, cut and saying so when it is too long."""
    clean = _CONTROL.sub("", text)
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - len(_CUT)] + _CUT


def _csv_cell(value: Value) -> Value:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else neutral(value)
