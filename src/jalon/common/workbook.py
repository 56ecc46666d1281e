"""A workbook as openpyxl writes it, sheet after sheet; asked for by `spreadsheets`."""

import io
from collections.abc import Iterable
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from jalon.common.spreadsheets import Sheet, Value, storable


def written(sheets: Iterable[Sheet]) -> bytes:
    """The file that holds these sheets."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:31]), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


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
    cell = WriteOnlyCell(page, value=storable(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text, whatever it begins with: never a formula
        if len(value) > 60:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    return cell
