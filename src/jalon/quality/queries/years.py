"""The bounds of a year, and the years that may be looked at."""

from datetime import date, datetime

from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.models import JournalEntry


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of a year in Paris, and that of the next."""
    zone = timezone.get_default_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def years_of(organisme: Organisme, today: date) -> list[int]:
    """Years that may be looked at, the latest first: this one, the last whose report is due, back to the first act."""
    first = (
        JournalEntry.objects.filter(organisme_id=organisme.pk)
        .order_by("at")
        .values_list("at", flat=True)
        .first()
    )
    start = timezone.localdate(first).year if first else today.year
    return list(range(today.year, min(start, today.year - 1) - 1, -1))
