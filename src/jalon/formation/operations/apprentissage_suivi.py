"""What the centre and the company do together for an apprentice: entrusted, seen, visited, signed, attested."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from jalon.accounts.tokens import digest, new_token
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import send_mail
from jalon.common.typography import counted
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.queries import content_of
from jalon.formation.documents import ATTESTATION_ENTREPRISE
from jalon.formation.enums import Progress, Side, VisitKind, VisitSigner
from jalon.formation.letters.apprentissage import attestation_entreprise
from jalon.formation.models import (
    ApprenticeContract,
    CompanyVisit,
    EntrustedPeriod,
    MasterAccess,
    ProgressMark,
    VisitSignature,
)
from jalon.formation.operations.apprentissage import (
    AFTERWARDS,
    locked_contract,
    refuse_if,
    standing_contract,
)
from jalon.formation.operations.papers import issue_paper
from jalon.formation.queries.apprentissage import ACCESS, capacity, last_day, weeks_of_path
from jalon.formation.rules.apprentissage import holds_nir, hours_faults, period_faults
from jalon.formation.rules.entry import day_faults
from jalon.parcours.models import Parcours
from jalon.parcours.operations import record_company_period
from jalon.people.signatures import strokes_faults, typed_faults
from jalon.referentiel.queries import get_titre


def entrust(
    *,
    actor: Actor,
    parcours: Parcours,
    ccp_number: int,
    starts_on: date,
    ends_on: date,
    activities: str,
    competence_refs: Sequence[str],
    now: datetime,
    period: EntrustedPeriod | None = None,
) -> EntrustedPeriod:
    """Say what the company entrusts to the apprentice for one CCP, or correct it until its hours are attested.

    Raises TransitionRefused with every reason (indicator 13).
    """
    row = EntrustedPeriod(parcours=parcours, created_at=now)
    faults = []
    if period is not None:
        row = _locked_period(period)
        if row.attested_at is not None:
            faults.append("Les heures de cette période sont attestées : elle ne change plus.")
        contract = locked_contract(row.contract)
    else:
        contract = standing_contract(parcours)
    titre = get_titre(parcours.titre_ref)
    ccp = next((one for one in titre.ccps if one.number == ccp_number), None)
    if ccp is None:
        faults.append(f"{titre.sigle} n’a pas de CCP {ccp_number}.")
    known = [titre.competence_id(c.number) for c in ccp.competences] if ccp else []
    faults += period_faults(
        starts_on, ends_on, contract=(contract.starts_on, last_day(contract)), competences=competence_refs,
        known=known, activities=activities,
    )  # fmt: skip
    refuse_if(faults)
    row.contract, row.ccp_number, row.starts_on, row.ends_on = contract, ccp_number, starts_on, ends_on
    row.activities, row.competence_refs = activities.strip(), list(competence_refs)
    row.save()
    record_act(
        actor=actor, verb="formation.entrust", target=parcours, now=now,
        sentence=f"A noté ce qui est confié à {parcours.person} chez {contract.employer} (CCP {ccp_number}, "
        f"{counted(len(row.competence_refs), 'compétence')}).",
    )  # fmt: skip
    return row


def remove_period(*, actor: Actor, period: EntrustedPeriod, now: datetime) -> None:
    """Take back a period prepared by mistake, before anything is attested. Raises TransitionRefused."""
    row = _locked_period(period)
    refuse_if(
        ["Les heures de cette période sont attestées : elle ne s’efface plus."] if row.attested_at else []
    )
    record_act(
        actor=actor, verb="formation.unentrust", target=row.parcours, now=now,
        sentence=f"A retiré une période en entreprise de {row.parcours.person} ({row}).",
    )  # fmt: skip
    row.delete()


def attest_hours(
    *,
    actor: Actor,
    period: EntrustedPeriod,
    hours: int,
    now: datetime,
    comment: str = "",
    proof: Received | None = None,
    strokes: object = None,
    typed: str = "",
    agreed: bool = False,
) -> EntrustedPeriod:
    """Keep the hours worked during a period, attested once: by a proof received, or by the signature of the maître.

    They count as company hours of the path, since company time is work time (A.8). Signed, the attestation is issued
    and is itself the proof. Raises TransitionRefused with every reason.
    """
    row = _locked_period(period)
    contract = row.contract
    faults = ["Les heures de cette période sont déjà attestées."] if row.attested_at else []
    weeks = weeks_of_path(row.parcours)
    if not weeks:
        faults.append(
            "Faites d’abord le calendrier de l’alternance : il donne le temps de travail de la période."
        )
    kin = [
        one
        for one in EntrustedPeriod.objects.filter(
            parcours=row.parcours, starts_on__lte=row.ends_on, ends_on__gte=row.starts_on
        ).exclude(pk=row.pk)
        if one.hours
    ]
    first = min(row.starts_on, *(one.starts_on for one in kin), row.starts_on)
    last = max(row.ends_on, *(one.ends_on for one in kin), row.ends_on)
    faults += hours_faults(
        hours, ends_on=min(row.ends_on, last_day(contract)), today=timezone.localdate(now),
        most=capacity(contract, weeks, row.starts_on, row.ends_on), kin_hours=sum(one.hours or 0 for one in kin),
        kin_most=capacity(contract, weeks, first, last),
    )  # fmt: skip
    if holds_nir(comment):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le (D5).")
    by = actor.label
    if proof is None:
        by = contract.master
        faults += _signature_faults(contract, strokes, typed, agreed)
    refuse_if(faults)
    row.hours, row.attested_at, row.attested_by = hours, now, by
    row.comment, row.strokes = comment.strip(), strokes if proof is None and strokes else []
    if proof is None:
        row.document = issue_paper(
            actor=actor, parcours=row.parcours, kind=ATTESTATION_ENTREPRISE, now=now, about=f"periode-{row.pk}",
            context=attestation_entreprise(row, get_titre(row.parcours.titre_ref)),
        )  # fmt: skip
        proof = Received(f"{row.document.number}.pdf", PDF, content_of(row.document))
    row.period = record_company_period(
        actor=actor, parcours=row.parcours, ccp_number=row.ccp_number, company=contract.employer, hours=hours,
        starts_on=row.starts_on, ends_on=min(row.ends_on, last_day(contract)), now=now, proof=proof,
    )  # fmt: skip
    row.save()
    record_act(
        actor=actor, verb="formation.attest_hours", target=row.parcours, now=now, hours=hours,
        sentence=f"{hours} h en entreprise de {row.parcours.person} attestées par {by} (CCP {row.ccp_number}).",
    )  # fmt: skip
    return row


def mark_progress(
    *,
    actor: Actor,
    parcours: Parcours,
    side: Side,
    levels: Mapping[str, int],
    on: date,
    now: datetime,
    by: str = "",
) -> int:
    """Say where one side is with competences; what did not change is not written again. How many were written.

    Raises TransitionRefused with every reason.
    """
    titre = get_titre(parcours.titre_ref)
    known = {titre.competence_id(c.number) for ccp in titre.ccps for c in ccp.competences}
    faults = day_faults(on, timezone.localdate(now), parcours.person.birth_date, "La progression")
    if set(levels) - known:
        faults.append("Une compétence n’est pas de ce titre.")
    if set(levels.values()) - set(Progress.values):
        faults.append("Choisissez un niveau de la liste.")
    refuse_if(faults)
    last = dict(
        ProgressMark.objects.filter(parcours=parcours, side=side).values_list("competence_ref", "level")
    )
    made = ProgressMark.objects.bulk_create(
        ProgressMark(
            parcours=parcours, competence_ref=ref, side=side, level=level, on=on, recorded_at=now,
            actor_label=by or actor.label,
        )
        for ref, level in levels.items()
        if last.get(ref) != level
    )  # fmt: skip
    if made:
        where = "au centre" if side == Side.CENTRE else "en entreprise"
        record_act(
            actor=actor, verb="formation.progress", target=parcours, now=now,
            sentence=f"Progression de {parcours.person} {where} : {counted(len(made), 'compétence')}.",
        )  # fmt: skip
    return len(made)


# -- visits


def plan_visit(
    *,
    actor: Actor,
    parcours: Parcours,
    kind: VisitKind,
    planned_on: date,
    visitor: str,
    now: datetime,
    visit: CompanyVisit | None = None,
) -> CompanyVisit:
    """Plan a visit of the company, or move it until it is held. Raises TransitionRefused."""
    faults = []
    if visit is not None:
        row = _locked_visit(visit)
        contract = row.contract
        if row.held_on or row.cancelled_on:
            faults.append("Cette visite est tenue ou annulée : elle ne se déplace plus.")
    else:
        contract = standing_contract(parcours)
        row = CompanyVisit(parcours=parcours, contract=contract, created_at=now)
    if not contract.starts_on <= planned_on <= last_day(contract):
        faults.append(
            f"La visite sort du contrat, du {contract.starts_on:%d/%m/%Y} au {last_day(contract):%d/%m/%Y}."
        )
    if not visitor.strip():
        faults.append("Indiquez qui fait la visite.")
    refuse_if(faults)
    row.kind, row.planned_on, row.visitor = kind, planned_on, visitor.strip()
    row.save()
    record_act(
        actor=actor, verb="formation.plan_visit", target=parcours, now=now,
        sentence=f"A prévu une visite chez {contract.employer} pour {parcours.person}, le {planned_on:%d/%m/%Y}.",
    )  # fmt: skip
    return row


def hold_visit(
    *,
    actor: Actor,
    visit: CompanyVisit,
    held_on: date,
    present: str,
    done: str,
    difficulties: str,
    decided: str,
    now: datetime,
) -> CompanyVisit:
    """Write the report of a visit held, or correct it until someone signs. Raises TransitionRefused."""
    row = _locked_visit(visit)
    faults = day_faults(held_on, timezone.localdate(now), row.parcours.person.birth_date, "La visite")
    if held_on < row.contract.starts_on:
        faults.append("La visite suit le début du contrat.")
    if row.cancelled_on:
        faults.append("Cette visite est annulée.")
    if row.superseded_by_id:
        faults.append("Ce compte rendu a été repris dans un autre.")
    if row.signatures.exists():
        faults.append("Le compte rendu est signé : il ne change plus. Reprenez-le dans un autre.")
    if not done.strip():
        faults.append("Dites ce qui est confié à l’apprenti et ce qu’il a acquis.")
    if any(holds_nir(text) for text in (present, done, difficulties, decided)):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le (D5).")
    refuse_if(faults)
    row.held_on, row.present = held_on, present.strip()
    row.done, row.difficulties, row.decided = done.strip(), difficulties.strip(), decided.strip()
    row.report_sha256 = report_digest(row)
    row.save()
    record_act(
        actor=actor, verb="formation.hold_visit", target=row.parcours, now=now,
        sentence=f"A écrit le compte rendu de la visite du {held_on:%d/%m/%Y} chez {row.contract.employer} "
        f"pour {row.parcours.person}.",
    )  # fmt: skip
    return row


def report_digest(visit: CompanyVisit) -> str:
    """SHA-256 of the words of a report: what a signature is given for."""
    told = (
        visit.kind, visit.held_on.isoformat() if visit.held_on else "", visit.visitor, visit.present, visit.done,
        visit.difficulties, visit.decided,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def sign_visit(
    *,
    actor: Actor,
    visit: CompanyVisit,
    signer: VisitSigner,
    seen: str,
    now: datetime,
    strokes: object = None,
    typed: str = "",
    agreed: bool = False,
) -> VisitSignature:
    """Sign the report of a visit, for the words shown (`seen`, their digest). Raises TransitionRefused."""
    row = _locked_visit(visit)
    person = row.parcours.person
    name = row.contract.master if signer == VisitSigner.MASTER else person.full_name
    faults = []
    if row.held_on is None:
        faults.append("Le compte rendu n’est pas écrit.")
    if row.superseded_by_id:
        faults.append("Ce compte rendu a été repris dans un autre : signez celui-là.")
    if row.signatures.filter(signer=signer).exists():
        faults.append("Ce compte rendu est déjà signé.")
    if seen != row.report_sha256:
        faults.append("Le compte rendu a changé pendant que vous le lisiez : relisez-le, puis signez.")
    if strokes:
        faults += strokes_faults(strokes)
    else:
        last = row.contract.master if signer == VisitSigner.MASTER else person.last_name
        faults += typed_faults(typed, agreed, last_name=last, full_name=name)
    refuse_if(faults)
    made = VisitSignature.objects.create(
        visit=row,
        signer=signer,
        name=name,
        strokes=strokes or [],
        report_sha256=row.report_sha256,
        signed_at=now,
    )
    record_act(
        actor=actor, verb="formation.sign_visit", target=row.parcours, now=now,
        sentence=f"{name} a signé le compte rendu de la visite du {row.held_on:%d/%m/%Y} pour {person}.",
    )  # fmt: skip
    return made


def cancel_visit(*, actor: Actor, visit: CompanyVisit, reason: str, now: datetime) -> CompanyVisit:
    """Cancel a visit that will not be held. Raises TransitionRefused."""
    row = _locked_visit(visit)
    faults = []
    if row.held_on is not None:
        faults.append("Cette visite est tenue : elle ne s’annule plus.")
    if row.cancelled_on is not None:
        faults.append("Cette visite est déjà annulée.")
    if not reason.strip():
        faults.append("Indiquez le motif, sans donnée de santé.")
    refuse_if(faults)
    row.cancelled_on, row.cancelled_reason = timezone.localdate(now), reason.strip()[:300]
    row.save(update_fields=["cancelled_on", "cancelled_reason"])
    record_act(
        actor=actor, verb="formation.cancel_visit", target=row.parcours, now=now,
        sentence=f"A annulé la visite du {row.planned_on:%d/%m/%Y} chez {row.contract.employer} "
        f"pour {row.parcours.person}.",
    )  # fmt: skip
    return row


def redo_visit(*, actor: Actor, visit: CompanyVisit, now: datetime) -> CompanyVisit:
    """Take a signed report up again in a new one, to be signed anew; the former stays with its signatures."""
    row = _locked_visit(visit)
    faults = []
    if not row.signatures.exists():
        faults.append("Personne n’a signé ce compte rendu : corrigez-le.")
    if row.superseded_by_id:
        faults.append("Ce compte rendu est déjà repris.")
    refuse_if(faults)
    again = CompanyVisit.objects.create(
        contract=row.contract, parcours=row.parcours, kind=row.kind, planned_on=row.planned_on, visitor=row.visitor,
        created_at=now, held_on=row.held_on, present=row.present, done=row.done, difficulties=row.difficulties,
        decided=row.decided, report_sha256=row.report_sha256,
    )  # fmt: skip
    row.superseded_by = again
    row.save(update_fields=["superseded_by"])
    record_act(
        actor=actor, verb="formation.redo_visit", target=row.parcours, now=now,
        sentence=f"A repris le compte rendu de la visite du {row.held_on:%d/%m/%Y} pour {row.parcours.person}.",
    )  # fmt: skip
    return again


# -- the secret page of the maître d’apprentissage


def open_access(
    *, actor: Actor, contract: ApprenticeContract, base_url: str, now: datetime, send: bool = False
) -> tuple[MasterAccess, str]:
    """Give the maître a secret address, shown once and kept as a digest; the former ones are taken back.

    Returns the access and the address. Raises TransitionRefused.
    """
    row = locked_contract(contract)
    today = timezone.localdate(now)
    until = last_day(row) + AFTERWARDS
    faults = []
    if row.superseded_by_id is not None:
        faults.append("Un avenant a remplacé ce contrat.")
    if until < today:
        faults.append("Ce contrat est fini : il n’y a plus rien à signer.")
    if send and not row.master_email:
        faults.append(
            "Le courriel du maître d’apprentissage manque au contrat : remettez-lui le lien vous-même."
        )
    refuse_if(faults)
    MasterAccess.objects.filter(contract=row, revoked_at=None).update(revoked_at=now)
    token = new_token(ACCESS)
    made = MasterAccess.objects.create(
        contract=row, token_sha256=digest(token, ACCESS), created_at=now, created_by=actor.label, expires_on=until,
        sent_to=row.master_email if send else "",
    )  # fmt: skip
    url = f"{base_url}/formation/entreprise-accueil/{token}/"
    if send:
        send_mail(
            to=row.master_email, subject="Votre apprenti : ce qui vous attend", actor=actor, now=now,
            template="formation/mail/master",
            context={"contract": row, "person": row.parcours.person, "organisme": row.parcours.person.organisme,
                     "url": url},
        )  # fmt: skip
    record_act(
        actor=actor, verb="formation.master_access", target=row.parcours, now=now,
        sentence=f"A ouvert à {row.master} la page du maître d’apprentissage de {row.parcours.person}.",
    )  # fmt: skip
    return made, url


def revoke_access(*, actor: Actor, contract: ApprenticeContract, now: datetime) -> int:
    """Take the secret address back: it opens nothing any more. Raises TransitionRefused when there is none."""
    row = locked_contract(contract)
    count = MasterAccess.objects.filter(contract=row, revoked_at=None).update(revoked_at=now)
    if not count:
        raise TransitionRefused(["Aucun lien n’est ouvert."])
    record_act(
        actor=actor, verb="formation.master_revoke", target=row.parcours, now=now,
        sentence=f"A fermé la page du maître d’apprentissage de {row.parcours.person}.",
    )  # fmt: skip
    return count


def _signature_faults(contract: ApprenticeContract, strokes: object, typed: str, agreed: bool) -> list[str]:
    if strokes:
        return strokes_faults(strokes)
    return typed_faults(typed, agreed, last_name=contract.master, full_name=contract.master)


def _locked_period(period: EntrustedPeriod) -> EntrustedPeriod:
    rows = EntrustedPeriod.objects.select_for_update(of=("self",))
    return rows.select_related("contract__parcours__person", "parcours__person__organisme").get(pk=period.pk)


def _locked_visit(visit: CompanyVisit) -> CompanyVisit:
    rows = CompanyVisit.objects.select_for_update(of=("self",))
    return rows.select_related("contract", "parcours__person__organisme").get(pk=visit.pk)
