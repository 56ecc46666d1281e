"""A published timetable of 60 candidates after each kind of event: how long, who moves, and what is proved.

    python benchmarks/replanning.py [name…]

Seconds are of the wall and of the processor; « déplacés » are published candidates, « ≥ » the proved minimum.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from planning import ETI, MONDAY, session

from jalon.examen.planning.checker import check
from jalon.examen.planning.events import (
    CandidateAdded,
    CandidateAway,
    CandidateLate,
    Event,
    JurorAway,
    JurorLate,
    JurorReplaced,
    JuryOverrun,
    NoShow,
    RoomLost,
    whole_day,
)
from jalon.examen.planning.facts import Plan, Problem, Window
from jalon.examen.planning.replan import Moment, replan
from jalon.examen.planning.solver import solve

SESSIONS = {
    "CIP 60": lambda: session(60, 4, 7),
    "CIP 60, une journée de jury libre": lambda: session(60, 3, 7),
    "ETI 60": lambda: session(60, 4, 8, ref=ETI),
    "mixte 60 contraint": lambda: session(60, 4, 8, ref=None, constraints=True),
}
TUESDAY = MONDAY + timedelta(1)


def happenings(problem: Problem, plan: Plan) -> Iterator[tuple[str, list[Event], Moment]]:
    """Each kind of event on the second day, and what time it is."""
    own = sorted(
        (a for a in plan.appointments if a.day == TUESDAY and a.candidate),
        key=lambda a: (a.start, a.candidate_id),
    )
    first, later = own[0], next(a for a in own if a.start >= 13 * 60)
    jury = next(jury for jury in problem.juries if jury.id == first.jury_id)
    juror = min(jury.jurors)
    eve, morning, half_past_ten = Moment(MONDAY, 18 * 60), Moment(TUESDAY, 8 * 60), Moment(TUESDAY, 630)
    new = replace(
        problem.candidates[0], id="new", label="Nouveau", unavailable=(), incompatible_jurors=frozenset()
    )
    rest = (Window(TUESDAY, 630, 1440),)
    yield "absent", [NoShow(later.candidate_id)], half_past_ten
    yield "en retard, heures gardées", [CandidateLate(first.candidate_id, TUESDAY, first.start + 20)], morning
    yield (
        "en retard, plus tard",
        [CandidateLate(first.candidate_id, TUESDAY, first.start + 60, moved=True)],
        Moment(TUESDAY, first.start),
    )
    yield "empêché l’après-midi", [CandidateAway(later.candidate_id, rest)], half_past_ten
    yield "ajouté la veille", [CandidateAdded(new)], eve
    yield "juré en retard d’une heure", [JurorLate(juror, TUESDAY, 9 * 60 + 30)], morning
    yield "juré absent un jour", [JurorAway(juror, (whole_day(TUESDAY),))], eve
    yield "juré malade à 10 h 30", [JurorAway(juror, rest)], half_past_ten
    yield (
        "juré remplacé",
        [JurorReplaced(juror, "remplaçant", frozenset({later.candidate_id}))],
        half_past_ten,
    )
    yield "une salle perdue", [RoomLost("P0", (whole_day(TUESDAY),))], eve
    yield "deux salles perdues", [RoomLost(room, (whole_day(TUESDAY),)) for room in ("P0", "P1")], eve
    yield "jury qui déborde de 30 min", [JuryOverrun(jury.id, TUESDAY, 11 * 60 + 30)], half_past_ten


def rows(name: str) -> Iterator[str]:
    problem = SESSIONS[name]()
    problem = replace(problem, settings=replace(problem.settings, polish_seconds=4.0))
    plan = solve(problem)
    days = len(problem.juries) * len(problem.days)
    yield f"{name} : {plan.jury_days} journées de jury (≥ {plan.bound_jury_days}) sur {days}"
    for label, events, now in happenings(problem, plan):
        began, cpu = time.perf_counter(), time.process_time()
        found = replan(problem, plan, events, now=now)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        broken = check(found.problem, found.plan)
        yield (
            f"  {label:30}{seconds:6.2f} s {cpu:6.2f} s{found.moved:5} (≥{found.moved_bound:2})"
            f"{'  prouvé' if found.proved else '        '}{found.plan.jury_days:5}"
            f"{f'  {len(found.plan.unplaced)} sans place' if found.plan.unplaced else ''}"
            f"{f'  {len(found.interrupted)} interrompu' if found.interrupted else ''}"
            f"{f'  {len(broken)} violations !' if broken else ''}"
        )


if __name__ == "__main__":
    print(f"  {'':30}{'durée':>8}{'calcul':>9}{'déplacés':>10}{'':10}{'jours':>5}")
    for name in sys.argv[1:] or SESSIONS:
        for row in rows(name):
            print(row, flush=True)
