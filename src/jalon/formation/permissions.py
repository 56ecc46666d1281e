"""Who reads and writes programmes, and who does what on the path of someone in training (D6)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.formation.models import Programme
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import accompanies, get_parcours, is_walker, leads

LEADERS = frozenset({Role.RESPONSABLE_SESSION.value, Role.ADMINISTRATEUR.value})
TEACHERS = LEADERS | {Role.FORMATEUR.value}
PATHS = TEACHERS | {Role.ACCOMPAGNATEUR_VAE.value, Role.CANDIDAT.value}


def programmes_visible_to(actor: Actor | None) -> QuerySet[Programme]:
    """Programmes of the actor's centre, for those who lead it or teach there."""
    if actor is None or not actor.has(*TEACHERS):
        return Programme.objects.none()
    return Programme.objects.filter(organisme_id=actor.organisme_id or 0)


def get_programme(actor: Actor | None, pk: int) -> Programme:
    """The programme, if the actor may open it; else Http404."""
    found = programmes_visible_to(actor).select_related("organisme").filter(pk=pk).first()
    if found is None:
        raise Http404("programme inconnu")
    return found


def is_training(parcours: Parcours) -> bool:
    """Whether a path comes through training: positioning, companies and ECF are asked of it."""
    return parcours.route in Route.training()


def get_training_path(actor: Actor | None, pk: int) -> Parcours:
    """The path of someone in training, in scope; else Http404, or 403 when its route has no such page."""
    parcours = get_parcours(actor, pk)
    if not is_training(parcours):
        raise PermissionDenied("Cette page est celle des parcours de formation.")
    return parcours


def teaches(actor: Actor | None, parcours: Parcours) -> bool:
    """Whether the actor writes on the path as a trainer or as who leads the centre."""
    return leads(actor, parcours) or accompanies(actor, parcours)


def require_teacher(actor: Actor | None, parcours: Parcours) -> None:
    """Refuse those who only read the path. Raises PermissionDenied."""
    if not teaches(actor, parcours):
        raise PermissionDenied("Le formateur de la personne ou le responsable du centre seuls le font.")


def tab_visible(_actor: Actor, parcours: Parcours) -> bool:
    """The tabs of training show on the paths that have them."""
    return is_training(parcours)


def is_apprentice(_actor: Actor, parcours: Parcours) -> bool:
    """The tab of apprenticeship shows on the paths of that route."""
    return parcours.route == Route.APPRENTISSAGE


__all__ = [
    "LEADERS",
    "PATHS",
    "TEACHERS",
    "get_programme",
    "get_training_path",
    "is_apprentice",
    "is_training",
    "is_walker",
    "leads",
    "programmes_visible_to",
    "require_teacher",
    "tab_visible",
    "teaches",
]
