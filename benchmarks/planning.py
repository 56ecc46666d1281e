"""Our timetable against the two that people make by hand, on the same sessions, in one run.

    python benchmarks/planning.py [name…]

« à la suite »: each candidate from the first test to the last before the next one begins. « premier trou »:
each candidate in turn at the earliest hours free. Ours: `jalon.examen.planning.solver`. Ratios are to ours.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from jalon.examen.planning.chains import chain_for
from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import (
    Actor,
    Candidate,
    Day,
    Jury,
    Problem,
    Readings,
    Rooms,
    Settings,
    Window,
)
from jalon.examen.planning.greedy import first_fit
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.measures import Measures, measure
from jalon.examen.planning.placing import appointments
from jalon.examen.planning.solver import solve
from jalon.referentiel.document import from_json
from jalon.referentiel.schema import TitreVersion

CIP, ETI = "TP-00403.08", "TP-00448.06"
MONDAY = date(2027, 3, 1)
SCOPES = [(CIP, ("title",))] * 4 + [(CIP, ("ccp1",)), (CIP, ("ccp2", "ccp3"))]
SCOPES += [(ETI, ("title",))] * 3 + [(ETI, ("ccp3",))]


@cache
def titre(ref: str) -> TitreVersion:
    return from_json(json.loads((files("jalon.referentiel") / "data" / f"{ref}.json").read_text("utf-8")))


def session(
    count: int,
    juries: int,
    days: int,
    *,
    ref: str | None = CIP,
    constraints: bool = False,
    seconds: float = 30,
) -> Problem:
    """`count` candidates, `juries` juries all free on `days` days; `ref` None mixes titles and scopes."""
    draw = random.Random(count)
    opening = tuple(Day(MONDAY + timedelta(n), 8 * 60 + 30, 18 * 60) for n in range(days))
    bench = tuple(
        Jury(
            f"j{n}", f"Jury {n + 1}", frozenset({f"juré {n}a", f"juré {n}b"}), frozenset({CIP, ETI}),
            tuple(day.date for day in opening),
        )
        for n in range(juries)
    )  # fmt: skip
    people = []
    for n in range(count):
        which, scope = draw.choice(SCOPES) if ref is None else (ref, ("title",))
        facts: dict[str, object] = {}
        if constraints and n % 5 == 0:
            facts["extra_time_percent"] = 33
        if constraints and n % 7 == 1:
            facts["incompatible_jurors"] = frozenset({f"juré {n % juries}a"})
        if constraints and n % 9 == 2:
            facts["unavailable"] = (Window(opening[n % days].date, 0, 24 * 60),)
        chain = chain_for(titre(which), scope, Readings(), actor=which == CIP)
        people.append(Candidate(f"c{n:03}", f"Candidat {n}", which, scope, chain, **facts))  # type: ignore[arg-type]
    rooms = Rooms(tuple(f"P{n}" for n in range(max(2, juries))))
    actor = Actor(capacity=max(1, -(-juries // 2)))
    return Problem(
        opening, tuple(people), bench, rooms, actor, Settings(time_limit_seconds=seconds, workers=2)
    )


SESSIONS = {
    "CIP 12": lambda: session(12, 2, 3),
    "CIP 20": lambda: session(20, 2, 5),
    "CIP 40": lambda: session(40, 3, 6),
    "CIP 60": lambda: session(60, 4, 7),
    "CIP 200": lambda: session(200, 9, 8),
    "ETI 12": lambda: session(12, 2, 4, ref=ETI),
    "ETI 60": lambda: session(60, 4, 8, ref=ETI),
    "ETI 200": lambda: session(200, 10, 11, ref=ETI),
    "mixte 12": lambda: session(12, 2, 3, ref=None),
    "mixte 12 contraint": lambda: session(12, 2, 3, ref=None, constraints=True),
    "mixte 40 contraint": lambda: session(40, 3, 7, ref=None, constraints=True),
    "mixte 60 contraint": lambda: session(60, 4, 8, ref=None, constraints=True),
    "mixte 200 contraint": lambda: session(200, 10, 10, ref=None, constraints=True),
}


def by_hand(problem: Problem, *, compact: bool) -> tuple[int, Measures]:
    """Candidates placed and measures of a plan made one candidate after another."""
    layout = Layout(problem)
    placements = first_fit(layout, list(layout.shapes.values()), compact=compact)
    return len(placements), measure(problem, appointments(layout, placements))


def rows(name: str) -> Iterator[str]:
    problem = SESSIONS[name]()
    first: list[float] = []
    began = time.perf_counter()
    plan = solve(problem, on_progress=lambda found: first.append(found.seconds) if not first else None)
    seconds = time.perf_counter() - began
    broken = check(problem, plan)
    ours = measure(problem, plan.appointments)
    lost = ours.waiting_minutes + ours.idle_minutes
    placed = len(problem.candidates) - len(plan.unplaced)
    yield (
        f"{name:20}{'Jalon':14}{placed:4}{ours.jury_days:5} (≥{plan.bound_jury_days:3}){lost:7} "
        f"(≥{'?' if plan.bound_waiting is None else plan.bound_waiting:>5}){seconds:7.1f} s"
        f"{'  optimal' if plan.optimal else ''}{f'  {len(broken)} violations !' if broken else ''}"
        f"  (premier plan {first[0]:.2f} s)"
    )
    for label, compact in (("à la suite", True), ("premier trou", False)):
        placed, found = by_hand(problem, compact=compact)
        other = found.waiting_minutes + found.idle_minutes
        ratio = found.jury_days / ours.jury_days if ours.jury_days else 1
        yield f"{'':20}{label:14}{placed:4}{found.jury_days:5} ×{ratio:4.2f} {other:7}"


if __name__ == "__main__":
    print(f"{'session':20}{'plan':14}{'placés':>4}{'jours':>5}{'':8}{'perdues':>6} (min, borne)")
    for name in sys.argv[1:] or SESSIONS:
        for row in rows(name):
            print(row, flush=True)
