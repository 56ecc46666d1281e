"""What the rules of a candidate's route look at."""

from datetime import date

from jalon.accounts.queries import parameters_of
from jalon.dossier.models import Dossier
from jalon.dossier.rules.route import RouteFacts, RouteRule, route_rules
from jalon.parcours.queries import acquired_ccps, periods_of
from jalon.referentiel.queries import get_titre


def rules_of_route(dossier: Dossier, *, exam: date | None, today: date) -> tuple[RouteRule, ...]:
    """The rules of the author's route for the scope of a dossier, and where they stand."""
    path = dossier.parcours
    titre = get_titre(path.titre_ref)
    values = parameters_of(path.person.organisme_id)
    numbers = {titre.competence_id(one.number): one.number for one in titre.competences}
    results = path.ecf_results.values_list("competence_ref", flat=True)
    facts = RouteFacts(
        route=path.route,
        titre=titre,
        scope=dossier.scope,
        periods=tuple(periods_of(path.company_periods.all())),
        acquired=frozenset(ref.rpartition("/")[2].lower() for ref in acquired_ccps(path.person, titre.ref)),
        evaluated=frozenset(numbers[ref] for ref in results if ref in numbers),
        recevabilite_until=path.recevabilite_until,
        exam=exam,
        today=today,
        retake_years=values["retake_years"],
        retake_sessions_max=values["retake_sessions_max"],
    )
    return route_rules(facts)
