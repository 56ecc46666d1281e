"""Imports of official documents: the list, the deposit, one import at a glance, its documents and its readings."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.uploads import CONTENT_TYPES
from jalon.common.workflow import TransitionRefused
from jalon.referentiel.forms import DocumentsForm, ReasonForm
from jalon.referentiel.importer.version import engine_version
from jalon.referentiel.models import ReferentielImport
from jalon.referentiel.operations.imports import (
    abandon_import,
    ask_reading,
    receive_documents,
    withdraw_correction,
)
from jalon.referentiel.page_image import NoPicture, page_png
from jalon.referentiel.permissions import IMPORTERS, get_import, imports_visible_to
from jalon.referentiel.pieces import label_of, shown
from jalon.referentiel.queries.imports import (
    last_reading,
    may_reread,
    outcome_of,
    review_of,
    standing_corrections,
)
from jalon.referentiel.review import ACT_WORDS, PointKind, Review, differences, side_by_side
from jalon.referentiel.views.source import ROLES
from jalon.referentiel.workflow import OPEN, REVIEWED

_PER_PAGE = 25


@for_roles(*IMPORTERS)
@require_safe
def import_list(request: ActorRequest) -> HttpResponse:
    """The imports, the newest first."""
    page = Paginator(
        imports_visible_to(request.actor).defer("provenance").prefetch_related("files"), _PER_PAGE
    ).get_page(request.GET.get("page"))
    return render(request, "referentiel/imports/list.html", {"page": page})


@for_roles(*IMPORTERS)
@require_http_methods(["GET", "POST"])
def import_receive(request: ActorRequest) -> HttpResponse:
    """Drop the documents of a title: they are kept, then read in the queue."""
    form = DocumentsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                imported, job = receive_documents(
                    actor=request.actor, files=form.cleaned_data["documents"], now=timezone.now()
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        except ValidationError as fault:
            form.add_error("documents", fault)
        else:
            if job is None:
                messages.info(request, "Ces documents ont déjà été déposés : voici leur import.")
                return redirect("referentiel:import", pk=imported.pk)
            return redirect("common:job", uuid=job.uuid)
    return render(request, "referentiel/imports/receive.html", {"form": form})


@for_roles(*IMPORTERS)
@never_cache
@require_safe
def import_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One import at a glance: what was read, what is left to decide, what was decided."""
    return _detail(request, get_import(request.actor, pk), ReasonForm(auto_id="abandon_%s"))


def _detail(
    request: ActorRequest, imported: ReferentielImport, form: ReasonForm, status: int = 200
) -> HttpResponse:
    reading, review = last_reading(imported), review_of(imported)
    roles = {f.file: ROLES[f.role] for f in review.imported.files} if review else {}
    context: dict[str, Any] = {
        "imported": imported,
        "files": [
            {"name": f.name, "size": f.size, "sha256": f.sha256, "file": f, "role": roles.get(f.name, "")}
            for f in imported.files.all()
        ],
        "reading": reading,
        "review": review,
        "stale": may_reread(imported, reading),
        "engine": engine_version(),
        "readings": imported.readings.defer("outcome"),
        "open": imported.status in OPEN,
        "reviewed": imported.status in REVIEWED,
        "form": form,
    }
    if review:
        context |= {
            "coverage": review.imported.coverage,
            "figures": _figures(review.document),
            "doubts": _asked(review, "doubt"),
            "left": _asked(review, "left"),
            "pages": sum(f.pages or 0 for f in review.imported.files),
            "corrections": _corrections(imported, review),
        }
    return render(request, "referentiel/imports/detail.html", context, status=status)


def _asked(review: Review, kind: PointKind) -> dict[str, Any]:
    """How many questions of a kind there are, and how many still wait."""
    points = review.of(kind)
    waiting = sum(point.open for point in points)
    note = f"{waiting} à répondre" if waiting else "tout est répondu"
    return {"count": len(points), "note": note if points else ""}


def _figures(document: Any) -> list[tuple[str, int]]:
    competences = document.get("competences") or []
    counts = {
        "Activités": len(document.get("activities") or ()),
        "Compétences": len(competences),
        "Critères du RE": sum(len(item.get("assessment_criteria") or ()) for item in competences),
        "Épreuves": sum(
            len(scheme.get("tests") or ()) for scheme in (document.get("schemes") or {}).values()
        ),
    }
    return list(counts.items())


def _corrections(imported: ReferentielImport, review: Review) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "label": label_of(review.document, row.address),
            "before": shown(row.before),
            "after": shown(row.after),
            "words": ACT_WORDS[row.act],
            "state": review.states.get(row.pk, ""),
        }
        for row in imported.corrections.order_by("-pk")
    ]


@for_roles(*IMPORTERS)
@require_POST
def import_act(request: ActorRequest, pk: int) -> HttpResponse:
    """Read again by the engine of today, or set the import aside."""
    imported = get_import(request.actor, pk)
    if request.POST.get("transition") == "abandon":
        form = ReasonForm(request.POST, auto_id="abandon_%s")
        if form.is_valid():
            try:
                with transaction.atomic():
                    abandon_import(
                        actor=request.actor, imported=imported, reason=form.cleaned_data["reason"],
                        now=timezone.now(),
                    )  # fmt: skip
            except TransitionRefused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, "Import abandonné ; ses documents et ses corrections sont gardés.")
                return redirect("referentiel:import", pk=pk)
        return _detail(request, imported, form, status=422)
    with transaction.atomic():
        job = ask_reading(actor=request.actor, imported=imported, now=timezone.now())
    return redirect("common:job", uuid=job.uuid)


@for_roles(*IMPORTERS)
@require_POST
def correction_withdraw(request: ActorRequest, pk: int, correction: int) -> HttpResponse:
    """Take a correction back."""
    imported = get_import(request.actor, pk)
    get_object_or_404(standing_corrections(imported), pk=correction)
    with transaction.atomic():
        withdraw_correction(actor=request.actor, imported=imported, correction=correction, now=timezone.now())
    messages.success(request, "Correction reprise : la pièce se lit de nouveau comme le moteur l’a lue.")
    return redirect("referentiel:import", pk=pk)


@for_roles(*IMPORTERS)
@require_safe
def import_differences(request: ActorRequest, pk: int) -> HttpResponse:
    """What the last reading changed of the one before, and what became of the corrections."""
    imported = get_import(request.actor, pk)
    new, old = (*imported.readings.defer("outcome").order_by("-number")[:2], None, None)[:2]
    if new is None or old is None:
        raise Http404("une seule lecture")
    before, after, review = outcome_of(old), outcome_of(new), review_of(imported)
    rows = [
        {
            "heading": one.heading,
            "wordings": side_by_side(shown(one.before), shown(one.after)),
            "added": one.before is None,
            "removed": one.after is None,
        }
        for one in differences(before.document, after.document)
    ]
    context = {
        "imported": imported,
        "new": new,
        "old": old,
        "rows": rows,
        "corrections": [c for c in _corrections(imported, review) if c["state"]] if review else [],
        "coverages": (before.coverage, after.coverage),
    }
    return render(request, "referentiel/imports/differences.html", context)


@for_roles(*IMPORTERS)
@require_safe
def imported_document(request: ActorRequest, pk: int, document: int) -> HttpResponse | FileResponse:
    """A document as it was sent."""
    file = get_object_or_404(get_import(request.actor, pk).files, pk=document)
    return FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name,
        content_type=CONTENT_TYPES.get(file.extension, "application/octet-stream"),
    )  # fmt: skip


@for_roles(*IMPORTERS)
@cache_control(private=True, max_age=86_400)
@require_safe
def page_image(request: ActorRequest, pk: int, document: int, page: int) -> HttpResponse:
    """The picture of a page of a PDF."""
    file = get_object_or_404(get_import(request.actor, pk).files, pk=document, extension="pdf")
    if not 1 <= page <= len(file.page_sizes):
        raise Http404("page inconnue")
    try:
        picture = page_png(Path(file.file.path), page)
    except NoPicture as error:
        raise Http404(str(error)) from error
    return HttpResponse(picture, content_type="image/png")
