"""What a validated result does to a path, by route."""

import pytest

from jalon.parcours.rules.results import acts_after_session
from jalon.parcours.workflow import WORKFLOWS


def acts(route, outcome, *, any_awarded=False, fulfilled=False):
    return acts_after_session(route, outcome, any_awarded=any_awarded, fulfilled=fulfilled)


@pytest.mark.parametrize(
    ("outcome", "training", "vae"),
    [
        ("title", ("award",), ("judge", "award")),
        ("partial", ("award_part",), ("judge",)),
        ("none", ("fail",), ("judge",)),
        ("absent", ("unregister",), ("unregister",)),
        ("excused", ("unregister",), ("unregister",)),
        ("", (), ()),
    ],
)
def test_each_outcome_has_its_acts(outcome, training, vae):
    assert acts("formation", outcome) == acts("capitalisation", outcome) == training
    assert acts("vae", outcome) == vae


def test_a_path_that_aimed_at_some_ccps_ends_once_it_holds_them():
    assert acts("formation", "partial", any_awarded=True, fulfilled=True) == ("award",)
    assert acts("vae", "partial", any_awarded=True, fulfilled=True) == ("judge", "award")


def test_every_act_told_is_possible_from_a_registration():
    for route, workflow in WORKFLOWS.items():
        for outcome in ("title", "partial", "none", "absent"):
            stage = "registered"
            for act in acts(route, outcome):
                assert stage in workflow[act].sources
                stage = workflow[act].target
