"""The rules of a candidate's own route: what is asked of them besides writing, and what is not (A2, A6.1, A.8).

Hours, tests and productions come from the référentiel; what is recorded, from the path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jalon.common.typography import NBSP, day_label, minutes
from jalon.parcours.rules import HoursGap, Period, company_hours_gaps
from jalon.referentiel.schema import TestKind, TitreVersion

from .pieces import PREPARATION_FILE, production_kind, productions_of

TRAINING = frozenset({"formation", "apprentissage"})
VAE, CAPITALISATION, RETAKE = "vae", "capitalisation", "retake"
TITLE = "title"

State = Literal["met", "missing", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """What is known of a path, for one scope of its title.

    `periods` are its stays in companies, `acquired` the scopes of the CCPs already held, `evaluated` the numbers of the
    competences that have an ECF result; `exam` is the first day of the session, if there is one. `retake_years` and
    `retake_sessions_max` are parameters.
    """

    route: str
    titre: TitreVersion
    scope: str
    periods: tuple[Period, ...] = ()
    acquired: frozenset[str] = frozenset()
    evaluated: frozenset[int] = frozenset()
    recevabilite_until: date | None = None
    exam: date | None = None
    today: date
    retake_years: int
    retake_sessions_max: int


@dataclass(frozen=True, slots=True)
class RouteRule:
    """One rule: what it asks, where the candidate stands, its text. `told` asks nothing that Jalon could follow."""

    code: str
    text: str
    state: State
    standing: str
    basis: str


def route_rules(facts: RouteFacts) -> tuple[RouteRule, ...]:
    """Every rule of the candidate's route for this scope, in the order they would read them."""
    if facts.route in TRAINING:
        return (*_hours(facts), *_ecf(facts), *_same_tests(facts))
    if facts.route == VAE:
        return (*_recevabilite(facts), *_vae(facts), *_same_tests(facts))
    if facts.route == CAPITALISATION:
        return (*_capitalisation(facts), *_same_tests(facts))
    return (*_retake(facts), *_same_tests(facts))


def hours_asked(
    titre: TitreVersion, scope: str, acquired: frozenset[str]
) -> tuple[dict[int, int], int | None]:
    """Hours in companies that the RE asks for a scope: by CCP still at stake, and in total for a whole title (A.8)."""
    whole = scope == TITLE
    minima = {
        ccp.number: ccp.scheme.company_hours
        for ccp in titre.ccps
        if ccp.scheme.company_hours and ccp.scope not in acquired and (whole or ccp.scope == scope)
    }
    return minima, titre.scheme(TITLE).company_hours if whole and not acquired else None


def _hours(facts: RouteFacts) -> Iterator[RouteRule]:
    """Company hours of each CCP and of the title, with their proof (A.8, RE)."""
    minima, total = hours_asked(facts.titre, facts.scope, facts.acquired)
    gaps = {gap.ccp_number: gap for gap in company_hours_gaps(facts.periods, minima, total)}
    asked: dict[int | None, int] = {number: hours for number, hours in minima.items()}  # noqa: C416
    if total:
        asked[None] = total
    for ccp, required in asked.items():
        where = "au total" if ccp is None else f"pour le CCP{NBSP}{ccp}"
        yield RouteRule(
            f"hours_{'total' if ccp is None else f'ccp{ccp}'}",
            f"{required}{NBSP}h en entreprise au moins {where}, avec leur preuve.",
            "missing" if ccp in gaps else "met",
            _hours_told(gaps.get(ccp), _done(facts.periods, ccp)),
            "RE, A.8",
        )


def _done(periods: tuple[Period, ...], ccp: int | None) -> int:
    return sum(period.hours for period in periods if ccp is None or period.ccp_number == ccp)


def _hours_told(gap: HoursGap | None, done: int) -> str:
    recorded = f"{done}{NBSP}h enregistrées" if done > 1 else f"{done}{NBSP}h enregistrée"
    if gap is None:
        return f"{recorded}, prouvées."
    lacks = [
        f"il manque {gap.missing}{NBSP}h" if gap.missing else "",
        f"la preuve manque pour {gap.unproven}{NBSP}h" if gap.unproven else "",
    ]
    return f"{recorded} ; {', '.join(filter(None, lacks))}."


def _ecf(facts: RouteFacts) -> Iterator[RouteRule]:
    """The jury holds the results of the évaluations passées en cours de formation (A6.1)."""
    asked = {one.number for one in facts.titre.competences_of_scope(facts.scope)}
    known = len(asked & facts.evaluated)
    yield RouteRule(
        "ecf",
        "Le jury lit les résultats d’évaluations passées en cours de formation (ECF).",
        "met" if known == len(asked) else "missing",
        f"Résultats enregistrés pour {known} compétence{'s' if known > 1 else ''} sur {len(asked)}.",
        "A6.1",
    )


def _recevabilite(facts: RouteFacts) -> Iterator[RouteRule]:
    """A recevabilité in force on the day of the session (A2.11)."""
    until = facts.recevabilite_until
    if until is None:
        standing = "Sa date de fin n’est pas enregistrée : la décision est à donner au centre."
    elif until < facts.today:
        standing = f"Elle a pris fin le {day_label(until)}."
    elif facts.exam and until < facts.exam:
        standing = f"Elle prend fin le {day_label(until)}, avant la session."
    else:
        standing = f"Valable jusqu’au {day_label(until)}."
    met = until is not None and until >= max(facts.today, facts.exam or facts.today)
    yield RouteRule(
        "recevabilite",
        "La recevabilité est en cours le jour de la session.",
        "met" if met else "missing",
        standing,
        "A2.11",
    )


def _vae(facts: RouteFacts) -> Iterator[RouteRule]:
    """No minimum in companies, no ECF; what is written comes from one's own activity (A2.12, A6.1)."""
    yield RouteRule("no_hours", "Aucune durée minimale en entreprise n’est demandée.", "told", "", "A2.12")
    yield RouteRule(
        "no_ecf",
        "Aucun résultat d’ECF n’est attendu : ils ne concernent que les candidats venus de formation.",
        "told",
        "",
        "A6.1",
    )
    names = [production.name for production in facts.titre.scheme(facts.scope).productions]
    if names:
        yield RouteRule(
            "own_activity",
            f"{_listed(names)} : à écrire à partir de sa propre activité.",
            "told",
            "",
            "A2.12",
        )
    if _agrees_on_the_situation(facts.titre, facts.scope):
        yield RouteRule(
            "agree",
            "Mise en situation : à convenir avec le centre avant la session.",
            "told",
            "",
            "A2.12",
        )


def _agrees_on_the_situation(titre: TitreVersion, scope: str) -> bool:
    """The mise en situation that a candidate prepares in writing is held on their own ground (A2.12, A6.6)."""
    scheme = titre.scheme(scope)
    prepared = any(production_kind(one.name) == PREPARATION_FILE for one in scheme.productions)
    return prepared and scheme.test(TestKind.MISE_EN_SITUATION) is not None


def _capitalisation(facts: RouteFacts) -> Iterator[RouteRule]:
    """CCP by CCP, then the final interview on the livret (A1.2, A6.2)."""
    ccps = [ccp.scope for ccp in facts.titre.ccps]
    held = sum(scope in facts.acquired for scope in ccps)
    yield RouteRule(
        "capitalisation",
        "Les CCP se présentent un à un, puis l’entretien final à la fin de la session du dernier.",
        "met" if held == len(ccps) else "missing",
        f"{held} CCP acquis sur {len(ccps)}.",
        "A1.2, A6.2",
    )
    yield RouteRule(
        "livret", "Le jury de l’entretien final lit votre livret de certification.", "told", "", "A6.2"
    )


def _retake(facts: RouteFacts) -> Iterator[RouteRule]:
    """A window and a number of sessions without new training (A2.3, A2.4)."""
    years, most = facts.retake_years, facts.retake_sessions_max
    within = "dans l’année qui suit" if years == 1 else f"dans les {years}{NBSP}ans qui suivent"
    yield RouteRule(
        "retake",
        f"Sans nouvelle formation : {within} la validation de la session précédente, {most}{NBSP}sessions au plus.",
        "told",
        "",
        "A2.3, A2.4",
    )


def _same_tests(facts: RouteFacts) -> Iterator[RouteRule]:
    """The tests are the same for all (A2.12); what the jury holds in writing besides (A6.1, A6.4, A6.6)."""
    scheme = facts.titre.scheme(facts.scope)
    tests = ", ".join(f"{test.kind.label.lower()} ({minutes(test.minutes)})" for test in scheme.tests)
    yield RouteRule("tests", f"Épreuves, les mêmes pour toutes les voies : {tests}.", "told", "", "RE, A2.12")
    yield RouteRule(
        "pieces",
        f"À remettre au plus tard le jour de la session : {_listed(productions_of(facts.titre, facts.scope))}.",
        "told",
        "",
        "A6.1, A6.4, A6.6",
    )


def _listed(names: "list[str] | tuple[str, ...]") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
