"""Lives of a procès-verbal and of a grid, every state by every role."""

import pytest

from jalon.accounts.enums import Role
from jalon.jury.enums import GridStatus, PVStatus
from jalon.jury.workflow import GRID_WORKFLOW, PV_STATES, PV_WORKFLOW, SEALED, PVFacts

LEAD = {Role.RESPONSABLE_SESSION, Role.ADMINISTRATEUR}
ALLOWED = {
    ("draft", "refresh"): LEAD | {Role.JURE},
    ("draft", "sign"): {Role.JURE},
    ("signing", "sign"): {Role.JURE},
    ("signing", "seal"): {Role.JURE},
    ("signing", "withdraw"): LEAD,
    ("signed", "transmit"): LEAD,
    ("transmitted", "validate"): {Role.DDETS},
    ("transmitted", "refuse"): {Role.DDETS},
}
READY = PVFacts(reason="Motif")


def test_states_are_those_stored() -> None:
    assert set(PV_STATES) == set(PVStatus.values)
    assert set(GRID_WORKFLOW.states) == set(GridStatus.values)
    assert set(PVStatus.values) >= SEALED


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(PV_STATES))
@pytest.mark.parametrize("act", [t.name for t in PV_WORKFLOW.transitions])
def test_each_act_is_for_its_role_in_its_state(act: str, state: str, role: Role) -> None:
    reasons = PV_WORKFLOW.reasons_against(act, state=state, roles={role}, facts=READY)
    assert (not reasons) == (role in ALLOWED.get((state, act), set()))


def test_a_validated_or_refused_pv_is_never_touched_again() -> None:
    for state in ("validated", "refused", "withdrawn"):
        assert not [t for t in PV_WORKFLOW.transitions if state in t.sources]


def test_guards_tell_what_is_missing() -> None:
    told = PV_WORKFLOW.reasons_against(
        "seal", state="signing", roles={Role.JURE}, facts=PVFacts(unsigned=("A", "B"))
    )
    assert told == ["Signature attendue de : A, B."]
    told = PV_WORKFLOW.reasons_against(
        "refuse", state="transmitted", roles={Role.DDETS}, facts=PVFacts(reason=" ")
    )
    assert told == ["Indiquez le motif."]
