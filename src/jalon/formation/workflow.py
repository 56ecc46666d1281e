"""The life of a programme: proposed by an import, adopted, replaced by the next one; used, it is frozen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jalon.common.workflow import Transition, Workflow

LEADERS = frozenset({"responsable_session", "administrateur"})


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What an act on a programme is checked against."""

    modules: int = 0
    items: int = 0
    blockers: tuple[str, ...] = ()


def whole(facts: ProgrammeFacts) -> Iterator[str]:
    """A programme that is followed has modules and séances."""
    yield from facts.blockers
    if not facts.modules:
        yield "Le programme n’a aucun module."
    if not facts.items:
        yield "Le programme n’a aucune séance."


def clear(facts: ProgrammeFacts) -> Iterable[str]:
    """Nothing known stands against the act."""
    return facts.blockers


PROGRAMME_WORKFLOW = Workflow(
    name="programme",
    label="Vie d’un programme de formation",
    states={
        "proposed": "Proposé",
        "in_force": "En vigueur",
        "replaced": "Remplacé",
        "discarded": "Écarté",
    },
    initial="proposed",
    transitions=(
        Transition("adopt", "Mettre en vigueur", frozenset({"proposed"}), "in_force", LEADERS,
                   "a mis en vigueur le programme", "L6353-1, indicateur 6", whole),
        Transition("discard", "Écarter", frozenset({"proposed"}), "discarded", LEADERS,
                   "a écarté le programme", "", clear,
                   "Écarter cette proposition ? La version en vigueur ne change pas."),
        Transition("replace", "Remplacer", frozenset({"in_force"}), "replaced", LEADERS,
                   "a remplacé le programme", "", clear,
                   "Retirer ce programme ? Les formations qui le suivent le gardent."),
    ),
)  # fmt: skip
