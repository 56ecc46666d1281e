"""The problem in grid units, shared by the first plan and the optimiser (the checker never reads it)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from jalon.examen.planning.facts import Block, Candidate, Day, Jury, Pin, Problem, Step, Window

Span = tuple[int, int]  # offset and length, in grid units


@dataclass(frozen=True)
class Piece:
    """A block of one candidate: its length and who or what it holds when, in grid units from its start.

    A block in which time may pass after a lone step is several pieces: each `follows` the one before it, at
    most `within` units after its end (None: no limit), and no other test of the candidate comes between.
    """

    length: int
    steps: tuple[tuple[int, int, int], ...]  # step index, offset, length
    jury: tuple[Span, ...]
    lone: tuple[Span, ...]  # in a preparation room
    stage: tuple[Span, ...]  # in a mise en situation room
    play: tuple[Span, ...]  # with the actor
    after: tuple[int, ...]
    candidate: bool
    follows: int | None = None
    within: int | None = None


@dataclass(frozen=True)
class Shape:
    """A candidate as pieces to place."""

    candidate: Candidate
    pieces: tuple[Piece, ...]

    @cached_property
    def jury_load(self) -> int:
        return sum(length for piece in self.pieces for _, length in piece.jury)

    @cached_property
    def presence(self) -> int:
        """Grid units of the candidate's own tests."""
        return sum(piece.length for piece in self.pieces if piece.candidate)

    @cached_property
    def play_load(self) -> tuple[int, ...]:
        return tuple(length for piece in self.pieces for _, length in piece.play)

    @cached_property
    def shortest(self) -> int:
        """The least time from the first to the last task of the chain: its order, the candidate's one body."""
        finish = [piece.length for piece in self.pieces]
        for _ in self.pieces:  # the référentiel may name a test before those that must precede it
            finish = [max((finish[i] for i in p.after), default=0) + p.length for p in self.pieces]
        own = {i for i, piece in enumerate(self.pieces) if piece.candidate}
        last = sum(p.length for p in self.pieces if not p.candidate and own and own <= set(p.after))
        return max([*finish, self.presence + last])


@dataclass(frozen=True)
class Seat:
    """One jury on one day: the bin that candidates are placed in."""

    jury: Jury
    day: Day


class Layout:
    """Shapes, seats, and which candidate may sit where."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.settings = problem.settings
        self.grid = problem.settings.grid
        self.shapes = {c.id: self._shape(c) for c in problem.candidates}
        days = sorted(problem.days, key=lambda day: day.date)
        juries = sorted(problem.juries, key=lambda jury: jury.id)
        self.seats = tuple(Seat(jury, day) for day in days for jury in juries if day.date in jury.days)
        self.seat_at = {(seat.jury.id, seat.day.date): i for i, seat in enumerate(self.seats)}
        self.closed = {day.date: self._closed(day.date) for day in days}
        self._signatures: dict[int, object] = {}
        self._types: dict[object, int] = {}
        self.by_date = {day.date: day for day in days}
        self.admissible = self._admissible()

    def units(self, minutes: int) -> int:
        """Minutes as grid units, rounded up."""
        return -(-minutes // self.grid)

    def hours(self, day: Day) -> tuple[int, int]:
        return self.units(day.opens), day.closes // self.grid

    def lunch(self) -> tuple[int, int]:
        start, end = self.settings.lunch_window
        return self.units(start), end // self.grid

    def candidate_lunch(self) -> tuple[int, int]:
        start, end = self.settings.candidates_eat
        return self.units(start), end // self.grid

    def candidate_lunch_if(self) -> tuple[int, int] | None:
        """The stretch that a candidate's day must cover for their lunch to be due (None: always due)."""
        covered = self.settings.candidate_lunch_if
        return (covered[0] // self.grid, self.units(covered[1])) if covered else None

    def windows(self, windows: tuple[Window, ...], day: date) -> list[tuple[int, int]]:
        """Unavailability of one day in grid units, rounded outwards, merged."""
        found: list[tuple[int, int]] = []
        for window in sorted((w for w in windows if w.day == day), key=lambda w: w.start):
            start, end = window.start // self.grid, self.units(window.end)
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            elif start < end:
                found.append((start, end))
        return found

    def jury_windows(self, seat: Seat) -> list[tuple[int, int]]:
        return self.windows(tuple(window for _, window in seat.jury.unavailable), seat.day.date)

    def _closed(self, day: date) -> dict[str, tuple[Span, ...]]:
        """When each room is lost on that day: beginnings and ends, in grid units."""
        lost = self.problem.rooms.unavailable
        found = {
            label: tuple(self.windows(tuple(window for other, window in lost if other == label), day))
            for label in sorted({label for label, _ in lost})
        }
        return {label: spans for label, spans in found.items() if spans}

    def pinned(self, candidate: Candidate) -> tuple[int, ...] | None:
        """When each piece of a candidate must start, in grid units (None: their hours are free)."""
        pin, pieces = candidate.pin, self.shapes[candidate.id].pieces
        if pin is None or pin.starts is None or len(pin.starts) != len(candidate.steps):
            return None
        return tuple(pin.starts[piece.steps[0][0]] // self.grid for piece in pieces)

    def _pinned_to(self, shape: Shape, pin: Pin, seat: Seat) -> bool:
        """Whether a pin wants this jury-day, at hours that the chain can have: on the grid, blocks in one go."""
        if (seat.jury.id, seat.day.date) != (pin.jury_id, pin.day):
            return False
        return pin.starts is None or (
            len(pin.starts) == len(shape.candidate.steps)
            and all(
                start == pin.starts[piece.steps[0][0]] + offset * self.grid
                and start % self.grid == 0
                and seat.day.opens <= start <= seat.day.closes - length * self.grid
                for piece in shape.pieces
                for index, offset, length in piece.steps
                for start in (pin.starts[index],)
            )
        )

    def capacity(self, seat: Seat) -> int:
        """The most jury time, in units, that a day of this jury can hold: hours less absences and lunch."""
        opens, closes = self.hours(seat.day)
        away = sum(max(0, min(e, closes) - max(s, opens)) for s, e in self.jury_windows(seat))
        if away:
            return closes - opens - away  # the lunch may hide in an absence
        start, end = self.lunch()
        lunch = self.units(self.settings.jury_lunch_minutes)
        outside = (min(start + lunch, closes) - max(start, opens), min(end, closes) - max(end - lunch, opens))
        return closes - opens - max(0, min(lunch, *outside))

    def allowed(self, candidate: Candidate, jury: Jury) -> bool:
        """Habilitated for the titre and without conflict of interest (A5.3, A5.10, A5.11)."""
        return candidate.titre_ref in jury.titre_refs and not candidate.incompatible_jurors & jury.jurors

    def fits(self, shape: Shape, seat: Seat) -> bool:
        """Cheap necessary conditions; the exact answer is the solver's."""
        opens, closes = self.hours(seat.day)
        rooms, pin = self.problem.rooms, shape.candidate.pin
        return (
            bool(shape.pieces)
            and shape.candidate.interrupted is None
            and (pin is None or self._pinned_to(shape, pin, seat))
            and self.allowed(shape.candidate, seat.jury)
            and shape.shortest <= closes - opens
            and shape.jury_load <= self.capacity(seat)
            and shape.presence * self.grid <= self.settings.candidate_span_max
            and (rooms.preparation != () or not any(piece.lone for piece in shape.pieces))
            and (rooms.mise_en_situation != () or not any(piece.stage for piece in shape.pieces))
            and (rooms.jury is None or bool(rooms.jury))
            and (self.problem.actor is None or self.problem.actor.capacity > 0 or not shape.play_load)
        )

    def _admissible(self) -> dict[str, tuple[int, ...]]:
        known: dict[object, tuple[int, ...]] = {}  # those alike sit alike
        found = {}
        for cid, shape in self.shapes.items():
            who = shape.candidate
            key = (shape.pieces, who.titre_ref, who.incompatible_jurors, who.pin, who.interrupted)
            if key not in known:
                known[key] = tuple(i for i, seat in enumerate(self.seats) if self.fits(shape, seat))
            found[cid] = known[key]
        return found

    def type_of(self, cid: str, seat: int) -> int:
        """A number, the same for candidates who are interchangeable once seated that day."""
        candidate = self.shapes[cid].candidate
        away = tuple(self.windows(candidate.unavailable, self.seats[seat].day.date))
        key = (self.shapes[cid].pieces, away, self.pinned(candidate))
        return self._types.setdefault(key, len(self._types))

    def frame(self, seats: Sequence[int]) -> object:
        """Equal for two days (tuples of seats) where candidates of equal types have equal timetables."""
        sits = [juror for seat in seats for juror in self.seats[seat].jury.jurors]
        shared = {juror for juror in sits if sits.count(juror) > 1}
        places = [self.seats[seat] for seat in seats]
        return tuple(
            (
                self.hours(place.day),
                tuple(self.jury_windows(place)),
                place.jury.jurors & shared,
                tuple(self.closed[place.day.date].items()),
            )
            for place in places
        )

    def signature(self, seat: int) -> object:
        """Equal for two seats that exactly the same people could have, with the same timetables."""
        if seat not in self._signatures:
            place = self.seats[seat]
            here = frozenset(
                (cid, tuple(self.windows(self.shapes[cid].candidate.unavailable, place.day.date)))
                for cid, seats in self.admissible.items()
                if seat in seats
            )
            self._signatures[seat] = (self.hours(place.day), tuple(self.jury_windows(place)), here)
        return self._signatures[seat]

    def day_seats(self) -> list[tuple[int, ...]]:
        """Seats of each day that has some."""
        days: dict[date, list[int]] = {}
        for i, seat in enumerate(self.seats):
            days.setdefault(seat.day.date, []).append(i)
        return [tuple(seats) for seats in days.values()]

    def tied_seats(self) -> list[tuple[int, ...]]:
        """Seats of one day that have a juror in common, by juror."""
        found: dict[tuple[date, str], list[int]] = {}
        for i, seat in enumerate(self.seats):
            for juror in sorted(seat.jury.jurors):
                found.setdefault((seat.day.date, juror), []).append(i)
        return list(dict.fromkeys(tuple(seats) for seats in found.values() if len(seats) > 1))

    def tied_capacity(self, seats: Sequence[int]) -> int:
        """The most jury time, in units, of juries of one day that have a juror in common: what that juror can do."""
        places = [self.seats[seat] for seat in seats]
        if any(self.jury_windows(place) for place in places):
            opens, closes = self.hours(places[0].day)
            return closes - opens
        return self.capacity(places[0])

    def day_signature(self, seats: Sequence[int]) -> object:
        """Equal for two days that exactly the same people could have, jury by jury."""
        return (tuple(self.signature(seat) for seat in seats), self.frame(seats))

    def twin_seats(self) -> list[tuple[int, ...]]:
        """Groups of interchangeable juries of one day."""
        groups: dict[object, list[int]] = {}
        for seats in self.day_seats():
            sits = [juror for seat in seats for juror in self.seats[seat].jury.jurors]
            for seat in seats:
                alone = all(sits.count(juror) == 1 for juror in self.seats[seat].jury.jurors)
                key = (self.seats[seat].day.date, self.signature(seat), None if alone else seat)
                groups.setdefault(key, []).append(seat)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def restrict(self, admissible: Mapping[str, Sequence[int]]) -> None:
        """Keep only these seats, once it is known which a candidate can have when alone."""
        self.admissible = {cid: tuple(seats) for cid, seats in admissible.items()}
        self._signatures.clear()

    def kind(self, cid: str) -> tuple[object, ...]:
        """What makes two candidates interchangeable."""
        shape = self.shapes[cid]
        candidate = shape.candidate
        return (
            shape.pieces, self.admissible[cid], frozenset(candidate.unavailable), self.pinned(candidate),
            self.then(cid),
        )  # fmt: skip

    def then(self, cid: str) -> tuple[object, ...]:
        """Where the published timetable has a candidate: people already convened are told apart."""
        published = self.problem.published
        items = published.appointments if published else ()
        return tuple(
            sorted((a.day, a.jury_id, a.step_index, a.start) for a in items if a.candidate_id == cid)
        )

    def _shape(self, candidate: Candidate) -> Shape:
        pieces: list[Piece] = []
        names: dict[str, tuple[int, ...]] = {}
        before: list[tuple[str, ...]] = []  # by piece, the kinds that must be over first
        index = 0
        for block in candidate.chain:
            first = len(pieces)
            for part in _parts(block):
                follows = len(pieces) - 1 if len(pieces) > first else None
                pieces.append(self._piece(candidate, block, part, index, follows))
                before.append(block.after)
                index += len(part)
            names.update(dict.fromkeys(block.kinds, tuple(range(first, len(pieces)))))
        return Shape(
            candidate,
            tuple(
                replace(piece, after=tuple(sorted({i for kind in kinds for i in names.get(kind, ())})))
                if piece.follows is None
                else piece
                for piece, kinds in zip(pieces, before, strict=True)
            ),
        )

    def _piece(
        self, candidate: Candidate, block: Block, part: Sequence[Step], index: int, follows: int | None
    ) -> Piece:
        offset = 0
        steps: list[tuple[int, int, int]] = []
        spans: dict[str, list[Span]] = {"jury": [], "lone": [], "stage": [], "play": []}
        rooms = self.problem.rooms
        for step in part:
            length = candidate.minutes(step, self.grid) // self.grid
            steps.append((index, offset, length))
            for name, wanted in (
                ("jury", step.jury),
                ("lone", step.room == "preparation" and rooms.preparation is not None),
                ("stage", step.room == "mise_en_situation" and rooms.mise_en_situation is not None),
                ("play", step.actor),
            ):
                if wanted:
                    _extend(spans[name], offset, length, merge=name != "play")
            offset += length
            index += 1
        return Piece(
            offset, tuple(steps), tuple(spans["jury"]), tuple(spans["lone"]), tuple(spans["stage"]),
            tuple(spans["play"]), () if follows is None else (follows,), block.candidate, follows,
            None if follows is None or block.gap is None else block.gap // self.grid,
        )  # fmt: skip


def _parts(block: Block) -> list[list[Step]]:
    """The steps of a block, cut where time may pass: after a lone step, when `gap` allows it."""
    parts: list[list[Step]] = [[]]
    for step in block.steps:
        if block.gap != 0 and parts[-1] and not parts[-1][-1].jury:
            parts.append([])
        parts[-1].append(step)
    return parts


def _extend(spans: list[Span], offset: int, length: int, *, merge: bool) -> None:
    if merge and spans and sum(spans[-1]) == offset:
        spans[-1] = (spans[-1][0], spans[-1][1] + length)
    else:
        spans.append((offset, length))
