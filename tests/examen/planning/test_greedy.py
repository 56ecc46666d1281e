"""The first plan, made one candidate after another: what it refuses is remembered, and it can be cut short."""

from datetime import timedelta

from jalon.examen.planning.facts import Window
from jalon.examen.planning.greedy import first_fit, first_plan, first_plans
from jalon.examen.planning.layout import Layout

from .building import ETI, MONDAY, candidate, problem


def layout_of(*people, **facts) -> Layout:
    return Layout(problem(*people, **facts))


CROWD = [candidate(f"Aline {n}", ref=ETI if n % 3 else "TP-00403.08") for n in range(7)]


def test_each_pass_that_is_told_is_better_than_the_one_before():
    layout = layout_of(*CROWD, count=4)
    found = list(first_plans(layout))
    scores = [(-len(plan), len({place.seat for place in plan.values()})) for plan in found]
    assert scores == sorted(set(scores), reverse=True)
    assert found[-1] == first_plan(layout)
    assert set(found[-1]) == {who.id for who in CROWD}


def test_a_first_plan_cut_short_keeps_whom_it_has_placed():
    layout = layout_of(*CROWD, count=4)
    (found,) = first_plans(layout, over=lambda: True)
    assert len(found) == 1


def test_nobody_to_place_is_an_empty_plan():
    assert first_plan(layout_of()) == {}


def test_the_absence_of_one_refuses_no_place_to_those_alike():
    away = candidate("Bruno", unavailable=(Window(MONDAY, 0, 24 * 60),))
    layout = layout_of(away, candidate("Chloé"), candidate("David"), count=2)
    found = first_fit(layout, [layout.shapes[name] for name in ("bruno", "chloé", "david")])
    days = {name: layout.seats[place.seat].day.date for name, place in found.items()}
    assert days == {"bruno": MONDAY + timedelta(1), "chloé": MONDAY, "david": MONDAY}


def test_those_alike_may_sit_at_the_same_places():
    layout = layout_of(
        candidate("Aline"), candidate("Bruno"), candidate("Chloé", incompatible_jurors=frozenset({"Jury 1 A"})),
        juries=2,
    )  # fmt: skip
    assert layout.admissible == {"aline": (0, 1), "bruno": (0, 1), "chloé": (1,)}
