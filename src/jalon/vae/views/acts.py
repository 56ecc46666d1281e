"""What every form of a VAE does: shown, sent, done in one transaction, or shown again with all the reasons."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre


def posted(request: ActorRequest) -> tuple[Any, Any]:
    """What a form is bound to: the data and the files of a request that sends it, nothing else."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_page(
    request: ActorRequest,
    parcours: Parcours,
    form: ActForm,
    *,
    heading: str,
    back: str,
    do: Callable[[Mapping[str, Any]], object],
    done: str,
    template: str = "vae/form.html",
    **more: Any,
) -> HttpResponse:
    """Show `form`; sent and valid, `do` it, tell `done` and go `back`; refused, show why beside each field."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                do(form.cleaned_data)
        except (ValidationError, TransitionRefused) as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "parcours": parcours,
        "titre": get_titre(parcours.titre_ref),
        "form": form,
        "heading": heading,
        "back": back,
        **more,
    }
    return render(request, template, context)


def simple_act(request: ActorRequest, do: Callable[[], object], *, back: str, done: str) -> HttpResponse:
    """Do an act that asks for nothing, and go back; a refusal is told at the top of the page."""
    try:
        with transaction.atomic():
            do()
    except (ValidationError, TransitionRefused) as error:
        reasons = error.reasons if isinstance(error, TransitionRefused) else error.messages
        for reason in reasons:
            messages.error(request, reason)
    else:
        messages.success(request, done)
    return redirect(back)
