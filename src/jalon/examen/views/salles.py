"""Rooms of the centre's sites."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.examen.forms.sessions import SalleForm
from jalon.examen.models import Salle
from jalon.examen.operations.sessions import remove_salle, save_salle
from jalon.examen.permissions import CENTRE, MANAGERS, get_salle, is_manager, salles_visible_to


@for_roles(*CENTRE)
@require_safe
def salle_list(request: ActorRequest) -> HttpResponse:
    """Rooms, site by site."""
    salles = salles_visible_to(request.actor).select_related("site").order_by("site__name", "kind", "name")
    return render(
        request, "examen/salle_list.html", {"salles": salles, "may_manage": is_manager(request.actor)}
    )


@for_roles(*MANAGERS)
@require_http_methods(["GET", "POST"])
def salle_create(request: ActorRequest) -> HttpResponse:
    """Add a room."""
    return _edit(request, None)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "POST"])
def salle_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a room."""
    return _edit(request, get_salle(request.actor, pk))


def _edit(request: ActorRequest, salle: Salle | None) -> HttpResponse:
    initial = {}
    if salle is not None:
        initial = {"site": salle.site_id, "name": salle.name, "kind": salle.kind, "capacity": salle.capacity}
    posted = request.POST if request.method == "POST" else None
    form = SalleForm(posted, organisme=current_organisme(request.actor), initial=initial)
    if posted is not None and form.is_valid():
        try:
            with transaction.atomic():
                save_salle(actor=request.actor, salle=salle, **form.cleaned_data, now=timezone.now())
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La salle est enregistrée.")
            return redirect("examen:salle_list")
    return render(request, "examen/salle_form.html", {"form": form, "salle": salle})


@for_roles(*MANAGERS)
@require_POST
def salle_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a room that no session uses."""
    salle = get_salle(request.actor, pk)
    try:
        with transaction.atomic():
            remove_salle(actor=request.actor, salle=salle, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "La salle est supprimée.")
    return redirect("examen:salle_list")
