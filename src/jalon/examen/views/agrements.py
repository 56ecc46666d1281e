"""Agréments and rooms of the centre."""

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
from jalon.examen.forms.sessions import AgrementForm
from jalon.examen.models import Agrement
from jalon.examen.operations.sessions import remove_agrement, save_agrement
from jalon.examen.permissions import CENTRE, MANAGERS, agrements_visible_to, get_agrement, is_manager
from jalon.examen.queries.sessions import agrement_lines


@for_roles(*CENTRE)
@require_safe
def agrement_list(request: ActorRequest) -> HttpResponse:
    """Agréments of the centre, those that end soon first."""
    lines = agrement_lines(agrements_visible_to(request.actor), today=timezone.localdate())
    context = {"lines": lines, "may_manage": is_manager(request.actor)}
    return render(request, "examen/agrement_list.html", context)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "POST"])
def agrement_create(request: ActorRequest) -> HttpResponse:
    """Record an agrément."""
    return _edit(request, None)


@for_roles(*MANAGERS)
@require_http_methods(["GET", "POST"])
def agrement_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct an agrément."""
    return _edit(request, get_agrement(request.actor, pk))


def _edit(request: ActorRequest, agrement: Agrement | None) -> HttpResponse:
    organisme = current_organisme(request.actor)
    initial = {}
    if agrement is not None:
        names = ("titre_code", "number", "valid_from", "valid_until", "ccs")
        initial = {name: getattr(agrement, name) for name in names} | {"site": agrement.site_id}
    posted = request.POST if request.method == "POST" else None
    form = AgrementForm(posted, organisme=organisme, initial=initial)
    if posted is not None and form.is_valid():
        try:
            with transaction.atomic():
                save_agrement(
                    actor=request.actor,
                    organisme=organisme,
                    agrement=agrement,
                    **form.cleaned_data,
                    now=timezone.now(),
                )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "L’agrément est enregistré.")
            return redirect("examen:agrement_list")
    return render(request, "examen/agrement_form.html", {"form": form, "agrement": agrement})


@for_roles(*MANAGERS)
@require_POST
def agrement_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove an agrément on which no session rests."""
    agrement = get_agrement(request.actor, pk)
    try:
        with transaction.atomic():
            remove_agrement(actor=request.actor, agrement=agrement, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "L’agrément est supprimé.")
    return redirect("examen:agrement_list")
