"""The acts of a path's lifecycle: checked by the table of its route, kept for ever, superseded when mistaken."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.queries import act_dates
from jalon.parcours.workflow import ActFacts, workflow_of


def advance_parcours(
    *,
    actor: Actor,
    parcours: Parcours,
    act: str,
    on: date,
    now: datetime,
    note: str = "",
    blockers: Iterable[str] = (),
    data: Mapping[str, Any] | None = None,
) -> ParcoursAct:
    """Do one act of the path's lifecycle, which took place `on` a day, and move the path to its next stage.

    `blockers` are reasons that the caller found on its own. Raises TransitionRefused with every reason in French.
    The given `parcours` is brought up to date.
    """
    locked = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    workflow = workflow_of(locked.route)
    facts = ActFacts(
        on=on, today=timezone.localdate(now), dates=act_dates([locked])[locked.pk],
        birth_date=locked.person.birth_date, note=note, blockers=tuple(blockers),
    )  # fmt: skip
    transition = workflow.check(act, state=locked.stage, roles=actor.roles, facts=facts)
    done = ParcoursAct.objects.create(
        parcours=locked, act=act, on=on, from_stage=locked.stage, to_stage=transition.target, note=note.strip(),
        data=dict(data or {}), recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    locked.stage, locked.stage_since = transition.target, on
    locked.save(update_fields=["stage", "stage_since"])
    parcours.stage, parcours.stage_since = locked.stage, locked.stage_since
    record_act(
        actor=actor,
        verb=f"parcours.{act}",
        target=locked,
        sentence=f"A enregistré pour {locked.person} : « {transition.label} », le {on:%d/%m/%Y}.",
        now=now,
    )
    return done


def correct_act(*, actor: Actor, done: ParcoursAct, on: date, now: datetime, note: str) -> ParcoursAct:
    """Correct the day of an act: a new one takes its place, the mistaken one stays readable.

    Raises ValidationError when the day is not plausible, the reason is missing, or it was already superseded.
    """
    locked = (
        ParcoursAct.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=done.pk)
    )
    path, faults = locked.parcours, []
    if locked.superseded_by_id is not None:
        faults.append("Cet acte a déjà été corrigé : rechargez la page.")
    if on > timezone.localdate(now):
        faults.append("Un acte ne se date pas dans l’avenir : indiquez le jour où il a eu lieu.")
    if path.person.birth_date is not None and on <= path.person.birth_date:
        faults.append("La date de l’acte précède la naissance de la personne.")
    if not note.strip():
        faults.append("Indiquez le motif de la correction.")
    if faults:
        raise ValidationError(faults)
    taking = ParcoursAct.objects.create(
        parcours=path, act=locked.act, on=on, from_stage=locked.from_stage, to_stage=locked.to_stage,
        note=note.strip(), data=locked.data, recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    locked.superseded_by = taking
    locked.save(update_fields=["superseded_by"])
    record_act(
        actor=actor,
        verb="parcours.correct_act",
        target=path,
        sentence=f"A daté du {on:%d/%m/%Y} au lieu du {locked.on:%d/%m/%Y} « {locked.label} » de {path.person}.",
        now=now,
    )
    return taking
