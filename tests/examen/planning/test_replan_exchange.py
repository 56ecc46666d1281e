"""Events in JSON: every fault at once; the plans they give conform, by the checker that shares nothing."""

import json
from copy import deepcopy
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.answer import to_json as answer_json
from jalon.examen.planning.exchange import plan_of, problem_of
from jalon.examen.planning.instance_reader import instance_of
from jalon.examen.planning.json_reader import InvalidInput
from jalon.examen.planning.replan import Moment, replan
from jalon.examen.planning.replan_exchange import answer_after, instance_after, read_events, to_json
from jalon.examen.planning.verify import verify
from jalon.referentiel.shipped import shipped_titres
from tests.examen.planning.building import MONDAY as FIRST
from tests.examen.planning.instances import CIP, ETI, MONDAY, TUESDAY, jury, person, planned, session
from tests.examen.planning.test_instance import schema

PEOPLE = ["Aline", "Bruno", "Chloé", "Driss"]
SESSION = session(
    person("Aline"), person("Bruno", ETI), person("Chloé", CIP, ["ccp2", "ccp3"]), person("Driss", extra_time="1/3"),
    days=[MONDAY, TUESDAY],
    juries=[jury("J1", "Sofia", "Paul"), jury("J2", "Lina", "Marc")],
)  # fmt: skip


@cache
def usual():
    return planned(SESSION)


def events_of(*events):
    instance, _ = usual()
    return read_events(json.dumps({"events": events}).encode(), instance, shipped_titres())


def again(*events, now=None, seconds=30.0):
    instance, answer = usual()
    problem = problem_of(instance)
    read, grown = events_of(*events)
    return grown, problem, replan(problem, plan_of(problem, answer), read, now=now, seconds=seconds)


def faults(*events):
    with pytest.raises(InvalidInput) as refused:
        events_of(*events)
    return refused.value.faults


SAMPLES = [
    {"kind": "no_show", "candidate": "Aline"},
    {"kind": "candidate_late", "candidate": "Aline", "date": MONDAY, "arrives": "09:40"},
    {"kind": "candidate_late", "candidate": "Aline", "date": MONDAY, "arrives": "09:40", "moved": True},
    {"kind": "candidate_added", "candidate": person("Zoé", "ETI", "ccp1")},
    {"kind": "candidate_away", "candidate": "Bruno", "unavailable": [MONDAY]},
    {"kind": "juror_late", "juror": "Sofia", "date": MONDAY, "arrives": "09:30"},
    {"kind": "juror_away", "juror": "Sofia", "unavailable": [[MONDAY, "10:00", "18:00"]]},
    {"kind": "juror_replaced", "juror": "Sofia", "by": "Nadia", "conflicts": ["Driss"]},
    {"kind": "room_lost", "room": "preparation", "date": MONDAY, "from": "08:00", "to": "12:00", "count": 2},
    {"kind": "jury_overrun", "jury": "J1", "date": MONDAY, "until": "11:00"},
]


def test_every_kind_of_event_is_read_and_follows_its_schema():
    assert not list(schema("events").iter_errors({"events": SAMPLES}))
    read, grown = events_of(*SAMPLES)
    assert len(read) == len(SAMPLES) + 1  # two rooms are two events
    assert [who.id for who in grown.candidates] == [*PEOPLE, "Zoé"]


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: event["kind"])
@pytest.mark.parametrize("now", [None, Moment(FIRST, 10 * 60)], ids=["before", "meanwhile"])
def test_what_each_event_gives_conforms_and_can_be_read_again(event, now):
    if event["kind"] == "jury_overrun" and now is None:
        return
    grown, problem, found = again(event, now=now)
    after, answer = instance_after(grown, found.problem), answer_after(grown, found)
    assert verify(after, answer) == ()
    document = to_json(grown, problem, found)
    assert not list(schema("replan").iter_errors(document))
    assert not list(schema("plan").iter_errors(answer_json(answer)))
    assert not list(schema("instance").iter_errors(document["instance"]))
    assert instance_of(json.loads(json.dumps(document["instance"])), shipped_titres()) == after


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=4, unique_by=json.dumps), st.integers(96, 200))
def test_events_together_give_a_plan_that_conforms(events, at):
    order = sorted(deepcopy(events), key=lambda e: (e["kind"] == "no_show", e["kind"] == "juror_replaced"))
    grown, _, found = again(*order, now=Moment(FIRST, 5 * at), seconds=1.0)
    assert verify(instance_after(grown, found.problem), answer_after(grown, found)) == ()


def test_every_fault_is_told_at_once_with_its_path():
    told = faults(
        {"kind": "no_show", "candidate": "Personne"},
        {"kind": "sieste"},
        {"candidate": "Aline"},
        {"kind": "juror_late", "juror": "Inconnu", "date": "2027-04-01", "arrives": "25:00"},
        {"kind": "room_lost", "room": "jury", "date": MONDAY},
        {"kind": "room_lost", "room": "mise_en_situation", "date": MONDAY},
        {"kind": "room_lost", "room": "preparation", "date": MONDAY, "count": 3},
        {"kind": "candidate_added", "candidate": person("Aline", "zz")},
        {"kind": "candidate_late", "candidate": "Aline", "date": MONDAY, "arrives": "10:00", "moved": "oui"},
        {"kind": "jury_overrun", "jury": "J9", "date": MONDAY, "until": "11:00", "pourquoi": 1},
        3,
    )
    paths = [fault.split(" : ")[0] for fault in told]
    assert paths == [
        "events[0].candidate", "events[1].kind", "events[2].kind", "events[3].juror", "events[3].date",
        "events[3].arrives", "events[4].room", "events[5].room", "events[6].count", "events[7].candidate.id",
        "events[7].candidate.titre", "events[8].moved", "events[9].pourquoi", "events[9].jury", "events[10]",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"events": {}}', b'{"events": [], "x": 1}', b"\xff"])
def test_a_file_that_is_not_a_list_of_events_is_refused(data):
    instance, _ = usual()
    with pytest.raises(InvalidInput):
        read_events(data, instance, shipped_titres())


def test_rooms_of_an_instance_close_for_a_part_of_the_day():
    rooms = {
        "preparation": 2,
        "unavailable": [
            {"kind": "preparation", "date": MONDAY, "count": 2, "to": "12:00"},
            {"kind": "preparation", "date": MONDAY},
        ],
    }
    document = session(person("Aline"), rooms=rooms)
    assert not list(schema("instance").iter_errors(document))
    instance, answer = planned(document)
    assert verify(instance, answer) == ()
    (passage,) = answer.appointments
    assert min(task.start for task in passage.tasks if task.kind == "preparation") >= 12 * 60
    shut, _ = planned(
        session(
            person("Aline"),
            rooms={**rooms, "unavailable": [{"kind": "preparation", "date": MONDAY, "count": 2}]},
        )
    )
    assert any("il y en a 0" in told for told in verify(shut, answer))
