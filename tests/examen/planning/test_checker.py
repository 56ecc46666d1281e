"""Every hard rule broken on purpose in a lawful plan: the checker names the rule, the people and the hour."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jalon.examen.planning import hard_rules
from jalon.examen.planning.checker import check, check_move
from jalon.examen.planning.facts import Actor, Plan, Rooms, Window
from jalon.examen.planning.measures import lost_minutes, measure
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import CIP, ETI, MONDAY, candidate, days, jury, problem

LUNCH = (690, 840)


@pytest.fixture(scope="module")
def session():
    """Aline and Bruno before two juries, all day."""
    return problem(candidate("Aline"), candidate("Bruno"), juries=2)


@pytest.fixture(scope="module")
def plan(session):
    return solve(session)


def codes(session, plan):
    return {violation.code for violation in check(session, plan)}


def rebuilt(session, plan, items):
    """The plan with these appointments and the right figures, so that only the broken rule is named."""
    found = measure(session, items)
    return replace(
        plan,
        appointments=tuple(items),
        jury_days=found.jury_days,
        waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes,
    )


def altered(session, plan, chosen, **changes):
    """The plan where the appointments that `chosen` picks have `changes` (values or functions)."""
    items = []
    for item in plan.appointments:
        values = {k: v(item) if callable(v) else v for k, v in changes.items()} if chosen(item) else {}
        items.append(replace(item, **values))
    return rebuilt(session, plan, items)


def of(name, kind=None, *, alone=False):
    return lambda item: (
        item.candidate_id == name
        and (kind is None or item.kind == kind)
        and (not alone or item.room in ("Salle P1", "Salle P2"))
    )


def shifted(minutes):
    return {"start": lambda a: a.start + minutes, "end": lambda a: a.end + minutes}


def test_a_solved_plan_is_lawful(session, plan):
    assert check(session, plan) == ()
    assert {item.candidate_id for item in plan.appointments} == {"aline", "bruno"}


def test_a_missing_step_is_named(session, plan):
    items = [item for item in plan.appointments if not of("aline", "entretien_final")(item)]
    (violation,) = check(session, rebuilt(session, plan, items))
    assert violation.code == "step_missing"
    assert "Aline" in violation.message_fr
    assert violation.source.startswith("RE")


def test_a_step_planned_twice_is_named(session, plan):
    twice = [item for item in plan.appointments if of("aline", "deliberation")(item)]
    late = [replace(item, start=17 * 60, end=17 * 60 + 10) for item in twice]
    assert "step_repeated" in codes(session, rebuilt(session, plan, [*plan.appointments, *late]))


def test_a_step_out_of_the_chain_is_named(session, plan):
    assert "step_unknown" in codes(
        session, altered(session, plan, of("aline", "deliberation"), step_index=99)
    )


def test_a_shortened_test_is_named_with_both_durations(session, plan):
    broken = altered(session, plan, of("aline", "entretien_final"), end=lambda a: a.end - 10)
    (found,) = (v for v in check(session, broken) if v.code == "duration")
    assert "dure 20 min au lieu de 30" in found.message_fr


def test_refused_extra_time_is_named_with_its_source(plan):
    session = problem(candidate("Aline", extra_time_percent=33), candidate("Bruno"), juries=2)
    found = [v for v in check(session, plan) if v.code == "duration"]
    assert found
    assert all("Aline" in v.message_fr and "DDETS" in v.source for v in found)


def test_a_jury_absent_from_a_test_is_named(session, plan):
    assert "step_altered" in codes(
        session, altered(session, plan, of("aline", "entretien_final"), jury=False)
    )


def test_a_gap_in_a_block_is_named(session, plan):
    def first(item):
        return item.candidate_id == "aline" and item.step_index == 1

    assert "block_cut" in codes(session, altered(session, plan, first, **shifted(-5)))


def test_a_final_interview_before_the_rest_is_named(session, plan):
    broken = altered(session, plan, of("aline", "entretien_final"), start=510, end=540)
    found = {v.code: v for v in check(session, broken)}
    assert "doit venir après" in found["order"].message_fr
    assert "8 h 30" in found["order"].message_fr


def test_a_reading_after_the_questioning_is_named(session, plan):
    broken = altered(session, plan, of("aline", "reading"), start=1060, end=1080)
    assert any(v.code == "order" and "jury" in v.source for v in check(session, broken))


def test_two_juries_for_one_candidate_are_named(session, plan):
    used = {item.jury_id for item in plan.appointments}
    other = ({"jury 1", "jury 2"} - used or {"jury 2"}).pop()
    broken = altered(session, plan, of("aline", "entretien_final"), jury_id=other)
    assert "several_juries" in codes(session, broken)


def test_two_days_for_one_candidate_are_named(session, plan):
    two = replace(session, days=days(2), juries=tuple(jury(f"Jury {n}", on=days(2)) for n in (1, 2)))
    broken = altered(two, plan, of("aline", "entretien_final"), day=MONDAY + timedelta(1))
    assert "several_days" in codes(two, broken)


def test_a_day_out_of_the_session_is_named(session, plan):
    broken = altered(session, plan, of("aline"), day=MONDAY + timedelta(9))
    assert {"day_closed", "jury_absent"} <= codes(session, broken)


def test_hours_out_of_the_opening_are_named(session, plan):
    broken = altered(session, plan, of("aline"), **shifted(12 * 60))
    found = [v for v in check(session, broken) if v.code == "opening_hours"]
    assert "8 h 30 – 18 h 00" in found[0].message_fr


def test_hours_off_the_grid_are_named(session, plan):
    assert "off_grid" in codes(session, altered(session, plan, of("aline"), **shifted(3)))


def test_an_unknown_candidate_and_an_unknown_jury_are_named(session, plan):
    assert "unknown_candidate" in codes(session, altered(session, plan, of("aline"), candidate_id="zoé"))
    assert "unknown_jury" in codes(session, altered(session, plan, of("aline"), jury_id="jury 9"))


def test_a_candidate_forgotten_is_named(session, plan):
    items = [item for item in plan.appointments if not of("aline")(item)]
    assert codes(session, rebuilt(session, plan, items)) == {"candidate_missing"}


def test_a_candidate_both_placed_and_left_out_is_named(session, plan):
    broken = replace(plan, unplaced=(("aline", ("…",)), ("zoé", ("…",))))
    assert codes(session, broken) == {"both_placed_and_unplaced", "unplaced_wrong"}


def test_a_jury_without_habilitation_is_named(session, plan):
    foreign = replace(session, juries=tuple(replace(j, titre_refs=frozenset({ETI})) for j in session.juries))
    (first, *_) = check(foreign, plan)
    assert first.code == "jury_not_qualified"
    assert CIP in first.message_fr


def test_a_conflict_of_interest_is_named_with_the_juror(session, plan):
    seat = next(item.jury_id for item in plan.appointments if item.candidate_id == "aline")
    juror = f"{seat.capitalize()} A"
    people = (
        replace(session.candidates[0], incompatible_jurors=frozenset({juror})),
        session.candidates[1],
    )
    session = replace(session, candidates=people, juror_names={juror: "Mme Diallo"})
    (violation,) = check(session, plan)
    assert violation.code == "conflict_of_interest"
    assert "Mme Diallo" in violation.message_fr
    assert "Aline" in violation.message_fr


def test_a_jury_away_that_day_is_named(session, plan):
    away = replace(session, juries=tuple(replace(j, days=()) for j in session.juries))
    assert codes(away, plan) == {"jury_absent"}


def test_an_absent_juror_is_named(session, plan):
    first = next(item for item in plan.appointments if item.jury)
    seat, window = first.jury_id, Window(MONDAY, first.start, first.end)
    juries = tuple(
        replace(j, unavailable=((f"{j.label} A", window),)) if j.id == seat else j for j in session.juries
    )
    found = check(replace(session, juries=juries), plan)
    assert {v.code for v in found} == {"juror_unavailable"}


def test_an_unavailable_candidate_is_named(session, plan):
    people = tuple(replace(c, unavailable=(Window(MONDAY, 510, 1080),)) for c in session.candidates)
    assert codes(replace(session, candidates=people), plan) == {"candidate_unavailable"}


def test_two_tests_at_once_are_named(session, plan):
    final = next(a for a in plan.appointments if of("aline", "entretien_final")(a))
    broken = altered(
        session, plan, of("aline", "questionnement_production"), start=final.start, end=final.end
    )
    assert "candidate_overlap" in codes(session, broken)


def test_a_day_too_long_is_named(session, plan):
    short = replace(session, settings=replace(session.settings, candidate_span_max=170))
    found = [v for v in check(short, plan) if v.code == "span"]
    assert "2 h 50" in found[0].message_fr


def test_missing_lunches_are_named(session, plan):
    hungry = replace(
        session.settings, lunch_window=(0, 1440), jury_lunch_minutes=1400, candidate_lunch_minutes=1400
    )
    broken = replace(session, settings=hungry, actor=Actor(lunch_minutes=1440))
    assert {"candidate_lunch", "jury_lunch", "actor_lunch"} <= codes(broken, plan)


def test_one_candidate_at_a_time_per_jury(session, plan):
    aline = next(a for a in plan.appointments if of("aline", "entretien_final")(a))
    bruno = next(a for a in plan.appointments if of("bruno", "entretien_final")(a))
    broken = altered(
        session, plan, of("bruno", "entretien_final"), start=aline.start, end=aline.end, jury_id=aline.jury_id
    )
    (found,) = (v for v in check(session, broken) if v.code == "jury_overlap")
    assert "Aline" in found.message_fr
    assert "Bruno" in found.message_fr
    assert bruno.label in found.message_fr


def test_a_juror_in_two_juries_at_once_is_named():
    opening = days()
    both = (jury("Jury 1", "Sofia", "Paul", on=opening), jury("Jury 2", "Sofia", "Lina", on=opening))
    session = problem(candidate("Aline", "ccp2"), candidate("Bruno", "ccp2"), days=opening, juries=both)
    plan = solve(session)
    assert check(session, plan) == ()
    elsewhere = next(a.jury_id for a in plan.appointments if a.candidate_id == "aline")
    other = "jury 2" if elsewhere == "jury 1" else "jury 1"
    start = min(a.start for a in plan.appointments if a.candidate_id == "aline" and a.candidate)
    moved, violations = check_move(session, plan, "bruno", MONDAY, start, other)
    assert {v.code for v in violations} == {"juror_twice"}
    assert "Sofia" in violations[0].message_fr
    assert moved.jury_days == 2


def test_a_preparation_room_holds_one_candidate(session, plan):
    alone = [a for a in plan.appointments if a.room in ("Salle P1", "Salle P2")]
    mine, theirs = (next(a for a in alone if a.candidate_id == name) for name in ("aline", "bruno"))
    broken = altered(
        session, plan, lambda a: a in (mine, theirs), room="Salle P1", start=mine.start, end=mine.end
    )
    found = next(v for v in check(session, broken) if v.code == "room_double")
    assert "Salle P1" in found.message_fr
    assert "annexe 1" in found.source


def test_a_task_without_its_room_is_named(session, plan):
    assert codes(session, altered(session, plan, lambda a: True, room=None)) == {"room_missing"}
    staged = replace(session, rooms=Rooms(("Salle P1", "Salle P2"), ("Plateau",), ("Salle 1",)))
    assert codes(staged, plan) == {"room_missing"}


def test_two_juries_in_one_room_are_named(session):
    session = problem(candidate("Aline"), candidate("Bruno"), juries=2)
    plan = solve(session)
    first = next(a.jury_id for a in plan.appointments)
    other = "jury 2" if first == "jury 1" else "jury 1"
    plan, _ = check_move(session, plan, "bruno", MONDAY, 14 * 60, other)
    assert check(session, plan) == ()
    broken = altered(session, plan, lambda a: a.room and a.room.startswith("Salle –"), room="Salle unique")
    assert "room_shared" in codes(session, broken)


def test_the_actor_is_one_person_who_rests(session, plan):
    plays = sorted((a for a in plan.appointments if a.actor), key=lambda a: a.start)
    together = altered(session, plan, lambda a: a == plays[1], start=plays[0].start + 5, end=plays[0].end + 5)
    assert "actor_overlap" in codes(session, together)
    tired = altered(session, plan, lambda a: a == plays[1], start=plays[0].end + 5, end=plays[0].end + 35)
    found = next(v for v in check(session, tired) if v.code == "actor_rest")
    assert "5 min de repos" in found.message_fr
    alone = altered(session, plan, lambda a: a == plays[1], actor_number=0)
    assert "actor_missing" in codes(session, alone)


def test_false_figures_are_named(session, plan):
    assert codes(session, replace(plan, waiting_minutes=plan.waiting_minutes + 5)) == {"figures"}


def test_an_empty_plan_for_nobody_is_lawful():
    assert check(problem(), Plan()) == ()


@pytest.mark.parametrize(
    ("tasks", "lost"),
    [
        ([(540, 600), (600, 660)], 0),
        ([(540, 600), (615, 660)], 15),
        ([(540, 690), (735, 800)], 0),  # forty-five minutes within the window: a lunch
        ([(540, 690), (730, 800)], 40),
        ([(540, 600), (900, 960)], 255),  # a longer gap: only the lunch is not lost
        ([(600, 700), (540, 560)], 40),
    ],
)
def test_lost_time_is_what_no_task_and_no_lunch_fills(tasks, lost):
    assert lost_minutes(tasks, LUNCH, 45) == lost


def test_a_hand_move_keeps_the_shape_and_takes_the_jurys_tasks_along(session, plan):
    start = min(a.start for a in plan.appointments if a.candidate_id == "aline" and a.candidate)
    before = [(a.step_index, a.start - start) for a in plan.appointments if of("aline")(a) and a.candidate]
    moved, violations = check_move(session, plan, "aline", MONDAY, 14 * 60, "jury 2")
    after = [(a.step_index, a.start - 14 * 60) for a in moved.appointments if of("aline")(a) and a.candidate]
    assert sorted(after) == sorted(before)
    assert {a.jury_id for a in moved.appointments if of("aline")(a)} == {"jury 2"}
    assert len(moved.appointments) == len(plan.appointments)
    assert not moved.optimal
    assert {a for a in moved.appointments if of("bruno")(a)} == {
        a for a in plan.appointments if of("bruno")(a)
    }
    assert {v.code for v in violations} <= {"actor_overlap", "actor_rest", "opening_hours", "jury_overlap"}


def test_a_hand_move_places_somebody_left_out(session, plan):
    items = [item for item in plan.appointments if not of("aline")(item)]
    without = replace(rebuilt(session, plan, items), unplaced=(("aline", ("…",)),))
    free = "jury 2" if items[0].jury_id == "jury 1" else "jury 1"
    start = 14 * 60 if any(a.actor and a.start < 720 for a in items) else 9 * 60
    moved, violations = check_move(session, without, "aline", MONDAY, start, free)
    assert violations == ()
    assert moved.unplaced == ()


def test_a_hand_move_names_the_rule_it_breaks(session, plan):
    _, violations = check_move(session, plan, "aline", MONDAY, 17 * 60, "jury 2")
    assert "opening_hours" in {v.code for v in violations}


def test_a_hand_move_of_nobody_is_refused(session, plan):
    with pytest.raises(ValueError, match="n’est pas inscrit"):
        check_move(session, plan, "zoé", MONDAY, 540, "jury 1")
    with pytest.raises(ValueError, match="n’existe pas"):
        check_move(session, plan, "aline", MONDAY, 540, "jury 7")


SOURCES = {value for name, value in vars(hard_rules).items() if name.isupper()} | {
    "réglage : pas du planning"
}


@pytest.mark.parametrize("jury_id", ["jury 1", "jury 2"])
@pytest.mark.parametrize("start", range(480, 1080, 47))
def test_every_refusal_of_a_hand_move_is_a_sentence_with_its_source(session, plan, start, jury_id):
    for day in (MONDAY, MONDAY + timedelta(1)):
        _, violations = check_move(session, plan, "aline", day, start, jury_id)
        for violation in violations:
            assert violation.source in SOURCES
            assert violation.message_fr.endswith(".")
            assert not set("{}_'") & set(violation.message_fr)
            assert violation.appointments or violation.code in ("figures", "candidate_missing")
