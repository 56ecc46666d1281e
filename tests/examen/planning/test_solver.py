"""Whatever the instance, the solver's plan passes the independent checker, and says what it proved."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import Actor, Readings, Rooms, Window
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import CIP, ETI, MONDAY, QUICK, candidate, days, jury, problem

MORNING = Window(MONDAY, 0, 12 * 60 + 30)
AFTERNOON = Window(MONDAY, 12 * 60 + 30, 24 * 60)


NO_READING = Readings(0, 0, 0, 0)
PATIENT = replace(QUICK, time_limit_seconds=120)  # no slow machine ends the search before its work is done


def lawful(session):
    plan = solve(session)
    assert check(session, plan) == ()
    return plan


def why(plan):
    return {cid: " ".join(reasons) for cid, reasons in plan.unplaced}


def crowd(count, *scope, **facts):
    return [candidate(f"Personne {n:02}", *scope, **facts) for n in range(count)]


def test_three_cip_candidates_fill_one_jury_day_without_waiting():
    plan = lawful(problem(*crowd(3)))
    assert (plan.jury_days, plan.waiting_minutes, plan.idle_minutes) == (1, 0, 0)
    assert plan.optimal
    assert plan.bound_jury_days == 1


def test_twelve_cip_candidates_need_four_jury_days_and_the_optimum_is_proved():
    plan = lawful(problem(*crowd(12), juries=2, count=3, settings=replace(QUICK, time_limit_seconds=120)))
    assert plan.unplaced == ()
    assert plan.jury_days == plan.bound_jury_days == 4
    assert plan.optimal
    assert plan.bound_waiting == plan.waiting_minutes + plan.idle_minutes


def test_titles_and_ccps_of_both_referentiels_share_a_session():
    people = [
        candidate("Aline"),
        candidate("Bruno", ref=ETI),
        candidate("Chloé", "ccp2"),
        candidate("Driss", "ccp3", ref=ETI),
        candidate("Emma", "final_interview"),
    ]
    plan = lawful(problem(*people, juries=2))
    assert plan.unplaced == ()


def test_a_ccp_only_candidate_fills_a_hole():
    alone = lawful(problem(*crowd(2)))
    with_ccp = lawful(problem(*crowd(2), candidate("Zoé", "ccp2")))
    assert alone.jury_days == with_ccp.jury_days == 1
    assert with_ccp.unplaced == ()


def test_extra_time_that_no_longer_fits_a_half_day_is_explained_with_its_minutes():
    half = days(opens=9 * 60, closes=12 * 60 + 30)
    assert lawful(problem(candidate("Aline"), days=half)).unplaced == ()
    plan = lawful(problem(candidate("Aline", extra_time_percent=33), days=half))
    assert plan.appointments == ()
    assert "majoration de 33 % comprise" in why(plan)["aline"]
    assert "n’en offre que 210" in why(plan)["aline"]


def test_a_jury_that_absences_take_whole_is_named_rather_than_counted_in_minutes():
    opening = days(2)
    away = tuple(("petit", Window(day.date, 0, 1440)) for day in opening)
    gone = jury("Jury 1", "petit", "roux", on=opening, refs=(CIP,), unavailable=away)
    plan = lawful(
        problem(
            candidate("Aline"),
            juries=(gone, jury("Jury 2", on=opening, refs=(ETI,))),
            days=opening,
            juror_names={"petit": "M. Petit"},
        )
    )
    assert why(plan) == {
        "aline": "Jury 1 ne peut siéger le 1er mars 2027 et le 2 mars 2027 : M. Petit n’est pas disponible."
    }


def test_a_candidate_who_can_never_come_is_told_so_rather_than_counted_in_minutes():
    never = tuple(Window(day.date, 8 * 60, 19 * 60) for day in days(2))
    plan = lawful(problem(candidate("Aline", unavailable=never), candidate("Bruno"), count=2))
    assert why(plan) == {"aline": "Ce candidat n’est disponible aucun des jours où un jury peut l’entendre."}


def test_a_jury_day_that_is_lost_is_told_and_not_counted_among_those_at_hand():
    opening = days(1)
    gone = jury("Jury 1", on=opening, unavailable=(("Jury 1 A", Window(opening[0].date, 0, 1440)),))
    plan = lawful(problem(*crowd(5), juries=(gone, jury("Jury 2", on=opening)), days=opening))
    told = next(iter(why(plan).values()))
    assert told.startswith("Jury 1 ne peut siéger le 1er mars 2027 : Jury 1 A n’est pas disponible. ")
    assert "soit au moins 2 jours de jury ; 1 est disponible et offre" in told
    assert told.endswith("sont pris sur le seul jour de jury disponible.")


def test_extra_time_is_given():
    plan = lawful(problem(candidate("Aline", extra_time_percent=33)))
    (final,) = (a for a in plan.appointments if a.kind == "entretien_final")
    assert final.end - final.start == 40


def test_a_jury_free_only_in_the_morning_works_in_the_morning():
    opening = days()
    early = jury("Jury 1", on=opening, unavailable=(("Jury 1 A", AFTERNOON),))
    plan = lawful(problem(candidate("Aline"), days=opening, juries=(early,)))
    assert max(a.end for a in plan.appointments if a.jury) <= AFTERNOON.start


def test_one_actor_plays_for_two_juries_one_after_the_other():
    opening = days(opens=9 * 60, closes=12 * 60 + 30)
    plan = lawful(
        problem(*crowd(2), days=opening, juries=tuple(jury(f"Jury {n}", on=opening) for n in (1, 2)))
    )
    first, second = sorted(a.start for a in plan.appointments if a.actor)
    assert second - first >= 40
    assert plan.jury_days == 2


def test_two_actors_let_two_juries_play_at_once():
    opening = days(opens=9 * 60, closes=12 * 60 + 10)
    juries = tuple(jury(f"Jury {n}", on=opening) for n in (1, 2))
    plan = lawful(problem(*crowd(2), days=opening, juries=juries, actor=Actor(capacity=2)))
    assert plan.unplaced == ()
    assert {a.actor_number for a in plan.appointments if a.actor} <= {1, 2}


def test_a_conflict_leaves_one_jury_only():
    person = candidate("Aline", incompatible_jurors=frozenset({"Jury 1 A"}))
    plan = lawful(problem(person, juries=2))
    assert {a.jury_id for a in plan.appointments} == {"jury 2"}


def test_conflicts_with_every_jury_are_explained_by_name():
    person = candidate("Aline", incompatible_jurors=frozenset({"Jury 1 A", "Jury 2 B"}))
    session = problem(person, juries=2, juror_names={"Jury 1 A": "M. Petit", "Jury 2 B": "Mme Roux"})
    assert "M. Petit, Mme Roux" in why(lawful(session))["aline"]


def test_no_habilitated_jury_is_explained():
    opening = days()
    session = problem(candidate("Aline"), days=opening, juries=(jury("Jury 1", on=opening, refs=(ETI,)),))
    assert f"Aucun jury n’est habilité pour {CIP}" in why(lawful(session))["aline"]


def test_no_preparation_room_is_explained():
    plan = lawful(problem(candidate("Aline"), candidate("Chloé", "ccp2"), rooms=Rooms()))
    assert "pas de salle de préparation" in why(plan)["aline"]
    assert {a.candidate_id for a in plan.appointments} == {"chloé"}


def test_unlimited_rooms_are_never_the_obstacle():
    plan = lawful(problem(*crowd(3), juries=3, rooms=Rooms(None)))
    assert plan.unplaced == ()
    assert {a.room for a in plan.appointments if not a.jury} == {None}


def test_no_mise_en_situation_room_is_explained():
    plan = lawful(problem(candidate("Aline"), rooms=Rooms(("P1",), ())))
    assert "La mise en situation demande une salle" in why(plan)["aline"]


def with_gap(person, gap):
    return replace(person, chain=tuple(replace(block, gap=gap) for block in person.chain))


@pytest.mark.parametrize(("gap", "placed"), [(0, False), (10, False), (15, True), (None, True)])
def test_a_gap_may_be_allowed_after_a_preparation_alone(gap, placed):
    away = Window(MONDAY, 9 * 60, 9 * 60 + 15)  # just after the only time for the preparation
    who = with_gap(candidate("Aline", "ccp1", readings=NO_READING, unavailable=(away,)), gap)
    plan = lawful(problem(who, days=days(opens=8 * 60 + 45, closes=11 * 60 + 5)))
    assert bool(plan.appointments) is placed


def test_a_lunch_is_due_only_to_those_whose_day_covers_noon():
    lunch = {"candidate_lunch_window": (12 * 60, 13 * 60), "candidate_lunch_minutes": 60}
    opening = days(opens=12 * 60, closes=13 * 60)
    session = problem(candidate("Chloé", "ccp2", readings=NO_READING), days=opening)
    always = replace(session, settings=replace(QUICK, jury_lunch_minutes=0, **lunch))
    covered = replace(always, settings=replace(always.settings, candidate_lunch_if=(11 * 60, 13 * 60)))
    assert lawful(always).appointments == ()
    assert lawful(covered).unplaced == ()


def test_a_session_without_juries_or_days_explains_everyone():
    for session in (problem(candidate("Aline"), juries=0), problem(candidate("Aline"), days=())):
        assert "Aucun jury ne siège" in why(lawful(session))["aline"]


def test_a_lunch_window_that_cuts_a_block_pushes_the_block_aside():
    opening = days(opens=10 * 60, closes=15 * 60 + 30)
    plan = lawful(problem(candidate("Aline"), days=opening))
    assert plan.unplaced == ()


def test_one_preparation_room_serves_three_juries():
    plan = lawful(problem(*crowd(3), juries=3, rooms=Rooms(("Unique",))))
    assert plan.unplaced == ()
    assert {a.room for a in plan.appointments if not a.jury} == {"Unique"}


def test_named_rooms_are_given_and_limit_the_juries():
    rooms = Rooms(("P1", "P2"), ("Plateau",), ("Salle 1",))
    plan = lawful(problem(*crowd(4, "ccp2"), candidate("Aline"), juries=2, rooms=rooms))
    assert {a.room for a in plan.appointments if a.kind == "mise_en_situation" and a.jury} == {"Plateau"}
    assert {a.room for a in plan.appointments if a.kind == "entretien_final"} == {"Salle 1"}


def test_candidates_all_unavailable_on_one_day_pass_on_the_other():
    people = crowd(2, unavailable=(Window(MONDAY, 0, 1440),))
    plan = lawful(problem(*people, count=2))
    assert {a.day for a in plan.appointments} == {MONDAY + timedelta(1)}


def test_a_shared_juror_is_never_in_two_juries_at_once():
    opening = days()
    both = (jury("Jury 1", "Sofia", "Paul", on=opening), jury("Jury 2", "Sofia", "Lina", on=opening))
    people = [
        candidate("Aline", incompatible_jurors=frozenset({"Paul"})),
        candidate("Bruno", incompatible_jurors=frozenset({"Lina"})),
    ]
    plan = lawful(problem(*people, days=opening, juries=both))
    assert plan.jury_days == 2


def test_the_same_problem_has_the_same_plan():
    people = [*crowd(3), candidate("Zoé", "ccp1")]
    session = problem(*people, juries=2, count=2, settings=PATIENT)
    plans = [replace(solve(session), seconds=0.0) for _ in range(2)]
    assert plans[0] == plans[1]


def test_a_clock_change_sunday_is_a_day_like_another():
    sunday = days(first=date(2027, 3, 28))
    there = lawful(problem(*crowd(2), days=sunday, settings=PATIENT))
    here = lawful(problem(*crowd(2), settings=PATIENT))
    assert [(a.start, a.end) for a in there.appointments] == [(a.start, a.end) for a in here.appointments]


def test_zero_candidates_make_an_empty_optimal_plan():
    plan = lawful(problem())
    assert plan.appointments == ()
    assert plan.optimal


def test_more_candidates_than_any_plan_can_hold_leaves_the_same_ones_out_and_says_why():
    plans = [lawful(problem(*crowd(5))) for _ in range(2)]
    assert [cid for cid, _ in plans[0].unplaced] == [cid for cid, _ in plans[1].unplaced]
    assert len(plans[0].unplaced) == 2
    reasons = why(plans[0])[plans[0].unplaced[0][0]]
    assert "850 min de jury" in reasons
    assert "2 jours de jury" in reasons
    assert "Aucun planning ne place davantage de candidats" in reasons


def test_a_day_when_nobody_can_come_loses_nothing_in_the_bound():
    tuesday = Window(MONDAY + timedelta(1), 0, 24 * 60)
    person = candidate("Aline", "ccp1", unavailable=(tuesday,))
    plan = lawful(problem(person, count=2, settings=replace(QUICK, jury_lunch_minutes=0)))
    assert plan.bound_waiting == plan.waiting_minutes + plan.idle_minutes > 0


def test_a_referentiel_may_name_a_test_before_the_one_that_precedes_it():
    aline = candidate("Aline")
    plan = lawful(problem(replace(aline, chain=aline.chain[::-1])))
    assert plan.unplaced == ()


def test_somebody_without_any_test_is_explained():
    session = problem(replace(candidate("Aline"), chain=()))
    assert "Aucune épreuve n’est prévue" in why(lawful(session))["aline"]


def test_a_published_timetable_is_kept_when_nothing_forbids_it():
    session = problem(*crowd(4), juries=2, count=2)
    published = solve(session)
    again = lawful(replace(session, published=published))
    seats = [{(a.candidate_id, a.jury_id, a.day) for a in p.appointments} for p in (published, again)]
    assert seats[0] == seats[1]


def test_progress_is_told_and_a_stop_returns_the_best_plan():
    seen = []
    session = problem(*crowd(6), juries=2, count=2)
    plan = solve(session, on_progress=seen.append, should_stop=lambda: bool(seen))
    assert seen
    assert check(session, plan) == ()
    assert not plan.optimal
    assert "interrompu" in plan.status


SCOPES = [(CIP, ("title",)), (CIP, ("ccp1",)), (CIP, ("ccp2", "ccp3")), (ETI, ("title",)), (ETI, ("ccp3",))]
windows = st.builds(
    lambda start, length: Window(MONDAY, start, start + length),
    st.integers(100, 200).map(lambda n: n * 5),
    st.integers(6, 48).map(lambda n: n * 5),
)


@st.composite
def sessions(draw):
    opening = days(draw(st.integers(1, 2)), closes=draw(st.sampled_from([13 * 60, 17 * 60, 18 * 60])))
    pool = ["Sofia", "Paul", "Lina", "Omar"]
    juries = tuple(
        jury(
            f"Jury {n}",
            *draw(st.lists(st.sampled_from(pool), min_size=2, max_size=2, unique=True)),
            on=opening[: draw(st.integers(1, len(opening)))],
            refs=draw(st.sampled_from([(CIP, ETI), (CIP,), (ETI,)])),
            unavailable=tuple(("Sofia", w) for w in draw(st.lists(windows, max_size=1))),
        )
        for n in range(draw(st.integers(1, 2)))
    )
    people = []
    gap = draw(st.sampled_from([0, 0, 10, None]))
    for n in range(draw(st.integers(0, 5))):
        ref, scope = draw(st.sampled_from(SCOPES))
        person = candidate(
            f"Personne {n}", *scope, ref=ref,
            extra_time_percent=draw(st.sampled_from([0, 0, 33])),
            unavailable=tuple(draw(st.lists(windows, max_size=2))),
            incompatible_jurors=frozenset(draw(st.lists(st.sampled_from(pool), max_size=1))),
        )  # fmt: skip
        people.append(replace(person, chain=tuple(replace(block, gap=gap) for block in person.chain)))
    meals = {
        "jury_lunch_minutes": draw(st.sampled_from([0, 60, 60])),
        "candidate_lunch_minutes": draw(st.sampled_from([0, 45, 45])),
        "candidate_lunch_window": draw(st.sampled_from([None, (720, 870)])),
        "candidate_lunch_if": draw(st.sampled_from([None, (720, 810)])),
    }
    return problem(
        *people,
        days=opening,
        juries=juries,
        rooms=Rooms(
            draw(st.sampled_from([None, (), ("P1",), ("P1", "P2")])),
            draw(st.sampled_from([None, (), ("Plateau",), ("Plateau",)])),
            draw(st.sampled_from([None, ("S1",), ("S1", "S2")])),
            tuple(
                (draw(st.sampled_from(["P1", "P2", "S1"])), w) for w in draw(st.lists(windows, max_size=1))
            ),
        ),
        actor=draw(st.sampled_from([None, Actor(), Actor(2, 15, 60)])),
        settings=replace(QUICK, time_limit_seconds=1.5, **meals),
    )


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sessions())
def test_every_plan_passes_the_independent_checker(session):
    plan = solve(session)
    assert [v.message_fr for v in check(session, plan)] == []
    placed = {a.candidate_id for a in plan.appointments}
    assert placed | {cid for cid, _ in plan.unplaced} == {c.id for c in session.candidates}
    assert all(reasons for _, reasons in plan.unplaced)
    if plan.bound_jury_days:
        assert plan.bound_jury_days <= plan.jury_days
    if plan.bound_waiting is not None:
        assert plan.bound_waiting <= plan.waiting_minutes + plan.idle_minutes


@pytest.mark.parametrize("extra", [1, 25, 33, 50, 100])
def test_extra_time_never_shortens_a_day(extra):
    plan = lawful(problem(candidate("Aline", "ccp1", extra_time_percent=extra)))
    usual = lawful(problem(candidate("Aline", "ccp1")))
    own = [sum(a.end - a.start for a in p.appointments if a.candidate) for p in (plan, usual)]
    assert own[0] > own[1]
