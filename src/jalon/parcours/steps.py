"""The steps of a path, done, due or to come, told by each floor: a registry, so that the timeline knows them all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from django.db.models import prefetch_related_objects

from jalon.parcours.models import Parcours

State = Literal["done", "late", "soon", "later", "open"]
SOON = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: what, by whom, done on which day or due before which day.

    `code` is stable (`vae.admissibility`): the identity of an alert and of a calendar entry. `who` is said in French
    (« le certificateur »), `roles` are those whom an alert concerns; `missed` says what happens once the day is past.
    `due_on` None and `done_on` None: expected, without a day. `occasion` names what two floors may tell
    (`seance:12`): it is told once, by the floor registered last, which knows more of it.
    """

    code: str
    label: str
    who: str
    done_on: date | None = None
    due_on: date | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    basis: str = ""
    note: str = ""
    missed: str = ""
    url: str = ""
    occasion: str = ""

    @property
    def appointment(self) -> bool:
        """Whether the step takes place on its day, rather than on that day at the latest."""
        return self.code.startswith(tuple(_appointments))

    def state(self, today: date) -> State:
        """Where the step stands on a day."""
        if self.done_on is not None:
            return "done"
        if self.due_on is None:
            return "open"
        if self.due_on < today:
            return "late"
        return "soon" if self.due_on <= today + SOON else "later"


Teller = Callable[[Sequence[Parcours]], Mapping[int, Iterable[Step]]]
"""paths -> for each id, its steps; a fixed number of queries whatever the number of paths."""

_tellers: list[Teller] = []
_appointments: set[str] = set()


def appoint(*prefixes: str) -> None:
    """Let a floor say which of its steps, by the beginning of their codes, are held on their very day."""
    _appointments.update(prefixes)


def register(teller: Teller) -> None:
    """Let a floor tell its steps; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def steps_of(paths: Iterable[Parcours]) -> dict[int, list[Step]]:
    """Path id -> its steps: those done in the order of their days, then those due, then those without a day."""
    known = list(paths)
    prefetch_related_objects(known, "person")  # tellers ask for the centre: never one query for each path
    found: dict[int, list[Step]] = {path.pk: [] for path in known}
    for teller in _tellers:
        for pk, steps in teller(known).items():
            found[pk].extend(steps)
    for pk, steps in found.items():
        found[pk] = sorted(
            told_once(steps),
            key=lambda step: (step.done_on is None, step.done_on or step.due_on or date.max, step.label),
        )
    return found


def told_once(steps: Sequence[Step]) -> list[Step]:
    """Steps without those of an occasion that a later teller tells too."""
    kept = {step.occasion: step for step in steps if step.occasion}
    return [step for step in steps if not step.occasion or kept[step.occasion] is step]
