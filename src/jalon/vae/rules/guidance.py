"""Which way a VAE goes, told to the candidate: who does what, where, and who certifies (B1, B7, B8, A2.12, X6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["done", "current", "later"]
CERTIFIER = "le ministère du Travail, par la DDETS ou la DDETS-PP du département"
_ORDER: tuple[str, ...] = ("request", "feasibility", "admissibility", "dossier", "jury", "after")
_STAGE: Mapping[str, str] = {
    "request": "request",
    "answered": "feasibility",
    "feasibility": "feasibility",
    "incomplete": "feasibility",
    "sent": "admissibility",
    "complete": "admissibility",
    "inadmissible": "admissibility",
    "admissible": "dossier",
    "accompanied": "dossier",
    "returned": "dossier",
    "lapsed": "dossier",
    "deposited": "jury",
    "registered": "jury",
    "judged": "after",
    "followed": "after",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What tells one way from another: the portal, an adviser or none, the whole title or blocs, the situation."""

    stage: str
    on_portal: bool
    autonomous: bool
    blocs: bool
    situation: str
    months: int
    jury_months: int


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of the way: what is done, by whom, how, and where the path stands on it."""

    code: str
    title: str
    who: str
    how: str
    state: State


def way(case: Case) -> tuple[Leg, ...]:
    """The whole way, the part where the path stands told apart; all is done once the certification is obtained."""
    here = _ORDER.index(_STAGE[case.stage]) if case.stage in _STAGE else len(_ORDER)
    told = (
        _request(case),
        _feasibility(case),
        _admissibility(case),
        _dossier(case),
        _jury(case),
        _after(case),
    )
    return tuple(
        Leg(code, title, who, how, "done" if rank < here else "current" if rank == here else "later")
        for rank, (code, (title, who, how)) in enumerate(zip(_ORDER, told, strict=True))
    )


def warnings(case: Case) -> tuple[str, ...]:
    """What this situation has of its own."""
    found = []
    if case.situation == "public":
        found.append(
            "Agent public : pour un titre professionnel, le certificateur est " + CERTIFIER + ". "
            "Le DAVA instruit les diplômes de l’Éducation nationale : il n’a pas à recevoir cette demande."
        )
        found.append(
            "Financement par le CPF ou par l’employeur. Le congé de VAE d’un agent public suit ses propres textes : "
            "voyez le service des ressources humaines."
        )
    if case.blocs:
        found.append(
            "Parcours par blocs : le nombre de dossiers par année civile n’est pas limité (R6412-3)."
        )
    if case.autonomous:
        found.append(
            "Sans accompagnateur : ni entretien ni avis ne sont demandés. Un accompagnement reste possible ensuite."
        )
    return tuple(found)


def _request(case: Case) -> tuple[str, str, str]:
    if case.on_portal:
        mate = (
            "choisir d’avancer sans accompagnateur"
            if case.autonomous
            else "choisir le centre comme architecte accompagnateur de parcours"
        )
        return (
            "S’inscrire sur France VAE",
            "le candidat",
            f"Sur vae.gouv.fr : créer son compte, choisir la certification, entière ou par blocs, puis {mate}.",
        )
    return (
        "Demander au centre",
        "le candidat",
        "Cette certification ne passe pas par France VAE : la demande se fait au centre, qui répond dans son délai.",
    )


def _feasibility(case: Case) -> tuple[str, str, str]:
    where = "sur France VAE" if case.on_portal else "au certificateur"
    if case.autonomous:
        return (
            "Décrire ses expériences",
            "le candidat",
            f"Le candidat écrit son dossier de faisabilité et l’envoie {where}. Aucun justificatif d’expérience ne se "
            "demande.",
        )
    return (
        "Étudier la faisabilité",
        "le candidat et son accompagnateur",
        f"Un entretien, les expériences rapprochées du référentiel, un CV à jour ; l’accompagnateur donne son avis et "
        f"envoie le dossier {where}. Aucun justificatif d’expérience ne se demande.",
    )


def _admissibility(case: Case) -> tuple[str, str, str]:
    return (
        "Recevoir la recevabilité",
        CERTIFIER,
        f"Réponse dans les {case.months} mois qui suivent le dossier complet ; le silence vaut recevabilité (L6412-2).",
    )


def _dossier(case: Case) -> tuple[str, str, str]:
    who = "le candidat" if case.autonomous else "le candidat, avec son accompagnateur"
    filed = (
        "il est déposé sur France VAE" + ("" if case.autonomous else " par l’accompagnateur")
        if case.on_portal
        else "il est remis au centre qui tient la session"
    )
    return (
        "Écrire le dossier",
        who,
        f"Écriture dans « Dossiers », rendez-vous et travail personnel ; une fois prêt, {filed}.",
    )


def _jury(case: Case) -> tuple[str, str, str]:
    return (
        "Passer devant le jury",
        "le candidat",
        f"Les mêmes épreuves que tous les candidats du titre, dans un centre agréé, dans les {case.jury_months} mois "
        "qui suivent le dépôt.",
    )


def _after(case: Case) -> tuple[str, str, str]:
    who = "le candidat" if case.autonomous else "le candidat et son accompagnateur"
    return (
        "Tirer les suites",
        who,
        "Validation totale : le titre. Partielle : les blocs validés sont acquis, un entretien fixe comment obtenir "
        "les autres. Aucune : un nouveau parcours reste possible.",
    )
