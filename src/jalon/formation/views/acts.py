"""What every form of a path in training has in common: sent, done or refused, shown again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre


def done(
    request: ActorRequest,
    form: ActForm,
    told: Callable[[], dict[str, Any]],
    act: Callable[[dict[str, Any]], None],
    said: str,
) -> bool:
    """Whether a form sent was valid and its act done; refused, its reasons are on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act(told())
    except (TransitionRefused, ValidationError) as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, said)
    return True


def form_page(
    request: ActorRequest,
    parcours: Parcours,
    form: ActForm,
    heading: str,
    back: str,
    *,
    multipart: bool = False,
    back_url: str = "",
) -> HttpResponse:
    """The page of a form; `back` names the address to go back to, unless `back_url` gives it."""
    context = {
        "parcours": parcours, "titre": get_titre(parcours.titre_ref), "form": form, "act_heading": heading,
        "back_url": back_url or reverse(back, args=[parcours.pk]), "multipart": multipart,
    }  # fmt: skip
    return render(request, "formation/path_form.html", context)
