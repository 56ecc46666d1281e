"""Prestations opened and led to their end, and who takes part in them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from jalon.accounts.models import Organisme, Site
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode, PrestationKind
from jalon.prestation.models import Participation, Prestation
from jalon.prestation.watchers import touched
from jalon.prestation.workflow import PRESTATION_WORKFLOW, Found
from jalon.referentiel.queries import get_titre

ROUTES = {
    PrestationKind.FORMATION: {"formation", "capitalisation", "retake"},
    PrestationKind.APPRENTISSAGE: {"apprentissage"},
    PrestationKind.VAE: {"vae"},
}


def open_prestation(
    *,
    actor: Actor,
    organisme: Organisme,
    kind: PrestationKind,
    titre_ref: str,
    heading: str,
    starts_on: date,
    ends_on: date,
    minutes_planned: int,
    now: datetime,
    ccp_refs: Sequence[str] = (),
    site: Site | None = None,
    mode: DeliveryMode = DeliveryMode.ON_SITE,
    capacity: int | None = None,
    hourly_price_cents: int | None = None,
    price_cents: int | None = None,
    trainer: Person | None = None,
    draft: bool = False,
) -> Prestation:
    """Open a prestation to those who will take part in it; `draft` leaves it in preparation.

    Raises TitreInconnu, ValidationError with every fault.
    """
    prestation = Prestation(
        organisme=organisme,
        kind=kind,
        titre_ref=get_titre(titre_ref).ref,
        ccp_refs=list(ccp_refs),
        heading=heading.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        minutes_planned=minutes_planned,
        site=site,
        mode=mode,
        capacity=capacity,
        hourly_price_cents=hourly_price_cents,
        price_cents=price_cents,
        trainer=trainer,
        status="draft" if draft else "open",
        created_at=now,
    )
    _check(prestation)
    prestation.save()
    record_act(
        actor=actor,
        verb="prestation.open",
        target=prestation,
        sentence=f"A ouvert la prestation « {prestation.heading} ».",
        now=now,
    )
    return prestation


def update_prestation(
    *,
    actor: Actor,
    prestation: Prestation,
    now: datetime,
    heading: str,
    starts_on: date,
    ends_on: date,
    minutes_planned: int,
    site: Site | None,
    mode: DeliveryMode,
    capacity: int | None,
    hourly_price_cents: int | None,
    price_cents: int | None,
    trainer: Person | None,
) -> Prestation:
    """Correct a prestation that is neither achieved nor cancelled. Raises TransitionRefused, ValidationError.

    Its dates keep every séance already planned.
    """
    locked = Prestation.objects.select_for_update(of=("self",)).get(pk=prestation.pk)
    if locked.status in {"done", "cancelled"}:
        raise TransitionRefused(
            [f"La prestation est à l’état « {locked.get_status_display()} » : elle ne change plus."]
        )
    given = {
        "heading": heading.strip(), "starts_on": starts_on, "ends_on": ends_on, "minutes_planned": minutes_planned,
        "site": site, "mode": mode, "capacity": capacity, "hourly_price_cents": hourly_price_cents,
        "price_cents": price_cents, "trainer": trainer,
    }  # fmt: skip
    changed = [name for name, value in given.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, given[name])
    _check(locked)
    outside = [
        seance.heading
        for seance in locked.seances.filter(cancelled_at=None)
        if not starts_on <= timezone.localdate(seance.starts_at) <= ends_on
    ]
    if outside:
        raise TransitionRefused(
            [f"Des séances seraient hors des dates : {', '.join(outside[:5])}. Déplacez-les d’abord."]
        )
    locked.save()
    if changed:
        record_act(
            actor=actor, verb="prestation.update", target=locked, now=now, fields=changed,
            sentence=f"A corrigé la prestation « {locked.heading} ».",
        )  # fmt: skip
    return locked


def advance_prestation(
    *, actor: Actor, prestation: Prestation, act: str, now: datetime, note: str = ""
) -> Prestation:
    """Do one act of the prestation’s life; cancelling it cancels the séances still to come.

    Raises TransitionRefused with every reason.
    """
    locked = Prestation.objects.select_for_update(of=("self",)).get(pk=prestation.pk)
    found = Found(tuple(_blockers(locked, act, timezone.localdate(now))), note)
    transition = PRESTATION_WORKFLOW.check(act, state=locked.status, roles=actor.roles, facts=found)
    locked.status = transition.target
    locked.save(update_fields=["status"])
    prestation.status = locked.status
    if act == "cancel":
        locked.seances.filter(cancelled_at=None, starts_at__gt=now).update(
            cancelled_at=now, cancelled_reason=note.strip()[:300]
        )
    record_act(
        actor=actor,
        verb=f"prestation.{act}",
        target=locked,
        sentence=f"{transition.done[:1].upper()}{transition.done[1:]} « {locked.heading} »."
        + (f" Motif : {note.strip()}" if note.strip() else ""),
        now=now,
    )
    return locked


def add_participation(
    *,
    actor: Actor,
    prestation: Prestation,
    parcours: Parcours,
    now: datetime,
    minutes_planned: int | None = None,
    dispensations: str = "",
    entered_on: date | None = None,
) -> Participation:
    """Give someone a place, by their path; twice the same is once. Raises TransitionRefused with every reason."""
    locked = Prestation.objects.select_for_update(of=("self",)).get(pk=prestation.pk)
    if known := Participation.objects.filter(prestation=locked, parcours=parcours).first():
        return known
    reasons = []
    if locked.status in {"done", "cancelled"}:
        reasons.append(f"La prestation est à l’état « {locked.get_status_display()} ».")
    if parcours.person.organisme_id != locked.organisme_id:
        reasons.append("Cette personne est suivie par un autre organisme.")
    if parcours.titre_ref.partition(".")[0] != locked.titre_ref.partition(".")[0]:
        reasons.append(f"Le parcours mène à {parcours.titre_ref}, la prestation à {locked.titre_ref}.")
    if parcours.route not in ROUTES[PrestationKind(locked.kind)]:
        reasons.append(
            f"Une prestation « {locked.get_kind_display()} » ne convient pas à la voie "
            f"« {parcours.get_route_display()} »."
        )
    if parcours.ended:
        reasons.append(f"Le parcours est à l’étape « {parcours.stage_label} » : il est terminé.")
    taken = locked.participations.filter(left_on=None).count()
    if locked.capacity is not None and taken >= locked.capacity:
        reasons.append(f"Toutes les places sont prises ({locked.capacity}).")
    reasons += _stay_faults(parcours.person, entered_on, None, minutes_planned)
    if reasons:
        raise TransitionRefused(reasons)
    made = Participation.objects.create(
        prestation=locked, parcours=parcours, minutes_planned=minutes_planned, dispensations=dispensations.strip(),
        entered_on=entered_on, created_at=now,
    )  # fmt: skip
    record_act(
        actor=actor, verb="prestation.participate", target=made, now=now,
        sentence=f"A donné une place à {parcours.person} dans « {locked.heading} ».",
    )  # fmt: skip
    touched(actor, [parcours.pk], now)
    return made


def update_participation(
    *,
    actor: Actor,
    participation: Participation,
    now: datetime,
    minutes_planned: int | None,
    dispensations: str,
    entered_on: date | None,
) -> Participation:
    """Set someone’s own hours, their dispensations and the day they came in. Raises TransitionRefused."""
    locked = _locked(participation)
    reasons = _stay_faults(locked.parcours.person, entered_on, locked.left_on, minutes_planned)
    reasons += _certified(locked)
    if reasons:
        raise TransitionRefused(reasons)
    locked.minutes_planned, locked.entered_on = minutes_planned, entered_on
    locked.dispensations = dispensations.strip()
    locked.save(update_fields=["minutes_planned", "entered_on", "dispensations"])
    record_act(
        actor=actor, verb="prestation.individualise", target=locked, now=now,
        sentence=f"A individualisé la prestation « {locked.prestation} » pour {locked.parcours.person}.",
    )  # fmt: skip
    touched(actor, [locked.parcours_id], now)
    return locked


def leave_prestation(
    *, actor: Actor, participation: Participation, left_on: date, reason: str, now: datetime
) -> Participation:
    """Record that someone left before the end, and why. Raises TransitionRefused with every reason."""
    locked = _locked(participation)
    reasons = _stay_faults(locked.parcours.person, locked.entered_on, left_on, locked.minutes_planned)
    reasons += _certified(locked)
    if left_on > timezone.localdate(now):
        reasons.append("Une sortie ne se date pas dans l’avenir.")
    if not reason.strip():
        reasons.append("Indiquez le motif de la sortie, sans donnée de santé.")
    if locked.signatures.filter(withdrawn_at=None, seance__starts_at__date__gt=left_on).exists():
        reasons.append("Cette personne a signé une séance après ce jour.")
    if reasons:
        raise TransitionRefused(reasons)
    locked.left_on, locked.leaving_reason = left_on, reason.strip()[:300]
    locked.save(update_fields=["left_on", "leaving_reason"])
    record_act(
        actor=actor, verb="prestation.leave", target=locked, now=now,
        sentence=f"A noté la sortie de {locked.parcours.person} de « {locked.prestation} », le {left_on:%d/%m/%Y}.",
    )  # fmt: skip
    touched(actor, [locked.parcours_id], now)
    return locked


def return_to_prestation(
    *, actor: Actor, participation: Participation, reason: str, now: datetime
) -> Participation:
    """Take back a departure noted by mistake, or welcome someone who comes back. Raises TransitionRefused."""
    locked = _locked(participation)
    reasons = _certified(locked)
    if locked.left_on is None:
        reasons.append("Aucune sortie n’est notée.")
    if locked.prestation.status in {"done", "cancelled"}:
        reasons.append(f"La prestation est à l’état « {locked.prestation.get_status_display()} ».")
    if locked.parcours.ended:
        reasons.append(f"Le parcours est à l’étape « {locked.parcours.stage_label} » : il est terminé.")
    capacity = locked.prestation.capacity
    taken = locked.prestation.participations.filter(left_on=None).count()
    if capacity is not None and taken >= capacity:
        reasons.append(f"Toutes les places sont prises ({capacity}).")
    if not reason.strip():
        reasons.append("Dites pourquoi la sortie est annulée.")
    if reasons:
        raise TransitionRefused(reasons)
    left_on, locked.left_on, locked.leaving_reason = locked.left_on, None, ""
    locked.save(update_fields=["left_on", "leaving_reason"])
    record_act(
        actor=actor, verb="prestation.return", target=locked, now=now, left_on=f"{left_on:%Y-%m-%d}",
        sentence=f"A annulé la sortie de {locked.parcours.person} de « {locked.prestation} » : {reason.strip()[:300]}",
    )  # fmt: skip
    return locked


def remove_participation(*, actor: Actor, participation: Participation, now: datetime) -> None:
    """Take back a place given by mistake, to which nothing is bound yet. Raises TransitionRefused."""
    locked = _locked(participation)
    bound = {
        "des présences sont notées": locked.attendances.exists(),
        "des séances sont signées": locked.signatures.exists(),
        "un acte est envoyé ou signé": locked.engagements.exclude(status="draft").exists(),
        "un financement est noté": locked.financings.exists(),
        "des documents sont remis": locked.deliveries.exists(),
        "un justificatif est remis": locked.justifications.exists(),
        "un certificat est délivré": locked.certificates.exists(),
    }
    if reasons := [
        f"Cette place ne se retire plus : {said}. Notez la sortie." for said, is_so in bound.items() if is_so
    ]:
        raise TransitionRefused(reasons)
    record_act(
        actor=actor, verb="prestation.remove", target=locked, now=now,
        sentence=f"A retiré {locked.parcours.person} de « {locked.prestation} ».",
    )  # fmt: skip
    locked.engagements.all().delete()
    try:
        locked.delete()
    except ProtectedError as error:
        raise TransitionRefused(
            ["Cette place est tenue par un plan d’accompagnement ou un programme : notez la sortie."]
        ) from error


def _check(prestation: Prestation) -> None:
    prestation.full_clean(exclude=["organisme", "site", "trainer"])
    if prestation.ccp_refs:
        known = {ccp.id for ccp in get_titre(prestation.titre_ref).ccps}
        if unknown := [ref for ref in prestation.ccp_refs if ref not in known]:
            raise ValidationError({"ccp_refs": f"CCP inconnus : {', '.join(unknown)}."})


def _blockers(prestation: Prestation, act: str, today: date) -> list[str]:
    if act == "start" and prestation.starts_on > today:
        return [f"La prestation commence le {prestation.starts_on:%d/%m/%Y}."]
    if (
        act == "finish"
        and prestation.ends_on > today
        and prestation.participations.filter(left_on=None).exists()
    ):
        return [
            f"La prestation finit le {prestation.ends_on:%d/%m/%Y} : corrigez d’abord sa fin, ou attendez."
        ]
    return []


def _stay_faults(
    person: Person, entered_on: date | None, left_on: date | None, minutes_planned: int | None
) -> list[str]:
    faults = []
    for day, what in ((entered_on, "L’entrée"), (left_on, "La sortie")):
        if day is not None and person.birth_date is not None and day <= person.birth_date:
            faults.append(f"{what} précède la naissance de {person.full_name}.")
    if entered_on is not None and left_on is not None and left_on < entered_on:
        faults.append("La sortie précède l’entrée.")
    if minutes_planned is not None and minutes_planned <= 0:
        faults.append("La durée individuelle compte au moins une minute.")
    return faults


def _certified(participation: Participation) -> list[str]:
    if participation.certificates.in_force().exists():
        return ["Le certificat de réalisation est délivré : retirez-le d’abord."]
    return []


def _locked(participation: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",))
    return rows.select_related("prestation", "parcours__person").get(pk=participation.pk)
