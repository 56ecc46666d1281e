"""Everything that was read, fiche by fiche."""

from typing import Any, TypeAlias

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.referentiel import pieces
from jalon.referentiel.permissions import IMPORTERS
from jalon.referentiel.review import Point, Review
from jalon.referentiel.views.review import filter_tabs, reviewed_import
from jalon.referentiel.views.source import ROLES
from jalon.referentiel.views.units import kind_at, units_under
from jalon.referentiel.workflow import REVIEWED

Section: TypeAlias = tuple[str, str, tuple[str, ...]]


@for_roles(*IMPORTERS)
@never_cache
@require_safe
def piece_list(request: ActorRequest, pk: int, section: str = "references") -> HttpResponse:
    """Everything that was read, fiche by fiche."""
    imported, review = reviewed_import(request, pk)
    sections = list(pieces.sections(review.document))
    chosen = next((one for one in sections if one[0] == section), None)
    if chosen is None:
        raise Http404("fiche inconnue")
    rank = sections.index(chosen)
    rows = [row for address in chosen[2] for row in _rows(review, address, chosen[1])]
    context: dict[str, Any] = {
        "imported": imported,
        "review": review,
        "sections": sections,
        "section": chosen,
        "rows": rows,
        "doubts": _doubts_above(review, sections, chosen, rows),
        "previous": sections[rank - 1] if rank else None,
        "next": sections[rank + 1] if rank + 1 < len(sections) else None,
        "reviewed": imported.status in REVIEWED,
        **filter_tabs(review, "tout"),
    }
    return render(request, "referentiel/imports/pieces.html", context)


def _doubts_above(
    review: Review, sections: list[Section], chosen: Section, rows: list[dict[str, Any]]
) -> list[Point]:
    """The open doubts on more than one row, each told once: on the first fiche that it is about."""
    shown = [row["address"] for row in rows if not row["objects"]]
    return [
        point
        for point in review.of("doubt")
        if point.open and point.address and not any(_holds(row, point.address) for row in shown)
        and chosen == next((one for one in sections if _about(point.address, one)), None)
    ]  # fmt: skip


def _about(address: str, section: Section) -> bool:
    return any(_holds(root, address) or _holds(address, root) for root in section[2])


def _holds(address: str, inner: str) -> bool:
    return f"{inner}/".startswith(f"{address}/")


def _rows(review: Review, root: str, fiche: str) -> list[dict[str, Any]]:
    """The leaves under an address, lists of plain values whole, with what people and the importer said of them.

    `fiche` is the name of the page, which its rows do not repeat.
    """
    document = review.document
    roles = {read.file: ROLES[read.role] for read in review.imported.files}
    corrected = {one.address: one.correction for one in review.overlaid.applied if not one.useless}
    doubts = {point.address: point for point in review.of("doubt")}
    rows = []
    for address, value in units_under(document, root):
        inside = [c for a, c in corrected.items() if a == address or a.startswith(f"{address}/")]
        about = [point for a, point in doubts.items() if _holds(address, a)]
        rows.append(
            {
                "address": address,
                "label": pieces.label_of(document, address).removeprefix(f"{fiche} › "),
                "value": value if isinstance(value, list) else pieces.shown(value),
                "items": [pieces.shown(item) for item in value] if isinstance(value, list) else None,
                "corrected": [c for c in inside if c.act != "confirm"][-1:],
                "confirmed": [c for c in inside if c.act == "confirm"][-1:],
                "doubt": next((point for point in about if point.open), None),
                "places": [
                    (roles.get(place.file, place.file), place) for place in review.places_of(address)[:1]
                ],
                "objects": kind_at(address) == "objects",
            }
        )
    return rows
