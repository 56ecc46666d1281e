"""A path told to its reader: to the person themself, to those who follow them; and how far it has come."""

import pytest

from jalon.parcours.wording import who_for
from jalon.parcours.workflow import ENDED, MAIN, WORKFLOWS, advance_of


@pytest.mark.parametrize(
    ("who", "own", "other"),
    [
        (
            "Le candidat et son accompagnateur",
            "vous et votre accompagnateur",
            "le candidat et son accompagnateur",
        ),
        ("vous-même et le formateur", "vous et le formateur", "le candidat et le formateur"),
        ("le certificateur", "le certificateur", "le certificateur"),
        ("Solène Kerouredan", "Solène Kerouredan", "Solène Kerouredan"),
    ],
)
def test_who_does_a_step_is_said_to_its_reader(who, own, other):
    assert who_for(who, own=True) == own
    assert who_for(who, own=False) == other


@pytest.mark.parametrize("route", sorted(WORKFLOWS))
def test_every_stage_of_a_route_is_somewhere_on_its_way_unless_it_was_given_up(route):
    assert set(MAIN[route]) <= set(WORKFLOWS[route].states)
    for stage in WORKFLOWS[route].states:
        assert (advance_of(route, stage) is None) == (stage in ENDED - {"awarded"})
