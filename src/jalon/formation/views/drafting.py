"""Writing a programme on screen: begun from the référentiel or copied, its modules and séances one by one."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import ItemMode
from jalon.formation.forms.programmes import DraftForm, ItemForm, ModuleForm
from jalon.formation.models import ProgrammeItem
from jalon.formation.operations.drafting import (
    add_item,
    change_module,
    copy_programme,
    draft_programme,
    raise_item,
    remove_item,
)
from jalon.formation.permissions import LEADERS, get_programme
from jalon.formation.queries import items_of
from jalon.referentiel.queries import get_titre, list_titres

PAGE = "formation:programme"


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_draft(request: ActorRequest) -> HttpResponse:
    """Begin a programme from the référentiel."""
    form = DraftForm(request.POST if request.method == "POST" else None, titres=list_titres())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                made = draft_programme(
                    actor=request.actor, organisme=current_organisme(request.actor),
                    titre=form.titres[given["titre"]], heading=given["heading"], ccp_numbers=given["numbers"],
                    now=timezone.now(),
                )  # fmt: skip
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Le programme est commencé : écrivez les séances de chaque module.")
            return redirect(PAGE, pk=made.pk)
    return render(request, "formation/programme_draft.html", {"form": form})


@for_roles(*LEADERS)
@require_POST
def programme_copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Copy a version to correct it."""
    programme = get_programme(request.actor, pk)
    with transaction.atomic():
        made = copy_programme(actor=request.actor, programme=programme, now=timezone.now())
    messages.success(request, f"Version {made.version} proposée : corrigez-la, puis mettez-la en vigueur.")
    return redirect(PAGE, pk=made.pk)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_module(request: ActorRequest, pk: int, module: int) -> HttpResponse:
    """Correct a module."""
    programme = get_programme(request.actor, pk)
    row = get_object_or_404(programme.modules, pk=module)
    form = ModuleForm(
        request.POST if request.method == "POST" else None,
        initial={
            "title": row.title, "hours": round(row.minutes / 60, 2) if row.minutes else None,
            "company": round(row.company_minutes / 60, 2) if row.company_minutes else None,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                change_module(actor=request.actor, module=row, now=timezone.now(), **form.told())
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Le module {row.number} est enregistré.")
            return redirect(PAGE, pk=pk)
    context = {"programme": programme, "form": form, "heading": str(row)}
    return render(request, "formation/programme_form.html", context)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_item_add(request: ActorRequest, pk: int, module: int) -> HttpResponse:
    """Write a séance at the end of a module, then another if one likes."""
    programme = get_programme(request.actor, pk)
    row = get_object_or_404(programme.modules, pk=module)
    form = ItemForm(request.POST if request.method == "POST" else None, titre=get_titre(programme.titre_ref))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                add_item(
                    actor=request.actor, module=row, heading=given["heading"], minutes=given["hours"],
                    competence_refs=given["competences"], mode=ItemMode(given["mode"]), work=given["work"],
                    now=timezone.now(),
                )  # fmt: skip
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"La séance « {given['heading']} » est ajoutée au module {row.number}.")
            if "more" in request.POST:
                return redirect("formation:programme_item_add", pk=pk, module=module)
            return redirect(PAGE, pk=pk)
    context = {"programme": programme, "form": form, "heading": f"Ajouter une séance – {row}", "more": True}
    return render(request, "formation/programme_form.html", context)


@for_roles(*LEADERS)
@require_POST
def programme_item_remove(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Take a séance out."""
    return _do(request, pk, item, lambda row: remove_item(actor=request.actor, item=row, now=timezone.now()),
               "La séance est retirée.")  # fmt: skip


@for_roles(*LEADERS)
@require_POST
def programme_item_raise(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Put a séance one place earlier."""
    return _do(
        request, pk, item, lambda row: raise_item(actor=request.actor, item=row, now=timezone.now()), ""
    )


def _do(
    request: ActorRequest, pk: int, item: int, act: Callable[[ProgrammeItem], None], said: str
) -> HttpResponse:
    programme = get_programme(request.actor, pk)
    row = next((one for one in items_of(programme) if one.pk == item), None)
    if row is None:
        raise Http404("séance inconnue")
    try:
        with transaction.atomic():
            act(row)
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        if said:
            messages.success(request, said)
    return redirect(PAGE, pk=pk)
