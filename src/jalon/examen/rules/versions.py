"""What changes for each candidate from one version of a timetable to another."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalon.common.typography import NBSP


class Kind(StrEnum):
    """The change that matters most to a candidate, from the gravest down; « alone » matters to their jury only."""

    ADDED = "added"
    REMOVED = "removed"
    DAY = "day"
    JURY = "jury"
    HOURS = "hours"
    ROOM = "room"
    ALONE = "alone"
    SAME = "same"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.ADDED: "entre au planning",
    Kind.REMOVED: "sort du planning",
    Kind.DAY: "jour",
    Kind.JURY: "jury",
    Kind.HOURS: "horaires",
    Kind.ROOM: "salle",
    Kind.ALONE: "jury seul",
    Kind.SAME: "rien",
}
_CHANGING = {Kind.DAY: "de jour", Kind.JURY: "de jury", Kind.HOURS: "d’heure", Kind.ROOM: "de salle"}


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a candidate's tests; minutes from midnight. `rank` tells phases apart."""

    rank: int
    label: str
    start: int
    end: int
    room: str


@dataclass(frozen=True, slots=True)
class Place:
    """What one version plans for a candidate: a jury, a day, hours and rooms of the phases where they are.

    `alone`: what the jury does without them, readings and deliberation.
    """

    day: date
    jury: str
    phases: tuple[Phase, ...]
    alone: tuple[Phase, ...] = ()

    @property
    def start(self) -> int:
        return min(phase.start for phase in self.phases)

    @property
    def end(self) -> int:
        return max(phase.end for phase in self.phases)

    @property
    def rooms(self) -> tuple[str, ...]:
        """In the order of the tests."""
        return tuple(dict.fromkeys(phase.room for phase in self.phases if phase.room))

    @property
    def _hours(self) -> list[tuple[int, int, int]]:
        return _hours(self.phases)

    @property
    def _rooms(self) -> list[tuple[int, str]]:
        return [(phase.rank, phase.room) for phase in self.phases]


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate from one version to another; `parts` says everything that changes, the gravest first."""

    candidate: int
    before: Place | None
    after: Place | None
    parts: tuple[Kind, ...]

    @property
    def kind(self) -> Kind:
        return self.parts[0] if self.parts else Kind.SAME

    @property
    def moved(self) -> tuple[tuple[Phase, Phase], ...]:
        """Phases whose hours or room change inside a day that begins and ends as before; what the jury does alone."""
        if self.before is None or self.after is None or set(self.parts) - {Kind.HOURS, Kind.ROOM, Kind.ALONE}:
            return ()
        if (self.before.start, self.before.end) != (self.after.start, self.after.end):
            return ()
        after = {phase.rank: phase for phase in (*self.after.phases, *self.after.alone)}
        pairs = ((phase, after.get(phase.rank)) for phase in (*self.before.phases, *self.before.alone))
        return tuple(
            (one, other)
            for one, other in pairs
            if other and (one.start, one.end, one.room) != (other.start, other.end, other.room)
        )


def changes(before: Mapping[int, Place], after: Mapping[int, Place]) -> list[Change]:
    """Every candidate of either version; those for whom nothing changes are there too, without `parts`."""
    return [
        Change(who, before.get(who), after.get(who), parts(before.get(who), after.get(who)))
        for who in dict.fromkeys([*before, *after])
    ]


def parts(before: Place | None, after: Place | None) -> tuple[Kind, ...]:
    """What changes between two places."""
    if before is None or after is None:
        return (Kind.ADDED,) if after else (Kind.REMOVED,) if before else ()
    found = [
        (Kind.DAY, before.day != after.day),
        (Kind.JURY, before.jury != after.jury),
        (Kind.HOURS, before._hours != after._hours),
        (Kind.ROOM, before._rooms != after._rooms),
    ]
    told = tuple(kind for kind, changed in found if changed)
    alone = _hours(before.alone) != _hours(after.alone)
    return (*told, Kind.ALONE) if alone and not set(told) & {Kind.DAY, Kind.JURY} else told


def _hours(phases: Iterable[Phase]) -> list[tuple[int, int, int]]:
    return [(phase.rank, phase.start, phase.end) for phase in phases]


def count_sentence(found: Iterable[Change]) -> str:
    """« 3 candidats changent d’heure, 1 de jury, 56 inchangés. »: each counted once, by the gravest change."""
    counts = Counter(change.kind for change in found)
    told = []
    if number := counts[Kind.ADDED]:
        told.append((number, "entrent au planning" if number > 1 else "entre au planning"))
    if number := counts[Kind.REMOVED]:
        told.append((number, "sortent du planning" if number > 1 else "sort du planning"))
    changing = [(counts[kind], words) for kind, words in _CHANGING.items() if counts[kind]]
    if changing:
        number, words = changing[0]
        changing[0] = number, f"{'changent' if number > 1 else 'change'} {words}"
    told += changing
    if number := counts[Kind.ALONE]:
        told.append((number, "dont le jury seul change d’heure"))
    if number := counts[Kind.SAME]:
        told.append((number, "inchangés" if number > 1 else "inchangé"))
    if not told:
        return "Aucun candidat n’est placé, ni avant ni après."
    (number, words), *rest = told
    first = f"{number}{NBSP}candidat{'s' if number > 1 else ''} {words}"
    return f"{', '.join([first, *(f'{count} {text}' for count, text in rest)])}."
