"""What is decided at the entry: interviews kept short, dispensations that leave something to follow (C6)."""

from collections.abc import Iterable
from datetime import date


def day_faults(on: date, today: date, birth_date: date | None, what: str) -> list[str]:
    """Why a day cannot be that of an act already done."""
    faults = []
    if on > today:
        faults.append(f"{what} ne se date pas dans l’avenir.")
    if birth_date is not None and on <= birth_date:
        faults.append(f"{what} précède la naissance de la personne.")
    return faults


def dispensation_faults(minutes: int, reason: str, planned: int | None, others: Iterable[int]) -> list[str]:
    """Why a dispensation is refused: nothing lifted, no reason, more than the training holds."""
    faults = []
    if minutes <= 0:
        faults.append("Une dispense lève au moins une minute.")
    if not reason.strip():
        faults.append("Dites ce qui fonde la dispense : positionnement, CCP déjà acquis, expérience.")
    if planned is not None and minutes + sum(others) >= planned:
        hours = planned // 60
        faults.append(
            f"Les dispenses lèveraient toute la formation ({hours} h) : il n’en resterait rien à suivre."
        )
    return faults
