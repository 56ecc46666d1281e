"""The séances of a programme put into the calendar of a prestation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.formation.models import Programme, ProgrammeItem
from jalon.formation.operations.programmes import follow_programme
from jalon.formation.rules.calendar import Slot, as_time
from jalon.people.models import Person
from jalon.prestation.enums import DeliveryMode
from jalon.prestation.models import Participation, Prestation, Seance
from jalon.prestation.operations.seances import plan_seance

SHOWN = 8


def module_ref(item: ProgrammeItem) -> str:
    """How a séance names the module it is of."""
    return f"programme-{item.module.programme_id}/module-{item.module.number}"


def plan_calendar(
    *,
    actor: Actor,
    prestation: Prestation,
    programme: Programme,
    items: Mapping[int, ProgrammeItem],
    slots: Sequence[Slot],
    now: datetime,
    trainers: Mapping[int, Person] | None = None,
    room: str = "",
    audience: Iterable[Participation] = (),
) -> list[Seance]:
    """Plan every slot as a séance of the prestation, which follows the programme from then on; all or nothing.

    `trainers` by module number; without one, that of the prestation. Raises TransitionRefused with the reasons of
    each séance that is refused, said with its day.
    """
    reasons: list[str] = []
    outside = [slot.day for slot in slots if not prestation.starts_on <= slot.day <= prestation.ends_on]
    if outside:
        raise TransitionRefused(
            [
                f"Le calendrier va jusqu’au {max(slot.day for slot in slots):%d/%m/%Y} ; la formation est datée du "
                f"{prestation.starts_on:%d/%m/%Y} au {prestation.ends_on:%d/%m/%Y}. Changez ses dates ou le rythme."
            ]
        )
    follow_programme(actor=actor, prestation=prestation, programme=programme, now=now)
    people = list(audience)
    made = []
    for slot in slots:
        item = items[slot.key]
        try:
            made.append(
                plan_seance(
                    actor=actor, prestation=prestation, heading=item.heading, now=now, room=room, audience=people,
                    starts_at=_at(slot, slot.start), ends_at=_at(slot, slot.end),
                    pause_from=as_time(slot.pause[0]) if slot.pause else None,
                    pause_until=as_time(slot.pause[1]) if slot.pause else None,
                    module_ref=module_ref(item), competence_refs=item.competence_refs,
                    trainer=(trainers or {}).get(item.module.number), mode=DeliveryMode(item.mode),
                )
            )  # fmt: skip
        except TransitionRefused as refusal:
            reasons += [f"{slot.day:%d/%m/%Y} : {reason}" for reason in refusal.reasons]
            if len(reasons) >= SHOWN:
                break
    if reasons:
        raise TransitionRefused(dict.fromkeys(reasons))
    record_act(
        actor=actor, verb="formation.plan_calendar", target=prestation, now=now, seances=len(made),
        sentence=f"A planifié {len(made)} séances de « {prestation.heading} » d’après « {programme} ».",
    )  # fmt: skip
    return made


def _at(slot: Slot, minutes: int) -> datetime:
    midnight = datetime.combine(slot.day, as_time(0)) + timedelta(minutes=minutes)
    return timezone.make_aware(midnight)
