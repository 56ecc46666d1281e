"""From a programme to the calendar of a prestation: the rhythm, a preview, then the séances."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.accounts.enums import Role
from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.formation.forms.programmes import CalendarForm
from jalon.formation.models import Programme
from jalon.formation.operations.calendars import plan_calendar
from jalon.formation.permissions import LEADERS, get_programme
from jalon.formation.queries import items_of
from jalon.formation.rules.calendar import Calendar, ToPlace, plan
from jalon.people.models import Person


def trainers_of(programme: Programme) -> QuerySet[Person]:
    """Who may lead séances: the trainers of the centre who have a record of their own."""
    return (
        Person.objects.filter(
            organisme_id=programme.organisme_id,
            user__memberships__organisme_id=programme.organisme_id,
            user__memberships__role=Role.FORMATEUR,
        )
        .distinct()
        .order_by("birth_name", "first_name")
    )


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_calendar(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose the rhythm, see the calendar it makes, then plan the séances."""
    programme = get_programme(request.actor, pk)
    form = CalendarForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        trainers=trainers_of(programme),
    )
    items = {item.pk: item for item in items_of(programme)}
    found: Calendar | None = None
    clear = False
    if request.method == "POST" and form.is_valid():
        found = plan([ToPlace(item.pk, item.minutes) for item in items.values()], form.rhythm())
        for fault in found.faults:
            form.add_error(None, fault)
        given = form.cleaned_data
        if not found.faults:
            confirmed = "confirmed" in request.POST
            try:
                with transaction.atomic():
                    made = plan_calendar(
                        actor=request.actor, prestation=given["prestation"], programme=programme, items=items,
                        slots=found.slots, now=timezone.now(), room=given["room"],
                        trainers=form.trainers(), audience=given["group"],
                    )  # fmt: skip
                    if not confirmed:
                        transaction.set_rollback(
                            True
                        )  # a rehearsal: conflicts are told before anything is kept
            except (TransitionRefused, ValidationError) as refusal:
                form.refuse(refusal)
            else:
                if confirmed:
                    messages.success(request, f"{len(made)} séances sont planifiées.")
                    return redirect("prestation:calendar", pk=given["prestation"].pk)
                clear = True
    weeks = []
    if found is not None and not found.faults:
        for monday, slots in groupby(
            found.slots, key=lambda one: one.day - timedelta(days=one.day.weekday())
        ):
            rows = [(slot, items[slot.key]) for slot in slots]
            weeks.append((monday, rows, sum(slot.minutes for slot, _ in rows)))
    context = {
        "programme": programme,
        "form": form,
        "calendar": found if weeks else None,
        "weeks": weeks,
        "minutes": sum(minutes for _, _, minutes in weeks),
        "clear": clear,
    }
    return render(request, "formation/programme_calendar.html", context)
