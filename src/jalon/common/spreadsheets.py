"""Workbooks and CSV files that leave: texts stay texts, no cell is ever a formula, French spreadsheets open them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

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
    book = Workbook(write_only=True)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:31]), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV that French spreadsheets open at once: semicolons, UTF-8 with its mark, dates day/month/year."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _fill(page: WriteOnlyWorksheet, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for index, heading in enumerate(sheet.headings, 1):
        own = sheet.widths[index - 1] if index <= len(sheet.widths) else max(14, min(24, len(heading) + 6))
        page.column_dimensions[get_column_letter(index)].width = own
    page.append([_heading(page, heading) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _heading(page: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=text)
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3EEEF")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(page: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(page, value=_storable(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text, whatever it begins with: never a formula
        if len(value) > 60:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    return cell


def _storable(text: str) -> str:
    clean = _CONTROL.sub("", text)
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - len(_CUT)] + _CUT


def _csv_cell(value: Value) -> Value:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else neutral(value)
