"""The clocks of a path, as pure functions of its dates: what is due, by whom, before which day.

No clock reads the present: whether a day is past is for whoever looks. `clocks_of` tells those that run and those
that an act stopped; `opening_days` tells from which day an act that waits for a delay becomes possible.
"""

from datetime import date, timedelta

from jalon.parcours.rules.clocks.capitalisation import capitalisation_clocks
from jalon.parcours.rules.clocks.facts import Clock, PathFacts
from jalon.parcours.rules.clocks.title import last_day_to_sit
from jalon.parcours.rules.clocks.training import training_clocks
from jalon.parcours.rules.clocks.vae import lapses_on, silence_ends_on, vae_clocks

__all__ = ["Clock", "PathFacts", "clocks_of", "last_day_to_sit", "opening_days"]

_ROUTES = {
    "formation": training_clocks,
    "apprentissage": training_clocks,
    "vae": vae_clocks,
    "capitalisation": capitalisation_clocks,
    "retake": capitalisation_clocks,
}


def clocks_of(facts: PathFacts) -> list[Clock]:
    """Every delay of a path; none runs once it is over."""
    return list(_ROUTES[facts.route](facts))


def opening_days(facts: PathFacts) -> dict[str, date]:
    """The first day on which an act that waits for a delay becomes possible (B3, B5)."""
    found: dict[str, date] = {}
    if facts.route == "vae":
        found["lapse"] = lapses_on(facts) + timedelta(days=1)
        if (last := silence_ends_on(facts)) is not None:
            found["admit_tacitly"] = last + timedelta(days=1)
    return found
