"""The year that a quality screen looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, whole_number
from jalon.quality.queries import years_of


@dataclass(frozen=True, slots=True)
class YearView:
    """One organisme over one year; `years` are those that may be chosen; `auditor`: nothing can be written."""

    organisme: Organisme
    year: int
    years: Sequence[int]
    today: date
    auditor: str = ""


def year_view(request: ActorRequest) -> YearView:
    """What the address asks for (`annee`); anything unknown is this year."""
    reader = getattr(request, "reader", None)
    organisme = reader.organisme if reader else current_organisme(request.actor)
    auditor = reader.access.auditor if reader and reader.access else ""
    today = timezone.localdate()
    years = years_of(organisme, today)
    asked = whole_number(request.GET.get("annee", "") or request.POST.get("annee", ""))
    return YearView(organisme, asked if asked in years else today.year, years, today, auditor)
