"""The clocks of the VAE, at the edges of months and years: when each starts, ends and stops."""

from datetime import date

import pytest

from jalon.parcours.rules.clocks import clocks_of, opening_days
from tests.parcours.clocks.paths import clock, due, path


def test_a_request_is_answered_within_thirty_days():
    assert due(path("vae", "request", opened_on=date(2026, 1, 31)), "vae.answer") == date(2026, 3, 2)
    assert due(path("vae", "request", opened_on=date(2028, 1, 31)), "vae.answer") == date(2028, 3, 1)


def test_an_answer_or_the_study_itself_stops_the_answer():
    for act, stage in (("answer", "answered"), ("study", "feasibility")):
        answered = clock(path("vae", stage, (act, date(2026, 1, 20))), "vae.answer")
        assert answered is not None
        assert answered.done_on == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("sent", "last", "tacit"),
    [
        (date(2026, 1, 31), date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 12, 31), date(2028, 2, 29), date(2028, 3, 1)),
        (date(2028, 2, 29), date(2028, 4, 29), date(2028, 4, 30)),
        (date(2026, 6, 14), date(2026, 8, 14), date(2026, 8, 15)),  # a Saturday and a holiday: not put off
    ],
)
def test_silence_counts_from_the_day_after_two_months(sent, last, tacit):
    facts = path("vae", "sent", ("send_feasibility", sent), opened_on=date(2025, 1, 1))
    assert due(facts, "vae.admissibility") == last
    assert opening_days(facts)["admit_tacitly"] == tacit
    assert f"{tacit:%d/%m/%Y}" in clock(facts, "vae.admissibility").missed


def test_the_two_months_run_from_the_complete_file():
    acts = ("send_feasibility", date(2026, 2, 1)), ("acknowledge", date(2026, 2, 20))
    assert due(path("vae", "complete", *acts), "vae.admissibility") == date(2026, 4, 20)
    assert clock(path("vae", "complete", *acts), "vae.admissibility").note == ""
    again = *acts, ("return_feasibility", date(2026, 3, 1)), ("send_feasibility", date(2026, 3, 10))
    assert clock(path("vae", "incomplete", *again[:3]), "vae.admissibility") is None
    assert due(path("vae", "sent", *again), "vae.admissibility") == date(2026, 5, 10)


@pytest.mark.parametrize("act", ["admit", "admit_tacitly", "refuse"])
def test_a_decision_stops_the_two_months(act):
    stage = "inadmissible" if act == "refuse" else "admissible"
    decided = clock(
        path("vae", stage, ("send_feasibility", date(2026, 2, 1)), (act, date(2026, 3, 3))),
        "vae.admissibility",
    )
    assert decided.done_on == date(2026, 3, 3)
    assert decided.due_on == date(2026, 4, 1)


def test_the_admissibility_is_valid_until_its_own_day_else_the_centre_s():
    admitted = ("admit", date(2028, 2, 29))
    assert due(path("vae", "admissible", admitted), "vae.validity") == date(2029, 2, 28)
    told = path("vae", "admissible", admitted, recevabilite_until=date(2030, 12, 31))
    assert due(told, "vae.validity") == date(2030, 12, 31)
    two = path("vae", "admissible", admitted, parameters={"recevabilite_years": 4})
    assert due(two, "vae.validity") == date(2032, 2, 29)


def test_inactivity_alerts_before_it_lapses():
    facts = path("vae", "accompanied", ("admit", date(2026, 3, 1)), ("accompany", date(2026, 3, 31)))
    assert due(facts, "vae.alert") == date(2026, 9, 12)
    assert due(facts, "vae.lapse") == date(2026, 9, 30)
    assert opening_days(facts)["lapse"] == date(2026, 10, 1)


def test_any_sign_of_life_puts_the_lapse_off():
    quiet = path("vae", "accompanied", ("admit", date(2026, 3, 1)))
    met = path("vae", "accompanied", ("admit", date(2026, 3, 1)), last_activity_on=date(2026, 8, 31))
    assert due(quiet, "vae.lapse") == date(2026, 9, 1)
    assert due(met, "vae.lapse") == date(2027, 2, 28)


def test_silence_before_the_admissibility_is_told_but_nothing_lapses():
    facts = path("vae", "feasibility", ("study", date(2026, 1, 10)))
    assert due(facts, "vae.silence") == date(2026, 3, 11)
    assert clock(facts, "vae.lapse") is None


def test_the_certifier_s_turn_is_no_silence_of_the_candidate():
    facts = path("vae", "sent", ("send_feasibility", date(2026, 1, 10)))
    assert {one.code for one in clocks_of(facts)}.isdisjoint({"vae.silence", "vae.alert", "vae.lapse"})


def test_the_jury_meets_within_three_months_of_the_deposit():
    deposit = ("deposit", date(2026, 11, 30))
    assert due(path("vae", "deposited", deposit), "vae.jury") == date(2027, 2, 28)
    assert due(path("vae", "registered", deposit), "vae.jury") == date(2027, 2, 28)
    judged = clock(path("vae", "judged", deposit, ("judge", date(2027, 2, 1))), "vae.jury")
    assert judged.done_on == date(2027, 2, 1)


def test_a_dossier_sent_back_no_longer_waits_for_the_jury():
    acts = ("deposit", date(2026, 11, 30)), ("return_dossier", date(2026, 12, 4))
    assert clock(path("vae", "returned", *acts), "vae.jury") is None


def test_a_new_registration_after_a_decision_waits_for_no_old_deposit():
    acts = ("deposit", date(2026, 3, 1)), ("judge", date(2026, 5, 1)), ("register", date(2026, 6, 1))
    facts = path("vae", "registered", *acts)
    assert clock(facts, "vae.jury").done_on == date(2026, 5, 1)


def test_the_interview_after_the_jury_has_its_day():
    acts = ("judge", date(2026, 5, 1)), ("follow", date(2026, 5, 12))
    assert due(path("vae", "judged", acts[0]), "vae.follow") == date(2026, 5, 31)
    assert clock(path("vae", "followed", *acts), "vae.follow").done_on == date(2026, 5, 12)


@pytest.mark.parametrize("stage", ["awarded", "closed", "lapsed", "inadmissible"])
def test_no_clock_runs_once_the_path_is_over(stage):
    facts = path(
        "vae", stage, ("admit", date(2026, 3, 1)), ("deposit", date(2026, 4, 1)), ("judge", date(2026, 5, 1)),
        title_ends_on=date(2028, 3, 22), recevabilite_until=date(2027, 3, 1),
    )  # fmt: skip
    assert [one.code for one in clocks_of(facts) if one.done_on is None] == []
