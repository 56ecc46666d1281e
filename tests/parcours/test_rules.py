"""Company hours: each CCP on its own, then the total, done and proven apart (A.8, X2)."""

from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.rules import HoursGap, Period, company_hours_gaps, missing_ccps

MINIMA = {1: 70, 2: 175, 3: 140}
ENOUGH = [Period(1, 70, True), Period(2, 175, True), Period(3, 140, True)]


def test_hours_that_meet_each_minimum_leave_no_gap():
    assert company_hours_gaps(ENOUGH, MINIMA, 385) == []


def test_the_placement_printed_by_the_training_programme_fails_on_its_second_ccp_though_its_total_is_right():
    placement = [Period(1, 105, True), Period(2, 140, True), Period(3, 140, True)]
    assert company_hours_gaps(placement, MINIMA, 385) == [HoursGap(2, 175, 140, 140)]


def test_missing_hours_and_missing_proofs_are_told_apart():
    (gap,) = company_hours_gaps([Period(1, 40, True), Period(1, 20, False)], {1: 70})
    assert (gap.missing, gap.unproven) == (10, 20)


periods = st.lists(st.builds(Period, st.integers(1, 3), st.integers(1, 300), st.booleans()), max_size=12)


@given(periods)
def test_a_gap_exists_exactly_where_proven_hours_lack(found):
    gaps = {gap.ccp_number for gap in company_hours_gaps(found, MINIMA, 385)}
    proven = {n: sum(p.hours for p in found if p.ccp_number == n and p.proven) for n in MINIMA}
    expected = {n for n, required in MINIMA.items() if proven[n] < required}
    assert gaps - {None} == expected
    assert (None in gaps) == (sum(proven.values()) < 385)


@given(periods)
def test_what_is_missing_and_what_is_unproven_never_exceed_what_is_required(found):
    for gap in company_hours_gaps(found, MINIMA, 385):
        assert 0 < gap.missing + gap.unproven <= gap.required


def test_missing_ccps_keep_the_order_of_the_title():
    assert missing_ccps(["CCP1", "CCP2", "CCP3"], {"CCP2"}) == ["CCP1", "CCP3"]
