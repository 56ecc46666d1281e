"""CCPs held otherwise than by a session of Jalon: recorded with what shows them, or as the référentiel grants them."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import day_label
from jalon.common.uploads import Received
from jalon.parcours.enums import AwardOrigin
from jalon.parcours.livret import reasons_to_keep
from jalon.parcours.models import CCPAward, Parcours
from jalon.parcours.operations.paths import withdraw_award
from jalon.parcours.queries.standing import standing_of
from jalon.parcours.rules.capitalisation_worth import Certificate, Exchange, evidence_of, exchanges_of
from jalon.people.models import Person
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion


def record_held_ccp(
    *,
    actor: Actor,
    parcours: Parcours,
    number: int,
    obtained_on: Sequence[date],
    now: datetime,
    exchange: Exchange | None = None,
    reference: str = "",
    proof: Received | None = None,
    proof_received_on: date | None = None,
) -> CCPAward:
    """Enter in the livret a CCP that the person already held: sat elsewhere, or by `exchange` (A1.2, A1.8).

    `obtained_on` gives one day per certificate that the exchange asks; `reference` names the paper that shows it,
    seen on `proof_received_on` (the day itself when a copy is given). Raises ValidationError with every fault.
    """
    person = Person.objects.select_for_update().get(pk=parcours.person_id)
    titre = get_titre(parcours.titre_ref)
    seen_on = proof_received_on or (timezone.localdate(now) if proof else None)
    faults = _faults(
        titre, person, number, obtained_on, exchange, reference, seen_on, timezone.localdate(now)
    )
    if faults:
        raise ValidationError(faults)
    evidence = reference.strip()
    if exchange is not None:
        certificates = [
            Certificate(exchange.title, words, on)
            for words, on in zip(exchange.asked, obtained_on, strict=True)
        ]
        evidence = ", ".join(part for part in (evidence_of(exchange.title, certificates), evidence) if part)
    award = CCPAward(
        person=person,
        ccp_ref=titre.ccp(number).id,
        awarded_on=max(obtained_on),
        origin=exchange.origin if exchange else AwardOrigin.SESSION,
        evidence=evidence[:600],
        proof_received_on=seen_on,
    )
    if proof is not None:
        award.proof.save(f"{uuid.uuid4().hex}.{proof.kind.extension}", ContentFile(proof.content), save=False)
    award.save()
    _journal(actor, award, now)
    return award


def recognise_ccps(*, actor: Actor, parcours: Parcours, now: datetime) -> list[CCPAward]:
    """Enter in the livret the CCPs that follow from those held in another version or title; twice changes nothing."""
    Person.objects.select_for_update().get(pk=parcours.person_id)
    found = standing_of(parcours)
    made = []
    for one in found.unrecorded:
        award = CCPAward.objects.create(
            person_id=parcours.person_id,
            ccp_ref=found.titre.ccp(one.number).id,
            awarded_on=one.since,
            origin=one.origin,
            evidence=one.evidence[:600],
        )
        _journal(actor, award, now)
        made.append(award)
    return made


def withdraw_held_ccp(*, actor: Actor, award: CCPAward, reason: str, now: datetime) -> None:
    """Take off the livret a CCP entered by mistake; the journal keeps it whole, and the copy of its proof goes.

    What a procès-verbal of Jalon awarded is the authority's to withdraw (A7.14). Raises ValidationError with every
    fault, among them what rests on it above.
    """
    locked = CCPAward.objects.select_for_update(of=("self",)).select_related("person").get(pk=award.pk)
    faults = [] if entered_by_hand(locked) else [
        "Ce CCP vient d’un procès-verbal validé : son retrait appartient à l’autorité qui l’a délivré (A7.14)."
    ]  # fmt: skip
    faults += reasons_to_keep(locked)
    if holds_nir(reason):
        faults.append(NIR_REFUSED)
    if faults:
        raise ValidationError(faults)
    proof = locked.proof.name
    storage = locked.proof.storage
    withdraw_award(actor=actor, award=locked, reason=reason, now=now)
    if proof:
        transaction.on_commit(lambda: storage.delete(proof))


def entered_by_hand(award: CCPAward) -> bool:
    """Whether a line of the livret was entered from papers or from the référentiel, not by a procès-verbal here."""
    return award.proof_received_on is not None or award.origin != AwardOrigin.SESSION


def _journal(actor: Actor, award: CCPAward, now: datetime) -> None:
    record_act(
        actor=actor,
        verb="parcours.hold_ccp",
        target=award.person,
        sentence=f"A inscrit au livret de {award.person} : {award.ccp_ref} ({award.get_origin_display()}).",
        now=now,
        ref=award.ccp_ref,
        origin=award.origin,
    )


def _faults(
    titre: TitreVersion, person: Person, number: int, days: Sequence[date], exchange: Exchange | None,
    reference: str, seen_on: date | None, today: date,
) -> list[str]:  # fmt: skip
    faults = []
    ccps = {ccp.number: ccp.id for ccp in titre.ccps}
    if number not in ccps:
        faults.append(f"{titre.sigle} n’a pas de CCP {number}.")
    elif CCPAward.objects.filter(person=person, ccp_ref=ccps[number]).exists():
        faults.append(f"Le CCP {number} est déjà au livret de {person}.")
    if exchange is not None and (exchange not in exchanges_of(titre) or exchange.number != number):
        faults.append(f"Le référentiel ne reconnaît pas cette correspondance pour le CCP {number}.")
    asked = len(exchange.asked) if exchange is not None else 1
    if len(days) != asked:
        faults.append(f"Indiquez une date par certificat : {asked} attendue{'s' if asked > 1 else ''}.")
    starts = date.fromisoformat(titre.effective_date)
    for day in days:
        if day > today:
            faults.append(f"Un certificat ne s’acquiert pas dans l’avenir : {day_label(day)}.")
        if person.birth_date is not None and day <= person.birth_date:
            faults.append(f"Le {day_label(day)} précède la naissance de la personne.")
        if exchange is None and day < starts:
            faults.append(
                f"Ce millésime n’existe que depuis le {day_label(starts)} : un CCP plus ancien s’inscrit par "
                "correspondance."
            )
    if seen_on is None:
        faults.append("Indiquez le jour où vous avez vu le justificatif, ou déposez-en la copie.")
    elif seen_on > today:
        faults.append("Le justificatif ne peut avoir été vu dans l’avenir.")
    elif days and seen_on < max(days):
        faults.append("Le justificatif a été vu avant que le certificat soit acquis : vérifiez les dates.")
    if not reference.strip():
        faults.append("Nommez le justificatif : livret de certification, procès-verbal, parchemin.")
    elif holds_nir(reference):
        faults.append(NIR_REFUSED)
    return faults
