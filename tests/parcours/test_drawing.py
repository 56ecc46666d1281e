"""The line in time: each mark at its day, none over another, what is too far told apart."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.drawing import LEFT, MARK, RIGHT, WIDTH, draw

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Event:
    number: int
    day: date | None
    state: str = "done"
    told: str = "une étape"


def events(*days: int | None) -> list[Event]:
    return [
        Event(rank, None if day is None else TODAY + timedelta(days=day)) for rank, day in enumerate(days, 1)
    ]


def test_nothing_dated_is_not_drawn():
    assert draw([], TODAY) is None
    assert draw(events(None, None), TODAY) is None


def test_a_day_beyond_the_horizon_is_told_apart():
    drawing = draw(events(-30, 10, 3000, None), TODAY)
    assert [mark.number for mark in drawing.marks] == [1, 2]
    assert drawing.beyond == (3,)


def test_today_stands_between_what_is_past_and_what_is_to_come():
    drawing = draw(events(-30, 30), TODAY)
    assert drawing.marks[0].x < drawing.today_x < drawing.marks[1].x


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-900, 500), min_size=1, max_size=40))
def test_no_mark_covers_another_nor_leaves_the_drawing(days):
    drawing = draw(events(*days), TODAY)
    assert len(drawing.marks) == len(days)
    for mark in drawing.marks:
        assert LEFT - 1 <= mark.x <= WIDTH - RIGHT + 1
        assert mark.y + MARK / 2 <= drawing.height
    for one in drawing.marks:
        for other in drawing.marks:
            if one.number < other.number:
                assert abs(one.x - other.x) >= MARK or abs(one.y - other.y) >= MARK
    assert 1 <= len(drawing.ticks) <= 16
