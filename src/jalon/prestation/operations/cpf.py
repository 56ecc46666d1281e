"""A request on the CPF portal, followed step by step: Jalon records what the portal decided (C15)."""

from datetime import date, datetime

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import day_label
from jalon.common.workflow import TransitionRefused
from jalon.prestation.enums import FinancingStatus, Funder
from jalon.prestation.models import CpfFile, Financing
from jalon.prestation.queries.cpf import days_of
from jalon.prestation.rules import cpf as rules

FIELDS = {
    "propose": "proposed_on", "confirm": "confirmed_on", "retract": "retracted_on", "done": "done_on", "pay": "paid_on",
}  # fmt: skip


def record_cpf_step(
    *,
    actor: Actor,
    financing: Financing,
    act: str,
    on: date,
    now: datetime,
    prerequisites: bool | None = None,
) -> CpfFile:
    """Record a step of the portal: the confirmation grants the funding, the retraction ends it.

    `prerequisites` says whether the reply has to check some, which lengthens its delay. Raises TransitionRefused.
    """
    rows = Financing.objects.select_for_update(of=("self",)).select_related(
        "participation__parcours__person", "participation__prestation"
    )
    locked = rows.get(pk=financing.pk)
    if locked.funder != Funder.CPF:
        raise TransitionRefused(["Ce financement ne passe pas par le portail du CPF."])
    file, _ = CpfFile.objects.get_or_create(financing=locked)
    if prerequisites is not None:
        file.prerequisites = prerequisites
    figures = parameters_of(locked.participation.prestation.organisme_id)
    reasons = rules.cpf_faults(act, on, days_of(locked, file), today=timezone.localdate(now), figures=figures)
    if locked.status == FinancingStatus.REFUSED:
        reasons.append("Ce financement est refusé : notez une nouvelle demande.")
    if reasons:
        raise TransitionRefused(dict.fromkeys(reasons))
    setattr(file, FIELDS[act], on)
    file.save()
    if act in {"confirm", "retract"}:
        locked.status = FinancingStatus.GRANTED if act == "confirm" else FinancingStatus.REFUSED
        locked.decided_on = on
        locked.save(update_fields=["status", "decided_on"])
    record_act(
        actor=actor, verb=f"prestation.cpf.{act}", target=locked, now=now,
        sentence=f"A noté, sur le CPF de {locked.participation.parcours.person} : {rules.ACTS[act].lower()}, "
        f"le {day_label(on)}.",
    )  # fmt: skip
    return file
