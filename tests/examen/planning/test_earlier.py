"""« Why not earlier? »: the rule that blocks each earlier start, from the rules that judge any hand move."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jalon.examen.planning.checker import check, check_move
from jalon.examen.planning.earlier import told, why_not_earlier
from jalon.examen.planning.exchange import answer_of, plan_of, problem_of
from jalon.examen.planning.facts import Actor, Plan, Problem, Rooms, Window
from jalon.examen.planning.measures import measure
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import MONDAY, QUICK, candidate, days, jury, problem
from tests.examen.planning.instances import person, planned, read, session

TUESDAY = MONDAY + timedelta(1)


def at(hour: int, minute: int = 0) -> int:
    return 60 * hour + minute


def placed(asked: Problem, **starts: tuple[int, str]) -> Plan:
    """A plan with these candidates end to end, each at an hour before a jury."""
    plan = Plan(unplaced=tuple((who.id, ()) for who in asked.candidates))
    for cid, (start, jury_id) in starts.items():
        plan, _ = check_move(asked, plan, cid, MONDAY, start, jury_id)
    found = measure(asked, plan.appointments)
    return replace(plan, jury_days=found.jury_days)


def blocks(asked: Problem, plan: Plan, cid: str) -> list[tuple[int, int, str]]:
    """(first start, last start, code) of each stretch before the same jury, « » for lawful ones."""
    why = why_not_earlier(asked, plan, cid)
    return [(one.first, one.last, "".join(v.code for v in one.violations)) for one in why.before]


CCP = ("ccp2",)  # one test of an hour, read and deliberated upon by the jury


def test_a_jury_busy_with_somebody_is_named_with_whom():
    asked = problem(candidate("Aline", *CCP), candidate("Bruno", *CCP))
    plan = placed(asked, aline=(at(9), "jury 1"), bruno=(at(10, 30), "jury 1"))
    assert check(asked, plan) == ()
    why = why_not_earlier(asked, plan, "bruno")
    (busy,) = (one for one in why.before if one.violations and one.violations[0].code == "jury_overlap")
    assert "de Aline" in busy.violations[0].message_fr
    assert busy.violations[0].source == "RE, protocole d’intervention du jury"


def test_lawful_starts_say_what_they_would_cost():
    asked = problem(candidate("Aline", *CCP))
    plan = placed(asked, aline=(at(10), "jury 1"))
    assert blocks(asked, plan, "aline") == [
        (at(8, 30), at(8, 40), "opening_hours"),
        (at(8, 45), at(9, 55), ""),
    ]
    assert told(asked, why_not_earlier(asked, plan, "aline"))[1:] == (
        "De 8 h 30 à 8 h 40 : Aline : Lecture de la production écrite à 8 h 15 sort des horaires du site "
        "(8 h 30 – 18 h 00) (réglage : horaires d’ouverture).",
        "De 8 h 45 à 9 h 55 : aucune règle ne s’y oppose, et personne n’attendrait davantage : ce déplacement peut "
        "se faire à la main.",
    )


def test_an_absence_is_told_with_its_hours():
    away = (Window(MONDAY, at(8), at(10)),)
    asked = problem(candidate("Aline", *CCP, unavailable=away))
    plan = placed(asked, aline=(at(10), "jury 1"))
    assert {code for _, _, code in blocks(asked, plan, "aline")} == {"candidate_unavailable"}
    assert (
        "Aline est indisponible de 8 h 00 à 10 h 00" in told(asked, why_not_earlier(asked, plan, "aline"))[1]
    )


def test_a_juror_away_is_named():
    opening = days()
    sits = jury("Jury 1", "roux", on=opening, unavailable=(("roux", Window(MONDAY, at(8), at(10))),))
    asked = problem(candidate("Aline", *CCP), days=opening, juries=(sits,), juror_names={"roux": "Mme Roux"})
    plan = placed(asked, aline=(at(10, 15), "jury 1"))
    assert "Mme Roux (Jury 1) est indisponible" in told(asked, why_not_earlier(asked, plan, "aline"))[1]


def test_the_lunch_of_a_candidate_blocks_too():
    fasting = replace(QUICK, jury_lunch_minutes=0)
    asked = problem(candidate("Aline"), rooms=Rooms(None), actor=None, settings=fasting)
    plan = placed(asked, aline=(at(14), "jury 1"))
    assert "candidate_lunch" in {code for _, _, code in blocks(asked, plan, "aline")}


def test_an_actor_who_plays_elsewhere_or_rests_is_told():
    asked = problem(candidate("Aline"), candidate("Bruno"), juries=2, actor=Actor(rest_minutes=20))
    plan = placed(asked, aline=(at(9), "jury 1"), bruno=(at(14, 30), "jury 2"))
    codes = {code for _, _, code in blocks(asked, plan, "bruno")}
    assert {"actor_missing", "actor_rest"} <= codes


def test_a_full_room_is_told():
    asked = problem(candidate("Aline"), candidate("Bruno"), juries=2, rooms=Rooms(("Salle P1",)), actor=None)
    plan = placed(asked, aline=(at(9), "jury 1"), bruno=(at(9, 15), "jury 2"))
    codes = {code for _, _, code in blocks(asked, plan, "bruno")}
    assert "room_missing" in codes


def test_the_order_of_the_tests_is_kept_since_the_chain_moves_as_one():
    asked = problem(candidate("Aline"))
    plan = solve(asked)
    start = min(a.start for a in plan.appointments if a.candidate)
    why = why_not_earlier(asked, plan, "aline")
    assert why.start == start
    assert all(one.first < start and one.last < start for one in why.before)


def test_the_earliest_lawful_place_of_all_is_found_on_an_earlier_day():
    asked = problem(candidate("Aline", *CCP), juries=2, count=2)
    plan, broken = check_move(asked, Plan(), "aline", TUESDAY, at(9), "jury 2")
    assert broken == ()
    why = why_not_earlier(asked, plan, "aline")
    assert why.earliest is not None
    assert (why.earliest.day, why.earliest.jury_id, why.earliest.first) == (MONDAY, "jury 1", at(8, 45))
    assert [(one.day, one.jury_id) for one in why.elsewhere] == [
        (MONDAY, "jury 1"), (MONDAY, "jury 2"), (TUESDAY, "jury 1"),
    ]  # fmt: skip


def test_a_candidate_left_out_is_tried_everywhere():
    asked = problem(candidate("Aline", incompatible_jurors=frozenset({"Jury 1 A"})))
    plan = solve(asked)
    why = why_not_earlier(asked, plan, "aline")
    assert why.start is None
    assert [v.code for one in why.elsewhere for v in one.violations] == ["conflict_of_interest"]
    assert told(asked, why)[0] == "Aline n’est pas placé."


def test_the_first_of_the_session_has_nothing_before():
    asked = problem(candidate("Aline", "final_interview"))
    plan, _ = check_move(asked, Plan(), "aline", MONDAY, at(8, 30), "jury 1")
    assert told(asked, why_not_earlier(asked, plan, "aline"))[1:] == (
        "Aucun début plus tôt n’existe : c’est le premier de la session.",
    )


def test_every_answer_is_that_of_a_hand_move():
    """A start said to be lawful is, a start said to be refused is refused with that rule."""
    asked = problem(*(candidate(name) for name in ("Aline", "Bruno", "Chloé")), juries=2, count=2)
    plan = solve(asked)
    for who in asked.candidates:
        for one in (attempts := why_not_earlier(asked, plan, who.id)).before + attempts.elsewhere:
            for start in {one.first, one.last}:
                _, found = check_move(asked, plan, who.id, one.day, start, one.jury_id)
                assert {v.code for v in one.violations} <= {v.code for v in found}
                assert bool(one.violations) == bool(found)


def test_a_stranger_is_refused():
    with pytest.raises(ValueError, match="zoé n’est pas inscrit"):
        why_not_earlier(problem(), Plan(), "zoé")


def test_a_json_plan_is_read_back_as_the_plan_it_was_written_from():
    document = session(
        person("Aline", extra_time="1/3"), person("Bruno", "ETI"), person("Chloé", scope=["ccp2", "ccp3"])
    )
    instance, answer = planned(document)
    asked = problem_of(read(document), seconds=6, workers=1)
    plan = plan_of(asked, answer)
    assert check(asked, plan) == ()
    assert answer_of(asked, plan).appointments == answer.appointments
    assert instance == read(document)
