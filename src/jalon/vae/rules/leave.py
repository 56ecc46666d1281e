"""The clocks of the congé de VAE (B13, L6422-2, R6422-4): its hours, its notice, the employer's answer or silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from jalon.common.calendar import add_months
from jalon.common.parameters import PARAMETERS
from jalon.common.typography import minutes as told

State = Literal["waiting", "silent", "tacit", "granted", "postponed", "withdrawn"]
STATE_LABELS: dict[State, str] = {
    "waiting": "En attente de la réponse",
    "silent": "Sans réponse dans le délai",
    "tacit": "Accordé par le silence",
    "granted": "Accordé",
    "postponed": "Reporté",
    "withdrawn": "Demande retirée",
}
_KEYS = (
    "vae_leave_hours",
    "vae_leave_notice_days",
    "vae_leave_answer_days",
    "vae_leave_silence_grants",
    "vae_leave_postponed_months",
)


@dataclass(frozen=True, slots=True)
class LeaveLimits:
    """What the law gives, as the centre has set it (R6422-4): hours, days of notice and of answer, a postponement."""

    hours: int
    notice_days: int
    answer_days: int
    silence_grants: bool
    postponed_months: int

    @classmethod
    def of(cls, parameters: Mapping[str, int]) -> "LeaveLimits":
        """The limits among the parameters of a centre."""
        hours, notice, answer, silence, months = (parameters[key] for key in _KEYS)
        return cls(hours, notice, answer, bool(silence), months)


DEFAULT = LeaveLimits.of({key: PARAMETERS[key].default for key in _KEYS})


@dataclass(frozen=True, slots=True)
class Leave:
    """A request as its clocks see it; `requested_on` is the day the employer received it, whence every delay runs.

    `postponed_to` is the first day that the employer proposes instead.
    """

    requested_on: date
    starts_on: date
    ends_on: date
    minutes: int
    answer: str = ""
    answered_on: date | None = None
    postponed_to: date | None = None
    withdrawn_on: date | None = None
    limits: LeaveLimits = field(default=DEFAULT)

    @property
    def answer_due_on(self) -> date:
        """Last of the calendar days in which the employer answers."""
        return self.requested_on + timedelta(days=self.limits.answer_days)

    @property
    def tacit_on(self) -> date:
        """The day on which a silence is worth an agreement."""
        return self.answer_due_on + timedelta(days=1)

    @property
    def earliest_start(self) -> date:
        """First day on which the leave may begin."""
        return self.requested_on + timedelta(days=self.limits.notice_days)

    @property
    def latest_start(self) -> date:
        """Last day to which the employer may postpone the beginning."""
        return add_months(self.starts_on, self.limits.postponed_months)

    def state(self, today: date) -> State:
        """Where the request stands on a day; the silence is worth an agreement the day after the last one (R6422-4)."""
        if self.withdrawn_on is not None:
            return "withdrawn"
        if self.answer == "granted":
            return "granted"
        if self.answer == "postponed":
            return "postponed"
        if today <= self.answer_due_on:
            return "waiting"
        return "tacit" if self.limits.silence_grants else "silent"


def request_faults(
    leave: Leave, *, recevable: bool, used: int = 0, recevable_until: date | None = None
) -> list[str]:
    """Every reason why a request does not hold; `used` minutes were already asked for this validation."""
    faults = []
    if leave.ends_on < leave.starts_on:
        faults.append("La fin du congé précède son début.")
    if leave.starts_on < leave.earliest_start:
        faults.append(
            f"L’employeur reçoit la demande au moins {leave.limits.notice_days} jours avant : "
            f"le congé peut débuter le {leave.earliest_start:%d/%m/%Y}."
        )
    allowed = leave.limits.hours * 60
    if leave.minutes < 1:
        faults.append("Indiquez la durée du congé.")
    elif leave.minutes + used > allowed:
        faults.append(
            f"Le congé de VAE compte {leave.limits.hours} heures par validation : "
            f"il en reste {told(max(0, allowed - used))}."
        )
    if not recevable:
        faults.append(
            "La demande se joint à la preuve de recevabilité : elle se fait une fois celle-ci acquise."
        )
    elif recevable_until is not None and leave.starts_on > recevable_until:
        faults.append(
            f"La recevabilité prend fin le {recevable_until:%d/%m/%Y}, avant le début du congé : "
            "choisissez un jour antérieur, ou faites-la prolonger."
        )
    return faults


def withdrawal_faults(leave: Leave, today: date) -> list[str]:
    """Why a request is not withdrawn: it already is, or the leave has begun."""
    if leave.withdrawn_on is not None:
        return ["Cette demande est déjà retirée."]
    begins = leave.postponed_to or leave.starts_on
    if leave.state(today) != "silent" and begins <= today:
        return ["Le congé a commencé : la demande ne se retire plus."]
    return []


def answer_faults(leave: Leave) -> list[str]:
    """Every reason why an employer's answer does not hold."""
    faults = []
    if leave.withdrawn_on is not None:
        faults.append("Cette demande est retirée : elle n’attend plus de réponse.")
    if leave.answered_on is None or leave.answered_on < leave.requested_on:
        faults.append("La réponse ne précède pas la demande.")
    if leave.answer == "postponed":
        if leave.limits.silence_grants and leave.answered_on and leave.answered_on > leave.answer_due_on:
            faults.append(
                f"Le délai de réponse a pris fin le {leave.answer_due_on:%d/%m/%Y} : "
                "le silence de l’employeur vaut accord (R6422-4), il ne peut plus reporter."
            )
        if leave.postponed_to is None:
            faults.append("Indiquez le jour auquel le congé est reporté.")
        elif leave.postponed_to <= leave.starts_on:
            faults.append("Un report fixe un jour après celui qui était demandé.")
        elif leave.postponed_to > leave.latest_start:
            months = (
                "d’un mois"
                if leave.limits.postponed_months == 1
                else f"de {leave.limits.postponed_months} mois"
            )
            faults.append(
                f"L’employeur peut reporter {months} au plus : le {leave.latest_start:%d/%m/%Y} au plus tard."
            )
    return faults
