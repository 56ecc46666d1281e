"""When a step that waits is told to those whom it concerns: once as it comes near, once when it is past."""

from datetime import date, timedelta

NEAR, PAST = "soon", "late"


def alert_due(due_on: date | None, done_on: date | None, today: date, near: timedelta) -> str | None:
    """Which alert a step calls for on a day; None when it is done, has no day, or is still far."""
    if done_on is not None or due_on is None:
        return None
    if due_on < today:
        return PAST
    return NEAR if due_on <= today + near else None
