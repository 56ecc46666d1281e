"""Builds the timetable of a session: a first plan at once, then better ones, with what is proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from time import monotonic, process_time

from jalon.examen.planning.columns import Columns
from jalon.examen.planning.days import Days
from jalon.examen.planning.deliberations import brought_forward
from jalon.examen.planning.facts import Appointment, Plan, Problem
from jalon.examen.planning.greedy import Board, first_plans
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.model import Choices, Model, Outcome
from jalon.examen.planning.packing import Load, Packed, Packing, Who
from jalon.examen.planning.placing import (
    Placement,
    Placements,
    appointments,
    published_placements,
)
from jalon.examen.planning.seating import seated
from jalon.examen.planning.telling import told

Progress = Callable[[Plan], None]
Stop = Callable[[], bool]
ALONE = 0.2  # of the time, to know where each candidate fits alone
ROUNDS = 60  # exchanges between the master problem and the days
PATIENCE = 4  # rounds without gain before another way is tried
QUICK = 2.0  # seconds at most for one answer of the master problem
LONG = 5.0  # the same, when it says which fillings to use
CROWD = 20  # candidates of two days beyond which they are not searched together
SLOWEST = 5.0  # how many times slower than an idle machine this one may be
SOME = 0.2  # seconds for waits and idleness, however long jury-days took
PAIR = 2.5  # seconds at most for two days searched together
WHOLE = 800  # candidates times jury-days up to which the whole session is worth one model


def solve(problem: Problem, *, on_progress: Progress | None = None, should_stop: Stop | None = None) -> Plan:
    """The best timetable found within `settings.time_limit_seconds`, every hard rule kept.

    Objectives, in order: candidates placed; jury-days; waiting plus idleness; longest wait, then earliest
    ends; distance to the published timetable. `on_progress` receives each better plan, `should_stop` is
    polled: the best plan so far is then returned. `Plan.optimal` is True only for proved answers.
    """
    return Search(problem, on_progress, should_stop).run()


class Search:
    """One session under search: `run` first, then `spread` as often as wanted (see `alternatives`)."""

    def __init__(
        self,
        problem: Problem,
        on_progress: Progress | None,
        should_stop: Stop | None,
        *,
        seconds: float | None = None,
    ) -> None:
        self.problem, self.on_progress, self.should_stop = problem, on_progress, should_stop
        self.began, self.began_work = monotonic(), process_time()
        self.polish: tuple[float, float] | None = (
            None  # seconds of the clock and of work, since the beginning
        )
        # Seconds for the stages under way
        self.allowed = problem.settings.time_limit_seconds if seconds is None else seconds
        self.until = self.began + self.allowed
        self.tidying = False
        self.layout = Layout(problem)
        self.best: dict[str, Placement] = {}
        self.furnished: tuple[dict[str, Placement], tuple[Appointment, ...]] | None = (
            None  # the last plan told
        )
        self.least = (0, 0)  # proved minimum of candidates left out, then of jury-days
        self.placed_proved = self.seats_proved = False
        self.exact = True  # every cut so far is proved: the master problem bounds any timetable
        self.bound_lost = 0
        self.bound_longest = 0
        self.most_seats = 0  # jury-days that cost nothing more (see `spread`)
        self.packings: list[Packing] = []  # master problems that learn what days refuse
        self.patterns: set[object] = set()  # loads of jury-days whose loss the master problem knows
        self.refusals: list[Load] = []  # proved
        self.losses: list[tuple[int, Sequence[tuple[int, ...]], Load]] = []  # proved

    # The stages

    def run(self) -> Plan:
        self.layout.restrict(self._alone())
        self.waiting = [cid for cid in sorted(self.layout.shapes) if self.layout.admissible[cid]]
        self.days = Days(self.layout, self.should_stop, self._left_for_days)
        if self.waiting:
            for found in first_plans(self.layout, self._over):
                self.best = found
                self._tell()
            self._fewest_jury_days()
            self._limit_polish()
            self._least_lost()
            self._tidy()
            self._prove_longest()
        else:
            self.placed_proved = self.seats_proved = True
        return self._plan(final=True)

    def spread(self, seats: int, seconds: float) -> Plan:
        """After `run`: as many candidates placed, in up to `seats` jury-days, with the least waiting and idleness.

        `bound_waiting` is then that of any plan with up to so many jury-days, and `optimal` says nothing of them.
        """
        self.allowed = seconds
        self.until = monotonic() + seconds
        self.polish = None  # asked for fewer waits: they have all these seconds
        self.tidying = False
        self.most_seats = seats
        self.bound_lost = self.bound_longest = 0
        self._least_lost()
        self._tidy()
        return self._plan(final=True)

    def seats_of_use(self) -> int:
        """Jury-days where somebody can be."""
        return len({seat for seats in self.layout.admissible.values() for seat in seats})

    def _alone(self) -> dict[str, list[int]]:
        """Seats where each candidate fits when nobody else is there; those that there was no time to refuse too."""
        layout = self.layout
        board = Board(layout)
        known: dict[object, bool] = {}
        found: dict[str, list[int]] = {}
        until = monotonic() + ALONE * self._left()
        kinds: dict[object, int] = {}  # numbers, for a crowd in many seats is a crowd of keys
        frames = [kinds.setdefault(layout.frame((i,)), len(kinds)) for i in range(len(layout.seats))]
        for cid, seats in layout.admissible.items():
            shape = layout.shapes[cid]
            unavailable = shape.candidate.unavailable
            away_on = {window.day for window in unavailable}
            kind = kinds.setdefault((shape.pieces, layout.pinned(shape.candidate)), len(kinds))
            found[cid] = []
            for i in seats:
                day = layout.seats[i].day.date
                away = tuple(layout.windows(unavailable, day)) if day in away_on else ()
                key = (kind, frames[i], away)
                if key not in known:
                    known[key] = bool(board.best(shape, i)) or not self._refused({cid: (i,)}, until)
                if known[key]:
                    found[cid].append(i)
        return found

    def _refused(self, choices: Choices, until: float) -> bool:
        """Whether nobody of `choices` can be where they say: proved before `until`."""
        seconds = until - monotonic()
        if seconds <= 0 or self._stopped():
            return False
        return Model(self.layout, choices).solve(seconds=seconds, should_stop=self.should_stop).infeasible

    # Stages 1 and 2: as many candidates as can be, in as few jury-days as can be

    def _fewest_jury_days(self) -> None:
        """A bound from the fillings of jury-days; assignments from the master problem; cuts between the two."""
        if self._over():
            return
        fillings = Columns(self.layout, self.should_stop).search(0.2 * self._left())
        self.least = max(self.least, divmod(fillings.bound, len(self.layout.seats) + 1))
        settled = self._seats_settled()
        self._tell()  # what is proved of the plan, should the search be killed
        if settled or self._over():
            return
        published = published_placements(self.layout)
        floor = fillings.bound
        self.packing = Packing(self.layout, published, floor=floor)
        self.packings = [self.packing]
        who = seated(self.layout, fillings, published) if fillings.best else None
        if who and len(who) == len(self.waiting) and self._cut_seats(who) is None:
            self._adopt(who, thorough=False)
        if fillings.best and not self._seats_settled() and not self._over():
            self._try(Packing(self.layout, published, fillings, settled=True))
        if not self._seats_settled() and not self._over():
            self._try(Packing(self.layout, published, fillings, floor=floor))
        if not self._seats_settled() and not self._over():
            self._assign(self.packing)
        if self._seats_settled() or self._over():
            return
        if len(self.waiting) * len(self.layout.seats) <= WHOLE:
            self._whole_seats()

    def _try(self, packing: Packing) -> None:
        self.packings.append(packing)
        self._assign(packing)
        self.packings.remove(packing)

    def _assign(self, packing: Packing) -> None:
        """Assignments of this master problem until one has hours, or none can be better than the best plan."""
        bounds = packing is self.packing
        patience = QUICK
        if bounds:
            packing.start_from(self._who())
        for _ in range(ROUNDS):
            if self._left() < 0.5 * self.allowed or self._stopped():
                break
            packed = packing.solve(
                min((patience if bounds else LONG) * self._pace(), self._left() / (4 if bounds else 2))
            )
            if packed is None:
                break
            if self.exact and bounds:
                self.least = max(self.least, packing.decode(packed.bound))
            if self._seats_settled():
                break
            if packing.decode(packed.value) >= self._score(self.best)[:2]:
                if packed.bound == packed.value or patience > QUICK:
                    break
                patience = 4 * QUICK  # no better assignment found, none refuted: think longer, once
                continue
            refused = self._cut_seats(packed.who)
            if refused is None:
                refused = self._adopt(packed.who, thorough=False)
            if refused is None:
                if self._seats_settled() or not bounds:
                    break
                continue
            self.exact = self.exact and refused

    def _cut_seats(self, who: Who) -> bool | None:
        """Cuts for the jury-days that cannot hold their candidates; None: all can. True: proved."""
        proved: bool | None = None
        seats: dict[int, list[str]] = {}
        for cid, seat in sorted(who.items()):
            seats.setdefault(seat, []).append(cid)
        cuts: set[object] = set()
        for seat, people in sorted(seats.items()):
            plan = self.days.seat_holds(seat, people)
            if plan.found:
                continue
            core = self.days.least_refused(seat, people) if plan.proved else people
            types = self.days.load(dict.fromkeys(core, seat))[seat]
            cut = (self.layout.frame((seat,)), frozenset(types.items()))
            if cut not in cuts:
                cuts.add(cut)
                for other in range(len(self.layout.seats)):
                    if self.layout.frame((other,)) == cut[0]:
                        self._forbid({other: types}, proved=plan.proved)
            proved = plan.proved and proved is not False
        return self._cut_tied(who) if proved is None else proved

    def _cut_tied(self, who: Who) -> bool | None:
        """The same for the jury-days of one day that have a juror in common, free of the others."""
        proved: bool | None = None
        load = self.days.load(who)
        for tied in self.layout.tied_seats():
            here = tuple(seat for seat in tied if seat in load)
            if len(here) < 2:
                continue
            (plan,) = self.days.solve([here], who, thorough=False)
            if not plan.found:
                juries = [self.layout.seats[seat].jury.id for seat in here]
                for day in self.layout.by_date:
                    other = [
                        self.layout.seat_at[jury, day]
                        for jury in juries
                        if (jury, day) in self.layout.seat_at
                    ]
                    if self.layout.frame(other) == self.layout.frame(here):
                        self._forbid(
                            {b: load[a] for a, b in zip(here, other, strict=True)}, proved=plan.proved
                        )
                proved = plan.proved and proved is not False
        return proved

    def _adopt(self, who: Who, *, thorough: bool) -> bool | None:
        """Solve the days of an assignment and adopt it; cuts for the days that refuse (None: none does)."""
        days = self.layout.day_seats()
        plans = self.days.solve(days, who, thorough=thorough)
        load = self.days.load(who)
        proved: bool | None = None
        for seats, plan in zip(days, plans, strict=True):
            if not plan.found:
                for other in self._alike(seats):
                    there = {b: load[a] for a, b in zip(seats, other, strict=True) if a in load}
                    self._forbid(there, proved=plan.proved)
                proved = plan.proved and proved is not False
        if proved is None:
            self._keep(self.days.people(plans, who))
        return proved

    def _forbid(self, load: Load, *, proved: bool) -> None:
        if proved:
            self.refusals.append(load)
        for packing in self.packings:
            packing.forbid(load)

    def _alike(self, seats: Sequence[int]) -> list[tuple[int, ...]]:
        wanted = self.layout.frame(seats)
        return [other for other in self.layout.day_seats() if self.layout.frame(other) == wanted]

    def _whole_seats(self) -> None:
        """The whole session in one model: slower, but it needs no cut."""
        model = self._whole()
        model.minimise_seats(self.least[1] if len(self.best) == len(self.waiting) else 0)
        outcome = self._solve(model, share=0.6, on_solution=self._keep)
        if outcome.placements is not None:
            self._keep(outcome.placements)
            self.least = max(self.least, divmod(outcome.bound, len(model.seats) + 1))
            self._seats_settled()

    def _whole(self) -> Model:
        choices = {cid: self.layout.admissible[cid] for cid in self.waiting}
        return Model(self.layout, choices, optional=True, seat_symmetry=not self.problem.published)

    def _seats_settled(self) -> bool:
        left_out, _, _, seats = self._score(self.best)
        self.placed_proved = left_out <= self.least[0]
        self.seats_proved = (left_out, seats) <= self.least
        return self.seats_proved

    # Stage 3: least waiting and idleness

    def _least_lost(self) -> None:
        if self._over():
            return
        if self._adopt(self._who(), thorough=True) is not None:
            self.exact = False  # a day of the best plan was not found again in time
        self._price_losses()
        self._exchange_people(keep=0.4)
        self._exchange_days()
        self._exchange_people(keep=0.1)

    def _price_losses(self) -> None:
        """A master problem of waiting and idleness, with every cut proved so far and no guess."""
        left_out, seats, lost, _ = self._score(self.best)
        self.packing = Packing(self.layout, published_placements(self.layout))
        self.packings = [self.packing]
        self.exact = True
        for load in self.refusals:
            self.packing.forbid(load)
        self.packing.minimise_lost(left_out, seats, lost, fewest=self.most_seats > 0)
        for proved in self.losses:
            self.packing.bound_lost(*proved)
        self.packing.start_from(self._who())

    def _bound_lost(self, lost: int, days: Sequence[tuple[int, ...]], loads: Load, *, proved: bool) -> None:
        if proved:
            self.losses.append((lost, days, loads))
        self.packing.bound_lost(lost, days, loads)

    def _who(self) -> dict[str, int]:
        return {cid: place.seat for cid, place in self.best.items()}

    def _exchange_people(self, *, keep: float) -> None:
        """Other assignments with as many jury-days, from the master problem: proves the optimum if it can.

        Stops with a share `keep` of the time left, or when nothing is gained.
        """
        who = self._who()
        seen = [self.days.load(who)]
        days = self.layout.day_seats()
        guesses: list[tuple[int, Sequence[tuple[int, ...]], Load]] = []
        vain = 0
        while vain < PATIENCE and self._score(self.best)[2] > self.bound_lost:
            if self._left() < keep * self.allowed or self._stopped():
                return
            load = self.days.load(who)
            for seats_of, plan in zip(days, self.days.solve(days, who), strict=True):
                if plan.found:
                    by_position = {i: load[seat] for i, seat in enumerate(seats_of) if seat in load}
                    self._bound_lost(plan.bound, self._alike(seats_of), by_position, proved=True)
                    if plan.bound < plan.lost:
                        guesses.append((plan.lost, self._alike(seats_of), by_position))
            packed = self._pack_losing_least()
            if packed is None:
                return
            before = (self._score(self.best), -self.bound_lost)
            if self.exact and self.placed_proved:
                self.bound_lost = max(self.bound_lost, packed.bound)
            who = packed.who
            if packed.bound >= self._score(self.best)[2]:
                return
            if self.days.load(who) in seen:
                if not guesses:
                    return
                for guess in guesses:  # nothing more can be proved: look elsewhere
                    self._bound_lost(*guess, proved=False)
                self.exact, guesses = False, []
                continue
            seen.append(self.days.load(who))
            refused = self._cut_seats(who)
            if refused is None:
                refused = self._adopt(who, thorough=True)
            vain = 0 if (self._score(self.best), -self.bound_lost) < before else vain + 1
            self.exact = self.exact and refused is not False

    def _pack_losing_least(self) -> Packed | None:
        """An assignment whose jury-days, each alone, lose no more than the master problem believes."""
        while True:
            packed = self.packing.solve(min(QUICK * self._pace(), self._left() / 4))
            if packed is None or packed.bound >= self._score(self.best)[2] or self._stopped():
                return packed
            load = self.days.load(packed.who)
            found = self.days.seats_lose(sorted(load), packed.who)
            fresh = False
            for seat, lost in found.items():
                pattern = (self.layout.frame((seat,)), frozenset(load[seat].items()))
                if lost and pattern not in self.patterns:
                    self.patterns.add(pattern)
                    alike = [
                        (other,)
                        for other in range(len(self.layout.seats))
                        if self.layout.frame((other,)) == pattern[0]
                    ]
                    self._bound_lost(lost, alike, {0: load[seat]}, proved=True)
                    fresh = True
            if not fresh or self._left() < 0.1 * self.allowed:
                return packed

    def _exchange_days(self) -> None:
        """Pairs of days searched again together, until no pair gains."""
        layout = self.layout
        tried: set[object] = set()
        gained = True
        while gained:
            gained = False
            for days in combinations(self._days(), 2):
                if self._left() < 0.1 * self.allowed or self._stopped():
                    return
                if self._score(self.best)[2] <= self.bound_lost:
                    return
                load = self.days.load(self._who())
                content = frozenset(
                    (
                        layout.day_signature(seats),
                        tuple(tuple(sorted(load.get(seat, {}).items())) for seat in seats),
                    )
                    for seats in layout.day_seats()
                    if layout.seats[seats[0]].day.date in days
                )
                if content not in tried:
                    tried.add(content)
                    gained = self._improve(days, share=0.2) or gained

    def _improve(self, days: Sequence[date], *, share: float) -> bool:
        """Search again the jury-days of these days; True if something was gained."""
        here = self._on(days)
        if not here or len(here) > CROWD:
            return False
        before = self.days.lost(here)
        choices = {
            cid: tuple(s for s in self.layout.admissible[cid] if self.layout.seats[s].day.date in days)
            for cid in here
        }
        model = Model(self.layout, choices)
        model.limit_seats(len(self._seats(here)) + max(0, self.most_seats - len(self._seats(self.best))))
        model.minimise_lost(most=before)
        outcome = self._solve(model, share=share, hint=here, most=PAIR)
        return outcome.placements is not None and self._keep({**self.best, **outcome.placements})

    # Stages 4 and 5: fairness, then the published timetable

    def _tidy(self) -> None:
        """Day by day: longest wait, then nearest to what was published, then earliest ends."""
        if self.best and not self._over():
            self.tidying = True
            published = published_placements(self.layout)
            self.best = self.days.tidy(self.best, published)

    def _prove_longest(self) -> None:
        """A bound of the longest wait of any plan that loses as little, when that is proved.

        The master problem proves the whole loss from those of days: each day then loses the least that it can, and
        what somebody waits on it comes as a cut.
        """
        lost = self._score(self.best)[2] if self.best else 0
        if not lost or lost != self.bound_lost or not self.exact or not self.placed_proved:
            return
        most = max(closes - opens for opens, closes in map(self.layout.hours, self.layout.by_date.values()))
        self.packing.minimise_longest(lost, most)
        who: Who = self._who()
        days = self.layout.day_seats()
        seen: set[object] = set()
        for _ in range(ROUNDS):
            load, before = self.days.load(who), len(seen)
            for seats in days:
                held = {i: load[seat] for i, seat in enumerate(seats) if seat in load}
                key = (
                    self.layout.frame(seats),
                    tuple((i, tuple(sorted(own.items()))) for i, own in held.items()),
                )
                if held and key not in seen and not self._over():
                    seen.add(key)
                    self.packing.bound_longest(self.days.longest(seats, who), self._alike(seats), held)
            packed = None if self._over() or len(seen) == before else self.packing.solve(self._left() / 2)
            if packed is None:
                return
            self.bound_longest = max(self.bound_longest, packed.bound)
            who = packed.who

    # Bookkeeping

    def _solve(
        self,
        model: Model,
        *,
        share: float,
        hint: Placements | None = None,
        on_solution: Callable[[dict[str, Placement]], object] | None = None,
        most: float = 1e9,
    ) -> Outcome:
        if self._stopped():
            return Outcome(None, 0, 0, False)

        def report(placements: dict[str, Placement]) -> None:
            if on_solution:
                on_solution(placements)

        return model.solve(
            seconds=min(most, share * self._left()),
            hint=self.best if hint is None else hint,
            on_solution=report if on_solution and self.on_progress else None,
            should_stop=self.should_stop,
        )

    def _keep(self, placements: dict[str, Placement]) -> bool:
        """Adopt these placements if they are better."""
        if self._score(placements) < self._score(self.best):
            self.best = placements
            self._tell()
            return True
        return False

    def _score(self, placements: Placements) -> tuple[int, int, int, int]:
        """Candidates left out, jury-days beyond those that cost nothing, units lost, and jury-days."""
        seats = len(self._seats(placements))
        left_out = len(self.waiting) - len(placements)
        return (left_out, max(seats, self.most_seats), self.days.lost(placements), seats)

    def _seats(self, placements: Placements) -> set[int]:
        """Jury-days where the jury has something to do."""
        return {place.seat for cid, place in placements.items() if self.layout.shapes[cid].jury_load}

    def _days(self) -> list[date]:
        return sorted({self.layout.seats[place.seat].day.date for place in self.best.values()})

    def _on(self, days: Iterable[date]) -> dict[str, Placement]:
        wanted = set(days)
        return {c: p for c, p in self.best.items() if self.layout.seats[p.seat].day.date in wanted}

    def _limit_polish(self) -> None:
        """From now on, waits and idleness: time is worth less."""
        polish = self.problem.settings.polish_seconds
        if polish is not None:
            spent = process_time() - self.began_work
            self.polish = max(polish, monotonic() - self.began + SOME), max(polish, spent + SOME)
        self.allowed = max(0.0, self._left())

    def _left(self) -> float:
        """Seconds; while polishing, a busy machine is given time for as much work as an idle one would do."""
        now = monotonic()
        left = self.until - now
        if self.polish is None:
            return left
        elapsed, work = now - self.began, process_time() - self.began_work
        return min(left, max(self.polish[0] - elapsed, (self.polish[1] - work) * self._pace()))

    def _pace(self) -> float:
        """How many times longer work takes than on an idle machine."""
        elapsed, work = monotonic() - self.began, process_time() - self.began_work
        return min(SLOWEST, max(1.0, elapsed / max(work, 0.01)))

    def _over(self) -> bool:
        return self._left() <= 0 or self._stopped()

    def _left_for_days(self) -> float:
        return self._left() - (0 if self.tidying else 0.15 * self.allowed)  # the rest is for tidying

    def _stopped(self) -> bool:
        return self.should_stop is not None and self.should_stop()

    def _tell(self) -> None:
        if self.on_progress:
            self.on_progress(self._plan(final=False))

    def _plan(self, *, final: bool) -> Plan:
        layout = self.layout
        if self.furnished is None or self.furnished[0] is not self.best:
            self.furnished = self.best, appointments(layout, self.best)
        items = self.furnished[1]
        if final:
            items = brought_forward(self.problem, items)
        plan = told(layout, self.best, items=items, proved=self.placed_proved)
        lost = plan.waiting_minutes + plan.idle_minutes
        least_lost = self.bound_lost * layout.grid if self.placed_proved else None
        plan = replace(
            plan,
            bound_jury_days=self.least[1] if self.placed_proved else 0,
            bound_waiting=least_lost,
            bound_longest_wait=self._longest_at_least(lost) if final and lost == least_lost else None,
            bound_unplaced=self.least[0] + len(self.problem.candidates) - len(self.waiting),
            bound_ends=self._ends_at_least() * layout.grid,
            optimal=final and self._seats_settled() and lost == least_lost,
            seconds=monotonic() - self.began,
        )
        return replace(plan, status=self._status(plan)) if final else plan

    def _longest_at_least(self, lost: int) -> int:
        """Minutes that somebody waits in any plan that loses `lost` minutes in as many jury-days.

        What juries cannot have idled, their candidates have waited, and one of them no less than the mean.
        """
        layout = self.layout
        if not lost or not self.best:
            return 0
        open_for = []
        for seat in layout.seats:
            opens, closes = layout.hours(seat.day)
            open_for.append(closes - opens if layout.jury_windows(seat) else layout.capacity(seat))
        loads = sorted(layout.shapes[cid].jury_load for cid in self.waiting)
        most = sum(sorted(open_for)[-len(self._seats(self.best)) :]) - sum(loads[: len(self.best)])
        waited = lost // layout.grid - most
        return max(self.bound_longest, -(-waited // len(self.best))) * layout.grid

    def _ends_at_least(self) -> int:
        """The fewest units from openings to last tasks, all jury-days together, in as many of them as the best plan.

        Juries work for everybody placed, and those who cannot end before lunch have it too.
        """
        layout = self.layout
        days = len(self._seats(self.best))
        loads = sorted(layout.shapes[cid].jury_load for cid in self.waiting)
        work = sum(loads[: len(self.best)])
        lunch, (_, late) = layout.units(layout.settings.jury_lunch_minutes), layout.lunch()
        before = max((late - lunch - layout.hours(seat.day)[0] for seat in layout.seats), default=0)
        whole = max((layout.capacity(seat) for seat in layout.seats), default=0)
        if not days or not lunch or not 0 <= before < whole:
            return work
        return work + lunch * max(0, -(-(work - days * before) // (whole - before)))

    def _status(self, plan: Plan) -> str:
        if self._stopped():
            return "Calcul interrompu : voici le meilleur planning trouvé."
        if plan.optimal:
            return "Planning optimal, prouvé."
        if self.most_seats:
            every = self.most_seats >= self.seats_of_use()
            most = "quel que soit leur nombre" if every else f"pour {self.most_seats} au plus"
            if plan.bound_waiting == plan.waiting_minutes + plan.idle_minutes:
                return f"Davantage de journées de jury : l’attente et l’inactivité sont prouvées minimales {most}."
            return f"Davantage de journées de jury : meilleur planning trouvé {most}."
        if self.seats_proved:
            return "Le nombre de jours de jury est prouvé minimal ; l’attente peut encore être améliorée."
        return "Meilleur planning trouvé dans le temps accordé."
