"""Lives of a grid and of a procès-verbal (A7.4, A7.5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from jalon.common.workflow import Transition, Workflow

LEADERS = frozenset({"responsable_session", "administrateur"})
JURORS = frozenset({"jure"})
DDETS = frozenset({"ddets"})


@dataclass(frozen=True, slots=True)
class PVFacts:
    """What the guards of a procès-verbal need to know; names are those of people."""

    up_to_date: bool = True
    session_refuses: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    reason: str = ""


def _may_sign(facts: PVFacts) -> Iterator[str]:
    if not facts.up_to_date:
        yield "Le projet n’est plus à jour : ce qui a été saisi depuis doit y figurer. Établissez-le à nouveau."


def _all_signed(facts: PVFacts) -> Iterator[str]:
    if facts.unsigned:
        yield f"Signature attendue de : {', '.join(facts.unsigned)}."


def _reasoned(facts: PVFacts) -> Iterator[str]:
    if not facts.reason.strip():
        yield "Indiquez le motif."


PV_STATES = {
    "draft": "Projet",
    "signing": "À la signature",
    "signed": "Signé",
    "transmitted": "Transmis",
    "validated": "Validé",
    "refused": "Refusé",
    "withdrawn": "Retiré",
}
# States in which everything the procès-verbal rests on is sealed.
SEALED = frozenset({"signing", "signed", "transmitted", "validated"})

PV_WORKFLOW = Workflow(
    name="pv",
    label="Vie d’un procès-verbal de session",
    states=PV_STATES,
    initial="draft",
    transitions=(
        Transition(
            "refresh", "Établir à nouveau", frozenset({"draft"}), "draft", LEADERS | JURORS,
            "a établi à nouveau le projet de procès-verbal", "A7.5",
        ),
        Transition(
            "sign", "Signer", frozenset({"draft", "signing"}), "signing", JURORS,
            "a signé le procès-verbal", "A7.4 — chaque juré signe.", _may_sign,
        ),
        Transition(
            "seal", "Sceller", frozenset({"signing"}), "signed", JURORS,
            "a scellé le procès-verbal", "A7.5", _all_signed,
        ),
        Transition(
            "withdraw", "Retirer avant la dernière signature", frozenset({"signing"}), "withdrawn", LEADERS,
            "a retiré le procès-verbal avant sa dernière signature", "A7.5", _reasoned,
            "Les signatures déjà données ne vaudront plus : un nouveau procès-verbal devra être établi et signé.",
        ),
        Transition(
            "transmit", "Transmettre à la DDETS", frozenset({"signed"}), "transmitted", LEADERS,
            "a transmis le procès-verbal à la DDETS", "A7.5", None,
            "Le procès-verbal signé sera adressé à la DDETS pour validation.",
        ),
        Transition(
            "validate", "Valider", frozenset({"transmitted"}), "validated", DDETS,
            "a validé le procès-verbal", "A7.5 — représentant territorial compétent.", None,
            "Les CCP et les titres proposés par le jury seront acquis, et chaque candidat en sera informé.",
        ),
        Transition(
            "refuse", "Refuser", frozenset({"transmitted"}), "refused", DDETS,
            "a refusé le procès-verbal", "A7.5", _reasoned,
            "Le jury devra délibérer et signer à nouveau.",
        ),
    ),
)  # fmt: skip

GRID_WORKFLOW = Workflow(
    name="grid",
    label="Vie d’une grille d’évaluation",
    states={"open": "En cours", "submitted": "Remise"},
    initial="open",
    transitions=(
        Transition(
            "submit", "Remettre la grille", frozenset({"open"}), "submitted", JURORS,
            "a remis une grille", "A7.4",
        ),
        Transition(
            "reopen", "Rouvrir la grille", frozenset({"submitted"}), "open", JURORS,
            "a rouvert une grille", "A7.4 — avant la signature du procès-verbal.",
        ),
    ),
)  # fmt: skip
