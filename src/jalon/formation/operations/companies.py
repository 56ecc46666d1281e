"""Stays in companies: agreed, declared week by week, proved, seen by the tutor, broken off."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.formation.documents import CONVENTION
from jalon.formation.letters.companies import convention_stage
from jalon.formation.models import CompanyConvention, CompanyWeek, TutorEvaluation, TutorLine
from jalon.formation.operations.dropout import refresh_watches
from jalon.formation.operations.papers import issue_paper
from jalon.formation.rules.companies import convention_faults, week_faults
from jalon.formation.rules.entry import day_faults
from jalon.parcours.models import Parcours
from jalon.parcours.operations import record_company_period
from jalon.referentiel.queries import get_titre


def agree_convention(
    *,
    actor: Actor,
    parcours: Parcours,
    ccp_number: int,
    company: str,
    address: str,
    signatory: str,
    tutor: str,
    tutor_quality: str,
    tutor_contact: str,
    starts_on: date,
    ends_on: date,
    hours: int,
    activities: str,
    competence_refs: Sequence[str],
    schedule: str,
    now: datetime,
    convention: CompanyConvention | None = None,
) -> CompanyConvention:
    """Prepare a stay in a company for one CCP, or correct it until its convention is issued.

    Raises TransitionRefused with every reason.
    """
    titre = get_titre(parcours.titre_ref)
    blocs = {ccp.number: ccp for ccp in titre.ccps}
    faults = [] if ccp_number in blocs else [f"{titre.sigle} n’a pas de CCP {ccp_number}."]
    known = (
        [titre.competence_id(c.number) for c in blocs[ccp_number].competences] if ccp_number in blocs else []
    )
    faults += convention_faults(starts_on, ends_on, hours, competence_refs, known, parcours.person.birth_date)
    for value, what in ((company, "l’entreprise"), (signatory, "qui la représente"), (tutor, "le tuteur"),
                        (activities, "les activités confiées")):  # fmt: skip
        if not value.strip():
            faults.append(f"Indiquez {what}.")
    row = CompanyConvention(parcours=parcours, created_at=now)
    if convention is not None:
        row = CompanyConvention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
        if row.document_id is not None:
            faults.append(
                "La convention est émise : elle ne change plus. Rompez-la et préparez-en une autre."
            )
    _refuse_if(faults)
    row.ccp_number, row.company, row.address = ccp_number, company.strip(), address.strip()
    row.signatory = signatory.strip()
    row.tutor, row.tutor_quality, row.tutor_contact = (
        tutor.strip(),
        tutor_quality.strip(),
        tutor_contact.strip(),
    )
    row.starts_on, row.ends_on, row.hours = starts_on, ends_on, hours
    row.activities, row.schedule, row.competence_refs = (
        activities.strip(),
        schedule.strip(),
        list(competence_refs),
    )
    row.full_clean(exclude=["parcours", "document"])
    row.save()
    record_act(
        actor=actor, verb="formation.company_convention", target=parcours, now=now,
        sentence=f"A préparé le stage de {parcours.person} chez {row.company} (CCP {ccp_number}, {hours} h).",
    )  # fmt: skip
    return row


def issue_convention(*, actor: Actor, convention: CompanyConvention, now: datetime) -> IssuedDocument:
    """Issue the convention, which no longer changes. Raises TransitionRefused."""
    locked = _locked(convention)
    _refuse_if(["La convention est déjà émise."] if locked.document_id else [])
    parcours = locked.parcours
    issued = issue_paper(
        actor=actor, parcours=parcours, kind=CONVENTION, now=now, about=f"stage-{locked.pk}",
        context=convention_stage(locked, get_titre(parcours.titre_ref), by=actor.label),
    )  # fmt: skip
    locked.document = issued
    locked.save(update_fields=["document"])
    convention.document = issued
    return issued


def declare_week(
    *,
    actor: Actor,
    convention: CompanyConvention,
    monday: date,
    hours: int,
    activities: str,
    now: datetime,
    proof: Received | None = None,
) -> CompanyWeek:
    """Declare the hours of a week, or correct them until they are proved. Raises TransitionRefused."""
    locked = _locked(convention)
    parcours = locked.parcours
    most = parameters_of(parcours.person.organisme_id)["company_week_hours"]
    today = timezone.localdate(now)
    faults = week_faults(
        monday, hours, locked.starts_on, locked.ends_on, today, most=most, ended_on=locked.ended_on
    )
    known = CompanyWeek.objects.filter(convention=locked, monday=monday).select_related("period").first()
    if known is not None and known.period.proof_received_on is not None:
        faults.append("Cette semaine est prouvée : ses heures ne changent plus.")
    _refuse_if(faults)
    first, last = (
        max(monday, locked.starts_on),
        min(monday + timedelta(days=6), locked.ended_on or locked.ends_on),
    )
    period = record_company_period(
        actor=actor, parcours=parcours, ccp_number=locked.ccp_number, company=locked.company, hours=hours,
        starts_on=first, ends_on=last, now=now, proof=proof, period=known.period if known else None,
    )  # fmt: skip
    digest = hashlib.sha256(proof.content).hexdigest() if proof else ""
    if known is None:
        if CompanyWeek.objects.filter(period=period).exists():
            raise TransitionRefused(["Ces heures sont déjà déclarées pour un autre stage."])
        known = CompanyWeek(convention=locked, monday=monday, period=period)
    known.period, known.activities = period, activities.strip()
    known.declared_at, known.declared_by = now, actor.label
    known.proof_sha256 = digest or known.proof_sha256
    known.save()
    record_act(
        actor=actor, verb="formation.company_week", target=parcours, now=now, hours=hours, proven=bool(proof),
        sentence=f"A déclaré {hours} h chez {locked.company} pour {parcours.person}, semaine du {monday:%d/%m/%Y}.",
    )  # fmt: skip
    refresh_watches([parcours], now=now)
    return known


def prove_week(*, actor: Actor, week: CompanyWeek, proof: Received, now: datetime) -> CompanyWeek:
    """Keep the proof of a week already declared; another one takes its place. Raises TransitionRefused."""
    locked = (
        CompanyWeek.objects.select_for_update(of=("self",))
        .select_related("period", "convention__parcours__person")
        .get(pk=week.pk)
    )
    convention = locked.convention
    period = locked.period
    record_company_period(
        actor=actor, parcours=convention.parcours, ccp_number=convention.ccp_number, company=convention.company,
        hours=period.hours, starts_on=period.starts_on, ends_on=period.ends_on, now=now, proof=proof, period=period,
    )  # fmt: skip
    locked.proof_sha256 = hashlib.sha256(proof.content).hexdigest()
    locked.save(update_fields=["proof_sha256"])
    return locked


def end_convention(
    *, actor: Actor, convention: CompanyConvention, on: date, reason: str, now: datetime
) -> CompanyConvention:
    """Break a stay off on a day, saying why; what was done stays acquired. Raises TransitionRefused."""
    locked = _locked(convention)
    faults = day_faults(on, timezone.localdate(now), locked.parcours.person.birth_date, "La rupture")
    if locked.ended_on is not None:
        faults.append("Ce stage est déjà rompu.")
    if not locked.starts_on <= on <= locked.ends_on:
        faults.append(f"Le stage va du {locked.starts_on:%d/%m/%Y} au {locked.ends_on:%d/%m/%Y}.")
    if not reason.strip():
        faults.append("Indiquez le motif de la rupture, sans donnée de santé.")
    _refuse_if(faults)
    locked.ended_on, locked.ended_reason = on, reason.strip()[:300]
    locked.save(update_fields=["ended_on", "ended_reason"])
    record_act(
        actor=actor, verb="formation.end_convention", target=locked.parcours, now=now,
        sentence=f"A noté la rupture du stage de {locked.parcours.person} chez {locked.company}.",
    )  # fmt: skip
    return locked


def record_tutor_evaluation(
    *,
    actor: Actor,
    convention: CompanyConvention,
    on: date,
    levels: Mapping[str, int],
    comment: str,
    now: datetime,
) -> TutorEvaluation:
    """Keep what the tutor saw, competence by competence. Raises TransitionRefused with every reason."""
    locked = _locked(convention)
    faults = day_faults(on, timezone.localdate(now), locked.parcours.person.birth_date, "L’évaluation")
    if on < locked.starts_on:
        faults.append("Le tuteur évalue après le début du stage.")
    if set(levels) - set(locked.competence_refs):
        faults.append("Une compétence n’est pas de celles de la convention.")
    if not levels and not comment.strip():
        faults.append("Placez au moins une compétence, ou écrivez l’appréciation du tuteur.")
    if TutorEvaluation.objects.filter(convention=locked).exists():
        faults.append("L’évaluation du tuteur est déjà recueillie.")
    _refuse_if(faults)
    made = TutorEvaluation.objects.create(
        convention=locked, on=on, comment=comment.strip(), recorded_at=now, actor_label=actor.label
    )
    TutorLine.objects.bulk_create(
        TutorLine(evaluation=made, competence_ref=ref, level=level) for ref, level in levels.items()
    )
    record_act(
        actor=actor, verb="formation.tutor_evaluation", target=locked.parcours, now=now,
        sentence=f"A recueilli l’évaluation de {locked.tutor} sur {locked.parcours.person}.",
    )  # fmt: skip
    return made


def _locked(convention: CompanyConvention) -> CompanyConvention:
    rows = CompanyConvention.objects.select_for_update(of=("self",))
    return rows.select_related("parcours__person__organisme").get(pk=convention.pk)


def _refuse_if(faults: list[str]) -> None:
    if faults:
        raise TransitionRefused(dict.fromkeys(faults))
