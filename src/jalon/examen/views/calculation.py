"""A calculation of the timetable or of its alternatives: asked for, followed on screen, stopped."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.jobs import enqueue, request_stop
from jalon.common.models import Job
from jalon.examen.jobs import ALTERNATIVES, PLAN
from jalon.examen.models import ExamSession
from jalon.examen.operations.timetable import reasons_against_planning
from jalon.examen.permissions import CENTRE
from jalon.examen.queries.calculation import first_followed, following, get_calculation
from jalon.examen.queries.planning import draft_timetable, planning_facts
from jalon.examen.views.timetable import managed

LABELS = {PLAN: "Calcul du planning", ALTERNATIVES: "Calcul de variantes"}


def plan_key(session: ExamSession) -> str:
    """One calculation at a time for a session."""
    return f"{PLAN}:{session.pk}"


@for_roles(*CENTRE)
@require_POST
def timetable_plan(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the timetable."""
    return _start(request, pk, PLAN)


@for_roles(*CENTRE)
@require_POST
def alternatives_plan(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for its alternatives."""
    return _start(request, pk, ALTERNATIVES)


@for_roles(*CENTRE)
@never_cache
@require_safe
def calculation(request: ActorRequest, pk: int, job: UUID) -> HttpResponse:
    """A calculation, its best plan so far and how it improved; once over, the page of what it found."""
    session = managed(request, pk)
    found = get_calculation(session, job)
    fragment = request.headers.get("HX-Target") == "calcul-suivi"
    if found.state == Job.State.DONE:
        url = str((found.result or {}).get("url") or reverse("examen:timetable", args=[session.pk]))
        return HttpResponse(headers={"HX-Redirect": url}) if fragment else redirect(url)
    context = {"session": session, **following(found)}
    if not fragment:
        return render(request, "examen/calculation_page.html", context)
    # A screen reader is told only what it was not told at the renewal before.
    new = request.GET.get("dit") != str(context["said"])
    return render(
        request, "examen/calculation_followed.html", {**context, "aloud": found.message if new else ""}
    )


@for_roles(*CENTRE)
@require_POST
def calculation_stop(request: ActorRequest, pk: int, job: UUID) -> HttpResponse:
    """Stop a calculation and keep the best plan that it has found."""
    session = managed(request, pk)
    request_stop(job=get_calculation(session, job), now=timezone.now())
    return redirect("examen:calculation", pk=pk, job=job)


def _start(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a calculation and lead to its page, which shows a plan at once: one that needs no search."""
    session = managed(request, pk)
    facts = planning_facts(session, draft=draft_timetable(session))
    if reasons := reasons_against_planning(session, facts):
        for reason in reasons:
            messages.error(request, reason)
        return redirect("examen:timetable", pk=pk)
    first = first_followed(session, facts.problem)
    with transaction.atomic():
        job = enqueue(
            kind,
            actor=request.actor,
            now=timezone.now(),
            payload={"session": session.pk},
            label=f"{LABELS[kind]} ({session})",
            unique_key=plan_key(session),
            detail=first,
        )
    if job.kind != kind:
        messages.info(request, "Un autre calcul est en cours pour cette session : attendez-le ou arrêtez-le.")
    return redirect("examen:calculation", pk=pk, job=job.pk)
