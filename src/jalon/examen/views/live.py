"""The live exam day: facts told by forms and by devices, the state that they draw, the timer of a jury's room."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.examen.forms.live import Unreadable, read_dropped, read_skew, read_told, told_by_form
from jalon.examen.operations.dropped import record_dropped
from jalon.examen.operations.live import QUEUE_MAX, Answered, Told, record_event, record_events
from jalon.examen.permissions import CENTRE, EVERYONE, get_session, may_time
from jalon.examen.queries.day import day_board
from jalon.examen.queries.live import rows_of_day, state_of, today_of
from jalon.examen.views.day import asked_day, board_context, managed

PARTS = {"direct": "examen/day_now.html", "arrivees": "examen/day_arrivals.html"}
UNREADABLE = "Envoi illisible : rechargez la page."


@for_roles(*CENTRE)
@never_cache
@require_safe
def day_part(request: ActorRequest, pk: int, part: str) -> HttpResponse:
    """What changes with the clock and with what others note: the juries, or the candidates; asked by htmx."""
    session = managed(request, pk)
    if not request.headers.get("HX-Request"):
        return redirect("examen:day", pk=pk)
    return render(request, PARTS[part], board_context(request, session))


@for_roles(*CENTRE)
@require_POST
def day_fact(request: ActorRequest, pk: int) -> HttpResponse:
    """One fact told by a plain form: it happens now."""
    managed(request, pk)
    now = timezone.now()
    try:
        told = told_by_form(request.POST.dict(), now)
        with transaction.atomic():
            session = managed(request, pk, for_update=True)
            record_event(actor=request.actor, session=session, told=told, now=now)
    except (TransitionRefused, Unreadable) as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    except ValueError:
        messages.error(request, UNREADABLE)
    return redirect(_back(request, pk))


def _back(request: ActorRequest, pk: int) -> str:
    """The day page, at the candidate that the form was about."""
    day = asked_day(request)
    query = f"?jour={day.isoformat()}" if day else ""
    who = request.POST.get("inscription", "")
    arrivals = request.POST.get("kind") not in ("call", "phase_start", "phase_end", "undo")
    anchor = f"#candidat-{who}" if who.isdecimal() and arrivals else "#direct"
    return f"{reverse('examen:day', args=[pk])}{query}{anchor}"


@for_roles(*CENTRE)
@never_cache
@require_POST
def day_events(request: ActorRequest, pk: int) -> JsonResponse:
    """The queue of a device, as JSON; each fact is judged apart, and one sent again is answered alike.

    Received: `events` (uuid, kind, at, inscription, order, jury, person, undoes, data), `dropped`, those refused
    before that are set aside (uuid, kind, at, inscription, reasons), `sent_at` by the device's clock, `author`, who
    told them. Answered: `accepted`, `refused` with reasons, `dropped` once journaled, `server_now`.
    """
    session = managed(request, pk)
    now = timezone.now()
    try:
        body = json.loads(request.body)
        sent, given_up = body["events"], body.get("dropped", [])
        skew = read_skew(body.get("sent_at"), now)
        if not isinstance(sent, list) or not isinstance(given_up, list):
            return _unread(UNREADABLE, 400)
        if len(sent) > QUEUE_MAX or len(given_up) > QUEUE_MAX:
            return _unread(f"Envoyez {QUEUE_MAX} faits au plus à la fois.", 413)
        told, faulty = _read_all(sent)
        dropped = [read_dropped(one) for one in given_up]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _unread(UNREADABLE, 400)
    if body.get("author") not in (None, "", request.actor.ref):
        return _unread(
            "Ces faits sont ceux d’une autre personne : elle les enverra à sa prochaine connexion.", 409
        )
    with transaction.atomic():
        answers = record_events(actor=request.actor, session=session, told=told, now=now, skew_seconds=skew)
        if dropped:
            record_dropped(actor=request.actor, session=session, dropped=dropped, now=now)
    answers += faulty
    return JsonResponse(
        {
            "accepted": [str(one.uuid) for one in answers if not one.reasons],
            "refused": [
                {"uuid": str(one.uuid), "reasons": list(one.reasons)} for one in answers if one.reasons
            ],
            "dropped": [str(one.uuid) for one in dropped],
            "server_now": now.isoformat(),
        }
    )


def _read_all(sent: Sequence[dict[str, object]]) -> tuple[list[Told], list[Answered]]:
    """The facts that can be read, and those that cannot but name themselves."""
    told: list[Told] = []
    faulty: list[Answered] = []
    for one in sent:
        try:
            told.append(read_told(one))
        except Unreadable as fault:
            faulty.append(Answered(UUID(str(one["uuid"])), tuple(fault.reasons)))
    return told, faulty


def _unread(reason: str, status: int) -> JsonResponse:
    return JsonResponse({"reasons": [reason]}, status=status)


@for_roles(*CENTRE)
@never_cache
@require_safe
def day_state(request: ActorRequest, pk: int) -> JsonResponse:
    """The day as JSON, for a console that draws itself without network."""
    session = managed(request, pk)
    now = timezone.now()
    board = day_board(session, now=now, day=asked_day(request))
    return JsonResponse({"day": board.day.isoformat(), **state_of(session, board.today, now=now)})


@for_roles(*EVERYONE)
@never_cache
@require_safe
def day_timer(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The timer of one jury's room, full screen; asked by htmx, its clock alone."""
    session = get_session(request.actor, pk)
    jury = get_object_or_404(session.juries.select_related("salle"), number=number)
    if not may_time(request.actor, jury):
        raise PermissionDenied("Ce minuteur est celui d’un autre jury.")
    now = timezone.now()
    today = today_of(session, rows_of_day(session, now), now=now)
    column = next((one for one in today.columns if one.jury.pk == jury.pk), None)
    template = "examen/timer_clock.html" if request.headers.get("HX-Request") else "examen/timer_page.html"
    return render(
        request, template, {"session": session, "jury": jury, "column": column, "today": today, "now": now}
    )
