"""Reads about stays in companies: gauges against the RE, weeks declared."""

from datetime import date

from jalon.formation.models import CompanyConvention
from jalon.formation.queries.apprentissage import capacity, periods_of_path, weeks_of_path
from jalon.formation.rules.companies import Gauge, PlannedStay, WeekHours, gauges
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.referentiel.schema import TitreVersion


def minima_of(parcours: Parcours, titre: TitreVersion) -> dict[int, int]:
    """Hours that the RE asks in companies for each CCP aimed at; CCPs without a minimum are left out."""
    aimed = [ccp for ccp in titre.ccps if not parcours.ccp_refs or ccp.id in parcours.ccp_refs]
    return {ccp.number: ccp.scheme.company_hours for ccp in aimed if ccp.scheme.company_hours}


def gauges_of(parcours: Parcours, titre: TitreVersion, today: date) -> list[Gauge]:
    """Where each CCP stands, every period of the path counted."""
    weeks = [
        WeekHours(one.ccp_number, one.starts_on, one.hours, one.proof_received_on is not None)
        for one in parcours.company_periods.all()
    ]
    stays = []
    for one in conventions_of(parcours):
        left = one.hours - sum(week.period.hours for week in one.weeks.all())
        if one.ended_on is None and one.ends_on >= today and left > 0:
            stays.append(PlannedStay(one.ccp_number, one.starts_on, one.ends_on, left))
    stays += entrusted_stays(parcours, today)
    planned: dict[int, int] = {}
    for stay in stays:
        planned[stay.ccp_number] = planned.get(stay.ccp_number, 0) + stay.hours
    return gauges(weeks, minima_of(parcours, titre), planned, today, stays)


def entrusted_stays(parcours: Parcours, today: date) -> list[PlannedStay]:
    """The work time that the calendar of an apprentice still plans in what is entrusted (A.8)."""
    if parcours.route != Route.APPRENTISSAGE:
        return []
    weeks = weeks_of_path(parcours)
    found = []
    for one in periods_of_path(parcours):
        hours = capacity(one.contract, weeks, one.starts_on, one.ends_on)
        if one.attested_at is None and one.ends_on >= today and hours:
            found.append(PlannedStay(one.ccp_number, one.starts_on, one.ends_on, hours))
    return found


def conventions_of(parcours: Parcours) -> list[CompanyConvention]:
    """Stays of a path, with their weeks and what the tutor saw."""
    rows = CompanyConvention.objects.filter(parcours=parcours).select_related("tutor_evaluation", "document")
    return list(rows.prefetch_related("weeks__period", "tutor_evaluation__lines"))
