"""What every act of a VAE begins with: the démarche locked, the path still open."""

from collections.abc import Iterable
from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours
from jalon.parcours.operations.due import refresh_next_due
from jalon.vae.models import Demarche

STUDYING = frozenset({"request", "answered", "feasibility", "incomplete"})
STUDIED_BY_CERTIFIER = frozenset({"sent", "complete"})


def demarche_to_write(parcours: Parcours) -> Demarche:
    """The démarche of a path, locked; made when the path has none yet."""
    made, _ = Demarche.objects.get_or_create(parcours=parcours)
    return Demarche.objects.select_for_update().get(pk=made.pk)


def refuse(reasons: Iterable[str]) -> None:
    """Raise TransitionRefused with every reason, when there is any."""
    if found := list(reasons):
        raise TransitionRefused(found)


def check_living(parcours: Parcours) -> None:
    """Refuse to touch a path that has ended. Raises TransitionRefused."""
    if parcours.ended:
        raise TransitionRefused([f"Ce parcours est clos ({parcours.stage_label.lower()})."])


def check_open(parcours: Parcours) -> None:
    """Refuse to touch a file that the certifier is studying, or a path that has ended. Raises TransitionRefused."""
    check_living(parcours)
    if parcours.stage in STUDIED_BY_CERTIFIER:
        raise TransitionRefused(
            ["Le certificateur étudie le dossier de faisabilité : il ne change plus jusqu’à sa réponse."]
        )


def check_studying(parcours: Parcours) -> None:
    """Refuse to change what the certifier was told once the file is in its hands. Raises TransitionRefused."""
    check_open(parcours)
    if parcours.stage not in STUDYING:
        raise TransitionRefused(["La recevabilité est décidée : la cible et l’avis ne changent plus."])


def journal(actor: Actor, parcours: Parcours, verb: str, sentence: str, now: datetime) -> None:
    """Write what was done on a path, and bring its next deadline up to date: what one does is a sign of life (B5)."""
    record_act(actor=actor, verb=verb, target=parcours, sentence=sentence, now=now)
    refresh_next_due([parcours])
