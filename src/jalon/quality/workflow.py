"""The life of a complaint: answered without exception (C14)."""

from collections.abc import Iterator
from dataclasses import dataclass

from jalon.common.workflow import Transition, Workflow

LEADERS = frozenset({"responsable_session", "administrateur"})


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What the guards of a complaint need to know."""

    answer: str = ""
    lesson: str = ""
    concerned: bool = False


def _apart(facts: ComplaintFacts) -> Iterator[str]:
    if facts.concerned:
        yield (
            "Cette réclamation vous met en cause : une autre personne y répond. S’il n’y en a pas, donnez à quelqu’un "
            "le rôle de responsable de session ou d’administrateur."
        )


def _answered(facts: ComplaintFacts) -> Iterator[str]:
    yield from _apart(facts)
    if not facts.answer.strip():
        yield "Rédigez la réponse : chaque réclamation en reçoit une."


def _learned(facts: ComplaintFacts) -> Iterator[str]:
    yield from _apart(facts)
    if not facts.lesson.strip():
        yield "Dites ce que l’organisme en retient, ou pourquoi rien ne change."


COMPLAINT_WORKFLOW = Workflow(
    name="reclamation",
    label="Vie d’une réclamation",
    states={"received": "Reçue", "answered": "Réponse donnée", "closed": "Close"},
    initial="received",
    transitions=(
        Transition(
            "answer", "Répondre", frozenset({"received"}), "answered", LEADERS,
            "a répondu à la réclamation", "C14, indicateur 31", _answered,
        ),
        Transition(
            "close", "Clore", frozenset({"answered"}), "closed", LEADERS,
            "a clos la réclamation", "C14, indicateur 32", _learned,
        ),
        Transition(
            "reopen", "Rouvrir", frozenset({"answered", "closed"}), "received", LEADERS,
            "a rouvert la réclamation", "C14", _apart,
            "Rouvrir cette réclamation ? Une nouvelle réponse sera due.",
        ),
    ),
)  # fmt: skip
