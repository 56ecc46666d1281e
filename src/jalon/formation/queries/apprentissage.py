"""Reads about apprentices: contracts, weeks, progression, visits, and what their coordination waits for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.accounts.queries import parameters_of
from jalon.accounts.tokens import InvalidToken, digest
from jalon.common.models import JournalEntry
from jalon.formation.enums import CfaActKind, Side
from jalon.formation.models import (
    AlternationWeek,
    ApprenticeContract,
    CfaAct,
    CfaActPath,
    CfaReferent,
    CompanyVisit,
    EntrustedPeriod,
    MasterAccess,
    ProgressMark,
)
from jalon.formation.rules.apprentissage import (
    ContractFacts,
    Coordination,
    Due,
    Seen,
    Week,
    company_hours,
    dues,
    monday_of,
    trial_end,
)
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.referentiel.schema import CCP, TitreVersion

ACCESS = "master"
"""What the secret of a maître’s page is for."""
OPENED = "formation.open_master_page"
"""How the journal names an opening of that page."""


def contracts_of(parcours: Parcours) -> list[ApprenticeContract]:
    """The contracts of a path that no amendment replaced, the latest first."""
    rows = ApprenticeContract.objects.filter(parcours=parcours, superseded_by=None)
    return list(rows.select_related("document").order_by("-starts_on", "-pk"))


def contract_in_force(parcours: Parcours) -> ApprenticeContract | None:
    """The last contract that was not broken, ended or not."""
    rows = ApprenticeContract.objects.filter(parcours=parcours, superseded_by=None, broken_on=None)
    return rows.select_related("document").order_by("-starts_on", "-pk").first()


def weeks_of_path(parcours: Parcours, contract: ApprenticeContract | None = None) -> tuple[Week, ...]:
    """The weeks of the alternation, those of a contract when it is told."""
    rows = AlternationWeek.objects.filter(parcours=parcours)
    if contract is not None:
        rows = rows.filter(monday__gte=monday_of(contract.starts_on), monday__lte=contract.ends_on)
    return tuple(Week(*row) for row in rows.values_list("monday", "centre_days", "leave_days"))


def last_day(contract: ApprenticeContract) -> date:
    """The last day of a contract: that of its break when it was broken."""
    return contract.broken_on or contract.ends_on


def capacity(contract: ApprenticeContract, weeks: Iterable[Week], first: date, last: date) -> int:
    """Hours of work in the company from a day to another, within the contract (A.8)."""
    return company_hours(
        weeks, max(first, contract.starts_on), min(last, last_day(contract)), contract.weekly_hours
    )


def contract_facts(contract: ApprenticeContract) -> ContractFacts:
    """A contract as the rules see it."""
    return ContractFacts(
        contract.employer, contract.siret, contract.signed_on, contract.starts_on, contract.ends_on,
        contract.weekly_hours, contract.master, contract.master_adult, contract.master_titled, contract.master_years,
        contract.representative,
    )  # fmt: skip


def trial_end_of(contract: ApprenticeContract, weeks: Iterable[Week]) -> date | None:
    """The last day of the trial of a contract; None while its calendar does not hold it."""
    days = parameters_of(contract.parcours.person.organisme_id)["apprentice_trial_days"]
    return trial_end(weeks, contract.starts_on, contract.ends_on, days=days, absences=contract.trial_absences)


def periods_of_path(parcours: Parcours) -> list[EntrustedPeriod]:
    """What was entrusted, in the order of the days."""
    rows = EntrustedPeriod.objects.filter(parcours=parcours)
    return list(rows.select_related("contract", "document", "period"))


def progression_of(parcours: Parcours, titre: TitreVersion) -> list[tuple[CCP, list[Seen]]]:
    """Each CCP aimed at, with where the centre and the company are with its competences."""
    last = {
        (ref, side): level
        for ref, side, level in ProgressMark.objects.filter(parcours=parcours).values_list(
            "competence_ref", "side", "level"
        )
    }
    entrusted = {
        ref
        for refs in EntrustedPeriod.objects.filter(parcours=parcours).values_list(
            "competence_refs", flat=True
        )
        for ref in refs
    }
    found = []
    for ccp in titre.ccps:
        if parcours.ccp_refs and ccp.id not in parcours.ccp_refs:
            continue
        refs = [titre.competence_id(c.number) for c in ccp.competences]
        rows = [
            Seen(ref, last.get((ref, Side.CENTRE)), last.get((ref, Side.COMPANY)), ref in entrusted)
            for ref in refs
        ]
        found.append((ccp, rows))
    return found


def visits_of(parcours: Parcours) -> list[CompanyVisit]:
    """Visits of a path that no other took the place of, the latest first."""
    rows = CompanyVisit.objects.filter(parcours=parcours, superseded_by=None)
    return list(rows.select_related("contract").prefetch_related("signatures").order_by("-planned_on", "-pk"))


def acts_on(parcours: Parcours) -> list[CfaActPath]:
    """What the centre did for an apprentice, the latest first; acts withdrawn included."""
    rows = CfaActPath.objects.filter(parcours=parcours).select_related("act")
    return list(rows.order_by("-act__on", "-act__pk"))


def acts_of(organisme: Organisme) -> list[CfaAct]:
    """What a centre did for all or some of its apprentices, the latest first, with whom each act concerns."""
    named = Prefetch("paths", CfaActPath.objects.select_related("parcours__person"))
    return list(CfaAct.objects.filter(organisme=organisme).prefetch_related(named))


def referents_of(organisme: Organisme) -> list[CfaReferent]:
    """Those named to a function, those in office first."""
    rows = CfaReferent.objects.filter(organisme=organisme)
    return sorted(rows, key=lambda one: (one.until is not None, one.function, -one.since.toordinal()))


def access_of(token: str, today: date) -> MasterAccess | None:
    """The access that a secret opens; None when it is unknown, over, taken back, or its contract amended."""
    try:
        known = digest(token, ACCESS)
    except InvalidToken:
        return None
    rows = MasterAccess.objects.select_related("contract__parcours__person__organisme", "contract__document")
    return rows.filter(
        token_sha256=known, revoked_at=None, expires_on__gte=today, contract__superseded_by=None
    ).first()


def last_opening(access: MasterAccess) -> date | None:
    """The last day on which the page of a maître was opened, as the journal says."""
    rows = JournalEntry.objects.filter(
        verb=OPENED, target_type=access._meta.label_lower, target_id=str(access.pk)
    )
    at = rows.order_by("-at").values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None


# -- the coordination of many


def coordination_of(paths: Sequence[Parcours], today: date) -> dict[int, Coordination]:
    """What is known of the coordination of each path, in a fixed number of queries."""
    pks = [path.pk for path in paths]
    contracts: dict[int, ApprenticeContract] = {}
    for one in ApprenticeContract.objects.filter(parcours__in=pks, superseded_by=None).order_by(
        "starts_on", "pk"
    ):
        if one.broken_on is None or one.parcours_id not in contracts or contracts[one.parcours_id].broken_on:
            contracts[one.parcours_id] = one
    weeks: dict[int, list[Week]] = {}
    for pk, monday, centre, leave in AlternationWeek.objects.filter(parcours__in=pks).values_list(
        "parcours_id", "monday", "centre_days", "leave_days"
    ):
        contract = contracts.get(pk)
        if contract and monday_of(contract.starts_on) <= monday <= contract.ends_on:
            weeks.setdefault(pk, []).append(Week(monday, centre, leave))
    held: dict[int, list[date]] = {}
    planned: dict[int, date] = {}
    unsigned: dict[int, date] = {}
    for visit in CompanyVisit.objects.filter(
        parcours__in=pks, superseded_by=None, cancelled_on=None
    ).prefetch_related("signatures"):
        pk = visit.parcours_id
        if visit.held_on is None:
            planned[pk] = min(visit.planned_on, planned.get(pk, visit.planned_on))
            continue
        held.setdefault(pk, []).append(visit.held_on)
        if len(visit.signatures.all()) < 2:
            unsigned[pk] = min(visit.held_on, unsigned.get(pk, visit.held_on))
    unattested: dict[int, list[date]] = {}
    for pk, ends_on in EntrustedPeriod.objects.filter(
        parcours__in=pks, attested_at=None, ends_on__lt=today
    ).values_list("parcours_id", "ends_on"):
        unattested.setdefault(pk, []).append(ends_on)
    told: dict[tuple[int, str], date] = {}
    for pk, kind, on in CfaActPath.objects.filter(
        parcours__in=pks, act__withdrawn_on=None, act__kind__in=(CfaActKind.RIGHTS, CfaActKind.SAFETY)
    ).values_list("parcours_id", "act__kind", "act__on"):
        told[(pk, kind)] = min(on, told.get((pk, kind), on))
    found = {}
    for pk in pks:
        contract = contracts.get(pk)
        standing = contract is not None and contract.broken_on is None
        found[pk] = Coordination(
            starts_on=contract.starts_on if contract else None,
            ends_on=contract.ends_on if contract else None,
            has_contract=standing,
            filed_on=contract.filed_on if contract else None,
            agreed_on=contract.calendar_agreed_on if contract else None,
            agreed_digest=contract.calendar_sha256 if contract else "",
            weeks=tuple(weeks.get(pk, ())),
            visits=tuple(sorted(held.get(pk, ()))),
            planned=planned.get(pk),
            unsigned=unsigned.get(pk),
            unattested=tuple(unattested.get(pk, ())),
            rights_on=told.get((pk, CfaActKind.RIGHTS)),
            safety_on=told.get((pk, CfaActKind.SAFETY)),
            absences=contract.trial_absences if contract else 0,
            broken_on=contract.broken_on if contract else None,
        )
    return found


@dataclass(frozen=True, slots=True)
class Apprentice:
    """An apprentice on the board: the contract, what the coordination waits for, the last and the next visit."""

    parcours: Parcours
    contract: ApprenticeContract | None
    waiting: tuple[Due, ...]
    late: tuple[Due, ...]
    last_visit: date | None
    next_visit: date | None


def apprentices(paths: QuerySet[Parcours]) -> QuerySet[Parcours]:
    """Apprentices among paths, with what a board narrows and sorts by: last contract, visits held and planned."""
    last = ApprenticeContract.objects.filter(parcours=OuterRef("pk"), superseded_by=None)
    last = last.order_by("-starts_on", "-pk")
    visits = CompanyVisit.objects.filter(parcours=OuterRef("pk"), superseded_by=None, cancelled_on=None)
    held = visits.exclude(held_on=None).order_by("-held_on")
    return paths.filter(route=Route.APPRENTISSAGE).annotate(
        contracted=Exists(last),
        employer=Subquery(last.values("employer")[:1]),
        master=Subquery(last.values("master")[:1]),
        broken_on=Subquery(last.values("broken_on")[:1]),
        visited_on=Subquery(held.values("held_on")[:1]),
        visit_planned=Exists(visits.filter(held_on=None)),
    )


def board_of(paths: Sequence[Parcours], today: date) -> list[Apprentice]:
    """What a board tells of apprentices, in the order given; a fixed number of queries per centre."""
    facts = coordination_of(paths, today)
    settings = {key: parameters_of(key) for key in {path.person.organisme_id for path in paths}}
    contracts: dict[int, ApprenticeContract] = {}
    for one in ApprenticeContract.objects.filter(
        parcours__in=[path.pk for path in paths], superseded_by=None
    ).order_by("starts_on", "pk"):
        contracts[one.parcours_id] = one
    rows = []
    for path in paths:
        known = facts[path.pk]
        waiting = [one for one in dues(known, settings[path.person.organisme_id]) if one.done_on is None]
        waiting.sort(key=lambda one: one.due_on or date.max)
        late = tuple(one for one in waiting if one.late(today))
        last = max(known.visits, default=None)
        rows.append(Apprentice(path, contracts.get(path.pk), tuple(waiting), late, last, known.planned))
    return rows


def dues_of(parcours: Parcours, today: date) -> list[Due]:
    """What the coordination of one path waits for and has had."""
    return dues(coordination_of([parcours], today)[parcours.pk], parameters_of(parcours.person.organisme_id))
