"""Who opens a VAE: the candidate, the adviser who accompanies them, who leads their centre (D6)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import (
    EVERYONE,
    LEADERS,
    accompanies,
    get_parcours,
    is_walker,
    leads,
    parcours_visible_to,
)

ADVISERS = LEADERS | {Role.ACCOMPAGNATEUR_VAE.value}
ASKERS = ADVISERS | {Role.CANDIDAT.value}
READERS = EVERYONE


def vae_visible_to(actor: Actor | None) -> QuerySet[Parcours]:
    """VAE paths that the actor may open."""
    return parcours_visible_to(actor).filter(route=Route.VAE)


def get_vae(actor: Actor | None, pk: int, *, for_update: bool = False) -> Parcours:
    """The path, if it is a VAE that the actor may open; else Http404. `for_update` locks its row."""
    parcours = get_parcours(actor, pk, for_update=for_update)
    if parcours.route != Route.VAE:
        raise Http404("ce parcours n’est pas une VAE")
    return parcours


def guides(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor conducts this VAE: its adviser, or who leads the centre."""
    if leads(actor, parcours):
        return True
    return actor is not None and actor.has(Role.ACCOMPAGNATEUR_VAE) and accompanies(actor, parcours)


def writes(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor writes the candidate's experiences and works: the candidate, and who conducts the VAE."""
    return is_walker(actor, parcours) or guides(actor, parcours)


def guided(actor: Actor, pk: int) -> Parcours:
    """A VAE that the actor conducts: out of scope Http404, seen but not conducted PermissionDenied."""
    parcours = get_vae(actor, pk)
    if not guides(actor, parcours):
        raise PermissionDenied("Cet acte revient à qui accompagne la VAE.")
    return parcours


def written(actor: Actor, pk: int) -> Parcours:
    """A VAE that the actor writes: out of scope Http404, only read PermissionDenied."""
    parcours = get_vae(actor, pk)
    if not writes(actor, parcours):
        raise PermissionDenied("Le candidat et son accompagnateur écrivent ces pages.")
    return parcours


def is_vae(_actor: Actor, parcours: Parcours) -> bool:
    """Whether the tabs of the VAE concern this path."""
    return parcours.route == Route.VAE
