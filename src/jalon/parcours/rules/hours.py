"""Pure rules of a path to a title: hours spent in companies, CCPs still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

END_BEFORE_START = "La fin du parcours précède son début."


DAY_HOURS, LONGEST = 24, 5000
"""Bounds beyond which hours were mistyped: no day holds more, and no path asks for so many."""


def against_hours(hours: int, starts_on: date | None, ends_on: date | None) -> str:
    """Why hours in a company are refused, or nothing; both days are included."""
    if hours < 1:
        return "Indiquez au moins une heure."
    if starts_on and ends_on and hours > (most := DAY_HOURS * ((ends_on - starts_on).days + 1)):
        return f"{hours} h ne tiennent pas dans la période : {most} h au plus."
    return f"{hours} h sont invraisemblables : vérifiez le nombre." if hours > LONGEST else ""


@dataclass(frozen=True, slots=True)
class Period:
    """A stay in a company for one CCP; `proven` when the responsable holds a proof (A.8)."""

    ccp_number: int
    hours: int
    proven: bool


@dataclass(frozen=True, slots=True)
class HoursGap:
    """What lacks for one CCP, or for the whole title (`ccp_number` None); figures are hours.

    `done` counts every declared hour, `proven` those with a proof; one of them is below `required`.
    """

    ccp_number: int | None
    required: int
    done: int
    proven: int

    @property
    def missing(self) -> int:
        return max(0, self.required - self.done)

    @property
    def unproven(self) -> int:
        """Hours that were done but lack a proof, once the missing ones are put aside."""
        return max(0, min(self.required, self.done) - self.proven)


def company_hours_gaps(
    periods: Iterable[Period], minima: Mapping[int, int], total: int | None = None
) -> list[HoursGap]:
    """Gaps against the référentiel's minimum of each CCP, and against the title's total when it is at stake.

    Each CCP is checked on its own: a plentiful CCP never makes up for a poor one (X2, A.8).
    """
    done: dict[int, int] = {}
    proven: dict[int, int] = {}
    for period in periods:
        done[period.ccp_number] = done.get(period.ccp_number, 0) + period.hours
        if period.proven:
            proven[period.ccp_number] = proven.get(period.ccp_number, 0) + period.hours
    lines = [
        HoursGap(number, required, done.get(number, 0), proven.get(number, 0))
        for number, required in sorted(minima.items())
    ]
    if total:
        lines.append(HoursGap(None, total, sum(done.values()), sum(proven.values())))
    return [line for line in lines if line.proven < line.required]


def missing_ccps(all_ccps: Iterable[str], acquired: Iterable[str]) -> list[str]:
    """CCP ids that are still to be acquired, in the title's order (A1.2)."""
    held = set(acquired)
    return [ccp for ccp in all_ccps if ccp not in held]
