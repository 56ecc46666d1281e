"""The accompaniment: a plan drafted, its calendar, its agreement, each meeting told, its livret (B14)."""

from datetime import date, datetime

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.vae.documents import LIVRET, PLAN
from jalon.vae.enums import MeetingKind, Modality
from jalon.vae.letters import livret_suivi, plan_accompagnement
from jalon.vae.models import Meeting, Plan
from jalon.vae.operations.demarches import check_living, journal, refuse
from jalon.vae.operations.sales import convene, seat
from jalon.vae.queries import slots_of, subject_of
from jalon.vae.rehearsals import rehearsals_of
from jalon.vae.rules.plans import (
    PlanLimits,
    Slot,
    agreement_faults,
    held_faults,
    meeting_faults,
    plan_faults,
)

BEGINS = {"admissible": "accompany", "judged": "plan_again", "followed": "plan_again"}
"""The act by which agreeing a plan moves the path on, by the stage it stands at."""


def limits_of(parcours: Parcours) -> PlanLimits:
    """What the centre of a path commits itself to (B14)."""
    return PlanLimits.of(parameters_of(parcours.person.organisme_id))


def draft_plan(
    *,
    actor: Actor,
    parcours: Parcours,
    minutes: int,
    hourly_cents: int,
    aims: str,
    now: datetime,
    modality: str = Modality.VIDEO,
    plan: Plan | None = None,
) -> Plan:
    """Prepare a plan, or change `plan` while it is not agreed; one at a time is in preparation (B14).

    Raises TransitionRefused with every reason.
    """
    check_living(parcours)
    before = list(Plan.objects.select_for_update().filter(parcours=parcours))
    faults = plan_faults(minutes, limits_of(parcours), first=not any(p.agreed_on for p in before))
    if plan is None and any(p.agreed_on is None for p in before):
        faults.append("Un plan est déjà en préparation : modifiez-le.")
    if plan is not None and plan.agreed_on is not None:
        faults.append("Ce plan est convenu : il ne change plus, préparez le suivant.")
    if not aims.strip():
        faults.append("Écrivez les objectifs de l’accompagnement.")
    if holds_nir(aims):
        faults.append(NIR_REFUSED)
    refuse(faults)
    row = plan or Plan(parcours=parcours, number=len(before) + 1, drafted_at=now)
    row.minutes, row.hourly_cents, row.modality, row.aims = minutes, hourly_cents, modality, aims.strip()
    row.save()
    journal(actor, parcours, "vae.plan", f"A préparé le plan d’accompagnement {row.number}.", now)
    return row


def plan_meeting(
    *,
    actor: Actor,
    plan: Plan,
    starts_at: datetime,
    minutes: int,
    objectives: str,
    now: datetime,
    kind: str = MeetingKind.WORK,
    modality: str = Modality.VIDEO,
    place: str = "",
    meeting: Meeting | None = None,
) -> Meeting:
    """Fix a meeting of the plan, or move `meeting` while it was not held (B14). Raises TransitionRefused."""
    parcours = plan.parcours
    check_living(parcours)
    others = Meeting.objects.filter(plan__parcours=parcours)
    if meeting is not None:
        others = others.exclude(pk=meeting.pk)
    faults = meeting_faults(Slot(starts_at, minutes), slots_of(others), limits_of(parcours))
    if meeting is not None and (meeting.held_minutes is not None or meeting.cancelled_at is not None):
        faults.append("Ce rendez-vous est passé ou annulé : il ne se déplace plus.")
    if not objectives.strip():
        faults.append("Écrivez les objectifs du rendez-vous.")
    refuse(faults)
    row = meeting or Meeting(plan=plan)
    row.kind, row.starts_at, row.minutes, row.objectives = kind, starts_at, minutes, objectives.strip()
    row.modality, row.place = modality, place.strip()
    row.save()
    seat(actor=actor, meeting=row, now=now)
    done = "A fixé" if meeting is None else "A changé"
    told = f"{timezone.localtime(starts_at):%d/%m/%Y à %H:%M}"
    journal(actor, parcours, "vae.meeting", f"{done} un rendez-vous : {told}.", now)
    return row


def cancel_meeting(*, actor: Actor, meeting: Meeting, why: str, now: datetime) -> Meeting:
    """Call off a meeting that was not held; it stays in the record. Raises TransitionRefused."""
    faults = []
    if meeting.held_minutes is not None:
        faults.append("Ce rendez-vous a eu lieu.")
    if meeting.cancelled_at is not None:
        faults.append("Ce rendez-vous est déjà annulé.")
    if not why.strip():
        faults.append("Indiquez le motif.")
    refuse(faults)
    meeting.cancelled_at, meeting.cancelled_why = now, why.strip()[:300]
    meeting.save(update_fields=["cancelled_at", "cancelled_why"])
    seat(actor=actor, meeting=meeting, now=now)
    journal(
        actor, meeting.plan.parcours, "vae.meeting.cancel",
        f"A annulé le rendez-vous du {timezone.localtime(meeting.starts_at):%d/%m/%Y}.", now,
    )  # fmt: skip
    return meeting


def agree_plan(*, actor: Actor, plan: Plan, on: date, now: datetime) -> IssuedDocument:
    """Record the candidate's agreement to the plan and its calendar: its document is issued, the path moves on (B14).

    Its séances are planned and its convention prepared, to be sent from the prestation (C4).
    Raises TransitionRefused with every reason.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=plan.pk)
    parcours = plan.parcours
    check_living(parcours)
    first = not Plan.objects.filter(parcours=parcours, agreed_on__isnull=False).exists()
    faults = agreement_faults(plan.minutes, slots_of(plan.meetings.all()), limits_of(parcours), first=first)
    if plan.agreed_on is not None:
        faults.append("Ce plan est déjà convenu.")
    if on > timezone.localdate(now):
        faults.append("Un accord ne se date pas dans l’avenir.")
    if on < parcours.opened_on:
        faults.append(f"L’accord ne précède pas la demande, reçue le {parcours.opened_on:%d/%m/%Y}.")
    refuse(faults)
    plan.agreed_on = on
    plan.save(update_fields=["agreed_on"])
    convene(actor=actor, plan=plan, now=now)
    if act := BEGINS.get(parcours.stage):
        advance_parcours(actor=actor, parcours=parcours, act=act, on=on, now=now)
    journal(actor, parcours, "vae.plan.agree", f"A convenu du plan d’accompagnement {plan.number}.", now)
    return issue_document(
        kind=PLAN,
        context=plan_accompagnement(plan, on=on),
        subject_ref=subject_of(parcours),
        organisme_ref=f"organisme:{parcours.person.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Plan d’accompagnement {plan.number} – {parcours.person}",
    )


def write_up(
    *,
    actor: Actor,
    meeting: Meeting,
    held_minutes: int,
    done: str,
    now: datetime,
    difficulties: str = "",
    reached: str = "",
) -> Meeting:
    """Write the page of the livret de suivi of a meeting that took place (B14). Raises TransitionRefused."""
    parcours = meeting.plan.parcours
    faults = held_faults(held_minutes, meeting.starts_at, now, limits_of(parcours))
    if meeting.cancelled_at is not None:
        faults.append("Ce rendez-vous est annulé.")
    if meeting.plan.agreed_on is None:
        faults.append("Le plan n’est pas convenu : enregistrez d’abord l’accord de la personne.")
    if not done.strip():
        faults.append("Écrivez les points travaillés.")
    if any(map(holds_nir, (done, difficulties, reached))):
        faults.append(NIR_REFUSED)
    refuse(faults)
    first = meeting.held_minutes is None
    meeting.held_minutes, meeting.done = held_minutes, done.strip()
    meeting.difficulties, meeting.reached = difficulties.strip(), reached.strip()
    meeting.save(update_fields=["held_minutes", "done", "difficulties", "reached"])
    verb = "vae.meeting.held" if first else "vae.meeting.correct"
    told = f"A rendu compte du rendez-vous du {timezone.localtime(meeting.starts_at):%d/%m/%Y}."
    journal(actor, parcours, verb, told, now)
    return meeting


def issue_livret(*, actor: Actor, plan: Plan, now: datetime) -> IssuedDocument:
    """Issue the livret de suivi as it stands; the former stays readable, superseded (B14)."""
    former = (
        IssuedDocument.objects.filter(
            kind=LIVRET.name, subject_ref=subject_of(plan.parcours), superseded_by=None
        )
        .order_by("-issued_at")
        .first()
    )
    issued = issue_document(
        kind=LIVRET,
        context=livret_suivi(plan, now=now, orals=rehearsals_of(actor, plan.parcours)),
        subject_ref=subject_of(plan.parcours),
        organisme_ref=f"organisme:{plan.parcours.person.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Livret de suivi – {plan.parcours.person}",
        supersedes=former,
    )
    journal(actor, plan.parcours, "vae.livret", f"A émis le livret de suivi {issued.number}.", now)
    return issued
