"""A plan is made at once, before the search is even loaded: a busy machine always has one to answer."""

import subprocess
import sys
import time

from jalon.examen.planning.apart import solve_apart
from jalon.examen.planning.checker import check
from jalon.examen.planning.telling import at_once

from .building import QUICK, candidate, problem
from .test_solver import crowd


def test_the_plan_made_at_once_is_lawful_and_places_everybody_it_can():
    session = problem(*crowd(4), candidate("Zoé", "ccp1", extra_time_percent=400), juries=2)
    plan = at_once(session)
    assert check(session, plan) == ()
    assert [cid for cid, _ in plan.unplaced] == ["zoé"]
    assert all(reasons for _, reasons in plan.unplaced)


def test_nothing_is_made_at_once_when_nobody_can_be_placed():
    assert at_once(problem(candidate("Aline"), juries=0)) is None


def test_it_needs_no_optimiser():
    told = "import sys, jalon.examen.planning.telling; print('ortools' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_search_then_goes_further():
    session = problem(*crowd(3), settings=QUICK)
    plan, _ = solve_apart(session, deadline=time.monotonic() + 60)
    assert plan.unplaced == ()
    assert plan.optimal
