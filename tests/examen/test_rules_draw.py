"""The draw by lot: fair, fixed in advance, the same for whoever replays it."""

import hashlib
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.draw import Drawn, commitment, discrepancies, draw_sheet, pool_after, replay

SEED = "00" * 32
seeds = st.text("0123456789abcdef", min_size=64, max_size=64)
sheet_lists = st.lists(st.integers(1, 99), min_size=2, max_size=12, unique=True)
orders = st.lists(st.integers(1, 500).map(lambda n: f"candidat-{n}"), max_size=40, unique=True)


def test_the_commitment_is_a_plain_sha256_that_anyone_can_recompute() -> None:
    expected = hashlib.sha256(f"jalon-tirage-1|{SEED}|1,2,3".encode()).hexdigest()
    assert commitment(SEED, [3, 1, 2]) == expected


def test_a_known_draw_never_changes() -> None:
    """The protocol is published: this vector pins it for those who replayed a draw years ago."""
    drawn = replay(SEED, [1, 2, 3, 4], ["candidat-1", "candidat-2", "candidat-3", "candidat-4", "candidat-5"])
    assert [d.sheet for d in drawn] == [2, 3, 1, 4, 4]


@pytest.mark.parametrize("sheets", [[], [1], [1, 1], [2, 3, 3]])
def test_a_draw_needs_two_different_sheets(sheets: list[int]) -> None:
    with pytest.raises(ValueError, match="fiches"):
        commitment(SEED, sheets)
    with pytest.raises(ValueError, match="fiches"):
        draw_sheet(SEED, sheets, [], "candidat-1")


def test_an_empty_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="graine"):
        commitment("", [1, 2])


@given(seeds, sheet_lists, orders)
def test_no_sheet_comes_out_again_before_all_have(seed: str, sheets: list[int], order: list[str]) -> None:
    drawn = [d.sheet for d in replay(seed, sheets, order)]
    for start in range(0, len(drawn), len(sheets)):
        turn = drawn[start : start + len(sheets)]
        assert len(set(turn)) == len(turn)
        assert set(turn) <= set(sheets)
    spread = [drawn.count(sheet) for sheet in sheets]
    assert max(spread) - min(spread) <= 1


@given(seeds, sheet_lists, orders)
def test_replaying_gives_the_same_draw_whatever_the_order_sheets_are_listed_in(
    seed: str, sheets: list[int], order: list[str]
) -> None:
    assert replay(seed, sheets, order) == replay(seed, sheets[::-1], order)


@given(seeds, sheet_lists, orders)
def test_each_draw_depends_only_on_what_came_before(seed: str, sheets: list[int], order: list[str]) -> None:
    whole = replay(seed, sheets, order)
    for length in range(len(order)):
        assert replay(seed, sheets, order[:length]) == whole[:length]


@given(seeds, sheet_lists, orders)
def test_an_honest_draw_has_no_discrepancy(seed: str, sheets: list[int], order: list[str]) -> None:
    assert discrepancies(commitment(seed, sheets), seed, sheets, replay(seed, sheets, order)) == ()


@given(seeds, seeds, sheet_lists)
def test_another_seed_is_always_noticed(seed: str, other: str, sheets: list[int]) -> None:
    faults = discrepancies(commitment(seed, sheets), other, sheets, ())
    assert bool(faults) is (seed != other)


@given(seeds, sheet_lists, orders.filter(bool), st.data())
def test_a_changed_result_is_always_noticed_and_named(
    seed: str, sheets: list[int], order: list[str], data: st.DataObject
) -> None:
    recorded = list(replay(seed, sheets, order))
    index = data.draw(st.integers(0, len(recorded) - 1))
    true = recorded[index]
    wrong = data.draw(st.sampled_from([s for s in sheets if s != true.sheet]))
    recorded[index] = Drawn(true.rank, true.ref, wrong)
    (fault,) = discrepancies(commitment(seed, sheets), seed, sheets, recorded)
    assert f"Tirage n° {true.rank}" in fault
    assert f"fiche {wrong} " in fault


def test_a_missing_rank_is_noticed() -> None:
    drawn = replay(SEED, [1, 2, 3], ["candidat-1", "candidat-2", "candidat-3"])
    faults = discrepancies(commitment(SEED, [1, 2, 3]), SEED, [1, 2, 3], drawn[1:])
    assert any("rangs" in fault for fault in faults)


def test_every_sheet_has_its_chance() -> None:
    """Over a thousand seeds, the first draw among four sheets spreads evenly (chi-squared far below 30)."""
    sheets = [1, 2, 3, 4]
    counts = Counter(
        draw_sheet(hashlib.sha256(str(n).encode()).hexdigest(), sheets, [], "candidat-1") for n in range(1000)
    )
    assert sum((counts[s] - 250) ** 2 / 250 for s in sheets) < 30


def test_the_candidate_s_reference_matters() -> None:
    sheets = list(range(1, 9))
    assert len({draw_sheet(SEED, sheets, [], f"candidat-{n}") for n in range(30)}) > 3


def test_the_urn_fills_again_once_empty() -> None:
    assert pool_after([1, 2, 3], []) == (1, 2, 3)
    assert pool_after([1, 2, 3], [2]) == (1, 3)
    assert pool_after([1, 2, 3], [2, 3, 1]) == (1, 2, 3)
    assert pool_after([1, 2, 3], [2, 3, 1, 1]) == (2, 3)
    assert all(pool_after([1, 2], [1, 2] * n) == (1, 2) for n, _ in pairwise(range(5)))
