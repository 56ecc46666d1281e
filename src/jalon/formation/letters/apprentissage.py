"""The words of the documents of apprenticeship: convention with the employer, attestation of hours, livret."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils import timezone

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import MONTHS, counted, date_span, day_label, decimal, moment_label
from jalon.documents.blocks import Signatory
from jalon.formation.contexts_apprentissage import (
    AlternationMonth,
    AttestationEntreprise,
    ConventionApprentissage,
    LivretApprentissage,
    LivretPeriod,
    LivretProgress,
    LivretVisit,
)
from jalon.formation.enums import Progress
from jalon.formation.letters.programmes import competence_label, titre_code
from jalon.formation.models import ApprenticeContract, CfaActPath, CompanyVisit, EntrustedPeriod
from jalon.formation.queries.apprentissage import capacity, last_day, trial_end_of
from jalon.formation.rules.apprentissage import DAYS, Seen, Week
from jalon.parcours.models import Parcours
from jalon.referentiel.schema import TitreVersion


def months_of(contract: ApprenticeContract, weeks: Iterable[Week]) -> tuple[AlternationMonth, ...]:
    """The calendar of a contract, a month a line."""
    found = []
    for (year, month), rows in groupby(sorted(weeks), key=lambda one: (one.monday.year, one.monday.month)):
        own = list(rows)
        found.append(
            AlternationMonth(
                month=f"{MONTHS[month - 1]} {year}",
                weeks="\n".join(f"{_monday(one)} : {week_told(one)}" for one in own),
                company=f"{capacity(contract, own, contract.starts_on, last_day(contract))} h",
            )
        )
    return tuple(found)


def _monday(week: Week) -> str:
    return f"semaine du {day_label(week.monday).rpartition(' ')[0]}"


def week_told(week: Week) -> str:
    """« 2 jours en centre, 3 jours en entreprise », « congés »…"""
    company = DAYS - week.centre_days - week.leave_days
    if week.leave_days == DAYS:
        return "congés"
    if week.centre_days == DAYS:
        return "en centre"
    if company == DAYS:
        return "en entreprise"
    parts = [
        f"{counted(count, 'jour')} {where}"
        for count, where in (
            (week.centre_days, "en centre"),
            (company, "en entreprise"),
            (week.leave_days, "de congé"),
        )
        if count
    ]
    return ", ".join(parts)


def totals_told(contract: ApprenticeContract, weeks: Sequence[Week]) -> str:
    """« 60 jours en centre, 1 050 h de travail en entreprise, jours fériés et congés déduits »."""
    whole = sum(one.centre_days for one in weeks)
    hours = decimal(capacity(contract, weeks, contract.starts_on, last_day(contract)), 0)
    return f"{counted(whole, 'jour')} en centre, {hours} h de travail en entreprise, jours fériés et congés déduits"


def convention_apprentissage(
    contract: ApprenticeContract, weeks: Sequence[Week], titre: TitreVersion, *, by: str
) -> ConventionApprentissage:
    """The convention between the centre (`by`) and the employer, with the calendar as it stands."""
    person = contract.parcours.person
    held = "titulaire d’un titre du domaine, " if contract.master_titled else ""
    end = trial_end_of(contract, weeks)
    signatories = [
        Signatory(name=contract.signatory, quality=f"Pour {contract.employer}"),
        Signatory(name=by, quality="Pour le centre de formation d’apprentis"),
        Signatory(name=person.full_name, quality="L’apprenti"),
    ]
    if contract.representative:
        signatories.append(Signatory(name=contract.representative, quality="Le représentant légal"))
    return ConventionApprentissage(
        organisme=letterhead(person.organisme),
        person=person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        employer=contract.employer,
        address=tuple(contract.address.splitlines()),
        siret=contract.siret,
        signatory=contract.signatory,
        master=", ".join(filter(None, (contract.master, contract.master_quality))),
        master_conditions=f"Majeur, {held}{counted(contract.master_years, 'an')} de pratique",
        dates=date_span(contract.starts_on, contract.ends_on),
        weekly=f"{contract.weekly_hours} h, temps en centre et en entreprise compris",
        trial=f"jusqu’au {day_label(end)}, selon le calendrier" if end else "",
        months=months_of(contract, weeks),
        totals=totals_told(contract, weeks),
        signatories=tuple(signatories),
    )


def attestation_entreprise(period: EntrustedPeriod, titre: TitreVersion) -> AttestationEntreprise:
    """What the maître attests, as it was signed."""
    contract, person = period.contract, period.parcours.person
    ccp = titre.ccp(period.ccp_number)
    signed = (
        f"Signé le {moment_label(timezone.localtime(period.attested_at))}"
        if period.attested_at is not None
        else ""
    )
    return AttestationEntreprise(
        organisme=letterhead(person.organisme),
        person=person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        ccp=f"{ccp.label} – {ccp.title}",
        employer=contract.employer,
        master=", ".join(filter(None, (contract.master, contract.master_quality))),
        dates=date_span(period.starts_on, min(period.ends_on, last_day(contract))),
        hours=f"{period.hours} h",
        activities=period.activities,
        competences=tuple(competence_label(titre, ref) for ref in period.competence_refs),
        comment=period.comment,
        signatories=(Signatory(name=contract.master, quality="Maître d’apprentissage", signed=signed),),
    )


def livret_apprentissage(
    parcours: Parcours,
    contract: ApprenticeContract,
    weeks: Sequence[Week],
    periods: Sequence[EntrustedPeriod],
    seen: Iterable[Seen],
    visits: Sequence[CompanyVisit],
    acts: Sequence[CfaActPath],
    titre: TitreVersion,
    *,
    trainer: str,
) -> LivretApprentissage:
    """The livret as things stand: what was agreed, entrusted, seen and told."""
    person = parcours.person
    labels = dict(Progress.choices)
    return LivretApprentissage(
        organisme=letterhead(person.organisme),
        person=person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        employer=contract.employer,
        master=", ".join(filter(None, (contract.master, contract.master_quality))),
        trainer=trainer,
        dates=date_span(contract.starts_on, last_day(contract)),
        months=months_of(contract, weeks),
        totals=totals_told(contract, weeks),
        agreed=f"{contract.calendar_agreed_by}, le {day_label(contract.calendar_agreed_on)}"
        if contract.calendar_agreed_on
        else "",
        periods=tuple(
            LivretPeriod(
                heading=f"CCP {one.ccp_number}, {date_span(one.starts_on, one.ends_on)}",
                activities=one.activities,
                competences="\n".join(competence_label(titre, ref) for ref in one.competence_refs),
                hours=f"{one.hours} h attestées par {one.attested_by}" if one.hours else "À attester",
            )
            for one in periods
        ),
        progress=tuple(
            LivretProgress(
                competence=competence_label(titre, one.ref),
                centre=str(labels[one.centre]) if one.centre is not None else "—",
                company=str(labels[one.company]) if one.company is not None else "—",
            )
            for one in seen
        ),
        visits=tuple(
            LivretVisit(
                heading=f"{one.get_kind_display()}, {day_label(one.held_on)}, par {one.visitor}",
                present=one.present,
                done=one.done,
                difficulties=one.difficulties,
                decided=one.decided,
                signed=" ; ".join(
                    f"{s.name}, le {moment_label(timezone.localtime(s.signed_at))}"
                    for s in one.signatures.all()
                ),
            )
            for one in sorted(visits, key=lambda v: v.planned_on)
            if one.held_on is not None
        ),
        acts=tuple(
            (day_label(one.act.on), f"{one.act.get_kind_display()} : {one.act.heading}")
            for one in acts
            if one.act.withdrawn_on is None
        ),
        signatories=(
            Signatory(name=contract.master, quality="Maître d’apprentissage"),
            Signatory(name=trainer, quality="Pour le centre de formation d’apprentis"),
            Signatory(name=person.full_name, quality="L’apprenti"),
        ),
    )
