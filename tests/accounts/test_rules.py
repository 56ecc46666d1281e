"""A cell of an export is read, never computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.accounts.rules import safe_cell


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+33 6", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "＝1"]
)
def test_a_cell_that_would_be_a_formula_is_disarmed(text):
    assert safe_cell(text) == f"'{text}"


@given(st.text())
def test_a_cell_keeps_its_text_and_never_starts_a_formula(text):
    cell = safe_cell(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
