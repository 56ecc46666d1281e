"""What an ECF and a mock exam must hold to be kept; no mark is ever computed (A6.7)."""

from collections.abc import Iterable, Mapping

UNSEEN = "unseen"


def grid_faults(met: Mapping[str, str], known: Iterable[str]) -> list[str]:
    """Why a grid cannot be kept: criteria of another title, or nothing observed."""
    criteria = set(known)
    faults = []
    if set(met) - criteria:
        faults.append("Un critère n’est pas de cette grille.")
    if all(value == UNSEEN for value in met.values()):
        faults.append("Appréciez au moins un critère.")
    return faults


def ecf_faults(met: Mapping[str, str], known: Iterable[str], situation: str) -> list[str]:
    """Why an ECF cannot be kept: all the reasons."""
    faults = grid_faults(met, known)
    if not situation.strip():
        faults.append("Décrivez la situation dans laquelle la compétence a été évaluée.")
    return faults
