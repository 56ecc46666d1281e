"""Hours in companies against the minima of the RE, CCP by CCP: where each stands, and when it will be enough (A.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

_PACE = 4  # last weeks declared that give the rhythm


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Hours of one week, or of a whole stay recorded at once (`monday` its first day)."""

    ccp_number: int
    monday: date | None
    hours: int
    proven: bool


@dataclass(frozen=True, slots=True)
class PlannedStay:
    """What a convention still plans: hours not declared yet, between two days, both included."""

    ccp_number: int
    starts_on: date
    ends_on: date
    hours: int


@dataclass(frozen=True, slots=True)
class Gauge:
    """One CCP: hours required, declared, proved, still planned by conventions; the day they will be enough.

    `by_plan` tells that this day is that of the conventions, rather than of the pace of the last weeks.
    """

    ccp_number: int
    required: int
    declared: int
    proven: int
    planned: int
    enough_on: date | None = None
    by_plan: bool = False

    @property
    def missing(self) -> int:
        return max(0, self.required - self.declared)

    @property
    def unproven(self) -> int:
        return max(0, min(self.required, self.declared) - self.proven)

    @property
    def met(self) -> bool:
        return self.proven >= self.required

    @property
    def share(self) -> int:
        """Percentage of the minimum that is proved."""
        return 100 if not self.required else min(100, 100 * self.proven // self.required)

    @property
    def declared_share(self) -> int:
        return 100 if not self.required else min(100, 100 * self.declared // self.required)

    @property
    def told(self) -> str:
        """« Inscription recevable quand … », in French."""
        if self.met:
            return "Le minimum est prouvé : l’inscription est recevable pour ce CCP."
        needs = []
        if self.missing:
            needs.append(f"{self.missing} h de plus sont faites")
        if self.unproven:
            needs.append(f"la preuve de {self.unproven} h est reçue")
        if self.missing and not self.unproven:
            needs.append("leur preuve est reçue")
        lack = self.missing - self.planned
        end = f" Les conventions ne prévoient pas {lack} h." if self.missing and lack > 0 else ""
        return f"Inscription recevable quand {' et '.join(needs)}.{end}"


def gauges(
    weeks: Iterable[WeekHours],
    minima: Mapping[int, int],
    planned: Mapping[int, int],
    today: date,
    stays: Iterable[PlannedStay] = (),
) -> list[Gauge]:
    """A gauge for each CCP that has a minimum; a plentiful CCP never makes up for a poor one (X2).

    The day is that of the conventions where they plan enough, else that of the pace of the last weeks.
    """
    rows, plans = list(weeks), list(stays)
    found = []
    for number, required in sorted(minima.items()):
        own = [one for one in rows if one.ccp_number == number]
        declared = sum(one.hours for one in own)
        proven = sum(one.hours for one in own if one.proven)
        missing = required - declared
        by_plan = planned_on([one for one in plans if one.ccp_number == number], missing, today)
        found.append(
            Gauge(
                number, required, declared, proven, planned.get(number, 0),
                by_plan or _enough_on(own, missing, today), by_plan=by_plan is not None,
            )
        )  # fmt: skip
    return found


def planned_on(stays: Iterable[PlannedStay], missing: int, today: date) -> date | None:
    """The day on which the conventions reach the hours missing, spread over their weekdays; None when they do not."""
    if missing <= 0:
        return None
    by_day: dict[date, float] = {}
    for one in stays:
        first = max(one.starts_on, today)
        days = [first + timedelta(days=rank) for rank in range((one.ends_on - first).days + 1)]
        worked = [day for day in days if day.weekday() < 5] or days
        for day in worked:
            by_day[day] = by_day.get(day, 0) + one.hours / len(worked)
    reached = 0.0
    for day in sorted(by_day):
        reached += by_day[day]
        if reached >= missing - 1e-6:
            return day
    return None


def _enough_on(own: list[WeekHours], missing: int, today: date) -> date | None:
    """The Friday on which the minimum is reached at the rhythm of the last weeks; None without any rhythm."""
    if missing <= 0:
        return None
    dated = sorted((one.monday, one.hours) for one in own if one.monday is not None)
    by_week: dict[date, int] = {}
    for monday, hours in dated:
        first = monday - timedelta(days=monday.weekday())
        by_week[first] = by_week.get(first, 0) + hours
    last = sorted(by_week)[-_PACE:]
    if not last:
        return None
    pace = sum(by_week[monday] for monday in last) / len(last)
    start = max(last[-1], today - timedelta(days=today.weekday() + 7))
    return start + timedelta(weeks=ceil(missing / pace), days=4)


def week_faults(
    monday: date,
    hours: int,
    starts_on: date,
    ends_on: date,
    today: date,
    *,
    most: int,
    ended_on: date | None = None,
) -> list[str]:
    """Why the hours of a week cannot be declared: all the reasons."""
    faults = []
    if monday.weekday():
        faults.append("Donnez le lundi de la semaine.")
    if monday > today:
        faults.append("Une semaine se déclare quand elle a commencé.")
    last = ended_on or ends_on
    if monday + timedelta(days=6) < starts_on or monday > last:
        faults.append(f"Cette semaine est hors du stage, du {starts_on:%d/%m/%Y} au {last:%d/%m/%Y}.")
    if hours < 1:
        faults.append("Indiquez au moins une heure.")
    if hours > most:
        faults.append(f"{hours} h dépassent {most} h, le plus qu’une semaine de stage puisse compter.")
    return faults


def convention_faults(
    starts_on: date,
    ends_on: date,
    hours: int,
    competences: Iterable[str],
    known: Iterable[str],
    birth_date: date | None,
) -> list[str]:
    """Why a convention cannot be kept: all the reasons."""
    faults = []
    if ends_on < starts_on:
        faults.append("La fin du stage précède son début.")
    if birth_date is not None and starts_on <= birth_date:
        faults.append("Le stage commence avant la naissance de la personne.")
    if hours < 1:
        faults.append("Un stage compte au moins une heure.")
    days = (ends_on - starts_on).days + 1
    if days > 0 and hours > days * 10:
        faults.append(f"{hours} h ne tiennent pas dans {days} jour{'s' if days > 1 else ''}.")
    chosen, all_known = set(competences), set(known)
    if not chosen:
        faults.append("Choisissez au moins une compétence travaillée.")
    if chosen - all_known:
        faults.append("Une compétence n’est pas de ce CCP.")
    return faults
