"""Two tabs of one path never disagree: the clocks of the timeline, and « Ce qu’il me reste » (A1.6, A2.3, A2.5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jalon.common.parameters import PARAMETERS
from jalon.parcours.rules.capitalisation import standing
from jalon.parcours.rules.capitalisation_facts import TITLE, Training
from jalon.parcours.rules.clocks import clocks_of
from tests.parcours.clocks.paths import path
from tests.parcours.test_capitalisation import BARE, END, VALIDATED, held, sat

DAY = timedelta(days=1)
FIGURES = replace(
    BARE, **{key: PARAMETERS[key].default for key in ("prolongation_years", "retake_years", "retake_sessions_max")}
)  # fmt: skip


def due(facts, code):
    return next((clock.due_on for clock in clocks_of(facts) if clock.code == code), None)


@pytest.mark.parametrize("began", [END - DAY, END, END + DAY])
def test_both_count_the_prolongation_of_a_training_alike(began):
    facts = replace(FIGURES, trainings=(Training(began),))
    opening = standing(facts, max(began, END - DAY)).opening(TITLE)
    told = due(path("formation", "training", ("enter", began), title_ends_on=END), "formation.title")
    assert told == opening.until if opening.open else told == END


@pytest.mark.parametrize("failed", [VALIDATED, date(2028, 2, 29), date(2027, 1, 31)])
def test_both_give_the_same_year_after_a_failure(failed):
    facts = replace(FIGURES, trainings=(Training(date(2026, 1, 5)),),
                    presentations=(sat(on=failed - DAY, validated_on=failed),))  # fmt: skip
    clock = path("formation", "failed", ("fail", failed), title_ends_on=END, starts_on=date(2026, 1, 5))
    assert due(clock, "formation.retake") == standing(facts, failed).window("retake").ends_on


@pytest.mark.parametrize("day", [VALIDATED, date(2028, 2, 29), date(2027, 1, 31)])
def test_both_give_the_same_year_after_an_absence(day):
    began = date(2026, 1, 5)
    facts = replace(FIGURES, trainings=(Training(began),),
                    presentations=(sat(outcome="absent", on=day - DAY, validated_on=day),))  # fmt: skip
    told = path("formation", "ready", ("enter", began), title_ends_on=END, absences=(day,))
    assert due(told, "formation.retake") == standing(facts, day).window("retake").ends_on


def test_both_leave_who_holds_a_ccp_until_the_end_of_the_prolongation():
    facts = replace(FIGURES, held=held(1))
    clock = path("capitalisation", "standing", ("award_part", VALIDATED), title_ends_on=END)
    assert due(clock, "capitalisation.title") == standing(facts, VALIDATED).until
    assert due(clock, "capitalisation.retake") is None
