"""Put the demonstration in place, once, and open a door for each role."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.models import Membership, Organisme
from jalon.accounts.operations.signin import create_signin_link
from jalon.common.actor import system_actor
from jalon.demo.apprentissage import APPRENTICE, tell_apprenticeship
from jalon.demo.capitalisation import CAPITALISER, tell_capitalisation
from jalon.demo.formation import tell_formation
from jalon.demo.parcours import tell_paths
from jalon.demo.prestation import TRAINEE, tell_prestation
from jalon.demo.quality import tell_quality
from jalon.demo.roster import CIP_SITTERS, ETI_SITTERS, NEXT_CIP_SITTERS
from jalon.demo.story import Chapter, Script, tell
from jalon.demo.vae import FOLLOWED as VAE_FOLLOWED
from jalon.demo.vae import tell_vae
from jalon.demo.workshop import tell_workshop
from jalon.demo.world import CENTRE_NAME, found_world
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours

ROLES = (
    Role.RESPONSABLE_SESSION,
    Role.JURE,
    Role.CANDIDAT,
    Role.DDETS,
    Role.FORMATEUR,
    Role.ACCOMPAGNATEUR_VAE,
    Role.CONSEILLER,
    Role.ENCADRANT,
    Role.ADMINISTRATEUR,
)

# Candidates whom the story follows from their own screens; convocations open an access to the others too.
FOLLOWED = [s.email for s in (*CIP_SITTERS, *ETI_SITTERS, *NEXT_CIP_SITTERS) if s.has_account]
FOLLOWED.append(CAPITALISER)
FOLLOWED.extend(VAE_FOLLOWED)
FOLLOWED.append(TRAINEE)
FOLLOWED.append(APPRENTICE)


def install_demo(*, say: Callable[[str], None] = lambda line: None, now: datetime | None = None) -> bool:
    """Create the invented centre and its three sessions as of `now`; False when they are already there.

    No act is dated later. One transaction: interrupted, it leaves nothing and can be started again.
    """
    if Organisme.objects.filter(name=CENTRE_NAME).exists():
        return False
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        say("Le centre, ses salles, ses jurés, la DDETS.")
        world = found_world(now - timedelta(days=200))
        say("Une session CIP menée jusqu’au procès-verbal validé : 12 candidats, deux jurys.")
        tell(
            world,
            Script("TP-00403", today - timedelta(days=48), 3, CIP_SITTERS, juries=2, told_at=now),
            until=Chapter.VALIDATED,
        )
        say("Une session ETI qui se tient aujourd’hui.")
        tell(
            world,
            Script(
                "TP-00448",
                today,
                3,
                ETI_SITTERS,
                juries=1,
                every_day=True,
                cannot_come="Marty",
                told_at=now,
            ),
            until=Chapter.STARTED,
        )
        say("Une session CIP à préparer : inscriptions à compléter, jurys et planning à faire.")
        coming = tell(
            world,
            Script("TP-00403", today + timedelta(days=40), 3, NEXT_CIP_SITTERS, juries=2, told_at=now),
            until=Chapter.REGISTERED,
        )
        say("Un candidat qui écrit son dossier, relu par son formateur.")
        writer = next(sitter for sitter in reversed(NEXT_CIP_SITTERS) if sitter.has_account)
        tell_workshop(world, coming, email=writer.email, now=now)
        say("Deux personnes qui capitalisent des CCP, par correspondance et par équivalence.")
        tell_capitalisation(world, now=now)
        say("Trois VAE : des expériences qui se racontent, un accompagnement, une suite après le jury.")
        tell_vae(world, now)
        say("Un groupe en formation : contrats, séances, signatures, une absence.")
        tell_prestation(world, now)
        tell_formation(world, now)
        say("Un apprenti et son entreprise : alternance, visites, heures attestées.")
        tell_apprenticeship(world, now)
        say("Treize autres parcours, par toutes les voies et à toutes les étapes.")
        tell_paths(world, now)
        say("Une année de qualité : avis, réclamations, preuves et résultats.")
        tell_quality(world, base_url="http://127.0.0.1:8000", now=now)
    return True


def signin_paths() -> Iterator[tuple[str, str]]:
    """Fresh sign-in paths, one per role and one per candidate followed, with where they stand: (label, path)."""
    now = timezone.now()
    system = system_actor("démonstration")
    for role in ROLES:
        held = Membership.objects.filter(role=role).select_related("user", "organisme").order_by("pk")
        centre = held.filter(organisme__name=CENTRE_NAME).exists()
        held = held.filter(organisme__name=CENTRE_NAME) if centre else held
        followed = list(held.filter(user__email__in=FOLLOWED)) if role == Role.CANDIDAT else []
        last = held.last()
        for membership in followed or ([last] if last else []):
            issued = create_signin_link(
                actor=system, user=membership.user, organisme=membership.organisme, hours=12, now=now
            )
            stands = f" : {where}" if (where := _where(membership)) else ""
            label = f"{role.label} ({membership.user.full_name}{stands})"
            yield label, reverse("accounts:signin_link", args=[issued.token])


def _where(membership: Membership) -> str:
    """« Formation continue, en formation »: by which route a candidate goes, and how far."""
    if membership.role != Role.CANDIDAT:
        return ""
    path = Parcours.objects.filter(person__user=membership.user).order_by("-created_at", "-pk").first()
    if path is None:
        return ""
    stage = str(path.stage_label)
    told = stage if stage[1:2].isupper() else f"{stage[:1].lower()}{stage[1:]}"
    return f"{Route(path.route).label}, {told}"
