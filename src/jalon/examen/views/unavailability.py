"""Who is away on the days of a session: listed, noted, taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.examen.forms.unavailability import UnavailabilityForm
from jalon.examen.models import Appointment, ExamSession
from jalon.examen.operations.unavailability import OPEN, declare_unavailability, withdraw_unavailability
from jalon.examen.permissions import CENTRE, get_led_session
from jalon.examen.queries.planning import published_timetable
from jalon.examen.queries.unavailability import broken_by, people_of, unavailabilities_of


def _managed(request: ActorRequest, pk: int) -> ExamSession:
    return get_led_session(request.actor, pk, "Le responsable de session tient les indisponibilités.")


@for_roles(*CENTRE)
@require_http_methods(["GET", "POST"])
def unavailabilities(request: ActorRequest, pk: int) -> HttpResponse:
    """Hours away of the candidates, jurors and actors, with what the published timetable asks of them all the same."""
    session = _managed(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = UnavailabilityForm(posted, session=session)
    if posted is not None and form.is_valid():
        try:
            with transaction.atomic():
                declare_unavailability(
                    actor=request.actor, session=session, now=timezone.now(), **form.cleaned_data
                )
        except (ValidationError, TransitionRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "L’indisponibilité est notée : le prochain calcul du planning en tiendra compte."
            )
            return redirect("examen:unavailabilities", pk=pk)
    away, roles = unavailabilities_of(session), people_of(session)
    broken = broken_by(_published(session), away) if away else {}
    context = {
        "session": session,
        "form": form,
        "open": session.status in OPEN,
        "lines": [(item, roles.get(item.person, ""), broken.get(item.pk, [])) for item in away],
        "broken": bool(broken),
        "placeable": bool(roles),
    }
    invalid = posted is not None and bool(form.errors)
    return render(request, "examen/unavailability_page.html", context, status=422 if invalid else 200)


def _published(session: ExamSession) -> list[Appointment]:
    timetable = published_timetable(session)
    if timetable is None:
        return []
    rows = timetable.appointments.select_related("inscription__person", "jury")
    return list(rows.prefetch_related("jury__seats").order_by("starts_at", "order"))


@for_roles(*CENTRE)
@require_POST
def unavailability_remove(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Take back hours away."""
    session = _managed(request, pk)
    row = get_object_or_404(session.unavailabilities.select_related("session", "person"), pk=item)
    try:
        with transaction.atomic():
            withdraw_unavailability(actor=request.actor, unavailability=row, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "L’indisponibilité est retirée.")
    return redirect("examen:unavailabilities", pk=pk)
