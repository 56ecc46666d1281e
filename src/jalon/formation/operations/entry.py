"""The entry: people placed, interviewed, dispensed of what they already know; every step dated."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import EntryStep, Placing
from jalon.formation.models import (
    Dispensation,
    EntryCheck,
    EntryInterview,
    Positioning,
    PositioningLine,
    ProgrammeItem,
)
from jalon.formation.operations.dropout import refresh_watches
from jalon.formation.queries.entry import lifted_minutes, participations_of
from jalon.formation.rules.entry import day_faults, dispensation_faults
from jalon.formation.rules.positioning import positioning_faults
from jalon.parcours.models import Parcours
from jalon.prestation.models import Participation
from jalon.prestation.operations.prestations import update_participation
from jalon.referentiel.queries import get_titre


def place(
    *,
    actor: Actor,
    parcours: Parcours,
    placing: Placing,
    levels: Mapping[str, int],
    on: date,
    now: datetime,
    evidence: Mapping[str, str] | None = None,
    comment: str = "",
) -> Positioning:
    """Place someone on every competence of their title; the last one of each side is that which counts (indicator 8).

    Raises TransitionRefused with every reason.
    """
    titre = get_titre(parcours.titre_ref)
    known = [titre.competence_id(c.number) for c in titre.competences_of_scope("title")]
    today = timezone.localdate(now)
    _refuse_if(
        [
            *positioning_faults(levels, known),
            *day_faults(on, today, parcours.person.birth_date, "Le positionnement"),
        ]
    )
    made = Positioning.objects.create(
        parcours=parcours, placing=placing, on=on, comment=comment.strip(), recorded_at=now, actor_ref=actor.ref,
        actor_label=actor.label,
    )  # fmt: skip
    told = evidence or {}
    PositioningLine.objects.bulk_create(
        PositioningLine(
            positioning=made, competence_ref=ref, level=levels[ref], evidence=told.get(ref, "").strip()[:1000]
        )
        for ref in known
    )
    record_act(
        actor=actor, verb="formation.position", target=parcours, now=now, placing=str(placing),
        sentence=f"A enregistré le positionnement de {parcours.person} ({Placing(placing).label.lower()}).",
    )  # fmt: skip
    refresh_watches([parcours], now=now)
    if placing == Placing.TRAINER:
        record_entry_step(actor=actor, parcours=parcours, step=EntryStep.POSITIONING, on=on, now=now)
    return made


def record_interview(
    *,
    actor: Actor,
    parcours: Parcours,
    on: date,
    project: str,
    needs: str,
    conditions: str,
    conclusion: str,
    now: datetime,
) -> EntryInterview:
    """Keep the notes of the entry interview. Raises TransitionRefused with every reason."""
    faults = day_faults(on, timezone.localdate(now), parcours.person.birth_date, "L’entretien")
    if not conclusion.strip():
        faults.append("Écrivez la suite donnée à l’entretien.")
    _refuse_if(faults)
    made = EntryInterview.objects.create(
        parcours=parcours, on=on, project=project.strip(), needs=needs.strip(), conditions=conditions.strip(),
        conclusion=conclusion.strip(), recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    record_act(
        actor=actor, verb="formation.interview", target=parcours, now=now,
        sentence=f"A tenu l’entretien d’entrée de {parcours.person}, le {on:%d/%m/%Y}.",
    )  # fmt: skip
    record_entry_step(actor=actor, parcours=parcours, step=EntryStep.INTERVIEW, on=on, now=now)
    return made


def record_entry_step(
    *, actor: Actor, parcours: Parcours, step: EntryStep, on: date, now: datetime, note: str = ""
) -> EntryCheck:
    """Date a step of the candidature; done again, its last day holds. Raises TransitionRefused."""
    _refuse_if(day_faults(on, timezone.localdate(now), parcours.person.birth_date, "L’étape"))
    made, _ = EntryCheck.objects.update_or_create(
        parcours=parcours,
        step=step,
        defaults={"on": on, "note": note.strip()[:300], "actor_label": actor.label},
    )
    record_act(
        actor=actor, verb="formation.entry_step", target=parcours, now=now, step=str(step),
        sentence=f"A daté du {on:%d/%m/%Y} pour {parcours.person} : « {EntryStep(step).label} ».",
    )  # fmt: skip
    return made


def dispense(
    *,
    actor: Actor,
    parcours: Parcours,
    reason: str,
    on: date,
    now: datetime,
    item: ProgrammeItem | None = None,
    ccp_number: int | None = None,
    minutes: int | None = None,
) -> Dispensation:
    """Dispense someone of a séance, or of a CCP; their own hours are brought down in the prestation they follow.

    `minutes` None: the whole séance, or all the séances of the CCP. Raises TransitionRefused with every reason.
    """
    Parcours.objects.select_for_update(of=("self",)).get(pk=parcours.pk)
    titre = get_titre(parcours.titre_ref)
    stays = participations_of(parcours)
    faults = day_faults(on, timezone.localdate(now), parcours.person.birth_date, "La dispense")
    standing = Dispensation.objects.filter(parcours=parcours, withdrawn_on=None)
    if item is None and ccp_number not in {ccp.number for ccp in titre.ccps}:
        faults.append("Choisissez une séance du programme, ou un CCP du titre.")
    if item is not None and standing.filter(item=item).exists():
        faults.append(f"« {item.heading} » est déjà dispensée.")
    if item is None and ccp_number is not None and standing.filter(ccp_number=ccp_number, item=None).exists():
        faults.append(f"Le CCP {ccp_number} est déjà dispensé.")
    if minutes is None:
        minutes = item.minutes if item is not None else _minutes_of_ccp(stays, ccp_number)
    planned = max((stay.prestation.minutes_planned for stay in stays), default=None)
    faults += dispensation_faults(minutes, reason, planned, standing.values_list("minutes", flat=True))
    _refuse_if(faults)
    made = Dispensation.objects.create(
        parcours=parcours, item=item, ccp_number=ccp_number or (item.module.ccp_number if item else None),
        minutes=minutes, reason=reason.strip()[:300], on=on, recorded_at=now, actor_label=actor.label,
    )  # fmt: skip
    record_act(
        actor=actor, verb="formation.dispense", target=parcours, now=now, minutes=minutes,
        sentence=f"A dispensé {parcours.person} de « {made} » ({minutes // 60} h).",
    )  # fmt: skip
    _individualise(actor, parcours, now)
    return made


def withdraw_dispensation(
    *, actor: Actor, dispensation: Dispensation, reason: str, now: datetime
) -> Dispensation:
    """Take a dispensation back, with its reason: the hours are to be followed again. Raises TransitionRefused."""
    locked = (
        Dispensation.objects.select_for_update(of=("self",))
        .select_related("parcours__person")
        .get(pk=dispensation.pk)
    )
    if locked.withdrawn_on is not None:
        return locked
    _refuse_if([] if reason.strip() else ["Dites pourquoi la dispense est retirée."])
    locked.withdrawn_on, locked.withdrawn_reason = timezone.localdate(now), reason.strip()[:300]
    locked.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    record_act(
        actor=actor, verb="formation.withdraw_dispensation", target=locked.parcours, now=now,
        sentence=f"A retiré à {locked.parcours.person} la dispense de « {locked} ».",
    )  # fmt: skip
    _individualise(actor, locked.parcours, now)
    return locked


def _individualise(actor: Actor, parcours: Parcours, now: datetime) -> None:
    """Bring the hours of each prestation down to what remains to be followed."""
    rows = list(Dispensation.objects.filter(parcours=parcours, withdrawn_on=None).select_related("item"))
    lifted = lifted_minutes(rows)
    told = " ; ".join(f"{row} : {row.reason}" for row in rows)
    for stay in participations_of(parcours):
        update_participation(
            actor=actor, participation=stay, now=now, dispensations=told, entered_on=stay.entered_on,
            minutes_planned=stay.prestation.minutes_planned - lifted if lifted else None,
        )  # fmt: skip


def _minutes_of_ccp(stays: list[Participation], ccp_number: int | None) -> int:
    programmes = [
        stay.prestation.programme_use.programme_id
        for stay in stays
        if hasattr(stay.prestation, "programme_use")
    ]
    items = ProgrammeItem.objects.filter(module__programme__in=programmes, module__ccp_number=ccp_number)
    return sum(items.values_list("minutes", flat=True))


def _refuse_if(faults: list[str]) -> None:
    if faults:
        raise TransitionRefused(dict.fromkeys(faults))
