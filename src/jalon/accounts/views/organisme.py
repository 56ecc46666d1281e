"""The organisme as its administrateurs set it: identity, sites, figures."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.accounts.forms import OrganismeForm, SiteForm
from jalon.accounts.operations import (
    create_site,
    delete_site,
    reset_parameter,
    set_parameter,
    update_organisme,
    update_site,
)
from jalon.accounts.permissions import ADMINISTRATION, current_organisme, get_site
from jalon.accounts.queries import parameter_rows
from jalon.common.http import ActorRequest, for_roles


@for_roles(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def organisme(request: ActorRequest) -> HttpResponse:
    """Identity of the organisme, and its sites."""
    current = current_organisme(request.actor)
    form = OrganismeForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            update_organisme(actor=request.actor, organisme=current, **form.cleaned_data, now=timezone.now())
        messages.success(request, "L’identité de l’organisme est enregistrée.")
        return redirect("accounts:organisme")
    context = {"form": form, "organisme": current, "sites": current.sites.all()}
    return render(request, "accounts/organisme.html", context)


@for_roles(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def site_create(request: ActorRequest) -> HttpResponse:
    """Add a site."""
    current = current_organisme(request.actor)
    form = SiteForm(request.POST or None, initial={"departement": current.departement})
    form.instance.organisme = current
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                create_site(actor=request.actor, organisme=current, **form.cleaned_data, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Le site est ajouté.")
            return redirect("accounts:organisme")
    return render(request, "accounts/site_form.html", {"form": form, "site": None})


@for_roles(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def site_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a site."""
    site = get_site(request.actor, pk)
    form = SiteForm(request.POST or None, instance=site)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                update_site(actor=request.actor, site=site, **form.cleaned_data, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Le site est enregistré.")
            return redirect("accounts:organisme")
    return render(request, "accounts/site_form.html", {"form": form, "site": site})


@for_roles(*ADMINISTRATION)
@require_POST
def site_delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a site that nothing uses."""
    site = get_site(request.actor, pk)
    try:
        with transaction.atomic():
            delete_site(actor=request.actor, site=site, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("accounts:site_edit", pk=pk)
    messages.success(request, "Le site est supprimé.")
    return redirect("accounts:organisme")


@for_roles(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def parameters(request: ActorRequest) -> HttpResponse:
    """Figures that no sure text fixes; one form per figure, `reset` gives the default back."""
    current = current_organisme(request.actor)
    refused: dict[str, object] = {"key": "", "value": "", "messages": []}
    if request.method == "POST":
        key, typed = request.POST.get("key", ""), request.POST.get("value", "").strip()
        try:
            with transaction.atomic():
                if "reset" in request.POST:
                    reset_parameter(actor=request.actor, organisme=current, key=key, now=timezone.now())
                else:
                    set_parameter(
                        actor=request.actor,
                        organisme=current,
                        key=key,
                        value=_whole(typed),
                        now=timezone.now(),
                    )
        except ValidationError as error:
            refused = {"key": key, "value": typed, "messages": error.messages}
        else:
            messages.success(request, "Le paramètre est enregistré.")
            return redirect(f"{request.path}#{key}")
    context = {"rows": parameter_rows(current.pk), "refused": refused}
    return render(request, "accounts/parameters.html", context, status=400 if refused["messages"] else 200)


def _whole(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise ValidationError("La valeur est un nombre entier, sans signe ni décimale.")
    return int(typed)
