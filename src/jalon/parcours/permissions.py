"""Who knows of a path: the person who walks it, those who accompany them, who leads their centre (D6)."""

from django.db.models import Q, QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.parcours.models import Parcours

TRAINERS = frozenset({Role.FORMATEUR.value, Role.ACCOMPAGNATEUR_VAE.value})
LEADERS = frozenset({Role.RESPONSABLE_SESSION.value, Role.ADMINISTRATEUR.value})
TEAM = TRAINERS | LEADERS
CANDIDATE = Role.CANDIDAT.value
EVERYONE = TEAM | {CANDIDATE}


def parcours_visible_to(actor: Actor | None) -> QuerySet[Parcours]:
    """Paths that the actor may open: their own, those they accompany or follow, those of the centre they lead.

    A trainer of the same centre who neither trains nor follows the person knows nothing of their path.
    """
    if actor is None or actor.user_id is None:
        return Parcours.objects.none()
    scope = Q(pk__in=[])
    if actor.has(Role.CANDIDAT):
        scope |= Q(person__user_id=actor.user_id)
    if actor.has(*TRAINERS):
        mine = Parcours.objects.filter(
            Q(trainers__user_id=actor.user_id) | Q(referent_id=actor.user_id)
        ).values("pk")
        scope |= Q(person__organisme_id=actor.organisme_id or 0, pk__in=mine)
    if actor.has(*LEADERS):
        scope |= Q(person__organisme_id=actor.organisme_id or 0)
    return Parcours.objects.filter(scope)


def get_parcours(actor: Actor | None, pk: int, *, for_update: bool = False) -> Parcours:
    """The path, if the actor may open it; else Http404. `for_update` locks its row (in a transaction)."""
    paths = parcours_visible_to(actor).select_related("person__organisme", "referent")
    if for_update:
        paths = paths.select_for_update(of=("self",))
    found = paths.filter(pk=pk).first()
    if found is None:
        raise Http404("parcours inconnu")
    return found


def is_walker(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor is the person whose path it is."""
    if actor is None or actor.user_id is None or not actor.has(Role.CANDIDAT):
        return False
    return parcours.person.user_id == actor.user_id


def leads(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor leads the centre of the path."""
    return actor is not None and actor.has(*LEADERS) and parcours.person.organisme_id == actor.organisme_id


def accompanies(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor trains, accompanies or follows the person on this path."""
    if actor is None or actor.user_id is None or not actor.has(*TRAINERS):
        return False
    return parcours.referent_id == actor.user_id or parcours.trainers.filter(user_id=actor.user_id).exists()


def may_walk(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor may record the acts of a path and its dates: its leaders, those who accompany it."""
    return leads(actor, parcours) or accompanies(actor, parcours)


def may_entrust(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor may say who follows and who trains: that opens the path to others."""
    return leads(actor, parcours) or (
        actor is not None and parcours.referent_id == actor.user_id and accompanies(actor, parcours)
    )
