"""Fewer jury-days or fewer waits: plans that no other of them beats, each lawful and with what it proved."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from jalon.examen.planning.alternatives import MOST, alternatives
from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import Readings, Window
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import MONDAY, QUICK, candidate, problem
from tests.examen.planning.test_solver import crowd, sessions


def lost(plan):
    return plan.waiting_minutes + plan.idle_minutes


PATIENT = replace(QUICK, time_limit_seconds=60)  # it ends as soon as all is proved


def found(session):
    plans = alternatives(session)
    for plan in plans:
        assert check(session, plan) == ()
    return plans


def test_a_plan_that_loses_nothing_has_no_alternative():
    (plan,) = found(problem(*crowd(3), juries=2, settings=PATIENT))
    assert (plan.jury_days, lost(plan)) == (1, 0)
    assert plan.optimal


def test_nobody_to_place_is_one_empty_plan():
    (plan,) = found(problem())
    assert plan.appointments == ()


def only(name, start, end):
    """Somebody of one CCP who can come at these hours only."""
    away = (Window(MONDAY, 0, start), Window(MONDAY, end, 24 * 60))
    return candidate(name, "ccp2", readings=Readings(0, 0, 0, 0), unavailable=away)


EARLY, NOON, LATE = (
    only(name, start, start + 70) for name, start in (("Aline", 510), ("Bruno", 750), ("Chloé", 1010))
)


def test_a_jury_that_waits_for_its_next_candidate_can_be_two_juries_that_do_not():
    few, more = found(problem(EARLY, LATE, juries=2, settings=PATIENT))
    assert (few.jury_days, more.jury_days) == (1, 2)
    assert lost(few) > lost(more) == 0
    assert few.optimal
    assert few.bound_waiting == lost(few)
    assert more.bound_jury_days == 1
    assert more.bound_waiting == 0
    assert not more.optimal  # one jury-day is enough
    assert "Davantage de journées de jury" in more.status


def test_the_short_polish_of_one_plan_does_not_shorten_the_search_for_others():
    short = replace(PATIENT, polish_seconds=0.0)
    assert [plan.jury_days for plan in found(problem(EARLY, LATE, juries=2, settings=short))] == [1, 2]


def test_one_jury_day_more_at_a_time_until_nothing_is_lost():
    plans = found(problem(EARLY, NOON, LATE, juries=5, settings=PATIENT))
    assert [plan.jury_days for plan in plans] == [1, 2, 3]
    assert lost(plans[-1]) == 0


def test_a_jury_day_that_saves_a_few_minutes_is_not_worth_telling():
    close = only("Bruno", 590, 650)
    (plan,) = found(problem(EARLY, close, juries=2, settings=replace(PATIENT, jury_lunch_minutes=0)))
    assert (plan.jury_days, 0 < lost(plan) < 15) == (1, True)


def test_those_whom_no_plan_can_hold_are_left_out_of_every_alternative():
    away = candidate("Zoé", "ccp2", unavailable=(Window(MONDAY, 0, 24 * 60),))
    for plan in found(problem(EARLY, LATE, away, juries=2, settings=PATIENT)):
        assert [cid for cid, _ in plan.unplaced] == ["zoé"]


def test_progress_tells_the_plans_so_far_and_a_stop_ends_all():
    seen = []
    plans = alternatives(problem(EARLY, NOON, LATE, juries=3, settings=PATIENT), on_progress=seen.append)
    assert [len(some) for some in seen] == sorted(len(some) for some in seen)
    assert [(p.jury_days, lost(p)) for p in seen[-1]] == [(p.jury_days, lost(p)) for p in plans]
    stopped = alternatives(problem(EARLY, NOON, LATE, juries=3), should_stop=lambda: True)
    assert len(stopped) == 1


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sessions())
def test_no_alternative_is_beaten_by_another(session):
    plans = found(session)
    assert 1 <= len(plans) <= MOST
    best = solve(session)
    assert plans[0].jury_days == min(plan.jury_days for plan in plans)
    for proved, other in ((plans[0], best), (best, plans[0])):  # the time of a busy machine may prove neither
        if proved.bound_jury_days == proved.jury_days and len(proved.unplaced) == len(other.unplaced):
            assert proved.jury_days <= other.jury_days
    assert len({len(plan.unplaced) for plan in plans}) == 1
    for before, after in pairwise(plans):
        assert before.jury_days < after.jury_days
        assert lost(before) > lost(after)
    for fewer in plans:
        for plan in plans:
            if fewer.bound_waiting is not None and plan.jury_days <= fewer.jury_days:
                assert fewer.bound_waiting <= lost(plan)
