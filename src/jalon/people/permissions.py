"""Who may know whom: the team of an organisme knows its people; anyone else only themselves (D6)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.people.models import Person, Relation

READERS = (Role.ADMINISTRATEUR, Role.RESPONSABLE_SESSION, Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE)
MANAGERS = (Role.ADMINISTRATEUR, Role.RESPONSABLE_SESSION)


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Persons whose file the actor may open: those of the organisme for its team, else the actor's own record."""
    if actor.organisme_id is not None and actor.has(*READERS):
        return Person.objects.filter(organisme_id=actor.organisme_id)
    return own_records(actor)


def own_records(actor: Actor) -> QuerySet[Person]:
    """What every organisme knows of the actor."""
    if actor.user_id is None:
        return Person.objects.none()
    return Person.objects.filter(user_id=actor.user_id)


def get_person(actor: Actor, pk: int, *, for_update: bool = False) -> Person:
    """A person that the actor may know. Raises Http404 otherwise; `for_update` locks the row."""
    people = people_visible_to(actor)
    return get_object_or_404(people.select_for_update() if for_update else people, pk=pk)


def may_manage_people(actor: Actor) -> bool:
    """Whether the actor may create and correct the persons of their organisme."""
    return actor.organisme_id is not None and actor.has(*MANAGERS)


def may_edit(actor: Actor, person: Person) -> bool:
    """Whether the actor may correct this person: a manager of the organisme that holds the record."""
    return may_manage_people(actor) and person.organisme_id == actor.organisme_id


def roles_to_open(actor: Actor) -> list[Role]:
    """Roles that the actor may open with a way in: the administrator alone adds to the team."""
    if actor.has(Role.ADMINISTRATEUR):
        return [Role.CANDIDAT, Role.JURE, Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE]
    return [Role.CANDIDAT, Role.JURE]


def get_relation(actor: Actor, pk: int) -> Relation:
    """A tie that the actor may take back.

    Raises Http404 for those who may not know the person, PermissionDenied for those who may only read.
    """
    relation = get_object_or_404(Relation.objects.select_related("person", "other"), pk=pk)
    person = get_person(actor, relation.person_id)
    if not may_edit(actor, person):
        raise PermissionDenied
    return relation
