"""A first plan at once: candidates one by one, each at the earliest place that breaks no rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import islice
from operator import or_

from jalon.examen.planning.facts import Appointment
from jalon.examen.planning.layout import Layout, Piece, Shape
from jalon.examen.planning.placing import Placement

Over = Callable[[], bool]
ORDERS = 24  # chains with more linear orders than this are rare; the optimiser sees them all


def first_plan(layout: Layout) -> dict[str, Placement]:
    """The best of several greedy passes: most candidates placed, then fewest jury-days."""
    return min(first_plans(layout), key=_score, default={})


def first_plans(layout: Layout, over: Over | None = None) -> Iterator[dict[str, Placement]]:
    """The greedy passes, each as soon as it is made and only if none before was as good; `over` cuts them short."""
    shapes = [layout.shapes[cid] for cid in sorted(layout.shapes) if layout.admissible[cid]]

    def choice(shape: Shape) -> int:
        return len(layout.admissible[shape.candidate.id])

    def pinned(shape: Shape) -> int:
        """Those whose hours are settled first, then those whose jury-day is."""
        pin = shape.candidate.pin
        return 2 if pin is None else int(pin.starts is None)

    orders = (
        sorted(shapes, key=lambda s: (pinned(s), -s.jury_load, choice(s), s.candidate.id)),
        sorted(shapes, key=lambda s: (pinned(s), choice(s), -s.jury_load, s.candidate.id)),
        sorted(shapes, key=lambda s: (pinned(s), -s.presence, choice(s), s.candidate.id)),
    )
    best: tuple[int, int] | None = None
    for order in orders:
        found = first_fit(layout, order, over=over)
        if best is None or _score(found) < best:
            best = _score(found)
            yield found
        if over is not None and over():
            return


def _score(placements: dict[str, Placement]) -> tuple[int, int]:
    return -len(placements), len({place.seat for place in placements.values()})


def first_fit(
    layout: Layout, order: Sequence[Shape], *, compact: bool = False, over: Over | None = None
) -> dict[str, Placement]:
    """Each candidate in turn, in the first jury-day that holds them; `compact` forbids interleaving.

    `over` is polled after each of them: those left then have no place.
    """
    board = Board(layout)
    found: dict[str, Placement] = {}
    kinds: dict[object, int] = {}
    full: set[object] = set()  # jury-days that refused a candidate refuse all those alike
    for shape in order:
        who = shape.candidate
        kind = kinds.setdefault((shape.pieces, who.pin), len(kinds))
        away = {window.day for window in who.unavailable}
        for seat in layout.admissible[who.id]:
            day = layout.seats[seat].day.date
            alike = (seat, kind, tuple(layout.windows(who.unavailable, day)) if day in away else ())
            if alike in full:
                continue
            starts = board.best(shape, seat, compact=compact)
            if starts:
                board.take(shape, seat, starts)
                found[who.id] = Placement(seat, starts)
                break
            full.add(alike)
        if over is not None and over():
            break
    return found


class Board:
    """Who is busy when: one integer per person or room, one bit per grid unit of a day."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.jury: dict[int, int] = defaultdict(int)
        self.juror: dict[tuple[date, str], int] = defaultdict(int)
        self.used: dict[date, set[str]] = defaultdict(set)
        rooms, actor = layout.problem.rooms, layout.problem.actor
        self.lone, self.stage = (
            {
                day: [sum(bits(b, e - b) for b, e in closed.get(label, ())) for label in labels or ()]
                for day, closed in layout.closed.items()
            }
            for labels in (rooms.preparation, rooms.mise_en_situation)
        )
        self.actors: dict[date, list[int]] = defaultdict(lambda: [0] * (actor.capacity if actor else 0))
        juries = layout.problem.juries
        sits = [juror for jury in juries for juror in jury.jurors]
        self.shared = {juror for juror in sits if sits.count(juror) > 1}
        self.orders: dict[str, list[tuple[int, ...]]] = {}
        self.away = [sum(bits(s, e - s) for s, e in layout.jury_windows(seat)) for seat in layout.seats]

    def best(self, shape: Shape, seat: int, *, compact: bool = False) -> tuple[int, ...] | None:
        """Starts of the pieces that end soonest in this jury-day, or None."""
        place = self.layout.seats[seat]
        rooms = self.layout.problem.rooms.jury
        used = self.used[place.day.date]
        if rooms is not None and place.jury.id not in used:
            closed = self.layout.closed[place.day.date]
            if len(used) >= sum(label not in closed for label in rooms):
                return None
        opens, closes = self.layout.hours(place.day)
        if (bits(opens, closes - opens) & ~(self.jury[seat] | self.away[seat])).bit_count() < shape.jury_load:
            return None
        cid = shape.candidate.id
        known = self.layout.pinned(shape.candidate)
        if known is not None:
            order = sorted(range(len(known)), key=lambda i: (known[i], i))
            return known if self._place(shape, seat, order, compact=compact, known=known) else None
        if cid not in self.orders:
            self.orders[cid] = list(islice(_orders(shape.pieces), ORDERS))
        tries = [
            starts
            for order in self.orders[cid]
            if (starts := self._place(shape, seat, order, compact=compact))
        ]
        ends = [piece.length for piece in shape.pieces]
        return min(tries, key=lambda s: (max(map(sum, zip(s, ends, strict=True))), s), default=None)

    def _place(
        self,
        shape: Shape,
        seat: int,
        order: Sequence[int],
        *,
        compact: bool,
        known: Sequence[int] | None = None,
    ) -> tuple[int, ...] | None:
        layout, day = self.layout, self.layout.seats[seat].day
        opens, closes = layout.hours(day)
        away = sum(bits(s, e - s) for s, e in layout.windows(shape.candidate.unavailable, day.date))
        span_max = layout.settings.candidate_span_max // layout.grid
        floor = max(opens, self.jury[seat].bit_length()) if compact else opens

        place = layout.seats[seat]
        jurors = [self.juror[day.date, juror] for juror in place.jury.jurors & self.shared]
        taken = reduce(or_, jurors, self.jury[seat] | self.away[seat])

        def put(
            rank: int, starts: dict[int, int], busy: int, busy_jury: int, plays: list[tuple[int, int]]
        ) -> dict[int, int] | None:
            """The pieces from `rank` on, each as soon as can be; a piece waits only for one that follows it."""
            if rank == len(order):
                return None if busy and busy.bit_length() - first_bit(busy) > span_max else starts
            index = order[rank]
            piece = shape.pieces[index]
            if not set(piece.after) <= set(starts):  # a pin against the order of the tests
                return None
            start = max([floor, *(starts[i] + shape.pieces[i].length for i in piece.after)])
            latest = closes - piece.length
            if piece.within is not None:
                latest = min(latest, start + piece.within)
            possible = bits(start, latest + 1 - start) & self._free_rooms(day.date, piece, closes)
            if known is not None:
                possible &= 1 << known[index]
            for o, n in piece.jury:
                possible &= runs(bits(0, closes) & ~(taken | busy_jury), n) >> o
            if piece.candidate:
                possible &= runs(bits(0, closes) & ~(busy | away), piece.length)
            while possible:
                at = first_bit(possible)
                possible &= possible - 1
                own = bits(at, piece.length) if piece.candidate else 0
                mine = sum(bits(at + o, n) for o, n in piece.jury)
                acted = [*plays, *((at + o, n) for o, n in piece.play)]
                held = bits(start, at - start) if piece.follows is not None else 0  # no test in a gap
                if (
                    held & busy
                    or (own and not self._fed(busy | own))
                    or not all(self._eats(mask | busy_jury | mine) for mask in (self.jury[seat], *jurors))
                    or (piece.play and self._cast(day.date, acted) is None)
                ):
                    continue
                found = put(rank + 1, {**starts, index: at}, busy | own | held, busy_jury | mine, acted)
                limited = rank + 1 < len(order) and shape.pieces[order[rank + 1]].within is not None
                if found is not None or not limited:
                    return found
            return None

        starts = put(0, {}, 0, 0, [])
        return tuple(starts[i] for i in range(len(shape.pieces))) if starts is not None else None

    def _free_rooms(self, day: date, piece: Piece, closes: int) -> int:
        """When a piece can begin with a room for each of its spans: one bit per grid unit."""
        possible = bits(0, closes)
        for spans, pool in ((piece.lone, self.lone[day]), (piece.stage, self.stage[day])):
            for o, n in spans:
                possible &= reduce(or_, (runs(bits(0, closes) & ~room, n) >> o for room in pool), 0)
        return possible

    def _cast(self, day: date, plays: Sequence[tuple[int, int]]) -> list[int] | None:
        """An actor for each play of one candidate (None: impossible)."""
        actor = self.layout.problem.actor
        if actor is None or not plays:
            return [0] * len(plays)
        masks = list(self.actors[day])
        rest, lunch = self.layout.units(actor.rest_minutes), self.layout.units(actor.lunch_minutes)
        chosen: list[int] = []
        for at, length in plays:
            near = bits(max(0, at - rest), length + rest + min(at, rest))
            for number, mask in enumerate(masks):
                after = mask | bits(at, length)
                if not near & mask and holds(after, self.layout.lunch(), lunch):
                    masks[number] = after
                    chosen.append(number)
                    break
            else:
                return None
        return chosen

    def take(self, shape: Shape, seat: int, starts: Sequence[int]) -> None:
        place = self.layout.seats[seat]
        day = place.day.date
        self.used[day].add(place.jury.id)
        for piece, at in zip(shape.pieces, starts, strict=True):
            mine = sum(bits(at + o, n) for o, n in piece.jury)
            self.jury[seat] |= mine
            for juror in place.jury.jurors & self.shared:
                self.juror[day, juror] |= mine
            for spans, pool in ((piece.lone, self.lone[day]), (piece.stage, self.stage[day])):
                for o, n in spans:
                    held = bits(at + o, n)
                    room = next(i for i, mask in enumerate(pool) if not held & mask)
                    pool[room] |= held
            if self.layout.problem.actor:
                plays = [(at + o, n) for o, n in piece.play]
                for (start, n), number in zip(plays, self._cast(day, plays) or (), strict=True):
                    self.actors[day][number] |= bits(start, n)

    def hold(self, item: Appointment) -> None:
        """What an appointment that stays where it is holds; a room or an actor that nobody knows is the first free."""
        layout = self.layout
        held = bits(item.start // layout.grid, layout.units(item.end) - item.start // layout.grid)
        kind = layout.shapes[item.candidate_id].candidate.steps[item.step_index].room
        seat = layout.seat_at.get((item.jury_id, item.day))
        if item.jury and seat is not None:
            place = layout.seats[seat]
            self.used[item.day].add(item.jury_id)
            self.jury[seat] |= held
            for juror in place.jury.jurors & self.shared:
                self.juror[item.day, juror] |= held
        rooms = layout.problem.rooms
        for wanted, labels, masks in (
            ("preparation", rooms.preparation or (), self.lone),
            ("mise_en_situation", rooms.mise_en_situation or (), self.stage),
        ):
            pool = masks.get(item.day, [])
            if kind == wanted and pool:
                free = [
                    i for i, mask in enumerate(pool) if not held & mask and item.room in (None, labels[i])
                ]
                pool[free[0] if free else 0] |= held
        actors = self.actors[item.day]
        if item.actor and actors:
            free = [i for i, mask in enumerate(actors) if not held & mask and item.actor_number in (0, i + 1)]
            actors[free[0] if free else 0] |= held

    def _eats(self, busy: int) -> bool:
        """Whether a jury busy at those times has lunch."""
        lunch = self.layout.units(self.layout.settings.jury_lunch_minutes)
        return holds(busy, self.layout.lunch(), lunch)

    def _fed(self, busy: int) -> bool:
        """Whether a candidate busy at those times has the lunch that is due."""
        covered = self.layout.candidate_lunch_if()
        if covered and not (first_bit(busy) <= covered[0] and covered[1] <= busy.bit_length()):
            return True
        lunch = self.layout.units(self.layout.settings.candidate_lunch_minutes)
        return holds(busy, self.layout.candidate_lunch(), lunch)


def holds(busy: int, window: tuple[int, int], lunch: int) -> bool:
    """Whether `lunch` units in a row of `window` are free."""
    return lunch == 0 or bool(runs(bits(window[0], window[1] - window[0]) & ~busy, lunch))


def bits(start: int, length: int) -> int:
    return ((1 << length) - 1) << start if length > 0 else 0


def runs(free: int, length: int) -> int:
    """Where `length` free units in a row begin."""
    known = 1
    while known < length:
        step = min(known, length - known)
        free &= free >> step
        known += step
    return free


def first_bit(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _orders(pieces: Sequence[Piece]) -> Iterator[tuple[int, ...]]:
    """Linear orders of the pieces that respect `after`; a piece that follows another comes right behind it."""
    follower = {piece.follows: i for i, piece in enumerate(pieces) if piece.follows is not None}

    def grow(done: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(done) == len(pieces):
            yield done
            return
        due = follower.get(done[-1]) if done else None
        for i, piece in enumerate(pieces):
            if due not in (None, i) or (piece.follows is not None and due != i):
                continue
            if i not in done and set(piece.after) <= set(done):
                yield from grow((*done, i))

    return grow(())
