"""What the jury's result means: the eight results of France VAE, the legal outcome, and what may follow (B9, B10)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Outcome = Literal["total", "partial", "none", "absent"]
OUTCOMES: dict[str, Outcome] = {
    "full_whole": "total",
    "partial_whole": "partial",
    "full_blocs": "total",
    "partial_blocs": "partial",
    "partial_pending": "partial",
    "none": "none",
    "excused": "absent",
    "absent": "absent",
}
OUTCOME_LABELS: dict[Outcome, str] = {
    "total": "Validation totale",
    "partial": "Validation partielle",
    "none": "Aucune validation",
    "absent": "Absence au jury",
}
PENDING = "partial_pending"
WHOLE = frozenset({"full_whole", "partial_whole"})
BLOCS = frozenset({"full_blocs", "partial_blocs"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result as it was notified, against what the path aimed at; references of blocs and competences."""

    result: str
    whole: bool
    aimed: tuple[str, ...]
    validated: tuple[str, ...] = ()
    to_complete: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self.result]

    @property
    def remaining(self) -> tuple[str, ...]:
        """Blocs aimed at that were not validated."""
        return tuple(ref for ref in self.aimed if ref not in self.validated)


def verdict_faults(verdict: Verdict) -> list[str]:
    """Every contradiction between a result and its details; Jalon judges nothing, it refuses what cannot be true."""
    return list(_faults(verdict))


def _faults(verdict: Verdict) -> Iterable[str]:
    validated, outcome = set(verdict.validated), verdict.outcome
    if verdict.whole and verdict.result in BLOCS:
        yield "La personne visait la certification entière : ce résultat est celui d’un parcours par blocs."
    if not verdict.whole and verdict.result in WHOLE:
        yield "La personne visait des blocs : ce résultat est celui d’un parcours vers la certification entière."
    if strange := validated - set(verdict.aimed):
        yield f"Des blocs validés n’étaient pas visés : {', '.join(sorted(strange))}."
    if outcome == "total" and verdict.remaining:
        yield "Une réussite totale valide tous les blocs visés : cochez-les tous."
    if outcome == "partial" and not validated & set(verdict.aimed):
        yield "Une réussite partielle valide un bloc au moins : cochez-le."
    if outcome == "partial" and not verdict.remaining:
        yield "Une réussite partielle laisse un bloc à valider : décochez-le, ou choisissez la réussite totale."
    if outcome == "partial" and not verdict.to_complete:
        yield "Le jury d’une réussite partielle nomme ce qui est à compléter : indiquez-le (B10)."
    if outcome in ("none", "absent") and validated:
        yield "Ce résultat ne valide aucun bloc : décochez-les."
    if outcome == "absent" and verdict.to_complete:
        yield "Le jury n’a pas entendu la personne : il ne nomme rien à compléter."


INTERVIEW = "final_interview"
"""The last part of a point that names no bloc: the final interview, which has a result of its own (A7.3)."""


def result_of_session(outcome: str, *, whole: bool, aimed: Collection[str], held: Collection[str]) -> str:
    """The result of B9 that says what a procès-verbal decided; `held` are the blocs held after it.

    `outcome` is the jury's: title, partial, none, absent, excused.
    """
    if outcome in ("absent", "excused", "none"):
        return outcome
    if outcome == "title":
        return "full_whole" if whole else "full_blocs"
    if whole:
        return "partial_whole"
    return "full_blocs" if set(aimed) <= set(held) else "partial_blocs"


def left_after_session(
    titre_ref: str, outcome: str, *, whole: bool, aimed: Iterable[str], held: Collection[str]
) -> tuple[str, ...]:
    """What is left to obtain: the blocs not held, then the final interview where all of them are (A7.3, B10)."""
    if outcome in ("title", "absent", "excused"):
        return ()
    blocs = tuple(ref for ref in aimed if ref not in held)
    return blocs or ((f"{titre_ref}/{INTERVIEW}",) if whole else ())


def revision_faults(
    *, former: str, result: str, former_on: date, on: date, today: date, pv: str, replaced: bool, why: str
) -> list[str]:
    """Every reason why a decision is neither confirmed nor corrected (B9): it is replaced, for a told reason."""
    faults = []
    if replaced:
        faults.append("Cette décision est déjà remplacée : rechargez la page.")
    if pv:
        faults.append(f"Cette décision vient du procès-verbal {pv} : seul un autre procès-verbal la change.")
    if former == PENDING and result == PENDING:
        faults.append("Choisissez le résultat confirmé : celui-ci attend encore sa confirmation.")
    if former == PENDING and on < former_on:
        faults.append(f"La confirmation ne précède pas la décision du {former_on:%d/%m/%Y}.")
    if on > today:
        faults.append("Une décision ne se date pas dans l’avenir.")
    if not why.strip():
        faults.append("Écrivez ce qui vous l’apprend : courrier, France VAE, erreur de saisie…")
    return faults


def steps_faults(refs: Iterable[str], *, expected: Collection[str]) -> list[str]:
    """Why a post-jury plan is refused: each point that the jury named has its way, and no other is invented (B10)."""
    chosen = list(refs)
    faults = [f"{ref} : choisissez comment l’obtenir." for ref in expected if ref not in chosen]
    faults += [f"{ref} n’est pas un point que le jury a nommé." for ref in chosen if ref not in expected]
    return faults


def advised_way(ref: str, outcome: Outcome) -> str:
    """The way proposed first: a bloc by a session of CCP, a competence by training, all again by a new dossier."""
    if outcome in ("none", "absent"):
        return "new_dossier"
    return "ccp_session" if "/CCP" in ref or ref.endswith(INTERVIEW) else "training"
