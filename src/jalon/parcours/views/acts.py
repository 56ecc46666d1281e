"""The acts of a path: done on their day, corrected by another that takes their place."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.parcours.forms.paths import CorrectionForm, StepForm
from jalon.parcours.models import ParcoursAct
from jalon.parcours.operations import advance_parcours, correct_act
from jalon.parcours.permissions import EVERYONE, TEAM, get_parcours, is_walker, may_walk
from jalon.parcours.workflow import workflow_of
from jalon.referentiel.queries import get_titre


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """Do one act of the lifecycle."""
    parcours = get_parcours(request.actor, pk)
    workflow = workflow_of(parcours.route)
    transition = next((one for one in workflow.transitions if one.name == act), None)
    if transition is None:
        raise Http404("acte inconnu de cette voie")
    walker = is_walker(request.actor, parcours)
    if not transition.roles & request.actor.roles or not (walker or may_walk(request.actor, parcours)):
        raise PermissionDenied
    form = StepForm(request.POST if request.method == "POST" else None, route=parcours.route, act=act)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                advance_parcours(
                    actor=request.actor,
                    parcours=parcours,
                    act=act,
                    on=form.cleaned_data["on"],
                    note=form.cleaned_data["note"],
                    data=form.data_of_act(),
                    now=timezone.now(),
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"« {transition.label} » : c’est enregistré.")
            return redirect("parcours:path", pk=pk)
    context = {
        "parcours": parcours,
        "titre": get_titre(parcours.titre_ref),
        "transition": transition,
        "target": workflow.states[transition.target],
        "form": form,
    }
    return render(request, "parcours/act.html", context)


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int, done: int) -> HttpResponse:
    """Correct the day of an act: what was written stays readable."""
    parcours = get_parcours(request.actor, pk)
    if not may_walk(request.actor, parcours):
        raise PermissionDenied
    mistaken = get_object_or_404(
        ParcoursAct.objects.select_related("parcours__person"), pk=done, parcours=parcours
    )
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial={"on": mistaken.on})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                correct_act(actor=request.actor, done=mistaken, **form.cleaned_data, now=timezone.now())
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La date est corrigée ; l’ancienne reste dans l’historique.")
            return redirect("parcours:path", pk=pk)
    context = {
        "parcours": parcours,
        "titre": get_titre(parcours.titre_ref),
        "mistaken": mistaken,
        "form": form,
    }
    return render(request, "parcours/correct.html", context)
