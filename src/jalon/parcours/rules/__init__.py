"""Pure rules of a path: hours in companies, CCPs still to acquire, clocks."""

from jalon.parcours.rules.hours import (
    END_BEFORE_START,
    HoursGap,
    Period,
    company_hours_gaps,
    missing_ccps,
)

__all__ = ["END_BEFORE_START", "HoursGap", "Period", "company_hours_gaps", "missing_ccps"]
