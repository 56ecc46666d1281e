"""What would place the candidates left out? Facts are relaxed one at a time, and the session solved again.

Nothing is guessed: a remedy is told only with a timetable in hand that it makes possible, found by the solver and
verified by the checker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import monotonic

from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import (
    Appointment,
    Day,
    Explanation,
    Plan,
    Problem,
)
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.levers import (
    ACTORS,
    PREPARATION,
    STAGE,
    Lever,
    Relaxation,
    levers,
    more_juries,
    whenever,
)
from jalon.examen.planning.measures import measure
from jalon.examen.planning.model import Model
from jalon.examen.planning.needs import half_needed, halves, needed, without
from jalon.examen.planning.packing import Packing
from jalon.examen.planning.placing import Placement, appointments, published_placements
from jalon.examen.planning.rooms import furnish
from jalon.examen.planning.solver import Progress, Stop, solve

SHARE = 0.7  # of the time given, after which a plan that leaves people out is explained rather than improved
LONGEST = 10.0  # seconds at most to explain
TRIAL = 0.8  # seconds at most for a day solved again
WHOLE = 5.0  # the same for the whole session
GUESSES = 12  # candidates left out that one day is asked to take, at most
ENOUGH = 5  # remedies that place everybody, after which no other is looked for
SHOWN = 3  # remedies told when none places everybody
FIRST = 3  # remedies that a second one is looked for


def solve_and_explain(
    problem: Problem, *, on_progress: Progress | None = None, should_stop: Stop | None = None
) -> Plan:
    """`solve`, then `explained` if somebody is left out, both within `settings.time_limit_seconds`."""
    began, seconds = monotonic(), problem.settings.time_limit_seconds
    hurried = False
    best: Plan | None = None

    def tell(plan: Plan) -> None:
        nonlocal best
        best = plan
        if on_progress:
            on_progress(plan)

    def stopped() -> bool:
        nonlocal hurried
        if should_stop and should_stop():
            return True
        late = monotonic() - began > SHARE * seconds
        hurried = hurried or (late and best is not None and bool(best.unplaced))
        return hurried

    plan = solve(problem, on_progress=tell, should_stop=stopped)
    if hurried:
        plan = replace(plan, status="Meilleur planning trouvé dans le temps accordé.")
    if plan.unplaced and on_progress:
        on_progress(plan)
    left = min(LONGEST, seconds - (monotonic() - began))
    return replace(
        explained(problem, plan, seconds=left, should_stop=should_stop), seconds=monotonic() - began
    )


def explained(
    problem: Problem,
    plan: Plan,
    *,
    seconds: float,
    should_stop: Stop | None = None,
    clock: Callable[[], float] = monotonic,
) -> Plan:
    """The plan with the remedies that would place those it leaves out; a better plan if one turns up on the way.

    The smallest sets of facts first, then the cheapest; when none places everybody, those that
    place most. `seconds` bounds the search and `should_stop` ends it: what is found by then is told.
    """
    if not plan.unplaced or not problem.days:
        return plan
    search = _Remedies(problem, clock() + seconds, should_stop, clock)
    return search.run(plan)


@dataclass(frozen=True)
class _Found:
    """A timetable that some relaxations make possible, verified."""

    problem: Problem
    plan: Plan
    relaxed: tuple[tuple[Relaxation, str], ...]  # each with when it is needed

    @property
    def rank(self) -> tuple[int, int]:
        return len(self.plan.unplaced), sum(one.cost for one, _ in self.relaxed)


class _Remedies:
    def __init__(
        self, problem: Problem, deadline: float, should_stop: Stop | None, clock: Callable[[], float]
    ) -> None:
        self.problem, self.deadline, self.should_stop, self.clock = problem, deadline, should_stop, clock

    def run(self, plan: Plan) -> Plan:
        while True:
            start = _Found(self.problem, plan, ())
            better = self._free(start)
            if better is None:
                break
            plan = better
            if not plan.unplaced:
                return plan
        found = self._jury_days(start)
        found += self._singles(start)
        if all(one.plan.unplaced for one in found):
            for first in sorted(found, key=lambda one: one.rank)[:FIRST]:
                found += self._singles(first, enough=1)
        if not any(len(one.relaxed) == 1 and not one.plan.unplaced for one in found):
            found += self._together(start)
        whole = [one for one in found if not one.plan.unplaced]
        told = sorted(whole, key=lambda one: (len(one.relaxed), *one.rank))
        if not whole:
            fewest = min((one.rank[0] for one in found), default=0)
            told = sorted(found, key=lambda one: (one.rank[0], len(one.relaxed), one.rank))
            told = [one for one in told if one.rank[0] == fewest][:SHOWN]
        before = len(plan.unplaced)
        distinct = {frozenset(_tell(one, before).facts): _tell(one, before) for one in reversed(told)}
        return replace(plan, explanations=tuple(reversed(distinct.values())))

    def _over(self) -> bool:
        return self.clock() >= self.deadline or (self.should_stop is not None and self.should_stop())

    # One fact at a time

    def _free(self, start: _Found) -> Plan | None:
        """A better plan that no relaxation is needed for: one day searched again with those left out."""
        if start.plan.bound_jury_days:
            return None  # as many as can be are placed: proved
        until = self.clock() + (self.deadline - self.clock()) / 5
        for day in sorted(start.problem.days, key=lambda day: day.date):
            if self._over() or self.clock() >= until:
                return None
            found = self._day(start, start.problem, day)
            if found:
                return replace(found, status=start.plan.status)
        return None

    def _jury_days(self, start: _Found) -> list[_Found]:
        """As many more jury-days as it takes, when one cannot be enough: one by one, where fewest juries sit."""
        layout = Layout(start.problem)
        stuck = [who for who in start.problem.candidates if who.id in _stuck(start)]
        load = sum(layout.shapes[who.id].jury_load for who in stuck)
        if load <= max((layout.capacity(seat) for seat in layout.seats), default=0):
            return []
        found = start
        until = self.clock() + (self.deadline - self.clock()) / 2
        while found.plan.unplaced and self.clock() < until:
            after = self._one_more_jury(found)
            if after is None:
                break
            found = after
        return [found] if found.relaxed else []

    def _one_more_jury(self, found: _Found) -> _Found | None:
        juries = found.problem.juries
        layout = Layout(found.problem)
        most = max((layout.capacity(seat) for seat in layout.seats), default=0)
        people = [who for who in found.problem.candidates if who.id in _stuck(found)]
        days = sorted(found.problem.days, key=lambda day: (sum(day.date in j.days for j in juries), day.date))
        least = min((layout.shapes[who.id].jury_load for who in people), default=0)
        guests = max(1, most // least) if least else GUESSES
        for day in days:
            for (one,) in more_juries(found.problem, day.date, people):
                relaxed = one.apply(found.problem)
                plan = None if self._over() else self._day(found, relaxed, day, guests=guests, hurried=True)
                if plan:
                    return _Found(relaxed, plan, (*found.relaxed, (one, whenever([day.date]))))
        return None

    def _together(self, start: _Found) -> list[_Found]:
        """Facts of one day that do it together and not without any of them: all relaxed, then kept as far as can be."""
        found = []
        for day in sorted(start.problem.days, key=lambda day: day.date):
            dearest = self._levers(start, day)[::-1]
            every = {rank: lever[-1] for rank, lever in enumerate(dearest)}
            if self._enough(start, day, every) is None:
                continue
            kept = self._spared(start, day, every, list(every))
            for rank, lever in enumerate(dearest):
                for one in lever[:-1] if rank in kept else ():
                    if self._enough(start, day, {**kept, rank: one}):
                        kept[rank] = one
                        break
            least = self._enough(start, day, kept)
            if least and not self._over():
                found.append(least)
        return found

    def _spared(
        self, start: _Found, day: Day, kept: dict[int, Relaxation], some: list[int]
    ) -> dict[int, Relaxation]:
        """What must be kept, those of `some` given up that can be: the first, which cost most, rather."""
        if self._over():
            return kept
        fewer = {rank: one for rank, one in kept.items() if rank not in some}
        if fewer and self._enough(start, day, fewer):
            return fewer
        if len(some) == 1:
            return kept
        half = len(some) // 2
        return self._spared(start, day, self._spared(start, day, kept, some[:half]), some[half:])

    def _enough(self, start: _Found, day: Day, relaxed: dict[int, Relaxation]) -> _Found | None:
        """The timetable in which these place everybody on that day, if they do."""
        if self._over():
            return None
        problem = start.problem
        for one in relaxed.values():
            problem = one.apply(problem)
        plan = self._day(start, problem, day, guests=len(start.plan.unplaced))
        if plan is None or plan.unplaced:
            return None
        cheapest_first = [relaxed[rank] for rank in sorted(relaxed, reverse=True)]
        when = [
            whenever([day.date], half_needed(start.problem, plan, one.resource, day))
            for one in cheapest_first
        ]
        return _Found(problem, plan, tuple(zip(cheapest_first, when, strict=True)))

    def _levers(self, start: _Found, day: Day | None) -> list[Lever]:
        """What may be relaxed for those left out on that day: facts of the session, not what was relaxed of them."""
        stuck = _stuck(start)
        here = {a.candidate_id for a in start.plan.appointments if day and a.day == day.date}
        people = [who for who in start.problem.candidates if who.id in stuck or who.id in here]
        found = levers(start.problem, day, people)
        if not start.relaxed:
            return found
        then = next((known for known in self.problem.days if day and known.date == day.date), None)
        known = {lever[0].fact for lever in levers(self.problem, then, people)}
        return [lever for lever in found if lever[0].fact in known]

    def _everywhere(self, first: _Found, day: Day) -> _Found:
        """One more of a resource on the other days too, as far as it places somebody there."""
        found, (relaxation, _) = first, first.relaxed[-1]
        for other in sorted(first.problem.days, key=lambda other: other.date):
            if other.date == day.date or not found.plan.unplaced or self._over():
                continue
            plan = self._day(found, found.problem, other)
            if plan:
                found = _Found(found.problem, plan, (*found.relaxed, (relaxation, whenever([other.date]))))
        return found

    def _singles(self, start: _Found, enough: int = ENOUGH) -> list[_Found]:
        """What each relaxation, day by day then of the whole session, adds to `start`; the cheapest first."""
        tries: list[tuple[int, Day | None, Lever]] = []
        for day in sorted(start.problem.days, key=lambda day: day.date):
            tries += [(lever[0].cost, day, lever) for lever in self._levers(start, day)]
        tries.sort(key=lambda one: one[0])
        if len(start.problem.days) > 1:
            tries += [(lever[0].cost, None, lever) for lever in self._levers(start, None)]
        found: list[_Found] = []
        spread: set[str] = set()
        for cost, where, lever in tries:
            whole = [one for one in found if not one.plan.unplaced]
            if len(whole) >= enough or self._over():
                break
            if where is None and whole and cost >= min(one.rank[1] for one in whole):
                continue  # a remedy of one day costs less
            pulled = self._pull(start, lever, where)
            found += pulled
            resource = lever[0].resource
            if where and pulled and pulled[0].plan.unplaced and resource and resource not in spread:
                spread.add(resource)
                found.append(self._everywhere(pulled[0], where))
        return found

    def _pull(self, start: _Found, lever: Lever, day: Day | None) -> list[_Found]:
        """The least of a lever that gains as much as all of it."""
        most = self._apply(start, lever[-1], day)
        if most is None:
            return []
        for one in lever[:-1]:
            if self._over():
                break
            less = self._apply(start, one, day)
            if less and len(less.plan.unplaced) <= len(most.plan.unplaced):
                return [less]
        return [most]

    def _apply(self, start: _Found, relaxation: Relaxation, day: Day | None) -> _Found | None:
        relaxed = relaxation.apply(start.problem)
        plan = self._session(start, relaxed) if day is None else self._day(start, relaxed, day)
        if plan is None:
            return None
        if day is None:
            beyond = needed(start.problem, plan, relaxation.resource)
            days = {item[0] for item in beyond} or {d.date for d in relaxed.days}
            when = whenever(days) if len(days) < len(relaxed.days) else "tous les jours"
            cost = relaxation.cost * len(days) // len(relaxed.days)
            return _Found(relaxed, plan, (*start.relaxed, (replace(relaxation, cost=cost), when)))
        if relaxation.resource not in (PREPARATION, STAGE, ACTORS):
            return _Found(relaxed, plan, (*start.relaxed, (relaxation, whenever([day.date]))))
        plan, when = self._half(start, relaxed, day, plan, relaxation.resource)
        return _Found(relaxed, plan, (*start.relaxed, (relaxation, when)))

    def _half(self, start: _Found, relaxed: Problem, day: Day, plan: Plan, resource: str) -> tuple[Plan, str]:
        """The half-day in which one more is needed, if one does: in the plan found, or searched again for it."""
        if part := half_needed(start.problem, plan, resource, day):
            return plan, whenever([day.date], part)
        if resource != ACTORS:
            for part, hours in halves(relaxed, day).items():
                again = None if self._over() else self._day(start, relaxed, day, shut=(resource, *hours))
                if again and len(again.unplaced) <= len(plan.unplaced):
                    return again, whenever([day.date], part)
        return plan, whenever([day.date])

    # Solving again

    def _day(
        self,
        start: _Found,
        relaxed: Problem,
        day: Day,
        *,
        shut: tuple[str, int, int] | None = None,
        guests: int = GUESSES,
        hurried: bool = False,
    ) -> Plan | None:
        """Those of one day and those left out on that day again, the other days kept; None: nothing gained.

        `shut`: one room of that kind cannot be used at those hours; `guests`: at most so many are added;
        `hurried`: those of the day do not move if somebody finds a place beside them.
        """
        date_ = day.date
        here = {a.candidate_id for a in start.plan.appointments if a.day == date_}
        opened = next(d for d in relaxed.days if d.date == date_)
        alone = replace(
            relaxed,
            days=(opened,),
            juries=tuple(jury for jury in relaxed.juries if date_ in jury.days),
            candidates=tuple(who for who in relaxed.candidates if who.id in here or who.id in _stuck(start)),
            published=None,
        )
        layout = Layout(alone)
        waiting = [cid for cid in sorted(layout.shapes) if cid not in here and layout.admissible[cid]]
        added = waiting[:guests]
        if not added:
            return None
        people = tuple(who for who in alone.candidates if who.id in here or who.id in added)
        alone = replace(alone, candidates=people)
        packed = Packing(Layout(alone), {}).solve(max(0.05, min(0.3, self.deadline - self.clock())))
        if packed is None or packed.bound // (len(layout.seats) + 1) >= len(added):
            return None  # whatever the hours, this day has no room for one more
        elsewhere = [item for item in start.plan.appointments if item.day != date_]
        beside = {} if shut else self._beside(replace(alone, published=start.plan), here, added)
        if beside and (hurried or len(beside) == len(people)):
            items = appointments(Layout(alone), beside)
            return self._verified(start, relaxed, [*elsewhere, *items], start.plan)
        found = self._solve(without(alone, shut) if shut else alone, TRIAL)
        known = {who.id for who in people}
        own = [item for item in found.appointments if item.candidate_id in known]
        if len({item.candidate_id for item in own}) <= len(here):
            return None
        return self._verified(start, relaxed, [*elsewhere, *furnish(alone, own)], found)

    def _beside(self, alone: Problem, here: set[str], added: list[str]) -> dict[str, Placement]:
        """The day with some of `added` beside those who are there and do not move; empty: none can be."""
        layout = Layout(alone)
        settled = {cid: place for cid, place in published_placements(layout).items() if cid in here}
        if len(settled) < len(here):
            return {}
        model = Model(layout, {cid: layout.admissible[cid] for cid in added}, optional=True, around=settled)
        model.minimise_seats(0)
        seconds = max(0.05, min(TRIAL, self.deadline - self.clock()))
        found = model.solve(seconds=seconds, should_stop=self._over).placements
        return {**settled, **found} if found else {}

    def _session(self, start: _Found, relaxed: Problem) -> Plan | None:
        """The whole session again; None: nothing gained."""
        found = self._solve(replace(relaxed, published=None), WHOLE)
        if len(found.unplaced) >= len(start.plan.unplaced):
            return None
        return self._verified(start, relaxed, found.appointments, found)

    def _solve(self, problem: Problem, most: float) -> Plan:
        until = min(self.deadline, self.clock() + most)
        everybody = False

        def tell(plan: Plan) -> None:
            nonlocal everybody
            everybody = not plan.unplaced

        def stopped() -> bool:
            return everybody or self.clock() >= until or self._over()

        seconds = max(0.05, until - self.clock())
        settings = replace(problem.settings, time_limit_seconds=seconds, polish_seconds=0.0)
        return solve(replace(problem, settings=settings), on_progress=tell, should_stop=stopped)

    def _verified(
        self, start: _Found, relaxed: Problem, items: Iterable[Appointment], found: Plan
    ) -> Plan | None:
        """The plan of these appointments, if the checker finds nothing to say about it."""
        ordered = tuple(
            sorted(items, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id, a.step_index))
        )
        placed = {item.candidate_id for item in ordered}
        why = {**dict(found.unplaced), **dict(start.plan.unplaced)}
        measured = measure(relaxed, ordered)
        plan = Plan(
            appointments=ordered,
            unplaced=tuple(
                (who.id, why.get(who.id, ()))
                for who in sorted(relaxed.candidates, key=lambda who: who.id)
                if who.id not in placed
            ),
            jury_days=measured.jury_days,
            waiting_minutes=measured.waiting_minutes,
            idle_minutes=measured.idle_minutes,
            longest_wait_minutes=measured.longest_wait_minutes,
            seconds=start.plan.seconds,
        )
        return None if check(relaxed, plan) else plan


def _stuck(found: _Found) -> set[str]:
    return {cid for cid, _ in found.plan.unplaced}


def _tell(found: _Found, before: int) -> Explanation:
    left = len(found.plan.unplaced)
    more = before - left
    facts: list[str] = []
    remedies: list[str] = []
    for many, count in Counter(one.many for one, _ in found.relaxed).items():
        alike = [(one, when) for one, when in found.relaxed if one.many == many]
        if many and count > 1:
            days = Counter(when for _, when in alike)
            where = ", ".join(f"{number} {when}" for when, number in days.items())
            facts.append(many[0].replace("{count}", str(count)).replace("{days}", where))
            remedies.append(many[1])
        else:
            facts += [one.fact.replace("{when}", when) for one, when in alike]
            remedies += [one.remedy.replace("{when}", when) for one, when in alike]
    remedy = _listed(remedies)
    if not left:
        result = "tout tient"
    else:
        placed = _people(more, "de plus est placé", "de plus sont placés")
        result = f"{placed}, {_people(left, 'reste', 'restent')} à placer"
    clash = _listed(facts)
    sentence = f"{clash[:1].upper()}{clash[1:]} : {remedy}, {result}."
    return Explanation(
        tuple(facts), remedy, more, left, found.rank[1], sentence,
        tuple(dict.fromkeys(one.source for one, _ in found.relaxed)),
    )  # fmt: skip


def _listed(told: Iterable[str]) -> str:
    """« a, b et c », each once."""
    *first, last = dict.fromkeys(told)
    return f"{', '.join(first)} et {last}" if first else last


def _people(count: int, one: str, many: str) -> str:
    return f"{count} candidats {many}" if count > 1 else f"{count} candidat {one}"
