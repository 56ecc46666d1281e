"""What serves as evidence for which Qualiopi indicator (C1 to C3), told by each floor: a registry that `quality` reads.

Nothing is written twice: evidence is an act of the journal (its verb) or an issued document (its kind).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sort of evidence: the journal verbs and document kinds that make it, and the indicators it serves."""

    label: str
    indicators: tuple[int, ...]
    verbs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


_known: list[Evidence] = []


def register(*evidence: Evidence) -> None:
    """Let a floor tell its evidence; doing it twice is harmless."""
    _known.extend(one for one in evidence if one not in _known)


def all_evidence() -> tuple[Evidence, ...]:
    """Every sort of evidence, in the order in which the floors told it."""
    return tuple(_known)


EVIDENCE: tuple[Evidence, ...] = (
    Evidence("Information donnée avant l’inscription", (1,), verbs=("parcours.inform", "parcours.answer")),
    Evidence("Analyse du besoin et du dossier", (4,), verbs=("parcours.create", "parcours.apply", "parcours.study")),
    Evidence("Positionnement à l’entrée", (4, 8), verbs=("parcours.position",)),
    Evidence(
        "Parcours adapté à la personne", (10,), verbs=("parcours.admit", "parcours.accompany", "parcours.plan_again")
    ),
    Evidence("Certificats déjà acquis pris en compte", (8, 10), verbs=("parcours.hold_ccp",)),
    Evidence("Heures en entreprise prouvées", (7, 16), verbs=("parcours.period", "parcours.period.update")),
    Evidence("Évaluations en cours de formation", (11,), verbs=("parcours.ecf",)),
    Evidence(
        "Ruptures constatées et reprises", (12,), verbs=("parcours.interrupt", "parcours.resume", "parcours.lapse")
    ),
    Evidence("Présentation à la certification", (16,), verbs=("parcours.register",)),
    Evidence(
        "Résultats obtenus", (2, 3),
        verbs=("parcours.award", "parcours.award_part", "parcours.fail", "parcours.award_ccp", "parcours.award_titre"),
    ),
)  # fmt: skip
