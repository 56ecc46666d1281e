"""How few jury-days can do, whoever is who: a bound by column generation, and the fillings that reach it.

People are forgotten here (their absences, their conflicts), which only makes the bound lower, never wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from math import ceil
from time import monotonic

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from jalon.examen.planning.days import Days
from jalon.examen.planning.fillings import Filling, Fillings
from jalon.examen.planning.layout import Layout

EFFORT = 0.1  # spent on one filling: whether a jury-day holds it
PRECISION = 100_000  # prices are rounded down to this part of a jury-day
TOLERANCE = 1e-6


class Columns:
    """Fillings of the jury-days, generated as the linear program asks for them."""

    def __init__(self, layout: Layout, should_stop: Callable[[], bool] | None) -> None:
        self.layout, self.should_stop = layout, should_stop
        waiting = [cid for cid in sorted(layout.shapes) if layout.admissible[cid]]
        pieces: dict[object, int] = {}
        waiting = [cid for cid in waiting if layout.shapes[cid].jury_load]  # the others need no jury-day
        self.types = {cid: pieces.setdefault(layout.shapes[cid].pieces, len(pieces)) for cid in waiting}
        self.wanted = Counter(self.types.values())
        self.load = {self.types[cid]: layout.shapes[cid].jury_load for cid in waiting}
        self.classes = self._classes()
        self.tied = self._tied()
        self.people = {t: [f"{t}/{i}" for i in range(n)] for t, n in self.wanted.items()}
        anyone = [
            replace(
                layout.shapes[cid].candidate,
                id=who,
                unavailable=(),
                incompatible_jurors=frozenset(),
                pin=None,
            )
            for cid, who in zip(waiting, self._names(waiting), strict=True)
        ]
        free = Layout(replace(layout.problem, candidates=tuple(anyone), published=None))
        self.until = monotonic()
        self.days = Days(free, should_stop, self._left)
        self.kept: list[list[Filling]] = [[] for _ in self.classes]
        self.refused: list[list[Filling]] = [[] for _ in self.classes]
        self.doubtful: list[set[Filling]] = [set() for _ in self.classes]

    def search(self, seconds: float) -> Fillings:
        """Prices and fillings in turn until none is missing, or for at most `seconds`."""
        self.until = monotonic() + seconds
        weight = len(self.layout.seats) + 1
        best = 0.0
        for number, (seats, allowed) in enumerate(self.classes):
            for which in sorted(allowed):
                if not self._over():
                    self._single(number, seats[0], which)
        while True:
            value, prices, rents, hours = self._program(weight)
            lacking = 0.0
            found = False
            for number, (seats, _) in enumerate(self.classes):
                worth = [prices[t] + hours[number] * self.load[t] for t in range(len(prices))]
                gain, filling = self._price(number, worth, rents[number])
                while filling is not None and gain > TOLERANCE and not self._holds(number, filling):
                    if self._over():
                        break
                    gain, filling = self._price(number, worth, rents[number])
                lacking += max(0.0, gain) * len(seats)
                found = found or gain > TOLERANCE
            best = max(best, value - lacking)
            if not found or ceil(best - TOLERANCE) >= ceil(value - TOLERANCE):
                break
            if self._over():
                break
        sure = [self._sure(number) for number in range(len(self.classes))]
        of = {seat: sure[n] for n, (seats, _) in enumerate(self.classes) for seat in seats}
        return Fillings(ceil(best - TOLERANCE), of, self.types, self._fewest(sure))

    def _left(self) -> float:
        return self.until - monotonic()

    def _over(self) -> bool:
        return self._left() <= 0 or (self.should_stop is not None and self.should_stop())

    def _names(self, waiting: Sequence[str]) -> list[str]:
        rest = {t: iter(names) for t, names in self.people.items()}
        return [next(rest[self.types[cid]]) for cid in waiting]

    def _classes(self) -> list[tuple[list[int], frozenset[int]]]:
        """Seats alike, with the types that some candidate could have there."""
        allowed: dict[int, set[int]] = defaultdict(set)
        for cid, which in self.types.items():
            for seat in self.layout.admissible[cid]:
                allowed[seat].add(which)
        classes: dict[object, list[int]] = defaultdict(list)
        for seat, types in sorted(allowed.items()):
            classes[self.layout.frame((seat,)), frozenset(types)].append(seat)
        return [(seats, frozenset(allowed[seats[0]])) for seats in classes.values()]

    def _tied(self) -> dict[frozenset[int], int]:
        """The jury time that classes of seats have together, when jurors in common allow less than each jury alone."""
        layout = self.layout
        of = {seat: number for number, (seats, _) in enumerate(self.classes) for seat in seats}
        groups = [tuple(seat for seat in tied if seat in of) for tied in layout.tied_seats()]
        groups = [group for group in groups if len(group) > 1]
        found: dict[frozenset[int], int] = {}
        for classes in dict.fromkeys(frozenset(of[seat] for seat in group) for group in groups):
            alone = {seat for seat, number in of.items() if number in classes}
            time = 0
            for group in groups:
                if alone.issuperset(group):  # a seat is counted once
                    alone.difference_update(group)
                    time += layout.tied_capacity(group)
            found[classes] = time + sum(layout.capacity(layout.seats[seat]) for seat in alone)
        return found

    def _single(self, number: int, seat: int, which: int) -> None:
        """The first filling: as many of one type as the jury-day holds."""
        most = min(self.wanted[which], self.layout.capacity(self.layout.seats[seat]) // self.load[which])
        for count in range(most, 0, -1):
            filling = tuple(count if t == which else 0 for t in range(len(self.wanted)))
            if self._over() or self._holds(number, filling):
                return

    def _holds(self, number: int, filling: Filling) -> bool:
        """Whether a jury-day of this class holds it; keeps it if so, or learns what is refused."""
        seat = self.classes[number][0][0]
        people = [who for t, count in enumerate(filling) for who in islice(self.people[t], count)]
        plan = self.days.seat_holds(seat, people, effort=EFFORT)
        if plan.found or not plan.proved:
            self.kept[number].append(filling)
            if not plan.found:
                self.doubtful[number].add(filling)
            return True
        core = Counter(int(who.split("/")[0]) for who in self.days.least_refused(seat, people, effort=EFFORT))
        self.refused[number].append(tuple(core[t] for t in range(len(self.wanted))))
        return False

    def _program(self, weight: int) -> tuple[float, list[float], list[float], list[float]]:
        """The linear program over the fillings kept: its value, the price of each type, the rent of each class, and
        what one unit of its jury time costs, where jurors in common make it rare.
        """
        program = pywraplp.Solver.CreateSolver("GLOP")
        cover = [
            program.Constraint(float(self.wanted[t]), program.infinity()) for t in range(len(self.wanted))
        ]
        objective = program.Objective()
        objective.SetMinimization()
        hours = {
            classes: program.Constraint(-program.infinity(), float(time))
            for classes, time in self.tied.items()
        }
        rooms = []
        for row in cover:
            left = program.NumVar(0.0, program.infinity(), "")
            row.SetCoefficient(left, 1)
            objective.SetCoefficient(left, weight)
        for number, ((seats, _), fillings) in enumerate(zip(self.classes, self.kept, strict=True)):
            room = program.Constraint(-program.infinity(), float(len(seats)))
            rooms.append(room)
            for filling in fillings:
                used = program.NumVar(0.0, program.infinity(), "")
                objective.SetCoefficient(used, 1)
                room.SetCoefficient(used, 1)
                for classes, row in hours.items():
                    if number in classes:
                        row.SetCoefficient(used, sum(self.load[t] * n for t, n in enumerate(filling)))
                for t, count in enumerate(filling):
                    if count:
                        cover[t].SetCoefficient(used, count)
        program.Solve()
        prices = [max(0.0, row.dual_value()) for row in cover]
        costs = [
            sum(min(0.0, row.dual_value()) for classes, row in hours.items() if number in classes)
            for number in range(len(self.classes))
        ]
        return objective.Value(), prices, [min(0.0, room.dual_value()) for room in rooms], costs

    def _price(self, number: int, prices: Sequence[float], rent: float) -> tuple[float, Filling | None]:
        """The most that a filling not refused so far could gain, never underestimated, and that filling."""
        seats, allowed = self.classes[number]
        capacity = self.layout.capacity(self.layout.seats[seats[0]])
        model = cp_model.CpModel()
        counts = {
            t: model.new_int_var(0, min(self.wanted[t], capacity // self.load[t]), "")
            for t in sorted(allowed)
        }
        model.add(sum(self.load[t] * count for t, count in counts.items()) <= capacity)
        fewer: dict[tuple[int, int], cp_model.IntVar] = {}
        for refused in self.refused[number]:
            for t, count in enumerate(refused):
                if count and (t, count) not in fewer:
                    fewer[t, count] = model.new_bool_var("")
                    model.add(counts[t] < count).only_enforce_if(fewer[t, count])
            model.add_bool_or([fewer[t, count] for t, count in enumerate(refused) if count])
        model.maximize(sum(ceil(prices[t] * PRECISION) * count for t, count in counts.items()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.layout.settings.seed
        if solver.solve(model) != cp_model.OPTIMAL:
            return 0.0, None
        filling = tuple(solver.value(counts[t]) if t in counts else 0 for t in range(len(self.wanted)))
        gain = solver.objective_value / PRECISION + rent - 1
        return (gain, None) if filling in self.kept[number] else (gain, filling)

    def _fewest(self, sure: Sequence[Sequence[Filling]]) -> list[tuple[Sequence[int], Filling, int]]:
        """As few of the certain fillings as hold everybody."""
        model = cp_model.CpModel()
        counts = {
            (number, filling): model.new_int_var(0, len(seats), "")
            for number, (seats, _) in enumerate(self.classes)
            for filling in sure[number]
        }
        for number, (seats, _) in enumerate(self.classes):
            model.add(sum(counts[number, filling] for filling in sure[number]) <= len(seats))
        for t, wanted in self.wanted.items():
            model.add(sum(filling[t] * count for (_, filling), count in counts.items()) >= wanted)
        model.minimize(sum(counts.values()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.layout.settings.seed
        solver.parameters.max_deterministic_time = 1.0
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return []
        return [
            (self.classes[number][0], filling, solver.value(count))
            for (number, filling), count in counts.items()
        ]

    def _sure(self, number: int) -> list[Filling]:
        """Fillings kept and certain, without those that another contains."""
        sure = [filling for filling in self.kept[number] if filling not in self.doubtful[number]]
        return [
            filling
            for filling in dict.fromkeys(sure)
            if not any(
                other != filling and all(a >= b for a, b in zip(other, filling, strict=True))
                for other in sure
            )
        ]
