"""« Why not earlier? » for a candidate of a plan: their chain of tests moved, and judged by the independent rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jalon.examen.planning.checker import Violation, check, check_move
from jalon.examen.planning.facts import Day, Jury, Plan, Problem, clock, day_name
from jalon.examen.planning.measures import measure

CHECKS = 600  # moves judged elsewhere than before the same jury on the same day, at most
_ABOUT_THE_PLAN = frozenset({"figures", "candidate_missing"})  # said of a part of a plan, they mean nothing


@dataclass(frozen=True)
class Attempt:
    """Successive earlier starts, `first` to `last` (minutes), with what refuses them, said of the first.

    Without violation they are lawful: `jury_days` and `lost` then say what the first would add to the plan, in
    jury-days and in minutes of waiting and idleness.
    """

    day: date
    jury_id: str
    first: int
    last: int
    violations: tuple[Violation, ...] = ()
    jury_days: int = 0
    lost: int = 0


@dataclass(frozen=True)
class WhyNotEarlier:
    """Why a candidate does not pass earlier. `day`, `jury_id` and `start` are None for a candidate left out.

    `before`: every earlier start of that day before that jury, under the rules that refuse the most of them in a
    row, one for each stretch. `elsewhere`: for each other jury and each earlier
    day, a lawful start if there is one, else that which breaks fewest rules. `complete`: all of them were judged.
    """

    candidate_id: str
    day: date | None
    jury_id: str | None
    start: int | None
    before: tuple[Attempt, ...]
    elsewhere: tuple[Attempt, ...]
    complete: bool = True

    @property
    def earliest(self) -> Attempt | None:
        """The earliest lawful place of all, if there is one."""
        lawful = [one for one in (*self.before, *self.elsewhere) if not one.violations]
        return min(lawful, key=lambda one: (one.day, one.first, one.jury_id), default=None)


def why_not_earlier(problem: Problem, plan: Plan, candidate_id: str) -> WhyNotEarlier:
    """What each earlier start of a candidate would break, the rhythm of their day kept, nobody else moved.

    Raises ValueError for an unknown candidate.
    """
    if all(who.id != candidate_id for who in problem.candidates):
        raise ValueError(f"Le candidat {candidate_id} n’est pas inscrit à cette session.")
    return _Question(problem, plan, candidate_id).answer()


def told(problem: Problem, why: WhyNotEarlier) -> tuple[str, ...]:
    """The answer in French sentences, each rule with its source."""
    label = next(who.label for who in problem.candidates if who.id == why.candidate_id)
    juries = {jury.id: jury.label for jury in problem.juries}
    lines = []
    if why.day is None or why.start is None or why.jury_id is None:
        lines.append(f"{label} n’est pas placé.")
    else:
        lines.append(
            f"{label} commence à {clock(why.start)} le {day_name(why.day)} devant {juries[why.jury_id]}."
        )
    lines += [f"{stretch(one)} : {reason(one)}" for one in why.before]
    lines += [
        f"Le {day_name(one.day)} devant {juries[one.jury_id]}, {'' if not one.violations else 'au mieux '}"
        f"{stretch(one).lower()} : {reason(one)}"
        for one in why.elsewhere
    ]
    if len(lines) == 1:
        lines.append("Aucun début plus tôt n’existe : c’est le premier de la session.")
    if not why.complete:
        lines.append("D’autres journées, trop nombreuses, n’ont pas été examinées.")
    return tuple(lines)


def stretch(attempt: Attempt) -> str:
    """« À 9 h 00 », « De 8 h 30 à 9 h 05 »."""
    if attempt.first == attempt.last:
        return f"À {clock(attempt.first)}"
    return f"De {clock(attempt.first)} à {clock(attempt.last)}"


def reason(attempt: Attempt) -> str:
    """The rules that refuse these starts, each with its source; else what they would cost."""
    if attempt.violations:
        return " ".join(f"{v.message_fr.removesuffix('.')} ({v.source})." for v in attempt.violations)
    if attempt.jury_days > 0:
        return "aucune règle ne s’y oppose, mais il faudrait une journée de jury de plus."
    if attempt.lost > 0:
        return f"aucune règle ne s’y oppose, mais l’attente et l’inactivité augmenteraient de {attempt.lost} min."
    return "aucune règle ne s’y oppose, et personne n’attendrait davantage : ce déplacement peut se faire à la main."


class _Question:
    def __init__(self, problem: Problem, plan: Plan, cid: str) -> None:
        self.problem, self.plan, self.cid = problem, plan, cid
        self.mine = [a for a in plan.appointments if a.candidate_id == cid]
        own = [a for a in self.mine if a.candidate]
        self.here = min(own, key=lambda a: (a.day, a.start)) if own else None
        who = next(who for who in problem.candidates if who.id == cid)
        grid = problem.settings.grid
        laid_out = sum(who.minutes(step, grid) for step in who.steps if step.candidate)
        self.length = max(a.end for a in own) - min(a.start for a in own) if own else laid_out
        self.left = CHECKS
        self.parts: dict[date, tuple[Problem, Plan, frozenset[tuple[str, str]]]] = {}

    def answer(self) -> WhyNotEarlier:
        days = sorted(self.problem.days, key=lambda day: day.date)
        juries = sorted(self.problem.juries, key=lambda jury: jury.id)
        here = self.here
        before: list[Attempt] = []
        elsewhere: list[Attempt] = []
        complete = True
        for day in days:
            if here and day.date > here.day:
                break
            for jury in juries:
                starts = self.starts(day)
                if here and (day.date, jury.id) == (here.day, here.jury_id):
                    before = _gathered([self.judge(day, jury, at) for at in starts])
                elif starts and day.date in jury.days:
                    complete = complete and self.left > 0
                    elsewhere += self.best(day, jury, starts)
        return WhyNotEarlier(
            self.cid,
            here.day if here else None,
            here.jury_id if here else None,
            here.start if here else None,
            tuple(before),
            tuple(elsewhere),
            complete,
        )

    def starts(self, day: Day) -> range:
        """Earlier starts of a day, on the grid, from the opening."""
        grid = self.problem.settings.grid
        last = day.closes - self.length
        if self.here and day.date == self.here.day:
            last = min(last, self.here.start - 1)
        return range(-(-day.opens // grid) * grid, last + 1, grid)

    def best(self, day: Day, jury: Jury, starts: Sequence[int]) -> Iterator[Attempt]:
        """A lawful start if there is one, else the start that breaks fewest rules."""
        found: Attempt | None = None
        for at in [at for at in starts if self.jury_free(day, jury, at)] or starts[:1]:
            if self.left <= 0:
                break
            self.left -= 1
            attempt = self.judge(day, jury, at)
            kinds = {v.code: v for v in reversed(attempt.violations)}
            attempt = replace(attempt, violations=tuple(reversed(kinds.values())))
            if found is None or len(attempt.violations) < len(found.violations):
                found = attempt
            if not attempt.violations:
                break
        if found:
            yield found

    def jury_free(self, day: Day, jury: Jury, at: int) -> bool:
        """Whether the tests of a candidate already placed would meet none that this jury has then."""
        shift = at - self.here.start if self.here else 0
        tasks = [(a.start + shift, a.end + shift) for a in self.mine if a.candidate and a.jury]
        return not any(
            a.start < end and start < a.end
            for a in self.plan.appointments
            if a.jury and a.jury_id == jury.id and a.day == day.date and a.candidate_id != self.cid
            for start, end in tasks
        )

    def judge(self, day: Day, jury: Jury, at: int) -> Attempt:
        problem, plan, known = self.part(day.date)
        moved, violations = check_move(problem, plan, self.cid, day.date, at, jury.id)
        fresh = tuple(
            v for v in violations if (v.code, v.message_fr) not in known and v.code not in _ABOUT_THE_PLAN
        )
        return Attempt(
            day.date, jury.id, at, at, fresh, moved.jury_days - plan.jury_days,
            moved.waiting_minutes + moved.idle_minutes - plan.waiting_minutes - plan.idle_minutes,
        )  # fmt: skip

    def part(self, day: date) -> tuple[Problem, Plan, frozenset[tuple[str, str]]]:
        """The part of the plan that a move to that day concerns, and what it breaks already."""
        if day not in self.parts:
            dates = {day, self.here.day} if self.here else {day}
            items = tuple(a for a in self.plan.appointments if a.day in dates)
            people = {a.candidate_id for a in items} | {self.cid}
            problem = replace(
                self.problem,
                candidates=tuple(who for who in self.problem.candidates if who.id in people),
            )
            unplaced = () if self.here else ((self.cid, ()),)
            plan = _measured(problem, Plan(items, unplaced))
            known = frozenset((v.code, v.message_fr) for v in check(problem, plan))
            self.parts[day] = (problem, plan, known)
        return self.parts[day]


def _measured(problem: Problem, plan: Plan) -> Plan:
    found = measure(problem, plan.appointments)
    return replace(
        plan,
        jury_days=found.jury_days,
        waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes,
    )


def _gathered(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Attempts in a row as stretches, each under one rule: that which refuses the most starts from there on."""
    found: list[Attempt] = []
    causes = [{_cause(v): v for v in reversed(attempt.violations)} for attempt in attempts]
    rank = 0
    while rank < len(attempts):
        run = dict.fromkeys(causes[rank], 0)
        for cause in run:
            while rank + run[cause] < len(attempts) and cause in causes[rank + run[cause]]:
                run[cause] += 1
        if run:
            chosen = max(reversed(run), key=lambda cause: run[cause])
            length = run[chosen]
            violations: tuple[Violation, ...] = (causes[rank][chosen],)
        else:
            length, violations = 1, ()
            while rank + length < len(attempts) and not causes[rank + length]:
                length += 1
        last = attempts[rank + length - 1].last
        found.append(replace(attempts[rank], last=last, violations=violations))
        rank += length
    return found


def _cause(violation: Violation) -> tuple[str, frozenset[str]]:
    return violation.code, frozenset(item.candidate_id for item in violation.appointments)
