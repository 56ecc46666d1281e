"""The life of a path by capitalisation of CCPs, or of a new presentation after a session (A1.2, A2.3, A2.5, A6.2)."""

from jalon.common.workflow import Transition, Workflow
from jalon.parcours.workflow.facts import LEADERS, TEAM, plausible, reasoned

STATES = {
    "standing": "CCP à acquérir",
    "preparing": "En préparation",
    "registered": "Inscrit à une session",
    "awarded": "Certification obtenue",
    "closed": "Parcours interrompu",
}
_ANY = frozenset({"standing", "preparing"})
TRANSITIONS = (
    Transition("prepare", "Commencer la préparation", frozenset({"standing"}), "preparing", TEAM,
               "prépare les CCP qui lui manquent", "A2.2, A2.3", plausible),
    Transition("register", "Inscrire à une session", _ANY, "registered", LEADERS,
               "est inscrit à une session", "A2.2, A2.5", plausible),
    Transition("unregister", "Retirer de la session", frozenset({"registered"}), "preparing", LEADERS,
               "n’est plus inscrit à la session", "A2.6", plausible),
    Transition("award_part", "Enregistrer un CCP acquis", _ANY | {"registered"}, "standing", LEADERS,
               "a acquis une partie des CCP", "A7.2, A2.5", plausible),
    Transition("fail", "Enregistrer un échec", _ANY | {"registered"}, "standing", LEADERS,
               "n’a acquis aucun CCP", "A7.2, A2.3", plausible),
    Transition("award", "Enregistrer l’obtention", _ANY | {"registered"}, "awarded", LEADERS,
               "a obtenu la certification visée", "A6.2, A7.3", plausible),
    Transition("interrupt", "Interrompre le parcours", _ANY | {"registered"}, "closed", TEAM,
               "a interrompu son parcours", "", reasoned,
               "Interrompre ce parcours ? Ses alertes cessent ; rien n’est effacé."),
    Transition("resume", "Reprendre le parcours", frozenset({"closed"}), "standing", TEAM,
               "a repris son parcours", "", reasoned),
)  # fmt: skip

CAPITALISATION = Workflow(
    name="parcours-capitalisation",
    label="Parcours par capitalisation de CCP",
    states=STATES,
    initial="standing",
    transitions=TRANSITIONS,
)
RETAKE = Workflow(
    name="parcours-nouvelle-presentation",
    label="Nouvelle présentation après une session",
    states=STATES,
    initial="standing",
    transitions=TRANSITIONS,
)
