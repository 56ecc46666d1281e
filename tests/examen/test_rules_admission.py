"""Whether a candidate may sit the session: one lacking fact gives exactly its reason, and reasons add up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.dossier.rules import PieceDue
from jalon.examen.rules.admission import AdmissionFacts, admission_reasons, blocking
from jalon.parcours.rules import HoursGap

FIRST, LAST = date(2026, 12, 14), date(2026, 12, 15)
CCPS = ("ccp1", "ccp2", "ccp3")
DP = PieceDue("dp", "Dossier professionnel", "A6.4")

READY = AdmissionFacts(
    today=date(2026, 11, 16),
    first_day=FIRST,
    last_day=LAST,
    session_scopes=("title", *CCPS, "ccs1", "final_interview"),
    scopes=("title",),
    route="formation",
    ccps=CCPS,
    birth_date=date(1990, 12, 31),
    birth_place="Toulouse",
    retake_years=1,
    retake_sessions_max=3,
    validity_end=date(2028, 3, 23),
    prolongation_years=1,
    pieces_due=(DP,),
    pieces=frozenset({"dp"}),
    reglement_acknowledged_on=date(2026, 11, 2),
)
VAE = replace(READY, route="vae", recevabilite_until=date(2027, 3, 1))
RETAKE = replace(READY, route="retake", retake_since=date(2026, 2, 1), retake_count=1)
INTERVIEW = replace(READY, route="capitalisation", scopes=("final_interview",), acquired=frozenset(CCPS))
CAPITALISATION = replace(
    READY, route="capitalisation", scopes=("ccp3",), acquired=frozenset({"ccp1", "ccp2"})
)

# Each case: who is otherwise ready, what changes, and the only reason expected.
LACKS = [
    (READY, {"birth_date": None}, "birth_date_missing"),
    (READY, {"birth_date": FIRST}, "birth_date_wrong"),
    (READY, {"birth_place": " "}, "birth_place_missing"),
    (READY, {"scopes": ()}, "scope_missing"),
    (READY, {"session_scopes": ("ccp1",)}, "scope_closed"),
    (READY, {"scopes": ("title", "ccp1")}, "scope_mixed"),
    (READY, {"holds_titre": True}, "titre_acquired"),
    (READY, {"acquired": frozenset(CCPS)}, "only_interview_left"),
    (READY, {"scopes": ("ccs1",)}, "ccs_without_titre"),
    (READY, {"hours_gaps": (HoursGap(2, 175, 140, 140),)}, "hours_missing_ccp2"),
    (READY, {"hours_gaps": (HoursGap(2, 175, 175, 100),)}, "hours_unproven_ccp2"),
    (READY, {"hours_gaps": (HoursGap(None, 385, 350, 350),)}, "hours_missing_total"),
    (READY, {"hours_gaps": (HoursGap(None, 385, 385, 384),)}, "hours_unproven_total"),
    (READY, {"reglement_acknowledged_on": None}, "reglement_unknown"),
    (READY, {"arrangement": "requested"}, "arrangement_pending"),
    (READY, {"pieces": frozenset()}, "piece_missing_dp"),
    (READY, {"route": "capitalisation"}, "route_scope"),
    (READY, {"validity_end": date(2026, 6, 1)}, "titre_ended"),
    (READY, {"validity_end": date(2025, 6, 1)}, "titre_over"),
    (VAE, {"recevabilite_until": None}, "recevabilite_missing"),
    (VAE, {"recevabilite_until": FIRST - timedelta(days=1)}, "recevabilite_over"),
    (VAE, {"recevabilite_until": FIRST}, "recevabilite_short"),
    (RETAKE, {"retake_since": None}, "retake_unknown"),
    (RETAKE, {"retake_since": date(2025, 12, 13)}, "retake_late"),
    (RETAKE, {"retake_count": 3}, "retake_too_many"),
    (INTERVIEW, {"acquired": frozenset({"ccp1", "ccp2"})}, "ccp_missing"),
    (INTERVIEW, {"route": "formation"}, "route_scope"),
    (CAPITALISATION, {"acquired": frozenset(CCPS)}, "ccp_acquired"),
]
RESERVATIONS = {"recevabilite_short", "piece_missing_dp"}


def codes(facts: AdmissionFacts) -> list[str]:
    return [reason.code for reason in admission_reasons(facts)]


@pytest.mark.parametrize("facts", [READY, VAE, RETAKE, INTERVIEW, CAPITALISATION])
def test_a_complete_candidate_meets_no_reason(facts):
    assert codes(facts) == []


@pytest.mark.parametrize(("facts", "change", "code"), LACKS, ids=[case[2] for case in LACKS])
def test_one_lacking_fact_gives_exactly_its_reason(facts, change, code):
    (reason,) = admission_reasons(replace(facts, **change))
    assert reason.code == code
    assert reason.message_fr.endswith(".")
    assert reason.basis
    assert reason.blocking == (code not in RESERVATIONS)


_INDEPENDENT = {
    "birth_place": ("", "birth_place_missing"),
    "birth_date": (None, "birth_date_missing"),
    "hours_gaps": ((HoursGap(1, 70, 0, 0),), "hours_missing_ccp1"),
    "reglement_acknowledged_on": (None, "reglement_unknown"),
    "arrangement": ("requested", "arrangement_pending"),
    "pieces": (frozenset(), "piece_missing_dp"),
    "holds_titre": (True, "titre_acquired"),
    "validity_end": (date(2025, 6, 1), "titre_over"),
}


@given(st.sets(st.sampled_from(sorted(_INDEPENDENT))))
def test_independent_lacks_are_all_told_at_once_and_nothing_else(lacking):
    facts = replace(READY, **{name: _INDEPENDENT[name][0] for name in lacking})
    assert sorted(codes(facts)) == sorted(_INDEPENDENT[name][1] for name in lacking)


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["vae", "capitalisation", "retake"]))
def test_company_hours_are_asked_of_training_candidates_only(done, proven, route):
    gap = HoursGap(1, 500, done, min(done, proven))
    facts = replace(RETAKE, recevabilite_until=LAST, hours_gaps=(gap,), route=route)
    assert not [code for code in codes(facts) if code.startswith("hours")]


@pytest.mark.parametrize("today", [FIRST, LAST])
def test_a_missing_dp_is_a_reminder_before_the_session_and_an_obstacle_from_its_first_day(today):
    lacking = replace(READY, pieces=frozenset())
    assert not blocking(admission_reasons(lacking))
    assert [r.code for r in blocking(admission_reasons(replace(lacking, today=today)))] == [
        "piece_missing_dp"
    ]


def test_the_retake_window_counts_to_the_very_day():
    assert codes(replace(RETAKE, retake_since=date(2025, 12, 14))) == []
    assert codes(replace(RETAKE, retake_since=date(2025, 12, 13))) == ["retake_late"]
    assert codes(replace(RETAKE, retake_since=date(2025, 12, 13), retake_years=2)) == []


def test_the_last_ccp_and_the_final_interview_may_be_presented_together():
    assert codes(replace(CAPITALISATION, scopes=("ccp3", "final_interview"))) == []


@pytest.mark.parametrize(
    "protected",
    [
        {"training_started_on": date(2026, 5, 31)},
        {"acquired": frozenset({"ccp1"})},
        {"route": "retake", "retake_since": date(2026, 1, 10)},
    ],
)
def test_the_prolongation_year_protects_those_the_text_names(protected):
    assert codes(replace(READY, validity_end=date(2026, 6, 1), **protected)) == []


def test_a_training_begun_after_the_end_of_the_title_is_not_protected():
    facts = replace(READY, validity_end=date(2026, 6, 1), training_started_on=date(2026, 6, 1))
    assert codes(facts) == ["titre_ended"]


def test_a_decided_arrangement_never_stands_in_the_way():
    assert codes(replace(READY, arrangement="granted")) == codes(replace(READY, arrangement="refused")) == []
