"""Alternatives of a timetable side by side, and the choice of one."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.typography import minutes
from jalon.common.workflow import TransitionRefused
from jalon.examen.operations import alternatives as operations
from jalon.examen.operations.timetable import OPEN, reasons_against_planning
from jalon.examen.permissions import CENTRE, get_timetable
from jalon.examen.queries.alternatives import Choice, alternatives_of, choices_of
from jalon.examen.queries.calculation import calculation_under_way, following
from jalon.examen.queries.planning import draft_timetable, planning_facts
from jalon.examen.rules.figures import Figures, days_note, longest_wait_note, lost_note, placed_note
from jalon.examen.views.timetable import address_of, managed


@for_roles(*CENTRE)
@require_safe
def alternatives(request: ActorRequest, pk: int) -> HttpResponse:
    """The alternatives side by side with the draft: figures with what is proved of them, small drawings."""
    session = managed(request, pk)
    changeable = session.status in OPEN
    kept = alternatives_of(session)
    choices = choices_of(session, kept) if kept else []
    draft = draft_timetable(session)
    job = calculation_under_way(session) if changeable else None
    return render(
        request,
        "examen/alternative_list.html",
        {
            "session": session,
            "choices": choices,
            "rows": _rows(choices),
            "changeable": changeable,
            "missing": reasons_against_planning(session, planning_facts(session)) if changeable else [],
            "locked": draft.locks.count() if draft else 0,
            **(following(job) if job else {}),
            "address": reverse("examen:timetable", args=[session.pk]),
        },
    )


@for_roles(*CENTRE)
@require_POST
def alternative_choose(request: ActorRequest, pk: int, version: int) -> HttpResponse:
    """Make an alternative the draft."""
    try:
        with transaction.atomic():
            session = managed(request, pk, for_update=True)
            chosen = get_timetable(request.actor, session, version)
            chosen = operations.choose_alternative(actor=request.actor, timetable=chosen, now=timezone.now())
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect("examen:alternatives", pk=pk)
    messages.success(
        request,
        "Cette variante est maintenant le brouillon. Les autres restent à comparer jusqu’à la publication.",
    )
    return redirect(address_of(chosen))


@for_roles(*CENTRE)
@require_POST
def alternatives_drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Throw the alternatives away."""
    with transaction.atomic():
        session = managed(request, pk, for_update=True)
        if operations.drop_alternatives(actor=request.actor, session=session, now=timezone.now()):
            messages.success(request, "Les variantes sont écartées ; le brouillon n’a pas changé.")
    return redirect("examen:timetable", pk=pk)


def _rows(choices: list[Choice]) -> list[dict[str, object]]:
    """The lines of the table: a figure of each version, with what is proved of it; the best ones are marked."""
    told = [choice.figures for choice in choices]
    lines = (
        ("Candidats placés", [(str(f.placed), placed_note(f), -f.placed) for f in told]),
        ("Journées de jury", [(str(f.jury_days), days_note(f), f.jury_days) for f in told]),
        ("Attente et temps mort", [(minutes(f.lost), lost_note(f), f.lost) for f in told]),
        ("dont attente des candidats", [(minutes(f.waiting), "", f.waiting) for f in told]),
        ("dont temps mort des jurys", [(_measured(f, f.idle), "", f.idle) for f in told]),
        (
            "Plus longue attente",
            [(_measured(f, f.longest_wait), longest_wait_note(f), f.longest_wait) for f in told],
        ),
    )
    return [
        {
            "label": label,
            "cells": [
                {
                    "choice": choice,
                    "value": value,
                    "note": note,
                    "best": rank == min(r for *_, r in cells) != max(r for *_, r in cells),
                }
                for choice, (value, note, rank) in zip(choices, cells, strict=True)
            ],
        }
        for label, cells in lines
    ]


def _measured(figures: Figures, value: int) -> str:
    return minutes(value) if figures.measured else "—"
