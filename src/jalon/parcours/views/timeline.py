"""The page of a path: what is done, what is next, by whom, before when."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.common.actor import Actor
from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.typography import day_label
from jalon.common.workflow import Transition
from jalon.parcours.drawing import draw
from jalon.parcours.enums import Route
from jalon.parcours.ics import path_calendar
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import (
    EVERYONE,
    accompanies,
    get_parcours,
    is_walker,
    leads,
    may_entrust,
    may_walk,
)
from jalon.parcours.queries import hours_gauges, trainers_on
from jalon.parcours.rules.due import first_to_tell
from jalon.parcours.screens import act_url
from jalon.parcours.steps import Step, steps_of
from jalon.parcours.wording import who_for
from jalon.parcours.workflow import ENDED, MAIN, advance_of, workflow_of
from jalon.referentiel.queries import get_titre

STATES = {
    "done": ("Fait", "success"),
    "late": ("En retard", "danger"),
    "soon": ("Bientôt", "warning"),
    "later": ("À venir", "info"),
    "open": ("Sans date", "neutral"),
    "tacit": ("Accord tacite", "warning"),
}
TACIT = "vae.admissibility"
FOUND = {TACIT: "admit_tacitly", "vae.lapse": "lapse"}
"""Clocks whose end is itself an act to record, proposed once their day is past (B3, B5)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the page shows it; `number` names its mark on the drawing."""

    number: int
    step: Step
    state: str
    url: str
    who: str

    @property
    def day(self) -> date | None:
        return self.step.done_on or self.step.due_on

    @property
    def label(self) -> str:
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        return STATES[self.state][1]

    @property
    def told(self) -> str:
        day = f", {day_label(self.day)}" if self.day else ""
        return f"{self.step.label}{day} ({self.label.lower()})"

    @property
    def in_time(self) -> bool:
        """Whether a step done had a day and kept it."""
        return self.step.due_on is None or self.step.done_on is None or self.step.done_on <= self.step.due_on


@for_roles(*EVERYONE)
@require_safe
def path_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The timeline of one path."""
    actor, today = request.actor, timezone.localdate()
    parcours = get_parcours(actor, pk)
    titre = get_titre(parcours.titre_ref)
    acts = doable(actor, parcours)
    record_opening(request, parcours, "la page du parcours")
    own = is_walker(actor, parcours)
    rows = _rows(parcours, steps_of([parcours])[parcours.pk], acts, today, own=own)
    by_step = {id(row.step): row for row in rows}
    waiting = [by_step[id(step)] for step in first_to_tell((row.step for row in rows), today)]
    context = {
        "parcours": parcours,
        "titre": titre,
        "rows": rows,
        "next": [] if parcours.ended else waiting[:3],
        "drawing": draw(rows, today),
        "acts": [(act, act_url(parcours, act.name)) for act in acts],
        "history": list(parcours.acts.select_related("superseded_by").order_by("-recorded_at", "-pk")),
        "trainers": trainers_on(parcours),
        "aimed": [ccp for ccp in titre.ccps if ccp.id in parcours.ccp_refs],
        "gauges": hours_gauges(parcours, titre) if parcours.route in Route.training() else [],
        "may_correct": may_walk(actor, parcours),
        "may_entrust": may_entrust(actor, parcours),
        "is_walker": own,
        "stages": [workflow_of(parcours.route).states[stage] for stage in MAIN[parcours.route]],
        "advance": advance_of(parcours.route, parcours.stage),
        "today": today,
    }
    return render(request, "parcours/path.html", context)


def record_opening(request: ActorRequest, parcours: Parcours, what: str) -> None:
    """Journal that somebody else opened what is held on a path: the person reads it among who opened their records."""
    if not is_walker(request.actor, parcours):
        record_access(
            actor=request.actor,
            verb="parcours.read",
            target=parcours.person,
            sentence=f"A ouvert {what} de {parcours.person}.",
            now=timezone.now(),
            parcours=parcours.pk,
        )


def doable(actor: Actor, parcours: Parcours) -> list[Transition]:
    """Acts that the actor may attempt on this path: those that lead on first, those that end it last."""
    if not (is_walker(actor, parcours) or leads(actor, parcours) or accompanies(actor, parcours)):
        return []
    found = workflow_of(parcours.route).available(parcours.stage, actor.roles)
    return sorted(
        found, key=lambda act: (bool(act.confirm) or act.target in ENDED, act.target == parcours.stage)
    )


def _rows(
    parcours: Parcours, steps: list[Step], acts: list[Transition], today: date, *, own: bool
) -> list[Row]:
    allowed = {act_url(parcours, act.name) for act in acts}
    lifecycle = {act_url(parcours, act.name) for act in workflow_of(parcours.route).transitions}
    found = []
    for number, step in enumerate(steps, 1):
        state, url = str(step.state(today)), step.url
        if state == "late" and step.code in FOUND:
            url = act_url(parcours, FOUND[step.code])
            state = "tacit" if step.code == TACIT else state
        found.append(
            Row(
                number,
                step,
                state,
                url if url in allowed or url not in lifecycle else "",
                who_for(step.who, own=own),
            )
        )
    return found


@for_roles(*EVERYONE)
@require_safe
def path_ics(request: ActorRequest, pk: int) -> HttpResponse:
    """The days still to come of one path, for an agenda."""
    parcours = get_parcours(request.actor, pk)
    titre = get_titre(parcours.titre_ref)
    named = titre.sigle if is_walker(request.actor, parcours) else f"{parcours.person} – {titre.sigle}"
    record_opening(request, parcours, "l’agenda du parcours")
    steps = [] if parcours.ended else steps_of([parcours])[parcours.pk]
    content = path_calendar(parcours, steps, named=f"Parcours {named}", now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="parcours-{parcours.pk}.ics"'
    return response
