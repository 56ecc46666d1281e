"""The lifecycle of a path, one table per route: the acts recorded on it, who does them, what founds them."""

from collections.abc import Mapping

from jalon.common.workflow import Workflow
from jalon.parcours.workflow.capitalisation import CAPITALISATION, RETAKE
from jalon.parcours.workflow.facts import ActFacts
from jalon.parcours.workflow.training import APPRENTISSAGE, FORMATION
from jalon.parcours.workflow.vae import VAE

__all__ = ["ENDED", "WORKFLOWS", "ActFacts", "workflow_of"]

WORKFLOWS: Mapping[str, Workflow] = {
    "formation": FORMATION,
    "apprentissage": APPRENTISSAGE,
    "vae": VAE,
    "capitalisation": CAPITALISATION,
    "retake": RETAKE,
}
ENDED = frozenset({"awarded", "closed", "lapsed", "inadmissible"})
"""Stages where nothing is expected any more: no clock runs."""


def workflow_of(route: str) -> Workflow:
    """The table of a route. Raises KeyError for a route that does not exist."""
    return WORKFLOWS[route]
