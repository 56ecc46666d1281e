"""The files of a VAE: read by those who follow it, each reading journaled; links lead away."""

from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.documents.responses import document_response
from jalon.vae.enums import PaperKind
from jalon.vae.models import Paper
from jalon.vae.operations.papers import withdraw_paper
from jalon.vae.permissions import READERS, get_vae, guides, written
from jalon.vae.queries import documents_of
from jalon.vae.views.acts import simple_act


@for_roles(*READERS)
@require_safe
def paper(request: ActorRequest, pk: int, paper: int) -> HttpResponse:
    """A file kept on the path."""
    parcours = get_vae(request.actor, pk)
    row = get_object_or_404(Paper, pk=paper, parcours=parcours)
    if not row.file:
        raise Http404("ce document est un lien")
    record_access(
        actor=request.actor,
        verb="vae.paper.read",
        target=parcours,
        sentence=f"A ouvert : {row.get_kind_display()}, « {row.title} ».",
        now=timezone.now(),
    )
    with row.file.open("rb") as file:
        content = file.read()
    extension = PurePath(str(row.file.name)).suffix.lstrip(".")
    return attachment(content, PurePath(row.title).stem or row.title, extension)


@for_roles(*READERS)
@require_POST
def withdraw(request: ActorRequest, pk: int, paper: int) -> HttpResponse:
    """Take a file or a link out of what is shown: whoever added it, or who conducts the VAE."""
    parcours = written(request.actor, pk)
    row = get_object_or_404(Paper.objects.select_related("parcours"), pk=paper, parcours=parcours)
    if not guides(request.actor, parcours) and row.added_by_ref != request.actor.ref:
        raise PermissionDenied("Ce document a été ajouté par quelqu’un d’autre.")
    shared = row.kind == PaperKind.RESOURCE
    back = reverse("vae:accompaniment" if shared else "vae:feasibility", args=[pk])
    return simple_act(
        request,
        lambda: withdraw_paper(actor=request.actor, paper=row, now=timezone.now()),
        back=back,
        done="Le document est retiré.",
    )


@for_roles(*READERS)
@require_safe
def document(request: ActorRequest, pk: int, number: str) -> HttpResponseBase:
    """A document issued for the path."""
    parcours = get_vae(request.actor, pk)
    issued = get_object_or_404(documents_of(parcours), number=number)
    record_access(
        actor=request.actor,
        verb="vae.document.read",
        target=parcours,
        sentence=f"A ouvert : {issued.title} ({issued.number}).",
        now=timezone.now(),
    )
    return document_response(issued)
