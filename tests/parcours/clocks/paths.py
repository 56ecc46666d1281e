"""Paths as the clocks see them, told in few words."""

from datetime import date

from jalon.common.parameters import PARAMETERS
from jalon.parcours.rules.clocks import Clock, PathFacts, clocks_of

PARAMETERS_IN_FORCE = {key: one.default for key, one in PARAMETERS.items()}
ALERTS = {"vae.alert", "vae.silence", "vae.lapse"}


def path(
    route: str, stage: str, *acts: tuple[str, date], opened_on: date = date(2026, 1, 5), **told
) -> PathFacts:
    parameters = {**PARAMETERS_IN_FORCE, **told.pop("parameters", {})}
    return PathFacts(route, stage, opened_on, parameters, tuple(acts), **told)


def clock(facts: PathFacts, code: str) -> Clock | None:
    found = [one for one in clocks_of(facts) if one.code == code]
    assert len(found) < 2, f"{code} is told twice"
    return found[0] if found else None


def due(facts: PathFacts, code: str) -> date | None:
    found = clock(facts, code)
    assert found is not None, f"{code} is not told: {[one.code for one in clocks_of(facts)]}"
    return found.due_on
