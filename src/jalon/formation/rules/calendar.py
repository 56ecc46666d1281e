"""From the hours of a programme to dated séances: half-days of the week, closed days, holidays, weeks in company."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from jalon.common.calendar import public_holidays

HORIZON = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class HalfDayHours:
    """The hours of a half-day, as minutes since midnight."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Away:
    """Days when nobody is in the centre: a closure, or weeks in companies; both ends included."""

    first: date
    last: date
    label: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a group is in the centre.

    `weekdays` counts Monday as 0; `alternate_centre` and `alternate_company` are weeks that follow each other from
    the first Monday, none when both are 0.
    """

    first: date
    weekdays: frozenset[int] = frozenset(range(5))
    morning: HalfDayHours | None = HalfDayHours(9 * 60, 12 * 60 + 30)
    afternoon: HalfDayHours | None = HalfDayHours(13 * 60 + 30, 17 * 60)
    away: tuple[Away, ...] = ()
    alternate_centre: int = 0
    alternate_company: int = 0
    holidays: bool = True

    @property
    def halves(self) -> tuple[HalfDayHours, ...]:
        return tuple(half for half in (self.morning, self.afternoon) if half is not None)

    def in_centre(self, day: date) -> bool:
        """Whether the group meets on a day."""
        if day.weekday() not in self.weekdays or any(one.holds(day) for one in self.away):
            return False
        if self.holidays and day in public_holidays(day.year):
            return False
        cycle = self.alternate_centre + self.alternate_company
        if not cycle or not self.alternate_company:
            return True
        monday = self.first - timedelta(days=self.first.weekday())
        return ((day - monday).days // 7) % cycle < self.alternate_centre


@dataclass(frozen=True, slots=True)
class ToPlace:
    """A séance of the programme to place: `key` is the caller's."""

    key: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A séance placed on one day; `pause` where it holds both half-days."""

    key: int
    day: date
    start: int
    end: int
    pause: tuple[int, int] | None = None

    @property
    def minutes(self) -> int:
        return self.end - self.start - (self.pause[1] - self.pause[0] if self.pause else 0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The plan: its slots in order, what has no place, and the weeks it spans."""

    slots: tuple[Slot, ...]
    unplaced: tuple[ToPlace, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def last(self) -> date | None:
        return self.slots[-1].day if self.slots else None


@dataclass(slots=True)
class _Cursor:
    """Walks the half-days of the centre."""

    rhythm: Rhythm

    def stretches(self) -> Iterator[tuple[date, int, int]]:
        day = self.rhythm.first
        while day <= self.rhythm.first + HORIZON:
            if self.rhythm.in_centre(day):
                for half in self.rhythm.halves:
                    yield day, half.start, half.end
            day += timedelta(days=1)


def rhythm_faults(rhythm: Rhythm) -> list[str]:
    """Why a rhythm places nothing, or contradicts itself: all the reasons."""
    faults = []
    if not rhythm.halves:
        faults.append("Indiquez au moins une demi-journée.")
    if not rhythm.weekdays:
        faults.append("Cochez au moins un jour de la semaine.")
    for half in rhythm.halves:
        if half.minutes <= 0:
            faults.append("La fin d’une demi-journée suit son début.")
    if rhythm.morning and rhythm.afternoon and rhythm.afternoon.start < rhythm.morning.end:
        faults.append("L’après-midi commence avant la fin de la matinée.")
    if rhythm.alternate_company and not rhythm.alternate_centre:
        faults.append("L’alternance compte au moins une semaine en centre.")
    faults += ["Une fermeture finit avant de commencer." for one in rhythm.away if one.last < one.first]
    return list(dict.fromkeys(faults))


def plan(items: Sequence[ToPlace], rhythm: Rhythm) -> Calendar:
    """Place séances one after the other, in the order given; each piece within one day (C8: half-day by half-day).

    The minutes placed are exactly those of the programme.
    """
    faults = rhythm_faults(rhythm)
    faults += [f"Une séance compte {one.minutes} min." for one in items if one.minutes <= 0]
    if faults:
        return Calendar((), tuple(items), tuple(dict.fromkeys(faults)))
    stretches = _Cursor(rhythm).stretches()
    current: tuple[date, int, int] | None = next(stretches, None)
    pieces: list[Slot] = []
    unplaced: list[ToPlace] = []
    for item in items:
        left = item.minutes
        while left and current is not None:
            day, start, end = current
            length = min(left, end - start)
            pieces.append(Slot(item.key, day, start, start + length))
            left -= length
            rest = end - start - length
            current = (day, start + length, end) if rest else next(stretches, None)
        if left:
            unplaced.append(ToPlace(item.key, left))
    told = ("Trois ans ne suffisent pas à placer toutes les séances.",) if unplaced else ()
    return Calendar(tuple(_joined(pieces)), tuple(unplaced), told)


def _joined(pieces: Sequence[Slot]) -> list[Slot]:
    """The two half-days of a day made one séance with a pause, when they are of the same séance."""
    found: list[Slot] = []
    for piece in pieces:
        last = found[-1] if found else None
        if (
            last
            and last.key == piece.key
            and last.day == piece.day
            and last.pause is None
            and last.end < piece.start
        ):
            found[-1] = Slot(last.key, last.day, last.start, piece.end, (last.end, piece.start))
        else:
            found.append(piece)
    return found


def as_time(minutes: int) -> time:
    """Minutes since midnight as an hour of the day."""
    return time(minutes // 60, minutes % 60)
