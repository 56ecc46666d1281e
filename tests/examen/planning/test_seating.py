"""Jury-days whose contents are known are given to people at once, the master problem having found nothing or not."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from jalon.examen.planning.checker import check
from jalon.examen.planning.columns import Columns
from jalon.examen.planning.facts import Rooms, Window
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.packing import Packing
from jalon.examen.planning.placing import published_placements
from jalon.examen.planning.seating import seated
from jalon.examen.planning.solver import solve

from .building import MONDAY, QUICK, days, jury, problem
from .test_solver import crowd

PATIENT = replace(QUICK, time_limit_seconds=120)


def given(session):
    layout = Layout(session)
    return layout, seated(layout, Columns(layout, None).search(30), published_placements(layout))


def test_everybody_has_a_jury_day_where_they_may_sit_and_plays_are_spread_over_the_days():
    people = [*crowd(9), *(replace(who, id=f"{who.id} bis") for who in crowd(3, "ccp2"))]
    people[0] = replace(people[0], incompatible_jurors=frozenset({"Jury 1 A"}))
    layout, who = given(problem(*people, juries=2, count=3))
    assert set(who) == {one.id for one in people}
    assert all(seat in layout.admissible[cid] for cid, seat in who.items())
    plays = Counter(layout.seats[seat].day.date for cid, seat in who.items() if layout.shapes[cid].play_load)
    assert max(plays.values()) <= 4
    assert plays.total() == 9


OTHERS = [replace(who, id=f"autre {n}") for n, who in enumerate(crowd(3))]


def test_nobody_is_there_on_a_day_cut_by_an_absence_when_another_will_do():
    away = (Window(MONDAY, 600, 630),)
    layout, who = given(problem(*crowd(3, unavailable=away), *OTHERS, count=2))
    assert {layout.seats[who[f"personne {n:02}"]].day.date for n in range(3)} == {MONDAY + timedelta(1)}


@pytest.mark.parametrize("number", [0, 1])
def test_those_convened_keep_their_jury_day(number):
    published = solve(problem(*OTHERS, days=days(1, first=MONDAY + timedelta(number))))
    layout, who = given(problem(*crowd(3), *OTHERS, count=2, published=published))
    assert {layout.seats[who[one.id]].day.date for one in OTHERS} == {MONDAY + timedelta(number)}


def test_jury_days_that_do_not_suit_people_are_left_to_the_master_problem():
    people = crowd(6)
    shy = [replace(who, incompatible_jurors=frozenset({"Jury 2 A"})) for who in people[:4]]
    _, who = given(problem(*shy, *people[4:], juries=2))
    assert who is None


def test_the_fewest_jury_days_are_found_although_the_master_problem_answers_nothing(monkeypatch):
    monkeypatch.setattr(Packing, "solve", lambda self, seconds: None)
    session = problem(*crowd(12), juries=2, count=3, settings=PATIENT)
    plan = solve(session)
    assert check(session, plan) == ()
    assert plan.jury_days == plan.bound_jury_days == 4


def test_two_juries_with_a_juror_in_common_hold_together_what_one_holds():
    opening = days(2)
    juries = (
        jury("Jury 1", "Sofia", "Paul", on=opening),
        jury("Jury 2", "Sofia", "Lina", on=opening),
        jury("Jury 3", on=opening),
    )
    session = problem(
        *crowd(13), days=opening, juries=juries, rooms=Rooms(None), actor=None, settings=PATIENT
    )
    assert Layout(session).tied_seats() == [(0, 1), (3, 4)]
    plan = solve(session)
    assert check(session, plan) == ()
    assert (len(plan.unplaced), plan.bound_unplaced) == (1, 1)
