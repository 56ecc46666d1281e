"""The clocks of the congé de VAE (B13): 48 hours per validation, asked a month before, answered within fifteen days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jalon.common.calendar import add_months

LEAVE_MINUTES = 48 * 60
NOTICE = timedelta(days=30)
ANSWER = timedelta(days=15)
POSTPONED_MONTHS = 1

State = Literal["waiting", "silent", "granted", "postponed"]
STATE_LABELS: dict[State, str] = {
    "waiting": "En attente de la réponse",
    "silent": "Sans réponse dans le délai",
    "granted": "Accordé",
    "postponed": "Reporté",
}


@dataclass(frozen=True, slots=True)
class Leave:
    """A request as its clocks see it; `postponed_to` is the first day that the employer proposes instead."""

    requested_on: date
    starts_on: date
    ends_on: date
    minutes: int
    answer: str = ""
    answered_on: date | None = None
    postponed_to: date | None = None

    @property
    def answer_due_on(self) -> date:
        """Last day of the employer's fifteen calendar days."""
        return self.requested_on + ANSWER

    @property
    def latest_start(self) -> date:
        """Last day to which the employer may postpone the beginning."""
        return add_months(self.starts_on, POSTPONED_MONTHS)

    def state(self, today: date) -> State:
        """Where the request stands on a day."""
        if self.answer == "granted":
            return "granted"
        if self.answer == "postponed":
            return "postponed"
        return "silent" if today > self.answer_due_on else "waiting"


def request_faults(leave: Leave, *, recevable: bool, used: int = 0) -> list[str]:
    """Every reason why a request does not hold; `used` minutes were already asked for this validation."""
    faults = []
    if leave.ends_on < leave.starts_on:
        faults.append("La fin du congé précède son début.")
    if leave.starts_on < leave.requested_on + NOTICE:
        first = leave.requested_on + NOTICE
        faults.append(
            f"La demande se fait au moins {NOTICE.days} jours avant : le congé peut débuter le {first:%d/%m/%Y}."
        )
    if leave.minutes < 1:
        faults.append("Indiquez la durée du congé.")
    elif leave.minutes + used > LEAVE_MINUTES:
        left = max(0, LEAVE_MINUTES - used)
        faults.append(
            f"Le congé de VAE compte {LEAVE_MINUTES // 60} heures par validation : il en reste {left // 60}."
        )
    if not recevable:
        faults.append(
            "La demande se joint à la preuve de recevabilité : elle se fait une fois celle-ci acquise."
        )
    return faults


def answer_faults(leave: Leave) -> list[str]:
    """Every reason why an employer's answer does not hold."""
    faults = []
    if leave.answered_on is None or leave.answered_on < leave.requested_on:
        faults.append("La réponse ne précède pas la demande.")
    if leave.answer == "postponed":
        if leave.postponed_to is None:
            faults.append("Indiquez le jour auquel le congé est reporté.")
        elif leave.postponed_to <= leave.starts_on:
            faults.append("Un report fixe un jour après celui qui était demandé.")
        elif leave.postponed_to > leave.latest_start:
            faults.append(
                f"L’employeur peut reporter d’un mois au plus : le {leave.latest_start:%d/%m/%Y} au plus tard."
            )
    return faults
