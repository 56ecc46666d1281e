"""Spreadsheets that arrive: from bytes to sheets of raw cells, every danger met before the file is opened."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetMetadata, SheetVisibleEnum

from jalon.common.typography import file_size

Cell = str | int | float | bool | date | datetime | time | timedelta | None

MAX_BYTES = 10_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
_MAX_UNPACKED = 150_000_000
_MAX_PARTS = 2_000
_SAVE_AS = (
    "Enregistrez la feuille au format Excel (.xlsx), OpenDocument (.ods) ou CSV, puis déposez-la à nouveau."
)
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"


class Unreadable(Exception):
    """The file as a whole cannot be read: why, and what to do about it, in French."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet: its name ("" for a CSV) and its rows; `first_line` is the spreadsheet number of the first row."""

    name: str
    rows: list[list[Cell]]
    first_line: int = 1
    first_column: int = 0
    hidden: bool = False


def read_sheets(data: bytes, name: str) -> list[RawSheet]:
    """Sheets of an XLSX, ODS or CSV file, told by its content; raises Unreadable with a French fault."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"« {name} » pèse {file_size(len(data))}, la limite est de {file_size(MAX_BYTES)}.",
            "Ne gardez que la feuille à lire, sans image ni mise en forme lourde.",
        )
    if not data.strip():
        raise Unreadable(f"« {name} » est vide.", "Déposez un fichier qui contient les lignes à lire.")
    if data.startswith(_OLE):
        raise _ole_refusal(data, name)
    if data.startswith(_ZIP):
        return _workbook(data, name)
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable(f"« {name} » n’est pas une feuille de calcul.", _SAVE_AS)
    if data[:500].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise Unreadable(f"« {name} » est une page web ou du XML, non une feuille de calcul.", _SAVE_AS)
    return [RawSheet("", _csv_rows(_decode(data, name), name))]


def _ole_refusal(data: bytes, name: str) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable(
            f"« {name} » est protégé par un mot de passe.",
            "Retirez le mot de passe (Fichier, Informations, Protéger le classeur), puis déposez-le à nouveau.",
        )
    return Unreadable(f"« {name} » est d’un ancien format (Excel 97-2003 ou autre).", _SAVE_AS)


def _corrupted(name: str) -> Unreadable:
    return Unreadable(
        f"« {name} » est abîmé ou incomplet : il ne s’ouvre pas.",
        "Ouvrez-le dans votre tableur, enregistrez-le à nouveau, puis déposez-le.",
    )


def _workbook(data: bytes, name: str) -> list[RawSheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, name)
            unread = _unread_cells(archive)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise _corrupted(name) from None
    except zipfile.LargeZipFile:
        raise _too_big(name) from None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_sheet(workbook, sheet) for sheet in workbook.sheets_metadata]
    except (CalamineError, OSError, ValueError, OverflowError):
        raise _corrupted(name) from None
    for sheet, cells in zip(sheets, unread, strict=False):
        _mark(sheet, cells)
    return sheets


def _sheet(workbook: CalamineWorkbook, told: SheetMetadata) -> RawSheet:
    sheet = workbook.get_sheet_by_name(told.name)
    row, column = sheet.start or (0, 0)
    rows: list[list[Cell]] = [list(cells) for cells in sheet.to_python(skip_empty_area=True)]
    return RawSheet(told.name, rows, row + 1, column, told.visible is not SheetVisibleEnum.Visible)


def _mark(sheet: RawSheet, cells: Iterable[tuple[int, int]]) -> None:
    """Put back the errors that the library reads as nothing: a value that cannot be read is never an empty cell."""
    for line, number in cells:
        row, column = line - sheet.first_line, number - 1 - sheet.first_column
        if 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row]) and not sheet.rows[row][column]:
            sheet.rows[row][column] = "#N/A"


def _check_archive(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise _too_big(name)
    if any(part.flag_bits & 1 for part in parts):
        raise _locked(name)
    if "xl/workbook.xml" in names:
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                _check_extent(*_xlsx_extent(_unpack(archive, part, name)), name)
    elif "content.xml" in names:
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise _locked(name)
        if b"spreadsheet" not in archive.read("mimetype") if "mimetype" in names else False:
            raise Unreadable(f"« {name} » est un document texte, non une feuille de calcul.", _SAVE_AS)
        _check_extent(*_ods_extent(_unpack(archive, archive.getinfo("content.xml"), name)), name)
    elif "xl/workbook.bin" in names:
        raise Unreadable(f"« {name} » est au format Excel binaire (.xlsb).", _SAVE_AS)
    elif "word/document.xml" in names:
        raise Unreadable(f"« {name} » est un document texte, non une feuille de calcul.", _SAVE_AS)
    else:
        raise Unreadable(f"« {name} » n’est pas une feuille de calcul.", _SAVE_AS)


def _locked(name: str) -> Unreadable:
    return Unreadable(
        f"« {name} » est protégé par un mot de passe.",
        "Enregistrez-le sans mot de passe, puis déposez-le à nouveau.",
    )


def _too_big(name: str) -> Unreadable:
    return Unreadable(
        f"« {name} » contient bien plus que {MAX_ROWS} lignes une fois ouvert.",
        "Copiez les seules lignes à lire dans une nouvelle feuille, puis déposez-la.",
    )


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bytes:
    """The part's content; the size announced by the archive is not trusted."""
    with archive.open(part) as stream:
        content = stream.read(_MAX_UNPACKED + 1)
    if len(content) > _MAX_UNPACKED:
        raise _too_big(name)
    return content


def _check_extent(rows: int, columns: int, name: str) -> None:
    """Refuse before opening: a single value placed very far would make the reader allocate the whole rectangle."""
    if rows > MAX_ROWS + 100:
        raise _too_big(name)
    if columns > MAX_COLUMNS:
        raise Unreadable(
            f"« {name} » compte des valeurs au-delà de la colonne {column_letters(MAX_COLUMNS - 1)}.",
            "Ne gardez que les colonnes à lire.",
        )


_XLSX_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,7})(\d{1,10})[\"'][^>]*?(?<!/)>")


def _xlsx_extent(content: bytes) -> tuple[int, int]:
    """Last row and column that hold a value; cells without value close at once and do not count."""
    rows = columns = 0
    for match in _XLSX_CELL.finditer(content):
        rows = max(rows, int(match[2]))
        columns = max(columns, _column_number(match[1].decode()))
    return rows, columns


_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<Relationship\s[^>]*>")
_UNREAD = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'])"
    rb"(?:[^>]*?\bt=[\"']e[\"'][^>]*>|[^>]*(?<!/)><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>)"
)


def _unread_cells(archive: zipfile.ZipFile) -> list[list[tuple[int, int]]]:
    """Per sheet of an XLSX, in order, the (row, column) of its errors and of its formulas never computed."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return []
    targets = {}
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        told = dict(re.findall(rb"(\w+)=[\"']([^\"']*)[\"']", relation))
        target = told.get(b"Target", b"").decode(errors="replace")
        targets[told.get(b"Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts = [targets.get(key, "") for key in _SHEET.findall(archive.read("xl/workbook.xml"))]
    return [
        [(int(row), _column_number(column.decode())) for column, row in _UNREAD.findall(archive.read(part))]
        if part in names
        else []
        for part in parts
    ]


_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>")
_REPEAT = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d{1,10})[\"']")


def _ods_extent(content: bytes) -> tuple[int, int]:
    """Same for an ODS, whose empty rows and cells are repeated by a count."""
    last_row = last_column = row = column = repeated = 0
    for match in _ODS_TAG.finditer(content):
        closing, tag, attributes = match[1], match[2], match[3]
        times = int(found[1]) if (found := _REPEAT.search(attributes)) else 1
        if closing:
            continue
        if tag == b"table":
            row = 0
        elif tag == b"table-row":
            row, column, repeated = row + times, 0, times
        else:
            column += times
            if b"value-type" in attributes:
                last_row, last_column = max(last_row, row), max(last_column, column)
                if repeated * times > MAX_ROWS * MAX_COLUMNS:
                    return MAX_ROWS * 100, last_column
    return last_row, last_column


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise _corrupted(name) from None
    if encoding := _utf16_without_mark(data):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    if b"\x00" in data:
        raise _corrupted(name)
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        f"Le codage des caractères de « {name} » n’est pas reconnu.", "Enregistrez-le en « CSV UTF-8 »."
    )


def _utf16_without_mark(data: bytes) -> str:
    """The UTF-16 of a text whose every other byte is zero, « Texte Unicode » saved without its mark; else nothing."""
    even, odd = data[:2000:2].count(0), data[1:2000:2].count(0)
    half = len(data[:2000]) // 2
    if half > 10 and not even and odd > 0.6 * half:
        return "utf-16-le"
    return "utf-16-be" if half > 10 and not odd and even > 0.6 * half else ""


def _csv_rows(text: str, name: str) -> list[list[Cell]]:
    delimiter = _delimiter(text)
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            rows.append([cell or None for cell in cells])
            if len(rows) > MAX_ROWS + 100:
                raise _too_big(name)
    except csv.Error:
        raise Unreadable(
            f"« {name} », ligne {reader.line_num} : des guillemets sont ouverts et jamais refermés, "
            "ou suivis d’un texte.",
            "Refermez les guillemets, ou enregistrez à nouveau le CSV depuis votre tableur.",
        ) from None
    return rows


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the same number of columns, at least two."""
    best, best_score = ";", 0.0
    sample = text[:20_000]
    if sample[:4].lower() == "sep=" and len(sample) > 4:
        return sample[4]
    for candidate in ";,\t|":
        widths = Counter(_widths(sample, candidate))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (width - 1) * count / widths.total()
        if score > best_score:
            best, best_score = candidate, score
    return best


def _widths(sample: str, delimiter: str) -> Iterator[int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader):
            if number == 20:
                return
            if cells:
                yield len(cells)
    except csv.Error:
        return


def column_letters(index: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
