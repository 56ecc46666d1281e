"""The sheets of a file of candidates; what cannot be read becomes the fault that the report shows."""

from jalon.common import received_sheets
from jalon.common.received_sheets import Cell, RawSheet, column_letters
from jalon.examen.candidate_sheet.model import Unreadable

__all__ = ["Cell", "RawSheet", "column_letters", "read_sheets"]


def read_sheets(data: bytes, name: str) -> list[RawSheet]:
    """Sheets of an XLSX, ODS or CSV file, told by its content; raises Unreadable with a French fault."""
    try:
        return received_sheets.read_sheets(data, name)
    except received_sheets.Unreadable as refusal:
        raise Unreadable(refusal.message, refusal.remedy) from None
