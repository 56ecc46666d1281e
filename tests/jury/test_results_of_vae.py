"""A procès-verbal told to the VAE: what it decided is there for the post-jury interview, whoever held the session."""

import pytest

from jalon.jury.models import PV
from jalon.jury.operations.pv import transmit_pv, validate_pv
from jalon.parcours.models import Parcours
from jalon.vae.enums import StepWay
from jalon.vae.models import Decision
from jalon.vae.operations.results import Chosen, hold_post_jury
from jalon.vae.queries import last_decision, points_of
from tests.jury import cast

pytestmark = pytest.mark.django_db


def validated(outcomes: dict[int, str], *, route: str = "vae") -> PV:
    """A session whose candidates walk by the VAE, decided and validated."""
    exam = cast.session(candidates=4)
    for number, outcome in outcomes.items():
        cast.decide(exam, number, outcome=outcome)
    exam.inscriptions.exclude(number__in=outcomes).update(presence="absent")
    Parcours.objects.update(stage="registered", route=route)
    pv = transmit_pv(actor=cast.responsable(), pv=cast.signed(exam), now=cast.NOW)
    validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW)
    return pv


def test_each_outcome_becomes_a_decision_of_the_vae() -> None:
    pv = validated({1: "title", 2: "partial", 3: "none"})
    found = dict(Decision.objects.values_list("parcours__inscriptions__number", "result"))
    assert found == {1: "full_whole", 2: "partial_whole", 3: "none", 4: "absent"}
    assert set(Decision.objects.values_list("pv", flat=True)) == {pv.number}
    partial = Decision.objects.get(result="partial_whole")
    assert partial.validated == [f"{cast.CIP}/CCP1", f"{cast.CIP}/CCP3"]
    assert partial.to_complete == [f"{cast.CIP}/CCP2"]
    assert "CCP" in partial.comment  # why the jury did not award it


def test_the_post_jury_interview_turns_it_into_what_follows() -> None:
    validated({2: "partial"})
    path = Parcours.objects.get(inscriptions__number=2)
    decision = last_decision(path)
    assert decision is not None
    assert points_of(decision) == [f"{cast.CIP}/CCP2"]
    hold_post_jury(
        actor=cast.responsable(), parcours=path, decision=decision, on=decision.on, minutes=45, summary="Bilan.",
        steps=[Chosen(f"{cast.CIP}/CCP2", StepWay.CCP_SESSION)], now=cast.NOW,
    )  # fmt: skip
    path.refresh_from_db()
    assert path.stage == "followed"


def test_validating_again_tells_it_once_and_other_routes_are_left_aside() -> None:
    pv = validated({1: "partial"})
    validate_pv(actor=cast.ddets(), pv=pv, now=cast.NOW)
    assert Decision.objects.count() == 4


def test_a_session_of_training_tells_the_vae_nothing() -> None:
    validated({1: "title"}, route="formation")
    assert not Decision.objects.exists()
