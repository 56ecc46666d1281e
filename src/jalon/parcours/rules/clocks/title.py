"""Until when one may still sit a session of the title, and how long a failure leaves to come back."""

from collections.abc import Iterator
from datetime import date

from jalon.common.calendar import add_years
from jalon.parcours.rules.clocks.facts import WITH_CANDIDATE, Clock, PathFacts
from jalon.parcours.workflow.training import BEFORE as TRAINING_BEFORE

_OVER = frozenset({"awarded", "closed", "lapsed", "inadmissible"})
_AWAY = frozenset({*TRAINING_BEFORE, "partial", "failed", "standing", "preparing"})
"""Stages of those who may come back: after an absence, a path stands again where it did before the session."""


def last_day_to_sit(facts: PathFacts) -> tuple[date | None, bool]:
    """The last day of a session open to this path, and whether the prolongation is counted in (A1.5, A1.6, A2.5).

    The prolongation is for those who failed, who acquired a part, or whose training began before the end.
    """
    end = facts.title_ends_on
    if end is None:
        return None, False
    result = min([*facts.days_of("award_part", "fail", "judge"), *facts.absences], default=None)
    began = facts.last("enter") or (
        facts.starts_on if facts.route in {"formation", "apprentissage"} else None
    )
    prolonged = (
        facts.route in {"capitalisation", "retake"}
        or (began is not None and began < end)
        or (result is not None and result <= end)
    )
    years = facts.parameters["prolongation_years"] if prolonged else 0
    return add_years(end, years), prolonged


def title_clocks(facts: PathFacts) -> Iterator[Clock]:
    """The end of the title, then the year within which one comes back without a new training."""
    due, prolonged = last_day_to_sit(facts)
    if due is not None and facts.stage not in _OVER | {"registered"}:
        yield Clock(
            f"{facts.route}.title",
            "Se présenter à une session avant la fin du titre",
            "le candidat",
            due_on=due,
            roles=WITH_CANDIDATE,
            basis="A1.6, A2.5" if prolonged else "A1.5",
            note=f"Titre valable jusqu’au {facts.title_ends_on:%d/%m/%Y}"
            + (", délai de prolongation compris dans l’échéance." if prolonged else "."),
            missed="plus aucune session de ce titre n’est ouverte à ce parcours",
        )
    yield from retake_clock(facts)


def retake_clock(facts: PathFacts) -> Iterator[Clock]:
    """The year to come back after a failure or an absence without a new training, and its sessions (A2.3, A2.4, A2.6).

    It is counted from the first of them since the last entry in training: a new training opens a new year. Who
    holds a CCP comes again until the end of the title (A2.5): see `capitalisation`, which tells both readings.
    """
    if facts.route == "capitalisation" or facts.days_of("award_part"):
        return
    entered = facts.last("enter")
    missed = [*facts.days_of("fail"), *(facts.absences if facts.route != "vae" else ())]
    results = [day for day in missed if entered is None or day >= entered]
    if not results or facts.stage not in _AWAY:
        return
    start = min(results)
    due = add_years(start, facts.parameters["retake_years"])
    sat = sum(start <= day <= due for day in results)
    left = max(0, facts.parameters["retake_sessions_max"] - sat + 1)
    yield Clock(
        f"{facts.route}.retake",
        "Se représenter sans nouvelle formation",
        "le candidat",
        act="register",
        started_on=start,
        due_on=due,
        roles=WITH_CANDIDATE,
        basis="A2.3, A2.4, A2.6" if facts.absences else "A2.3, A2.4",
        note=f"Encore {left} session{'s' if left > 1 else ''} du titre dans ce délai."
        if left
        else "Plus aucune session du titre dans ce délai : une nouvelle formation est nécessaire.",
        missed="une nouvelle formation est nécessaire avant de se représenter",
    )
