"""Two versions of a timetable compared, on screen and as files; a draft before it replaces what is published."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.spreadsheets import to_csv, to_xlsx
from jalon.examen.enums import TimetableStatus
from jalon.examen.models import Timetable
from jalon.examen.operations.timetable import OPEN, reasons_against_publishing
from jalon.examen.permissions import CENTRE, get_timetable
from jalon.examen.queries.planning import planning_facts, published_timetable
from jalon.examen.queries.versions import HEADINGS, Comparison, comparison, count_told, rows_of
from jalon.examen.views.timetable import address_of, managed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(*CENTRE)
@require_safe
def versions_compare(request: ActorRequest, pk: int) -> HttpResponse:
    """What changes from a version to another: by default from the published one to the draft."""
    session = managed(request, pk)
    versions = list(session.timetables.order_by("-version"))
    pair = _pair(request, versions)
    found = comparison(session, *pair) if pair else None
    return render(
        request,
        "examen/version_compare.html",
        {"session": session, "versions": versions, **_shown(request, found)},
    )


@for_roles(*CENTRE)
@require_safe
def versions_export(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The comparison as a workbook or a CSV; taking it away is journaled."""
    session = managed(request, pk)
    pair = _pair(request, list(session.timetables.order_by("-version")))
    if kind not in ("xlsx", "csv") or pair is None:
        raise Http404("rien à comparer")
    before, after = pair
    found = comparison(session, before, after)
    rows = rows_of(found.lines if "tout" in request.GET else found.changed)
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="planning.compare", target=session, now=timezone.now(), rows=len(rows),
            sentence=f"{request.actor.label} a téléchargé la comparaison des versions {before.version} et "
            f"{after.version} du planning ({session}).",
        )  # fmt: skip
    content = to_csv(HEADINGS, rows) if kind == "csv" else to_xlsx("Comparaison", HEADINGS, rows)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
    name = f"planning-{session.number}-v{before.version}-v{after.version}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_roles(*CENTRE)
@require_safe
def timetable_publication(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """What publishing a draft would change and whom it would concern, before it is confirmed."""
    session = managed(request, pk)
    draft = get_timetable(request.actor, session, version)
    if draft.status != TimetableStatus.DRAFT:
        messages.info(request, "Seul le brouillon se publie.")
        return redirect(address_of(draft))
    facts = planning_facts(session) if session.status in OPEN else None
    found = comparison(session, published_timetable(session), draft)
    return render(
        request,
        "examen/version_publication.html",
        {
            "session": session,
            "faults": reasons_against_publishing(draft, facts) if facts else [],
            "changeable": facts is not None,
            **_shown(request, found),
        },
    )


def _shown(request: ActorRequest, found: Comparison | None) -> dict[str, object]:
    """What the page shows of a comparison; `tout`: those for whom nothing changes too."""
    if found is None:
        return {}
    whole = "tout" in request.GET
    return {
        "found": found,
        "whole": whole,
        "lines": found.lines if whole else found.changed,
        "counted": count_told(found.told or ()),
    }


def _pair(request: ActorRequest, versions: list[Timetable]) -> tuple[Timetable, Timetable] | None:
    """The versions asked for; else the draft after the published one, else the last two. None: fewer than two."""
    if len(versions) < 2:
        return None
    by_number = {str(one.version): one for one in versions}
    ranked = sorted(versions, key=_rank)
    after = by_number.get(request.GET.get("apres", ""), ranked[0])
    before = by_number.get(request.GET.get("avant", ""))
    if before is None:
        kept = [one for one in ranked if one.pk != after.pk]
        published = [one for one in kept if one.status == TimetableStatus.PUBLISHED]
        before = (published or kept)[0]
    return before, after


def _rank(version: Timetable) -> tuple[int, int]:
    order = (
        *(TimetableStatus.DRAFT, TimetableStatus.PUBLISHED),
        *(TimetableStatus.SUPERSEDED, TimetableStatus.ALTERNATIVE),
    )
    return order.index(TimetableStatus(version.status)), -version.version
