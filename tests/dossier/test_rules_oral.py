"""The oral before the oral: what is timed, the questions that the criteria make likely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.dossier.rules.oral import Question, draw, likely_questions, pace, spoken_tests, timed_phases
from jalon.referentiel.schema import TestKind
from jalon.referentiel.shipped import shipped_titres

CIP, ETI = shipped_titres()["TP-00403.08"], shipped_titres()["TP-00448.06"]
EVERY_ORAL = [
    (titre, scope, test)
    for titre in (CIP, ETI)
    for scope in titre.schemes
    for test in spoken_tests(titre, scope)
]


def test_a_mise_en_situation_is_not_rehearsed_aloud():
    kinds = {test.kind for test in spoken_tests(CIP, "title")}
    assert TestKind.MISE_EN_SITUATION not in kinds
    assert TestKind.QUESTIONNEMENT_PRODUCTION in kinds


@pytest.mark.parametrize(("titre", "scope", "test"), EVERY_ORAL)
def test_the_timer_counts_the_minutes_of_the_re(titre, scope, test):
    assert sum(phase.minutes for phase in timed_phases(test)) == test.minutes


@pytest.mark.parametrize(("titre", "scope", "test"), EVERY_ORAL)
def test_each_question_is_founded_on_a_criterion_that_the_test_assesses(titre, scope, test):
    for question in likely_questions(titre, scope, test.kind):
        criterion = titre.resolve(question.criterion)
        assert criterion in titre.criteria_for(question.competence, test.kind, scope)


def test_a_question_names_the_part_of_the_dossier_that_it_concerns():
    productions = CIP.scheme("title").productions
    found = likely_questions(CIP, "title", "questionnement_production", productions)
    about = {question.competence: question.about for question in found}
    assert about[12] == "partie 5"


def test_a_draw_visits_every_competence_before_it_comes_back_to_one():
    questions = likely_questions(CIP, "title", "questionnement_production")
    competences = {question.competence for question in questions}
    drawn = draw(questions, len(competences), seed=3)
    assert {question.competence for question in drawn} == competences


@given(st.integers(0, 30), st.integers(0, 10**6))
def test_a_draw_repeats_no_question_and_equal_seeds_draw_the_same(count, seed):
    questions = [Question(str(rank), rank % 4, "?") for rank in range(12)]
    drawn = draw(questions, count, seed)
    assert len(drawn) == len(set(drawn)) == min(count, 12)
    assert drawn == draw(questions, count, seed)


@pytest.mark.parametrize(
    ("seconds", "told", "tone"),
    [
        (20 * 60, "dans le temps", "success"),
        (18 * 60, "dans le temps", "success"),
        (17 * 60 + 59, "2\u00a0min 1\u00a0s de moins que prévu", "warning"),
        (20 * 60 + 5, "5\u00a0s de trop", "danger"),
        (22 * 60, "2\u00a0min de trop", "danger"),
    ],
)
def test_an_oral_keeps_its_time_within_a_tenth(seconds, told, tone):
    assert pace(seconds, 20) == (told, tone)
