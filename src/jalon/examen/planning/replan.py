"""A published timetable once something has happened: a lawful one again, which moves as few people as can be.

First nobody moves whom nothing forces to, then the people of one day, then everybody: each in an exact model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from jalon.examen.planning.columns import Columns
from jalon.examen.planning.deliberations import brought_forward
from jalon.examen.planning.difference import Difference, difference, same_hours
from jalon.examen.planning.events import Event, EventsRefused, JuryOverrun, apply
from jalon.examen.planning.explain import reasons
from jalon.examen.planning.facts import Appointment, Day, Explanation, Plan, Problem
from jalon.examen.planning.greedy import Board
from jalon.examen.planning.layout import Layout, Seat
from jalon.examen.planning.measures import measure
from jalon.examen.planning.model import Choices, Expr, Model
from jalon.examen.planning.packing import Packing
from jalon.examen.planning.placing import Placement, Placements, appointments
from jalon.examen.planning.remedies import explained
from jalon.examen.planning.rooms import furnish
from jalon.examen.planning.upset import Items, Moment, Upset, interrupt, upset

__all__ = ["Moment", "Replanned", "replan"]

Progress = Callable[[Plan], None]
Stop = Callable[[], bool]
Rank = tuple[int, int, int]  # candidates left out, sent away from a day of lateness, moved

FEWEST, NEAREST = 0.3, 0.12  # effort spent on whom to move, then on where to
KEPT = 0.92  # of the time, to search; the rest is to write the timetable down
BOUND, DAYS = 0.3, 0.6  # of the time, after which bounds, then days, are no longer looked for
SEARCH = 0.75  # of the time, after which remedies are looked for rather than places for those who have none
ENOUGH = 0.2  # seconds without which no remedy is looked for
CROWD = 1_200  # candidates times jury-days up to which the whole session is worth one model


@dataclass(frozen=True)
class Replanned:
    """The timetable after some events, and what it changes.

    `problem`: the facts that they leave, absences beginning where what had begun ends: `check(problem, plan)`
    finds nothing that the published timetable did not break already. `moved` counts the published candidates
    whose own hours, jury or day change, or who lose their place; no timetable that places as many, and sends no more
    people of a day of lateness (see `Upset.late`) to another, moves fewer than `moved_bound`; `proved`: none is better
    on all counts; `same_day`: this lateness sends nobody to another day. `notices` say in French what could not be
    kept. `interrupted`: those who have begun and cannot end: `problem` holds only what they have begun.
    """

    problem: Problem
    plan: Plan
    difference: Difference
    moved: int
    moved_bound: int
    proved: bool
    notices: tuple[str, ...] = ()
    interrupted: frozenset[str] = frozenset()
    same_day: bool = False


def replan(
    problem: Problem,
    published: Plan,
    events: Sequence[Event],
    *,
    now: Moment | None = None,
    seconds: float = 2.0,
    on_progress: Progress | None = None,
    should_stop: Stop | None = None,
) -> Replanned:
    """The published timetable made lawful again after `events`, within `seconds`.

    Objectives, in order: candidates placed; when somebody is late, fewest candidates of that day sent to another;
    fewest published candidates moved; fewest jury-days; nearest to the published day, jury and hours; waiting and
    idleness; rooms kept. What has begun by `now` is settled, and nothing is placed before it (None: nothing has
    begun). `on_progress` receives each better plan, `should_stop`
    is polled: the best plan so far is then returned. Raises EventsRefused with every reason.
    """
    began = monotonic()
    if now is None and any(isinstance(event, JuryOverrun) for event in events):
        raise EventsRefused(
            ["Pour un jury qui déborde, dites l’heure qu’il est : ce qui a commencé ne bouge pas."]
        )
    after = apply(problem, events)
    if not events:
        return Replanned(problem, published, Difference(), 0, 0, proved=True)
    facts = upset(problem, after, published, events, now)
    return _Search(facts, began, seconds, on_progress, should_stop).run()


@dataclass(frozen=True)
class _Found:
    """A timetable by candidate, rooms not yet given; who has no place; who leaves a day of lateness for another; how
    many published candidates move.
    """

    items: Items
    left: frozenset[str]
    away: frozenset[str]
    moved: int

    @property
    def rank(self) -> Rank:
        return len(self.left), len(self.away), self.moved


class _Search:
    def __init__(
        self,
        facts: Upset,
        began: float,
        seconds: float,
        on_progress: Progress | None,
        should_stop: Stop | None,
    ) -> None:
        self.began, self.seconds = began, seconds
        self.on_progress, self.should_stop = on_progress, should_stop
        self.given_up = 0  # those who have begun, and of whom nothing proves that they cannot end
        self.was: dict[str, list[Appointment]] = {}
        for item in facts.published.appointments:
            self.was.setdefault(item.candidate_id, []).append(item)
        self._use(facts)

    def _use(self, facts: Upset) -> None:
        """Search from these facts: places from now on, on days where nothing was wrong already."""
        self.facts = facts
        self.layout = layout = Layout(replace(facts.problem, published=facts.published))
        now = facts.now
        days = [seat.day.date for seat in layout.seats]
        open_ = {
            seat
            for seat, day in enumerate(days)
            if (now is None or day >= now.day) and day not in facts.spoilt
        }
        layout.restrict(
            {
                cid: [seat for seat in seats if seat in open_ and cid not in facts.done]
                for cid, seats in layout.admissible.items()
            }
        )
        self.then = {cid: place for cid, items in facts.items.items() if (place := self._place(cid, items))}
        self.free = frozenset(cid for cid in self.then if cid not in facts.done)

    def _place(self, cid: str, items: Iterable[Appointment]) -> Placement | None:
        """Where these appointments put somebody, if their jury sits on that day and nothing lacks."""
        at = {item.step_index: item for item in items}
        firsts = [piece.steps[0][0] for piece in self.layout.shapes[cid].pieces]
        seat = next((self.layout.seat_at.get((a.jury_id, a.day)) for a in at.values()), None)
        if seat is None or not all(index in at for index in firsts):
            return None
        return Placement(seat, tuple(at[index].start // self.layout.grid for index in firsts))

    # The steps

    def run(self) -> Replanned:
        hopeless = [cid for cid in self.facts.begun if cid in self.facts.forced and not self._can_end(cid)]
        if hopeless:
            self._use(interrupt(self.facts, hopeless))
        facts = self.facts
        best, clashes = self._first()
        self._tell(best)
        bound = len(facts.forced) + clashes
        touched = facts.forced | facts.waiting | facts.shaken
        if best.left or touched - facts.clashing:
            best, _ = self._attempt(best, best.left | (touched - facts.clashing))
        unread = {cid for cid in best.left & set(facts.begun) if not self._seen(cid)}
        if unread:  # only their jury had begun: better to read again elsewhere than to move others
            self._use(interrupt(facts, unread))
            return self.run()
        least = (self._least_left() if best.left else 0, 0, bound)
        if best.rank > least:
            first = best
            if len(best.left) > least[0]:
                best = self._around(best, (*least[:2], bound + 1))
            if best.away:
                best, least = self._stay(best, least)
        if best.rank > least:
            alone, exact = self._attempt(first, touched, readings=True)
            best = min(best, alone, key=lambda one: one.rank)
            if exact:  # a better timetable moves somebody else, whom nothing forces to
                more = bound + 1
                better = best.rank[:2] < alone.rank[:2]
                more = more if better else min(max(alone.moved, bound), more)
                least = (*least[:2], max(least[2], more))
        if best.rank > least:
            best, least = self._whole(best, least)
        stopped = best.left & set(facts.begun)
        if stopped:
            self.given_up = len(stopped)
            self._use(interrupt(facts, stopped, proved=False))
            best = self._found(best.items)
        return self._replanned(best, least)

    def _seen(self, cid: str) -> bool:
        """Whether somebody has begun a test."""
        return any(item.candidate and self.facts.settled(item) for item in self.facts.items[cid])

    def _can_end(self, cid: str) -> bool:
        """Whether somebody who has begun could end if all that has not begun were free."""
        begun = {c: tuple(a for a in own if self.facts.settled(a)) for c, own in self.facts.items.items()}
        place = self.then.get(cid)
        if place is None or place.seat not in self.layout.admissible[cid]:
            return False
        model = self._model({cid: (place.seat,)}, begun, fixed={})
        if model is None:
            return False
        model.cp.add(model.sits[cid, place.seat] == 1)
        return not model.solve(seconds=self._left(BOUND), effort=NEAREST).infeasible

    def _first(self) -> tuple[_Found, int]:
        """Whoever can stay stays, nobody else has a place; of those who cannot all stay, as few as can be go.

        With the proved number of those who must go.
        """
        facts, items, must_go = self.facts, self._staying(), 0
        clashing = facts.clashing & self.free
        for day in sorted({facts.items[cid][0].day for cid in clashing}):
            here = {
                cid: self.then[cid]
                for cid in sorted(clashing)
                if facts.items[cid][0].day == day and self.then[cid].seat in self.layout.admissible[cid]
            }
            model = self._model({cid: (place.seat,) for cid, place in here.items()}, items, fixed={})
            if model is None:
                continue
            for cid, place in here.items():
                for start, then, piece in zip(
                    model.starts[cid], place.starts, self.layout.shapes[cid].pieces, strict=True
                ):
                    if piece.candidate:
                        model.cp.add(start == then)
            model.cp.minimize(len(here) - sum(model.sits.values()))
            found = model.solve(seconds=self._left(DAYS), effort=FEWEST)
            if found.placements is not None:
                must_go += found.bound
                items.update(self._laid(here, found.placements, items))
        while True:
            broken = facts.broken(a for own in items.values() for a in own)
            guilty = Counter(
                a.candidate_id
                for v in broken
                for a in v.appointments
                if a.candidate_id in self.free and any(not facts.settled(b) for b in items[a.candidate_id])
            )
            if not guilty:
                return self._found(items), must_go
            worst = max(sorted(guilty), key=lambda cid: guilty[cid])
            items[worst] = tuple(a for a in items[worst] if facts.settled(a))

    def _laid(
        self, people: Iterable[str], placements: Placements, items: Items
    ) -> dict[str, tuple[Appointment, ...]]:
        """The appointments of these people where they are placed; of the others among them, what has begun."""
        return {
            cid: tuple(appointments(self.layout, {cid: placements[cid]}))
            if cid in placements
            else tuple(a for a in items.get(cid, ()) if self.facts.settled(a))
            for cid in people
        }

    def _staying(self) -> dict[str, tuple[Appointment, ...]]:
        """What was published of whoever is not forced to move, and all that has begun."""
        facts = self.facts
        return {
            cid: own
            for cid, every in facts.items.items()
            if (own := tuple(a for a in every if cid not in facts.forced or facts.settled(a)))
        }

    def _found(self, items: Items) -> _Found:
        steps = {who.id: who for who in self.facts.problem.candidates}
        left = frozenset(
            cid
            for cid, who in steps.items()
            if cid not in self.facts.done
            and {a.step_index for a in items.get(cid, ())} != set(range(len(who.steps)))
        )
        moved = sum(
            not same_hours(was, items.get(cid, ()))
            for cid, was in self.was.items()
            if cid in steps and steps[cid].interrupted is None
        )
        return _Found(
            {cid: own for cid, own in items.items() if own}, left, frozenset(self._away(items)) - left, moved
        )

    def _away(self, items: Items) -> Iterator[str]:
        """Who was to come on a day when somebody is late, and now comes on another."""
        for cid, was in self.was.items():
            days = {item.day for item in items.get(cid, ())}
            if days and was[0].day in self.facts.late - days:
                yield cid

    def _of_the_day(self) -> set[str]:
        """Who was to come on the days when somebody is late, and whom something can move."""
        return {cid for cid in self.free if self.was[cid][0].day in self.facts.late}

    def _least_left(self) -> int:
        """A proved minimum of candidates without a place, from the time of juries alone."""
        packed = Packing(self.layout, {}).solve(max(0.05, self._left(BOUND)))
        without = sum(not seats for cid, seats in self.layout.admissible.items() if cid in self._due())
        return max(without, (packed.bound // (len(self.layout.seats) + 1)) if packed else 0)

    def _stay(self, best: _Found, least: Rank) -> tuple[_Found, Rank]:
        """The days of lateness searched again with whoever was to come there: better, or what is proved of them."""
        people = self._of_the_day()
        away = 0 if best.left else self._cannot_stay(people)
        if len(best.away) > away:
            best, _ = self._attempt(best, best.left | people)
        least = (least[0], away, least[2])
        if best.left or best.rank <= least:
            return best, least
        out, fewest = self._least_away(people)
        if out == len(best.away):
            return best, (0, out, max(least[2], fewest))
        return best, (0, max(away, out), least[2])

    def _cannot_stay(self, people: set[str]) -> int:
        """How many of them the days of lateness cannot hold, whoever they are (proved)."""
        held = 0
        for day in (day for day in self.facts.problem.days if day.date in self.facts.late):
            here = {cid for cid in people if self.was[cid][0].day == day.date}
            candidates = tuple(who for who in self.facts.problem.candidates if who.id in here)
            layout = Layout(replace(self.facts.problem, days=(day,), candidates=candidates))
            fillings = Columns(layout, self.should_stop).search(self._left(BOUND))
            held += max(0, fillings.bound) // (len(layout.seats) + 1)
        return held

    def _least_away(self, people: set[str]) -> tuple[int, int]:
        """Proved, when everybody has a place: how many leave the days of lateness, and how many move if no more do.

        From those days alone, without whoever comes to them: nothing of another day makes them easier.
        """
        facts, layout = self.facts, self.layout
        choices = {}
        for cid in sorted(people):
            day = self.was[cid][0].day
            here = tuple(seat for seat in layout.admissible[cid] if layout.seats[seat].day.date == day)
            if here:
                choices[cid] = here
        settled = {
            cid: own if cid in facts.done else tuple(a for a in own if facts.settled(a))
            for cid, own in facts.items.items()
        }
        gone = people - set(choices)
        away, more = len(gone), len(gone - facts.forced)
        model = self._model(choices, settled, fixed={})
        if model is not None:
            out = len(choices) - sum(model.sits.values())
            model.cp.minimize((len(choices) + 1) * out + sum(self._moves(model, {}).values()))
            found = model.solve(seconds=self._left(DAYS), effort=FEWEST, should_stop=self.should_stop)
            left, others = divmod(max(0, found.bound), len(choices) + 1)
            away, more = away + left, more + others
        return away, len(facts.forced) + more

    def _due(self) -> set[str]:
        return {who.id for who in self.facts.problem.candidates if who.id not in self.facts.done}

    def _around(self, best: _Found, least: Rank) -> _Found:
        """Those without a place and the people of one jury-day, then of one day, searched again until it is vain."""
        found: _Found | None = best
        while found is not None and found.left and found.rank > least:
            best, found = found, None
            for people in (*self._together(best, days=False), *self._together(best, days=True)):
                if self._left(DAYS) <= 0 or self._stopped():
                    break
                tried, _ = self._attempt(best, best.left | people)
                found = min((one for one in (found, tried) if one), key=lambda one: one.rank)
                if len(found.left) < len(best.left):
                    break
            if found is None or found.rank >= best.rank:
                return best
        return found or best

    def _together(self, best: _Found, *, days: bool) -> list[set[str]]:
        """People of each jury-day (or day) where somebody without a place could be, the least busy first."""
        layout = self.layout
        wanted: set[object] = set()
        for cid in best.left:
            seats = layout.admissible[cid]
            if cid in self.facts.begun and cid in self.then:
                seats = (self.then[cid].seat,)
            wanted |= {layout.seats[seat].day.date if days else seat for seat in seats}
        held: dict[object, set[str]] = {}
        for cid in sorted(self.free - best.left):
            place = self._place(cid, best.items.get(cid, ()))
            if place:
                key = layout.seats[place.seat].day.date if days else place.seat
                held.setdefault(key, set()).add(cid)
        load = {key: sum(layout.shapes[cid].jury_load for cid in people) for key, people in held.items()}
        return [
            held[key] for key in sorted(held, key=lambda key: (load[key], sorted(held[key]))) if key in wanted
        ]

    def _whole(self, best: _Found, least: Rank) -> tuple[_Found, Rank]:
        """Everybody in one model, when it is small enough: better, or the proof that nothing is."""
        if len(self.free) * len(self.layout.seats) > CROWD or self._left() <= 0 or self._stopped():
            return best, least
        everybody = self.free | self.facts.waiting | self.facts.forced
        found, proved = self._attempt(best, everybody)
        return found, found.rank if proved else least

    # One model

    def _attempt(self, base: _Found, people: Iterable[str], *, readings: bool = False) -> tuple[_Found, bool]:
        """The best timetable where only `people` may change place; True: proved to be the best of them.

        `readings`: what juries do alone may change hours for everybody.
        """
        facts = self.facts
        free = set(people) - facts.done
        held: Counter[int] = Counter()  # time of each jury-day that stays taken, in grid units
        for cid, own in base.items.items():
            for item in own:
                if item.jury and (cid not in free or facts.settled(item)):
                    held[self.layout.seat_at.get((item.jury_id, item.day), -1)] += item.end - item.start
        choices: dict[str, tuple[int, ...]] = {}
        for cid in sorted(free):
            here = self.layout.admissible[cid]
            if cid in facts.begun:
                here = tuple(seat for seat in here if cid in self.then and seat == self.then[cid].seat)
            else:
                here = tuple(seat for seat in here if self._holds(cid, seat, held[seat]))
            if here:
                choices[cid] = here
        fixed: dict[str, Placement] = {}
        if readings:
            places = {
                cid: self._place(cid, base.items.get(cid, ())) for cid in self.free if cid not in choices
            }
            fixed = {cid: place for cid, place in places.items() if place}
        choices.update({cid: (place.seat,) for cid, place in fixed.items()})
        model = self._model(choices, base.items, fixed=fixed)
        if model is None:
            return base, True
        moves = self._moves(model, fixed)
        share = SEARCH if base.left else 1.0
        left_out = len(choices) - sum(model.sits.values())
        weight = len(choices) + 1
        midway = [
            1 - sum(model.sits[cid, seat] for seat in choices[cid]) for cid in choices if cid in facts.begun
        ]
        away = sum(
            var
            for (cid, seat), var in model.sits.items()
            if cid in self.was and self.was[cid][0].day in facts.late - {self.layout.seats[seat].day.date}
        )
        value = ((left_out * weight + sum(midway)) * weight + away) * weight + sum(moves.values())
        known = {cid: place for cid in choices if (place := self._place(cid, base.items.get(cid, ())))}
        proved = False
        others = {cid: own for cid, own in base.items.items() if cid not in choices}
        if not moves and not fixed:
            quick = self._quick(choices, base.items)
            laid = {**others, **self._laid(choices, quick, base.items)}
            if not facts.broken(a for own in laid.values() for a in own):
                base = min(base, self._found(laid), key=lambda one: one.rank)
                known, proved = {**known, **quick}, len(quick) == len(choices) and not base.away
        if not proved:
            model.cp.minimize(value)
            fewest = model.solve(
                seconds=self._left(share), effort=FEWEST, hint=known, should_stop=self.should_stop
            )
            if fewest.placements is None:
                return base, fewest.infeasible
            known, proved = fewest.placements, fewest.proved
            model.cp.add(value <= fewest.value)
        else:
            model.cp.add(left_out + away == 0)
        self._nearest(model)
        nearest = model.solve(
            seconds=self._left(share), effort=NEAREST, hint=known, should_stop=self.should_stop
        )
        placements = nearest.placements or known
        items = {**others, **self._laid(choices, placements, base.items)}
        found = min(self._found(items), base, key=lambda one: one.rank)
        self._tell(found)
        return found, proved

    def _holds(self, cid: str, seat: int, held: int) -> bool:
        """Whether a jury-day of which `held` minutes are taken has enough time left for somebody."""
        layout = self.layout
        return (
            held + layout.shapes[cid].jury_load * layout.grid
            <= layout.capacity(layout.seats[seat]) * layout.grid
        )

    def _quick(self, choices: Choices, items: Items) -> dict[str, Placement]:
        """These people one by one at the nearest place that is free, jury-days in use first; to start from."""
        facts, now = self.facts, self.facts.now
        days = tuple(
            replace(day, opens=max(day.opens, now.minute + 1)) if now and day.date == now.day else day
            for day in facts.problem.days
        )
        layout = Layout(replace(facts.problem, days=days))
        board = Board(layout)
        for own in (own for cid, own in items.items() if cid not in choices or cid in facts.begun):
            for item in own:
                if item.candidate_id not in choices or facts.settled(item):
                    board.hold(item if facts.settled(item) else replace(item, room=None, actor_number=0))
        found: dict[str, Placement] = {}
        for cid in sorted(choices, key=lambda cid: (len(choices[cid]), -layout.shapes[cid].jury_load, cid)):
            if cid in facts.begun:
                continue
            then = self.then.get(cid)
            near = layout.seats[then.seat] if then else None

            def far(seat: int, near: Seat | None = near) -> tuple[bool, bool, int, bool, int]:
                place = layout.seats[seat]
                return (
                    near is not None and near.day.date in facts.late - {place.day.date},
                    place.jury.id not in board.used[place.day.date],
                    abs((place.day.date - near.day.date).days) if near else 0,
                    near is not None and place.jury.id != near.jury.id,
                    seat,
                )

            for seat in sorted(choices[cid], key=far):
                starts = board.best(layout.shapes[cid], seat)
                if starts:
                    board.take(layout.shapes[cid], seat, starts)
                    found[cid] = Placement(seat, starts)
                    break
        return found

    def _model(self, choices: Choices, items: Items, *, fixed: Placements) -> Model | None:
        """Hard rules over these people, the others staying where `items` put them; `fixed`: own hours that stay."""
        facts = self.facts
        if not choices:
            return None
        begun = {cid: dict(facts.begun.get(cid, {})) for cid in choices}
        for cid, place in fixed.items():
            pieces = self.layout.shapes[cid].pieces
            begun[cid].update({i: place.starts[i] for i, piece in enumerate(pieces) if piece.candidate})
        beside = [
            item if facts.settled(item) else replace(item, room=None, actor_number=0)
            for cid, own in items.items()
            for item in own
            if cid not in choices or facts.settled(item) or (cid in fixed and item.candidate)
        ]
        model = Model(self.layout, choices, beside=beside, begun=begun, optional=True)
        for cid in fixed:
            model.cp.add(sum(model.sits[cid, seat] for seat in choices[cid]) == 1)
        if facts.now:
            first = facts.now.minute // self.layout.grid + 1
            for (cid, seat), sits in model.sits.items():
                if self.layout.seats[seat].day.date == facts.now.day:
                    for i, start in enumerate(model.starts[cid]):
                        if i not in begun[cid]:
                            model.cp.add(start >= first).only_enforce_if(sits)
        return model

    def _moves(self, model: Model, fixed: Placements) -> dict[str, Expr]:
        """Whether each of those who were published and could stay moves."""
        moves: dict[str, Expr] = {}
        for cid, seats in model.choices.items():
            place = self.then.get(cid)
            if cid in fixed or cid in self.facts.forced or place is None or place.seat not in seats:
                continue
            stays = model.cp.new_bool_var("")
            model.cp.add_implication(stays, model.sits[cid, place.seat])
            for start, then, piece in zip(
                model.starts[cid], place.starts, self.layout.shapes[cid].pieces, strict=True
            ):
                if piece.candidate:
                    model.cp.add(start == then).only_enforce_if(stays)
            moves[cid] = 1 - stays
        return moves

    def _nearest(self, model: Model) -> None:
        """Fewest jury-days, then nearest to the published day, jury and hours, then least waiting and idleness."""
        day_units = model.closes - model.opens
        far: list[Expr] = []
        for cid, seats in model.choices.items():
            place = self.then.get(cid)
            if place is None:
                continue
            then = self.layout.seats[place.seat]
            pieces = len(self.layout.shapes[cid].pieces)
            for seat in seats:
                here, sits = self.layout.seats[seat], model.sits[cid, seat]
                if here.day.date != then.day.date:
                    days = min(7, abs((here.day.date - then.day.date).days))
                    far.append(day_units * pieces * (1 + days) * sits)
                    continue
                if here.jury.id != then.jury.id:
                    far.append(pieces * sits)
                for start, at in zip(model.starts[cid], place.starts, strict=True):
                    away = model.cp.new_int_var(0, self.layout.units(24 * 60), "")
                    model.cp.add(away >= start - at).only_enforce_if(sits)
                    model.cp.add(away >= at - start).only_enforce_if(sits)
                    far.append(away)
        lost = sum(model.waits.values()) + sum(model.idles)
        most_lost = (day_units + 1) * (len(model.choices) + len(model.seats)) + 1
        most_far = sum(
            8 * day_units * len(self.layout.shapes[cid].pieces) for cid in model.choices if cid in self.then
        )
        used = sum(model.used.values())
        model.cp.minimize((used * (most_far + 1) + sum(far)) * most_lost + lost)

    # Bookkeeping

    def _left(self, share: float = 1.0) -> float:
        """Seconds left of this share of the time."""
        return self.began + KEPT * share * self.seconds - monotonic()

    def _stopped(self) -> bool:
        return self.should_stop is not None and self.should_stop()

    def _tell(self, found: _Found) -> None:
        if self.on_progress:
            self.on_progress(self._plan(found, proved=False))

    def _plan(self, found: _Found, *, proved: bool, final: bool = False) -> Plan:
        facts = self.facts
        every = [
            item
            for cid, own in found.items.items()
            for item in own
            if cid not in found.left or facts.settled(item)
        ]
        items = furnish(facts.problem, every, facts.habits)
        if final:
            items = brought_forward(facts.problem, items, may=self._may_deliberate(items))
        figures = measure(facts.problem, items)
        coming = Layout(replace(facts.problem, days=self._days_to_come()))
        return Plan(
            appointments=items,
            unplaced=tuple((cid, reasons(coming, cid, proved=proved)) for cid in sorted(found.left)),
            jury_days=figures.jury_days,
            waiting_minutes=figures.waiting_minutes,
            idle_minutes=figures.idle_minutes,
            longest_wait_minutes=figures.longest_wait_minutes,
            seconds=monotonic() - self.began,
        )

    def _may_deliberate(self, items: Sequence[Appointment]) -> Callable[[Appointment, int], bool]:
        """Whether a deliberation can change hours: those of jury-days where nothing else changes stay as published."""
        now = self.facts.now
        jury_days = [
            {(a.jury_id, a.day, a.candidate_id, a.step_index, a.start) for a in some if a.jury}
            for some in (self.facts.published.appointments, items)
        ]
        changed = {(jury, day) for jury, day, *_ in jury_days[0] ^ jury_days[1]}

        def may(item: Appointment, start: int) -> bool:
            return (
                (item.jury_id, item.day) in changed
                and not self.facts.settled(item)
                and (now is None or (item.day, start) > (now.day, now.minute))
            )

        return may

    def _days_to_come(self) -> tuple[Day, ...]:
        """The days when something can still be placed, today from the next minute on."""
        now = self.facts.now
        return tuple(
            replace(day, opens=max(day.opens, now.minute + 1)) if now and day.date == now.day else day
            for day in self.facts.problem.days
            if now is None or day.date > now.day or (day.date == now.day and now.minute + 1 < day.closes)
        )

    def _replanned(self, best: _Found, least: Rank) -> Replanned:
        facts, bound = self.facts, least[2]
        proved = best.rank == least and not self.given_up
        stopped = sum(
            not same_hours(self.was[who.id], best.items.get(who.id, ()))
            for who in facts.problem.candidates
            if who.interrupted is not None
        )
        moved = best.moved + stopped
        bound = min(bound + max(0, stopped - self.given_up), moved)
        plan = self._plan(best, proved=len(best.left) == least[0], final=True)
        plan = replace(
            plan, status=_status(moved, bound, best, late=bool(facts.late)), explanations=self._remedies(plan)
        )
        changed = difference(facts.published, plan, facts.problem, earlier=facts.before)
        return Replanned(
            facts.problem, plan, changed, moved, bound, proved, facts.notices,
            frozenset(who.id for who in facts.problem.candidates if who.interrupted is not None),
            bool(facts.late) and not best.away,
        )  # fmt: skip

    def _remedies(self, plan: Plan) -> tuple[Explanation, ...]:
        """What would place those left out, when nobody is midway: told of the days to come."""
        facts, left = self.facts, self._left()
        if not plan.unplaced or left < ENOUGH or any(cid not in facts.done for cid in facts.begun):
            return ()
        now = facts.now
        busy = {cid for cid in facts.done if now is None or any(a.day >= now.day for a in facts.items[cid])}
        if busy:  # those who broke a rule before: nobody knows around what to look
            return ()
        people = tuple(who for who in facts.problem.candidates if who.id not in facts.done)
        known = {who.id for who in people}
        problem = replace(facts.problem, days=self._days_to_come(), candidates=people, published=None)
        items = tuple(a for a in plan.appointments if a.candidate_id in known)
        start = replace(
            plan, appointments=items, bound_jury_days=1
        )  # no better plan is asked for, only remedies
        return explained(problem, start, seconds=left, should_stop=self.should_stop).explanations


def _status(moved: int, bound: int, best: _Found, *, late: bool) -> str:
    """« 2 candidats déplacés, et il n’en faut pas moins ; 1 candidat sans place. »"""
    if not moved:
        told = "Aucun candidat n’est déplacé"
    else:
        several = "s" if moved > 1 else ""
        told = f"{moved} candidat{several} déplacé{several}"
        if best.away:
            told += f"{f', dont {len(best.away)}' if len(best.away) < moved else ''} à un autre jour"
        told += ", et il n’en faut pas moins" if moved == bound else f" ; il en faut au moins {bound}"
        told += " pour que personne ne change de jour" if late and not best.away else ""
    if best.left:
        told += f" ; {len(best.left)} candidat{'s' if len(best.left) > 1 else ''} sans place"
    return f"{told}."
