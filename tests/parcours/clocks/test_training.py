"""The clocks of training and of capitalisation: entry, end, end of the title, the year to come back."""

from datetime import date, timedelta

import pytest

from jalon.parcours.rules.clocks import clocks_of, last_day_to_sit
from tests.parcours.clocks.paths import clock, due, path

END = date(2028, 3, 22)
FORMATION = {"title_ends_on": END, "starts_on": date(2027, 9, 6), "ends_on": date(2028, 6, 2)}


def test_entry_and_end_follow_the_dates_of_the_path():
    assert due(path("formation", "contracted", **FORMATION), "formation.enter") == date(2027, 9, 6)
    entered = path("formation", "training", ("enter", date(2027, 9, 7)), **FORMATION)
    assert clock(entered, "formation.enter").done_on == date(2027, 9, 7)
    assert due(entered, "formation.complete") == date(2028, 6, 2)
    completed = path(
        "formation", "ready", ("enter", date(2027, 9, 7)), ("complete", date(2028, 6, 1)), **FORMATION
    )
    assert clock(completed, "formation.complete").done_on == date(2028, 6, 1)


@pytest.mark.parametrize(
    ("began", "last"),
    [
        (END - timedelta(days=1), date(2029, 3, 22)),
        (END, END),
        (END + timedelta(days=1), END),
    ],
)
def test_a_training_begun_before_the_end_of_the_title_has_the_prolongation_year(began, last):
    facts = path("formation", "training", ("enter", began), title_ends_on=END)
    assert last_day_to_sit(facts)[0] == last
    assert due(facts, "formation.title") == last


def test_a_failure_has_the_prolongation_year_and_a_vae_none():
    failed = path("formation", "failed", ("fail", date(2028, 3, 1)), title_ends_on=END)
    assert due(failed, "formation.title") == date(2029, 3, 22)
    assert due(path("vae", "admissible", title_ends_on=END), "vae.title") == END
    assert due(path("capitalisation", "standing", title_ends_on=END), "capitalisation.title") == date(
        2029, 3, 22
    )


def test_a_title_that_ends_on_the_29th_of_february_is_prolonged_to_the_28th():
    facts = path("capitalisation", "standing", title_ends_on=date(2028, 2, 29))
    assert due(facts, "capitalisation.title") == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("failed", "last"),
    [
        (date(2027, 1, 31), date(2028, 1, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_one_comes_back_within_a_year_of_a_failure(failed, last):
    assert due(path("formation", "failed", ("fail", failed)), "formation.retake") == last


def test_the_year_runs_from_the_first_result_until_a_new_training():
    acts = ("fail", date(2027, 1, 10)), ("register", date(2027, 4, 1)), ("fail", date(2027, 5, 10))
    facts = path("formation", "failed", *acts)
    assert due(facts, "formation.retake") == date(2028, 1, 10)
    again = path("formation", "failed", *acts, ("enter", date(2027, 9, 1)), ("fail", date(2028, 2, 1)))
    assert due(again, "formation.retake") == date(2029, 2, 1)


@pytest.mark.parametrize(
    ("absent", "last"),
    [
        (date(2027, 1, 31), date(2028, 1, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
@pytest.mark.parametrize("stage", ["ready", "training"])
def test_an_absence_opens_the_same_year_as_a_failure(absent, last, stage):
    facts = path("formation", stage, ("enter", date(2026, 9, 7)), absences=(absent,))
    assert due(facts, "formation.retake") == last
    assert clock(facts, "formation.retake").note.startswith("Encore 3 sessions")


def test_an_absence_then_a_failure_is_one_year_and_spends_one_session():
    acts = ("enter", date(2026, 9, 7)), ("fail", date(2027, 6, 1))
    facts = path("formation", "failed", *acts, absences=(date(2027, 1, 31),))
    assert due(facts, "formation.retake") == date(2028, 1, 31)
    assert clock(facts, "formation.retake").note.startswith("Encore 2 sessions")


def test_an_absence_before_a_new_training_counts_no_more():
    facts = path("formation", "training", ("enter", date(2027, 9, 7)), absences=(date(2027, 9, 6),))
    assert clock(facts, "formation.retake") is None


@pytest.mark.parametrize(("day", "last"), [(END, date(2029, 3, 22)), (END + timedelta(days=1), END)])
def test_an_absence_before_the_end_of_the_title_has_the_prolongation_year(day, last):
    facts = path("formation", "ready", ("enter", END), absences=(day,), title_ends_on=END)
    assert due(facts, "formation.title") == last


@pytest.mark.parametrize(("rank", "left"), [(364, "2 sessions"), (365, "2 sessions"), (366, "3 sessions")])
def test_only_the_sessions_of_that_year_are_spent(rank, left):
    """1 February 2027 to 1 February 2028 included: the 365th day is the last."""
    first = date(2027, 2, 1)
    facts = path("formation", "failed", ("fail", first), ("fail", first + timedelta(days=rank)))
    assert clock(facts, "formation.retake").note.startswith(f"Encore {left}")


@pytest.mark.parametrize(
    ("results", "said"),
    [
        (1, "Encore 3 sessions"),
        (2, "Encore 2 sessions"),
        (3, "Encore 1 session "),
        (4, "Plus aucune session"),
    ],
)
def test_no_more_than_three_sessions_in_that_year(results, said):
    """The session that opened the year is not one of the three: they are those held within it (A2.4)."""
    acts = [("fail", date(2027, 1, 10) + timedelta(days=60 * rank)) for rank in range(results)]
    assert clock(path("formation", "failed", *acts), "formation.retake").note.startswith(said)


def test_a_new_presentation_has_the_same_year_until_it_is_registered():
    failed = ("fail", date(2027, 3, 1))
    assert due(path("retake", "standing", failed), "retake.retake") == date(2028, 3, 1)
    assert clock(path("retake", "registered", failed), "retake.retake") is None


@pytest.mark.parametrize("route", ["formation", "capitalisation"])
def test_who_holds_a_ccp_comes_again_until_the_end_of_the_title(route):
    stage = "partial" if route == "formation" else "standing"
    facts = path(route, stage, ("award_part", date(2027, 3, 1)), title_ends_on=END)
    assert clock(facts, f"{route}.retake") is None
    assert due(facts, f"{route}.title") == date(2029, 3, 22)


@pytest.mark.parametrize("stage", ["awarded", "closed"])
@pytest.mark.parametrize("route", ["formation", "apprentissage", "capitalisation", "retake"])
def test_no_clock_runs_once_the_path_is_over(route, stage):
    facts = path(route, stage, ("enter", date(2027, 9, 6)), ("fail", date(2027, 10, 1)), **FORMATION)
    assert [one.code for one in clocks_of(facts) if one.done_on is None] == []


def test_what_comes_next_is_told_even_without_a_day():
    assert clock(path("formation", "contact"), "formation.apply").due_on is None
    assert clock(path("formation", "ready"), "formation.register") is not None
