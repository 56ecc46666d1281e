"""When a séance can be held: within its prestation, and nobody in two places at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from jalon.common.typography import day_label
from jalon.people.rules import fold
from jalon.prestation.rules.hours import clock_of, hours_faults, local_day


@dataclass(frozen=True, slots=True)
class Planned:
    """A séance as the rules see it; people are told apart by their id, `names` says who they are."""

    heading: str
    starts_at: datetime
    ends_at: datetime
    pause_from: time | None = None
    pause_until: time | None = None
    trainer: int | None = None
    room: str = ""
    people: Mapping[int, str] = field(default_factory=dict)

    def overlaps(self, other: "Planned") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def told(self) -> str:
        """« Atelier CV », le 14 décembre 2026 de 9 h à 12 h."""
        return (
            f"« {self.heading} », le {day_label(local_day(self.starts_at))} "
            f"de {clock_of(self.starts_at)} à {clock_of(self.ends_at)}"
        )


def seance_faults(
    planned: Planned, others: Iterable[Planned], *, starts_on: date, ends_on: date, trainer_name: str = ""
) -> list[str]:
    """Every reason why a séance cannot be held then: its own hours, its prestation's dates, those it overlaps."""
    faults = hours_faults(planned.starts_at, planned.ends_at, planned.pause_from, planned.pause_until)
    if not planned.heading.strip():
        faults.append("Donnez l’intitulé de la séance : la feuille d’émargement le porte (C8).")
    if not starts_on <= local_day(planned.starts_at) <= ends_on:
        faults.append(
            f"La séance du {day_label(local_day(planned.starts_at))} est hors de la prestation "
            f"(du {day_label(starts_on)} au {day_label(ends_on)})."
        )
    for other in others:
        if planned.overlaps(other):
            faults.extend(_clashes(planned, other, trainer_name))
    return faults


def _clashes(planned: Planned, other: Planned, trainer_name: str) -> Iterator[str]:
    if planned.trainer is not None and planned.trainer == other.trainer:
        yield f"{trainer_name or 'L’intervenant'} anime déjà {other.told}."
    if planned.room.strip() and fold(planned.room) == fold(other.room):
        yield f"La salle {planned.room.strip()} est déjà prise par {other.told}."
    for person in sorted(planned.people.keys() & other.people.keys(), key=lambda p: planned.people[p]):
        yield f"{planned.people[person]} suit déjà {other.told}."
