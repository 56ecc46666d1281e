"""The checklist of premises and resources: drawn up from the RE, ticked on site, printed."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.documents.operations import preview
from jalon.documents.responses import pdf_response
from jalon.examen import documents, letters
from jalon.examen.models import ExamSession
from jalon.examen.operations.checklist import draw_up_checklist, tick_item
from jalon.examen.permissions import CENTRE, READERS, get_led_session, get_session, may_manage
from jalon.examen.queries.checklist import checklist_state, expected_items, session_size

TICKS = {"oui": True, "non": False, "": None}


def _managed(request: ActorRequest, pk: int) -> ExamSession:
    return get_led_session(request.actor, pk, "Le responsable de session vérifie le plateau technique.")


@for_roles(*READERS)
@require_safe
def checklist(request: ActorRequest, pk: int) -> HttpResponse:
    """What annex 1 of the RE asks for, and what was found."""
    session = get_session(request.actor, pk)
    items = list(session.checklist.all())
    groups: dict[str, list[object]] = {}
    for item in items:
        groups.setdefault(item.category, []).append(item)
    asked = {(line.category, line.label, line.count) for line in expected_items(session)}
    return render(
        request,
        "examen/checklist_page.html",
        {
            "session": session,
            "groups": groups,
            "state": checklist_state(session),
            "outdated": bool(items) and asked != {(i.category, i.label, i.required_count) for i in items},
            "size": session_size(session),
            "may_manage": may_manage(request.actor, session),
        },
    )


@for_roles(*CENTRE)
@require_POST
def checklist_draw_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Write or refresh the lines; ticks that still hold are kept."""
    with transaction.atomic():
        items = draw_up_checklist(actor=request.actor, session=_managed(request, pk), now=timezone.now())
    if items:
        messages.success(request, f"La liste compte {len(items)} lignes.")
    else:
        messages.info(request, "Le référentiel d’évaluation ne demande rien de particulier.")
    return redirect("examen:checklist", pk=pk)


@for_roles(*CENTRE)
@require_POST
def checklist_tick(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Note one line; with htmx only that line comes back."""
    with transaction.atomic():
        session = _managed(request, pk)
        line = get_object_or_404(session.checklist, pk=item)
        line = tick_item(
            actor=request.actor,
            item=line,
            available=TICKS.get(request.POST.get("available", "")),
            note=request.POST.get("note", "")[:300].strip(),
            now=timezone.now(),
        )
    if request.headers.get("HX-Request"):
        context = {"session": session, "item": line, "may_manage": True}
        return render(request, "examen/checklist_line.html", context)
    return redirect(f"{request.path.rsplit('/', 3)[0]}/#ligne-{line.pk}")


@for_roles(*READERS)
@require_safe
def checklist_pdf(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The checklist to take along on site."""
    session = get_session(request.actor, pk)
    candidates, juries = session_size(session)
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="checklist.download", target=session, now=timezone.now(),
            sentence=f"{request.actor.label} a téléchargé la liste du plateau technique ({session}).",
        )  # fmt: skip
    context = letters.checklist_context(session, candidates, juries)
    return pdf_response(preview(documents.CHECKLIST_PLATEAU, context), f"plateau-{session.number}.pdf")
