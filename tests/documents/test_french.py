"""Turns of phrase of official documents."""

import pytest

from jalon.documents.french import enumeration


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_a_list_ends_with_et(items: list[str], expected: str) -> None:
    assert enumeration(items) == expected
