"""What changes between two timetables: the heaviest change of each candidate, and only those concerned."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from jalon.examen.planning.difference import ADDED, DAY, JURY, JURY_ONLY, MOVED, REMOVED, ROOM, difference
from jalon.examen.planning.facts import Appointment, Plan
from tests.examen.planning.building import MONDAY, candidate, problem

TUESDAY = MONDAY + timedelta(1)


@cache
def two():
    """Two candidates on Monday before the same jury, one after the other, from 9 h and from 14 h."""
    facts = problem(candidate("Aline"), candidate("Bruno", "ccp2"), juries=2, count=2)
    return facts, Plan(
        tuple(a for who, at in zip(facts.candidates, (540, 840), strict=True) for a in end_to_end(who, at))
    )


def end_to_end(who, at):
    for index, step in enumerate(who.steps):
        end = at + step.minutes
        room = "Salle P1" if step.room == "preparation" else "Salle – Jury 1"
        yield Appointment(
            who.id, "jury 1", MONDAY, at, end, step.kind, step.label, step.jury, room, step.actor, index,
            int(step.actor),
        )  # fmt: skip
        at = end


def altered(change, who="aline", **kept):
    """The plan with these fields of a candidate's appointments changed, those that `kept` says."""
    facts, plan = two()
    items = tuple(
        replace(a, **change(a)) if a.candidate_id == who and kept.get("only", lambda a: True)(a) else a
        for a in plan.appointments
    )
    return facts, plan, replace(plan, appointments=items)


def later(minutes):
    return lambda a: {"start": a.start + minutes, "end": a.end + minutes}


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        (
            DAY,
            lambda _: {"day": TUESDAY},
            "Aline : 1er mars 2027, Jury 1, 9 h 20 – 12 h 15 → 2 mars 2027, Jury 1",
        ),
        (JURY, lambda _: {"jury_id": "jury 2"}, "→ 1er mars 2027, Jury 2, 9 h 20 – 12 h 15."),
        (MOVED, later(30), "Aline : 9 h 20 – 12 h 15 → 9 h 50 – 12 h 45 (1er mars 2027, Jury 1)."),
        (ROOM, lambda _: {"room": "Salle P9"}, "Préparation du candidat (9 h 20) : Salle P1 → Salle P9"),
    ],
)
def test_the_heaviest_change_is_told_in_words(kind, change, told):
    facts, before, after = altered(change)
    found = difference(before, after, facts)
    (only,) = found.changes
    assert (only.candidate_id, only.kind) == ("aline", kind)
    assert told in only.sentence
    assert found.candidates == {"aline"}
    assert [c.candidate_id for c in found.moved] == ([] if kind == ROOM else ["aline"])


def test_a_task_of_the_jury_that_no_longer_takes_place_or_that_is_new_is_told():
    facts, plan = two()
    (last,) = (a for a in plan.appointments if a.candidate_id == "aline" and a.kind == "deliberation")
    less = replace(plan, appointments=tuple(a for a in plan.appointments if a != last))
    (gone,), (added,) = difference(plan, less, facts).changes, difference(less, plan, facts).changes
    assert (
        gone.sentence
        == "Aline : Délibération (jury seul) de 12 h 15 : n’a plus lieu (1er mars 2027, Jury 1)."
    )
    assert added.sentence == "Aline : Délibération (jury seul) : 12 h 15 (1er mars 2027, Jury 1)."


def test_what_the_jury_does_alone_concerns_the_jury_alone():
    facts, before, after = altered(later(5), only=lambda a: a.kind == "deliberation")
    found = difference(before, after, facts)
    (only,) = found.changes
    assert only.kind == JURY_ONLY
    assert "Délibération (jury seul)" in only.sentence
    assert found.candidates == frozenset()
    assert found.jurors == {"Jury 1 A", "Jury 1 B"}
    assert found.actors == frozenset()


def test_somebody_added_and_somebody_removed_are_mirrors():
    facts, plan = two()
    without = replace(plan, appointments=tuple(a for a in plan.appointments if a.candidate_id != "bruno"))
    for before, after, kind in ((plan, without, REMOVED), (without, plan, ADDED)):
        (only,) = difference(before, after, facts).changes
        assert (only.candidate_id, only.kind) == ("bruno", kind)
    assert difference(plan, without, facts).actors == frozenset()


def test_the_actor_is_told_when_whom_they_play_with_moves():
    facts, before, after = altered(later(30))
    assert difference(before, after, facts).actors == {1}


def test_a_juror_replaced_and_their_replacement_are_both_told():
    facts, plan = two()
    first = replace(facts.juries[0], jurors=frozenset({"Jury 1 B", "Nadia"}))
    found = difference(plan, plan, replace(facts, juries=(first, facts.juries[1])), earlier=facts)
    assert found.changes == ()
    assert found.jurors == {"Jury 1 A", "Nadia"}


def test_equal_timetables_concern_nobody():
    facts, plan = two()
    found = difference(plan, plan, facts)
    assert (found.changes, found.candidates, found.jurors, found.actors) == ((), set(), set(), set())
    assert difference(Plan(), Plan(), facts).changes == ()
