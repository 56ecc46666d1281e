"""The lifecycle of a path, one table per route: the acts recorded on it, who does them, what founds them."""

from collections.abc import Mapping

from jalon.common.workflow import Workflow
from jalon.parcours.workflow.capitalisation import CAPITALISATION, RETAKE
from jalon.parcours.workflow.facts import ActFacts
from jalon.parcours.workflow.training import APPRENTISSAGE, FORMATION
from jalon.parcours.workflow.vae import VAE

__all__ = ["ENDED", "MAIN", "WORKFLOWS", "ActFacts", "advance_of", "workflow_of"]

WORKFLOWS: Mapping[str, Workflow] = {
    "formation": FORMATION,
    "apprentissage": APPRENTISSAGE,
    "vae": VAE,
    "capitalisation": CAPITALISATION,
    "retake": RETAKE,
}
ENDED = frozenset({"awarded", "closed", "lapsed", "inadmissible"})
"""Stages where nothing is expected any more: no clock runs."""

_CAPITALISATION = ("standing", "preparing", "registered", "awarded")
_TRAINING = ("contact", "candidature", "positioned", "admitted", "contracted", "training", "ready", "registered",
             "awarded")  # fmt: skip
MAIN: Mapping[str, tuple[str, ...]] = {
    "formation": _TRAINING,
    "apprentissage": _TRAINING,
    "vae": ("request", "feasibility", "sent", "admissible", "accompanied", "deposited", "registered", "judged",
            "awarded"),
    "capitalisation": _CAPITALISATION,
    "retake": _CAPITALISATION,
}  # fmt: skip
"""The stages that a path goes through when nothing turns it aside, in their order: what a person sees of it first."""
_BESIDE = {
    "answered": "request", "incomplete": "feasibility", "complete": "sent", "returned": "accompanied",
    "followed": "judged", "partial": "ready", "failed": "ready",
}  # fmt: skip


def advance_of(route: str, stage: str) -> int | None:
    """The rank, from 1, of the main stage at which a path stands, one beyond the last once obtained.

    None when the path was given up or refused.
    """
    main = _BESIDE.get(stage, stage)
    return MAIN[route].index(main) + 1 + (stage == "awarded") if main in MAIN[route] else None


def workflow_of(route: str) -> Workflow:
    """The table of a route. Raises KeyError for a route that does not exist."""
    return WORKFLOWS[route]
