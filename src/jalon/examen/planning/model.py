"""The exact model (OR-Tools CP-SAT): which jury-day each candidate has, and when each of their blocks starts.

One model serves the whole session, a few days, or a single one: `choices` says who may sit where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from threading import Event, Thread

from ortools.sat.python import cp_model

from jalon.examen.planning.facts import Appointment
from jalon.examen.planning.layout import Layout, Piece
from jalon.examen.planning.placing import Placement, Placements, appointments

Expr = cp_model.LinearExpr | int
Choices = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Outcome:
    """What a search found: the placements (None: none), their value and its bound, and whether it is proved."""

    placements: dict[str, Placement] | None
    value: int
    bound: int
    proved: bool
    infeasible: bool = False


@dataclass(frozen=True)
class Share:
    """What a group of juries may use of what a day's juries share: rooms (None: no limit) and actors."""

    preparation: int | None
    stage: int | None
    actors: int


@dataclass(frozen=True)
class _Use:
    """Somebody in a room: whether, from when, how long; `label`: the room that they are in already."""

    present: cp_model.IntVar
    start: Expr
    length: int
    label: str | None = None


class Model:
    """Hard rules over the candidates of `choices`; pick an objective, then `solve`.

    `share`: the rooms and actors that may be used (None: all of them). `around`: candidates of the same days
    whose hours are settled, with the actors they were given. `beside`: appointments of others that stay as they
    are, the actor's number being theirs (0: whoever is free). `begun`: pieces of candidates of `choices` that
    have begun, with their start; they are among `beside`. `optional`: a candidate may be left out.
    `seat_symmetry`: order interchangeable juries and days (only when every candidate of the session is in
    the model and nothing distinguishes them).
    """

    def __init__(
        self,
        layout: Layout,
        choices: Choices,
        *,
        share: Share | None = None,
        around: Placements | None = None,
        beside: Sequence[Appointment] = (),
        begun: Mapping[str, Mapping[int, int]] | None = None,
        optional: bool = False,
        seat_symmetry: bool = False,
    ) -> None:
        self.layout, self.cp, self.choices = layout, cp_model.CpModel(), choices
        self.share, self.shared = share or whole_share(layout), share is not None
        self.begun = begun or {}
        self.optional = optional
        self.seats = sorted({seat for seats in choices.values() for seat in seats})
        self.days = sorted({self._date(seat) for seat in self.seats})
        hours = [layout.hours(layout.seats[seat].day) for seat in self.seats]
        self.opens, self.closes = min(o for o, _ in hours), max(c for _, c in hours)
        self.sits: dict[tuple[str, int], cp_model.IntVar] = {}
        self.starts: dict[str, list[cp_model.IntVar]] = {}
        self._known: dict[str, Mapping[int, int]] = {}  # pieces whose start is settled
        self.waits: dict[str, Expr] = {}
        self.idles: list[Expr] = []
        self.ends: list[cp_model.IntVar] = []
        self.longest: cp_model.IntVar
        self.used: dict[int, cp_model.IntVar] = {}
        self._jury: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        self._lone: dict[date, list[_Use]] = defaultdict(list)
        self._stage: dict[date, list[_Use]] = defaultdict(list)
        self._plays: dict[date, list[tuple[cp_model.IntVar, Expr, int]]] = defaultdict(list)
        self._played: dict[date, list[tuple[int, int, int]]] = defaultdict(list)  # actor, start, length
        self._held: dict[int, list[tuple[int, int, str | None]]] = defaultdict(list)  # start, length, room
        for cid in sorted(choices):
            self._candidate(cid)
        self._around([*appointments(layout, around or {}), *beside])
        for seat in self.seats:
            self._seat(seat)
        for day in self.days:
            self._day(day)
        self.twins = self._groups()
        self._order_twins()
        if seat_symmetry:
            self._same_seats()

    # Objectives

    def minimise_seats(self, floor: int) -> None:
        """Fewest candidates left out, then fewest jury-days, of which `floor` at least."""
        left_out = len(self.choices) - sum(self.sits.values())
        used = sum(self.used.values())
        self.cp.add(used >= floor)
        self.cp.minimize((len(self.seats) + 1) * left_out + used)

    def limit_seats(self, most: int) -> None:
        self.cp.add(sum(self.used.values()) <= most)

    def minimise_lost(self, *, least: int = 0, most: int | None = None) -> None:
        """Least waiting plus idleness: `least` units at best (a proved bound), `most` at worst."""
        lost = sum(self.waits.values()) + sum(self.idles)
        if least:
            self.cp.add(lost >= least)
        if most is not None:
            self.cp.add(lost <= most)
        self.cp.minimize(lost)

    def minimise_longest(self, *, lost: int) -> None:
        """With at most `lost` units lost: the shortest longest wait of a candidate."""
        self.cp.add(sum(self.waits.values()) + sum(self.idles) <= lost)
        self.longest = self.cp.new_int_var(0, self.closes - self.opens, "")
        for wait in self.waits.values():
            self.cp.add(self.longest >= wait)
        self.cp.minimize(self.longest)

    def minimise_ends(self, *, longest: int, published: Placements) -> None:
        """After `minimise_longest`: nobody waits more than that; nearest to `published`, then earliest ends."""
        self.cp.add(self.longest <= longest)
        moves: list[Expr] = []
        for cid, place in published.items():
            for start, then in zip(self.starts.get(cid, ()), place.starts, strict=False):
                move = self.cp.new_int_var(0, self.closes + then, "")
                self.cp.add_abs_equality(move, start - then)
                moves.append(move)
        ends = sum(self.ends) - self.opens * len(self.ends)
        big = (self.closes - self.opens) * len(self.ends) + 1
        self.cp.minimize(big * sum(moves) + ends)

    # Search

    def solve(
        self,
        *,
        seconds: float,
        effort: float | None = None,
        workers: int = 1,
        hint: Placements | None = None,
        on_solution: Callable[[dict[str, Placement]], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Outcome:
        """Search for at most `seconds`, and at most `effort`: OR-Tools' own count of its work, about a second
        each, which gives the same answer whatever the machine does meanwhile.
        """
        settings = self.layout.settings
        if hint:
            self.cp.clear_hints()  # type: ignore[no-untyped-call]
            self._hint(hint)
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = settings.seed
        solver.parameters.num_workers = workers
        solver.parameters.interleave_search = workers > 1  # the same answer whatever the threads do
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        if effort is not None:
            solver.parameters.max_deterministic_time = effort
        solver.parameters.use_strong_propagation_in_disjunctive = True
        solver.parameters.cp_model_probing_level = 0  # days are small: probing costs more than it saves
        done = Event()
        if should_stop:
            Thread(target=_watch, args=(solver, should_stop, done), daemon=True).start()
        try:
            status = solver.solve(self.cp, _Report(self, on_solution) if on_solution else None)
        finally:
            done.set()
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Outcome(None, 0, 0, False, infeasible=status == cp_model.INFEASIBLE)
        bound = round(solver.best_objective_bound)
        return Outcome(
            self._read(solver.value), round(solver.objective_value), bound, status == cp_model.OPTIMAL
        )

    def _read(self, value: Callable[[cp_model.IntVar], int]) -> dict[str, Placement]:
        return {
            cid: Placement(seat, tuple(value(start) for start in self.starts[cid]))
            for (cid, seat), sits in self.sits.items()
            if value(sits)
        }

    def _hint(self, known: Placements) -> None:
        """Start from a known plan, interchangeable candidates put in the order that the model wants."""
        hint: dict[str, Placement] = {}
        for members in self.twins:
            places = sorted((known[c] for c in members if c in known), key=lambda p: (p.seat, p.starts))
            hint.update(zip(members, places, strict=False))
        for (cid, seat), sits in self.sits.items():
            self.cp.add_hint(sits, int(cid in hint and hint[cid].seat == seat))
        for cid, place in hint.items():
            for i, (start, value) in enumerate(zip(self.starts.get(cid, ()), place.starts, strict=False)):
                if i not in self._known[cid]:
                    self.cp.add_hint(start, value)

    # Rules

    def _date(self, seat: int) -> date:
        return self.layout.seats[seat].day.date

    def _candidate(self, cid: str) -> None:
        """One seat, pieces in order and within hours, one task at a time, a lunch, a bounded day."""
        cp, layout, shape = self.cp, self.layout, self.layout.shapes[cid]
        sits = {seat: cp.new_bool_var(f"{cid}@{seat}") for seat in self.choices[cid]}
        self.sits.update({(cid, seat): var for seat, var in sits.items()})
        if self.optional:
            cp.add_at_most_one(sits.values())
        else:
            cp.add_exactly_one(sits.values())
        known = {**dict(enumerate(layout.pinned(shape.candidate) or ())), **self.begun.get(cid, {})}
        self._known[cid] = known
        starts = [
            cp.new_constant(known[i])
            if i in known
            else cp.new_int_var(self.opens, self.closes - piece.length, "")
            for i, piece in enumerate(shape.pieces)
        ]
        self.starts[cid] = starts
        on: dict[date, cp_model.IntVar] = {}
        for day in sorted({self._date(seat) for seat in sits}):
            today = [var for seat, var in sits.items() if self._date(seat) == day]
            on[day] = today[0] if len(today) == 1 else cp.new_bool_var("")
            if len(today) > 1:
                cp.add(sum(today) == on[day])
            opens, closes = layout.hours(layout.by_date[day])
            for piece, start in zip(shape.pieces, starts, strict=True):
                if opens > self.opens:
                    cp.add(start >= opens).only_enforce_if(on[day])
                if closes < self.closes:
                    cp.add(start + piece.length <= closes).only_enforce_if(on[day])
        for number, (piece, start) in enumerate(zip(shape.pieces, starts, strict=True)):
            for i in piece.after:
                cp.add(start >= starts[i] + shape.pieces[i].length)
            if piece.follows is not None and piece.within is not None:
                i = piece.follows
                cp.add(start <= starts[i] + shape.pieces[i].length + piece.within)
            if number not in self.begun.get(cid, {}):
                self._hold(piece, start, sits, on)
        self._body(cid, on)

    def _hold(
        self,
        piece: Piece,
        start: cp_model.IntVar,
        sits: Mapping[int, cp_model.IntVar],
        on: Mapping[date, cp_model.IntVar],
    ) -> None:
        """What a piece occupies: its jury, a preparation room, a mise en situation room, an actor."""
        for seat, var in sits.items():
            self._jury[seat] += [self._interval(start + o, n, var) for o, n in piece.jury]
        for day, var in on.items():
            self._lone[day] += [_Use(var, start + o, n) for o, n in piece.lone]
            self._stage[day] += [_Use(var, start + o, n) for o, n in piece.stage]
            self._plays[day] += [(var, start + o, n) for o, n in piece.play]

    def _interval(self, start: Expr, length: int, var: cp_model.IntVar) -> cp_model.IntervalVar:
        return self.cp.new_optional_fixed_size_interval_var(start, length, var, "")

    def _around(self, items: Iterable[Appointment]) -> None:
        """What those whose hours are settled hold of their juries, and of what the juries of a day share."""
        layout, rooms, always = self.layout, self.layout.problem.rooms, self.cp.new_constant(1)
        for item in items:
            start, end = item.start // layout.grid, layout.units(item.end)
            kind = layout.shapes[item.candidate_id].candidate.steps[item.step_index].room
            if item.jury and (seat := layout.seat_at.get((item.jury_id, item.day))) is not None:
                pooled = kind == "mise_en_situation" and rooms.mise_en_situation is not None
                self._held[seat].append((start, end - start, None if pooled else item.room))
                self._jury[seat].append(self.cp.new_fixed_size_interval_var(start, end - start, ""))
            use = _Use(always, start, end - start, item.room)
            if kind == "preparation" and rooms.preparation is not None:
                self._lone[item.day].append(use)
            elif kind == "mise_en_situation" and rooms.mise_en_situation is not None:
                self._stage[item.day].append(use)
            if item.actor and item.actor_number:
                self._played[item.day].append((item.actor_number - 1, start, end - start))
            elif item.actor:
                self._plays[item.day].append((always, start, end - start))

    def _body(self, cid: str, on: Mapping[date, cp_model.IntVar]) -> None:
        cp, layout, shape = self.cp, self.layout, self.layout.shapes[cid]
        own = [
            (start, piece.length)
            for start, piece in zip(self.starts[cid], shape.pieces, strict=True)
            if piece.candidate
        ]
        if not own:
            return
        busy = [cp.new_fixed_size_interval_var(start, length, "") for start, length in own]
        cp.add_no_overlap(busy)
        self._blocks(cid)
        for day, var in on.items():
            for begin, end in layout.windows(shape.candidate.unavailable, day):
                cp.add_no_overlap([*busy, self._interval(begin, end - begin, var)])
        first = cp.new_int_var(self.opens, self.closes, "")
        last = cp.new_int_var(self.opens, self.closes, "")
        for start, length in own:
            cp.add(first <= start)
            cp.add(last >= start + length)
        cp.add(last - first <= layout.settings.candidate_span_max // layout.grid)
        wait = cp.new_int_var(0, self.closes - self.opens, "")
        cp.add(wait == last - first - shape.presence - self._candidate_lunch(busy, first, last))
        self.waits[cid] = wait

    def _blocks(self, cid: str) -> None:
        """No other test of the candidate in the gaps of a block that is several pieces."""
        starts, pieces = self.starts[cid], self.layout.shapes[cid].pieces
        if not any(piece.follows is not None for piece in pieces):
            return
        ends = {i: i for i, piece in enumerate(pieces) if piece.candidate and piece.follows is None}
        for i, piece in enumerate(pieces):
            if piece.follows is not None:
                ends.update({first: i for first, last in ends.items() if last == piece.follows})
        self.cp.add_no_overlap(
            self.cp.new_interval_var(
                starts[first],
                self.cp.new_int_var(0, self.closes - self.opens, ""),
                starts[last] + pieces[last].length,
                "",
            )
            for first, last in ends.items()
        )

    def _candidate_lunch(
        self, busy: Sequence[cp_model.IntervalVar], first: cp_model.IntVar, last: cp_model.IntVar
    ) -> Expr:
        """A lunch for a candidate if it is due; the part of their day that it fills."""
        cp, layout = self.cp, self.layout
        length = layout.units(layout.settings.candidate_lunch_minutes)
        if not length:
            return 0
        covered, due = layout.candidate_lunch_if(), None
        if covered:
            due, late, early = (cp.new_bool_var("") for _ in range(3))
            cp.add_bool_or(due, late, early)
            cp.add(first > covered[0]).only_enforce_if(late)
            cp.add(last < covered[1]).only_enforce_if(early)
            cp.add(first <= covered[0]).only_enforce_if(due)
            cp.add(last >= covered[1]).only_enforce_if(due)
        lunch, task = self._meal(length, layout.candidate_lunch(), due)
        cp.add_no_overlap([*busy, task])
        inside = self._inside(lunch, length, first, last)
        if due is not None:
            cp.add_implication(inside, due)
        return length * inside

    def _meal(
        self, length: int, window: tuple[int, int], due: cp_model.IntVar | None = None
    ) -> tuple[cp_model.IntVar, cp_model.IntervalVar]:
        begin, end = window
        start = self.cp.new_int_var(begin, max(begin, end - length), "")
        if due is None:
            return start, self.cp.new_fixed_size_interval_var(start, length, "")
        return start, self._interval(start, length, due)

    def _inside(
        self, lunch: cp_model.IntVar, length: int, first: cp_model.IntVar, last: cp_model.IntVar
    ) -> cp_model.IntVar:
        """Whether the lunch is taken between the first and the last task: then it is not lost time."""
        inside = self.cp.new_bool_var("")
        self.cp.add(first <= lunch).only_enforce_if(inside)
        self.cp.add(lunch + length <= last).only_enforce_if(inside)
        return inside

    def _seat(self, seat: int) -> None:
        """One candidate at a time per jury, absences, lunch; whether the jury sits and how long it idles."""
        cp, layout, place = self.cp, self.layout, self.layout.seats[seat]
        sits = {cid: var for (cid, s), var in self.sits.items() if s == seat}
        held = self._held.get(seat, [])
        used = self.used[seat] = cp.new_bool_var(f"used@{seat}")
        cp.add_max_equality(
            used, [int(bool(held)), *(var for cid, var in sits.items() if layout.shapes[cid].jury_load)]
        )
        length = layout.units(layout.settings.jury_lunch_minutes)
        lunch, lunch_task = self._meal(length, layout.lunch())
        cp.add_no_overlap([*self._jury[seat], *([lunch_task] if length else [])])
        for begin, end in layout.jury_windows(place):
            cp.add_no_overlap([*self._jury[seat], cp.new_fixed_size_interval_var(begin, end - begin, "")])
        load = sum(self._load(cid) * var for cid, var in sits.items()) + sum(n for _, n, _ in held)
        cp.add(load <= layout.capacity(place))
        opens, closes = layout.hours(place.day)
        first, last = cp.new_int_var(opens, closes, ""), cp.new_int_var(opens, closes, "")
        for cid, var in sits.items():
            for start, piece in zip(self.starts[cid], layout.shapes[cid].pieces, strict=True):
                for o, n in piece.jury:
                    cp.add(first <= start + o).only_enforce_if(var)
                    cp.add(last >= start + o + n).only_enforce_if(var)
        for at, held_for, _ in held:
            cp.add(first <= at)
            cp.add(last >= at + held_for)
        cp.add(last == first).only_enforce_if(used.Not())
        cp.add(first == opens).only_enforce_if(used.Not())
        inside = self._inside(lunch, length, first, last)
        cp.add_implication(inside, used)
        idle = cp.new_int_var(0, closes - opens, "")
        cp.add(idle == last - first - load - length * inside)
        self.idles.append(idle)
        self.ends.append(last)

    def _load(self, cid: str) -> int:
        """Grid units that a jury still owes to a candidate."""
        pieces, begun = self.layout.shapes[cid].pieces, self.begun.get(cid, {})
        return sum(n for i, piece in enumerate(pieces) if i not in begun for _, n in piece.jury)

    def _day(self, day: date) -> None:
        """What juries of one day share: jurors, rooms, the actor."""
        cp, layout = self.cp, self.layout
        rooms, actor = layout.problem.rooms, layout.problem.actor
        today = [seat for seat in self.seats if self._date(seat) == day]
        settled = [seat for seat in self._held if self._date(seat) == day and seat not in today]
        for seats in self._shared([*today, *settled]):
            length = layout.units(layout.settings.jury_lunch_minutes)
            meal = [self._meal(length, layout.lunch())[1]] if length else []
            cp.add_no_overlap([*(task for seat in seats for task in self._jury[seat]), *meal])
        self._rooms(day, self._lone[day], rooms.preparation, self.share.preparation)
        self._rooms(day, self._stage[day], rooms.mise_en_situation, self.share.stage)
        if rooms.jury is not None:
            self._jury_rooms(day, [*today, *settled], rooms.jury)
        if actor and self._plays[day]:
            lunch_length = layout.units(actor.lunch_minutes)
            rest = layout.units(actor.rest_minutes)
            cast: list[list[cp_model.IntVar]] = [[] for _ in self._plays[day]]
            played = self._played[day]
            for number in range(min(self.share.actors, len(self._plays[day]) + len(played))):
                his_already = [(start, length) for who, start, length in played if who == number]
                plays = [cp.new_fixed_size_interval_var(start, n, "") for start, n in his_already]
                rested = [cp.new_fixed_size_interval_var(start, n + rest, "") for start, n in his_already]
                for i, (present, start, length) in enumerate(self._plays[day]):
                    his = present if self.share.actors == 1 else cp.new_bool_var(f"play{i}/{number}")
                    cast[i].append(his)
                    plays.append(self._interval(start, length, his))
                    rested.append(self._interval(start, length + rest, his))
                cp.add_no_overlap(rested)
                meal = [self._meal(lunch_length, layout.lunch())[1]] if lunch_length else []
                cp.add_no_overlap([*plays, *meal])
            if self.share.actors != 1:
                for (present, _, _), actors in zip(self._plays[day], cast, strict=True):
                    cp.add(sum(actors) == present)

    def _rooms(self, day: date, uses: Sequence[_Use], labels: Sequence[str] | None, most: int | None) -> None:
        """One person in a room; which one only matters when some are closed for a part of the day."""
        cp, closed = self.cp, self.layout.closed[day]
        if most is None or labels is None:
            return
        if self.shared or not any(label in closed for label in labels):
            if len(uses) > most:
                tasks = [self._interval(use.start, use.length, use.present) for use in uses]
                cp.add_cumulative(tasks, [1] * len(tasks), most)
            return
        chosen: list[list[cp_model.IntVar]] = [[] for _ in uses]
        for label in labels:
            shut = [cp.new_fixed_size_interval_var(b, e - b, "") for b, e in closed.get(label, ())]
            for i, use in enumerate(uses):
                if use.label in (None, label):
                    there = cp.new_bool_var("")
                    chosen[i].append(there)
                    shut.append(self._interval(use.start, use.length, there))
            cp.add_no_overlap(shut)
        for use, there_ in zip(uses, chosen, strict=True):
            cp.add(sum(there_) == use.present)

    def _jury_rooms(self, day: date, seats: Sequence[int], labels: Sequence[str]) -> None:
        """One jury in a room all day long; which one only matters when some are closed for a part of the day."""
        cp, closed = self.cp, self.layout.closed[day]
        if not any(label in closed for label in labels):
            if len(seats) > len(labels):
                cp.add(sum(self.used.get(seat, 1) for seat in seats) <= len(labels))
            return
        begun = {room: seat for seat in seats for _, _, room in self._held[seat] if room}
        chosen: dict[int, list[cp_model.IntVar]] = {seat: [] for seat in seats}
        for label in labels:
            here = []
            for seat in seats:
                if begun.get(label, seat) != seat:
                    continue
                there = cp.new_bool_var("")
                chosen[seat].append(there)
                here.append(there)
                for b, e in closed.get(label, ()):
                    cp.add_no_overlap([*self._jury[seat], self._interval(b, e - b, there)])
            cp.add_at_most_one(here)
        for seat, there_ in chosen.items():
            cp.add(sum(there_) == self.used.get(seat, 1))

    def _shared(self, today: Iterable[int]) -> list[list[int]]:
        """Groups of juries of one day with a juror in common."""
        by_juror: dict[str, list[int]] = defaultdict(list)
        for seat in today:
            for juror in self.layout.seats[seat].jury.jurors:
                by_juror[juror].append(seat)
        groups = {tuple(seats) for seats in by_juror.values() if len(seats) > 1}
        return [list(group) for group in sorted(groups)]

    # Symmetry

    def _groups(self) -> list[list[str]]:
        """Candidates interchangeable in this model."""
        groups: dict[object, list[str]] = defaultdict(list)
        for cid in sorted(self.choices):
            shape, layout = self.layout.shapes[cid], self.layout
            away = tuple(tuple(layout.windows(shape.candidate.unavailable, day)) for day in self.days)
            pinned = layout.pinned(shape.candidate)
            groups[shape.pieces, tuple(self.choices[cid]), away, pinned, layout.then(cid)].append(cid)
        return list(groups.values())

    def _order_twins(self) -> None:
        """Interchangeable candidates sit in a fixed order: by seat, then by hour."""
        for members in self.twins:
            for before, after in pairwise(members):
                self.cp.add(self._rank(before) <= self._rank(after))

    def order_alike_seats(self) -> None:
        """Juries alike that hold the same people begin in order (only when everybody's jury is settled)."""
        layout = self.layout
        held: dict[int, list[int]] = defaultdict(list)
        firsts: dict[tuple[int, int], str] = {}
        for cid in sorted(self.choices):
            (seat,) = self.choices[cid]
            which = layout.type_of(cid, seat)
            held[seat].append(which)
            firsts.setdefault((seat, which), cid)
        groups: dict[object, list[int]] = defaultdict(list)
        for seat, kinds in held.items():
            jurors = layout.seats[seat].jury.jurors
            lone = all(seat == other or not jurors & layout.seats[other].jury.jurors for other in self.seats)
            groups[layout.frame((seat,)), tuple(sorted(kinds)), None if lone else seat].append(seat)
        for group in groups.values():
            for before, after in pairwise(group):
                which = min(held[before])
                earlier, later = (self.starts[firsts[seat, which]] for seat in (before, after))
                if earlier:
                    self.cp.add(earlier[0] <= later[0])

    def _rank(self, cid: str) -> Expr:
        span = self.closes + 1
        seats = [(i, self.sits[cid, seat]) for i, seat in enumerate(self.seats) if (cid, seat) in self.sits]
        last = len(self.seats)
        rank = last - sum((last - i) * var for i, var in seats)
        return span * rank + (self.starts[cid][0] if self.starts[cid] else 0)

    def _same_seats(self) -> None:
        """Interchangeable juries of a day are used in order, interchangeable days from the fullest."""
        layout = self.layout
        for group in layout.twin_seats():
            for first, second in pairwise(seat for seat in group if seat in self.used):
                self.cp.add(self.used[first] >= self.used[second])
        for before, after in pairwise(layout.day_seats()):
            if layout.day_signature(before) == layout.day_signature(after):
                self.cp.add(self._count(before) >= self._count(after))

    def _count(self, seats: Iterable[int]) -> Expr:
        return sum(self.used[seat] for seat in seats if seat in self.used)


def whole_share(layout: Layout, day: date | None = None) -> Share:
    """All the rooms and actors of the session; with `day`, without the rooms closed for a part of it."""
    rooms, actor = layout.problem.rooms, layout.problem.actor
    closed = layout.closed[day] if day else {}
    preparation, stage = (
        None if pool is None else sum(label not in closed for label in pool)
        for pool in (rooms.preparation, rooms.mise_en_situation)
    )
    return Share(preparation, stage, actor.capacity if actor else 0)


class _Report(cp_model.CpSolverSolutionCallback):
    """Hands every better plan over while the search goes on."""

    def __init__(self, model: Model, tell: Callable[[dict[str, Placement]], None]) -> None:
        super().__init__()
        self._model, self._tell = model, tell

    def on_solution_callback(self) -> None:
        self._tell(self._model._read(self.value))


def _watch(solver: cp_model.CpSolver, should_stop: Callable[[], bool], done: Event) -> None:
    while not done.wait(0.2):
        if should_stop():
            solver.stop_search()
            return
