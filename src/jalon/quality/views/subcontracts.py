"""The register of subcontracts, given and received."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.prestation.rules.engagements import euros
from jalon.quality.forms import ReasonForm, SubcontractForm
from jalon.quality.models import Subcontract
from jalon.quality.operations.subcontracts import add_subcontract, withdraw_subcontract
from jalon.quality.permissions import LEADERS, get_subcontract
from jalon.quality.views.year import year_view


@for_roles(*LEADERS)
@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """Actions of a year that pass between two organismes."""
    view = year_view(request)
    rows = Subcontract.objects.filter(
        organisme=view.organisme, starts_on__year__lte=view.year, ends_on__year__gte=view.year
    )
    context = {"view": view, "rows": [(row, euros(row.amount_cents)) for row in rows]}
    return render(request, "quality/subcontracts.html", context)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    """Record one."""
    view, form = year_view(request), SubcontractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = add_subcontract(
                    actor=request.actor, organisme=view.organisme, now=timezone.now(), **form.told()
                )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"« {made.heading} » est enregistrée.")
            return redirect("quality:subcontracts")
    return render(request, "quality/subcontract_form.html", {"form": form, "row": None})


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Set one aside, with its reason."""
    row, form = get_subcontract(request.actor, pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                withdraw_subcontract(
                    actor=request.actor, subcontract=row, now=timezone.now(), **form.cleaned_data
                )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"« {row.heading} » est retirée.")
            return redirect("quality:subcontracts")
    return render(request, "quality/subcontract_form.html", {"form": form, "row": row})
