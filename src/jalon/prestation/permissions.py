"""Who knows of a prestation: those who take part in it, those who give it, who leads their centre (D6)."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.parcours.permissions import LEADERS, TEAM, TRAINERS
from jalon.prestation.models import Engagement, Participation, Prestation, Seance

EVERYONE = TEAM | {Role.CANDIDAT.value}


def prestations_visible_to(actor: Actor | None) -> QuerySet[Prestation]:
    """Prestations of the centre that the actor leads, those they give, those in which someone they follow takes part,
    those in which they take part once they are no longer in preparation.
    """
    if actor is None or actor.user_id is None:
        return Prestation.objects.none()
    scope = Q(pk__in=[])
    if actor.has(Role.CANDIDAT):
        own = Participation.objects.filter(parcours__person__user_id=actor.user_id)
        scope |= Q(pk__in=own.values("prestation")) & ~Q(status="draft")
    if actor.has(*TRAINERS):
        followed = Participation.objects.filter(_followed_by(actor.user_id, "parcours__"))
        scope |= Q(organisme_id=actor.organisme_id or 0) & (
            Q(pk__in=_given_by(actor.user_id)) | Q(pk__in=followed.values("prestation"))
        )
    if actor.has(*LEADERS):
        scope |= Q(organisme_id=actor.organisme_id or 0)
    return Prestation.objects.filter(scope)


def get_prestation(actor: Actor | None, pk: int, *, for_update: bool = False) -> Prestation:
    """The prestation, if the actor may open it; else Http404."""
    rows = prestations_visible_to(actor).select_related("organisme", "site", "trainer")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("prestation inconnue")
    return found


def gives(actor: Actor | None, prestation: Prestation) -> bool:
    """Whether the actor leads the centre of the prestation, is its trainer, or holds one of its séances."""
    if actor is None or actor.user_id is None or prestation.organisme_id != actor.organisme_id:
        return False
    if actor.has(*LEADERS):
        return True
    return actor.has(*TRAINERS) and prestation.pk in set(_given_by(actor.user_id, prestation.pk))


def leads(actor: Actor | None, prestation: Prestation) -> bool:
    """Whether the actor leads the centre of the prestation."""
    return (
        actor is not None
        and actor.has(*LEADERS)
        and actor.organisme_id is not None
        and prestation.organisme_id == actor.organisme_id
    )


def managed_prestation(actor: Actor | None, pk: int, *, for_update: bool = False) -> Prestation:
    """The prestation, for who gives it. Raises Http404 out of scope, PermissionDenied in scope but not allowed."""
    prestation = get_prestation(actor, pk, for_update=for_update)
    if not gives(actor, prestation):
        raise PermissionDenied("Cette prestation est tenue par d’autres que vous.")
    return prestation


def participations_visible_to(
    actor: Actor | None, prestation: Prestation | None = None
) -> QuerySet[Participation]:
    """Participations that the actor may read: all those of the prestations they give, those of the people they follow,
    and their own.
    """
    if actor is None or actor.user_id is None:
        return Participation.objects.none()
    scope = Q(pk__in=[])
    if actor.has(Role.CANDIDAT):
        scope |= Q(parcours__person__user_id=actor.user_id) & ~Q(prestation__status="draft")
    if actor.has(*TRAINERS):
        scope |= Q(prestation__organisme_id=actor.organisme_id or 0) & (
            Q(prestation__in=_given_by(actor.user_id)) | _followed_by(actor.user_id, "parcours__")
        )
    if actor.has(*LEADERS):
        scope |= Q(prestation__organisme_id=actor.organisme_id or 0)
    rows = Participation.objects.filter(scope).distinct()
    return rows if prestation is None else rows.filter(prestation=prestation)


def get_participation(actor: Actor | None, pk: int, *, for_update: bool = False) -> Participation:
    """The participation, if the actor may read it; else Http404."""
    if not participations_visible_to(actor).filter(pk=pk).exists():
        raise Http404("participation inconnue")
    rows = Participation.objects.select_related(
        "prestation__organisme", "prestation__site", "prestation__trainer", "parcours__person__organisme"
    )
    if for_update:
        rows = rows.select_for_update(of=("self",))
    return rows.get(pk=pk)


def is_participant(actor: Actor | None, participation: Participation) -> bool:
    """Whether the actor is the person who takes part."""
    if actor is None or actor.user_id is None or not actor.has(Role.CANDIDAT):
        return False
    return participation.parcours.person.user_id == actor.user_id


def managed_participation(actor: Actor | None, pk: int) -> Participation:
    """The participation, for who gives the prestation or follows the person. Raises Http404, PermissionDenied."""
    participation = get_participation(actor, pk)
    if not manages(actor, participation):
        raise PermissionDenied("Cet acte revient à l’équipe du centre.")
    return participation


def manages(actor: Actor | None, participation: Participation) -> bool:
    """Whether the actor keeps this participation: the team, within its scope."""
    if actor is None or not actor.has(*TEAM) or actor.organisme_id != participation.prestation.organisme_id:
        return False
    if gives(actor, participation.prestation):
        return True
    followed = Participation.objects.filter(
        _followed_by(actor.user_id or 0, "parcours__"), pk=participation.pk
    )
    return actor.has(*TRAINERS) and followed.exists()


def get_seance(actor: Actor | None, pk: int, *, for_update: bool = False) -> Seance:
    """The séance of a prestation in scope; a candidate opens those they are expected at. Raises Http404."""
    rows = Seance.objects.select_related("prestation__organisme", "prestation__site", "trainer")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk, prestation__in=prestations_visible_to(actor)).first()
    if found is None or not _concerned(actor, found):
        raise Http404("séance inconnue")
    return found


def managed_seance(actor: Actor | None, pk: int, *, for_update: bool = False) -> Seance:
    """The séance, for who gives its prestation. Raises Http404, PermissionDenied."""
    seance = get_seance(actor, pk, for_update=for_update)
    if not gives(actor, seance.prestation):
        raise PermissionDenied("Cette séance est tenue par d’autres que vous.")
    return seance


def get_engagement(actor: Actor | None, pk: int) -> Engagement:
    """The engagement of a participation in scope; the person sees it once it is sent. Raises Http404."""
    rows = Engagement.objects.select_related(
        "participation__prestation__organisme", "participation__parcours__person__organisme", "document"
    )
    found = rows.filter(pk=pk, participation__in=participations_visible_to(actor).values("pk")).first()
    if found is None or (found.status == "draft" and not manages(actor, found.participation)):
        raise Http404("document inconnu")
    return found


def _given_by(user_id: int, *pks: int) -> QuerySet[Prestation, int]:
    given = Prestation.objects.filter(Q(trainer__user_id=user_id) | Q(seances__trainer__user_id=user_id))
    return (given.filter(pk__in=pks) if pks else given).values_list("pk", flat=True)


def _followed_by(user_id: int, path: str) -> Q:
    return Q(**{f"{path}trainers__user_id": user_id}) | Q(**{f"{path}referent_id": user_id})


def _concerned(actor: Actor | None, seance: Seance) -> bool:
    if actor is None:
        return False
    if actor.has(*TEAM) and actor.organisme_id == seance.prestation.organisme_id:
        return True
    audience = list(seance.audience.values_list("parcours__person__user_id", flat=True))
    return not audience or actor.user_id in audience
