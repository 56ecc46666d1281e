"""Days put together from the ways of their jury-days lose as little as those of the exact model, and it is proved."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.checker import check
from jalon.examen.planning.days import Days
from jalon.examen.planning.facts import Actor, Plan, Rooms, Window
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.measures import measure
from jalon.examen.planning.model import Model
from jalon.examen.planning.placing import appointments
from jalon.examen.planning.ways import Course
from tests.examen.planning.building import ETI, MONDAY, QUICK, candidate, days, jury, problem
from tests.examen.planning.test_solver import crowd, sessions


def day(session, per_jury):
    """The plan of a day whose juries see so many candidates each, and the plan as facts."""
    layout = Layout(session)
    who = {cid: n // per_jury for n, cid in enumerate(sorted(layout.shapes))}
    search = Days(layout, None, lambda: 30.0)
    (plan,) = search.solve(layout.day_seats(), who)
    items = appointments(layout, search.people([plan], who))
    found = measure(session, items)
    lawful = Plan(items, (), found.jury_days, 0, False, found.waiting_minutes, found.idle_minutes)
    assert check(session, lawful) == ()
    return plan


def test_two_full_juries_that_share_an_actor_lose_235_minutes_at_least():
    plan = day(problem(*crowd(6), juries=2), 3)
    assert plan.proved
    assert plan.lost * 5 == 235


def test_nine_juries_and_five_actors_are_proved_too():
    rooms = Rooms(tuple(f"P{n}" for n in range(9)))
    plan = day(problem(*crowd(27), juries=9, rooms=rooms, actor=Actor(5)), 3)
    assert plan.proved
    assert plan.lost * 5 == 4 * 235


def test_juries_without_actor_lose_nothing_in_a_crowd():
    rooms = Rooms(tuple(f"P{n}" for n in range(8)))
    plan = day(problem(*crowd(16, ref=ETI), juries=8, rooms=rooms, actor=None), 2)
    assert (plan.proved, plan.lost) == (True, 0)


def ways(session, limit, nodes=100_000):
    layout = Layout(session)
    return Course(layout, 0, sorted(layout.shapes)).search(limit, nodes)


def test_more_ways_are_found_when_more_may_be_lost():
    few, all_few = ways(problem(*crowd(3)), 0)
    more, all_more = ways(problem(*crowd(3)), 47)
    assert all_few
    assert all_more
    assert {way.plays for way in few} < {way.plays for way in more}
    assert max(way.lost for way in few) == 0 < max(way.lost for way in more) <= 47


def test_a_search_cut_short_says_that_ways_may_lack():
    found, complete = ways(problem(*crowd(3)), 47, nodes=1000)
    assert not complete
    assert len(found) < len(ways(problem(*crowd(3)), 47)[0])


def cip(name, gap):
    who = candidate(name)
    return replace(who, chain=tuple(replace(block, gap=gap) for block in who.chain))


@pytest.mark.parametrize("gap", [0, 10, None])
def test_time_that_may_pass_after_a_preparation_is_searched_without_the_exact_model(gap, monkeypatch):
    monkeypatch.setattr(Model, "solve", None)
    plan = day(problem(*(cip(f"Personne {n}", gap) for n in range(3))), 3)
    assert (plan.proved, plan.lost) == (True, 0)


def test_the_ways_of_a_jury_away_amid_its_day_lose_what_the_exact_model_says():
    opening = days()
    away = (("Jury 1 A", Window(MONDAY, 660, 690)),)
    juries = (jury("Jury 1", on=opening, unavailable=away),)
    session = problem(*crowd(2), days=opening, juries=juries)
    found, complete = ways(session, 12)
    assert complete
    assert min(way.lost for way in found) * 5 == 40
    plan = day(session, 2)
    assert (plan.proved, plan.lost * 5) == (True, 40)


def test_two_juries_that_share_a_juror_work_in_turn(monkeypatch):
    monkeypatch.setattr(Model, "solve", None)
    opening = days()
    juries = (
        jury("Jury 1", "Sofia", "Paul", on=opening),
        jury("Jury 2", "Sofia", "Lina", on=opening),
        jury("Jury 3", on=opening),
    )
    plan = day(problem(*crowd(3), days=opening, juries=juries), 1)
    assert (plan.proved, plan.lost) == (True, 0)


def test_a_room_lost_for_an_hour_is_not_used_then(monkeypatch):
    monkeypatch.setattr(Model, "solve", None)
    closed = Rooms(("P1",), unavailable=(("P1", Window(MONDAY, 540, 600)),))
    plan = day(problem(*crowd(2), rooms=closed), 2)
    assert (plan.proved, plan.lost) == (True, 0)


def test_a_test_that_the_jury_never_sees_is_left_to_the_exact_model():
    who = candidate("Aline")
    alone = tuple(replace(step, jury=False, room=None) for step in who.chain[0].steps)
    layout = Layout(problem(replace(who, chain=(replace(who.chain[0], steps=alone), *who.chain[1:]))))
    assert not Course(layout, 0, ["aline"]).simple


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sessions(), st.randoms(use_true_random=False))
def test_a_day_loses_what_the_exact_model_says(session, draw):
    session = replace(session, days=session.days[:1], settings=replace(session.settings, grid=5))
    layout = Layout(session)
    who = {
        cid: draw.choice(seats)
        for cid, seats in sorted(layout.admissible.items())
        if seats and draw.random() < 0.8
    }
    if not who:
        return
    plans = Days(layout, None, lambda: 30.0).solve(layout.day_seats(), who)
    model = Model(layout, {cid: (seat,) for cid, seat in who.items()})
    model.minimise_lost()
    exact = model.solve(seconds=30, effort=1.5)
    for plan in plans:
        if exact.infeasible:
            assert not plan.found
        if exact.proved and plan.found:
            assert plan.bound <= exact.value <= plan.lost
            assert not plan.proved or plan.lost == exact.value
        if plan.proved and not plan.found:
            assert exact.placements is None


def test_the_same_day_is_found_whatever_was_looked_for_before():
    session = problem(*crowd(6), juries=2, settings=replace(QUICK, workers=2))
    assert day(session, 3).starts == day(session, 3).starts
