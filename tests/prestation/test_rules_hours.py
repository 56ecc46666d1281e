"""Half-days and hours: what a séance is made of, and what it never is (C8)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.prestation.rules.hours import PARIS, halves, hours_faults, lasting

DAY = date(2026, 11, 16)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


def test_lunch_cuts_a_day_into_two_half_days_signed_apart() -> None:
    morning, afternoon = halves(at(9), at(17), time(12), time(13, 30))
    assert (morning.half_day, morning.minutes) == ("morning", 180)
    assert (afternoon.half_day, afternoon.minutes) == ("afternoon", 210)
    assert morning.label == "lundi 16\u00a0novembre 2026, matin"


@pytest.mark.parametrize(
    ("hour", "half"), [(8, "morning"), (12, "morning"), (13, "afternoon"), (18, "afternoon")]
)
def test_a_séance_without_pause_belongs_to_the_half_day_in_which_it_begins(hour: int, half: str) -> None:
    assert [one.half_day for one in halves(at(hour), at(hour + 2))] == [half]


def test_hours_are_told_in_paris_whatever_zone_they_come_in() -> None:
    assert (
        halves(datetime(2026, 7, 1, 11, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC))[0].half_day
        == "afternoon"
    )


def test_the_night_when_the_hour_changes_counts_real_minutes() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert lasting(at(1, day=spring), at(4, day=spring)) == 120
    assert lasting(at(1, day=autumn), at(4, day=autumn)) == 240


@pytest.mark.parametrize(
    ("starts", "ends", "pause", "said"),
    [
        (at(12), at(9), (None, None), "finit avant d’avoir commencé"),
        (at(9), at(9), (None, None), "finit avant d’avoir commencé"),
        (at(22), at(1, day=date(2026, 11, 17)), (None, None), "tient dans une journée"),
        (at(9), at(15, 1), (None, None), "plus de six heures"),
        (at(9), at(17), (time(12), None), "le début et la fin de la pause"),
        (at(9), at(17), (time(13), time(12)), "La pause finit avant"),
        (at(9), at(17), (time(8), time(9)), "pendant la séance"),
        (at(9), at(17), (time(16), time(18)), "pendant la séance"),
    ],
)
def test_hours_that_are_not_those_of_a_séance_are_refused(starts, ends, pause, said) -> None:
    assert any(said in fault for fault in hours_faults(starts, ends, *pause))


def test_six_hours_sharp_need_no_pause() -> None:
    assert hours_faults(at(9), at(15)) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine proves nothing
@given(st.integers(0, 1438), st.integers(1, 720), st.integers(1, 600), st.integers(1, 600))
def test_half_days_never_hold_negative_minutes_nor_more_than_the_séance(start, length, before, pause) -> None:
    begins = datetime.combine(DAY, time(), PARIS) + timedelta(minutes=start)
    ends = begins + timedelta(minutes=length)
    cut = (begins + timedelta(minutes=before)).time(), (begins + timedelta(minutes=before + pause)).time()
    if hours_faults(begins, ends, *cut):
        return
    found = halves(begins, ends, *cut)
    assert all(one.minutes > 0 for one in found)
    assert sum(one.minutes for one in found) == length - pause
