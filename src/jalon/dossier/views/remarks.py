"""Remarks of a trainer, answered one by one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.workflow import TransitionRefused
from jalon.dossier.forms import AnswerForm, RemarkForm
from jalon.dossier.models import Dossier, Remark
from jalon.dossier.operations.remarks import answer_remark, close_remark, make_remark, reopen_remark
from jalon.dossier.permissions import WORKSHOP, accompanies, get_dossier, is_author
from jalon.dossier.views.workshop import parts_of, workshop_context


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def remark_make(request: ActorRequest, pk: int) -> HttpResponse:
    """Say something of the last version, or of the one named in the address (`?version=3`)."""
    dossier = get_dossier(request.actor, pk)
    _refuse_unless(accompanies(request.actor, dossier.parcours), "Les remarques reviennent aux formateurs.")
    number = whole_number(request.GET.get("version", ""))
    versions = dossier.versions.all() if number is None else dossier.versions.filter(number=number)
    version = versions.first()
    if version is None:
        raise Http404("aucune version")
    form = RemarkForm(
        request.POST if request.method == "POST" else None, parts=parts_of(dossier), auto_id="remarque_%s"
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            make_remark(actor=request.actor, version=version, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Votre remarque est faite ; le candidat la lit dès maintenant.")
        return _back(dossier)
    context = workshop_context(
        request, dossier, form=form, heading=f"Remarque sur la version {version.number}"
    )
    return render(request, "dossier/dossier_act.html", context)


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def remark_answer(request: ActorRequest, pk: int, remark: int) -> HttpResponse:
    """Answer a remark, or ask again."""
    dossier, row = _remark(request, pk, remark)
    talks = is_author(request.actor, dossier.parcours) or accompanies(request.actor, dossier.parcours)
    _refuse_unless(talks, "Le candidat et ses formateurs seuls se répondent.")
    form = AnswerForm(request.POST if request.method == "POST" else None, auto_id=f"reponse{row.pk}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                answer_remark(
                    actor=request.actor, remark=row, text=form.cleaned_data["text"], now=timezone.now()
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Votre réponse est enregistrée.")
            return _back(dossier)
    context = workshop_context(request, dossier, form=form, heading="Répondre à la remarque", remark=row)
    return render(request, "dossier/dossier_act.html", context)


@for_roles(*WORKSHOP)
@require_POST
def remark_close(request: ActorRequest, pk: int, remark: int) -> HttpResponse:
    """Say that a remark is dealt with."""
    dossier, row = _remark(request, pk, remark)
    _refuse_unless(accompanies(request.actor, dossier.parcours), "Une remarque se clôt par un formateur.")
    try:
        with transaction.atomic():
            close_remark(actor=request.actor, remark=row, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "La remarque est close.")
    return _back(dossier)


@for_roles(*WORKSHOP)
@require_POST
def remark_reopen(request: ActorRequest, pk: int, remark: int) -> HttpResponse:
    """Take back the closing of a remark."""
    dossier, row = _remark(request, pk, remark)
    _refuse_unless(accompanies(request.actor, dossier.parcours), "Une remarque se rouvre par un formateur.")
    with transaction.atomic():
        reopen_remark(actor=request.actor, remark=row, now=timezone.now())
    messages.success(request, "La remarque est rouverte.")
    return _back(dossier)


def _remark(request: ActorRequest, pk: int, remark: int) -> tuple[Dossier, Remark]:
    dossier = get_dossier(request.actor, pk)
    row = Remark.objects.filter(version__dossier=dossier, pk=remark).select_related("version").first()
    if row is None:
        raise Http404("remarque inconnue")
    return dossier, row


def _refuse_unless(allowed: bool, refusal: str) -> None:
    if not allowed:
        raise PermissionDenied(refusal)


def _back(dossier: Dossier) -> HttpResponse:
    response = redirect("dossier:dossier", pk=dossier.pk)
    response["Location"] += "#remarques"
    return response
