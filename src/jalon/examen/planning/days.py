"""Days once it is settled who sits where: each is solved apart, exactly, and remembered (most are alike)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

from jalon.examen.planning.choosing import Alike, Chosen, choose
from jalon.examen.planning.day_plan import DayPlan, moved
from jalon.examen.planning.greedy import Board
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.measures import measure
from jalon.examen.planning.model import Model, Outcome, Share, whole_share
from jalon.examen.planning.packing import Who
from jalon.examen.planning.placing import Placement, Placements, appointments, bare
from jalon.examen.planning.ways import Course, Ways

T = TypeVar("T")
U = TypeVar("U")
EXACT = 2  # juries of a day up to which it is searched whole
# Effort spent on a jury-day alone, a whole day, some of its juries, two of them again, tidying, and its longest wait
SEAT, DAY, GROUP, PAIR, TIDY, WAIT = 1.0, 1.5, 1.0, 0.2, 0.06, 0.5
LEVELS = (0, 1, 2, 4, 7, 12, 20, 32, 48, 64, 90)  # units that ways of a jury-day may lose, looked for in turn
NODES = 15_000  # steps of one such search
LONE = 5_000  # the same for the least that a jury-day alone loses
FEW = 2_000  # the same to see whether nothing at all need be lost
GROPING = 7  # units up to which ways are looked for although some of those that lose less are not known


class Days:
    """Solves and remembers days, in as many threads as there are workers; `left` says how many seconds remain."""

    def __init__(
        self, layout: Layout, should_stop: Callable[[], bool] | None, left: Callable[[], float]
    ) -> None:
        self.layout, self.should_stop, self.left = layout, should_stop, left
        self.known: dict[object, DayPlan] = {}
        self.ways: dict[tuple[object, int, int], Ways] = {}

    def _over(self) -> bool:
        return self.left() <= 0 or (self.should_stop is not None and self.should_stop())

    def load(self, who: Who) -> dict[int, Counter[int]]:
        """How many candidates of each type each seat holds."""
        found: dict[int, Counter[int]] = defaultdict(Counter)
        for cid, seat in who.items():
            found[seat][self.layout.type_of(cid, seat)] += 1
        return dict(found)

    def lost(self, placements: Placements) -> int:
        """Waiting plus idleness, in grid units."""
        found = measure(self.layout.problem, bare(self.layout, placements))
        return (found.waiting_minutes + found.idle_minutes) // self.layout.grid

    def seat_holds(self, seat: int, people: Sequence[str], *, effort: float = DAY) -> DayPlan:
        """Whether one jury-day alone, free of the others, holds these candidates."""
        who = dict.fromkeys(people, seat)
        key = ("seat", *self._key((seat,), who))
        if key not in self.known:
            if self._at_once(who):
                return self._remember(key, DayPlan(True, True))
            return self._remember(key, self._search(who, feasible=True, effort=effort))
        return self.known[key]

    def _at_once(self, who: Who) -> dict[str, Placement] | None:
        """Everybody at the first hours that are free, in one of a few orders; None: none of them holds everybody."""
        shapes = [self.layout.shapes[cid] for cid in sorted(who)]
        tried = []
        for order in (
            sorted(shapes, key=lambda shape: -shape.jury_load),
            sorted(shapes, key=lambda shape: shape.jury_load),
            sorted(shapes, key=lambda shape: -shape.presence),
        ):
            pieces = [(who[shape.candidate.id], shape.pieces) for shape in order]
            if pieces in tried or self._over():
                continue
            tried.append(pieces)
            board, found = Board(self.layout), {}
            for shape in order:
                seat = who[shape.candidate.id]
                starts = board.best(shape, seat)
                if starts is None:
                    break
                board.take(shape, seat, starts)
                found[shape.candidate.id] = Placement(seat, starts)
            else:
                return found
        return None

    def seats_lose(self, seats: Sequence[int], who: Who) -> dict[int, int]:
        """What each of these jury-days loses at least, free of the others, in grid units (proved)."""
        missing: dict[object, int] = {}  # one search for all those alike
        for seat in seats:
            missing.setdefault(self._key((seat,), who), seat)
        self._all(lambda seat: self._lose(seat, who), missing.values())
        return {seat: self._lose(seat, who) for seat in seats}

    def _lose(self, seat: int, who: Who) -> int:
        key = ("lost", *self._key((seat,), who))
        if key not in self.known:
            held = {cid: s for cid, s in who.items() if s == seat}
            course = Course(self.layout, seat, sorted(held), over=self._over)
            if course.simple and not course.absent:
                plan = DayPlan(False, False, bound=course.least(LEVELS, LONE))
            else:
                plan = self._search(held, effort=SEAT)
            return self._remember(key, plan).bound
        return self.known[key].bound

    def _remember(self, key: object, plan: DayPlan) -> DayPlan:
        """What was found is kept, unless time alone made it what it is."""
        if plan.proved or not self._over():
            self.known[key] = plan
        return plan

    def least_refused(self, seat: int, people: Sequence[str], *, effort: float = DAY) -> list[str]:
        """A smallest part of `people` that the jury-day provably refuses: the strongest cut."""
        core = list(people)
        for cid in people:
            if self._over():
                break
            smaller = [other for other in core if other != cid]
            plan = self.seat_holds(seat, smaller, effort=effort)
            if not plan.found and plan.proved:
                core = smaller
        return core

    def solve(self, days: Sequence[tuple[int, ...]], who: Who, *, thorough: bool = True) -> list[DayPlan]:
        """The plan of each day of `days` (tuples of seats) once `who` has which seat.

        `thorough` False: any timetable will do, its losses are not looked at.
        """
        keys = [(thorough, *self._key(seats, who)) for seats in days]
        missing = {
            key: seats for key, seats in zip(keys, days, strict=True) if key not in self.known
        }  # one search for all the days alike

        def search(seats: tuple[int, ...]) -> DayPlan:
            here = {cid: seat for cid, seat in who.items() if seat in seats}
            if not here:
                return DayPlan(True, True, starts={})
            if thorough and self._cut(here):
                return self._exact_first(here)
            known = self._by_ways(here) if thorough else None
            if known and known.proved:
                return known
            if not thorough and (quick := self._at_once(here)):
                return self._plan(quick, 0, 0)
            least = known.bound if known else 0
            if thorough and not least:
                least = sum(self._lose(seat, here) for seat in set(here.values()))
            if len(set(here.values())) > EXACT:
                composed = self._compose(here, least, thorough=thorough, known=known)
                if composed.found:
                    return composed
                if not thorough and (ways := self._by_ways(here)) and ways.found:
                    return ways
            plan = self._search(here, feasible=not thorough, least=least, known=known)
            if known and known.found and not plan.found:
                return replace(known, bound=plan.bound)
            return (
                plan if plan.found else self._else_quick(plan, (False, *self._key(seats, who)), seats, here)
            )

        found: dict[object, DayPlan] = {key: self.known[key] for key in keys if key in self.known}
        for (key, seats), plan in zip(missing.items(), self._all(search, missing.values()), strict=True):
            found[key] = self._remember(key, moved(plan, {seat: i for i, seat in enumerate(seats)}))
        return [moved(found[key], dict(enumerate(seats))) for key, seats in zip(keys, days, strict=True)]

    def _cut(self, who: Who) -> bool:
        """Whether few juries sit, one of them away amid its day or with a juror of another: much is then lost."""
        seats = set(who.values())
        return len(seats) <= EXACT and (
            any(self._shared(sorted(seats)).values()) or any(Course(self.layout, s, ()).absent for s in seats)
        )

    def _exact_first(self, who: Who) -> DayPlan:
        plan = self._search(who, least=sum(self._lose(seat, who) for seat in set(who.values())))
        ways = None if plan.proved else self._by_ways(who)
        if ways is None:
            return plan
        best = ways if ways.found and (not plan.found or ways.lost < plan.lost) else plan
        bound = max(plan.bound, ways.bound)
        return replace(best, bound=bound, proved=best.found and best.lost <= bound)

    def _else_quick(self, plan: DayPlan, key: object, seats: tuple[int, ...], who: Who) -> DayPlan:
        """Time ran out before a thorough plan: the quick one, if there is one, with what it loses."""
        quick = self.known.get(key)
        if quick is None or not quick.found or plan.proved:
            return plan
        placements = self.people([moved(quick, dict(enumerate(seats)))], who)
        return self._plan(placements, self.lost(placements), plan.bound)

    def longest(self, seats: tuple[int, ...], who: Who) -> int:
        """What somebody waits at least on that day, in grid units, when it loses as little as it can (proved)."""
        (plan,) = self.solve([seats], who)
        here = {cid: seat for cid, seat in who.items() if seat in seats}
        if not plan.proved or not plan.lost or self._over():
            return 0
        key = ("longest", *self._key(seats, here))
        if key not in self.known:
            model = Model(self.layout, {cid: (seat,) for cid, seat in here.items()})
            model.order_alike_seats()
            model.minimise_longest(lost=plan.lost)
            outcome = model.solve(seconds=self.left(), effort=WAIT, should_stop=self.should_stop)
            bound = outcome.bound if outcome.placements is not None else 0
            return self._remember(key, DayPlan(False, False, bound=bound)).bound
        return self.known[key].bound

    def tidy(self, placements: Placements, published: Placements) -> dict[str, Placement]:
        """The same losses, with the shortest longest wait, then as published, then the earliest ends."""
        layout = self.layout
        days = [
            tuple(seat for seat in seats if seat in {place.seat for place in placements.values()})
            for seats in layout.day_seats()
        ]
        here = {seats: {c: p for c, p in placements.items() if p.seat in seats} for seats in days if seats}
        keys: dict[tuple[int, ...], object] = {
            seats: seats if published else self._key(seats, {c: p.seat for c, p in held.items()})
            for seats, held in here.items()
        }
        first = {key: seats for seats, key in reversed(keys.items())}

        def search(seats: tuple[int, ...]) -> DayPlan:
            held = here[seats]
            parts = [seats] if len(seats) <= EXACT else [(seat,) for seat in seats]
            for part in parts:
                if not self._over():
                    held = self._tidy_part(part, held, published)
            return self._plan(held, 0, 0)

        found = dict(zip(first, self._all(search, first.values()), strict=True))
        result: dict[str, Placement] = {}
        for seats, key in keys.items():
            order = {seat: i for i, seat in enumerate(first[key])}
            plan = moved(moved(found[key], order), dict(enumerate(seats)))
            result |= self.people([plan], {c: p.seat for c, p in here[seats].items()})
        return result

    def _tidy_part(
        self, part: Sequence[int], held: Placements, published: Placements
    ) -> dict[str, Placement]:
        mine = {cid: place for cid, place in held.items() if place.seat in part}
        others = {cid: place for cid, place in held.items() if place.seat not in part}
        model = Model(self.layout, {cid: (place.seat,) for cid, place in mine.items()}, around=others)
        same = {
            cid: place for cid, place in published.items() if cid in mine and mine[cid].seat == place.seat
        }
        lost = self.lost(mine)
        model.minimise_longest(lost=lost)

        def solve() -> Outcome:
            return model.solve(seconds=self.left(), effort=TIDY, hint=mine, should_stop=self.should_stop)

        longest = 0  # nobody waits when nothing is lost
        if lost:
            shortest = solve()
            if shortest.placements is None:
                return dict(held)
            mine, longest = shortest.placements, shortest.value
        model.minimise_ends(longest=longest, published=same)
        mine = solve().placements or mine
        return {**others, **mine}

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

    def _all(self, search: Callable[[T], U], over: Iterable[T]) -> list[U]:
        with ThreadPoolExecutor(max(1, self.layout.settings.workers)) as pool:
            return list(pool.map(search, over))

    def _search(
        self,
        who: Who,
        *,
        feasible: bool = False,
        least: int = 0,
        effort: float = DAY,
        share: Share | None = None,
        known: DayPlan | None = None,
    ) -> DayPlan:
        if not who:
            return DayPlan(True, True, starts={})
        if self._over():
            return DayPlan(False, False, bound=least)
        model = Model(self.layout, {cid: (seat,) for cid, seat in who.items()}, share=share)
        hint = self.people([known], who) if known and known.found else None
        if not feasible:
            model.minimise_lost(least=least, most=known.lost if known and hint else None)
        if not self.layout.problem.published:
            model.order_alike_seats()
        outcome = model.solve(seconds=self.left(), effort=effort, hint=hint, should_stop=self.should_stop)
        if outcome.placements is None:
            return DayPlan(False, outcome.infeasible, bound=least)
        return self._plan(outcome.placements, outcome.value, max(least, outcome.bound))

    def _plan(self, placements: Placements, lost: int, bound: int) -> DayPlan:
        starts: dict[tuple[int, int], tuple[tuple[int, ...], ...]] = {}
        for cid, place in sorted(placements.items()):
            at = (place.seat, self.layout.type_of(cid, place.seat))
            starts[at] = (*starts.get(at, ()), place.starts)
        return DayPlan(True, lost <= bound, lost, bound, starts)

    # Days put together from the ways of their jury-days

    def _by_ways(self, who: Who) -> DayPlan | None:
        """The day from the ways of its jury-days, with the bound that they prove; None: it has too much in it."""
        layout = self.layout
        seats = sorted(set(who.values()))
        shared = self._shared(seats)
        people = {
            seat: sorted((cid for cid in who if who[cid] == seat), key=lambda c: (layout.type_of(c, seat), c))
            for seat in seats
        }
        alike: dict[object, list[int]] = defaultdict(list)
        for seat in seats:
            types = tuple(layout.type_of(cid, seat) for cid in people[seat])
            alike[layout.frame((seat,)), types, shared[seat]].append(seat)
        firsts = [held[0] for held in alike.values()]
        courses = [
            Course(layout, seat, people[seat], shared=bool(shared[seat]), over=self._over) for seat in firsts
        ]
        if not all(course.simple for course in courses):
            return None
        day = layout.seats[seats[0]].day.date

        def grouped(levels: Sequence[int], nodes: int) -> list[Alike]:
            return [
                Alike(len(held), self._ways(key, level, nodes, course), shared[held[0]])
                for (key, held), level, course in zip(alike.items(), levels, courses, strict=True)
            ]

        groups = grouped([0] * len(alike), FEW)
        if all(group.ways.found for group in groups):
            chosen = choose(layout, day, groups, seconds=self.left(), dear=False)
            plan = self._chosen(chosen, list(alike.values()), people, 0)
            if plan.proved:
                return plan
        levels, least = [0] * len(alike), 0
        while True:
            groups = grouped(levels, NODES)
            chosen = choose(layout, day, groups, seconds=self.left(), dear=True, least=least)
            if chosen is None or self._over():
                return DayPlan(False, False, bound=least)
            least = max(least, chosen.bound)
            raised = [
                i
                for i in chosen.dear
                if levels[i] + 1 < len(LEVELS)
                and (
                    groups[i].ways.limit == LEVELS[levels[i]]
                    or (not groups[i].ways.found and LEVELS[levels[i]] < GROPING)
                )
            ]
            if not raised:
                break
            for i in raised:
                levels[i] += 1
        if chosen.dear:
            chosen = choose(layout, day, groups, seconds=self.left(), dear=False, least=least)
        return self._chosen(chosen, list(alike.values()), people, least)

    def _chosen(
        self,
        chosen: Chosen | None,
        alike: Sequence[Sequence[int]],
        people: Mapping[int, Sequence[str]],
        least: int,
    ) -> DayPlan:
        """The day that these ways make, if its actors have their lunch too, and each piece one room throughout."""
        placements: dict[str, Placement] = {}
        for held, ways in zip(alike, chosen.ways if chosen else (), strict=bool(chosen)):
            for seat, way in zip(held, sorted(ways, key=lambda way: way.starts), strict=True):
                placements |= {
                    cid: Placement(seat, starts) for cid, starts in zip(people[seat], way.starts, strict=True)
                }
        if not placements or not self._furnished(placements):
            return DayPlan(False, False, bound=least)
        return self._plan(placements, self.lost(placements), least)

    def _furnished(self, placements: Placements) -> bool:
        """Whether everybody has the room and the actor that they need."""
        rooms = self.layout.problem.rooms
        counted = {"preparation": rooms.preparation, "mise_en_situation": rooms.mise_en_situation}
        for item in appointments(self.layout, placements):
            kind = self.layout.shapes[item.candidate_id].candidate.steps[item.step_index].room
            if (item.actor and not item.actor_number) or (
                item.room is None and counted.get(kind or "") is not None
            ):
                return False
        return True

    def _shared(self, seats: Sequence[int]) -> dict[int, frozenset[str]]:
        """For each of these seats of one day, its jurors who sit in another of them too."""
        jurors = {seat: self.layout.seats[seat].jury.jurors for seat in seats}
        several = {
            name for name, count in Counter(n for own in jurors.values() for n in own).items() if count > 1
        }
        return {seat: own & several for seat, own in jurors.items()}

    def _ways(self, key: object, level: int, nodes: int, course: Course) -> Ways:
        """Ways that lose up to a level, and perhaps some more when there are too many to find them all."""
        known = self.ways.get((key, level, nodes))
        if known is not None:
            return known
        found, complete = course.search(LEVELS[level], nodes)
        limit = LEVELS[level]
        if not complete:
            before = self._ways(key, level - 1, nodes, course) if level else Ways(-1, ())
            limit, found = before.limit, [*before.found, *found]
        ways = Ways(limit, tuple(found))
        if complete or not self._over():  # else it lacks what time alone forbade
            self.ways[key, level, nodes] = ways
        return ways

    # Days of many juries: composed of groups that share nothing, then improved two juries at a time

    def _compose(self, who: Who, least: int, *, thorough: bool, known: DayPlan | None = None) -> DayPlan:
        if known and known.found:
            return self._exchange(self.people([known], who), known.lost, least)
        groups = self._groups(who)
        placements: dict[str, Placement] = {}
        lost = 0
        for seats, share in groups:
            here = {cid: seat for cid, seat in who.items() if seat in seats}
            key = ("group", thorough, share, *self._key(seats, here))
            known_group = self.known.get(key)
            if known_group is None:
                plan = self._search(here, feasible=not thorough, effort=GROUP, share=share)
                if not plan.found:
                    plan = self._else_quick(plan, ("group", False, *key[2:]), seats, here)
                known_group = self._remember(key, moved(plan, {seat: i for i, seat in enumerate(seats)}))
            plan = moved(known_group, dict(enumerate(seats)))
            if not plan.found:
                return plan
            lost += plan.lost
            placements |= self.people([plan], here)
        if not thorough:
            return self._plan(placements, 0, 0)
        return self._exchange(placements, lost, least)

    def _groups(self, who: Who) -> list[tuple[tuple[int, ...], Share]]:
        """Juries grouped, as small as the rooms and actors allow, those with a juror in common together."""
        layout = self.layout
        whole = whole_share(layout, layout.seats[min(who.values())].day.date)
        tied: list[tuple[set[str], list[int]]] = []  # jurors, seats
        for seat in sorted(set(who.values())):
            jurors = set(layout.seats[seat].jury.jurors)
            joined = [group for group in tied if group[0] & jurors]
            seats = [other for group in joined for other in group[1]]
            tied = [group for group in tied if group not in joined]
            tied.append((jurors.union(*(group[0] for group in joined)), [*seats, seat]))
        needs = {
            name: any(getattr(piece, spans) for cid in who for piece in layout.shapes[cid].pieces)
            for name, spans in (("preparation", "lone"), ("stage", "stage"), ("actors", "play"))
        }
        limits = [limit for name, needed in needs.items() if needed and (limit := getattr(whole, name))]
        count = max(1, min([len(tied), *limits]))
        groups: list[list[int]] = [[] for _ in range(count)]
        for _, seats in sorted(tied, key=lambda group: -len(group[1])):
            min(groups, key=len).extend(seats)
        groups.sort(key=lambda seats: (-len(seats), seats))

        def part(total: int | None, i: int) -> int | None:
            return total if total is None else total // count + (i < total % count)

        return [
            (
                tuple(sorted(seats)),
                Share(part(whole.preparation, i), part(whole.stage, i), part(whole.actors, i) or 0),
            )
            for i, seats in enumerate(groups)
        ]

    def _exchange(self, placements: dict[str, Placement], lost: int, least: int) -> DayPlan:
        """Search again two juries at a time, the others fixed, until no pair gains or the floor is reached."""
        seats = sorted({place.seat for place in placements.values()})
        stale: set[tuple[int, int]] = set()
        gained = True
        while gained and lost > least:
            gained = False
            for pair in combinations(seats, 2):
                if lost <= least or self._over():
                    break
                if pair in stale:
                    continue
                here = {cid: place for cid, place in placements.items() if place.seat in pair}
                around = {cid: place for cid, place in placements.items() if place.seat not in pair}
                before = self.lost(here)
                if not before:
                    continue
                model = Model(self.layout, {cid: (place.seat,) for cid, place in here.items()}, around=around)
                model.minimise_lost(most=before)
                outcome = model.solve(
                    seconds=self.left(), effort=PAIR, hint=here, should_stop=self.should_stop
                )
                stale.add(pair)
                if outcome.placements is not None and outcome.value < before:
                    placements, lost = {**placements, **outcome.placements}, lost - before + outcome.value
                    stale, gained = {pair}, True
        return self._plan(placements, lost, least)
