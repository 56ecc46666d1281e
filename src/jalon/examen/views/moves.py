"""Candidates moved by hand in a timetable: checked first, moved, put back; by a form, or by the drawing's script."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.typography import clock, day_label, minutes
from jalon.common.workflow import TransitionRefused
from jalon.examen.forms.timetable import MoveForm
from jalon.examen.models import ExamSession, Inscription, Timetable
from jalon.examen.operations import moves as operations
from jalon.examen.permissions import CENTRE, get_timetable
from jalon.examen.planning.checker import Violation
from jalon.examen.planning.facts import Plan
from jalon.examen.queries.planning import PlanningFacts, planning_facts
from jalon.examen.views.timetable import address_of, managed, revision_of

Rule = tuple[str, list[str]]


@for_roles(*CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def timetable_move(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """Move a candidate by hand: « Vérifier » says what it would break, « Déplacer » does it.

    A script that asks for JSON gets the same answers as values.
    """
    if request.method == "POST":
        with transaction.atomic():
            session = managed(request, pk, for_update=True)
            return _move(request, session, get_timetable(request.actor, session, version))
    session = managed(request, pk)
    shown = get_timetable(request.actor, session, version)
    facts = planning_facts(session)
    asked = "start" in request.GET
    data = request.GET if asked else None
    form = MoveForm(session, facts, data, initial=_present_place(request, shown))
    preview = _preview(shown, form, facts) if asked and form.is_valid() else None
    return _move_page(request, session, shown, form, preview.violations if preview else None)


@for_roles(*CENTRE)
@require_safe
def timetable_check(request: ActorRequest, pk: int, version: int) -> JsonResponse:
    """What a move would break, for the drawing: where to, lawful or not, rules and sources, what it costs."""
    session = managed(request, pk)
    shown = get_timetable(request.actor, session, version)
    facts = planning_facts(session)
    form = MoveForm(session, facts, request.GET)
    if not form.is_valid():
        return _refusal(_errors(form))
    if form.cleaned_data["revision"] != shown.revision:
        return _refusal(["Ce planning a changé depuis que vous l’avez ouvert : rechargez la page."], 409)
    try:
        preview = _preview(shown, form, facts)
    except TransitionRefused as refusal:
        return _refusal(refusal.reasons)
    who: Inscription = form.cleaned_data["inscription"]
    return JsonResponse(
        {
            "lawful": not preview.violations,
            "where": _where(preview.after, who, form),
            "cost": _cost(preview),
            "rules": _as_json(preview.violations),
        }
    )


@for_roles(*CENTRE)
@require_POST
def timetable_undo(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """Put back whoever was moved last."""
    number = revision_of(request)
    with transaction.atomic():
        session = managed(request, pk, for_update=True)
        shown = get_timetable(request.actor, session, version)
        try:
            with transaction.atomic():
                back = operations.undo_move(
                    actor=request.actor, timetable=shown, revision=number, now=timezone.now()
                )
            messages.success(
                request, f"Le déplacement de {back.person} est annulé : le planning est comme avant."
            )
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
    return redirect(address_of(shown, request))


def _preview(shown: Timetable, form: MoveForm, facts: PlanningFacts) -> operations.Preview:
    return operations.preview_move(
        shown,
        inscription=form.cleaned_data["inscription"],
        day=form.cleaned_data["day"],
        start=form.minutes,
        jury=form.cleaned_data["jury"],
        facts=facts,
    )


def _move(request: ActorRequest, session: ExamSession, shown: Timetable) -> HttpResponse:
    form = MoveForm(session, planning_facts(session), request.POST)
    scripted = request.accepts("application/json") and not request.accepts("text/html")
    if not form.is_valid():
        return _refusal(_errors(form)) if scripted else _move_page(request, session, shown, form, None, 422)
    chosen = form.cleaned_data["inscription"]
    try:
        with transaction.atomic():
            operations.move_appointment(
                actor=request.actor,
                timetable=shown,
                revision=form.cleaned_data["revision"],
                inscription=chosen,
                day=form.cleaned_data["day"],
                start=form.minutes,
                jury=form.cleaned_data["jury"],
                now=timezone.now(),
            )
    except operations.MoveRefused as refusal:
        if scripted:
            return JsonResponse({"lawful": False, "rules": _as_json(refusal.violations)}, status=422)
        return _move_page(request, session, shown, form, refusal.violations, 422)
    except TransitionRefused as refusal:
        if scripted:
            return _refusal(refusal.reasons, 409)
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(address_of(shown, request))
    messages.success(
        request,
        f"{chosen.person} commence le {day_label(form.cleaned_data['day'], 'jour')} à {clock(form.minutes)} "
        f"devant le {str(form.cleaned_data['jury']).lower()}.",
    )
    return JsonResponse({"lawful": True}) if scripted else redirect(address_of(shown, request))


def _move_page(
    request: ActorRequest,
    session: ExamSession,
    shown: Timetable,
    form: MoveForm,
    violations: tuple[Violation, ...] | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "session": session,
        "timetable": shown,
        "form": form,
        "checked": violations is not None,
        "rules": _rules(violations or ()),
        "back": address_of(shown, request),
    }
    return render(request, "examen/timetable_move.html", context, status=status)


def _rules(violations: tuple[Violation, ...]) -> list[Rule]:
    """The rules broken, one after the other: source, and every message of that rule."""
    rules: dict[tuple[str, str], list[str]] = {}
    for violation in violations:
        rules.setdefault((violation.code, violation.source), []).append(violation.message_fr)
    return [(source, found) for (_, source), found in rules.items()]


def _as_json(violations: tuple[Violation, ...]) -> list[dict[str, Any]]:
    return [
        {"message": found[0], "source": source[:1].upper() + source[1:], "times": len(found)}
        for source, found in _rules(violations)
    ]


def _refusal(reasons: list[str] | tuple[str, ...], status: int = 422) -> JsonResponse:
    return JsonResponse({"lawful": False, "reasons": list(reasons), "rules": []}, status=status)


def _errors(form: MoveForm) -> list[str]:
    """Every fault of the form, with the name of its field."""
    return [
        f"{form.fields[name].label or 'Version'} : {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _where(plan: Plan, who: Inscription, form: MoveForm) -> str:
    """« Mardi 15 décembre 2026, jury 2, de 9 h 05 à 12 h 40 »: from the candidate's first test to the last."""
    mine = [a for a in plan.appointments if a.candidate_id == str(who.pk) and a.candidate]
    day = day_label(form.cleaned_data["day"], "jour")
    hours = f"de {clock(min(a.start for a in mine))} à {clock(max(a.end for a in mine))}" if mine else ""
    told = f"{day}, {str(form.cleaned_data['jury']).lower()}, {hours}"
    return told[:1].upper() + told[1:]


def _cost(preview: operations.Preview) -> str:
    """What the move changes of everybody's waiting and of the juries' idleness; empty when it changes nothing."""
    told = []
    for name, before, after in (
        ("attente des candidats", preview.before.waiting_minutes, preview.after.waiting_minutes),
        ("temps mort des jurys", preview.before.idle_minutes, preview.after.idle_minutes),
    ):
        if before != after:
            told.append(f"{name} : {minutes(after)} au lieu de {minutes(before)}")
    days = preview.after.jury_days - preview.before.jury_days
    if days:
        told.append(
            f"{abs(days)} journée{'s' if abs(days) > 1 else ''} de jury de {'plus' if days > 0 else 'moins'}"
        )
    return " ; ".join(told)


def _present_place(request: HttpRequest, shown: Timetable) -> dict[str, object]:
    """Where the candidate asked for (or the first one) stands today."""
    initial: dict[str, object] = {"revision": shown.revision}
    rows = shown.appointments.filter(candidate_present=True).order_by("starts_at")
    if number := whole_number(request.GET.get("inscription", "")):
        initial["inscription"] = number
        rows = rows.filter(inscription_id=number)
    first = rows.first()
    if first is not None:
        local = timezone.localtime(first.starts_at)
        initial |= {"day": local.date().isoformat(), "start": local.time(), "jury": first.jury_id}
        initial.setdefault("inscription", first.inscription_id)
    return initial
