"""The séances of a day or of a week, all groups together: who signs, what is missing; made to be printed."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jalon.common.calendar import public_holidays
from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.permissions import TEAM
from jalon.prestation.queries.days import seances_between, slots_of
from jalon.prestation.views.prestations import crumbs_of


@for_roles(*TEAM)
@never_cache
@require_safe
def day(request: ActorRequest) -> HttpResponse:
    """Each half-day of a day: expected, noted, signed, countersigned."""
    on = _asked(request)
    slots = slots_of(seances_between(request.actor, on, on), now=timezone.now())
    context = {
        "day": on,
        "today": timezone.localdate(),
        "previous": on - timedelta(days=1),
        "next": on + timedelta(days=1),
        "slots": slots,
        "holiday": on in public_holidays(on.year),
        "crumbs": crumbs_of(),
    }
    return render(request, "prestation/day.html", context)


@for_roles(*TEAM)
@never_cache
@require_safe
def week(request: ActorRequest) -> HttpResponse:
    """The seven days of a week, side by side."""
    on = _asked(request)
    monday = on - timedelta(days=on.weekday())
    sunday = monday + timedelta(days=6)
    slots = slots_of(seances_between(request.actor, monday, sunday), now=timezone.now())
    days = [monday + timedelta(days=rank) for rank in range(7)]
    context = {
        "monday": monday,
        "sunday": sunday,
        "previous": monday - timedelta(days=7),
        "next": monday + timedelta(days=7),
        "today": timezone.localdate(),
        "days": [
            {
                "day": one,
                "holiday": one in public_holidays(one.year),
                "slots": [slot for slot in slots if slot.day == one],
            }
            for one in days
        ],
        "any": bool(slots),
        "crumbs": crumbs_of(),
    }
    return render(request, "prestation/week.html", context)


def _asked(request: ActorRequest) -> date:
    """The day that the address names, today otherwise; years that no calendar holds are today too."""
    try:
        asked = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return timezone.localdate()
    return asked if 1900 < asked.year < 2200 else timezone.localdate()
