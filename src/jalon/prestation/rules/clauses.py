"""The legal contents of the deeds by which a prestation is bought, each with its article (C4, C7)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One item that a deed must say: its key, its French label, the article that asks for it."""

    key: str
    label: str
    article: str


NATURE = Clause("nature", "Intitulé et nature de l’action", "L6353-1, D6353-1 ; L6353-4 1°")
OBJECT = Clause("object", "Objectif et contenu de l’action", "L6353-1, D6353-1 ; L6353-4 1°")
DURATION = Clause("duration", "Durée, dates et horaires", "L6353-1, D6353-1 ; L6353-4 1°")
NUMBERS = Clause("numbers", "Effectif concerné", "D6353-1 ; L6353-4 1°")
COURSE = Clause("course", "Modalités de déroulement et de suivi", "L6353-1, D6353-1")
SANCTION = Clause("sanction", "Contrôle des connaissances et sanction de l’action", "L6353-1 ; L6353-4 3°")
PRICE = Clause("price", "Prix, modalités de règlement et contributions publiques", "L6353-1, D6353-1")
PREREQUISITES = Clause("prerequisites", "Niveau de connaissances préalables requis", "L6353-4 2°")
MEANS = Clause("means", "Moyens pédagogiques et techniques", "L6353-4 3°")
TRAINERS = Clause("trainers", "Diplômes, titres ou références des intervenants", "L6353-4 4°")
PAYMENT = Clause(
    "payment", "Modalités de paiement, et conditions en cas d’abandon ou de cessation anticipée", "L6353-4 5°"
)
RETRACTION = Clause("retraction", "Délai et modalités de rétractation", "L6353-5")
REMOTE = Clause(
    "remote",
    "À distance : travaux demandés, temps estimé, suivi, évaluation et assistance",
    "L6353-1",
)

CONVENTION = (NATURE, OBJECT, DURATION, NUMBERS, COURSE, SANCTION, PRICE)
CONTRACT = (
    NATURE, OBJECT, DURATION, NUMBERS, PREREQUISITES, COURSE, MEANS, SANCTION, TRAINERS, PRICE, PAYMENT, RETRACTION,
)  # fmt: skip
QUOTE = (NATURE, OBJECT, DURATION, PRICE)


def clauses_of(kind: str, *, remote: bool) -> tuple[Clause, ...]:
    """What a deed of this kind must say."""
    base = {
        "quote": QUOTE, "convention": CONVENTION, "vae_convention": CONVENTION, "contract": CONTRACT,
    }.get(kind, ())  # fmt: skip
    return (*base, REMOTE) if remote and kind in {"convention", "vae_convention", "contract"} else base


def clause_faults(kind: str, texts: Mapping[str, str], *, remote: bool) -> list[str]:
    """Each item that lacks, with the article that asks for it."""
    return [
        f"Il manque « {clause.label} » ({clause.article})."
        for clause in clauses_of(kind, remote=remote)
        if not str(texts.get(clause.key, "")).strip()
    ]
