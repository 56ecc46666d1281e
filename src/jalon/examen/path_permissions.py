"""Who reads which sessions a path may go to."""

from jalon.common.actor import Actor
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import TEAM


def sees_sessions(actor: Actor, parcours: Parcours) -> bool:
    """Whether the actor is of the team of the path's centre: the sessions that one may go to are its affair."""
    return actor.has(*TEAM) and parcours.person.organisme_id == actor.organisme_id
