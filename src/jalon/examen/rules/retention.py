"""How long the file of a session is kept (A9.1): a setting of the organisme, never a deletion by itself."""

from datetime import date

from jalon.common.calendar import add_years


def kept_until(last_day: date, years: int) -> date:
    """The last day on which the file of a session is kept, `years` after its own last day (A9.1)."""
    return add_years(last_day, years)


def is_past_retention(last_day: date, years: int, today: date) -> bool:
    """Whether the file may now be destroyed; someone decides, the software only says so."""
    return today > kept_until(last_day, years)
