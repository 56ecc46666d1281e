"""Who may see and change accounts: one's own, and those of the organisme that one administers."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from jalon.accounts.enums import OrganismeKind, Role
from jalon.accounts.models import Invitation, Organisme, Site, User
from jalon.common.actor import Actor

ADMINISTRATION = (Role.ADMINISTRATEUR,)
JOURNAL_READERS = (Role.ADMINISTRATEUR, Role.RESPONSABLE_SESSION)


def current_organisme(actor: Actor) -> Organisme:
    """The organisme that the actor acts for. Raises Http404 for someone who belongs to none."""
    if actor.organisme_id is None:
        raise Http404("aucun organisme")
    return get_object_or_404(Organisme, pk=actor.organisme_id)


def members_visible_to(actor: Actor) -> QuerySet[User]:
    """Users who hold a role in the actor's organisme."""
    if actor.organisme_id is None:
        return User.objects.none()
    return User.objects.filter(memberships__organisme_id=actor.organisme_id).distinct()


def get_member(actor: Actor, pk: int) -> User:
    """A member of the actor's organisme. Raises Http404 for anyone else."""
    return get_object_or_404(members_visible_to(actor), pk=pk)


def get_invitation(actor: Actor, pk: int) -> Invitation:
    """An invitation sent by the actor's organisme. Raises Http404 for another's."""
    return get_object_or_404(Invitation, pk=pk, organisme_id=actor.organisme_id)


def get_site(actor: Actor, pk: int) -> Site:
    """A site of the actor's organisme. Raises Http404 for another's."""
    return get_object_or_404(Site, pk=pk, organisme_id=actor.organisme_id)


def roles_offered(organisme: Organisme) -> list[Role]:
    """Roles that an organisme of this kind may give."""
    if organisme.kind == OrganismeKind.DDETS:
        return [Role.DDETS, Role.ADMINISTRATEUR]
    return [role for role in Role if role != Role.DDETS]


def own_account(actor: Actor) -> User:
    """The account of whoever acts. Raises Http404 for the system, which has none."""
    return get_object_or_404(User, pk=actor.user_id)
