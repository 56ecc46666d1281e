"""The clocks of a path through training (A1.6, A2.3 to A2.5, C4, C5)."""

from collections.abc import Iterator

from jalon.parcours.rules.clocks.facts import CENTRE, WITH_CANDIDATE, Clock, PathFacts, expected
from jalon.parcours.rules.clocks.title import title_clocks
from jalon.parcours.workflow.facts import LEADERS
from jalon.parcours.workflow.training import BEFORE

_NEXT = {
    "contact": ("apply", "le candidat", WITH_CANDIDATE),
    "candidature": ("position", "le candidat et son formateur", WITH_CANDIDATE),
    "positioned": ("admit", "le formateur", CENTRE),
    "admitted": ("contract", "le centre et le candidat", WITH_CANDIDATE),
    "ready": ("register", "le responsable de session", LEADERS),
    "registered": ("award", "le jury", LEADERS),
}
_BEFORE_ENTRY = frozenset(BEFORE) - {"training", "ready"}


def training_clocks(facts: PathFacts) -> Iterator[Clock]:
    """Entry, end of the training, then the sessions still open."""
    yield from expected(facts, _NEXT)
    if facts.stage in _BEFORE_ENTRY and (facts.starts_on or facts.stage == "contracted"):
        yield Clock(
            f"{facts.route}.enter", "Entrer en formation", "le candidat", act="enter", due_on=facts.starts_on,
            roles=WITH_CANDIDATE, basis="C4, C5",
            note="La convention ou le contrat se signe avant ; ses pièces se remettent avant l’inscription définitive.",
            missed="la formation a commencé sans que l’entrée soit enregistrée",
        )  # fmt: skip
    elif entered := facts.last("enter"):
        yield Clock(
            f"{facts.route}.enter", "Entrer en formation", "le candidat", act="enter", stops=("enter",),
            due_on=facts.starts_on, done_on=entered, roles=WITH_CANDIDATE, basis="C4, C5",
        )  # fmt: skip
    completed = facts.last("complete")
    if facts.stage == "training" or completed:
        yield Clock(
            f"{facts.route}.complete", "Achever la formation", "le candidat et le centre", act="complete",
            stops=("complete",),
            due_on=facts.ends_on, done_on=None if facts.stage == "training" else completed,
            roles=WITH_CANDIDATE, basis="C9, C11",
            missed="la fin est passée : enregistrez-la, ou corrigez les dates du parcours",
        )  # fmt: skip
    yield from title_clocks(facts)
