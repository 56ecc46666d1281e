"""Every way that one jury-day can go while losing little: searched in the order of hours, exactly.

Juries of one day only meet through what they share: preparation rooms, rooms of mises en situation, actors. A way is
therefore told apart by the starts of the pieces that use those; of ways alike, the one that loses least is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jalon.examen.planning.greedy import bits, first_bit, holds, runs
from jalon.examen.planning.layout import Layout, Piece, Span


@dataclass(frozen=True)
class Way:
    """One way: units lost, starts of the pieces of each candidate, and what is used of what juries share."""

    lost: int
    starts: tuple[tuple[int, ...], ...]
    lone: tuple[Span, ...]
    stage: tuple[Span, ...]
    plays: tuple[Span, ...]


@dataclass(frozen=True)
class Ways:
    """Ways of one jury-day, those that lose no more than `limit` all there (-1: none is sure to be)."""

    limit: int
    found: tuple[Way, ...]


class Course:
    """One jury, one day, and the candidates it sees there, in the order of `people`."""

    def __init__(self, layout: Layout, seat: int, people: Sequence[str]) -> None:
        place = layout.seats[seat]
        self.layout = layout
        self.hours = layout.hours(place.day)
        self.opens, self.closes = self.hours  # of the jury
        self.broken = bool(layout.closed[place.day.date])  # or an absence in the middle of the day
        for begin, end in layout.jury_windows(place):
            if begin <= self.opens:
                self.opens = max(self.opens, end)
            elif end >= self.closes:
                self.closes = min(self.closes, begin)
            else:
                self.broken = True
        shapes = [layout.shapes[cid] for cid in people]
        self.pieces: list[tuple[Piece, ...]] = [shape.pieces for shape in shapes]
        self.types = [layout.type_of(cid, seat) for cid in people]
        self.away = [
            sum(
                bits(begin, end - begin)
                for begin, end in layout.windows(s.candidate.unavailable, place.day.date)
            )
            for s in shapes
        ]
        self.pinned = [layout.pinned(shape.candidate) for shape in shapes]
        self.load = sum(shape.jury_load for shape in shapes)
        self.presence = [shape.presence for shape in shapes]
        settings = layout.settings
        self.span = settings.candidate_span_max // layout.grid
        self.lunch = layout.units(settings.jury_lunch_minutes)
        self.noon = layout.lunch()
        self.meal = layout.units(settings.candidate_lunch_minutes)
        self.eats = layout.candidate_lunch()
        self.covered = layout.candidate_lunch_if()
        self.eats_bits = bits(self.eats[0], self.eats[1] - self.eats[0])
        self.noon_bits = bits(self.noon[0], self.noon[1] - self.noon[0])

    @property
    def simple(self) -> bool:
        """Whether this search knows such a day: no absence amid it, no piece without the jury, no split block."""
        return not self.broken and all(
            piece.jury and piece.follows is None for pieces in self.pieces for piece in pieces
        )

    def search(self, limit: int, nodes: int, *, enough: int = -1) -> tuple[list[Way], bool]:
        """Ways that lose at most `limit` units, and whether they are all there: at most `nodes` steps are made.

        `enough`: stop at a way that loses no more than that.
        """
        self.limit, self.nodes, self.enough = limit, nodes, enough
        self.masks = [[sum(bits(o, n) for o, n in piece.jury) for piece in pieces] for pieces in self.pieces]
        self.offsets = [[piece.jury[0][0] for piece in pieces] for pieces in self.pieces]
        self.back = max((o for offsets in self.offsets for o in offsets), default=0)
        self.shared = [
            [k for k, piece in enumerate(pieces) if piece.lone or piece.stage or piece.play]
            for pieces in self.pieces
        ]
        self.starts = [[0] * len(pieces) for pieces in self.pieces]
        self.done = [0] * len(self.pieces)
        self.body = [0] * len(self.pieces)
        self.tail = [0] * len(self.pieces)  # when the jury has last worked for them without them
        self.own = [sum(piece.candidate for piece in pieces) for pieces in self.pieces]
        self.rest = [
            sum(n for piece in pieces if piece.candidate for _, n in piece.jury) for pieces in self.pieces
        ]  # jury time of their own tests to come
        self.known: dict[object, int] = {}
        self.best: dict[object, Way] = {}
        if self.opens < self.closes:
            self._go(self.opens, 0, 0, self.lunch == 0, self.load, sum(map(len, self.pieces)))
        return list(self.best.values()), self.nodes > 0

    def least(self, levels: Sequence[int], nodes: int) -> int:
        """The fewest units that such a jury-day can lose, or at least a bound of them; levels are tried in turn."""
        floor = 0
        for limit in levels:
            found, complete = self.search(limit, nodes, enough=floor)
            fewest = min((way.lost for way in found), default=limit + 1)
            if fewest == floor or not complete:
                return floor
            floor = fewest
            if found:
                break
        return floor

    def _go(self, at: int, jury: int, cost: int, eaten: bool, load: int, left: int) -> None:
        """All is settled before `at`: which piece gives the jury its next work there? None: it eats, or idles."""
        self.nodes -= 1
        if self.nodes <= 0:
            return
        if not left:
            self._end(jury, cost)
            return
        if not eaten and not jury and at >= self.noon[0] + self.lunch:
            eaten = True
        late = self.noon[1] - self.lunch
        if not eaten and at > late:
            return
        needed = load + (self.lunch if not eaten and at + load > late else 0)
        if self.closes - at - (jury >> at).bit_count() < needed or cost + self._waits(at) > self.limit:
            return
        key = self._key(at, jury, eaten)
        if self.known.get(key, self.limit + 1) <= cost:
            return
        self.known[key] = cost
        tried = set()
        for i, pieces in enumerate(self.pieces):
            alike = (self.types[i], self.done[i], self.body[i], self.tail[i])
            if alike in tried:
                continue
            tried.add(alike)
            for k, piece in enumerate(pieces):
                if not self.done[i] >> k & 1:
                    self._put(i, k, piece, (at, jury, cost, eaten, load, left))
        if not eaten and self.noon[0] <= at <= late and jury and not jury & bits(at, self.lunch):
            self._go(_next(jury, at + self.lunch), jury, cost, True, load, left)
        if at + 1 < self.closes:
            self._go(_next(jury, at + 1), jury, cost + bool(jury), eaten, load, left)

    def _put(self, i: int, k: int, piece: Piece, state: tuple[int, int, int, bool, int, int]) -> None:
        at, jury, cost, eaten, load, left = state
        start = at - self.offsets[i][k]
        pinned, body, tail = self.pinned[i], self.body[i], self.tail[i]
        if start < self.hours[0] or start + piece.length > self.hours[1]:
            return
        if pinned and pinned[k] != start:
            return
        pieces, starts, done = self.pieces[i], self.starts[i], self.done[i]
        for before in piece.after:
            if not done >> before & 1 or starts[before] + pieces[before].length > start:
                return
        work = self.masks[i][k] << start
        own = bits(start, piece.length) if piece.candidate else 0
        if work & jury or work >> self.closes or own & (body | self.away[i]):
            return
        waited = 0
        if own and self.own[i] == 1:
            waited = self._waited(body | own)
            if waited < 0:
                return
        starts[k] = start
        self.done[i] = done | 1 << k
        if own:
            self.body[i] = body | own
            self.own[i] -= 1
            self.rest[i] -= work.bit_count()
        else:
            self.tail[i] = max(tail, start + piece.length)
        self._go(_next(jury | work, at), jury | work, cost + waited, eaten, load - work.bit_count(), left - 1)
        self.done[i], self.body[i], self.tail[i] = done, body, tail
        if own:
            self.own[i] += 1
            self.rest[i] += work.bit_count()

    def _waited(self, body: int) -> int:
        """What a candidate waits in a whole day (-1: their day is too long, or without the lunch that is due)."""
        begin, end = first_bit(body), body.bit_length()
        due = self.meal if not self.covered or (begin <= self.covered[0] and self.covered[1] <= end) else 0
        if end - begin > self.span or not holds(body, self.eats, due):
            return -1
        free = bits(begin, end - begin) & ~body
        return free.bit_count() - (due if due and runs(free & self.eats_bits, due) else 0)

    def _waits(self, at: int) -> int:
        """What the candidates who have begun will wait at least, the jury's next work being at `at` or later."""
        total = ends = 0
        rest: list[int] = []
        for i, body in enumerate(self.body):
            if body and self.own[i]:
                begin = first_bit(body)
                ahead = max(body.bit_length(), at - self.back)
                gaps = ahead - begin - body.bit_count()
                meal = 0
                if self.meal and runs(self.eats_bits & ~body & ~bits(0, begin), self.meal):
                    meal = self.meal
                total += max(0, gaps - meal)
                ends += at - begin - self.presence[i] - meal
                rest.append(self.rest[i])
        if len(rest) > 1:  # one after the other, the shortest first: nobody can do better on the whole
            rest.sort()
            ends += sum(length * (len(rest) - rank) for rank, length in enumerate(rest))
            return max(total, ends)
        return total

    def _key(self, at: int, jury: int, eaten: bool) -> object:
        """Equal for two states that have the same ends; what they have lost so far aside."""
        floor = at - self.back
        people = sorted(
            (
                self.types[i],
                self.done[i],
                body if self.own[i] else 0,
                max(0, self.tail[i] - floor),
                *(self.starts[i][k] for k in self.shared[i] if self.done[i] >> k & 1),
            )
            for i, body in enumerate(self.body)
        )
        return at, jury >> at, not jury, eaten, tuple(people)

    def _end(self, jury: int, cost: int) -> None:
        if not holds(jury, self.noon, self.lunch):
            return
        order = sorted(range(len(self.pieces)), key=lambda i: (self.types[i], self.starts[i]))
        key = tuple(self.starts[i][k] for i in order for k in self.shared[i])
        if key in self.best and self.best[key].lost <= cost:
            return
        if cost <= self.enough:
            self.nodes = 0
        starts = tuple(tuple(self.starts[i]) for i in order)
        uses: dict[str, list[Span]] = {"lone": [], "stage": [], "play": []}
        for i in order:
            for piece, start in zip(self.pieces[i], self.starts[i], strict=True):
                for name, spans in uses.items():
                    spans += [(start + o, n) for o, n in getattr(piece, name)]
        self.best[key] = Way(cost, starts, tuple(uses["lone"]), tuple(uses["stage"]), tuple(uses["play"]))


def _next(jury: int, at: int) -> int:
    """When the jury is next free."""
    while jury >> at & 1:
        at += 1
    return at
