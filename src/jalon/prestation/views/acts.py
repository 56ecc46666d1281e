"""The page of one act: a form, the reasons of a refusal where they belong, then back to the object."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest
from jalon.common.workflow import TransitionRefused


def act_page(
    request: ActorRequest,
    form: ActForm,
    do: Callable[[Any], str],
    *,
    heading: str,
    button: str,
    back: str,
    done: str,
    crumbs: tuple[tuple[str, str], ...] = (),
    template: str = "prestation/act.html",
    **more: Any,
) -> HttpResponse:
    """Show the form, or do the act: `do` takes the cleaned form and gives the address to go to next."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                url = do(form)
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect(url)
    context = {"form": form, "heading": heading, "button": button, "back": back, "crumbs": crumbs, **more}
    return render(request, template, context)


def do_act(request: ActorRequest, do: Callable[[], Any], *, done: str, url: str) -> HttpResponse:
    """Do an act that a button posts, tell what came of it, go back."""
    try:
        with transaction.atomic():
            do()
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect(url)
