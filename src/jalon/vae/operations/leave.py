"""A congé de VAE asked of the employer, and the answer received (B13)."""

from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.documents.operations import issue_document
from jalon.parcours.models import Parcours
from jalon.vae.documents import CONGE
from jalon.vae.enums import LeaveAnswer
from jalon.vae.letters import demande_conge
from jalon.vae.models import LeaveRequest
from jalon.vae.operations.demarches import check_living, journal, refuse
from jalon.vae.queries import leave_facts, leave_limits_of, subject_of
from jalon.vae.rules.leave import Leave, answer_faults, request_faults, withdrawal_faults


def ask_leave(
    *,
    actor: Actor,
    parcours: Parcours,
    employer: str,
    requested_on: date,
    starts_on: date,
    ends_on: date,
    minutes: int,
    now: datetime,
) -> LeaveRequest:
    """Record a request for leave and issue its letter, for the candidate to sign and send (B13).

    Raises TransitionRefused with every reason.
    """
    check_living(parcours)
    Parcours.objects.select_for_update(of=("self",)).get(pk=parcours.pk)
    standing = LeaveRequest.objects.filter(parcours=parcours, withdrawn_on=None)
    used = sum(standing.values_list("minutes", flat=True))
    faults = request_faults(
        Leave(requested_on, starts_on, ends_on, minutes, limits=leave_limits_of(parcours)),
        recevable=parcours.recevabilite_until is not None,
        used=used,
        recevable_until=parcours.recevabilite_until,
    )
    if standing.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        faults.append("Une autre demande couvre déjà une partie de ces jours : retirez-la d’abord.")
    if not employer.strip():
        faults.append("Nommez l’employeur.")
    if requested_on > timezone.localdate(now):
        faults.append("Une demande ne se date pas dans l’avenir.")
    refuse(faults)
    made = LeaveRequest.objects.create(
        parcours=parcours, employer=employer.strip(), requested_on=requested_on, starts_on=starts_on,
        ends_on=ends_on, minutes=minutes, recorded_at=now, recorded_by=actor.label,
    )  # fmt: skip
    issue_document(
        kind=CONGE,
        context=demande_conge(made),
        subject_ref=subject_of(parcours),
        organisme_ref=f"organisme:{parcours.person.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Demande de congé de VAE – {parcours.person}",
    )
    journal(
        actor, parcours, "vae.leave", f"A préparé une demande de congé de VAE du {starts_on:%d/%m/%Y}.", now
    )
    return made


def answer_leave(
    *,
    actor: Actor,
    leave: LeaveRequest,
    answer: str,
    on: date,
    now: datetime,
    postponed_to: date | None = None,
    reason: str = "",
) -> LeaveRequest:
    """Record the employer's answer (B13). Raises TransitionRefused with every reason."""
    row = (
        LeaveRequest.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=leave.pk)
    )  # fmt: skip
    faults = ["La réponse de l’employeur est déjà enregistrée."] if row.answer else []
    row.answer, row.answered_on = answer, on
    row.postponed_to = postponed_to if answer == LeaveAnswer.POSTPONED else None
    row.reason = reason.strip() if answer == LeaveAnswer.POSTPONED else ""
    faults += answer_faults(leave_facts(row, leave_limits_of(row.parcours)))
    if answer == LeaveAnswer.POSTPONED and not row.reason:
        faults.append("Un report se motive par des raisons de service : écrivez-les.")
    if on > timezone.localdate(now):
        faults.append("Une réponse ne se date pas dans l’avenir.")
    refuse(faults)
    row.save()
    told = f"A noté la réponse de l’employeur : congé {row.get_answer_display().lower()}."
    journal(actor, row.parcours, "vae.leave.answer", told, now)
    return row


def withdraw_leave(*, actor: Actor, leave: LeaveRequest, now: datetime) -> LeaveRequest:
    """Take a request back before the leave begins: its hours are free again, its letter stays in the archive.

    Raises TransitionRefused.
    """
    row = (
        LeaveRequest.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=leave.pk)
    )  # fmt: skip
    today = timezone.localdate(now)
    refuse(withdrawal_faults(leave_facts(row, leave_limits_of(row.parcours)), today))
    row.withdrawn_on = today
    row.save(update_fields=["withdrawn_on"])
    told = f"A retiré la demande de congé de VAE du {row.starts_on:%d/%m/%Y}."
    journal(actor, row.parcours, "vae.leave.withdraw", told, now)
    return row
