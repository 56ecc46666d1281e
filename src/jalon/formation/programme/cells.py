"""Cells of a programme's workbook as people fill them: hours, days, hours of the day, numbers of modules."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from jalon.common.received_sheets import Cell
from jalon.referentiel.importer.wording import folded

from .durations import plain_hours
from .mentions import long_day

MOST_MINUTES = 10_000 * 60  # no action of training comes near: a slip of the keyboard
_QUOTED = 300
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_UNTOLD = (
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#VALEUR!",
    "#DIV/0!",
    "#NAME?",
    "#NOM?",
    "#NUM!",
    "#NOMBRE!",
    "#NULL!",
)
_SERIAL = datetime.fromisoformat("1899-12-31")  # what spreadsheets count their days from


def text_of(cell: Cell) -> str:
    """What a cell says."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
    return str(cell).strip()


def quoted(text: str) -> str:
    """A text short enough to be quoted."""
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"


def hours_of(cell: Cell, *, in_minutes: bool = False) -> tuple[int | None, str]:
    """Minutes of a cell that holds hours, else None and why: « 14 », « 7 h 30 », « 7,5 », a time of a spreadsheet."""
    told = text_of(cell)
    if not told:
        return None, "ses heures ne sont pas indiquées"
    if told.upper() in _UNTOLD:
        return None, f"« {told} » : la formule est en erreur, ou n’a jamais été calculée"
    minutes: float | None
    if isinstance(cell, bool):
        minutes = None
    elif isinstance(cell, time):
        minutes = cell.hour * 60 + cell.minute
    elif isinstance(cell, timedelta):
        minutes = cell.total_seconds() / 60
    elif isinstance(cell, datetime | date):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        minutes = (moment - _SERIAL).total_seconds() / 60 if moment.year == 1900 else None
    elif isinstance(cell, int | float):
        minutes = cell * (1 if in_minutes else 60) if math.isfinite(cell) else None
    else:
        if re.match(r"[-−–]\s*\d", told):
            return None, "ses heures sont négatives"
        minutes = plain_hours(told)
        if in_minutes and minutes is not None and re.fullmatch(r"\s*[\d.,]+\s*", told):
            minutes /= 60
    if minutes is None:
        return None, f"« {quoted(told)[:60]} » n’est pas un nombre d’heures"
    if minutes < 0:
        return None, "ses heures sont négatives"
    if minutes > MOST_MINUTES:
        return None, f"« {told[:20]} » dépasse ce qu’une formation peut compter"
    if round(minutes) == 0:
        return None, "ses heures sont nulles"
    return round(minutes), ""


def day_of(text: str) -> date | None:
    """A day, written in figures or in words."""
    if match := re.search(r"(\d{4})-(\d{2})-(\d{2})", text):
        year, month, day = match.groups()
    elif match := re.search(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2}\b)", text):
        day, month, year = match.groups()
        year = f"20{year}" if len(year) == 2 else year
    else:
        return long_day(text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def clock_of(cell: Cell) -> int | None:
    """Minutes since midnight of an hour of the day: « 9h », « 9:30 », a time of a spreadsheet; None when it is none."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, datetime):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        found = round(cell.total_seconds() / 60)
    elif match := re.fullmatch(
        r"(\d{1,2})\s*(?:h|:|heures?)\s*(\d{2})?(?::\d{2})?", text_of(cell), re.IGNORECASE
    ):
        found = int(match[1]) * 60 + int(match[2] or 0)
    else:
        return None
    return found if 0 <= found <= 24 * 60 else None


def integer_of(text: str) -> int | None:
    """A whole number, alone or after a few letters: « 2 », « CCP 2 »."""
    match = re.fullmatch(r"\D{0,12}?(\d{1,4})", text.strip())
    return int(match[1]) if match else None


def module_number(text: str) -> int | None:
    """The number of a module: « 2 », « Module 2 : Accompagner… », « M2 », « II »."""
    plain = folded(text).strip()
    if match := re.match(
        r"(?:(?:module|bloc(?: de competences)?|ccp|partie|m)\s*)?(?:n°\s*)?(\d{1,2})\b", plain
    ):
        return int(match[1])
    if match := re.match(r"(?:(?:module|bloc|ccp|partie)\s+)?([iv]{1,3})\b(?=\s*(?:$|[:.–—-]))", plain):
        return _ROMAN.get(match[1])
    return None


_RANGE = re.compile(r"\b(?:CP?\s*)?(\d{1,2})\s*(?:à|-|–)\s*(?:CP?\s*)?(\d{1,2})\b", re.IGNORECASE)
_ONE = re.compile(
    r"(?:CP?|comp(?:étences?|\.)?)?\s*(?:n°\s*)?(\d{1,2})(?:\s*[:.–—-]\s*\D.*)?", re.IGNORECASE | re.DOTALL
)


def competences_of(text: str) -> Iterator[str]:
    """The competences that a cell names by their numbers, as « C4 », and ids of another title as they are written.

    « C1, C4 », « CP 2 et 3 », « C1 à C3 », « TP-00403.08/C1 »; words without any number name nothing here.
    """
    kept = re.sub(r"(TP-\d{5}(?:\.\d{2})?)/", r"\1§", text)
    if "§" not in kept:
        kept = _RANGE.sub(lambda m: ", ".join(f"C{n}" for n in range(int(m[1]), int(m[2]) + 1)) or m[0], kept)
    for piece in re.split(r"[,;/+&\n]|\bet\b|\s{2,}|\s(?=CP?\s?\d)", kept):
        plain = piece.strip(" .()").replace("§", "/")
        if match := _ONE.fullmatch(plain):
            yield f"C{int(match[1])}"
        elif re.search(r"\d", plain):
            yield quoted(plain)[:60]
