"""The contract of an apprentice and the calendar of the alternation: kept, amended, agreed, broken off."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import counted
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.formation.documents import CONVENTION_APPRENTISSAGE
from jalon.formation.enums import BreakKind
from jalon.formation.letters.apprentissage import convention_apprentissage
from jalon.formation.models import AlternationWeek, ApprenticeContract, MasterAccess
from jalon.formation.operations.papers import issue_paper
from jalon.formation.queries.apprentissage import (
    contract_facts,
    contract_in_force,
    trial_end_of,
    weeks_of_path,
)
from jalon.formation.rules.apprentissage import (
    Rhythm,
    Week,
    calendar_digest,
    contract_faults,
    holds_nir,
    monday_of,
    rhythm_faults,
    week_faults,
    weeks_of,
)
from jalon.formation.rules.entry import day_faults
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre

FACTS = (
    "employer", "address", "siret", "employer_contact", "signatory", "master", "master_quality", "master_email",
    "master_adult", "master_titled", "master_years", "signed_on", "starts_on", "ends_on", "weekly_hours",
    "representative",
)  # fmt: skip
_KEPT = (
    "filed_on",
    "filed_number",
    "calendar_agreed_on",
    "calendar_agreed_by",
    "calendar_sha256",
    "trial_absences",
)
AFTERWARDS = timedelta(days=30)
"""How long the page of a maître outlives the contract: reports and hours are still to be signed."""


def refuse_if(faults: Iterable[str]) -> None:
    """Raise TransitionRefused with every reason, each once."""
    if told := list(dict.fromkeys(faults)):
        raise TransitionRefused(told)


def save_contract(
    *,
    actor: Actor,
    parcours: Parcours,
    facts: Mapping[str, Any],
    now: datetime,
    contract: ApprenticeContract | None = None,
) -> ApprenticeContract:
    """Keep a contract, or correct it; once its convention is issued, an amendment takes its place (L6221-1, OWN).

    `facts` holds every name of FACTS. Raises TransitionRefused with every reason.
    """
    path = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    known = locked_contract(contract) if contract is not None else None
    row = ApprenticeContract(parcours=path, created_at=now)
    if known is not None and known.document_id is None:
        row = known
    for name in FACTS:
        value = facts[name]
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.siret = "".join(row.siret.split())
    others = ApprenticeContract.objects.filter(parcours=path, superseded_by=None)
    if known is not None:
        others = others.exclude(pk=known.pk)
    told = contract_facts(row)
    faults = contract_faults(
        told,
        birth_date=path.person.birth_date,
        today=timezone.localdate(now),
        others=[(one.starts_on, one.broken_on or one.ends_on) for one in others],
        settings=parameters_of(path.person.organisme_id),
    )
    if not row.signatory:
        faults.append("Indiquez qui représente l’employeur.")
    texts = (
        row.employer,
        row.address,
        row.employer_contact,
        row.master,
        row.master_quality,
        row.representative,
    )
    if any(holds_nir(text) for text in texts):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le, Jalon n’en garde aucun (D5).")
    if path.route != Route.APPRENTISSAGE:
        faults.append("Ce parcours ne passe pas par l’apprentissage.")
    if known is not None and known.superseded_by_id is not None:
        faults.append("Un avenant a remplacé ce contrat : corrigez celui qui est en vigueur.")
    if known is not None and known.broken_on is not None:
        faults.append("Ce contrat est rompu : enregistrez le nouveau contrat.")
    refuse_if(faults)
    amended = known is not None and known is not row
    if amended and known is not None:
        for name in _KEPT:
            setattr(row, name, getattr(known, name))
    row.save()
    if amended and known is not None:
        known.superseded_by = row
        known.save(update_fields=["superseded_by"])
        same = (known.master, known.master_email) == (row.master, row.master_email)
        links = MasterAccess.objects.filter(contract=known, revoked_at=None)
        links.update(contract=row) if same else links.update(revoked_at=now)
    verb = "formation.apprentice_amend" if amended else "formation.apprentice_contract"
    record_act(
        actor=actor, verb=verb, target=path, now=now,
        sentence=f"A enregistré {'l’avenant au' if amended else 'le'} contrat d’apprentissage de {path.person} "
        f"chez {row.employer}.",
    )  # fmt: skip
    return row


def issue_contract_convention(*, actor: Actor, contract: ApprenticeContract, now: datetime) -> IssuedDocument:
    """Issue the convention between the centre and the employer; its facts no longer change."""
    row = locked_contract(contract)
    faults = ["La convention est déjà émise."] if row.document_id else []
    if row.broken_on is not None:
        faults.append("Ce contrat est rompu.")
    weeks = weeks_of_path(row.parcours, row)
    if not weeks:
        faults.append("Faites d’abord le calendrier de l’alternance : il est joint à la convention.")
    refuse_if(faults)
    issued = issue_paper(
        actor=actor, parcours=row.parcours, kind=CONVENTION_APPRENTISSAGE, now=now, about=f"contrat-{row.pk}",
        context=convention_apprentissage(row, weeks, get_titre(row.parcours.titre_ref), by=actor.label),
    )  # fmt: skip
    row.document = issued
    row.save(update_fields=["document"])
    return issued


def file_contract(
    *, actor: Actor, contract: ApprenticeContract, on: date, number: str, now: datetime
) -> ApprenticeContract:
    """Note the day on which the contract was sent to the opérateur de compétences. Raises TransitionRefused."""
    row = locked_contract(contract)
    faults = day_faults(on, timezone.localdate(now), row.parcours.person.birth_date, "La transmission")
    if on < row.signed_on:
        faults.append("La transmission suit la signature du contrat.")
    refuse_if(faults)
    row.filed_on, row.filed_number = on, number.strip()
    row.save(update_fields=["filed_on", "filed_number"])
    record_act(
        actor=actor, verb="formation.apprentice_file", target=row.parcours, now=now,
        sentence=f"A noté la transmission du contrat d’apprentissage de {row.parcours.person}, le {on:%d/%m/%Y}.",
    )  # fmt: skip
    return row


def note_trial_absences(
    *, actor: Actor, contract: ApprenticeContract, days: int, now: datetime
) -> ApprenticeContract:
    """Count the days of absence in the company during the trial: they put its end off (OWN, L6222-18)."""
    row = locked_contract(contract)
    faults = []
    if days < 0 or days > (row.ends_on - row.starts_on).days:
        faults.append("Comptez les jours d’absence entre zéro et la durée du contrat.")
    if row.broken_on is not None:
        faults.append("Ce contrat est rompu.")
    refuse_if(faults)
    row.trial_absences = days
    row.save(update_fields=["trial_absences"])
    record_act(
        actor=actor, verb="formation.apprentice_absences", target=row.parcours, now=now,
        sentence=f"A compté {counted(days, 'jour')} d’absence en entreprise pendant l’essai de {row.parcours.person}.",
    )  # fmt: skip
    return row


def break_contract(
    *, actor: Actor, contract: ApprenticeContract, on: date, kind: BreakKind, reason: str, now: datetime
) -> ApprenticeContract:
    """Note that a contract ended before its day; training goes on while a new employer is sought (OWN, L6222-18).

    Raises TransitionRefused with every reason.
    """
    row = locked_contract(contract)
    today = timezone.localdate(now)
    faults = day_faults(on, today, row.parcours.person.birth_date, "La rupture")
    if row.broken_on is not None:
        faults.append("Ce contrat est déjà rompu.")
    if row.superseded_by_id is not None:
        faults.append("Un avenant a remplacé ce contrat : rompez celui qui est en vigueur.")
    if not row.starts_on <= on <= row.ends_on:
        faults.append(f"Le contrat va du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}.")
    end = trial_end_of(row, weeks_of_path(row.parcours, row))
    if kind == BreakKind.TRIAL and end is not None and on > end:
        faults.append(f"La période d’essai a pris fin le {end:%d/%m/%Y} : choisissez une autre nature.")
    if not reason.strip():
        faults.append("Indiquez le motif de la rupture, sans donnée de santé.")
    elif holds_nir(reason):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le (D5).")
    refuse_if(faults)
    row.broken_on, row.break_kind, row.break_reason = on, kind, reason.strip()[:300]
    row.save(update_fields=["broken_on", "break_kind", "break_reason"])
    links = MasterAccess.objects.filter(contract=row, revoked_at=None, expires_on__gt=on + AFTERWARDS)
    links.update(expires_on=on + AFTERWARDS)
    record_act(
        actor=actor, verb="formation.apprentice_break", target=row.parcours, now=now,
        sentence=f"A noté la rupture du contrat d’apprentissage de {row.parcours.person} chez {row.employer}.",
    )  # fmt: skip
    return row


# -- the calendar


def plan_weeks(
    *,
    actor: Actor,
    contract: ApprenticeContract,
    rhythm: Rhythm,
    leave: Iterable[date],
    since: date,
    now: datetime,
) -> int:
    """Lay the weeks of a contract at a rhythm from a day on; those before stay as they are. How many were laid.

    Raises TransitionRefused with every reason.
    """
    row = locked_contract(contract)
    away = list(leave)
    faults = rhythm_faults(rhythm)
    if row.broken_on is not None:
        faults.append("Ce contrat est rompu.")
    first = monday_of(row.starts_on)
    if not first <= monday_of(since) <= row.ends_on:
        faults.append("Le calendrier se refait à partir d’une semaine du contrat.")
    faults += [
        f"Les congés du {day:%d/%m/%Y} sont hors du contrat."
        for day in away
        if not first <= day <= row.ends_on
    ]
    refuse_if(faults)
    start = monday_of(since)
    laid = [week for week in weeks_of(rhythm, row.starts_on, row.ends_on, away) if week.monday >= start]
    kept = AlternationWeek.objects.filter(parcours=row.parcours, monday__gte=start, monday__lte=row.ends_on)
    kept.delete()
    AlternationWeek.objects.bulk_create(
        AlternationWeek(
            parcours=row.parcours, monday=one.monday, centre_days=one.centre_days, leave_days=one.leave_days
        )
        for one in laid
    )
    record_act(
        actor=actor, verb="formation.alternation_plan", target=row.parcours, now=now,
        sentence=f"A fait le calendrier de l’alternance de {row.parcours.person} ({counted(len(laid), 'semaine')}).",
    )  # fmt: skip
    return len(laid)


def change_week(*, actor: Actor, contract: ApprenticeContract, week: Week, now: datetime) -> AlternationWeek:
    """Change one week of the calendar, which is then to be agreed anew. Raises TransitionRefused."""
    row = locked_contract(contract)
    refuse_if(week_faults(week, row.starts_on, row.ends_on))
    found, _ = AlternationWeek.objects.update_or_create(
        parcours=row.parcours,
        monday=week.monday,
        defaults={"centre_days": week.centre_days, "leave_days": week.leave_days},
    )
    record_act(
        actor=actor, verb="formation.alternation_week", target=row.parcours, now=now,
        sentence=f"A changé la semaine du {week.monday:%d/%m/%Y} dans l’alternance de {row.parcours.person}.",
    )  # fmt: skip
    return found


def agree_calendar(
    *, actor: Actor, contract: ApprenticeContract, by: str, on: date, now: datetime, seen: str = ""
) -> ApprenticeContract:
    """Keep the agreement on the calendar as it stands; `seen` is the digest of the one shown to who agrees.

    Raises TransitionRefused with every reason.
    """
    row = locked_contract(contract)
    weeks = weeks_of_path(row.parcours, row)
    faults = day_faults(on, timezone.localdate(now), row.parcours.person.birth_date, "L’accord")
    if not by.strip():
        faults.append("Indiquez qui donne son accord.")
    expected = (monday_of(row.ends_on) - monday_of(row.starts_on)).days // 7 + 1
    if not weeks:
        faults.append("Le calendrier de l’alternance n’est pas fait.")
    elif len(weeks) < expected:
        faults.append(
            f"Le calendrier compte {len(weeks)} semaines sur les {expected} du contrat : complétez-le."
        )
    known = calendar_digest(weeks)
    if seen and seen != known:
        faults.append("Le calendrier a changé pendant que vous le lisiez : relisez-le.")
    refuse_if(faults)
    if row.calendar_sha256 == known and row.calendar_agreed_on is not None:
        return row
    row.calendar_agreed_on, row.calendar_agreed_by, row.calendar_sha256 = on, by.strip()[:200], known
    row.save(update_fields=["calendar_agreed_on", "calendar_agreed_by", "calendar_sha256"])
    record_act(
        actor=actor, verb="formation.alternation_agree", target=row.parcours, now=now,
        sentence=f"Accord de {by.strip()} sur le calendrier de l’alternance de {row.parcours.person}.",
    )  # fmt: skip
    return row


def locked_contract(contract: ApprenticeContract) -> ApprenticeContract:
    """The contract as it stands, locked, with its path and its centre."""
    rows = ApprenticeContract.objects.select_for_update(of=("self",))
    return rows.select_related("parcours__person__organisme").get(pk=contract.pk)


def standing_contract(parcours: Parcours) -> ApprenticeContract:
    """The contract in force, locked. Raises TransitionRefused when there is none."""
    found = contract_in_force(parcours)
    if found is None:
        raise TransitionRefused(["Enregistrez d’abord le contrat d’apprentissage."])
    return locked_contract(found)
