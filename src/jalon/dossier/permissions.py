"""Who opens a dossier: the candidate who writes it, those who accompany them, who leads their centre (D6)."""

from django.db.models import Q, QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.dossier.models import Comparison, Dossier, MockOral
from jalon.parcours.models import Parcours

TRAINERS = frozenset({Role.FORMATEUR.value, Role.ACCOMPAGNATEUR_VAE.value})
LEADERS = frozenset({Role.RESPONSABLE_SESSION.value, Role.ADMINISTRATEUR.value})
WORKSHOP = TRAINERS | LEADERS | {Role.CANDIDAT.value}


def parcours_visible_to(actor: Actor | None) -> QuerySet[Parcours]:
    """Paths whose dossiers the actor may open: their own, those they accompany, those of the centre they lead.

    A trainer of the same centre who does not accompany the candidate knows nothing of what they write.
    """
    if actor is None or actor.user_id is None:
        return Parcours.objects.none()
    scope = Q(pk__in=[])
    if actor.has(Role.CANDIDAT):
        scope |= Q(person__user_id=actor.user_id)
    if actor.has(*TRAINERS):
        mine = Parcours.objects.filter(trainers__user_id=actor.user_id).values("pk")
        scope |= Q(person__organisme_id=actor.organisme_id or 0, pk__in=mine)
    if actor.has(*LEADERS):
        scope |= Q(person__organisme_id=actor.organisme_id or 0)
    return Parcours.objects.filter(scope)


def dossiers_visible_to(actor: Actor | None) -> QuerySet[Dossier]:
    """Dossiers of the paths that the actor may open."""
    return Dossier.objects.filter(parcours__in=parcours_visible_to(actor).values("pk"))


def get_parcours(actor: Actor | None, pk: int) -> Parcours:
    """The path, if the actor may open its dossiers; else Http404."""
    found = parcours_visible_to(actor).select_related("person__organisme").filter(pk=pk).first()
    if found is None:
        raise Http404("parcours inconnu")
    return found


def get_dossier(actor: Actor | None, pk: int, *, for_update: bool = False) -> Dossier:
    """The dossier, if the actor may open it; else Http404. `for_update` locks its row (in a transaction)."""
    dossiers = dossiers_visible_to(actor).select_related("parcours__person__organisme")
    if for_update:
        dossiers = dossiers.select_for_update(of=("self",))
    try:
        return dossiers.get(pk=pk)
    except Dossier.DoesNotExist:
        raise Http404("dossier inconnu") from None


def is_author(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor is the candidate who writes: they alone deposit, answer and hand over."""
    if actor is None or actor.user_id is None or not actor.has(Role.CANDIDAT):
        return False
    return parcours.person.user_id == actor.user_id


def accompanies(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor trains or accompanies the candidate: they remark, judge and hear mock orals."""
    if actor is None or actor.user_id is None or not actor.has(*TRAINERS):
        return False
    return parcours.trainers.filter(user_id=actor.user_id).exists()


def leads(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor leads the candidate's centre: they set deadlines and compare its dossiers."""
    return actor is not None and actor.has(*LEADERS) and parcours.person.organisme_id == actor.organisme_id


def mock_orals_visible_to(actor: Actor | None, parcours: Parcours) -> QuerySet[MockOral]:
    """Mock orals of a path: the candidate keeps to themself those they did not share."""
    orals = MockOral.objects.filter(parcours=parcours)
    if is_author(actor, parcours):
        return orals
    if actor is not None and accompanies(actor, parcours):
        return orals.filter(Q(shared_at__isnull=False) | Q(listener_ref=actor.ref))
    return orals.none()


def comparison_visible_to(actor: Actor | None) -> Comparison | None:
    """The last comparison of the actor's centre, for those who lead it."""
    if actor is None or not actor.has(*LEADERS):
        return None
    return Comparison.objects.filter(organisme_id=actor.organisme_id or 0).first()
