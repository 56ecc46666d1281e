"""The life of a session: who may do what from every state, and what stands in the way."""

from dataclasses import replace
from datetime import date

import pytest

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.workflow import JURY_ACTS, SESSION_WORKFLOW, LifecycleFacts

CENTRE = {"responsable_session", "administrateur"}
JURY = CENTRE | {"jure"}
# act → (states it leaves, state it reaches, roles): written again by hand, as the issue tells it.
EXPECTED = {
    "declare": ({"preparation"}, "declared", CENTRE),
    "receive_dte": ({"declared"}, "dte_received", CENTRE),
    "receive_dte_late": ({"convened"}, "convened", CENTRE),
    "convene": ({"declared", "dte_received"}, "convened", CENTRE),
    "start": ({"convened"}, "in_progress", CENTRE),
    "deliberate": ({"in_progress"}, "deliberated", JURY),
    "resume": ({"deliberated"}, "in_progress", JURY),
    "sign_pv": ({"deliberated"}, "pv_signed", JURY),
    "transmit": ({"pv_signed"}, "transmitted", CENTRE),
    "validate": ({"transmitted"}, "validated", {"ddets"}),
    "refuse": ({"transmitted"}, "refused", {"ddets"}),
    "rectify": ({"refused"}, "deliberated", CENTRE),
    "close": ({"validated", "refused"}, "closed", CENTRE),
    "cancel": ({"preparation", "declared", "dte_received", "convened"}, "cancelled", CENTRE),
}
READY = LifecycleFacts(
    today=date(2026, 12, 14),
    starts_on=date(2026, 12, 14),
    admitted=12,
    juries=2,
    timetable_published=True,
    dte_received=True,
    pli_opened=True,
    reason="Salle inondée",
)


def test_the_states_of_the_table_are_those_of_the_records():
    assert dict(SESSION_WORKFLOW.states) == dict(SessionStatus.choices)
    assert {t.name for t in SESSION_WORKFLOW.transitions} == set(EXPECTED)
    assert set(EXPECTED) >= JURY_ACTS


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("state", SessionStatus.values)
def test_each_role_may_attempt_exactly_its_acts_in_each_state(state, role):
    expected = {name for name, (states, _, roles) in EXPECTED.items() if state in states and role in roles}
    assert {t.name for t in SESSION_WORKFLOW.available(state, {role})} == expected
    for name, (states, target, roles) in EXPECTED.items():
        allowed = state in states and role in roles
        if allowed:
            assert SESSION_WORKFLOW.check(name, state=state, roles={role}, facts=READY).target == target
        else:
            with pytest.raises(TransitionRefused):
                SESSION_WORKFLOW.check(name, state=state, roles={role}, facts=READY)


@pytest.mark.parametrize(
    ("act", "state", "change", "told"),
    [
        ("declare", "preparation", {"agrement_faults": ("Aucun agrément.",)}, "Aucun agrément."),
        ("declare", "preparation", {"validity_faults": ("Titre fini.",)}, "Titre fini."),
        ("convene", "dte_received", {"admitted": 0}, "Aucun candidat n’est admis"),
        ("convene", "dte_received", {"undecided": ("BRUN Léa",)}, "BRUN Léa"),
        ("convene", "dte_received", {"juries": 0}, "Aucun jury n’est composé"),
        ("convene", "dte_received", {"jury_faults": ("Le jury 1 compte 1 juré.",)}, "Le jury 1"),
        ("convene", "declared", {"timetable_published": False}, "Le planning n’est pas publié"),
        ("convene", "declared", {"unplaced": ("BRUN Léa",)}, "ne place pas : BRUN Léa"),
        ("start", "convened", {"today": date(2026, 12, 13)}, "ne commence que le 14"),
        ("start", "convened", {"dte_received": False}, "dossier technique"),
        ("start", "convened", {"pli_opened": False}, "ouverture des plis"),
        ("cancel", "declared", {"reason": " "}, "Le motif est à écrire"),
        ("refuse", "transmitted", {"reason": ""}, "Le motif est à écrire"),
    ],
)
def test_each_condition_alone_refuses_the_act_and_says_why(act, state, change, told):
    roles = EXPECTED[act][2]
    assert SESSION_WORKFLOW.reasons_against(act, state=state, roles=roles, facts=READY) == []
    (reason,) = SESSION_WORKFLOW.reasons_against(
        act, state=state, roles=roles, facts=replace(READY, **change)
    )
    assert told in reason.replace("\u00a0", " ")


def test_every_condition_is_told_at_once():
    bare = LifecycleFacts(today=date(2026, 11, 1), starts_on=date(2026, 12, 14))
    assert len(SESSION_WORKFLOW.reasons_against("convene", state="declared", roles=CENTRE, facts=bare)) == 3
    assert len(SESSION_WORKFLOW.reasons_against("start", state="convened", roles=CENTRE, facts=bare)) == 3
