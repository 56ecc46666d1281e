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


def _answered(facts: ComplaintFacts) -> Iterator[str]:
    if not facts.answer.strip():
        yield "Rédigez la réponse : chaque réclamation en reçoit une."


def _learned(facts: ComplaintFacts) -> Iterator[str]:
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
            "a rouvert la réclamation", "C14", None,
            "Rouvrir cette réclamation ? Une nouvelle réponse sera due.",
        ),
    ),
)  # fmt: skip
