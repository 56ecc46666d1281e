"""Before when a dossier is handed over: the date fixed by the centre, and the file that puts it in an agenda."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.dossier.forms import DeadlineForm
from jalon.dossier.ics import calendar
from jalon.dossier.operations.dossiers import set_deadline
from jalon.dossier.permissions import WORKSHOP, accompanies, dossiers_visible_to, get_dossier, leads
from jalon.dossier.queries import rows_of
from jalon.dossier.queries.deadlines import deadline_for_calendar
from jalon.dossier.views.workshop import workshop_context

_LOOKED_AT = 500  # the latest dossiers of a whole centre: those before have had their jury


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def deadline(request: ActorRequest, pk: int) -> HttpResponse:
    """Say before when the dossier is handed over."""
    dossier = get_dossier(request.actor, pk)
    if not (leads(request.actor, dossier.parcours) or accompanies(request.actor, dossier.parcours)):
        raise PermissionDenied("L’échéance est fixée par le centre.")
    form = DeadlineForm(
        request.POST if request.method == "POST" else None,
        initial={"due_on": dossier.due_on},
        auto_id="echeance_%s",
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            set_deadline(
                actor=request.actor, dossier=dossier, due_on=form.cleaned_data["due_on"], now=timezone.now()
            )
        messages.success(request, "L’échéance est enregistrée.")
        return redirect("dossier:dossier", pk=pk)
    context = workshop_context(request, dossier, deadline_form=form, form=form, heading="Échéance de remise")
    return render(request, "dossier/dossier_act.html", context)


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def calendar_file(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """The deadlines still to come of one dossier, or of all those that the actor may open, for an agenda."""
    dossiers = dossiers_visible_to(request.actor).order_by("-pk")
    if pk is not None:
        dossiers = dossiers.filter(pk=get_dossier(request.actor, pk).pk)
    today, now = timezone.localdate(), timezone.now()
    rows = [row for row in rows_of(dossiers[:_LOOKED_AT], today) if row.countdown and not row.late]
    if not rows:
        messages.info(request, "Aucune échéance à venir.")
        return redirect("dossier:dossiers") if pk is None else redirect("dossier:dossier", pk=pk)
    content = calendar([deadline_for_calendar(row) for row in rows], now=now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="echeances.ics"'
    return response
