"""A locked candidate stays where the lock says, whatever would be better; an impossible lock is explained."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.checker import check
from jalon.examen.planning.exchange import problem_of
from jalon.examen.planning.facts import Pin
from jalon.examen.planning.json_reader import InvalidInput
from jalon.examen.planning.solver import solve
from jalon.examen.planning.verify import verify
from tests.examen.planning import instances
from tests.examen.planning.building import ETI, MONDAY, QUICK, candidate, problem
from tests.examen.planning.instances import person, planned, read

TUESDAY = MONDAY + timedelta(1)


@cache
def usual():
    people = [
        candidate("A"),
        candidate("B"),
        candidate("C", ref=ETI),
        candidate("D", "ccp2"),
        candidate("E", "ccp1"),
    ]
    facts = problem(*people, juries=2, count=2, settings=replace(QUICK, polish_seconds=0.5))
    return facts, solve(facts)


def hours(plan, cid):
    items = sorted((a for a in plan.appointments if a.candidate_id == cid), key=lambda a: a.step_index)
    return Pin(items[0].jury_id, items[0].day, tuple(a.start for a in items))


def locked(facts, **pins):
    return replace(facts, candidates=tuple(replace(who, pin=pins.get(who.id)) for who in facts.candidates))


def why(plan):
    return {cid: " ".join(reasons) for cid, reasons in plan.unplaced}


def test_a_jury_day_is_kept_against_what_would_be_better():
    facts, plan = usual()
    there = {(a.jury_id, a.day) for a in plan.appointments}
    jury, day = next((j.id, d.date) for d in facts.days for j in facts.juries if (j.id, d.date) not in there)
    held = locked(facts, a=Pin(jury, day))
    again = solve(held)
    assert check(held, again) == ()
    assert {(a.jury_id, a.day) for a in again.appointments if a.candidate_id == "a"} == {(jury, day)}
    assert again.unplaced == ()
    assert {v.code for v in check(held, plan)} == {"locked"}


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sets(st.sampled_from("abcde")), st.data())
def test_hours_are_kept_to_the_minute_whoever_else_is_locked(who, data):
    facts, plan = usual()
    starts = {cid: data.draw(st.booleans()) for cid in sorted(who)}
    pins = {
        cid: hours(plan, cid) if whole else replace(hours(plan, cid), starts=None)
        for cid, whole in starts.items()
    }
    held = locked(facts, **pins)
    again = solve(held)
    assert check(held, again) == ()
    assert again.unplaced == ()
    for cid, whole in starts.items():
        assert replace(hours(again, cid), starts=None) == replace(pins[cid], starts=None)
        assert not whole or hours(again, cid) == pins[cid]


def test_the_checker_refuses_a_locked_candidate_moved_by_some_minutes():
    facts, plan = usual()
    pin = hours(plan, "a")
    held = locked(facts, a=replace(pin, starts=tuple(at + 5 for at in pin.starts)))
    found = [v for v in check(held, plan) if v.code == "locked"]
    assert len(found) == len(pin.starts)
    assert found[0].source == "verrou posé par le responsable de session"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"jury_id": "inconnu"}, "ce jury n’existe plus"),
        ({"day": MONDAY - timedelta(7)}, "ce n’est plus un jour de la session"),
        ({"starts": (540,)}, "qui ne sont plus celles de ses épreuves"),
        ({"starts": "shifted"}, "ne tombe pas sur un pas de 5 minutes"),
        ({"starts": "early"}, "sort des horaires du site"),
        ({"starts": "reversed"}, "doit"),
    ],
)
def test_a_lock_that_nothing_can_keep_is_explained_and_the_others_are_placed(change, told):
    facts, plan = usual()
    pin = hours(plan, "a")
    made = {
        "shifted": tuple(at + 3 for at in pin.starts),
        "early": tuple(at - 300 for at in pin.starts),
        "reversed": pin.starts[::-1],
    }
    change = {
        key: made.get(value, value) if isinstance(value, str) else value for key, value in change.items()
    }
    held = locked(facts, a=replace(pin, **change))
    again = solve(held)
    assert list(why(again)) == ["a"]
    assert told in why(again)["a"]
    assert "Retirez ce verrou" in why(again)["a"]
    assert check(held, again) == ()


def test_two_locks_that_clash_are_told_together():
    facts, plan = usual()
    pin = hours(plan, "a")
    again = solve(locked(facts, a=pin, b=pin))
    ((left, (reason,)),) = again.unplaced
    assert left in "ab"
    assert reason.startswith("Les verrous de ")
    assert "se chevauchent" in reason


def test_a_jury_locked_against_a_conflict_of_interest_is_refused_by_name():
    facts = problem(candidate("Aline", incompatible_jurors=frozenset({"Jury 1 A"})), juries=2)
    again = solve(locked(facts, aline=Pin("jury 1", MONDAY)))
    assert "Jury 1 A ne peut pas juger" in why(again)["aline"]


def test_a_full_jury_day_says_that_no_other_is_looked_for():
    facts = problem(*(candidate(f"P{n}") for n in range(4)), juries=2)
    again = solve(locked(facts, **{f"p{n}": Pin("jury 1", MONDAY) for n in range(4)}))
    (told,) = why(again).values()
    assert told.startswith("Verrouillé le 1er mars 2027 devant Jury 1 : aucune autre place n’est cherchée.")


# In JSON

TWO = [person("Aline"), person("Bruno", instances.ETI)]
TWO_JURIES = [instances.jury("J1", "Sofia", "Paul"), instances.jury("J2", "Lina", "Marc")]


def pinned(**pin):
    return instances.session(
        {**TWO[0], "pin": {"jury": "J2", "date": instances.MONDAY, **pin}}, TWO[1], juries=TWO_JURIES
    )


def test_an_instance_locks_a_jury_day_and_the_independent_checker_holds_to_it():
    instance, answer = planned(pinned())
    assert verify(instance, answer) == ()
    (passage,) = (p for p in answer.appointments if p.candidate == "Aline")
    assert passage.jury == "J2"
    moved = replace(
        answer, appointments=tuple(replace(p, jury="J1") if p is passage else p for p in answer.appointments)
    )
    assert any("verrouillé le 2027-03-01 devant J2" in told for told in verify(instance, moved))


def test_an_instance_locks_the_hours_of_a_plan():
    _, answer = planned(pinned())
    (passage,) = (p for p in answer.appointments if p.candidate == "Aline")
    later = {task.kind: f"{task.start // 60 + 1:02d}:{task.start % 60:02d}" for task in passage.tasks}
    instance, again = planned(pinned(starts=later))
    assert verify(instance, again) == ()
    told = verify(instance, answer)
    assert sum("est verrouillé à" in line for line in told) == len(later)


def test_a_lock_must_give_the_hours_of_every_task_and_of_no_other():
    instance = read(pinned(starts={"preparation": "09:00", "presentation_projet": "10:00"}))
    with pytest.raises(InvalidInput) as refused:
        problem_of(instance)
    told = "\n".join(refused.value.faults)
    assert "candidates[0].pin.starts.mise_en_situation : 0 heure pour 1 tâche" in told
    assert "candidates[0].pin.starts.presentation_projet : 1 heure pour 0 tâche" in told


@pytest.mark.parametrize(
    ("pin", "told"),
    [
        ({"jury": "J9"}, "candidates[0].pin.jury : aucun jury ne s’appelle « J9 »."),
        ({"date": "2027-05-01"}, "candidates[0].pin.date : le 2027-05-01 n’est pas un jour de la session"),
        ({"starts": {"sieste": "09:00"}}, "candidates[0].pin.starts.sieste : tâche inconnue"),
        ({"starts": {"preparation": "9h"}}, "candidates[0].pin.starts.preparation : une heure « HH:MM »"),
        ({"heure": 1}, "candidates[0].pin.heure : clé inconnue"),
    ],
)
def test_a_lock_that_says_nothing_sensible_is_refused_with_its_path(pin, told):
    with pytest.raises(InvalidInput) as refused:
        read(pinned(**pin))
    assert any(fault.startswith(told) for fault in refused.value.faults)
