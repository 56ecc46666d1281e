"""How an accompaniment plan holds together: hours, meetings, price (B14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jalon.common.typography import minutes as told


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """What the centre commits itself to, in minutes (settings of B14)."""

    plan_min: int
    plan_max: int
    meeting_min: int
    meeting_max: int

    @classmethod
    def of(cls, parameters: Mapping[str, int]) -> "PlanLimits":
        """The limits that a centre has set."""
        return cls(
            plan_min=parameters["vae_hours_min"] * 60,
            plan_max=parameters["vae_hours_max"] * 60,
            meeting_min=parameters["vae_meeting_minutes_min"],
            meeting_max=parameters["vae_meeting_minutes_max"],
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting as its rules see it."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def plan_faults(minutes: int, limits: PlanLimits, *, first: bool = True) -> list[str]:
    """Why a plan of this length is refused; one that follows a partial result may be shorter than the first (B10)."""
    faults = []
    if minutes < 1:
        faults.append("Indiquez la durée de l’accompagnement.")
    elif first and minutes < limits.plan_min:
        faults.append(f"L’accompagnement dure au moins {told(limits.plan_min)} (réglage du centre, B14).")
    if minutes > limits.plan_max:
        faults.append(f"L’accompagnement dure au plus {told(limits.plan_max)} (réglage du centre, B14).")
    return faults


def meeting_faults(slot: Slot, others: Sequence[Slot], limits: PlanLimits) -> list[str]:
    """Why a meeting is refused: its length, and the other meetings of the candidate at the same hours."""
    faults = []
    if not limits.meeting_min <= slot.minutes <= limits.meeting_max:
        faults.append(
            f"Un rendez-vous dure de {told(limits.meeting_min)} à {told(limits.meeting_max)} "
            "(réglage du centre, B14)."
        )
    if any(slot.starts_at < other.ends_at and other.starts_at < slot.ends_at for other in others):
        faults.append("Un autre rendez-vous de la personne occupe déjà ces heures.")
    return faults


def agreement_faults(minutes: int, slots: Sequence[Slot], limits: PlanLimits, *, first: bool) -> list[str]:
    """Why a plan cannot be agreed yet: every reason of its length, and its calendar (B14)."""
    faults = plan_faults(minutes, limits, first=first)
    planned = sum(slot.minutes for slot in slots)
    if not slots:
        faults.append("Le calendrier est vide : fixez les rendez-vous avec la personne.")
    elif planned != minutes:
        faults.append(f"Les rendez-vous totalisent {told(planned)} pour {told(minutes)} prévues.")
    return faults


def held_faults(held: int, starts_at: datetime, now: datetime, limits: PlanLimits) -> list[str]:
    """Why the account of a meeting is refused: one that has not begun, or a length out of sense."""
    faults = []
    if starts_at > now:
        faults.append("Ce rendez-vous n’a pas encore commencé : son compte rendu s’écrit après.")
    if not 0 < held <= limits.meeting_max:
        faults.append(f"La durée réelle va d’une minute à {told(limits.meeting_max)}.")
    return faults


def price_cents(minutes: int, hourly_cents: int) -> int:
    """What so many minutes cost at the hourly price, to the nearest cent."""
    return round(minutes * hourly_cents / 60)


@dataclass(frozen=True, slots=True)
class Gauge:
    """Minutes done against minutes planned."""

    done: int
    planned: int

    @property
    def share(self) -> int:
        """Per cent done, at most 100."""
        return min(100, round(100 * self.done / self.planned)) if self.planned else 0
