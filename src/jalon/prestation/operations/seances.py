"""Séances planned, moved and cancelled: nobody in two places at once, nothing moved once it is signed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode
from jalon.prestation.models import Certificate, Participation, Prestation, Seance
from jalon.prestation.queries.seances import others_at, planned_of
from jalon.prestation.rules.seances import seance_faults


def plan_seance(
    *,
    actor: Actor,
    prestation: Prestation,
    starts_at: datetime,
    ends_at: datetime,
    heading: str,
    now: datetime,
    pause_from: time | None = None,
    pause_until: time | None = None,
    module_ref: str = "",
    competence_refs: Sequence[str] = (),
    trainer: Person | None = None,
    mode: DeliveryMode | None = None,
    room: str = "",
    video_link: str = "",
    audience: Iterable[Participation] = (),
) -> Seance:
    """Plan a séance; without a trainer, that of the prestation; `audience` empty: everyone.

    Raises TransitionRefused with every reason.
    """
    locked = Prestation.objects.select_for_update(of=("self",)).get(pk=prestation.pk)
    seance = Seance(
        prestation=locked,
        starts_at=starts_at,
        ends_at=ends_at,
        pause_from=pause_from,
        pause_until=pause_until,
        heading=heading.strip(),
        module_ref=module_ref,
        competence_refs=list(competence_refs),
        trainer=trainer or locked.trainer,
        mode=mode or locked.mode,
        room=room.strip(),
        video_link=video_link.strip(),
    )
    chosen = list(audience)
    _check(seance, locked, chosen)
    seance.save()
    seance.audience.set(chosen)
    record_act(
        actor=actor, verb="prestation.seance", target=seance, now=now,
        sentence=f"A planifié la séance « {seance.heading} » de « {locked.heading} ».",
    )  # fmt: skip
    return seance


def update_seance(
    *,
    actor: Actor,
    seance: Seance,
    starts_at: datetime,
    ends_at: datetime,
    heading: str,
    now: datetime,
    pause_from: time | None,
    pause_until: time | None,
    trainer: Person | None,
    mode: DeliveryMode,
    room: str,
    video_link: str,
    audience: Iterable[Participation],
    competence_refs: Sequence[str] | None = None,
    module_ref: str | None = None,
) -> Seance:
    """Move or correct a séance that nobody has signed and where nobody’s presence is noted.

    Raises TransitionRefused with every reason.
    """
    locked = Seance.objects.select_for_update(of=("self",)).select_related("prestation").get(pk=seance.pk)
    reasons = _untouched(locked)
    locked.starts_at, locked.ends_at = starts_at, ends_at
    locked.pause_from, locked.pause_until = pause_from, pause_until
    locked.heading, locked.trainer, locked.mode = heading.strip(), trainer, mode
    locked.room, locked.video_link = room.strip(), video_link.strip()
    if competence_refs is not None:
        locked.competence_refs = list(competence_refs)
    if module_ref is not None:
        locked.module_ref = module_ref
    chosen = list(audience)
    _check(locked, locked.prestation, chosen, reasons)
    locked.save()
    locked.audience.set(chosen)
    record_act(
        actor=actor, verb="prestation.seance.update", target=locked, now=now,
        sentence=f"A corrigé la séance « {locked.heading} » de « {locked.prestation.heading} ».",
    )  # fmt: skip
    return locked


def cancel_seance(*, actor: Actor, seance: Seance, reason: str, now: datetime) -> Seance:
    """Cancel a séance that nobody has signed; its row stays, and what was noted there no longer counts.

    Raises TransitionRefused with every reason.
    """
    locked = Seance.objects.select_for_update(of=("self",)).select_related("prestation").get(pk=seance.pk)
    reasons = _unsigned(locked)
    certified = Participation.objects.filter(
        attendances__seance=locked, certificates__in=Certificate.objects.in_force()
    )
    if names := sorted({str(one.parcours.person) for one in certified.select_related("parcours__person")}):
        reasons.append(
            f"Un certificat de réalisation compte cette séance : {', '.join(names)}. Retirez-le d’abord."
        )
    if not reason.strip():
        reasons.append("Indiquez le motif de l’annulation.")
    if reasons:
        raise TransitionRefused(reasons)
    locked.cancelled_at, locked.cancelled_reason = now, reason.strip()[:300]
    locked.save(update_fields=["cancelled_at", "cancelled_reason"])
    record_act(
        actor=actor, verb="prestation.seance.cancel", target=locked, now=now,
        sentence=f"A annulé la séance « {locked.heading} » de « {locked.prestation.heading} » : {reason.strip()}",
    )  # fmt: skip
    return locked


def _check(
    seance: Seance, prestation: Prestation, audience: list[Participation], reasons: Iterable[str] = ()
) -> None:
    faults = list(reasons)
    if prestation.status in {"done", "cancelled"}:
        faults.append(f"La prestation est à l’état « {prestation.get_status_display()} ».")
    if any(one.prestation_id != prestation.pk for one in audience):
        faults.append("Une séance ne réunit que des participants de sa prestation.")
    people = audience or list(
        prestation.participations.filter(left_on=None).select_related("parcours__person")
    )
    faults += seance_faults(
        planned_of(seance, people),
        others_at(seance, prestation),
        starts_on=prestation.starts_on,
        ends_on=prestation.ends_on,
        trainer_name=seance.trainer.full_name if seance.trainer else "",
    )
    if faults:
        raise TransitionRefused(faults)
    seance.full_clean(exclude=["prestation", "trainer"])


def _unsigned(seance: Seance) -> list[str]:
    reasons = []
    if seance.cancelled_at is not None:
        reasons.append("La séance est déjà annulée.")
    if seance.signatures.filter(withdrawn_at=None).exists():
        reasons.append("Cette séance est signée : rien de signé ne change. Annulez d’abord les signatures.")
    return reasons


def _untouched(seance: Seance) -> list[str]:
    reasons = _unsigned(seance)
    if not reasons and seance.attendances.filter(superseded_by=None).exists():
        reasons.append(
            "La présence à cette séance est déjà notée : elle ne se déplace plus. Annulez-la, puis planifiez-en une "
            "autre."
        )
    return reasons
