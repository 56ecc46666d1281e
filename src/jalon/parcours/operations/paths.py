"""Paths opened and corrected, fed with proofs, crowned by CCPs and titles."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from jalon.accounts.models import User
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act, record_acts
from jalon.common.uploads import Received
from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward, CompanyPeriod, ECFResult, Parcours, TitreAward
from jalon.parcours.operations.due import refresh_due, refresh_next_due
from jalon.parcours.queries import vae_files_of
from jalon.parcours.rules import END_BEFORE_START
from jalon.parcours.rules.dates import reasons_against_dates, reasons_against_span
from jalon.parcours.rules.hours import against_hours
from jalon.parcours.rules.yearly_files import VAEFile, reasons_against_file
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import CCP, Competence


@dataclass(frozen=True, slots=True)
class NewParcours:
    """A path to open: whose, by which route, with which dates."""

    person: Person
    route: str
    starts_on: date | None = None
    ends_on: date | None = None
    recevabilite_until: date | None = None
    recevabilite_number: str = ""


def create_many_parcours(
    *, actor: Actor, titre_ref: str, rows: Sequence[NewParcours], now: datetime
) -> list[Parcours]:
    """Open the paths of many persons to one title version, in a few queries: what `create_parcours` does to each.

    Raises TitreInconnu, ValidationError with every fault, « MARTIN Zoé : … »; then nothing is opened.
    """
    ref, today = get_titre(titre_ref).ref, timezone.localdate(now)
    made = [
        Parcours(
            person=row.person,
            titre_ref=ref,
            route=row.route,
            contacted_on=today,
            stage_since=today,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            recevabilite_until=row.recevabilite_until,
            recevabilite_number=row.recevabilite_number,
        )
        for row in rows
    ]
    _check_all(made)
    for row in made:
        row.begin()
    created = Parcours.objects.bulk_create(made, batch_size=500)
    record_acts(actor=actor, verb="parcours.create", done=((p, _opened(p)) for p in created), now=now)
    return created


def _opened(parcours: Parcours) -> str:
    label = Route(parcours.route).label
    return f"A ouvert le parcours de {parcours.person} vers {parcours.titre_ref} ({label})."


def _check_all(rows: Iterable[Parcours]) -> None:
    faults = []
    for row in rows:
        try:
            row.clean_fields(exclude=["person"])
        except ValidationError as error:
            faults += [f"{row.person.sort_name} : {message}" for message in error.messages]
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            faults.append(f"{row.person.sort_name} : {END_BEFORE_START}")
    if faults:
        raise ValidationError(faults)


def create_parcours(
    *,
    actor: Actor,
    person: Person,
    titre_ref: str,
    route: str,
    now: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    recevabilite_until: date | None = None,
    recevabilite_number: str = "",
    trainers: Iterable[Person] = (),
    referent: User | None = None,
    ccp_refs: Iterable[str] = (),
    contacted_on: date | None = None,
) -> Parcours:
    """Open a person's path to a title version, or to some of its CCPs, by a route (A2.1, A2.2, B2).

    `contacted_on`: the day of the first contact, today when left out. Raises TitreInconnu, ValidationError when the
    dates contradict each other, a CCP is not of the title, or the year's files of VAE are used up (B4).
    """
    titre, today = get_titre(titre_ref), timezone.localdate(now)
    aimed, known = list(ccp_refs), [ccp.id for ccp in titre.ccps]
    if set(aimed) >= set(known):
        aimed = []
    contacted_on = contacted_on or today
    faults = [f"{titre.sigle} n’a pas de CCP {ref.rpartition('/')[2]}." for ref in aimed if ref not in known]
    faults += _against_dates(
        person, today, contacted_on=contacted_on, starts_on=starts_on, ends_on=ends_on,
        recevabilite_until=recevabilite_until,
    )  # fmt: skip
    if route == Route.VAE:
        asked = VAEFile(titre.code, contacted_on, whole=not aimed)
        limits = parameters_of(person.organisme_id)
        faults += reasons_against_file(asked, vae_files_of(person), limits)
    if faults:
        raise ValidationError(faults)
    parcours = Parcours(
        person=person,
        titre_ref=titre.ref,
        referent=referent,
        contacted_on=contacted_on,
        stage_since=contacted_on,
        ccp_refs=[ref for ref in known if ref in aimed],
        route=route,
        starts_on=starts_on,
        ends_on=ends_on,
        recevabilite_until=recevabilite_until,
        recevabilite_number=recevabilite_number,
    )
    parcours.full_clean()
    parcours.save()
    parcours.trainers.set(trainers)
    refresh_next_due([parcours])
    record_act(
        actor=actor,
        verb="parcours.create",
        target=parcours,
        sentence=_opened(parcours),
        now=now,
    )
    return parcours


def _against_dates(
    person: Person, today: date, *, contacted_on: date | None, starts_on: date | None, ends_on: date | None,
    recevabilite_until: date | None,
) -> list[str]:  # fmt: skip
    """Every reason to refuse the dates of a path."""
    found = reasons_against_dates(
        {"Le premier contact": contacted_on, "Le début": starts_on, "La fin": ends_on,
         "La fin de la recevabilité": recevabilite_until},
        birth_date=person.birth_date, today=today,
    )  # fmt: skip
    if contacted_on is not None and contacted_on > today:
        found.append("Le premier contact ne se date pas dans l’avenir.")
    return found + reasons_against_span(starts_on, ends_on)


def update_parcours(
    *,
    actor: Actor,
    parcours: Parcours,
    now: datetime,
    route: str,
    starts_on: date | None,
    ends_on: date | None,
    recevabilite_until: date | None,
    recevabilite_number: str = "",
    trainers: Iterable[Person] | None = None,
    contacted_on: date | None = None,
) -> Parcours:
    """Correct a path; `trainers` and `contacted_on` None leave them as they are. Raises ValidationError."""
    locked = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    contacted_on = contacted_on or locked.contacted_on
    faults = _against_dates(
        locked.person, timezone.localdate(now), contacted_on=contacted_on, starts_on=starts_on, ends_on=ends_on,
        recevabilite_until=recevabilite_until,
    )  # fmt: skip
    first = locked.acts.filter(superseded_by=None).order_by("on").first()
    if first is not None and contacted_on != locked.contacted_on and contacted_on and contacted_on > first.on:
        faults.append(f"Le premier contact ne peut suivre « {first.label} », du {first.on:%d/%m/%Y}.")
    if faults:
        raise ValidationError(faults)
    given: dict[str, object] = {
        "contacted_on": contacted_on,
        "route": route,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "recevabilite_until": recevabilite_until,
        "recevabilite_number": recevabilite_number,
    }
    changed = [name for name, value in given.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, given[name])
    locked.full_clean()
    locked.save()
    refresh_next_due([locked])
    if trainers is not None:
        locked.trainers.set(trainers)
        changed.append("trainers")
    if changed:
        record_act(
            actor=actor,
            verb="parcours.update",
            target=locked,
            sentence=f"A corrigé le parcours de {locked.person}.",
            now=now,
            fields=changed,
        )
    return locked


def entrust_parcours(
    *, actor: Actor, parcours: Parcours, referent: User | None, trainers: Iterable[Person], now: datetime
) -> Parcours:
    """Say who follows the person on this path, and who trains or accompanies them there."""
    locked = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    before = (locked.referent_id, set(locked.trainers.values_list("pk", flat=True)))
    chosen = list(trainers)
    if before == (referent.pk if referent else None, {one.pk for one in chosen}):
        return locked
    locked.referent = referent
    locked.save(update_fields=["referent"])
    locked.trainers.set(chosen)
    names = [str(referent)] if referent else []
    names += [str(one) for one in chosen if not (referent and one.user_id == referent.pk)]
    record_act(
        actor=actor,
        verb="parcours.entrust",
        target=locked,
        sentence=f"A confié le parcours de {locked.person} à {', '.join(names) or 'personne'}.",
        now=now,
    )
    return locked


def update_many_parcours(
    *, actor: Actor, changes: Sequence[tuple[Parcours, Mapping[str, object]]], now: datetime
) -> None:
    """Correct the fields given of many paths, in a few queries; what changes nothing is left alone.

    Raises ValidationError with every fault, « MARTIN Zoé : … »; then nothing is corrected.
    """
    rows = Parcours.objects.select_for_update(of=("self",)).select_related("person")
    locked = rows.in_bulk([parcours.pk for parcours, _ in changes])
    touched = []
    for parcours, fields in changes:
        row = locked[parcours.pk]
        if names := [name for name, value in fields.items() if getattr(row, name) != value]:
            for name in names:
                setattr(row, name, fields[name])
            touched.append((row, names))
    _check_all(row for row, _ in touched)
    if touched:
        written = sorted({name for _, names in touched for name in names})
        Parcours.objects.bulk_update([row for row, _ in touched], written, batch_size=200)
        refresh_next_due(row for row, _ in touched)
    record_acts(
        actor=actor,
        verb="parcours.update",
        done=((row, f"A corrigé le parcours de {row.person}.", {"fields": names}) for row, names in touched),
        now=now,
    )


def record_company_period(
    *,
    actor: Actor,
    parcours: Parcours,
    ccp_number: int,
    company: str,
    hours: int,
    now: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    proof_received_on: date | None = None,
    proof: Received | None = None,
    period: CompanyPeriod | None = None,
) -> CompanyPeriod:
    """Record hours spent in a company for one CCP, or correct `period` (A.8).

    `proof_received_on` says when the responsable received the proof; its copy, `proof`, is optional.
    The same hours given twice are recorded once. Raises ValidationError (unknown CCP, wrong dates, no hour).
    """
    titre = get_titre(parcours.titre_ref)
    if ccp_number not in {ccp.number for ccp in titre.ccps}:
        raise ValidationError({"ccp_number": f"{titre.sigle} n’a pas de CCP {ccp_number}."})
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "La fin de la période précède son début."})
    if fault := against_hours(hours, starts_on, ends_on):
        raise ValidationError({"hours": fault})
    days = {"Le début": starts_on, "La fin": ends_on, "La réception de la preuve": proof_received_on}
    if faults := reasons_against_dates(
        days, birth_date=parcours.person.birth_date, today=timezone.localdate(now)
    ):
        raise ValidationError(faults)
    made = period is None
    if made and proof is None:
        same = CompanyPeriod.objects.filter(
            parcours=parcours, ccp_number=ccp_number, company=company.strip(), hours=hours,
            starts_on=starts_on, ends_on=ends_on, proof_received_on=proof_received_on, proof="",
        )  # fmt: skip
        if known := same.first():
            return known
    row = period or CompanyPeriod(parcours=parcours)
    row.ccp_number, row.company, row.hours = ccp_number, company.strip(), hours
    row.starts_on, row.ends_on, row.proof_received_on = starts_on, ends_on, proof_received_on
    if proof is not None:
        row.proof.save(f"{uuid.uuid4().hex}.{proof.kind.extension}", ContentFile(proof.content), save=False)
        row.proof_received_on = proof_received_on or timezone.localdate(now)
    row.full_clean(exclude=["proof"])
    row.save()
    refresh_due([parcours.pk])
    record_act(
        actor=actor,
        verb="parcours.period" if made else "parcours.period.update",
        target=parcours,
        sentence=_hours_told(row, "enregistré" if made else "corrigé"),
        now=now,
    )
    return row


@dataclass(frozen=True, slots=True)
class CompanyHours:
    """Hours in one company for one CCP; `period` when they correct hours already recorded."""

    parcours: Parcours
    ccp_number: int
    company: str
    hours: int
    proof_received_on: date | None = None
    period: CompanyPeriod | None = None


def record_company_hours(*, actor: Actor, rows: Sequence[CompanyHours], now: datetime) -> list[CompanyPeriod]:
    """Record the hours of many candidates, in a few queries: what `record_company_period` does to each.

    The dates and the copy of the proof of a corrected period stay. Raises ValidationError with every fault,
    « MARTIN Zoé : … »; then nothing is recorded.
    """
    faults: list[str] = []
    made: list[CompanyPeriod] = []
    corrected: list[CompanyPeriod] = []
    titres = {ref: get_titre(ref) for ref in {row.parcours.titre_ref for row in rows}}
    for row in rows:
        titre = titres[row.parcours.titre_ref]
        period = row.period or CompanyPeriod(parcours=row.parcours)
        period.ccp_number, period.company, period.hours = row.ccp_number, row.company.strip(), row.hours
        period.proof_received_on = row.proof_received_on
        said = []
        if row.ccp_number not in {ccp.number for ccp in titre.ccps}:
            said.append(f"{titre.sigle} n’a pas de CCP {row.ccp_number}.")
        if fault := against_hours(row.hours, period.starts_on, period.ends_on):
            said.append(fault)
        if not period.company:
            said.append("Nommez l’entreprise.")
        faults += [f"{row.parcours.person.sort_name} : {fault}" for fault in said]
        (made if row.period is None else corrected).append(period)
    if faults:
        raise ValidationError(faults)
    CompanyPeriod.objects.bulk_create(made, batch_size=500)
    CompanyPeriod.objects.bulk_update(corrected, ["hours", "proof_received_on"], batch_size=200)
    refresh_due(row.parcours.pk for row in rows)
    for verb, word, periods in (
        ("parcours.period", "enregistré", made),
        ("parcours.period.update", "corrigé", corrected),
    ):
        record_acts(
            actor=actor, verb=verb, done=((p.parcours, _hours_told(p, word)) for p in periods), now=now
        )
    return [*made, *corrected]


def _hours_told(period: CompanyPeriod, word: str) -> str:
    return f"A {word} {period.hours} h en entreprise pour {period.parcours.person} (CCP {period.ccp_number})."


def remove_company_period(*, actor: Actor, period: CompanyPeriod, now: datetime) -> None:
    """Remove hours recorded by mistake; the journal keeps what they were."""
    parcours, hours, ccp = period.parcours, period.hours, period.ccp_number
    period.delete()
    refresh_due([parcours.pk])
    record_act(
        actor=actor,
        verb="parcours.period.remove",
        target=parcours,
        sentence=f"A retiré {hours} h en entreprise de {parcours.person} (CCP {ccp}).",
        now=now,
    )


def record_ecf_results(
    *,
    actor: Actor,
    parcours: Parcours,
    results: Mapping[str, bool],
    evaluated_on: date,
    now: datetime,
    comments: Mapping[str, str] | None = None,
) -> list[ECFResult]:
    """Record the évaluations passées en cours de formation, by competence id (A6.1); the last one holds.

    Raises UnknownId when an id is not a competence of the path's title.
    """
    titre, saved = get_titre(parcours.titre_ref), []
    for ref, acquired in results.items():
        competence = titre.resolve(ref)
        if not isinstance(competence, Competence):
            raise ValidationError(f"« {ref} » n’est pas une compétence de {titre.sigle}.")
        saved.append(
            ECFResult.objects.update_or_create(
                parcours=parcours,
                competence_ref=ref,
                defaults={
                    "acquired": acquired,
                    "evaluated_on": evaluated_on,
                    "comment": (comments or {}).get(ref, ""),
                },
            )[0]
        )
    refresh_due([parcours.pk])
    record_act(
        actor=actor,
        verb="parcours.ecf",
        target=parcours,
        sentence=f"A enregistré {len(saved)} résultat{'s' if len(saved) > 1 else ''} d’ECF "
        f"de {parcours.person}.",
        now=now,
    )
    return saved


def award_ccp(
    *,
    actor: Actor,
    person: Person,
    ccp_ref: str,
    awarded_on: date,
    now: datetime,
    session_label: str = "",
    pv_number: str = "",
) -> CCPAward:
    """Enter a CCP (or a CCS) in a person's livret; doing it twice changes nothing (A1.1: definitively acquired).

    Raises UnknownId or ValidationError when `ccp_ref` names no CCP.
    """
    bloc = get_titre(ccp_ref.partition("/")[0]).resolve(ccp_ref)
    if not isinstance(bloc, CCP):
        raise ValidationError(f"« {ccp_ref} » n’est pas un CCP.")
    award, made = CCPAward.objects.get_or_create(
        person=person,
        ccp_ref=ccp_ref,
        defaults={"awarded_on": awarded_on, "session_label": session_label, "pv_number": pv_number},
    )
    if made:
        record_act(
            actor=actor,
            verb="parcours.award_ccp",
            target=person,
            sentence=f"A inscrit au livret de {person} : {ccp_ref}.",
            now=now,
            pv=pv_number,
        )
    return award


def award_titre(
    *,
    actor: Actor,
    person: Person,
    titre_ref: str,
    awarded_on: date,
    now: datetime,
    session_label: str = "",
    pv_number: str = "",
) -> TitreAward:
    """Record that a person obtained the whole title; doing it twice changes nothing (A7.1, A7.6)."""
    award, made = TitreAward.objects.get_or_create(
        person=person,
        titre_ref=get_titre(titre_ref).ref,
        defaults={"awarded_on": awarded_on, "session_label": session_label, "pv_number": pv_number},
    )
    if made:
        record_act(
            actor=actor,
            verb="parcours.award_titre",
            target=person,
            sentence=f"A enregistré l’obtention du titre {titre_ref} par {person}.",
            now=now,
            pv=pv_number,
        )
    return award


def withdraw_award(*, actor: Actor, award: CCPAward | TitreAward, reason: str, now: datetime) -> None:
    """Withdraw what was awarded, by the authority's decision (A7.14) or after an error; a reason is compulsory.

    The row goes, the journal keeps it whole.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Le motif du retrait est à écrire."})
    what = award.ccp_ref if isinstance(award, CCPAward) else award.titre_ref
    person, kept = (
        award.person,
        {"ref": what, "awarded_on": award.awarded_on.isoformat(), "pv": award.pv_number},
    )
    award.delete()
    record_act(
        actor=actor,
        verb="parcours.withdraw_award",
        target=person,
        sentence=f"A retiré {what} à {person}. Motif : {reason}",
        now=now,
        **kept,
    )
