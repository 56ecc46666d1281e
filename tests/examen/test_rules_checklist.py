"""Annex 1 of the RE scaled to a session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.checklist import CONSUMED, PREMISES, expected, required
from jalon.referentiel.schema import Premises, Resource, TestKind

PAPER = Resource(CONSUMED, 10, "Feuilles", max_sharing=1)
ACTOR = Resource("Autres", 1, "Comédien", max_sharing=1)
PRINTER = Resource("Équipements", 1, "Imprimante")
SAW = Resource("Machines", 2, "Scie", max_sharing=3)


def test_what_is_used_up_is_counted_for_every_candidate() -> None:
    assert required(PAPER, candidates=12, at_once=2) == 120


def test_what_serves_again_is_counted_for_those_who_pass_at_the_same_time() -> None:
    assert required(ACTOR, candidates=12, at_once=2) == 2


def test_what_is_shared_is_divided_and_rounded_up() -> None:
    assert required(SAW, candidates=12, at_once=4) == 4


def test_without_a_sharing_limit_one_lot_is_enough() -> None:
    assert required(PRINTER, candidates=40, at_once=5) == 1


@given(st.integers(0, 60), st.integers(1, 6), st.integers(1, 6), st.integers(1, 9))
def test_more_candidates_never_need_less(candidates: int, at_once: int, sharing: int, count: int) -> None:
    resource = Resource(CONSUMED, count, "x", max_sharing=sharing)
    assert required(resource, candidates, at_once) <= required(resource, candidates + 1, at_once)
    assert required(resource, candidates, at_once) * sharing >= count * candidates


def test_only_the_rooms_of_the_tests_held_are_asked_for_one_per_jury() -> None:
    rooms = [
        Premises(TestKind.MISE_EN_SITUATION, "Salle de jeu"),
        Premises(TestKind.ENTRETIEN_FINAL, "Local fermé", "Confidentialité"),
    ]
    (line,) = expected(rooms, [], tests=["entretien_final"], candidates=5, juries=3)
    assert (line.category, line.label, line.count) == (PREMISES, "Entretien final : Local fermé", 3)


@pytest.mark.parametrize(("candidates", "juries", "rooms"), [(0, 0, 1), (1, 3, 1), (8, 3, 3)])
def test_no_more_rooms_than_candidates_can_fill(candidates: int, juries: int, rooms: int) -> None:
    premises = [Premises(TestKind.ENTRETIEN_FINAL, "Local")]
    (line,) = expected(premises, [], tests=["entretien_final"], candidates=candidates, juries=juries)
    assert line.count == rooms
