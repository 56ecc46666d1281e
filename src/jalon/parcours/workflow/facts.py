"""What every act on a path is checked against, whatever its route."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

LEADERS = frozenset({"responsable_session", "administrateur"})
TRAINERS = frozenset({"formateur"})
ADVISERS = frozenset({"accompagnateur_vae"})
CANDIDATE = frozenset({"candidat"})
TRAINING_TEAM = LEADERS | TRAINERS
VAE_TEAM = LEADERS | ADVISERS
TEAM = LEADERS | TRAINERS | ADVISERS


@dataclass(frozen=True, slots=True)
class ActFacts:
    """An act as its guards see it.

    `on` is the day it took place, `today` the day it is recorded; `dates` gives the last day of each act already
    done on this path; `blockers` are the reasons that the floor which does the act found on its own.
    """

    on: date
    today: date
    dates: Mapping[str, date] = field(default_factory=dict)
    birth_date: date | None = None
    note: str = ""
    blockers: tuple[str, ...] = ()


def plausible(facts: ActFacts) -> Iterator[str]:
    """An act is not dated in the future nor before birth, and nothing known stands against it."""
    if facts.on > facts.today:
        yield "Un acte ne se date pas dans l’avenir : indiquez le jour où il a eu lieu."
    if facts.birth_date is not None and facts.on <= facts.birth_date:
        yield "La date de l’acte précède la naissance de la personne."
    yield from facts.blockers


def reasoned(facts: ActFacts) -> Iterator[str]:
    """What ends or reverses a path says why."""
    yield from plausible(facts)
    if not facts.note.strip():
        yield "Indiquez le motif."
