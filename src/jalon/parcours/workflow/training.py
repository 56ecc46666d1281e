"""The life of a path through training, by formation continue or apprentissage (A2.1, A2.2, C4, C5)."""

from functools import partial

from jalon.common.workflow import Workflow
from jalon.parcours.workflow.facts import LEADERS, TRAINING_TEAM, act, reasoned

STATES = {
    "contact": "Premier contact",
    "candidature": "Dossier d’inscription reçu",
    "positioned": "Positionnement fait",
    "admitted": "Parcours individualisé arrêté",
    "contracted": "Convention ou contrat signé",
    "training": "En formation",
    "ready": "Formation achevée",
    "registered": "Inscrit à une session",
    "awarded": "Certification obtenue",
    "partial": "Une partie des CCP acquise",
    "failed": "Aucun CCP acquis",
    "closed": "Parcours interrompu",
}
BEFORE = ("contact", "candidature", "positioned", "admitted", "contracted", "training", "ready")
AFTER = ("partial", "failed")


_act = partial(act, roles=TRAINING_TEAM)


TRANSITIONS = (
    _act(
        "inform",
        "Donner l’information",
        ("contact",),
        "contact",
        "a reçu l’information préalable",
        "C5, indicateur 1",
    ),
    _act(
        "apply",
        "Recevoir le dossier d’inscription",
        ("contact",),
        "candidature",
        "a déposé son dossier d’inscription",
        "C6",
    ),
    _act(
        "position",
        "Clore le positionnement",
        ("contact", "candidature"),
        "positioned",
        "a été positionné sur le référentiel",
        "indicateurs 4 et 8",
    ),
    _act(
        "admit",
        "Arrêter le parcours individualisé",
        ("positioned",),
        "admitted",
        "a reçu son parcours individualisé",
        "indicateur 10",
    ),
    _act(
        "contract",
        "Enregistrer la convention ou le contrat signé",
        ("admitted",),
        "contracted",
        "est engagé par une convention ou un contrat",
        "C4",
        roles=LEADERS,
    ),
    _act(
        "enter",
        "Enregistrer l’entrée en formation",
        ("contracted",),
        "training",
        "est entré en formation",
        "C4, C5",
    ),
    _act(
        "complete",
        "Enregistrer la fin de la formation",
        ("training",),
        "ready",
        "a achevé sa formation",
        "C9, C11",
    ),
    _act(
        "register",
        "Inscrire à une session",
        (*BEFORE, *AFTER),
        "registered",
        "est inscrit à une session",
        "A2.1, A2.2",
        roles=LEADERS,
    ),
    _act(
        "unregister",
        "Retirer de la session",
        ("registered",),
        "ready",
        "n’est plus inscrit à la session",
        "A2.6",
        roles=LEADERS,
    ),
    _act(
        "award",
        "Enregistrer l’obtention",
        ("registered", *BEFORE, *AFTER),
        "awarded",
        "a obtenu la certification visée",
        "A7.1, A7.6",
        roles=LEADERS,
    ),
    _act(
        "award_part",
        "Enregistrer une réussite partielle",
        ("registered", *BEFORE, *AFTER),
        "partial",
        "a acquis une partie des CCP",
        "A7.1, A2.5",
        roles=LEADERS,
    ),
    _act(
        "fail",
        "Enregistrer un échec",
        ("registered", *BEFORE, *AFTER),
        "failed",
        "n’a acquis aucun CCP",
        "A7.1, A2.3",
        roles=LEADERS,
    ),
    _act(
        "interrupt",
        "Interrompre le parcours",
        (*BEFORE, "registered", *AFTER),
        "closed",
        "a interrompu son parcours",
        "indicateur 12",
        guard=reasoned,
        confirm="Interrompre ce parcours ? Ses alertes cessent ; rien n’est effacé.",
    ),
    _act(
        "resume",
        "Reprendre le parcours",
        ("closed",),
        "contact",
        "a repris son parcours",
        "indicateur 12",
        guard=reasoned,
    ),
)


def workflow(name: str, label: str) -> Workflow:
    """The table under the name of a route."""
    return Workflow(name=name, label=label, states=STATES, initial="contact", transitions=TRANSITIONS)


FORMATION = workflow("parcours-formation", "Parcours par la formation continue")
APPRENTISSAGE = workflow("parcours-apprentissage", "Parcours par l’apprentissage")
