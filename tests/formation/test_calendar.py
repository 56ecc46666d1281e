"""From hours to dates: every minute placed once, never on a closed day, never two séances at once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.accounts.enums import Role
from jalon.common.calendar import is_working_day
from jalon.common.workflow import TransitionRefused
from jalon.formation.operations.calendars import plan_calendar
from jalon.formation.queries import items_of
from jalon.formation.rules.calendar import Away, HalfDayHours, Rhythm, ToPlace, plan
from jalon.prestation.models import Seance
from tests import cast

MONDAY = date(2027, 1, 4)


def test_a_day_of_seven_hours_is_one_seance_with_its_pause():
    slots = plan([ToPlace(1, 420)], Rhythm(MONDAY)).slots
    assert [(one.day, one.start, one.end, one.pause) for one in slots] == [(MONDAY, 540, 1020, (750, 810))]


def test_a_seance_that_ends_in_the_morning_leaves_its_rest_to_the_next():
    slots = plan([ToPlace(1, 120), ToPlace(2, 90)], Rhythm(MONDAY)).slots
    assert [(one.key, one.start, one.end) for one in slots] == [(1, 540, 660), (2, 660, 750)]


def test_holidays_closures_and_weeks_in_companies_are_left_out():
    rhythm = Rhythm(
        date(2027, 5, 3),
        away=(Away(date(2027, 5, 10), date(2027, 5, 11)),),
        alternate_centre=2,
        alternate_company=1,
    )
    days = {one.day for one in plan([ToPlace(1, 20 * 420)], rhythm).slots}
    assert date(2027, 5, 6) not in days  # Ascension
    assert date(2027, 5, 10) not in days
    assert not any(date(2027, 5, 17) <= day <= date(2027, 5, 23) for day in days)  # in companies
    assert date(2027, 5, 24) in days


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [
        (Rhythm(MONDAY, morning=None, afternoon=None), "demi-journée"),
        (Rhythm(MONDAY, weekdays=frozenset()), "jour de la semaine"),
        (Rhythm(MONDAY, morning=HalfDayHours(600, 600)), "suit son début"),
        (Rhythm(MONDAY, afternoon=HalfDayHours(700, 900)), "avant la fin"),
        (Rhythm(MONDAY, alternate_company=1), "alternance"),
        (Rhythm(MONDAY, away=(Away(MONDAY, MONDAY - timedelta(days=1)),)), "fermeture"),
        (Rhythm(MONDAY, away=(Away(MONDAY, date(2032, 1, 1)),)), "Trois ans"),
    ],
)
def test_a_rhythm_that_places_nothing_says_why(rhythm, said):
    found = plan([ToPlace(1, 60)], rhythm)
    assert found.slots == ()
    assert said in " ".join(found.faults)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(15, 1500), min_size=1, max_size=8),
    st.sets(st.integers(0, 4), min_size=1),
    st.integers(0, 3),
    st.integers(0, 3),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)
def test_every_minute_is_placed_once_on_a_day_of_the_rhythm(minutes, weekdays, centre, company, first):
    rhythm = Rhythm(
        first, weekdays=frozenset(weekdays), alternate_centre=centre or 1, alternate_company=company
    )
    found = plan([ToPlace(key, length) for key, length in enumerate(minutes)], rhythm)
    assert found.faults == ()
    for key, length in enumerate(minutes):
        assert sum(one.minutes for one in found.slots if one.key == key) == length
    assert [one.key for one in found.slots] == sorted(one.key for one in found.slots)
    for before, after in zip(found.slots, found.slots[1:], strict=False):
        assert (before.day, before.end) <= (after.day, after.start)
    assert all(is_working_day(one.day) and one.day.weekday() in weekdays for one in found.slots)


def test_a_calendar_becomes_seances_that_name_module_and_competences(programme, prestation, leader, now):
    items = {item.pk: item for item in items_of(programme)}
    slots = plan([ToPlace(item.pk, item.minutes) for item in items.values()], Rhythm(MONDAY)).slots
    made = plan_calendar(
        actor=leader,
        prestation=prestation,
        programme=programme,
        items=items,
        slots=slots,
        now=now,
        room="Garonne",
    )
    assert len(made) == len(slots) == Seance.objects.filter(prestation=prestation).count()
    second = next(one for one in made if one.competence_refs)
    assert second.module_ref == f"programme-{programme.pk}/module-1"
    assert second.trainer == prestation.trainer
    programme.refresh_from_db()
    assert programme.frozen_at == now
    with pytest.raises(TransitionRefused) as refused:  # the same again: everyone is already busy
        plan_calendar(
            actor=leader, prestation=prestation, programme=programme, items=items, slots=slots[:2], now=now
        )
    assert "04/01/2027" in refused.value.reasons[0]


def test_a_calendar_out_of_the_dates_of_the_prestation_is_refused_whole(programme, prestation, leader, now):
    items = {item.pk: item for item in items_of(programme)}
    slots = plan([ToPlace(item.pk, item.minutes) for item in items.values()], Rhythm(date(2027, 11, 2))).slots
    with pytest.raises(TransitionRefused, match="Le calendrier va jusqu’au"):
        plan_calendar(
            actor=leader, prestation=prestation, programme=programme, items=items, slots=slots, now=now
        )
    assert not Seance.objects.exists()


def test_the_screen_previews_then_plans(client, programme, prestation, leader):
    client.force_login(cast.user(Role.RESPONSABLE_SESSION))
    url = reverse("formation:programme_calendar", args=[programme.pk])
    other = cast.person("Azéma", "Luc", date(1981, 2, 2), user=cast.user(Role.FORMATEUR, number=2))
    asked = {
        "prestation": prestation.pk, "first": "2027-01-04", "weekdays": list("01234"), "morning_start": "09:00",
        "morning_end": "12:30", "afternoon_start": "13:30", "afternoon_end": "17:00", "alternate_centre": 3,
        "alternate_company": 2, "trainer_1": other.pk, "away": "05/04/2027 - 09/04/2027 congés", "room": "Garonne",
    }  # fmt: skip
    page = client.post(url, asked).content.decode()
    assert "Calendrier proposé" in page
    assert not Seance.objects.exists()
    assert client.post(url, {**asked, "confirmed": "1"}).status_code == 302
    planned = Seance.objects.filter(prestation=prestation)
    assert planned.count() > 40
    assert {one.trainer for one in planned if one.module_ref.endswith("/module-1")} == {other}
    assert {one.trainer for one in planned if one.module_ref.endswith("/module-2")} == {prestation.trainer}
    wrong = client.post(url, {**asked, "away": "bientôt"}).content.decode()
    assert "n’est pas une période" in wrong
