"""What an experience may say of itself (B2): any length, paid or not, but dates that hold together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MINUTES_IN_A_WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Lived:
    """An experience as its rules see it; `ends_on` None: it goes on."""

    starts_on: date
    ends_on: date | None = None
    weekly_minutes: int | None = None
    competences: tuple[str, ...] = ()

    def days(self, today: date) -> int:
        """How many days it has lasted, up to `today` when it goes on."""
        last = today if self.ends_on is None else min(self.ends_on, today)
        return max(0, (last - self.starts_on).days + 1)

    def hours(self, today: date) -> int | None:
        """Hours given in all, by the time given each week; None when no time is told."""
        if self.weekly_minutes is None:
            return None
        return round(self.days(today) / 7 * self.weekly_minutes / 60)


def experience_faults(
    starts_on: date,
    ends_on: date | None,
    *,
    today: date,
    birth_date: date | None = None,
    weekly_minutes: int | None = None,
) -> list[tuple[str, str]]:
    """Every reason to refuse an experience, with the field it belongs to; none for its length (B2)."""
    faults = []
    if starts_on > today:
        faults.append(("starts_on", "Une expérience à venir ne compte pas encore : indiquez un début passé."))
    if birth_date is not None and starts_on <= birth_date:
        faults.append(("starts_on", "Le début de l’expérience précède la naissance de la personne."))
    if ends_on is not None and ends_on < starts_on:
        faults.append(("ends_on", "La fin de l’expérience précède son début."))
    if ends_on is not None and ends_on > today:
        faults.append(("ends_on", "La fin est à venir : laissez-la vide tant que l’expérience se poursuit."))
    if weekly_minutes is not None and not 0 < weekly_minutes <= MINUTES_IN_A_WEEK:
        faults.append(("weekly_minutes", "Le temps par semaine va de quelques minutes à 168 heures."))
    return faults


def total_hours(lived: Iterable[Lived], today: date) -> int:
    """Hours of all the experiences that tell theirs: an order of magnitude for the adviser, no threshold (B2)."""
    return sum(one.hours(today) or 0 for one in lived)
