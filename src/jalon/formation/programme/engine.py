"""From a file to its programme, and from a programme to its report."""

from dataclasses import replace
from pathlib import Path

from jalon.common import received_sheets
from jalon.common.typography import typo
from jalon.referentiel.importer.readers import LIMITS, kind_of, load, read_bytes
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.schema import TitreVersion

from .checks import checks
from .checks_days import day_checks
from .checks_exam import exam_checks
from .facts import Programme, UnreadableProgramme
from .report import Finding, Report
from .text import read_text
from .workbook import read_workbook

_RANK = {"error": 0, "warning": 1, "info": 2}


def read_file(path: Path, titre: TitreVersion) -> Programme:
    """The programme of a file on disk; raises UnreadableProgramme."""
    try:
        data = load(path, path.name)
    except Unreadable as refusal:
        raise UnreadableProgramme(refusal.file, refusal.reason) from None
    return read_programme(data, path.name, titre)


def read_programme(data: bytes, name: str, titre: TitreVersion) -> Programme:
    """The programme of a workbook (XLSX, ODS, CSV) or a text (DOCX, ODT, PDF, TXT); raises UnreadableProgramme."""
    if name.lower().endswith(".csv"):
        return _workbook(data, name, titre)
    try:
        kind_of(data, name, LIMITS)
    except Unreadable as refusal:
        if refusal.code != "spreadsheet":
            raise UnreadableProgramme(refusal.file, refusal.reason) from None
        return _workbook(data, name, titre)
    try:
        return read_text(read_bytes(data, name), titre)
    except Unreadable as refusal:
        raise UnreadableProgramme(refusal.file, refusal.reason) from None


def _workbook(data: bytes, name: str, titre: TitreVersion) -> Programme:
    try:
        return read_workbook(received_sheets.read_sheets(data, name), name, titre)
    except received_sheets.Unreadable as unread:
        raise UnreadableProgramme(name, f"{unread.message} {unread.remedy}") from None


def check_programme(
    programme: Programme, titre: TitreVersion, *, ccps: frozenset[int] = frozenset()
) -> Report:
    """What does not add up, the gravest first; `ccps` restricts a programme that aims at some CCPs only."""
    aimed = ccps or frozenset(ccp.number for ccp in titre.ccps)
    found = [*checks(programme, titre, aimed), *exam_checks(programme, titre, aimed), *day_checks(programme)]
    found.sort(key=lambda one: _RANK[one.severity])
    return Report(programme, titre.ref, tuple(_typeset(one) for one in found))


def _typeset(one: Finding) -> Finding:
    return replace(
        one, message=typo(one.message), rule=typo(one.rule), source=typo(one.source), remedy=typo(one.remedy)
    )
