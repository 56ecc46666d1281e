"""What holds for any session: grids, extra time, clock changes, limits; every plan lawful, every bound below it."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import Block, Readings, Step, Window
from jalon.examen.planning.measures import measure
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import MONDAY, QUICK, candidate, days, problem
from tests.examen.planning.test_solver import crowd, sessions, why

some = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def sound(session, plan):
    """The plan is lawful, tells everybody, and none of its bounds is above it."""
    assert [violation.message_fr for violation in check(session, plan)] == []
    placed = {item.candidate_id for item in plan.appointments}
    left_out = {cid for cid, _ in plan.unplaced}
    assert placed | left_out == {who.id for who in session.candidates}
    assert not placed & left_out
    assert all(reasons for _, reasons in plan.unplaced)
    assert plan.bound_jury_days <= plan.jury_days
    assert (plan.bound_waiting or 0) <= plan.waiting_minutes + plan.idle_minutes
    assert (plan.bound_longest_wait or 0) <= plan.longest_wait_minutes
    assert plan.bound_unplaced <= len(plan.unplaced)
    assert plan.bound_ends <= measure(session, plan.appointments).end_minutes
    return plan


EXTRA = [0, Fraction(100, 3), 50, 7, 37, 100]


@some
@given(sessions(), st.sampled_from([1, 5, 10]), st.lists(st.sampled_from(EXTRA), min_size=5, max_size=5))
def test_any_grid_and_any_extra_time(session, grid, extras):
    people = tuple(
        replace(who, extra_time_percent=extra)
        for who, extra in zip(session.candidates[:3], extras, strict=False)
    )
    session = replace(session, candidates=people, settings=replace(session.settings, grid=grid))
    plan = sound(session, solve(session))
    steps = {who.id: who for who in people}
    for item in plan.appointments:
        who = steps[item.candidate_id]
        step = who.steps[item.step_index]
        assert item.start % grid == item.end % grid == 0
        needed = step.minutes * (100 + (who.extra_time_percent if item.candidate else 0)) / 100
        assert needed <= item.end - item.start < needed + grid


@pytest.mark.parametrize("first", [date(2027, 3, 28), date(2027, 10, 31)])
@settings(some, max_examples=6)
@given(sessions())
def test_a_night_when_the_clock_changes_moves_no_appointment(first, session):
    shift = first - MONDAY
    moved = replace(
        session,
        days=tuple(replace(day, date=day.date + shift) for day in session.days),
        juries=tuple(
            replace(
                jury,
                days=tuple(day + shift for day in jury.days),
                unavailable=tuple((who, replace(w, day=w.day + shift)) for who, w in jury.unavailable),
            )
            for jury in session.juries
        ),
        candidates=tuple(
            replace(who, unavailable=tuple(replace(w, day=w.day + shift) for w in who.unavailable))
            for who in session.candidates[:3]
        ),
    )
    session = replace(session, candidates=session.candidates[:3])
    usual, there = sound(session, solve(session)), sound(moved, solve(moved))
    assert (there.unplaced == ()) is (usual.unplaced == ())
    if usual.optimal and there.optimal:
        assert (there.jury_days, there.waiting_minutes + there.idle_minutes) == (
            usual.jury_days,
            usual.waiting_minutes + usual.idle_minutes,
        )


@some
@given(sessions(), st.sampled_from([0.0, 0.01, 0.1]))
def test_a_limit_that_leaves_no_time_still_makes_a_lawful_plan(session, seconds):
    session = replace(session, settings=replace(session.settings, time_limit_seconds=seconds))
    sound(session, solve(session))


@some
@given(sessions(), st.integers(0, 6))
def test_a_search_stopped_at_any_moment_is_sound(session, moment):
    asked = 0

    def stop():
        nonlocal asked
        asked += 1
        return asked > moment

    sound(session, solve(session, should_stop=stop))


@pytest.mark.parametrize("seed", [1, 7])
def test_equal_seeds_give_equal_plans(seed):
    patient = replace(QUICK, time_limit_seconds=60, seed=seed, workers=2)
    people = [*crowd(3), candidate("Yan", "ccp2", extra_time_percent=33)]
    first, again = (solve(problem(*people, juries=2, count=2, settings=patient)) for _ in range(2))
    assert first.optimal
    assert first.appointments == again.appointments


def test_somebody_whose_tests_are_longer_than_a_day_is_explained():
    (who,) = crowd(1, extra_time_percent=400)
    plan = sound(
        session := problem(who, candidate("Zoé", "ccp2")), solve(problem(who, candidate("Zoé", "ccp2")))
    )
    assert "la plus longue journée compatible" in why(plan)[session.candidates[0].id]
    assert {item.candidate_id for item in plan.appointments} == {"zoé"}


def test_somebody_away_on_every_day_is_explained():
    away = tuple(Window(MONDAY + timedelta(n), 0, 24 * 60) for n in range(2))
    session = problem(candidate("Aline", unavailable=away), candidate("Zoé", "ccp2"), count=2)
    plan = sound(session, solve(session))
    assert "n’est disponible aucun des jours" in why(plan)["aline"]
    assert plan.optimal


def test_somebody_whom_no_jury_sees_needs_no_jury_day():
    alone = Block(
        ("questionnaire_professionnel",),
        (Step("questionnaire_professionnel", "Questionnaire", 60, jury=False, room="preparation"),),
    )
    who = replace(candidate("Aline", "ccp2", readings=Readings(0, 0, 0, 0)), chain=(alone,))
    session = problem(who, days=days(2))
    plan = sound(session, solve(session))
    assert plan.unplaced == ()
    assert (plan.jury_days, plan.bound_jury_days) == (0, 0)
    assert plan.optimal


def test_it_is_proved_how_long_somebody_waits_when_as_little_is_lost_as_can_be():
    """Two full juries share an actor: six candidates wait for 235 minutes, one of them for 160 at least."""
    session = problem(*crowd(6), juries=2, settings=replace(QUICK, time_limit_seconds=60))
    plan = sound(session, solve(session))
    assert (plan.waiting_minutes, plan.idle_minutes) == (235, 0)
    assert plan.bound_longest_wait == plan.longest_wait_minutes == 160


def test_nobody_waits_when_nothing_is_lost():
    plan = solve(problem(*crowd(3)))
    assert plan.bound_longest_wait == plan.longest_wait_minutes == 0
