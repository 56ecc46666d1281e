"""The ends of the trade-off between jury-days and waits: few jury-days with waits, or more of them without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from jalon.examen.planning.facts import Plan, Problem
from jalon.examen.planning.solver import Search, Stop

Progress = Callable[[tuple[Plan, ...]], None]
MOST = 4  # plans shown
FIRST = 0.4  # of the time, for the plan with the fewest jury-days
USEFUL_MINUTES, USEFUL_PART = 15, 0.05  # of waiting and idleness, what more jury-days must save


def alternatives(
    problem: Problem, *, on_progress: Progress | None = None, should_stop: Stop | None = None
) -> tuple[Plan, ...]:
    """At most four plans, from the fewest jury-days up: each has more of them, and usefully less waiting and idleness.

    The first is that of `solve`; then one jury-day more at a time; the last may use every jury-day of the session.
    `Plan.bound_waiting` holds for up to as many jury-days. Within `settings.time_limit_seconds`; `on_progress`
    receives the plans so far at each better one, `should_stop` is polled.
    """
    return _Alternatives(problem, on_progress, should_stop).run()


class _Alternatives:
    def __init__(self, problem: Problem, on_progress: Progress | None, should_stop: Stop | None) -> None:
        self.on_progress, self.should_stop = on_progress, should_stop
        seconds = problem.settings.time_limit_seconds
        self.until = monotonic() + seconds
        self.search = Search(problem, self._hear, should_stop, seconds=FIRST * seconds)
        self.found: tuple[Plan, ...] = ()

    def run(self) -> tuple[Plan, ...]:
        self.found = (self.search.run(),)
        seats, every = self.found[0].jury_days, self.search.seats_of_use()
        vain = False
        while seats < every and len(self.found) < MOST and self.found[-1].appointments and not self._over():
            if not _lost(self.found[-1]):
                break
            rest = MOST - len(self.found)
            last = vain or rest == 1
            seats = every if last else seats + 1
            left = self.until - monotonic()
            before = len(self.found)
            self.found = self._with(self.search.spread(seats, left if last else left / rest))
            vain = len(self.found) == before
            if last:
                break
        return self.found

    def _over(self) -> bool:
        return monotonic() >= self.until or (self.should_stop is not None and self.should_stop())

    def _hear(self, plan: Plan) -> None:
        if self.on_progress:
            self.on_progress(self._with(plan))

    def _with(self, plan: Plan) -> tuple[Plan, ...]:
        """The plans so far and this one: added if it is useful, or in the place of one that is no better."""
        if not self.found:
            return (plan,)
        *before, last = self.found
        if _lost(plan) < _lost(last) and plan.jury_days <= last.jury_days:
            bound = max(plan.bound_waiting or 0, last.bound_waiting or 0)
            plan = replace(plan, bound_waiting=None if plan.bound_waiting is None else bound)
            return (*before, plan)
        saved = _lost(last) - _lost(plan)
        if plan.jury_days > last.jury_days and saved >= max(USEFUL_MINUTES, USEFUL_PART * _lost(last)):
            return (*self.found, plan)
        return self.found


def _lost(plan: Plan) -> int:
    return plan.waiting_minutes + plan.idle_minutes
