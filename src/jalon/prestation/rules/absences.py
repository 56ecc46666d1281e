"""When a paper for days of absence may be handed over, and answered (indicator 12)."""

from collections.abc import Iterable
from datetime import date

from jalon.common.typography import date_span, day_label

LONGEST = 366
"""Days: a longer absence is a departure."""


def justification_faults(
    first_on: date,
    last_on: date,
    *,
    starts_on: date,
    ends_on: date,
    entered_on: date | None = None,
    left_on: date | None = None,
    birth_date: date | None = None,
    others: Iterable[tuple[date, date]] = (),
) -> list[str]:
    """Why these days cannot be justified: reversed, outside the stay, or already waiting for an answer."""
    faults = []
    if last_on < first_on:
        faults.append("La fin de l’absence précède son début.")
    elif (last_on - first_on).days > LONGEST:
        faults.append("Une absence de plus d’un an est une sortie : notez la sortie.")
    first, last = max(starts_on, entered_on or starts_on), min(ends_on, left_on or ends_on)
    if first_on > last or last_on < first:
        faults.append(f"Ces jours sont hors de la prestation ({date_span(first, last)}).")
    if birth_date is not None and first_on <= birth_date:
        faults.append("L’absence précède la naissance de la personne.")
    if any(a <= last_on and first_on <= b for a, b in others):
        faults.append("Un justificatif attend déjà sa réponse pour l’un de ces jours.")
    return faults


def answer_faults(status: str, accepted: bool, reason: str, decided_on: date | None) -> list[str]:
    """Why a paper cannot be answered so: already answered, refused without saying why."""
    faults = []
    if status != "waiting":
        when = f" le {day_label(decided_on)}" if decided_on else ""
        faults.append(f"Ce justificatif a déjà sa réponse{when}.")
    if not accepted and not reason.strip():
        faults.append("Un refus dit son motif.")
    return faults
