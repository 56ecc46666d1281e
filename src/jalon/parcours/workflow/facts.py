"""What every act on a path is checked against, whatever its route."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from jalon.common.workflow import Guard, Transition

LEADERS = frozenset({"responsable_session", "administrateur"})
TRAINERS = frozenset({"formateur"})
ADVISERS = frozenset({"accompagnateur_vae"})
CANDIDATE = frozenset({"candidat"})
TRAINING_TEAM = LEADERS | TRAINERS
VAE_TEAM = LEADERS | ADVISERS
TEAM = LEADERS | TRAINERS | ADVISERS


@dataclass(frozen=True, slots=True)
class Before:
    """What an act comes after: the act done last, or the first contact when `label` is empty."""

    label: str
    on: date


@dataclass(frozen=True, slots=True)
class ActFacts:
    """An act as its guards see it.

    `on` is the day it took place, `today` the day it is recorded; `before` what it comes after; `opens_on` the first
    day on which an act that waits for a delay becomes possible; `blockers` are the reasons that the floor which does
    the act found on its own.
    """

    on: date
    today: date
    before: Before | None = None
    birth_date: date | None = None
    note: str = ""
    blockers: tuple[str, ...] = ()
    opens_on: Mapping[str, date] = field(default_factory=dict)


def plausible(facts: ActFacts) -> Iterator[str]:
    """An act is not dated in the future, before birth nor before what it follows; nothing known stands against it.

    An act recorded late bears its own day: the acts of a path stay in the order of their days.
    """
    if facts.on > facts.today:
        yield "Un acte ne se date pas dans l’avenir : indiquez le jour où il a eu lieu."
    if facts.birth_date is not None and facts.on <= facts.birth_date:
        yield "La date de l’acte précède la naissance de la personne."
    elif facts.before is not None and facts.on < facts.before.on:
        day = f"{facts.before.on:%d/%m/%Y}"
        if facts.before.label:
            yield (
                f"L’acte précédent, « {facts.before.label} », est du {day} : celui-ci ne peut être antérieur. Si "
                "c’est l’autre date qui est fausse, corrigez-la d’abord."
            )
        else:
            yield f"Le premier contact est du {day} : un acte du parcours ne peut le précéder."
    yield from facts.blockers


def reasoned(facts: ActFacts) -> Iterator[str]:
    """What ends or reverses a path says why."""
    yield from plausible(facts)
    if not facts.note.strip():
        yield "Indiquez le motif."


def ripe(act: str, delay: str) -> Callable[[ActFacts], Iterator[str]]:
    """A guard: the act waits until a delay has run out, and says until when."""

    def guard(facts: ActFacts) -> Iterator[str]:
        yield from plausible(facts)
        opening = facts.opens_on.get(act)
        if opening is None:
            yield f"Le jour où commence le délai ({delay}) n’est pas connu."
        elif facts.on < opening:
            yield f"Le délai ({delay}) n’est pas écoulé : l’acte est possible à partir du {opening:%d/%m/%Y}."

    return guard


def act(
    name: str,
    label: str,
    sources: Iterable[str],
    target: str,
    done: str,
    basis: str,
    *,
    roles: frozenset[str],
    guard: Guard = plausible,
    confirm: str = "",
) -> Transition:
    """A line of a route's table: plausible whatever it is, and by whom."""
    return Transition(name, label, frozenset(sources), target, roles, done, basis, guard, confirm)
