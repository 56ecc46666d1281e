"""The exam day followed fact by fact: order of reception, lateness, delays, timers."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.live import (
    LiveDay,
    Pause,
    Phase,
    Planned,
    State,
    fold,
    lunch_of,
    timer,
)
from jalon.examen.rules.told import Attendance, Fact, attendance_of, in_force

EIGHT = datetime(2026, 12, 14, 7, 0, tzinfo=UTC)
INES, KARIM = 7, 8
PRESENT = {INES: Attendance("present", EIGHT), KARIM: Attendance("present", EIGHT)}


def at(minutes: float) -> datetime:
    """So many minutes after eight."""
    return EIGHT + timedelta(minutes=minutes)


def step(candidate: int, order: int, start: int, end: int, *, jury: int = 1, alone: bool = False) -> Planned:
    return Planned(
        candidate, order, jury, f"Phase {order}", at(start), at(end), jury_there=not alone, room="Tarn"
    )


def of_the_jury(candidate: int, order: int, start: int, end: int) -> Planned:
    return replace(step(candidate, order, start, end), candidate_there=False, room="")


DAY = [
    of_the_jury(INES, 0, 30, 50),
    step(INES, 1, 40, 60, alone=True),
    step(INES, 2, 60, 90),
    of_the_jury(INES, 3, 90, 100),
    step(KARIM, 1, 80, 100, alone=True),
    step(KARIM, 2, 100, 130),
    step(KARIM, 3, 140, 160),
]


def told(
    kind: str, minutes: float, candidate: int | None = INES, order: int | None = None, **more: object
) -> Fact:
    uuid = f"{kind}-{candidate}-{order}-{minutes}"
    return Fact(uuid, kind, at(minutes), candidate, order, **more)  # type: ignore[arg-type]


def phase(day: LiveDay, candidate: int, order: int) -> Phase:
    return next(p for p in day.candidates[candidate].phases if p.planned.order == order)


def live(now: float, *facts: Fact, known: dict[int, Attendance] | None = None, **more: object) -> LiveDay:
    return fold(facts, DAY, at(now), known=PRESENT if known is None else known, **more)  # type: ignore[arg-type]


class TestWhatWasTold:
    def test_a_fact_sent_twice_counts_once_and_the_hour_gives_the_order(self) -> None:
        late, early = told("call", 50), told("call", 40)
        assert in_force([late, early, late]) == [early, late]

    def test_a_fact_taken_back_was_never_told_even_when_the_withdrawal_comes_first(self) -> None:
        start = told("phase_start", 60, order=2)
        back = Fact("back", "undo", at(61), undoes=start.uuid)
        assert in_force([back, start]) == []
        assert phase(live(62, back, start), INES, 2).state == State.TO_COME

    def test_the_last_word_on_a_presence_decides(self) -> None:
        absent = told("absent", 65)
        admitted = told("late_admitted", 75, data={"arrived_at": at(70).isoformat(), "note": "Train"})
        assert attendance_of([admitted, absent]) == Attendance("late", at(70), "Train")
        back = Fact("back", "undo", at(80), undoes=admitted.uuid)
        assert attendance_of([admitted, absent, back]).presence == "absent"

    @pytest.mark.parametrize(
        ("kind", "presence", "arrived"),
        [
            ("arrival", "present", True), ("late_admitted", "late", True), ("late_refused", "absent", False),
            ("absent", "absent", False), ("excused", "excused", False), ("signature", "present", True),
        ],
    )  # fmt: skip
    def test_each_fact_of_presence_says_what_it_says(self, kind: str, presence: str, arrived: bool) -> None:
        found = attendance_of([told(kind, 20)])
        assert (found.presence, found.arrived_at) == (presence, at(20) if arrived else None)

    def test_a_latecomer_sent_away_is_absent_and_the_reason_is_kept(self) -> None:
        assert "non admis" in attendance_of([told("late_refused", 70)]).note

    def test_a_signature_never_overrides_what_was_decided_of_a_latecomer(self) -> None:
        admitted = told("late_admitted", 70)
        assert attendance_of([admitted, told("signature", 72)]).presence == "late"

    def test_nothing_told_is_expected(self) -> None:
        assert attendance_of([]) == Attendance()


class TestWhereEverybodyIs:
    @pytest.mark.parametrize(
        ("now", "facts", "known", "place"),
        [
            (10, [], {}, "expected"),
            (45, [], {}, "overdue"),
            (20, [], PRESENT, "waiting"),
            (38, [told("call", 38, order=1)], PRESENT, "called"),
            (41, [told("phase_start", 40, order=1)], PRESENT, "running"),
            (62, [told("phase_start", 40, order=1), told("phase_end", 60, order=1)], PRESENT, "between"),
            (92, [told("phase_end", 60, order=1), told("phase_end", 90, order=2)], PRESENT, "finished"),
            (45, [], {INES: Attendance("absent")}, "away"),
        ],
    )
    def test_a_candidate_is_somewhere(
        self, now: float, facts: list[Fact], known: dict[int, Attendance], place: str
    ) -> None:
        assert live(now, *facts, known=known).candidates[INES].place == place

    def test_the_jury_is_with_one_and_waits_for_the_next(self) -> None:
        day = live(85, told("phase_start", 62, order=2), told("phase_start", 80, KARIM, 1))
        jury = day.juries[1]
        assert jury.current == phase(day, INES, 2)
        assert jury.alone == (phase(day, KARIM, 1),)
        assert [p.planned.key for p in jury.following] == [(KARIM, 2), (KARIM, 3)]
        assert day.rooms["Tarn"] == (phase(day, INES, 2), phase(day, KARIM, 1))

    def test_an_absent_candidate_is_not_awaited_and_delays_nobody(self) -> None:
        day = live(85, known={INES: Attendance("absent"), KARIM: PRESENT[KARIM]})
        assert {p.state for p in day.candidates[INES].phases} == {State.SKIPPED}
        assert phase(day, KARIM, 2).starts == at(105)  # his preparation, not called yet, lasts from now

    def test_a_start_ends_what_the_same_candidate_and_the_same_jury_had_left_open(self) -> None:
        day = live(
            105, told("phase_start", 40, order=1), told("phase_start", 61, order=2),
            told("phase_start", 101, KARIM, 2),
        )  # fmt: skip
        assert (phase(day, INES, 1).state, phase(day, INES, 1).ends) == (State.DONE, at(61))
        assert (phase(day, INES, 2).state, phase(day, INES, 2).ends) == (State.DONE, at(101))

    def test_a_phase_whose_start_nobody_told_is_over_all_the_same(self) -> None:
        day = live(70, told("phase_end", 62, order=1))
        assert (phase(day, INES, 1).state, phase(day, INES, 1).starts) == (State.DONE, at(40))

    def test_tasks_of_the_jury_alone_follow_the_timetable_when_nobody_tells_them(self) -> None:
        assert phase(live(35), INES, 0).state == State.RUNNING
        assert phase(live(55), INES, 0).state == State.DONE
        day = live(62, told("phase_start", 45, order=2))
        assert phase(day, INES, 0).state == State.DONE  # the jury would not have begun without having read
        assert phase(day, INES, 0).assumed

    def test_a_phase_that_nobody_told_is_taken_to_be_over_once_the_next_one_of_its_candidate_begins(
        self,
    ) -> None:
        day = live(62, told("phase_start", 62, order=2))
        assert (phase(day, INES, 1).state, phase(day, INES, 1).assumed) == (State.DONE, True)
        again = live(95, told("phase_start", 62, order=2), told("phase_start", 95, order=1))
        assert phase(again, INES, 1).state == State.RUNNING  # unless it is in fact passed afterwards

    def test_a_juror_s_arrival_is_the_first_told(self) -> None:
        facts = [told("juror_arrival", m, None, person=3) for m in (20, 10)]
        assert live(30, *facts).jurors == {3: at(10)}


class TestDelays:
    def test_before_anything_the_day_goes_as_published(self) -> None:
        day = live(0)
        assert all(p.starts == p.planned.starts and p.ends == p.planned.ends for p in day.juries[1].phases)
        assert (day.juries[1].delay, day.juries[1].ends) == (timedelta(0), at(160))

    def test_a_late_phase_pushes_the_next_ones_of_its_jury(self) -> None:
        day = live(75, told("phase_start", 40, order=1), told("phase_start", 75, order=2))
        assert phase(day, INES, 2).ends == at(105)
        assert phase(day, INES, 3).starts == at(105)
        assert phase(day, KARIM, 2).starts == at(115)
        assert phase(day, KARIM, 3).starts == at(145)
        assert day.juries[1].delay == timedelta(minutes=15)

    def test_a_preparation_is_held_back_until_the_jury_can_hear_what_it_prepares(self) -> None:
        day = live(75, told("phase_start", 40, order=1), told("phase_start", 75, order=2))
        assert (phase(day, KARIM, 1).starts, phase(day, KARIM, 1).ends) == (at(95), at(115))
        begun = live(82, told("phase_start", 75, order=2), told("phase_start", 80, KARIM, 1))
        assert phase(begun, KARIM, 1).due == at(100)  # once begun, it lasts what it must

    def test_a_preparation_does_not_wait_for_what_the_jury_does_alone(self) -> None:
        reading = of_the_jury(KARIM, 0, 60, 80)
        alone = [reading, step(KARIM, 1, 80, 100, alone=True)]
        day = fold([told("phase_start", 60, order=2)], [DAY[2], *alone], at(61), known=PRESENT)
        assert phase(day, KARIM, 1).starts == at(80)

    def test_a_preparation_waits_for_its_room_even_when_the_one_before_was_held_back(self) -> None:
        room = (("salle 4", timedelta(0)),)
        day = [
            replace(step(INES, 1, 40, 60, alone=True), needs=room), step(INES, 2, 60, 90),
            replace(step(KARIM, 1, 60, 80, alone=True, jury=2), needs=room), step(KARIM, 2, 80, 110, jury=2),
        ]  # fmt: skip
        late = fold([told("phase_start", 55, order=1)], day, at(56), known=PRESENT)
        assert phase(late, INES, 1).due == at(75)
        assert (phase(late, KARIM, 1).starts, phase(late, KARIM, 2).starts) == (at(75), at(95))
        held = fold([told("phase_start", 20, 9, 1)], [*day, step(9, 1, 20, 60)], at(70), known=PRESENT)
        assert (phase(held, INES, 1).starts, phase(held, INES, 1).ends) == (at(70), at(90))
        assert phase(held, KARIM, 1).starts == at(90)

    def test_a_jury_published_twice_at_the_same_hour_does_not_stop_the_console(self) -> None:
        room = (("salle 4", timedelta(0)),)
        prepared = [replace(step(INES, 1, 40, 60, alone=True), needs=room), step(INES, 2, 60, 70)]
        day = [*prepared, replace(step(KARIM, 1, 60, 65), needs=room)]
        assert phase(fold([], day, at(90), known=PRESENT), KARIM, 1).state == State.TO_COME

    def test_who_plays_rests_between_two_candidates_whatever_their_jury(self) -> None:
        play = (("comédien 3", timedelta(minutes=10)),)
        day = [
            replace(step(INES, 1, 40, 60), needs=play),
            replace(step(KARIM, 1, 75, 95, jury=2), needs=play),
        ]
        late = fold([told("phase_start", 50, order=1)], day, at(51), known=PRESENT)
        assert phase(late, KARIM, 1).starts == at(80)

    def test_a_rest_published_shorter_delays_nobody_by_itself(self) -> None:
        play = (("comédien 3", timedelta(minutes=10)),)
        day = [replace(step(INES, 1, 40, 60), needs=play), replace(step(KARIM, 1, 65, 85), needs=play)]
        assert phase(fold([], day, at(0), known=PRESENT), KARIM, 1).starts == at(65)

    def test_a_free_stretch_absorbs_a_delay(self) -> None:
        day = live(105, told("phase_end", 90, order=2), told("phase_start", 105, KARIM, 2))
        assert phase(day, KARIM, 2).delay == timedelta(minutes=5)
        assert phase(day, KARIM, 3).delay == timedelta(0)

    def test_a_phase_that_runs_over_pushes_for_as_long_as_it_lasts(self) -> None:
        day = live(97, told("phase_start", 60, order=2))
        assert (phase(day, INES, 2).due, phase(day, INES, 2).ends) == (at(90), at(97))
        assert day.juries[1].delay == timedelta(minutes=7)

    def test_nothing_is_pulled_forward(self) -> None:
        day = live(80, told("phase_start", 60, order=2), told("phase_end", 80, order=2))
        assert phase(day, KARIM, 2).starts == at(100)

    def test_a_late_morning_keeps_the_minutes_of_lunch(self) -> None:
        lunch = {1: Pause(at(130), at(140), timedelta(minutes=10))}
        day = live(110, told("phase_end", 105, order=2), told("phase_start", 110, KARIM, 2), lunches=lunch)
        assert phase(day, KARIM, 3).starts == at(150)

    def test_a_late_morning_keeps_the_lunch_of_who_plays_whatever_their_jury(self) -> None:
        play = (("comédien 3", timedelta(minutes=10)),)
        day = [
            replace(step(INES, 1, 100, 130), needs=play),
            replace(step(KARIM, 1, 185, 205, jury=2), needs=play),
        ]
        lunch = {"comédien 3": Pause(at(130), at(185), timedelta(minutes=45))}
        late = fold([told("phase_start", 120, order=1)], day, at(121), known=PRESENT, lunches=lunch)
        assert phase(late, KARIM, 1).starts == at(195)  # the play ends at 150
        on_time = fold([told("phase_start", 100, order=1)], day, at(101), known=PRESENT, lunches=lunch)
        assert phase(on_time, KARIM, 1).delay == timedelta(0)
        other = {"comédien 9": lunch["comédien 3"]}
        assert phase(
            fold([told("phase_start", 120, order=1)], day, at(121), known=PRESENT, lunches=other), KARIM, 1
        ).starts == at(185)

    def test_lunch_is_the_first_free_hour_of_the_window(self) -> None:
        steps = [step(INES, 1, 0, 30), step(INES, 2, 60, 200), step(INES, 3, 270, 300)]
        assert lunch_of(steps, at(180), at(360), 60) == Pause(at(200), at(270), timedelta(minutes=60))
        assert lunch_of(steps, at(180), at(240), 60) is None
        assert lunch_of(steps, at(180), at(360), 0) is None


class TestLateCandidates:
    def late(self, minutes: float) -> dict[int, Attendance]:
        return {INES: Attendance("late", at(minutes)), KARIM: PRESENT[KARIM]}

    def test_the_end_of_the_test_is_not_moved(self) -> None:
        day = live(52, told("phase_start", 52, order=1), known=self.late(50))
        assert phase(day, INES, 1).due == at(60)
        assert phase(day, INES, 2).starts == at(60)

    def test_once_there_the_next_tests_have_all_their_minutes_whatever_the_jury_s_delay(self) -> None:
        day = live(75, told("phase_end", 60, order=1), told("phase_start", 75, order=2), known=self.late(50))
        assert phase(day, INES, 2).due == at(105)

    def test_a_jury_that_was_not_free_takes_nothing_from_the_latecomer(self) -> None:
        late = {INES: PRESENT[INES], KARIM: Attendance("late", at(104))}
        facts = [
            told("phase_start", 75, order=2),
            told("phase_end", 105, order=2),
            told("phase_end", 103, KARIM, 1),
        ]
        day = live(106, *facts, told("phase_start", 106, KARIM, 2), known=late)
        assert phase(day, KARIM, 2).due == at(136)

    def test_a_test_whose_hour_is_over_is_missed_and_pushes_nobody(self) -> None:
        day = live(95, known=self.late(95))
        assert phase(day, INES, 2).state == State.MISSED
        assert phase(day, KARIM, 2).starts == at(115)

    def test_whoever_has_not_come_yet_pushes_nobody_either(self) -> None:
        day = live(70, known={KARIM: PRESENT[KARIM]})
        assert (phase(day, INES, 2).starts, phase(day, INES, 2).ends) == (at(70), at(90))
        assert phase(day, KARIM, 2).starts == at(100)


class TestTimers:
    @pytest.mark.parametrize(
        ("left", "level"),
        [(5.02, "calm"), (5, "soon"), (1.02, "soon"), (1, "last"), (0.02, "last"), (0, "over"), (-3, "over")],
    )
    def test_warnings_come_at_their_minute(self, left: float, level: str) -> None:
        found = timer(at(left), EIGHT)
        assert (found.level, found.seconds) == (level, round(left * 60))

    def test_the_thresholds_are_settings(self) -> None:
        assert timer(at(9), EIGHT, (10, 2)).level == "soon"

    def test_only_what_runs_is_timed(self) -> None:
        day = live(58, told("phase_start", 40, order=1))
        assert {p.planned.order for p in day.candidates[INES].phases if p.timer} == {1}
        assert phase(day, INES, 1).timer == timer(at(60), at(58))


def facts_of(day: list[Planned]) -> st.SearchStrategy[list[Fact]]:
    keys = st.sampled_from([s.key for s in day if s.candidate_there])
    minutes = st.integers(0, 200)
    phases = st.builds(
        lambda kind, key, m: told(kind, m, key[0], key[1]),
        st.sampled_from(["call", "phase_start", "phase_end"]), keys, minutes,
    )  # fmt: skip
    comings = st.builds(
        lambda kind, who, m: told(kind, m, who),
        st.sampled_from(["arrival", "late_admitted", "absent", "excused", "signature"]),
        st.sampled_from([INES, KARIM]), minutes,
    )  # fmt: skip
    return st.lists(phases | comings, max_size=14)


@given(facts_of(DAY), st.integers(0, 220), st.randoms(use_true_random=False))
def test_the_order_and_the_number_of_receptions_change_nothing(
    facts: list[Fact], now: int, chance: random.Random
) -> None:
    again = facts + chance.choices(facts, k=3) if facts else facts
    chance.shuffle(again)
    assert fold(again, DAY, at(now)) == fold(facts, DAY, at(now))


ROOM, PLAYER = (("salle 4", timedelta(0)),), (("comédien 3", timedelta(minutes=10)),)
SHARED_DAY = [
    replace(one, jury=1 if one.candidate == INES else 2, needs=PLAYER if one.jury_there else ROOM)
    for one in DAY
    if one.candidate_there
]


@given(facts_of(SHARED_DAY), st.integers(0, 220))
def test_a_room_has_one_candidate_and_who_plays_rests(facts: list[Fact], now: int) -> None:
    day = fold([fact for fact in facts if fact.at <= at(now)], SHARED_DAY, at(now))
    phases = [p for who in day.candidates.values() for p in who.phases]
    for name, rest in (*ROOM, *PLAYER):
        held = [p for p in phases if any(name == need for need, _ in p.planned.needs)]
        for one in held:
            for then in held:
                if then.state in (State.TO_COME, State.CALLED) and one.planned.ends <= then.planned.starts:
                    gone = one.state in (State.SKIPPED, State.MISSED)
                    assert gone or then.starts >= one.ends + min(rest, then.planned.starts - one.planned.ends)


@given(facts_of(DAY), facts_of(DAY), st.integers(0, 220))
def test_what_is_taken_back_leaves_no_trace(kept: list[Fact], mistakes: list[Fact], now: int) -> None:
    gone = [replace(fact, uuid=f"mistake {n}") for n, fact in enumerate(mistakes)]
    undos = [Fact(f"undo {n}", "undo", fact.at, undoes=fact.uuid) for n, fact in enumerate(gone)]
    assert fold([*undos, *kept, *gone], DAY, at(now)) == fold(kept, DAY, at(now))


@given(facts_of(DAY), st.integers(0, 220))
def test_nobody_loses_minutes_to_others_and_nobody_is_in_two_places(facts: list[Fact], now: int) -> None:
    facts = [fact for fact in facts if fact.at <= at(now)]
    day = fold(facts, DAY, at(now))
    for who in day.candidates.values():
        for one in who.phases:
            if one.state in (State.TO_COME, State.CALLED):
                assert one.starts >= one.planned.starts
                assert one.assumed or one.starts >= day.now
                assert one.ends - one.starts <= one.planned.length
                if who.attendance.presence == "present":
                    assert one.ends - one.starts == one.planned.length
            if one.due and who.attendance.presence == "present":
                assert one.due - one.starts == one.planned.length
    still = [p for p in day.juries[1].phases if p.state in (State.TO_COME, State.CALLED, State.RUNNING)]
    busy = sorted((p for p in still if p.planned.jury_there), key=lambda p: p.starts)
    assert all(a.ends <= b.starts for a, b in pairwise(busy))
    for candidate in (INES, KARIM):
        own = sorted(
            (p for p in still if p.planned.candidate == candidate and p.planned.candidate_there),
            key=lambda p: p.starts,
        )
        assert all(a.ends <= b.starts for a, b in pairwise(own))
