"""Days once it is settled who sits where: each is solved apart, exactly, and remembered (most are alike)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from jalon.examen.planning.layout import Layout
from jalon.examen.planning.model import Model
from jalon.examen.planning.packing import Who
from jalon.examen.planning.placing import Placement

T = TypeVar("T")
SEAT, DAY = 1.0, 4.0  # effort spent on one jury-day alone, on one day


@dataclass(frozen=True)
class DayPlan:
    """The best timetable of one day: by seat and type, the starts of each candidate's pieces.

    `found` False: none; `proved`: it is optimal, or there is provably none. `lost`, and its proved `bound`, in
    grid units.
    """

    found: bool
    proved: bool
    lost: int = 0
    bound: int = 0
    starts: Mapping[tuple[int, int], tuple[tuple[int, ...], ...]] | None = None


class Days:
    """Solves and remembers days, in as many threads as there are workers."""

    def __init__(self, layout: Layout, should_stop: Callable[[], bool] | None) -> None:
        self.layout, self.should_stop = layout, should_stop
        self.known: dict[object, DayPlan] = {}

    def load(self, who: Who) -> dict[int, Counter[int]]:
        """How many candidates of each type each seat holds."""
        found: dict[int, Counter[int]] = defaultdict(Counter)
        for cid, seat in who.items():
            found[seat][self.layout.type_of(cid, seat)] += 1
        return dict(found)

    def seat_holds(self, seat: int, people: Sequence[str], seconds: float) -> DayPlan:
        """Whether one jury-day alone, free of the others, holds these candidates."""
        who = dict.fromkeys(people, seat)
        key = ("seat", *self._key((seat,), who))
        if key not in self.known:
            self.known[key] = self._search(who, seconds, feasible=True)
        return self.known[key]

    def seats_lose(self, seats: Sequence[int], who: Who, seconds: float) -> dict[int, int]:
        """What each of these jury-days loses at least, free of the others, in grid units (proved)."""
        people = {seat: {cid: s for cid, s in who.items() if s == seat} for seat in seats}
        keys = {seat: ("lost", *self._key((seat,), held)) for seat, held in people.items()}
        missing = {key: seat for seat, key in keys.items() if key not in self.known}

        def search(seat: int) -> DayPlan:
            return self._search(people[seat], seconds, effort=SEAT)

        for key, plan in zip(missing, self._all(search, missing.values()), strict=True):
            self.known[key] = plan
        return {seat: self.known[key].bound for seat, key in keys.items()}

    def least_refused(self, seat: int, people: Sequence[str], seconds: float) -> list[str]:
        """A smallest part of `people` that the jury-day provably refuses: the strongest cut."""
        core = list(people)
        for cid in people:
            smaller = [other for other in core if other != cid]
            plan = self.seat_holds(seat, smaller, seconds)
            if not plan.found and plan.proved:
                core = smaller
        return core

    def solve(self, days: Sequence[tuple[int, ...]], who: Who, seconds: float) -> list[DayPlan]:
        """The plan of each day of `days` (tuples of seats) once `who` has which seat."""
        keys = [self._key(seats, who) for seats in days]
        missing = {
            key: seats for key, seats in zip(keys, days, strict=True) if key not in self.known
        }  # one search for all the days alike

        lone = self.seats_lose([seat for seats in missing.values() for seat in seats], who, seconds)

        def search(seats: tuple[int, ...]) -> DayPlan:
            here = {cid: seat for cid, seat in who.items() if seat in seats}
            return self._search(here, seconds, least=sum(lone[seat] for seat in seats))

        for (key, seats), plan in zip(missing.items(), self._all(search, missing.values()), strict=True):
            self.known[key] = _moved(plan, {seat: i for i, seat in enumerate(seats)})
        return [
            _moved(self.known[key], dict(enumerate(seats))) for key, seats in zip(keys, days, strict=True)
        ]

    def people(self, plans: Iterable[DayPlan], who: Who) -> dict[str, Placement]:
        """Placements of candidates from the plans of their days."""
        rest = {place: list(starts) for plan in plans for place, starts in (plan.starts or {}).items()}
        return {
            cid: Placement(seat, rest[seat, self.layout.type_of(cid, seat)].pop(0))
            for cid, seat in sorted(who.items())
        }

    def _key(self, seats: tuple[int, ...], who: Who) -> tuple[object, ...]:
        load = self.load({cid: seat for cid, seat in who.items() if seat in seats})
        return (
            self.layout.frame(seats),
            tuple(tuple(sorted(load.get(seat, Counter()).items())) for seat in seats),
        )

    def _all(self, search: Callable[[T], DayPlan], over: Iterable[T]) -> list[DayPlan]:
        with ThreadPoolExecutor(max(1, self.layout.settings.workers)) as pool:
            return list(pool.map(search, over))

    def _search(
        self, who: Who, seconds: float, *, feasible: bool = False, least: int = 0, effort: float = DAY
    ) -> DayPlan:
        if not who:
            return DayPlan(True, True, starts={})
        model = Model(self.layout, {cid: (seat,) for cid, seat in who.items()})
        if not feasible:
            model.minimise_lost(least=least)
        if not self.layout.problem.published:
            model.order_alike_seats()
        outcome = model.solve(seconds=max(0.05, seconds), effort=effort, should_stop=self.should_stop)
        if outcome.placements is None:
            return DayPlan(False, outcome.infeasible, bound=least)
        starts: dict[tuple[int, int], tuple[tuple[int, ...], ...]] = {}
        for cid, place in sorted(outcome.placements.items()):
            at = (place.seat, self.layout.type_of(cid, place.seat))
            starts[at] = (*starts.get(at, ()), place.starts)
        return DayPlan(True, outcome.proved, outcome.value, max(least, outcome.bound), starts)


def _moved(plan: DayPlan, to: Mapping[int, int]) -> DayPlan:
    starts = {(to[seat], which): value for (seat, which), value in (plan.starts or {}).items()}
    return replace(plan, starts=starts)
