"""Which jury-day for whom, hours forgotten: the master problem that gives bounds and assignments to try.

Candidates of one kind are interchangeable, so the model counts them. What the hours then refuse comes back
as a cut (`forbid`); as long as every cut is proved, the optimum is a lower bound of any timetable.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from jalon.examen.planning.fillings import Filling, Fillings
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.placing import Placements

Who = Mapping[str, int]  # candidate -> seat
Load = Mapping[int, Mapping[int, int]]  # seat -> type of candidate -> how many


@dataclass(frozen=True)
class Packed:
    """An assignment, its value and the proved bound of any (see `Packing.decode` at the first stages)."""

    who: dict[str, int]
    value: int
    bound: int


class Packing:
    """The master problem. With `fillings`, a jury-day holds part of one of them: the value is then no bound.

    `floor`: a proved bound of the value (see `decode`), nothing better is looked for. `settled`: as many of each as
    `fillings.best` says, and everybody is placed; nothing is optimised.
    """

    def __init__(
        self,
        layout: Layout,
        published: Placements,
        fillings: Fillings | None = None,
        *,
        floor: int = 0,
        settled: bool = False,
    ) -> None:
        self.layout, self.model = layout, cp_model.CpModel()
        groups: dict[object, list[str]] = defaultdict(list)
        for cid in sorted(layout.shapes):
            if layout.admissible[cid]:
                groups[layout.kind(cid)].append(cid)
        self.members = list(groups.values())
        self.used = {s: self.model.new_bool_var("") for s in range(len(layout.seats))}
        self.held: dict[tuple[int, int], cp_model.IntVar] = {}  # (kind, seat)
        self.types: dict[int, dict[int, list[cp_model.IntVar]]] = {seat: {} for seat in self.used}
        self._more: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.left: list[cp_model.IntVar] = []
        self.chosen: dict[int, dict[Filling, cp_model.IntVar]] = {}
        self._losses: dict[tuple[int, ...], cp_model.IntVar] = {}
        self.most = 0
        self.longest: cp_model.IntVar
        for kind, members in enumerate(self.members):
            here = layout.admissible[members[0]]
            for seat in here:
                held = self.held[kind, seat] = self.model.new_int_var(0, len(members), "")
                self.types[seat].setdefault(layout.type_of(members[0], seat), []).append(held)
            self.left.append(self.model.new_int_var(0, len(members), ""))
            self.model.add(sum(self.held[kind, seat] for seat in here) + self.left[-1] == len(members))
        self._capacities()
        if fillings:
            self._choose(fillings)
        if not published:
            self._symmetry()
        moved = sum(
            1 - self.held[kind, published[members[0]].seat]
            for kind, members in enumerate(self.members)
            if len(members) == 1
            and members[0] in published
            and (kind, published[members[0]].seat) in self.held
        )
        busiest = self.model.new_int_var(0, len(layout.seats), "")  # juries of a day share rooms and actor
        for day in layout.day_seats():
            self.model.add(busiest >= self._sum(day))
        self.weight = len(layout.seats) + 1
        self.small = self.weight * (len(self.members) + 1)
        value = self.weight * sum(self.left) + sum(self.used.values())
        if settled and fillings:
            self._settle(fillings)
        else:
            self.model.add(value >= floor)
            self.model.minimize(self.small * value + self.weight * moved + busiest)

    def start_from(self, who: Who) -> None:
        """An assignment to begin the search with: it is found at once if no cut forbids it."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for kind, members in enumerate(self.members):
            seats = Counter(who[cid] for cid in members if cid in who)
            for (other, seat), var in self.held.items():
                if other == kind:
                    self.model.add_hint(var, seats[seat])
            self.model.add_hint(self.left[kind], len(members) - seats.total())
        sat = set(who.values())
        for seat, used in self.used.items():
            self.model.add_hint(used, int(seat in sat))

    def solve(self, seconds: float) -> Packed | None:
        """The best assignment under the cuts so far; None if none was found in time."""
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = self.layout.settings.seed
        solver.parameters.num_workers = 1
        if not self.model.has_objective():
            solver.parameters.linearization_level = 0  # nothing to bound
        solver.parameters.max_time_in_seconds = seconds
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        rest = [list(members) for members in self.members]
        who = {
            rest[kind].pop(0): seat
            for (kind, seat), var in sorted(self.held.items(), key=lambda entry: entry[0][::-1])
            for _ in range(solver.value(var))
        }
        if not self.model.has_objective():
            return Packed(who, len(set(who.values())), 0)
        value = round(solver.objective_value) // self.small
        bound = -(-(max(0, round(solver.best_objective_bound)) - self.small + 1) // self.small)
        return Packed(who, value, max(0, bound))

    def decode(self, value: int) -> tuple[int, int]:
        """Candidates left out and jury-days, from the value of the first stages."""
        return divmod(value, self.weight)

    def forbid(self, load: Load) -> None:
        """No assignment may hold all of `load` again."""
        short = [self._at_least(t, seat, n).Not() for seat, types in load.items() for t, n in types.items()]
        self.model.add_bool_or(short)

    def bound_lost(self, lost: int, days: Sequence[tuple[int, ...]], loads: Load) -> None:
        """Days alike that hold exactly `loads` (by position) lose at least `lost` units.

        A jury-day alone is a tuple of one seat; what a day loses is at least what its jury-days lose.
        """
        for seats in days:
            if (same := self._same(seats, loads)) is not None:
                self.model.add(self._lost(seats) >= lost).only_enforce_if(same)

    def bound_longest(self, wait: int, days: Sequence[tuple[int, ...]], loads: Load) -> None:
        """Days alike that hold exactly `loads`, and lose as little as they can, make somebody wait `wait` units."""
        for seats in days:
            if (same := self._same(seats, loads)) is not None:
                self.model.add(self.longest >= wait).only_enforce_if(same)

    def _same(self, seats: tuple[int, ...], loads: Load) -> cp_model.IntVar | None:
        """True when the day holds exactly that; None: some of these people cannot come that day."""
        if any(set(types) - set(self.types[seats[i]]) for i, types in loads.items()):
            return None
        different: list[cp_model.LiteralT] = []
        for position, seat in enumerate(seats):
            for which in self.types[seat]:
                count = loads.get(position, {}).get(which, 0)
                different.append(self._at_least(which, seat, count + 1))
                if count:
                    different.append(self._at_least(which, seat, count).Not())
        same = self.model.new_bool_var("")
        self.model.add_bool_or([*different, same])
        return same

    def minimise_lost(self, left_out: int, seats: int, most: int, *, fewest: bool = False) -> None:
        """From now on: least waiting and idleness, with as many left out and no more jury-days.

        `fewest`: then the fewest jury-days.
        """
        self.model.add(sum(self.left) == left_out)
        self.model.add(sum(self.used.values()) <= seats)
        self.most = most
        self.small = self.weight if fewest else 1
        used = sum(self.used.values()) if fewest else 0
        self.model.minimize(self.small * sum(self._lost(day) for day in self.layout.day_seats()) + used)

    def minimise_longest(self, lost: int, most: int) -> None:
        """After `minimise_lost`, with no more lost: the shortest longest wait, `most` units at worst."""
        self.model.add(sum(self._lost(day) for day in self.layout.day_seats()) <= lost)
        self.longest = self.model.new_int_var(0, most, "")
        self.small = 1
        self.model.minimize(self.longest)

    def _lost(self, seats: tuple[int, ...]) -> cp_model.IntVar:
        if seats not in self._losses:
            lost = self._losses[seats] = self.model.new_int_var(0, self.most, "")
            if len(seats) > 1:
                self.model.add(lost >= sum(self._lost((seat,)) for seat in seats))
        return self._losses[seats]

    def _at_least(self, which: int, seat: int, count: int) -> cp_model.IntVar:
        """Whether the jury-day holds at least `count` candidates of a type."""
        key = (which, seat, count)
        if key not in self._more:
            more = self._more[key] = self.model.new_bool_var("")
            held = sum(self.types[seat].get(which, []))
            self.model.add(held <= count - 1).only_enforce_if(more.Not())
            self.model.add(held >= count).only_enforce_if(more)
        return self._more[key]

    def _capacities(self) -> None:
        """Jury time of a jury-day and of those with a juror in common, actor time and jury rooms of a day."""
        layout, rooms, actor = self.layout, self.layout.problem.rooms.jury, self.layout.problem.actor
        shape = [layout.shapes[members[0]] for members in self.members]
        rest = layout.units(actor.rest_minutes) if actor else 0
        for seat, used in self.used.items():
            here = [(kind, var) for (kind, s), var in self.held.items() if s == seat]
            self.model.add(
                sum(shape[kind].jury_load * var for kind, var in here)
                <= layout.capacity(layout.seats[seat]) * used
            )
            for kind, var in here:
                if shape[kind].jury_load:
                    self.model.add(var <= len(self.members[kind]) * used)
        for tied in layout.tied_seats():
            self.model.add(sum(self._work(seat) for seat in tied) <= layout.tied_capacity(tied))
        for day in layout.by_date.values():
            today = [seat for seat in self.used if layout.seats[seat].day == day]
            if rooms is not None:
                self.model.add(sum(self.used[seat] for seat in today) <= len(rooms))
            if actor:
                opens, closes = layout.hours(day)
                played = [
                    sum(length + rest for length in shape[kind].play_load) * var
                    for (kind, seat), var in self.held.items()
                    if seat in today and shape[kind].play_load
                ]
                self.model.add(sum(played) <= actor.capacity * (closes - opens + rest))

    def _choose(self, fillings: Fillings) -> None:
        """One filling for each jury-day used, and no more of each type than it says."""
        which = [fillings.types.get(members[0]) for members in self.members]
        for seat, used in self.used.items():
            chosen = {filling: self.model.new_bool_var("") for filling in fillings.of.get(seat, ())}
            self.chosen[seat] = chosen
            self.model.add(sum(chosen.values()) == used)
            for t in sorted({t for t in which if t is not None}):
                held = [var for (kind, s), var in self.held.items() if s == seat and which[kind] == t]
                if held:
                    self.model.add(sum(held) <= sum(filling[t] * var for filling, var in chosen.items()))

    def _settle(self, fillings: Fillings) -> None:
        self.model.add(sum(self.left) == 0)
        for seats, filling, count in fillings.best:
            self.model.add(sum(self.chosen[seat][filling] for seat in seats) == count)

    def _symmetry(self) -> None:
        layout = self.layout
        for group in layout.twin_seats():
            for first, second in pairwise(group):
                self.model.add(self.used[first] >= self.used[second])
                self.model.add(self._work(first) >= self._work(second))
        for before, after in pairwise(layout.day_seats()):
            if before and layout.day_signature(before) == layout.day_signature(after):
                self.model.add(self._sum(before) >= self._sum(after))

    def _work(self, seat: int) -> cp_model.LinearExpr | int:
        """Jury time of a jury-day."""
        return sum(
            self.layout.shapes[self.members[kind][0]].jury_load * var
            for (kind, other), var in self.held.items()
            if other == seat
        )

    def _sum(self, seats: Iterable[int]) -> cp_model.LinearExpr | int:
        return sum(self.used[seat] for seat in seats)
