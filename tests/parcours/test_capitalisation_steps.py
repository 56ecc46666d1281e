"""The next steps proposed after each result, and what is ticked for the next session (A2, A6.2, A7.3, B10)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jalon.parcours.rules.capitalisation import standing
from jalon.parcours.rules.capitalisation_facts import FINAL_INTERVIEW, TITLE, Held
from jalon.parcours.rules.capitalisation_steps import next_steps, suggestion
from jalon.parcours.rules.capitalisation_windows import latest
from tests.parcours.test_capitalisation import BARE, END, FAILED, LAST, PARTIAL, TRAINED, VALIDATED, held, sat

SOON = date(2026, 12, 1)
EVERY = (TITLE, "ccp1", "ccp2", "ccp3", FINAL_INTERVIEW)


def steps(facts, route="formation", on=SOON):
    return next_steps(standing(facts, on), route=route, last=latest(facts, on))


def told(facts, route="formation", on=SOON):
    return [step.code for step in steps(facts, route, on)]


def test_after_a_partial_success_sessions_of_ccps_then_the_interview():
    first, second = steps(PARTIAL)
    assert (first.code, first.scopes, first.until) == ("ccps", ("ccp2", "ccp3"), LAST)
    assert (second.code, second.scopes) == ("interview_with_last", ("ccp2", "ccp3", FINAL_INTERVIEW))


def test_after_a_failure_the_retake_window():
    (step,) = steps(FAILED)
    assert (step.code, step.until) == ("again", date(2027, 11, 16))
    assert "3 sessions" in step.text


@pytest.mark.parametrize("on", [date(2027, 11, 17), date(2028, 1, 1)])
def test_after_the_window_a_new_training(on):
    assert told(FAILED, on=on) == ["train_again"]


def test_a_partial_vae_begins_with_the_post_jury_interview():
    vae = replace(BARE, recevabilite_until=date(2027, 6, 30), presentations=(sat("partial"),), held=held(2))
    assert told(vae, "vae") == ["post_jury", "ccps", "interview_with_last"]


def test_a_failed_vae_whose_recevabilite_is_over_asks_for_another():
    vae = replace(BARE, recevabilite_until=date(2026, 11, 30), presentations=(sat(),))
    assert told(vae, "vae") == ["post_jury", "vae_again"]


def test_all_the_ccps_lead_to_the_interview_and_a_failed_one_to_another():
    assert told(replace(PARTIAL, held=held(1, 2, 3))) == ["interview"]
    again = replace(BARE, held=held(1, 2, 3), presentations=(sat("partial", interview="unfavourable"),))
    (step,) = steps(again)
    assert (step.rule, step.scopes, step.until) == ("A7.3", (FINAL_INTERVIEW,), LAST)
    assert "de nouveau" in step.text


def test_nothing_is_proposed_once_the_title_is_held():
    assert told(replace(PARTIAL, titre_on=VALIDATED)) == []


def test_a_ccp_that_the_referentiel_grants_is_to_be_recorded_first():
    derived = replace(BARE, held=(Held(1, VALIDATED, "correspondence", recorded=False),))
    assert told(derived, "capitalisation")[0] == "record"


def test_when_the_title_is_over_nothing_is_promised():
    assert told(PARTIAL, on=date(2029, 3, 24)) == ["over"]


def test_someone_without_any_way_is_told_which_exist():
    assert told(BARE, "capitalisation") == ["find_a_way"]


# --- what is ticked, and by which route


def suggested(facts, offered=EVERY, route="formation", aimed=()):
    found = suggestion(standing(facts, SOON), offered, route=route, last=latest(facts, SOON), aimed=aimed)
    return found.route, found.scopes


def test_a_first_presentation_takes_the_title_when_the_session_holds_it():
    assert suggested(TRAINED) == ("formation", (TITLE,))
    assert suggested(TRAINED, ("ccp1", "ccp2")) == ("formation", ("ccp1", "ccp2"))


def test_a_trainee_who_holds_a_ccp_from_elsewhere_stays_on_the_route_whose_hours_are_checked():
    assert suggested(replace(TRAINED, held=held(1, origin="equivalence"))) == ("formation", (TITLE,))
    some = ("ccp2", "ccp3", FINAL_INTERVIEW)
    assert suggested(replace(TRAINED, held=held(1, origin="equivalence")), some) == (
        "formation",
        ("ccp2", "ccp3"),
    )


def test_capitalisation_takes_the_missing_ccps_and_the_interview_of_the_last():
    assert suggested(PARTIAL) == ("capitalisation", ("ccp2", "ccp3", FINAL_INTERVIEW))
    assert suggested(PARTIAL, ("ccp2", FINAL_INTERVIEW)) == ("capitalisation", ("ccp2",))
    last = replace(PARTIAL, held=held(1, 2))
    assert suggested(last, ("ccp3", FINAL_INTERVIEW)) == ("capitalisation", ("ccp3", FINAL_INTERVIEW))


def test_only_the_interview_remains_when_every_ccp_is_held():
    every = replace(PARTIAL, held=held(1, 2, 3))
    assert suggested(every) == ("capitalisation", (FINAL_INTERVIEW,))
    assert suggested(every, ("ccp1",)) == ("capitalisation", ())


def test_a_path_towards_some_ccps_takes_those_alone():
    assert suggested(TRAINED, aimed=(2,)) == ("formation", ("ccp2",))


def test_nothing_suits_a_session_without_what_is_needed():
    assert suggested(PARTIAL, (TITLE, "ccp1")) == ("capitalisation", ())
    assert suggested(replace(TRAINED, titre_on=VALIDATED)) == ("formation", ())


VAE = replace(BARE, recevabilite_until=LAST)


@pytest.mark.parametrize(
    ("facts", "route", "expected"),
    [
        (FAILED, "formation", ("retake", (TITLE,))),
        (replace(BARE, held=held(1)), "capitalisation", ("capitalisation", ("ccp2", "ccp3", FINAL_INTERVIEW))),
        (VAE, "vae", ("vae", (TITLE,))),
        (replace(VAE, presentations=(sat(),)), "vae", ("vae", (TITLE,))),
        (replace(VAE, presentations=(sat("partial"),), held=held(1)), "vae",
         ("capitalisation", ("ccp2", "ccp3", FINAL_INTERVIEW))),
        (replace(VAE, held=held(1, origin="equivalence")), "vae", ("vae", ("ccp2", "ccp3"))),
    ],
)  # fmt: skip
def test_the_route_of_the_registration_follows_from_the_history(facts, route, expected):
    assert suggested(facts, route=route) == expected


def test_the_title_obtained_opens_the_ccss_that_complete_it_and_nothing_opens_them_before():
    facts = replace(BARE, ccss={1: "Animer un plateau", 2: "Former"}, ccss_held=frozenset({2}))
    before = next_steps(standing(facts, VALIDATED), route="formation", last=None)
    assert not [step for step in before if step.code.startswith("ccs_")]
    held = replace(facts, titre_on=VALIDATED)
    (step,) = next_steps(standing(held, VALIDATED), route="formation", last=None)
    assert (step.code, step.rule, step.scopes) == ("ccs_1", "A1.3", ())
    assert "CCS 1, « Animer un plateau »" in step.text
    assert step.source
    assert next_steps(standing(held, END), route="formation", last=None)
    assert next_steps(standing(held, END + timedelta(days=1)), route="formation", last=None) == []
