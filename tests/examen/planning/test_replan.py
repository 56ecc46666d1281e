"""A published timetable after each kind of event: who moves, who does not, what is proved and what is told."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.checker import check
from jalon.examen.planning.difference import ADDED, DAY, JURY_ONLY, REMOVED, ROOM
from jalon.examen.planning.events import (
    CandidateAdded,
    CandidateAway,
    CandidateLate,
    EventsRefused,
    JurorAway,
    JurorLate,
    JurorReplaced,
    JuryOverrun,
    NoShow,
    RoomLost,
    whole_day,
)
from jalon.examen.planning.facts import DELIBERATION, Pin, Rooms, Window
from jalon.examen.planning.replan import Moment, replan
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import CIP, ETI, MONDAY, QUICK, candidate, days, jury, problem

TUESDAY = MONDAY + timedelta(1)
EVENING = Moment(MONDAY - timedelta(1), 18 * 60)  # the day before
LONG = 60.0  # seconds: what is asked here is what is proved, not how fast


@cache
def session(ref=CIP):
    """Six candidates, two juries, two days: two jury-days are enough, two are free."""
    people = [candidate(f"Personne {n}", ref=ref) for n in range(6)]
    facts = problem(
        *people, juries=2, count=2, settings=replace(QUICK, time_limit_seconds=60, polish_seconds=1)
    )
    return facts, solve(facts)


@cache
def crossed():
    """Both titles and some CCPs, named rooms, a juror in two juries, an arrangement, somebody locked."""
    opening = days(2)
    people = [
        candidate("Personne 0", extra_time_percent=33),
        candidate("Personne 1", ref=ETI),
        candidate("Personne 2", "ccp1"),
        candidate("Personne 3", "ccp2", "ccp3", unavailable=(whole_day(TUESDAY),)),
        candidate("Personne 4", "ccp1", ref=ETI),
        candidate("Personne 5", incompatible_jurors=frozenset({"Paul"})),
    ]
    juries = (jury("Jury 1", "Sofia", "Paul", on=opening), jury("Jury 2", "Sofia", "Lina", on=opening))
    rooms = Rooms(("Salle P1", "Salle P2"), ("Plateau 1", "Plateau 2"), ("Salle A", "Salle B"))
    facts = problem(
        *people, days=opening, juries=juries, rooms=rooms, settings=replace(QUICK, polish_seconds=1)
    )
    plan = solve(facts)
    assert plan.unplaced == ()
    first = min(a.candidate_id for a in plan.appointments)
    seat = next((a.jury_id, a.day) for a in plan.appointments if a.candidate_id == first)
    locked = tuple(replace(w, pin=Pin(*seat)) if w.id == first else w for w in facts.candidates)
    return replace(facts, candidates=locked), plan


def known(which):
    return crossed() if which == "crossed" else session(which)


def again(facts, plan, *events, now=EVENING, **options):
    """Replanned, and lawful by the checker; nothing that had begun has moved."""
    found = replan(facts, plan, events, now=now, seconds=LONG, **options)
    assert check(found.problem, found.plan) == ()
    assert found.moved_bound <= found.moved
    there = {who.id for who in found.problem.candidates}
    if now:
        settled = {
            (a.candidate_id, a.step_index, a.day, a.start, a.end, a.room, a.jury_id)
            for a in plan.appointments
            if (a.day, a.start) <= (now.day, now.minute) and a.candidate_id in there
        }
        late = {e.candidate_id for e in events if isinstance(e, CandidateLate)}
        after = {
            (a.candidate_id, a.step_index, a.day, a.start, a.end, a.room, a.jury_id)
            for a in found.plan.appointments
        }
        if not any(isinstance(e, JurorAway | JurorLate | RoomLost) for e in events):
            assert {item for item in settled if item[0] not in late} <= after
    return found


def of(plan, cid):
    return [a for a in plan.appointments if a.candidate_id == cid]


def kinds(found):
    return {change.candidate_id: change.kind for change in found.difference.changes}


def first_of(plan, day=None):
    """The candidate who begins first, and their first test."""
    own = [a for a in plan.appointments if a.candidate and (day is None or a.day == day)]
    item = min(own, key=lambda a: (a.day, a.start, a.candidate_id))
    return item.candidate_id, item


def juror_of(facts, jury_id):
    return min(next(jury for jury in facts.juries if jury.id == jury_id).jurors)


def test_nothing_happens_and_nothing_changes():
    facts, plan = session()
    found = again(facts, plan)
    assert found.plan == plan
    assert (found.moved, found.moved_bound, found.proved, found.difference.changes) == (0, 0, True, ())


@pytest.mark.parametrize("ref", [CIP, ETI])
def test_an_absence_moves_nobody_and_is_told_to_the_jury_alone(ref):
    facts, plan = session(ref)
    gone, item = first_of(plan)
    found = again(facts, plan, NoShow(gone))
    assert {cid: kind for cid, kind in kinds(found).items() if kind != JURY_ONLY} == {gone: REMOVED}
    assert (found.moved, found.proved) == (0, True)
    sits = next(jury.jurors for jury in facts.juries if jury.id == item.jury_id)
    assert found.difference.jurors == sits
    kept = [a for a in plan.appointments if a.candidate_id != gone]
    assert [a for a in kept if a.kind != DELIBERATION] == [
        a for a in found.plan.appointments if a.kind != DELIBERATION
    ]


def test_after_an_absence_a_jury_that_has_nothing_else_to_do_deliberates_at_once():
    facts, plan = session()
    at = {(a.candidate_id, a.step_index): a for a in plan.appointments}
    gone, _ = first_of(plan)
    found = again(facts, plan, NoShow(gone))
    sooner = [
        a for a in found.plan.appointments if a.kind == DELIBERATION and a != at[a.candidate_id, a.step_index]
    ]
    for item in sooner:
        assert item.start < at[item.candidate_id, item.step_index].start
        assert item.start >= max(a.end for a in of(plan, item.candidate_id) if a.candidate)
    for jury_day in {(a.jury_id, a.day) for a in found.plan.appointments}:
        own = [a for a in found.plan.appointments if (a.jury_id, a.day) == jury_day]
        published = [a for a in plan.appointments if (a.jury_id, a.day) == jury_day]
        assert {a.candidate_id for a in published} != {a.candidate_id for a in own} or own == published


def test_a_late_candidate_keeps_their_hours_and_what_is_lost_is_told():
    facts, plan = session()
    late, item = first_of(plan)
    found = again(
        facts, plan, CandidateLate(late, item.day, item.start + 10), now=Moment(item.day, item.start)
    )
    assert found.plan.appointments == plan.appointments
    (notice,) = found.notices
    assert "10 min" in notice
    assert "A2.7" in notice


def test_a_late_candidate_may_pass_later_when_they_ask_for_it():
    facts, plan = session()
    late, item = first_of(plan)
    arrives = item.start + 60
    found = again(
        facts, plan, CandidateLate(late, item.day, arrives, moved=True), now=Moment(item.day, item.start + 5)
    )
    assert set(kinds(found)) - {c for c, kind in kinds(found).items() if kind == JURY_ONLY} == {late}
    assert (found.moved, found.moved_bound, found.proved) == (1, 1, True)
    own = [a for a in of(found.plan, late) if a.candidate]
    assert all((a.day, a.start) >= (item.day, arrives) for a in own)


@pytest.mark.parametrize("ref", [CIP, ETI])
def test_somebody_added_finds_a_place_without_moving_anybody(ref):
    facts, plan = session(ref)
    found = again(facts, plan, CandidateAdded(candidate("Zoé", ref=ref)))
    assert kinds(found) == {"zoé": ADDED}
    assert found.difference.candidates == {"zoé"}
    assert found.proved


@pytest.mark.parametrize("ref", [CIP, ETI])
def test_only_the_candidates_of_an_ill_juror_move(ref):
    facts, plan = session(ref)
    _, item = first_of(plan)
    theirs = {a.candidate_id for a in plan.appointments if (a.jury_id, a.day) == (item.jury_id, item.day)}
    found = again(facts, plan, JurorAway(juror_of(facts, item.jury_id), (whole_day(item.day),)))
    assert found.difference.candidates == theirs
    assert (found.moved, found.moved_bound, found.proved) == (len(theirs), len(theirs), True)
    assert found.plan.unplaced == ()


def test_with_a_replacement_nobody_moves_but_those_whom_the_newcomer_may_not_judge():
    facts, plan = session()
    _, item = first_of(plan)
    gone = juror_of(facts, item.jury_id)
    found = again(facts, plan, JurorReplaced(gone, "Mme Neuve"))
    assert (found.moved, kinds(found)) == (0, {})
    assert {gone, "Mme Neuve"} <= found.difference.jurors
    barred = min(a.candidate_id for a in plan.appointments if a.jury_id == item.jury_id)
    found = again(facts, plan, JurorReplaced(gone, "Mme Neuve", frozenset({barred})))
    assert found.difference.candidates == {barred}
    assert (found.moved, found.moved_bound) == (1, 1)


def test_a_jury_goes_on_with_two_of_its_three_members():
    opening = days()
    three = jury("Jury 1", "Sofia", "Paul", "Lina", on=opening)
    facts = problem(candidate("Aline", "ccp2"), days=opening, juries=(three,))
    plan = solve(facts)
    found = again(facts, plan, JurorReplaced("Lina", None))
    assert found.moved == 0
    assert found.difference.jurors == {"Lina"}
    with pytest.raises(EventsRefused, match="il en faut au moins deux"):
        again(facts, plan, JurorReplaced("Lina", None), JurorReplaced("Paul", None))


def test_a_late_juror_costs_no_candidate_what_can_be_read_later():
    facts, plan = session(ETI)
    reading = next(a for a in plan.appointments if not a.candidate and a.jury)
    found = again(facts, plan, JurorLate(juror_of(facts, reading.jury_id), reading.day, reading.start + 5))
    assert found.moved == found.moved_bound
    assert all((a.day, a.jury_id) != (reading.day, reading.jury_id) or a.start >= reading.start + 5 or not a.jury
               for a in found.plan.appointments)  # fmt: skip


def morning():
    """Three candidates of one jury on Monday, nobody on Tuesday; the first to pass cannot come after noon."""
    opening = days(2)
    people = [candidate(name, "ccp1") for name in ("Aline", "Boris", "Chloé")]
    people[0] = replace(people[0], unavailable=(Window(MONDAY, 12 * 60, 24 * 60),))
    facts = problem(*people, days=opening, rooms=Rooms(("Salle P1", "Salle P2", "Salle P3")), actor=None)
    return facts, solve(replace(facts, days=opening[:1]))


@pytest.mark.parametrize("minutes", [30, 90])
def test_people_wait_for_a_late_juror_rather_than_come_another_day(minutes):
    facts, plan = morning()
    opens = facts.days[0].opens
    juror = juror_of(facts, "jury 1")
    found = again(facts, plan, JurorLate(juror, MONDAY, opens + minutes))
    assert {a.day for a in found.plan.appointments} == {MONDAY}
    assert (found.moved, found.moved_bound, found.proved) == (2, 2, True)
    assert found.same_day
    assert found.plan.status == (
        "2 candidats déplacés, et il n’en faut pas moins pour que personne ne change de jour."
    )
    away = again(facts, plan, JurorAway(juror, (Window(MONDAY, 0, opens + minutes),)))
    assert (away.moved, kinds(away)["aline"]) == (
        1,
        DAY,
    )  # an absence known before moves as few people as can be


def test_whom_the_day_of_a_late_juror_cannot_hold_comes_another_day_and_this_is_proved():
    facts, plan = morning()
    found = again(facts, plan, JurorLate(juror_of(facts, "jury 1"), MONDAY, 15 * 60 + 10))
    there = {a.candidate_id for a in found.plan.appointments if a.day == MONDAY and a.candidate}
    assert len(there) == 1  # 2 h 30 of a jury are left of the day
    assert (found.moved, found.moved_bound, found.proved) == (3, 3, True)
    assert found.plan.status == "3 candidats déplacés, dont 2 à un autre jour, et il n’en faut pas moins."


def test_a_lost_room_is_changed_for_another_before_anybody_moves():
    facts, plan = session()
    _, item = first_of(plan)
    used = next(a for a in plan.appointments if a.room in facts.rooms.preparation and a.day == item.day)
    found = again(facts, plan, RoomLost(used.room, (whole_day(item.day),)))
    assert set(kinds(found).values()) <= {ROOM}
    assert found.moved == 0


def test_of_two_who_share_the_last_room_one_moves():
    opening = days(2)
    facts = problem(*(candidate(f"P{n}", "ccp1") for n in range(2)), days=opening, juries=2)
    alike = tuple(replace(who, unavailable=(whole_day(TUESDAY),)) for who in facts.candidates)
    facts = replace(facts, candidates=alike, actor=None)
    plan = solve(replace(facts, candidates=tuple(
        replace(who, incompatible_jurors=facts.juries[1 - n].jurors) for n, who in enumerate(alike)
    )))  # fmt: skip
    lost = again(facts, plan, RoomLost("Salle P1", (whole_day(MONDAY),)))
    overlap = {a.room for a in plan.appointments if a.room in facts.rooms.preparation}
    assert lost.moved == lost.moved_bound == (1 if len(overlap) == 2 else 0)
    assert lost.plan.unplaced == ()


def test_a_jury_that_overruns_moves_what_it_has_not_begun():
    facts, plan = session()
    items = sorted((a for a in plan.appointments if a.jury and a.day == MONDAY), key=lambda a: a.start)
    now = Moment(MONDAY, items[2].start + 5)
    until = items[2].end + 20
    found = again(facts, plan, JuryOverrun(items[2].jury_id, MONDAY, until), now=now)
    begun = {a.candidate_id for a in plan.appointments if a.day == MONDAY and a.start <= now.minute}
    late = [a for a in found.plan.appointments if a.jury and (a.jury_id, a.day) == (items[2].jury_id, MONDAY)]
    assert all(a.start >= until for a in late if a.candidate_id not in begun)
    with pytest.raises(EventsRefused, match="l’heure"):
        replan(facts, plan, [JuryOverrun(items[2].jury_id, MONDAY, until)])


def test_who_has_begun_before_an_ill_juror_keeps_what_is_done():
    facts, plan = session()
    begun, item = first_of(plan)
    last = max(of(plan, begun), key=lambda a: a.start)
    now = Moment(item.day, item.start + 5)
    found = again(
        facts, plan, JurorAway(juror_of(facts, item.jury_id), (Window(item.day, now.minute, 1440),)), now=now
    )
    assert found.interrupted == {begun}
    assert item in found.plan.appointments
    assert last not in found.plan.appointments
    assert any("ne peut finir" in notice for notice in found.notices)
    assert any("a commencé et ne bouge pas" in notice for notice in found.notices)


def test_a_locked_candidate_stays_and_an_event_that_forbids_it_is_explained():
    facts, plan = session()
    held, item = first_of(plan)
    starts = tuple(a.start for a in sorted(of(plan, held), key=lambda a: a.step_index))
    locked = replace(
        facts,
        candidates=tuple(
            replace(who, pin=Pin(item.jury_id, item.day, starts)) if who.id == held else who
            for who in facts.candidates
        ),
    )
    found = again(locked, plan, JurorAway(juror_of(facts, item.jury_id), (whole_day(item.day),)))
    ((left, reasons),) = found.plan.unplaced
    assert left == held
    assert "Verrouillé" in reasons[0]


def test_a_jury_gone_for_all_that_is_left_is_named_and_the_past_is_no_place():
    """On the second day, at 8 h: the first day is over, whatever the jury could have done then."""
    facts = problem(*(candidate(f"Personne {n}") for n in range(4)), juries=1, count=2)
    plan = solve(facts)
    gone = JurorAway("Jury 1 A", (whole_day(TUESDAY),))
    found = replan(facts, plan, (gone,), now=Moment(TUESDAY, 8 * 60), seconds=LONG)
    assert found.plan.unplaced
    told = {reason for _, reasons in found.plan.unplaced for reason in reasons}
    assert told == {"Jury 1 ne peut siéger le 2 mars 2027 : Jury 1 A n’est pas disponible."}


def test_who_does_not_come_cannot_do_anything_else():
    facts, plan = session()
    with pytest.raises(EventsRefused) as refused:
        replan(facts, plan, (NoShow("personne 0"), NoShow("personne 0"), NoShow("inconnu")))
    assert refused.value.reasons == (
        "Le candidat Personne 0 ne vient pas, dit un de ces imprévus : ne dites rien d’autre de lui.",
        "Le candidat inconnu n’est pas inscrit à cette session.",
    )


def test_no_room_left_is_told_and_as_many_as_can_be_are_placed():
    facts = problem(*(candidate(f"P{n}") for n in range(3)))
    plan = solve(facts)
    found = again(facts, plan, CandidateAdded(candidate("Zoé")))
    assert [cid for cid, _ in found.plan.unplaced] == ["zoé"]
    assert found.moved == 0
    assert found.proved


def test_placing_one_more_may_move_one_and_no_more():
    """The jury-day is full; another is free, but not for the newcomer: one of the others must go there."""
    opening = days(2)
    facts = problem(*(candidate(f"P{n}") for n in range(3)), days=opening)
    plan = solve(facts)
    (day,) = {a.day for a in plan.appointments}
    other = next(d.date for d in opening if d.date != day)
    found = again(facts, plan, CandidateAdded(candidate("Zoé", unavailable=(whole_day(other),))))
    assert found.plan.unplaced == ()
    assert (found.moved, found.moved_bound, found.proved) == (1, 1, True)


def test_events_that_cannot_be_are_refused_all_at_once():
    facts, plan = session()
    with pytest.raises(EventsRefused) as refused:
        replan(
            facts,
            plan,
            [
                NoShow("inconnu"),
                JurorAway("personne", (whole_day(MONDAY),)),
                RoomLost("Placard", (whole_day(MONDAY),)),
                JurorLate("Jury 1 A", MONDAY + timedelta(30), 600),
                JurorReplaced("Jury 1 A", "Jury 1 B"),
                CandidateAdded(facts.candidates[0]),
                JuryOverrun("aucun", MONDAY, 600),
            ],
            now=EVENING,
        )
    assert len(refused.value.reasons) == 7


def test_equal_seeds_give_equal_plans():
    facts, plan = session()
    _, item = first_of(plan)
    event = JurorAway(juror_of(facts, item.jury_id), (whole_day(item.day),))
    plans = [replace(again(facts, plan, event).plan, seconds=0.0) for _ in range(2)]
    assert plans[0] == plans[1]


def test_the_best_plan_so_far_is_returned_when_it_must_stop():
    facts, plan = session()
    _, item = first_of(plan)
    told = []
    found = again(
        facts, plan, JurorAway(juror_of(facts, item.jury_id), (whole_day(item.day),)),
        on_progress=told.append, should_stop=lambda: True,
    )  # fmt: skip
    assert told
    assert len(found.plan.unplaced) <= 3


# Whatever happens


@st.composite
def what_happens(draw):
    ref = draw(st.sampled_from([CIP, ETI, "crossed"]))
    facts, plan = known(ref)
    people = sorted({a.candidate_id for a in plan.appointments})
    jurors = sorted({juror for jury in facts.juries for juror in jury.jurors})
    day = st.sampled_from([MONDAY, TUESDAY])
    start = st.integers(8 * 12, 17 * 12).map(lambda n: 5 * n)
    length = st.integers(1, 60).map(lambda n: 5 * n)
    window = st.builds(lambda d, s, n: Window(d, s, min(1440, s + n)), day, start, length)
    event = st.one_of(
        st.builds(NoShow, st.sampled_from(people)),
        st.builds(CandidateLate, st.sampled_from(people), day, start, st.booleans()),
        st.builds(lambda w, c: CandidateAway(c, (w,)), window, st.sampled_from(people)),
        st.builds(JurorLate, st.sampled_from(jurors), day, start),
        st.builds(lambda w, j: JurorAway(j, (w,)), window, st.sampled_from(jurors)),
        st.builds(
            lambda j, c: JurorReplaced(j, "Mme Neuve", frozenset(c)),
            st.sampled_from(jurors), st.sets(st.sampled_from(people), max_size=2),
        ),
        st.builds(lambda w, r: RoomLost(r, (w,)), window, st.sampled_from(sorted(facts.rooms.labels))),
        st.builds(JuryOverrun, st.sampled_from([jury.id for jury in facts.juries]), day, start),
        st.builds(lambda s: CandidateAdded(candidate("Zoé", s)), st.sampled_from(["title", "ccp2"])),
    )  # fmt: skip
    events = draw(st.lists(event, min_size=1, max_size=3, unique_by=type))
    events.sort(
        key=lambda e: (isinstance(e, NoShow), isinstance(e, JurorReplaced))
    )  # then nobody hears of them
    return ref, tuple(events), Moment(draw(day), draw(start))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(what_happens())
def test_whatever_happens_the_plan_is_lawful_and_what_has_begun_stays(happening):
    ref, events, now = happening
    facts, plan = known(ref)
    found = replan(facts, plan, events, now=now, seconds=1.0)
    assert check(found.problem, found.plan) == ()
    assert 0 <= found.moved_bound <= found.moved
    kept = {who.id for who in found.problem.candidates}
    placed = {a.candidate_id for a in found.plan.appointments}
    assert kept == placed | {cid for cid, _ in found.plan.unplaced}
    changed = {c.candidate_id for c in found.difference.changes if c.kind not in (ADDED, ROOM, JURY_ONLY)}
    assert len(changed & kept) == found.moved
    fresh = [
        a
        for a in found.plan.appointments
        if a not in plan.appointments and (a.day, a.start) <= (now.day, now.minute)
    ]
    assert all(b.start == a.start and b.room != a.room for a in fresh for b in plan.appointments
               if (b.candidate_id, b.step_index) == (a.candidate_id, a.step_index))  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([CIP, ETI]),
    st.integers(0, 5),
    st.integers(0, 1),
    st.integers(96, 200),
    st.integers(1, 48),
)
def test_an_absence_moves_the_candidate_whose_tests_it_meets_and_nobody_if_it_meets_none(
    ref, who, day, at, length
):
    facts, plan = session(ref)
    cid = f"personne {who}"
    window = Window(MONDAY + timedelta(day), 5 * at, min(1440, 5 * (at + length)))
    meets = any(
        a.candidate and a.day == window.day and a.start < window.end and window.start < a.end
        for a in of(plan, cid)
    )
    found = again(facts, plan, CandidateAway(cid, (window,)))
    assert (found.moved, found.moved_bound) == ((1, 1) if meets else (0, 0))
    assert found.difference.candidates == ({cid} if meets else set())


def test_rooms_that_close_for_a_part_of_the_day_are_never_used_then():
    away = (("Salle P1", whole_day(MONDAY)), ("Salle P2", Window(MONDAY, 600, 720)))
    facts = problem(
        *(candidate(f"P{n}") for n in range(2)), rooms=Rooms(("Salle P1", "Salle P2"), None, None, away)
    )
    plan = solve(facts)
    assert check(facts, plan) == ()
    assert plan.unplaced == ()
