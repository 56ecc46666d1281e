"""What became of candidates, asked of the floor above: `jury` tells it to whom may read it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from jalon.common.actor import Actor
from jalon.examen.models import ExamSession, Inscription


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result in words, its tone, and the page that says it whole."""

    label: str
    tone: str
    url: str


Teller = Callable[[Actor, ExamSession, Collection[Inscription]], dict[int, Outcome]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let an app of the floor above tell outcomes; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def outcomes_for(
    actor: Actor, session: ExamSession, inscriptions: Collection[Inscription]
) -> dict[int, Outcome]:
    """Inscription id -> what the actor may know of its outcome; nothing for those who may not, or not yet."""
    return {pk: told for teller in _tellers for pk, told in teller(actor, session, inscriptions).items()}
