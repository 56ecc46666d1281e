"""The séances of the day on the home page: those one gives, with what their sheets lack, and those one signs."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.people.models import Person
from jalon.prestation.models import Participation, Seance, SeanceSignature
from jalon.prestation.queries.days import Slot, seances_between, slots_of
from jalon.prestation.queries.presence import audience_of, expects, halves_of
from jalon.prestation.rules.hours import PARIS, Half

BEHIND = timedelta(days=14)  # an older sheet is found on the prestation, and by its certificate
GIVERS = (Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE)


@dataclass(frozen=True, slots=True)
class OwnHalf:
    """A half-day that someone follows today: to come, to sign now, or signed."""

    seance: Seance
    place: Participation
    half: Half
    begun: bool
    signed: bool


def given_slots(actor: Actor, *, now: datetime) -> tuple[list[Slot], list[Slot]]:
    """Half-days that a trainer gives today, and those of the last fortnight whose sheet still lacks something."""
    if not actor.has(*GIVERS) or actor.user_id is None:
        return [], []
    today = now.astimezone(PARIS).date()
    me = set(Person.objects.filter(user_id=actor.user_id).values_list("pk", flat=True))
    own = [
        one
        for one in seances_between(actor, today - BEHIND, today)
        if one.cancelled_at is None and me & {one.trainer_id, one.prestation.trainer_id}
    ]
    slots = slots_of(own, now=now)
    behind = [slot for slot in slots if slot.day < today and slot.state[1] == "warning"]
    return [slot for slot in slots if slot.day == today], behind


def own_halves(actor: Actor, *, now: datetime) -> list[OwnHalf]:
    """Half-days that the actor follows today, with whether they have signed; a fixed number of queries."""
    if not actor.has(Role.CANDIDAT) or actor.user_id is None:
        return []
    start = datetime.combine(now.astimezone(PARIS).date(), time(), PARIS)
    places = {
        place.prestation_id: place
        for place in Participation.objects.filter(parcours__person__user_id=actor.user_id)
    }
    rows = Seance.objects.filter(
        prestation__in=places,
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
        cancelled_at=None,
    ).exclude(prestation__status="draft")
    seances = list(rows.select_related("prestation", "trainer").order_by("starts_at", "pk"))
    audience = audience_of([one.pk for one in seances])
    signed = set(
        SeanceSignature.objects.filter(
            seance__in=seances, participation__in=places.values(), withdrawn_at=None
        ).values_list("seance_id", "half_day")
    )
    return [
        OwnHalf(
            one, places[one.prestation_id], half, now >= half.starts_at, (one.pk, half.half_day) in signed
        )
        for one in seances
        if expects(one, places[one.prestation_id], audience)
        for half in halves_of(one)
    ]
