"""Conflicts of interest, the clock of France, rooms of juries, moves by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.timetable import (
    Registered,
    Tie,
    clock_changes_within,
    conflicts_of_interest,
    local_minutes,
    moment,
    rooms_of_juries,
)

WINTER, SUMMER = date(2026, 10, 25), date(2027, 3, 28)


def test_a_trainer_never_judges_the_candidate_they_trained() -> None:
    found = conflicts_of_interest([1, 2], [Registered(10, 5, frozenset({1}))], [])
    assert found == {1: {10: ("a formé ou accompagné le candidat (dossier de parcours)",)}}


def test_someone_who_accompanied_a_vae_does_not_judge_it() -> None:
    found = conflicts_of_interest([1], [Registered(10, 5, frozenset({1}), vae=True)], [])
    assert found[1][10] == ("a accompagné la VAE du candidat (dossier de parcours)",)


@pytest.mark.parametrize("kind", ["trained", "accompanied", "related", "work"])
def test_a_declared_tie_counts_whoever_declared_it(kind: str) -> None:
    candidates = [Registered(10, 5)]
    assert 10 in conflicts_of_interest([1], candidates, [Tie(1, 5, kind)])[1]
    assert 10 in conflicts_of_interest([1], candidates, [Tie(5, 1, kind)])[1]


def test_every_reason_is_given_at_once_and_only_once() -> None:
    ties = [Tie(1, 5, "related"), Tie(5, 1, "related"), Tie(1, 5, "trained")]
    reasons = conflicts_of_interest([1], [Registered(10, 5, frozenset({1}))], ties)[1][10]
    assert reasons == (
        "a un lien personnel ou familial avec le candidat (lien déclaré)",
        "a formé le candidat (lien déclaré)",
        "a formé ou accompagné le candidat (dossier de parcours)",
    )


def test_nobody_judges_themselves() -> None:
    assert conflicts_of_interest([5], [Registered(10, 5)], [])[5][10] == ("est le candidat lui-même",)


def test_ties_between_others_do_not_count() -> None:
    assert conflicts_of_interest([1, 2], [Registered(10, 5)], [Tie(1, 2, "work"), Tie(3, 5, "work")]) == {}


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)).filter(lambda t: t[0] != t[1]), max_size=20),
)
def test_ties_are_symmetric(pairs: list[tuple[int, int]]) -> None:
    candidates = [Registered(10 + n, n) for n in range(1, 7)]
    there = conflicts_of_interest(range(1, 7), candidates, [Tie(a, b, "work") for a, b in pairs])
    back = conflicts_of_interest(range(1, 7), candidates, [Tie(b, a, "work") for a, b in pairs])
    assert {j: set(who) for j, who in there.items()} == {j: set(who) for j, who in back.items()}


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(180, 1439))
def test_minutes_of_the_clock_survive_the_trip_through_utc(day: date, minutes: int) -> None:
    instant = moment(day, minutes)
    assert local_minutes(instant.astimezone(UTC)) == (day, minutes)


def test_nine_o_clock_is_nine_o_clock_on_the_day_the_hour_changes() -> None:
    assert moment(WINTER, 9 * 60).astimezone(UTC) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    assert moment(WINTER - timedelta(days=1), 9 * 60).astimezone(UTC) == datetime(
        2026, 10, 24, 7, 0, tzinfo=UTC
    )
    assert moment(SUMMER, 9 * 60).astimezone(UTC) == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", [WINTER, SUMMER])
def test_a_day_open_while_the_hour_changes_is_noticed(day: date) -> None:
    assert clock_changes_within(day, time(1, 0), time(12, 0))
    assert not clock_changes_within(day, time(8, 30), time(18, 0))
    assert not clock_changes_within(day + timedelta(days=1), time(1, 0), time(12, 0))


def test_a_jury_keeps_the_room_reserved_for_it() -> None:
    rooms = rooms_of_juries({"2": "Ariège"}, {"1": "Ariège", "2": "Garonne"}, ["Ariège", "Garonne"])
    assert rooms == {"1": "Garonne", "2": "Ariège"}


def test_two_juries_with_the_same_reserved_room_still_get_one_each() -> None:
    wanted = {"1": "Ariège", "2": "Ariège"}
    rooms = rooms_of_juries(wanted, {"1": "Ariège", "2": "Garonne"}, ["Ariège", "Garonne"])
    assert sorted(rooms.values()) == ["Ariège", "Garonne"]


@given(
    st.dictionaries(st.sampled_from("12345"), st.sampled_from("abcde")),
    st.permutations("abcde"),
    st.integers(1, 5),
)
def test_juries_never_share_a_room(wanted: dict[str, str], rooms: list[str], sitting: int) -> None:
    assigned = dict(zip("12345"[:sitting], rooms, strict=False))
    found = rooms_of_juries(wanted, assigned, "abcde")
    assert set(found) == set(assigned)
    assert len(set(found.values())) == len(found)
