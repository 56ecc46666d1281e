"""Everything that was read, fiche by fiche."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.referentiel import pieces
from jalon.referentiel.permissions import IMPORTERS
from jalon.referentiel.review import Review
from jalon.referentiel.views.review import filter_tabs, reviewed_import
from jalon.referentiel.views.source import ROLES
from jalon.referentiel.views.units import kind_at, units_under
from jalon.referentiel.workflow import REVIEWED


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
    context = {
        "imported": imported,
        "review": review,
        "sections": sections,
        "section": chosen,
        "rows": rows,
        "previous": sections[rank - 1] if rank else None,
        "next": sections[rank + 1] if rank + 1 < len(sections) else None,
        "reviewed": imported.status in REVIEWED,
        **filter_tabs(review, "tout"),
    }
    return render(request, "referentiel/imports/pieces.html", context)


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
        above = [point for a, point in doubts.items() if f"{address}/".startswith(f"{a}/")]
        about = above or [point for a, point in doubts.items() if a.startswith(f"{address}/")]
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
