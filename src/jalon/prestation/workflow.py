"""The life of a prestation, and that of an engagement (C4, C9, B14)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jalon.common.workflow import Transition, Workflow

LEADERS = frozenset({"responsable_session", "administrateur"})
TRAINERS = frozenset({"formateur", "accompagnateur_vae"})
TEAM = LEADERS | TRAINERS
CANDIDATE = frozenset({"candidat"})


@dataclass(frozen=True, slots=True)
class Found:
    """What an act is checked against: reasons found by the rules, and the note that some acts ask for."""

    blockers: tuple[str, ...] = ()
    note: str = ""


def clear(found: Found) -> Iterable[str]:
    """Nothing known stands against the act."""
    return found.blockers


def reasoned(found: Found) -> Iterator[str]:
    """What ends something says why."""
    yield from found.blockers
    if not found.note.strip():
        yield "Indiquez le motif."


PRESTATION_WORKFLOW = Workflow(
    name="prestation",
    label="Vie d’une prestation",
    states={
        "draft": "En préparation",
        "open": "Ouverte aux inscriptions",
        "running": "En cours",
        "done": "Achevée",
        "cancelled": "Annulée",
    },
    initial="draft",
    transitions=(
        Transition("open", "Ouvrir aux inscriptions", frozenset({"draft"}), "open", TEAM,
                   "a ouvert la prestation", "C4, B14", clear),
        Transition("start", "Commencer", frozenset({"open"}), "running", TEAM,
                   "a commencé la prestation", "C5", clear),
        Transition("finish", "Achever", frozenset({"running"}), "done", TEAM,
                   "a achevé la prestation", "C9", clear,
                   "Achever cette prestation ? Aucune séance ne pourra plus y être ajoutée."),
        Transition("reopen", "Reprendre", frozenset({"done"}), "running", LEADERS,
                   "a repris la prestation", "", reasoned),
        Transition("cancel", "Annuler", frozenset({"draft", "open", "running"}), "cancelled", LEADERS,
                   "a annulé la prestation", "C4 — conditions d’interruption", reasoned,
                   "Annuler cette prestation ? Ses séances à venir seront annulées aussi."),
    ),
)  # fmt: skip

ENGAGEMENT_WORKFLOW = Workflow(
    name="prestation-engagement",
    label="Vie d’un devis, d’une convention ou d’un contrat",
    states={
        "draft": "En préparation",
        "sent": "À signer",
        "signed": "Signé par toutes les parties",
        "declined": "Refusé",
        "retracted": "Rétracté",
        "superseded": "Remplacé",
    },
    initial="draft",
    transitions=(
        Transition("send", "Envoyer à la signature", frozenset({"draft"}), "sent", TEAM,
                   "a envoyé l’acte à la signature", "C4 — L6353-1, L6353-4", clear,
                   "Envoyer ce document ? Il ne pourra plus être modifié, seulement remplacé."),
        Transition("sign", "Signer", frozenset({"sent"}), "sent", TEAM | CANDIDATE,
                   "a signé l’acte", "C4 — L6353-3", clear),
        Transition("conclude", "Constater toutes les signatures", frozenset({"sent"}), "signed", TEAM | CANDIDATE,
                   "a conclu l’acte", "C4", clear),
        Transition("decline", "Refuser", frozenset({"sent"}), "declined", TEAM | CANDIDATE,
                   "a refusé l’acte", "C4", reasoned),
        Transition("retract", "Se rétracter", frozenset({"signed"}), "retracted", LEADERS | CANDIDATE,
                   "s’est rétracté", "C4 — L6353-5", clear,
                   "Se rétracter de ce contrat ? Aucune somme n’est due."),
        Transition("supersede", "Remplacer par un nouvel acte", frozenset({"sent", "signed", "declined", "retracted"}),
                   "superseded", TEAM, "a remplacé l’acte", "rien de signé ne change", clear),
    ),
)  # fmt: skip
