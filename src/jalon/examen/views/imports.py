"""Import of candidates: drop a file, see every fault or the plan, settle, write."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.jobs import enqueue
from jalon.common.workflow import TransitionRefused
from jalon.examen.candidate_sheet.headings import FIELDS
from jalon.examen.candidate_sheet.plan import NEW
from jalon.examen.candidate_sheet.writer import template_workbook
from jalon.examen.enums import ImportStatus
from jalon.examen.forms.inscriptions import ImportForm
from jalon.examen.models import CandidateImport, ExamSession
from jalon.examen.operations.imports import APPLY, receive_candidates, settle_choices
from jalon.examen.permissions import EVERYONE
from jalon.examen.queries.imports import sheet_frame
from jalon.examen.views.inscriptions import managed_session
from jalon.examen.workflow import BEFORE_EXAM

ACTIONS = (
    ("conflict", "À trancher", "warning"),
    ("add", "À ajouter", "success"),
    ("change", "À modifier", "info"),
    ("set_aside", "Mises de côté", "warning"),
    ("same", "Inchangées", "neutral"),
)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def import_candidates(request: ActorRequest, pk: int) -> HttpResponse:
    """Drop a file: it is read in the queue, nothing is written of it yet."""
    session = managed_session(request, pk)
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _, job = receive_candidates(
                    actor=request.actor, session=session, file=form.cleaned_data["file"], now=timezone.now()
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("common:job", uuid=job.uuid)
    context = {
        "session": session,
        "form": form,
        "open": session.status in BEFORE_EXAM,
        "fields": [spec.label for spec in FIELDS.values()],
        "recent": CandidateImport.objects.filter(session=session, expires_at__gt=timezone.now())[:5],
    }
    return render(request, "examen/import_form.html", context)


@for_roles(*EVERYONE)
@require_safe
def import_template(request: ActorRequest, pk: int) -> HttpResponse:
    """The workbook to fill in, made for this session."""
    session = managed_session(request, pk)
    content = template_workbook(sheet_frame(session, today=timezone.localdate()))
    response = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="modele-candidats-{session.number}.xlsx"'
    return response


def _imported(session: ExamSession, pk: int) -> CandidateImport:
    return get_object_or_404(CandidateImport.objects.select_related("session"), pk=pk, session=session)


@for_roles(*EVERYONE)
@never_cache
@require_safe
def import_plan(request: ActorRequest, pk: int, import_pk: int) -> HttpResponse:
    """What was found in the file: its faults, or what writing it would do."""
    session = managed_session(request, pk)
    imported = _imported(session, import_pk)
    lines: list[dict[str, Any]] = imported.plan.get("lines", [])
    groups = [
        {"key": key, "label": label, "tone": tone, "lines": found}
        for key, label, tone in ACTIONS
        if (found := [line for line in lines if line["action"] == key])
    ]
    counts = dict.fromkeys((key for key, *_ in ACTIONS), 0) | imported.plan.get("counts", {})
    context = {
        "session": session,
        "imported": imported,
        "groups": groups,
        "counts": counts,
        "conflicts": counts["conflict"],
        "writes": counts["add"] + counts["change"],
        "digest": imported.plan.get("digest", ""),
        "faults": imported.faults,
        "expired": imported.expires_at <= timezone.now(),
        "ready": imported.status == ImportStatus.READY,
        "new": NEW,
    }
    return render(request, "examen/import_plan.html", context)


@for_roles(*EVERYONE)
@require_POST
def import_choices(request: ActorRequest, pk: int, import_pk: int) -> HttpResponse:
    """Keep what was decided of the probable identities, and plan again."""
    session = managed_session(request, pk)
    imported = _imported(session, import_pk)
    choices = {
        key.removeprefix("ligne-"): str(value)
        for key, value in request.POST.items()
        if key.startswith("ligne-") and key.removeprefix("ligne-").isdigit()
    }
    try:
        with transaction.atomic():
            settle_choices(actor=request.actor, imported=imported, choices=choices, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    return redirect("examen:import_plan", pk=pk, import_pk=import_pk)


@for_roles(*EVERYONE)
@require_POST
def import_apply(request: ActorRequest, pk: int, import_pk: int) -> HttpResponse:
    """Ask for the plan shown to be written; twice asks once."""
    session = managed_session(request, pk)
    imported = _imported(session, import_pk)
    if imported.status != ImportStatus.READY:
        messages.warning(request, "Ce fichier n’est plus à appliquer.")
        return redirect("examen:import_plan", pk=pk, import_pk=import_pk)
    with transaction.atomic():
        job = enqueue(
            APPLY,
            actor=request.actor,
            now=timezone.now(),
            payload={"imported": imported.pk, "digest": request.POST.get("digest", "")[:64]},
            label=f"Import de candidats, session {session.number}",
            unique_key=f"import:{imported.pk}",
        )
    return redirect("common:job", uuid=job.uuid)
