"""A deliberation follows the candidate’s last test as soon as its jury is free, and never at the price of a rule."""

from dataclasses import replace

import pytest

from jalon.examen.planning.checker import check
from jalon.examen.planning.deliberations import brought_forward
from jalon.examen.planning.facts import DELIBERATION, Pin, Plan
from jalon.examen.planning.measures import measure
from jalon.examen.planning.rooms import furnish
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import MONDAY, candidate, days, jury, problem

LATE = 17 * 60


def one(*, at=LATE, **who):
    """Aline, alone before her jury, whose deliberation is foreseen at another hour than the solver's."""
    facts = problem(candidate("Aline", "ccp2", **who))
    return facts, moved(solve(facts).appointments, "aline", at)


def moved(items, cid, at):
    return tuple(
        replace(a, start=at, end=at + a.end - a.start)
        if (a.candidate_id, a.kind) == (cid, DELIBERATION)
        else a
        for a in items
    )


def deliberation(items, cid="aline"):
    return next(a for a in items if a.candidate_id == cid and a.kind == DELIBERATION)


def last_test(items, cid="aline"):
    return max(a.end for a in items if a.candidate_id == cid and a.candidate)


def lawful(facts, items):
    figures = measure(facts, items)
    plan = Plan(
        items,
        jury_days=figures.jury_days,
        waiting_minutes=figures.waiting_minutes,
        idle_minutes=figures.idle_minutes,
    )
    return check(facts, plan) == ()


def test_a_jury_that_is_free_deliberates_at_once():
    facts, items = one()
    found = brought_forward(facts, items)
    assert deliberation(found).start == last_test(found)
    assert lawful(facts, found)
    assert measure(facts, found).idle_minutes < measure(facts, items).idle_minutes
    assert [a for a in found if a.kind != DELIBERATION] == [a for a in items if a.kind != DELIBERATION]


def test_it_comes_after_whom_the_jury_sees_meanwhile():
    facts = problem(*(candidate(name, "ccp2") for name in ("Aline", "Boris")))
    plan = solve(facts)
    last = max(a.end for a in plan.appointments)
    for cid in ("aline", "boris"):
        items = moved(plan.appointments, cid, min(LATE, last + 60))
        found = brought_forward(facts, items)
        assert lawful(facts, found)
        own = deliberation(found, cid)
        busy = [a for a in found if a.jury and a != own]
        sooner = (start for start in range(last_test(found, cid), own.start, facts.settings.grid))
        assert not any(
            all(a.end <= start or start + own.end - own.start <= a.start for a in busy)
            and lawful(facts, moved(found, cid, start))
            for start in sooner
        )


def test_the_lunch_of_the_jury_is_kept():
    facts, items = one()
    facts = replace(
        facts, settings=replace(facts.settings, lunch_window=(last_test(items), last_test(items) + 65))
    )
    found = brought_forward(facts, items)
    assert deliberation(found).start == LATE  # ten minutes of sixty-five would leave fifty-five to eat
    assert lawful(facts, found)


def test_a_member_who_sits_elsewhere_meanwhile_is_waited_for():
    opening = days()
    juries = (jury("Jury 1", "Sofia", "Paul", on=opening), jury("Jury 2", "Sofia", "Lina", on=opening))
    facts = problem(
        candidate("Aline", "ccp2", incompatible_jurors=frozenset({"Lina"})),
        candidate("Boris", "ccp2", incompatible_jurors=frozenset({"Paul"})),
        days=opening,
        juries=juries,
    )
    alone = problem(facts.candidates[0], days=opening, juries=juries)
    aline = solve(alone).appointments
    shift = last_test(aline) - min(a.start for a in aline)
    boris = [
        replace(
            a, candidate_id="boris", jury_id="jury 2", start=a.start + shift, end=a.end + shift, room=None
        )
        for a in aline
    ]
    items = furnish(facts, [*moved(aline, "aline", LATE), *boris])
    found = brought_forward(facts, items)
    assert deliberation(found).start > last_test(found)
    assert not any(a.jury_id == "jury 2" and a.start < deliberation(found).end and deliberation(found).start < a.end
                   for a in found)  # fmt: skip


def test_a_deliberation_that_is_locked_or_may_not_move_stays():
    facts, items = one()
    assert brought_forward(facts, items, may=lambda item, start: False) == items
    starts = tuple(a.start for a in sorted(items, key=lambda a: a.step_index))
    locked = replace(facts.candidates[0], pin=Pin("jury 1", MONDAY, starts))
    assert brought_forward(replace(facts, candidates=(locked,)), items) == items


@pytest.mark.parametrize("count", [1, 4, 7])
def test_no_plan_leaves_a_jury_waiting_to_deliberate(count):
    facts = problem(*(candidate(f"Personne {n}") for n in range(count)), juries=3)
    plan = solve(facts)
    assert check(facts, plan) == ()
    assert brought_forward(facts, plan.appointments) == plan.appointments
