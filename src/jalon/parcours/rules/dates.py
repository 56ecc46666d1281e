"""Which days of a path are plausible: none before birth, none in a year nobody meant, no end before the start."""

from collections.abc import Mapping
from datetime import date

from jalon.common.calendar import add_years
from jalon.common.typography import day_label
from jalon.parcours.rules.hours import END_BEFORE_START

HORIZON_YEARS = 15
"""No path is planned or looked back upon further than that: beyond, a year was mistyped."""


def reasons_against_dates(
    days: Mapping[str, date | None], *, birth_date: date | None, today: date
) -> list[str]:
    """Every reason to refuse dates, each under its French name (« Le début » …)."""
    found = []
    for name, day in days.items():
        if day is None:
            continue
        if birth_date is not None and day <= birth_date:
            found.append(f"{name} ({day_label(day)}) précède la naissance de la personne.")
        elif not add_years(today, -HORIZON_YEARS) <= day <= add_years(today, HORIZON_YEARS):
            found.append(f"{name} ({day_label(day)}) est invraisemblable : vérifiez l’année.")
    return found


def reasons_against_span(starts_on: date | None, ends_on: date | None) -> list[str]:
    """Whether a path ends before it starts."""
    return [END_BEFORE_START] if starts_on and ends_on and ends_on < starts_on else []
