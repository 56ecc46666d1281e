"""Every way that one jury-day can go while losing little: searched in the order of hours, exactly.

Juries of one day only meet through what they share: preparation rooms, rooms of mises en situation, actors, jurors. A
way is therefore told apart by the starts of the pieces that use those, and by the work of a jury that has a juror in
common with another; of ways alike, the one that loses least is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from jalon.examen.planning.greedy import bits, first_bit, holds, runs
from jalon.examen.planning.layout import Layout, Piece, Span

POLL = 512  # steps between two looks at the clock


@dataclass(frozen=True)
class Way:
    """One way: units lost, starts of the pieces of each candidate, and what is used of what juries share.

    `jury`: when the jury works, if one of its jurors sits in another too.
    """

    lost: int
    starts: tuple[tuple[int, ...], ...]
    lone: tuple[Span, ...]
    stage: tuple[Span, ...]
    plays: tuple[Span, ...]
    jury: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Ways:
    """Ways of one jury-day, those that lose no more than `limit` all there (-1: none is sure to be)."""

    limit: int
    found: tuple[Way, ...]


@dataclass(frozen=True)
class Links:
    """What comes right before and after each piece with the jury, when time may pass inside a block.

    `ahead`: the candidate's pieces alone that lead to it; `then`: the next piece with the jury in the block (-1:
    none). `whole`: every piece alone leads to one with the jury.
    """

    ahead: tuple[tuple[int, ...], ...]
    then: tuple[int, ...]
    whole: bool


def links(pieces: Sequence[Piece]) -> Links:
    ahead: list[tuple[int, ...]] = []
    then = [-1] * len(pieces)
    for k, piece in enumerate(pieces):
        found: tuple[int, ...] = ()
        before = piece.follows
        while before is not None and not pieces[before].jury:
            found, before = (before, *found), pieces[before].follows
        ahead.append(found if piece.jury else ())
        if piece.jury and before is not None:
            then[before] = k
    alone = {k for k, piece in enumerate(pieces) if not piece.jury}
    return Links(tuple(ahead), tuple(then), alone <= {k for found in ahead for k in found})


class Course:
    """One jury, one day, and the candidates it sees there, in the order of `people`.

    `shared`: one of the jurors sits in another jury too. `over` is polled: ways may then lack.
    """

    def __init__(
        self,
        layout: Layout,
        seat: int,
        people: Sequence[str],
        *,
        shared: bool = False,
        over: Callable[[], bool] | None = None,
    ) -> None:
        place = layout.seats[seat]
        self.layout, self.shared_jury, self.over = layout, shared, over
        self.hours = layout.hours(place.day)
        self.opens, self.closes = self.hours  # of the jury
        self.absent = 0  # amid its day
        for begin, end in layout.jury_windows(place):
            if begin <= self.opens:
                self.opens = max(self.opens, end)
            elif end >= self.closes:
                self.closes = min(self.closes, begin)
            else:
                self.absent |= bits(begin, end - begin)
        rooms = layout.problem.rooms.jury or ()
        self.moved = any(label in rooms for label in layout.closed[place.day.date])  # its own room is lost
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
        noon = bits(self.noon[0], self.noon[1] - self.noon[0])
        self.lunch_apart = 0 if self.absent & noon else self.lunch  # an absence may hide the lunch
        known = {pieces: links(pieces) for pieces in dict.fromkeys(self.pieces)}
        self.links = [known[pieces] for pieces in self.pieces]

    @property
    def simple(self) -> bool:
        """Whether this search knows such a day: no jury room lost, no test that the jury never sees."""
        return not self.moved and all(link.whole for link in self.links)

    def search(self, limit: int, nodes: int, *, enough: int = -1) -> tuple[list[Way], bool]:
        """Ways that lose at most `limit` units, and whether they are all there: at most `nodes` steps are made.

        `enough`: stop at a way that loses no more than that.
        """
        self.limit, self.nodes, self.enough = limit, nodes, enough
        self.masks = [[sum(bits(o, n) for o, n in piece.jury) for piece in pieces] for pieces in self.pieces]
        self.offsets = [[piece.jury[0][0] if piece.jury else 0 for piece in pieces] for pieces in self.pieces]
        self.backs = [
            max((self._back(i, k) for k, piece in enumerate(pieces) if piece.jury), default=0)
            for i, pieces in enumerate(self.pieces)
        ]  # how long before the jury's next work a test to come may begin
        self.back = max(self.backs, default=0)
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
        self.due = [-1] * len(self.pieces)  # the only test of theirs that may come next, when a block is open
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

    def _back(self, i: int, k: int) -> int:
        pieces, ahead = self.pieces[i], self.links[i].ahead[k]
        gaps = (self._most(pieces[j].within) for j in (*ahead[1:], k)) if ahead else ()
        return self.offsets[i][k] + sum(pieces[j].length for j in ahead) + sum(gaps)

    def _most(self, within: int | None) -> int:
        """The longest gap in a block: all of it is lost, but for a lunch."""
        most = self.limit + self.meal
        return most if within is None else min(within, most)

    def _go(self, at: int, jury: int, cost: int, eaten: bool, load: int, left: int) -> None:
        """All is settled before `at`: which piece gives the jury its next work there? None: it eats, or idles."""
        self.nodes -= 1
        if self.nodes <= 0:
            return
        if self.nodes % POLL == 0 and self.over is not None and self.over():
            self.nodes = 0
            return
        if not left:
            self._end(jury, cost)
            return
        if not eaten and not jury and at >= self.noon[0] + self.lunch:
            eaten = True
        late = self.noon[1] - self.lunch
        if not eaten and at > late:
            return
        needed = load + (self.lunch_apart if not eaten and at + load > late else 0)
        if (
            self.closes - at - ((jury | self.absent) >> at).bit_count() < needed
            or cost + self._waits(at) > self.limit
        ):
            return
        key = self._key(at, jury, eaten)
        if self.known.get(key, self.limit + 1) <= cost:
            return
        self.known[key] = cost
        tried = set()
        for i, pieces in enumerate(self.pieces if not self.absent >> at & 1 else ()):
            alike = (self.types[i], self.done[i], self.body[i], self.tail[i])
            if alike in tried:
                continue
            tried.add(alike)
            for k, piece in enumerate(pieces):
                if piece.jury and not self.done[i] >> k & 1:
                    self._put(i, k, piece, (at, jury, cost, eaten, load, left))
        if not eaten and self.noon[0] <= at <= late and jury and not jury & bits(at, self.lunch):
            self._go(_next(jury, at + self.lunch), jury, cost, True, load, left)
        if at + 1 < self.closes:
            self._go(_next(jury, at + 1), jury, cost + bool(jury), eaten, load, left)

    def _put(self, i: int, k: int, piece: Piece, state: tuple[int, int, int, bool, int, int]) -> None:
        at, jury, _, _, _, _ = state
        start = at - self.offsets[i][k]
        if start < self.hours[0] or start + piece.length > self.hours[1]:
            return
        work = self.masks[i][k] << start
        if work & (jury | self.absent) or work >> self.closes:
            return
        if piece.candidate and self.due[i] not in (-1, k):
            return
        pinned = self.pinned[i]
        if pinned and pinned[k] != start:
            return
        ahead = self.links[i].ahead[k]
        if not ahead:
            self._place(i, k, ((k, start),), work, state)
            return
        for before in self._ahead(i, (*ahead, k), start):
            self._place(i, k, (*before, (k, start)), work, state)

    def _ahead(self, i: int, chain: Sequence[int], start: int) -> Iterator[tuple[tuple[int, int], ...]]:
        """When the pieces alone of `chain` can begin, its last one beginning at `start`."""
        *before, last = chain
        if not before:
            yield ()
            return
        pieces, pinned, alone = self.pieces[i], self.pinned[i], before[-1]
        for gap in range(self._most(pieces[last].within) + 1):
            at = start - gap - pieces[alone].length
            if at < max(self.hours[0], self.body[i].bit_length()):
                return
            if not pinned or pinned[alone] == at:
                for earlier in self._ahead(i, before, at):
                    yield (*earlier, (alone, at))

    def _place(
        self,
        i: int,
        k: int,
        chain: Sequence[tuple[int, int]],
        work: int,
        state: tuple[int, int, int, bool, int, int],
    ) -> None:
        """The piece `k`, and those alone that lead to it: each with its start."""
        at, jury, cost, eaten, load, left = state
        body, tail, due = self.body[i], self.tail[i], self.due[i]
        pieces, starts, done = self.pieces[i], self.starts[i], self.done[i]
        first, begin = chain[0]
        for before in pieces[first].after:
            if not done >> before & 1 or starts[before] + pieces[before].length > begin:
                return
        follows, within = pieces[first].follows, pieces[first].within
        if (
            follows is not None
            and within is not None
            and begin - starts[follows] - pieces[follows].length > within
        ):
            return
        own = sum(bits(start, pieces[j].length) for j, start in chain) if pieces[k].candidate else 0
        if own & (body | self.away[i]):
            return
        waited = 0
        if own and self.own[i] == len(chain):
            waited = self._waited(body | own)
            if waited < 0:
                return
        for j, start in chain:
            starts[j] = start
            self.done[i] |= 1 << j
        if own:
            self.body[i] = body | own
            self.own[i] -= len(chain)
            self.rest[i] -= work.bit_count()
            self.due[i] = self.links[i].then[k]
        else:
            self.tail[i] = max(tail, begin + pieces[k].length)
        self._go(
            _next(jury | work, at),
            jury | work,
            cost + waited,
            eaten,
            load - work.bit_count(),
            left - len(chain),
        )
        self.done[i], self.body[i], self.tail[i], self.due[i] = done, body, tail, due
        if own:
            self.own[i] += len(chain)
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
                ahead = max(body.bit_length(), at - self.backs[i])
                within = self.pieces[i][self.due[i]].within if self.due[i] >= 0 else None
                if within is not None and at - self.backs[i] - body.bit_length() > within:
                    return self.limit + 1  # too late for the rest of their block
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
        key: tuple[int, ...] = tuple(self.starts[i][k] for i in order for k in self.shared[i])
        if self.shared_jury:
            key = (jury, *key)
        if key in self.best and self.best[key].lost <= cost:
            return
        if cost <= self.enough:
            self.nodes = 0
        starts = tuple(tuple(self.starts[i]) for i in order)
        uses: dict[str, list[Span]] = {"lone": [], "stage": [], "play": [], "jury": []}
        for i in order:
            for piece, start in zip(self.pieces[i], self.starts[i], strict=True):
                for name, spans in uses.items():
                    spans += [(start + o, n) for o, n in getattr(piece, name)]
        self.best[key] = Way(
            cost, starts, tuple(uses["lone"]), tuple(uses["stage"]), tuple(uses["play"]),
            tuple(uses["jury"]) if self.shared_jury else (),
        )  # fmt: skip


def _next(jury: int, at: int) -> int:
    """When the jury is next free."""
    while jury >> at & 1:
        at += 1
    return at
