"""Indicators, opinions, results and the BPF: pure rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.quality.letters import shares
from jalon.quality.rules.bpf import Trainee, bpf, due_on
from jalon.quality.rules.indicators import CRITERIA, INDICATORS, applicable
from jalon.quality.rules.results import YearResults, reasons_not_to_publish
from jalon.quality.rules.satisfaction import (
    QUESTIONS,
    SCALE,
    Question,
    Spread,
    faults_of,
    overall_rate,
    questions_for,
    spreads,
)


def test_the_referentiel_has_32_indicators_in_7_criteria() -> None:
    assert [one.number for one in INDICATORS] == list(range(1, 33))
    assert {one.criterion for one in INDICATORS} == set(CRITERIA) == set(range(1, 8))
    assert [one.criterion for one in INDICATORS] == sorted(one.criterion for one in INDICATORS)


@pytest.mark.parametrize(
    ("kinds", "count"),
    [((), 26), (("formation",), 26), (("vae",), 24), (("apprentissage",), 32), (("vae", "formation"), 26)],
)
def test_how_many_indicators_apply_is_what_c1_counts(kinds: tuple[str, ...], count: int) -> None:
    assert len(applicable(kinds)) == count


def test_a_question_of_training_is_not_asked_after_a_vae() -> None:
    vae = {q.code for q in questions_for("vae", "end")}
    assert "meetings" in vae
    assert not vae & {"contents", "teaching", "company"}
    assert [q.code for q in questions_for("vae", "later")] == ["overall", "use"]


def test_every_fault_of_the_answers_is_told_at_once() -> None:
    asked = questions_for("formation", "later")
    assert len(faults_of({"overall": 9, "welcome": 4}, asked)) == 3
    assert faults_of({"overall": 4, "use": 1}, asked) == []


MARKS = st.sampled_from(sorted(SCALE))


@given(st.lists(st.dictionaries(st.sampled_from([q.code for q in QUESTIONS]), MARKS, max_size=4), max_size=8))
def test_nobody_is_lost_or_counted_twice(answers: list[dict[str, int]]) -> None:
    for spread in spreads(answers):
        given_marks = [row[spread.question.code] for row in answers if spread.question.code in row]
        assert spread.total == len(given_marks)
        assert spread.satisfied == sum(mark >= 3 for mark in given_marks) / len(given_marks)
        assert sum(shares(spread)) == 100


def test_the_overall_rate_is_unknown_when_nobody_said() -> None:
    assert overall_rate([]) is None
    assert overall_rate([{"welcome": 1}]) is None
    assert overall_rate([{"overall": 4}, {"overall": 2}]) == 0.5


def test_shares_round_to_a_hundred() -> None:
    assert shares(Spread(Question("q", "Q"), ((4, 1), (3, 1), (2, 1), (1, 0)))) == (34, 33, 33, 0)


def _results(**counts: int) -> YearResults:
    known = dict.fromkeys(("registered", "present", "full", "partial", "none", "absent", "excused"), 0)
    return YearResults("TP-00403.08", **{**known, **counts})


def test_rates_are_on_those_present_not_on_those_registered() -> None:
    year = _results(registered=10, present=8, full=6, partial=1, none=1, absent=1, excused=1)
    assert (year.full_rate, year.part_rate, year.absence_rate) == (0.75, 0.125, 0.2)
    assert year.satisfaction_rate is None


def test_more_decisions_than_people_is_refused() -> None:
    with pytest.raises(ValueError, match="more decisions"):
        _results(present=1, full=2)


@pytest.mark.parametrize(("present", "publishable"), [(0, False), (4, False), (5, True)])
def test_a_rate_on_too_few_people_is_not_published(present: int, publishable: bool) -> None:
    assert (
        not reasons_not_to_publish(_results(registered=present, present=present), minimum=5)
    ) is publishable


def test_somebody_in_two_prestations_counts_once_in_the_whole() -> None:
    report = bpf(
        2026,
        [
            Trainee(1, 10, "Formation", "TP-00403.08", 600, {"CPF": 100_000}),
            Trainee(1, 11, "VAE", "TP-00403.08", 120, {"CPF": 20_000, "Employeur": 1}),
            Trainee(2, 10, "Formation", "TP-00403.08", 60),
        ],
        given_minutes=700,
    )
    assert (report.trainees, report.trainee_minutes) == (2, 780)
    assert [(line.label, line.trainees, line.minutes) for line in report.by_kind] == [
        ("Formation", 2, 660),
        ("VAE", 1, 120),
    ]
    assert [(line.trainees, line.minutes) for line in report.by_titre] == [(2, 780)]
    assert report.funds == (("CPF", 120_000), ("Employeur", 1))
    assert report.total_cents == 120_001


def test_negative_hours_or_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Trainee(1, 1, "VAE", "TP", -1)
    with pytest.raises(ValueError, match="not negative"):
        Trainee(1, 1, "VAE", "TP", 1, {"CPF": -5})
    with pytest.raises(ValueError, match="not negative"):
        bpf(2026, [], -1)


def test_the_report_of_a_year_is_sent_the_next() -> None:
    assert due_on(2026, month=5, day=31) == date(2027, 5, 31)
