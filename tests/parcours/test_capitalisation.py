"""What remains to be obtained, and until when, at every boundary (A1.2, A1.5, A1.6, A1.8, A2.2 to A2.6, A6.2, A7.3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jalon.parcours.rules.capitalisation import standing
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    TITLE,
    Held,
    Presentation,
    StandingFacts,
    Successor,
    Training,
)

START, END = date(2023, 3, 23), date(2028, 3, 23)
LAST = date(2029, 3, 23)
DAY = timedelta(days=1)
BARE = StandingFacts(
    sigle="CIP", ccps=(1, 2, 3), effective_on=START, validity_end=END,
    prolongation_years=1, retake_years=1, retake_sessions_max=3,
)  # fmt: skip
TRAINED = replace(BARE, trainings=(Training(date(2026, 1, 5), date(2026, 9, 30)),))
VALIDATED = date(2026, 11, 16)


def sat(outcome="none", on=date(2026, 10, 20), validated_on=VALIDATED, scopes=(TITLE,), interview=""):
    return Presentation(on, validated_on, tuple(scopes), outcome, interview)


def held(*numbers, since=date(2026, 11, 16), origin="session"):
    return tuple(Held(number, since, origin) for number in numbers)


FAILED = replace(TRAINED, presentations=(sat(),))
PARTIAL = replace(TRAINED, presentations=(sat("partial"),), held=held(1))


def codes(opening):
    return {reason.code for reason in opening.reasons}


def is_open(facts, on, scope):
    return standing(facts, on).opening(scope).open


def around(last, facts, scope):
    """Open the day before and on the last day, closed the day after."""
    return [is_open(facts, last + offset, scope) for offset in (-DAY, timedelta(), DAY)]


# --- nothing held


def test_after_a_training_everything_remains_until_the_title_ends():
    answer = standing(TRAINED, date(2026, 10, 1))
    assert (answer.needed, answer.held, answer.interview_needed) == ((1, 2, 3), (), True)
    assert [o.scope for o in answer.openings if o.open] == [TITLE, "ccp1", "ccp2", "ccp3", FINAL_INTERVIEW]
    assert answer.until == LAST  # begun before the end of the title: the third category of A1.6
    assert not answer.blocked


def test_without_training_vae_nor_ccp_no_session_is_open_and_each_says_why():
    answer = standing(BARE, date(2026, 10, 1))
    assert answer.blocked
    assert answer.until is None
    assert codes(answer.opening(TITLE)) == {"no_way_to_title"}
    assert codes(answer.opening("ccp2")) == {"no_way_to_ccp"}
    assert codes(answer.opening(FINAL_INTERVIEW)) == {"ccp_missing"}


@pytest.mark.parametrize("scope", [TITLE, "ccp1", FINAL_INTERVIEW])
def test_no_session_is_held_before_the_version_is_in_force(scope):
    early = replace(BARE, trainings=(Training(date(2022, 9, 1)),))
    assert not is_open(early, START - DAY, scope)
    assert is_open(early, START, scope)


# --- the end of the title and its prolongation (A1.5, A1.6, A2.5)


@pytest.mark.parametrize(
    ("facts", "scope"),
    [
        (TRAINED, TITLE),
        (replace(BARE, held=held(1)), "ccp2"),
        (replace(BARE, trainings=(Training(END - DAY),)), TITLE),
        (replace(BARE, trainings=(Training(),), presentations=(sat(on=END, validated_on=END + 20 * DAY),)), TITLE),
    ],
    ids=["began_before", "holds_a_ccp", "began_the_day_before", "failed_on_the_last_day"],
)  # fmt: skip
def test_the_three_categories_come_until_the_last_day_of_the_prolongation(facts, scope):
    assert is_open(facts, END + 30 * DAY, scope)
    assert standing(facts, END + 30 * DAY).opening(scope).until == LAST or "retake" in codes(
        standing(facts, END + 30 * DAY).opening(scope)
    )


def test_the_prolongation_ends_a_year_after_the_title_to_the_day():
    assert around(LAST, replace(BARE, held=held(1)), "ccp2") == [True, True, False]
    assert codes(standing(replace(BARE, held=held(1)), LAST + DAY).opening("ccp2")) == {"titre_over"}


def test_others_stop_on_the_last_day_of_the_title():
    late = replace(BARE, trainings=(Training(END),))
    assert around(END, late, TITLE) == [
        False,
        True,
        False,
    ]  # a training begun on the last day is not begun before
    assert codes(standing(late, END + DAY).opening(TITLE)) == {"titre_ended"}
    vae = replace(BARE, recevabilite_until=LAST)
    assert around(END, vae, TITLE) == [True, True, False]


def test_a_ccp_gained_during_the_prolongation_opens_the_others():
    begun = replace(TRAINED, held=held(1, since=END + 60 * DAY))
    assert standing(begun, END + 61 * DAY).opening("ccp2").until == LAST


def test_a_title_that_ends_on_29_february_is_prolonged_until_the_28th():
    leap = replace(BARE, validity_end=date(2028, 2, 29), held=held(1))
    assert around(date(2029, 2, 28), leap, "ccp2") == [True, True, False]


def test_without_a_known_end_nothing_closes_and_the_answer_says_so():
    endless = replace(BARE, validity_end=None, held=held(1))
    answer = standing(endless, date(2050, 1, 1))
    assert (answer.until, answer.blocked) == (None, False)
    assert answer.opening("ccp2").open
    assert "no_end" in {reason.code for reason in answer.reasons}


def test_a_revision_tells_what_the_ccps_held_are_worth_next():
    revised = replace(BARE, held=held(1), successor=Successor("CIP (TP-00403.09)", END, {1: 2}))
    (reason,) = [r for r in standing(revised, LAST + DAY).reasons if r.code == "revised"]
    assert "le CCP 1 vaut le CCP 2" in reason.text
    assert (reason.rule, "référentiel" in reason.source) == ("A1.5, A1.8", True)


# --- presenting again after a failure (A2.3, A2.4, A2.6)


def test_a_failure_opens_one_year_from_the_validation_to_the_day():
    last = date(2027, 11, 16)
    assert around(last, FAILED, TITLE) == [True, True, False]
    assert around(last, FAILED, "ccp1") == [True, True, False]
    assert codes(standing(FAILED, last + DAY).opening(TITLE)) == {"retake_over"}


def test_a_validation_on_29_february_gives_until_the_28th():
    leap = replace(TRAINED, trainings=(Training(date(2027, 1, 1)),))
    leap = replace(leap, presentations=(sat(on=date(2028, 2, 1), validated_on=date(2028, 2, 29)),))
    assert standing(leap, date(2028, 3, 1)).window("retake").ends_on == date(2029, 2, 28)


@pytest.mark.parametrize("outcome", ["absent", "excused"])
def test_an_absence_counts_as_a_failure(outcome):
    away = replace(TRAINED, presentations=(sat(outcome),))
    assert standing(away, date(2027, 1, 1)).window("retake").ends_on == date(2027, 11, 16)


def test_the_window_starts_with_the_first_session_and_later_ones_only_spend_it():
    again = [sat(on=date(2027, month, 1), validated_on=date(2027, month, 10)) for month in (2, 5, 9)]
    for count in range(4):
        tried = replace(FAILED, presentations=(sat(), *again[:count]))
        window = standing(tried, date(2027, 10, 1)).window("retake")
        assert (window.ends_on, window.left) == (date(2027, 11, 16), 3 - count)
        assert is_open(tried, date(2027, 10, 1), TITLE) == (count < 3)
    assert codes(standing(tried, date(2027, 10, 1)).opening(TITLE)) == {"retake_too_many"}
    assert is_open(tried, date(2027, 10, 1), "ccp1")  # A2.4 counts the sessions of the title alone


def test_a_result_not_validated_yet_starts_nothing():
    assert standing(FAILED, VALIDATED - DAY).window("retake") is None
    assert standing(FAILED, VALIDATED).window("retake").starts_on == VALIDATED


def test_a_new_training_starts_all_over():
    back = replace(FAILED, trainings=(*FAILED.trainings, Training(date(2027, 12, 1))))
    assert not is_open(back, date(2027, 11, 30), TITLE)
    assert is_open(back, date(2027, 12, 1), TITLE)


def test_vae_candidates_know_no_retake_window_but_the_end_of_their_recevabilite():
    vae = replace(BARE, recevabilite_until=date(2027, 6, 30), presentations=(sat(),))
    assert standing(vae, date(2027, 1, 1)).window("retake") is None
    assert around(date(2027, 6, 30), vae, TITLE) == [True, True, False]
    assert codes(standing(vae, date(2027, 7, 1)).opening(TITLE)) == {"recevabilite_over"}


# --- partial success, capitalisation, final interview (A1.2, A2.5, A6.2, A7.3)


def test_a_partial_success_keeps_the_other_ccps_open_beyond_the_retake_year():
    answer = standing(PARTIAL, date(2028, 1, 1))
    assert answer.needed == (2, 3)
    assert not answer.opening(TITLE).open
    assert answer.opening("ccp2").until == LAST
    assert codes(answer.opening("ccp1")) == {"ccp_held"}
    assert "retake_doubt" in {reason.code for reason in answer.reasons}  # the two texts are shown, not hidden


@pytest.mark.parametrize("origin", ["session", "equivalence", "correspondence"])
def test_a_ccp_counts_whatever_its_origin(origin):
    answer = standing(replace(BARE, held=held(3, origin=origin)), date(2027, 1, 1))
    assert answer.needed == (1, 2)
    rule = next(r.rule for r in answer.reasons if r.code == "held_3")
    assert ("A1.8" in rule) == (origin != "session")


def test_the_final_interview_follows_the_last_ccp_in_the_same_session():
    opening = standing(replace(BARE, held=held(1)), date(2027, 1, 1)).opening(FINAL_INTERVIEW)
    assert (opening.open, opening.together, opening.until) == (True, (2, 3), LAST)
    assert codes(opening) == {"with_last_ccp"}


def test_with_every_ccp_only_the_final_interview_remains():
    answer = standing(replace(TRAINED, held=held(1, 2, 3)), date(2027, 1, 1))
    assert [o.scope for o in answer.openings if o.open] == [FINAL_INTERVIEW]
    assert codes(answer.opening(TITLE)) == {"only_interview_left"}
    assert (answer.needed, answer.interview_needed, answer.interview_failed) == ((), True, False)
    assert answer.until == LAST


def test_a_failed_interview_leaves_every_ccp_and_opens_another():
    last = sat("partial", scopes=("ccp3", FINAL_INTERVIEW), interview="unfavourable")
    tried = replace(BARE, held=held(1, 2, 3), presentations=(last,))
    answer = standing(tried, date(2027, 1, 1))
    assert answer.interview_failed
    assert codes(answer.opening(FINAL_INTERVIEW)) == {"interview_again"}
    assert around(LAST, tried, FINAL_INTERVIEW) == [True, True, False]


def test_the_title_held_nothing_remains():
    answer = standing(replace(TRAINED, held=held(1, 2, 3), titre_on=VALIDATED), VALIDATED)
    assert (answer.titre_held, answer.needed, answer.interview_needed) == (True, (), False)
    assert not any(o.open for o in answer.openings)
    assert not answer.blocked
    assert not standing(replace(TRAINED, titre_on=VALIDATED), VALIDATED - DAY).titre_held


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_a_ccp_is_held_from_its_day(offset):
    on = VALIDATED + offset * DAY
    assert (1 in {h.number for h in standing(PARTIAL, on).held}) == (offset >= 0)


def test_what_follows_from_the_referentiel_alone_asks_to_be_recorded():
    derived = replace(BARE, held=(Held(3, START, "equivalence", recorded=False),))
    assert "unrecorded_3" in {reason.code for reason in standing(derived, date(2027, 1, 1)).reasons}


def test_every_statement_names_its_rule_and_its_source():
    for facts in (BARE, TRAINED, FAILED, PARTIAL, replace(PARTIAL, recevabilite_until=END)):
        for on in (START - DAY, VALIDATED, END, END + DAY, LAST, LAST + DAY):
            answer = standing(facts, on)
            told = [*answer.reasons, *(r for o in answer.openings for r in o.reasons)]
            told += [r for w in answer.windows for r in w.reasons]
            assert all(reason.text and reason.rule and reason.source for reason in told)
            assert all(opening.reasons for opening in answer.openings)
