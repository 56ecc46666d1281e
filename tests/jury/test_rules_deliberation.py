"""The form of a decision, and what is pointed out about it; nothing counts or averages."""

import ast
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jalon.jury.rules import deliberation
from jalon.jury.rules.deliberation import (
    Candidature,
    CCPChoice,
    Decision,
    Observed,
    at_odds,
    candidature,
    formal_faults,
)
from jalon.jury.rules.results import tally

CCPS = {f"T/CCP{n}": f"CCP {n}" for n in (1, 2, 3)}
BLOCS = {f"ccp{n}": f"T/CCP{n}" for n in (1, 2, 3)}
YES, NO = CCPChoice(True), CCPChoice(False, "Motif")


def facts(*scopes: str, acquired: tuple[str, ...] = (), away: bool = False) -> Candidature:
    return candidature(title_ccps=CCPS, blocs=BLOCS, scopes=scopes, acquired=acquired, away=away)


TITLE = facts("title")


def decision(outcome: str, *choices: CCPChoice, interview: str = "favourable", reasons: str = "") -> Decision:
    return Decision(outcome, dict(zip(CCPS, choices, strict=False)), interview, reasons)


def test_the_title_asks_for_every_ccp_and_a_favourable_interview() -> None:
    assert formal_faults(TITLE, decision("title", YES, YES, YES)) == ()
    assert formal_faults(TITLE, decision("title", YES, NO, YES)) == (
        "Le titre ne peut pas être accordé sans tous ses CCP ; manque : CCP 2 (A7.1).",
    )
    unfavourable = decision("title", YES, YES, YES, interview="unfavourable", reasons="Motif")
    assert formal_faults(TITLE, unfavourable) == (
        "Le titre ne peut pas être accordé avec un entretien final défavorable (A7.3).",
    )


def test_a_ccp_already_acquired_counts_for_the_title_and_is_not_decided_again() -> None:
    held = facts("title", acquired=("T/CCP1",))
    assert held.to_decide == ("T/CCP2", "T/CCP3")
    given = Decision("title", {"T/CCP2": YES, "T/CCP3": YES}, "favourable")
    assert formal_faults(held, given) == ()
    taken_back = Decision("partial", {"T/CCP1": NO, "T/CCP2": YES, "T/CCP3": NO}, "favourable")
    assert "est acquis définitivement" in formal_faults(held, taken_back)[0]


def test_everything_awarded_and_favourable_is_the_title() -> None:
    (fault,) = formal_faults(TITLE, decision("partial", YES, YES, YES))
    assert "« Titre accordé »" in fault


def test_every_refusal_is_motivated_all_told_at_once() -> None:
    bare = CCPChoice(False, "  ")
    found = formal_faults(TITLE, decision("none", bare, bare, bare, interview="unfavourable"))
    assert found == (
        "CCP 1 : un refus doit être motivé (A7.4).",
        "CCP 2 : un refus doit être motivé (A7.4).",
        "CCP 3 : un refus doit être motivé (A7.4).",
        "Un entretien final défavorable doit être motivé (A7.4).",
    )


def test_every_presented_ccp_is_decided() -> None:
    found = formal_faults(TITLE, Decision("partial", {"T/CCP1": YES}, "favourable"))
    assert found == ("CCP 2 : dites s’il est accordé ou non.", "CCP 3 : dites s’il est accordé ou non.")


def test_partial_success_has_a_ccp_and_failure_has_none() -> None:
    assert "aucun CCP n’est accordé" in formal_faults(TITLE, decision("partial", NO, NO, NO))[0]
    assert "au moins un CCP est pourtant accordé" in formal_faults(TITLE, decision("none", YES, NO, NO))[0]
    assert formal_faults(TITLE, decision("none", NO, NO, NO)) == ()


def test_a_ccp_session_gives_no_title_and_has_no_interview() -> None:
    one = facts("ccp2")
    assert formal_faults(one, Decision("partial", {"T/CCP2": YES})) == ()
    assert formal_faults(one, Decision("none", {"T/CCP2": NO})) == ()
    assert "ne délivre pas le titre" in formal_faults(one, Decision("title", {"T/CCP2": YES}))[0]
    assert (
        "n’a pas d’entretien final"
        in formal_faults(one, Decision("partial", {"T/CCP2": YES}, "favourable"))[0]
    )
    assert "n’est pas présenté" in formal_faults(one, Decision("partial", {"T/CCP2": YES, "T/CCP1": YES}))[0]


def test_the_interview_of_a_capitalisation_is_its_own_result() -> None:
    every = facts("final_interview", acquired=tuple(CCPS))
    assert formal_faults(every, Decision("title", {}, "favourable")) == ()
    assert formal_faults(every, Decision("none", {}, "unfavourable", "Motif")) == ()
    assert formal_faults(every, Decision("title", {}, "not_applicable"))
    lacking = facts("final_interview", acquired=("T/CCP1", "T/CCP2"))
    assert "manque : CCP 3" in formal_faults(lacking, Decision("title", {}, "favourable"))[0]


def test_the_last_ccp_and_the_interview_may_come_together() -> None:
    last = facts("ccp3", "final_interview", acquired=("T/CCP1", "T/CCP2"))
    assert formal_faults(last, Decision("title", {"T/CCP3": YES}, "favourable")) == ()
    assert formal_faults(last, Decision("partial", {"T/CCP3": YES}, "unfavourable", "Motif")) == ()


def test_presence_and_decision_agree() -> None:
    assert formal_faults(facts("title", away=True), Decision("absent")) == ()
    assert formal_faults(facts("title", away=True), Decision("excused")) == ()
    assert "enregistré absent" in formal_faults(facts("title", away=True), decision("none", NO, NO, NO))[0]
    assert "enregistré présent" in formal_faults(TITLE, Decision("absent"))[0]
    assert (
        "Rien ne peut être accordé"
        in formal_faults(facts("title", away=True), Decision("absent", {"T/CCP1": YES}))[0]
    )


# --- pointed out


def seen(ref: str, value: str, text: str = "Critère") -> Observed:
    return Observed(ref, "Mise en situation", text, value)


def test_a_ccp_awarded_against_a_criterion_is_pointed_out_with_the_criteria() -> None:
    (found,) = at_odds(
        TITLE,
        decision("title", YES, YES, YES),
        [seen("T/CCP1", "satisfied"), seen("T/CCP1", "not_satisfied", "Écoute")],
    )
    assert (found.ccp_ref, found.criteria) == ("T/CCP1", ("Écoute (Mise en situation)",))


def test_a_ccp_refused_against_all_its_criteria_is_pointed_out() -> None:
    (found,) = at_odds(TITLE, decision("partial", NO, YES, YES), [seen("T/CCP1", "satisfied")])
    assert "tous ses critères satisfaits" in found.message
    assert at_odds(TITLE, decision("partial", NO, YES, YES), []) == ()
    assert at_odds(TITLE, decision("partial", NO, YES, YES), [seen("T/CCP1", "not_observed")]) == ()


choices = st.tuples(*[st.sampled_from([YES, NO])] * 3)
observations = st.lists(
    st.builds(
        seen, st.sampled_from(list(CCPS)), st.sampled_from(["satisfied", "not_satisfied", "not_observed"])
    ),
    max_size=12,
)


@given(
    choices,
    st.sampled_from(["title", "partial", "none"]),
    st.sampled_from(["favourable", "unfavourable"]),
    observations,
)
def test_what_the_grids_say_never_changes_what_may_be_decided(
    chosen: tuple[CCPChoice, ...], outcome: str, interview: str, noted: list[Observed]
) -> None:
    given_decision = decision(outcome, *chosen, interview=interview, reasons="Motif")
    before = formal_faults(TITLE, given_decision)
    at_odds(TITLE, given_decision, noted)
    assert formal_faults(TITLE, given_decision) == before


@given(choices, st.sampled_from(["favourable", "unfavourable"]))
def test_for_any_set_of_choices_exactly_one_outcome_is_consistent(
    chosen: tuple[CCPChoice, ...], interview: str
) -> None:
    consistent = [
        outcome
        for outcome in ("title", "partial", "none")
        if not formal_faults(TITLE, decision(outcome, *chosen, interview=interview, reasons="Motif"))
    ]
    assert len(consistent) == 1


def test_the_rules_neither_divide_nor_average() -> None:
    tree = ast.parse(Path(deliberation.__file__).read_text(encoding="utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Div | ast.FloorDiv | ast.Mult | ast.Mod)]
    assert not [
        n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in {"sum", "round", "mean", "len"}
    ]


# --- counts


@given(st.lists(st.sampled_from(["title", "partial", "none", "absent", "excused", ""])))
def test_everybody_is_counted_once(outcomes: list[str]) -> None:
    count = tally(outcomes)
    parts = (count.full, count.partial, count.none, count.absent, count.excused, count.pending)
    assert sum(parts) == count.registered == len(outcomes)
    assert count.present == count.registered - count.absent - count.excused


def test_rates_are_on_those_present_and_on_nobody_when_nobody_came() -> None:
    assert tally(["title", "none", "absent", "excused"]).rate(1) == 0.5
    assert tally(["absent"]).rate(0) is None
    assert replace(TITLE, away=True).away
