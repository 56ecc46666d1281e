"""Half-days of many séances at once, for the day’s sheet and the week: a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from jalon.common.actor import Actor
from jalon.parcours.permissions import LEADERS
from jalon.prestation.models import Seance
from jalon.prestation.permissions import prestations_visible_to
from jalon.prestation.queries.presence import SeanceSheet, sheets_of
from jalon.prestation.rules.hours import PARIS


@dataclass(frozen=True, slots=True)
class Slot:
    """One half-day of a séance, with what its sheet still lacks."""

    seance: Seance
    sheet: SeanceSheet
    begun: bool
    over: bool

    @property
    def day(self) -> date:
        return self.sheet.half.starts_at.date()

    @property
    def state(self) -> tuple[str, str]:
        """What to say of it, and its tone."""
        if self.seance.cancelled_at is not None:
            return "annulée", "danger"
        if not self.begun:
            return "à venir", "neutral"
        lacking = len(self.sheet.unnoted)
        if lacking:
            return f"{lacking} à noter", "warning"
        if self.sheet.signed < self.sheet.expected:
            return f"{self.sheet.expected - self.sheet.signed} à signer", "warning"
        if self.sheet.awaits_trainer:
            return "à contresigner", "warning"
        return "complète", "success"


def seances_between(actor: Actor, first: date, last: date) -> list[Seance]:
    """Séances of these days that the actor leads, or gives; those of the groups they are the trainer of too."""
    rows = Seance.objects.filter(
        prestation__in=prestations_visible_to(actor).values("pk"),
        prestation__organisme_id=actor.organisme_id,
        starts_at__gte=datetime.combine(first, time(), PARIS),
        starts_at__lt=datetime.combine(last + timedelta(days=1), time(), PARIS),
    )
    if not actor.has(*LEADERS):
        rows = rows.filter(Q(trainer__user_id=actor.user_id) | Q(prestation__trainer__user_id=actor.user_id))
    return list(
        rows.exclude(prestation__status="draft")
        .select_related("prestation", "trainer")
        .order_by("starts_at", "pk")
        .distinct()
    )


def slots_of(seances: Sequence[Seance], *, now: datetime) -> list[Slot]:
    """The half-days of these séances in the order of the clock."""
    sheets = sheets_of(seances)
    found = [
        Slot(one, sheet, now >= sheet.half.starts_at, now >= sheet.half.ends_at)
        for one in seances
        for sheet in sheets[one.pk]
    ]
    return sorted(found, key=lambda slot: (slot.sheet.half.starts_at, slot.seance.pk))
