"""The clocks of a path by capitalisation of CCPs, or of a new presentation (A2.3 to A2.5)."""

from collections.abc import Iterator

from jalon.parcours.rules.clocks.facts import WITH_CANDIDATE, Clock, PathFacts, expected
from jalon.parcours.rules.clocks.title import title_clocks
from jalon.parcours.workflow.facts import LEADERS

_NEXT = {
    "standing": ("prepare", "le candidat et son formateur", WITH_CANDIDATE),
    "preparing": ("register", "le responsable de session", LEADERS),
    "registered": ("award", "le jury", LEADERS),
}


def capitalisation_clocks(facts: PathFacts) -> Iterator[Clock]:
    """What comes next, then until when sessions stay open."""
    yield from expected(facts, _NEXT)
    yield from title_clocks(facts)
