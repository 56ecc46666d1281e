"""The source beside a piece: the page to show, its picture and its lines."""

from collections.abc import Sequence
from typing import Any

from jalon.common.http import ActorRequest
from jalon.referentiel.importer.furniture import FOOT
from jalon.referentiel.importer.source import Place
from jalon.referentiel.models import ImportedFile, ReferentielImport
from jalon.referentiel.review import Review, SourceLine, SourceSheet, sheet, sheets_of

ROLES = {"reac": "REAC", "re": "RE", "both": "REAC et RE"}
_SHEETS_SHOWN = 8  # the others are folded: what every page repeats would push the picture away


def source_of(
    request: ActorRequest, imported: ReferentielImport, review: Review, places: Sequence[Place]
) -> dict[str, Any]:
    """The page of the source to show, the others where the piece is read, and how to turn the pages."""
    found = sheets_of(places)
    chosen = _sheet_asked(request, review) or (found[0] if found else None)
    if chosen is None:
        return {"sheet": None, "sheets": []}
    shown = sheet(review.imported, *chosen, places)
    document = imported.files.filter(name=shown.file).first()
    roles = {read.file: ROLES[read.role] for read in review.imported.files}
    several = len({file for file, _ in found}) > 1
    sheets = [
        {
            "label": roles.get(file, file) if several else "",
            "file": file,
            "page": page,
            "current": (file, page) == chosen,
            "query": _turn(request, file, page),
        }
        for file, page in found
    ]
    return {
        "sheet": shown,
        "sheets": sheets,
        "sheets_shown": _SHEETS_SHOWN,
        "folded_sheet": any(one["current"] for one in sheets[_SHEETS_SHOWN:]),
        "document": document,
        "picture": _picture(document, shown),
        "turn_back": _turn(request, shown.file, shown.page - 1) if shown.page and shown.page > 1 else "",
        "turn_on": (
            _turn(request, shown.file, shown.page + 1)
            if shown.page and shown.pages and shown.page < shown.pages
            else ""
        ),
    }


def _sheet_asked(request: ActorRequest, review: Review) -> tuple[str, int | None] | None:
    file, page = request.GET.get("fichier", ""), request.GET.get("page", "")
    known = next((read for read in review.imported.files if read.file == file), None)
    if known is None:
        return None
    if known.pages is None:
        return file, None
    return (file, int(page)) if page.isdecimal() and 1 <= int(page[:6]) <= known.pages else None


def _turn(request: ActorRequest, file: str, page: int | None) -> str:
    given = request.GET.copy()
    given["fichier"] = file
    given["page"] = str(page or "")
    return f"?{given.urlencode()}"


def _running(line: SourceLine) -> bool:
    """Whether a line is of the foot of the page, with the references that it repeats: it would only shrink the rest."""
    return line.role == FOOT or (line.fate == "piece" and "/" not in line.role)


def _picture(document: ImportedFile | None, shown: SourceSheet) -> dict[str, Any] | None:
    """What is drawn: the page cut to its text, and a box around each line."""
    if document is None or shown.page is None or shown.page > len(document.page_sizes):
        return None
    width, height = document.page_sizes[shown.page - 1]
    drawn = [(line, line.line.box) for line in shown.lines if line.line.box is not None]
    framed = [box for line, box in drawn if line.cited or not _running(line)] or [box for _, box in drawn]
    left = max(0.0, min((box.left for box in framed), default=0.0) - 14)
    right = min(width, max((box.right for box in framed), default=width) + 14)
    top = max(0.0, min((box.top for box in framed), default=0.0) - 20)
    bottom = min(height, max((box.bottom for box in framed), default=height) + 20)
    return {
        "page": shown.page,
        "width": f"{width:.1f}",
        "height": f"{height:.1f}",
        "view": f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}",
        "boxes": [
            {
                "x": f"{box.left - 2:.1f}",
                "y": f"{box.top - 1:.1f}",
                "width": f"{max(box.right - box.left, 1) + 4:.1f}",
                "height": f"{max(box.bottom - box.top, 1) + 2:.1f}",
                "css": "cited" if line.cited else line.fate,
            }
            for line, box in drawn
        ],
    }
