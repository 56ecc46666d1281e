"""Places of a draft that no calculation may change: locked, and unlocked. Nobody moves while they are locked."""

from collections.abc import Iterable
from datetime import datetime

from jalon.common.actor import Actor
from jalon.examen.enums import LockKind
from jalon.examen.models import Inscription, Timetable, TimetableLock
from jalon.examen.operations.timetable import PlanningRefused, journal, locked_draft, refuse_if


def lock_places(
    *,
    actor: Actor,
    timetable: Timetable,
    revision: int,
    inscriptions: Iterable[Inscription],
    kind: LockKind,
    now: datetime,
) -> list[Inscription]:
    """Lock these candidates where the draft has them: with their hours, or only their jury and their day.

    A lock of another kind is replaced. Returns who is locked. Raises PlanningRefused with the name of
    everyone who has no place, StaleTimetable.
    """
    timetable = locked_draft(timetable, revision)
    asked = _distinct(inscriptions)
    placed = set(timetable.appointments.values_list("inscription_id", flat=True))
    if not asked:
        raise PlanningRefused(["Aucun candidat n’est placé là : il n’y a rien à verrouiller."])
    refuse_if(
        [
            f"{one.person} n’a pas de place dans ce planning : placez-le d’abord."
            for one in asked
            if one.pk not in placed
        ]
    )
    TimetableLock.objects.bulk_create(
        [TimetableLock(timetable=timetable, inscription=one, kind=kind) for one in asked],
        update_conflicts=True,
        unique_fields=["timetable", "inscription"],
        update_fields=["kind"],
    )
    journal(
        actor, "timetable.lock", timetable, f"a verrouillé {_named(asked)} dans le planning", now,
        inscriptions=[one.pk for one in asked], kind=kind.value,
    )  # fmt: skip
    return asked


def unlock_places(
    *,
    actor: Actor,
    timetable: Timetable,
    revision: int,
    inscriptions: Iterable[Inscription],
    now: datetime,
) -> list[Inscription]:
    """Unlock these candidates; returns who was locked. Raises PlanningRefused when none was, StaleTimetable."""
    timetable = locked_draft(timetable, revision)
    held = set(timetable.locks.values_list("inscription_id", flat=True))
    asked = [one for one in _distinct(inscriptions) if one.pk in held]
    if not asked:
        raise PlanningRefused(["Aucun verrou n’est posé là."])
    timetable.locks.filter(inscription__in=asked).delete()
    journal(
        actor, "timetable.unlock", timetable, f"a déverrouillé {_named(asked)} dans le planning", now,
        inscriptions=[one.pk for one in asked],
    )  # fmt: skip
    return asked


def _distinct(inscriptions: Iterable[Inscription]) -> list[Inscription]:
    return list(dict.fromkeys(inscriptions))


def _named(inscriptions: list[Inscription]) -> str:
    return str(inscriptions[0].person) if len(inscriptions) == 1 else f"{len(inscriptions)} candidats"
