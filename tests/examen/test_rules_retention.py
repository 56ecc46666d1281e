"""How long a session's file is kept (A9.1)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.retention import is_past_retention, kept_until


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_a_file_is_kept_through_its_last_day_and_no_longer(last_day: date, years: int) -> None:
    end = kept_until(last_day, years)
    assert end.year == last_day.year + years
    assert not is_past_retention(last_day, years, end)
    assert is_past_retention(last_day, years, end + timedelta(days=1))
