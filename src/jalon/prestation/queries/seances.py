"""Séances as the rules of overlap read them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from jalon.prestation.models import Participation, Prestation, Seance
from jalon.prestation.queries.presence import audience_of
from jalon.prestation.rules.seances import Planned

_FAR = timedelta(days=1)


def planned_of(seance: Seance, people: Iterable[Participation]) -> Planned:
    """A séance with those it is for; people are told apart by the id of their person."""
    return Planned(
        heading=seance.heading,
        starts_at=seance.starts_at,
        ends_at=seance.ends_at,
        pause_from=seance.pause_from,
        pause_until=seance.pause_until,
        trainer=seance.trainer_id,
        room="" if seance.mode == "remote" else seance.room,
        people={one.parcours.person_id: one.parcours.person.full_name for one in people},
    )


def others_at(seance: Seance, prestation: Prestation) -> list[Planned]:
    """Séances of the same organisme around the same hours, the séance itself left aside."""
    near = (
        Seance.objects.filter(
            Q(starts_at__lt=seance.ends_at + _FAR, ends_at__gt=seance.starts_at - _FAR),
            prestation__organisme_id=prestation.organisme_id,
            cancelled_at=None,
        )
        .exclude(pk=seance.pk)
        .select_related("prestation")
    )
    rows = [one for one in near if one.starts_at < seance.ends_at and seance.starts_at < one.ends_at]
    audience = audience_of([one.pk for one in rows])
    people: dict[int, list[Participation]] = {}
    for one in Participation.objects.filter(
        prestation__in={row.prestation_id for row in rows}, left_on=None
    ).select_related("parcours__person"):
        people.setdefault(one.prestation_id, []).append(one)
    return [
        planned_of(
            row,
            [
                one
                for one in people.get(row.prestation_id, ())
                if (own := audience.get(row.pk)) is None or one.pk in own
            ],
        )
        for row in rows
    ]
