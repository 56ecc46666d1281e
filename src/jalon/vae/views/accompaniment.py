"""The page of the accompaniment: plans, meetings, work between them, resources, results, leave (B10 to B14)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import is_walker
from jalon.parcours.workflow import workflow_of
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import InterviewKind, JuryResult, MeetingKind, PaperKind
from jalon.vae.forms.demarches import (
    DayForm,
    MeetingForm,
    PlanForm,
    WhyForm,
    WriteUpForm,
)
from jalon.vae.letters import competence_label, euros, target_label
from jalon.vae.models import Decision, Interview, LeaveRequest, Meeting, Plan
from jalon.vae.operations.plans import (
    agree_plan,
    cancel_meeting,
    draft_plan,
    issue_livret,
    limits_of,
    plan_meeting,
    write_up,
)
from jalon.vae.operations.sales import quote_plan
from jalon.vae.permissions import READERS, get_vae, guided, guides, writes
from jalon.vae.queries import (
    demarche_of,
    documents_of,
    last_decision,
    leave_facts,
    leave_limits_of,
    papers_of,
    plan_gauge,
    plans_of,
    signed_meetings,
    slots_of,
)
from jalon.vae.rehearsals import Rehearsal, door_to, rehearsals_of
from jalon.vae.rules.leave import STATE_LABELS
from jalon.vae.rules.plans import agreement_faults, price_cents
from jalon.vae.rules.results import OUTCOME_LABELS, OUTCOMES
from jalon.vae.views.acts import form_page, posted, simple_act

DOCUMENTS = ("vae.plan_accompagnement", "vae.livret_suivi", "vae.demande_conge")
ACTS = ("return_dossier",)


@for_roles(*READERS)
@require_safe
def page(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole accompaniment of one path, the plan in force first."""
    parcours = get_vae(request.actor, pk)
    titre, demarche = get_titre(parcours.titre_ref), demarche_of(parcours)
    plans, now = plans_of(parcours), timezone.now()
    today = timezone.localdate(now)
    plan = plans[0] if plans else None
    signed = signed_meetings(plan) if plan else frozenset[int]()
    guiding = guides(request.actor, parcours)
    available = {
        act.name for act in workflow_of(parcours.route).available(parcours.stage, request.actor.roles)
    }
    decisions = Decision.objects.filter(parcours=parcours).prefetch_related("steps").order_by("-on", "-pk")
    replaced = {one.supersedes_id for one in decisions}
    leaves, limits = LeaveRequest.objects.filter(parcours=parcours), leave_limits_of(parcours)
    orals = rehearsals_of(request.actor, parcours)
    context: dict[str, Any] = {
        "parcours": parcours,
        "titre": titre,
        "demarche": demarche,
        "target": target_label(titre, parcours.ccp_refs),
        "plan": plan,
        "former_plans": [(one, plan_gauge(one)) for one in plans[1:]],
        "gauge": plan_gauge(plan) if plan else None,
        "price": (euros(plan.hourly_cents), euros(price_cents(plan.minutes, plan.hourly_cents)))
        if plan
        else None,
        "agreement": _lacking(parcours, plan, plans) if plan and plan.agreed_on is None else [],
        "meetings": [
            (one, one.starts_at <= now, one.pk in signed, _rehearsed(one, orals))
            for one in plan.meetings.all()
        ]
        if plan
        else [],
        "orals": orals,
        "orals_url": door_to(request.actor, parcours),
        "works": [one for one in plan.works.all() if one.withdrawn_at is None] if plan else [],
        "today": today,
        "actor_ref": request.actor.ref,
        "resources": papers_of(parcours, PaperKind.RESOURCE),
        "documents": documents_of(parcours, *DOCUMENTS),
        "decisions": [
            (
                one,
                OUTCOME_LABELS[OUTCOMES[one.result]],
                [competence_label(titre, ref) for ref in one.validated],
                [competence_label(titre, ref) for ref in one.to_complete],
                [(step, competence_label(titre, step.ref)) for step in one.steps.all()],
                one.pk in replaced,
                one.result == JuryResult.PARTIAL_PENDING,
            )
            for one in decisions
        ],
        "interviews": Interview.objects.filter(parcours=parcours, kind=InterviewKind.POST_JURY),
        "leaves": [
            (row, (facts := leave_facts(row, limits)), (state := facts.state(today)), STATE_LABELS[state])
            for row in leaves
        ],
        "leave_limits": limits,
        "guides": guiding and not parcours.ended,
        "walker": is_walker(request.actor, parcours),
        "writes": writes(request.actor, parcours) and not parcours.ended,
        "may": {
            act: guiding and act in available for act in ("deposit", "return_dossier", "judge", "follow")
        },
        "jury_open": guiding and parcours.stage in ("deposited", "registered"),
    }
    return render(request, "vae/accompaniment.html", context)


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """Prepare a plan, or change the one in preparation (B14)."""
    parcours = guided(request.actor, pk)
    draft = Plan.objects.filter(parcours=parcours, agreed_on=None).first()
    parameters = parameters_of(parcours.person.organisme_id)
    advised = demarche_of(parcours).advised_minutes
    initial = {
        "hours": advised / 60 if advised else parameters["vae_hours_advised"],
        "hourly_euros": parameters["vae_hourly_cents"] / 100,
        "aims": _aims_after(parcours),
    }
    form = PlanForm(posted(request)[0], initial=PlanForm.told(draft) if draft else initial)
    return form_page(
        request, parcours, form,
        heading="Plan d’accompagnement",
        back=address(pk),
        do=lambda _: draft_plan(
            actor=request.actor, parcours=parcours, plan=draft, now=timezone.now(), **form.given()
        ),
        done="Le plan est enregistré : fixez ses rendez-vous.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def agree(request: ActorRequest, pk: int, plan: int) -> HttpResponse:
    """Record the candidate's agreement to a plan."""
    parcours = guided(request.actor, pk)
    row = _plan(parcours, plan)
    form = DayForm(posted(request)[0], initial={"on": timezone.localdate()})
    return form_page(
        request, parcours, form,
        heading="Enregistrer l’accord sur le plan",
        back=address(pk),
        do=lambda told: agree_plan(actor=request.actor, plan=row, on=told["on"], now=timezone.now()),
        done="Le plan est convenu : son document est émis.",
        reasons=_lacking(parcours, row, plans_of(parcours)),
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def meeting_add(request: ActorRequest, pk: int, plan: int) -> HttpResponse:
    """Fix a meeting."""
    parcours = guided(request.actor, pk)
    row = _plan(parcours, plan)
    initial = {"modality": row.modality, "minutes": limits_of(parcours).meeting_min}
    form = MeetingForm(posted(request)[0], initial=initial)
    return form_page(
        request, parcours, form,
        heading="Fixer un rendez-vous",
        back=address(pk),
        do=lambda told: plan_meeting(actor=request.actor, plan=row, now=timezone.now(), **told),
        done="Le rendez-vous est fixé.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: ActorRequest, pk: int, meeting: int) -> HttpResponse:
    """Move or change a meeting."""
    parcours = guided(request.actor, pk)
    row = _meeting(parcours, meeting)
    form = MeetingForm(posted(request)[0], initial=MeetingForm.told(row))
    return form_page(
        request, parcours, form,
        heading="Changer le rendez-vous",
        back=address(pk),
        do=lambda told: plan_meeting(
            actor=request.actor, plan=row.plan, meeting=row, now=timezone.now(), **told
        ),
        done="Le rendez-vous est changé.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: ActorRequest, pk: int, meeting: int) -> HttpResponse:
    """Call off a meeting."""
    parcours = guided(request.actor, pk)
    row = _meeting(parcours, meeting)
    return form_page(
        request, parcours, WhyForm(posted(request)[0]),
        heading="Annuler le rendez-vous",
        back=address(pk),
        do=lambda told: cancel_meeting(actor=request.actor, meeting=row, why=told["why"], now=timezone.now()),
        done="Le rendez-vous est annulé.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def meeting_write(request: ActorRequest, pk: int, meeting: int) -> HttpResponse:
    """Write the page that a meeting leaves in the livret de suivi."""
    parcours = guided(request.actor, pk)
    row = _meeting(parcours, meeting)
    initial = {
        "held_minutes": row.held_minutes or row.minutes, "done": row.done, "difficulties": row.difficulties,
        "reached": row.reached,
    }  # fmt: skip
    return form_page(
        request, parcours, WriteUpForm(posted(request)[0], initial=initial),
        heading="Compte rendu du rendez-vous",
        back=address(pk),
        do=lambda told: write_up(actor=request.actor, meeting=row, now=timezone.now(), **told),
        done="Le livret de suivi est à jour.",
        meeting=row,
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def livret(request: ActorRequest, pk: int, plan: int) -> HttpResponse:
    """Issue the livret de suivi as it stands."""
    parcours = guided(request.actor, pk)
    row = _plan(parcours, plan)
    return simple_act(
        request,
        lambda: issue_livret(actor=request.actor, plan=row, now=timezone.now()),
        back=address(pk),
        done="Le livret de suivi est émis.",
    )


@for_roles(*READERS)
@require_POST
def quote(request: ActorRequest, pk: int, plan: int) -> HttpResponse:
    """Prepare the quote of a plan."""
    parcours = guided(request.actor, pk)
    row = _plan(parcours, plan)
    return simple_act(
        request,
        lambda: quote_plan(actor=request.actor, plan=row, now=timezone.now()),
        back=address(pk),
        done="Le devis est préparé : envoyez-le depuis l’onglet Prestations.",
    )


def _rehearsed(meeting: Meeting, orals: list[Rehearsal]) -> list[Rehearsal]:
    """The mock orals held on the day of a mock defence: what the workshop timed and graded is its account."""
    if meeting.kind != MeetingKind.MOCK:
        return []
    day = timezone.localdate(meeting.starts_at)
    return [one for one in orals if timezone.localdate(one.held_at) == day]


def _aims_after(parcours: Parcours) -> str:
    """The aims of the plan that follows a jury: each point left, and the way chosen for it (B10)."""
    decision = last_decision(parcours)
    if decision is None or parcours.stage not in ("judged", "followed"):
        return ""
    titre = get_titre(parcours.titre_ref)
    lines = []
    for step in decision.steps.all():
        if step.done_on is None:
            due = f", avant le {step.due_on:%d/%m/%Y}" if step.due_on else ""
            way = str(step.get_way_display())
            lines.append(f"{competence_label(titre, step.ref)} : {way[:1].lower()}{way[1:]}{due}.")
    return "\n".join(lines)


def _lacking(parcours: Parcours, plan: Plan, plans: list[Plan]) -> list[str]:
    first = not any(one.agreed_on for one in plans)
    return agreement_faults(plan.minutes, slots_of(plan.meetings.all()), limits_of(parcours), first=first)


def _plan(parcours: Parcours, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("parcours__person"), pk=pk, parcours=parcours)


def _meeting(parcours: Parcours, pk: int) -> Meeting:
    rows = Meeting.objects.select_related("plan__parcours__person")
    return get_object_or_404(rows, pk=pk, plan__parcours=parcours)


def address(pk: int) -> str:
    """The page of the accompaniment of a path."""
    return reverse("vae:accompaniment", args=[pk])
