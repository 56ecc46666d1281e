"""The drawing of a day: everything in its place, readable words only."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.gantt import KINDS, LEFT, WIDTH, Item, chart, merged

DAY = date(2026, 12, 14)


def _item(start: int, end: int, kind: str = "entretien_final", **more: object) -> Item:
    return Item(start, end, kind, f"rdv-{start}", "…", **more)  # type: ignore[arg-type]


items = st.lists(
    st.tuples(st.integers(480, 1000), st.integers(5, 90), st.sampled_from(sorted(KINDS))).map(
        lambda t: _item(t[0], t[0] + t[1], t[2], group="MARTIN")
    ),
    max_size=12,
)


@given(items)
def test_every_bar_stays_within_the_drawing_and_its_words_within_the_bar(lane: list[Item]) -> None:
    drawing = chart(DAY, [("Jury 1", "", lane)], opens=510, closes=1080)
    for bar in drawing.lanes[0].bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= WIDTH
        assert len(bar.text) * 6 <= bar.width


def test_lanes_follow_one_another_and_the_hours_are_full_hours() -> None:
    drawing = chart(DAY, [("Jury 1", "", []), ("Jury 2", "", [])], opens=510, closes=1080)
    assert [lane.y for lane in drawing.lanes] == [drawing.top, drawing.top + drawing.lane_height]
    assert drawing.hours[0][1].startswith("8")
    assert drawing.hours[-1][1].startswith("18")


def test_successive_phases_of_one_test_make_one_bar() -> None:
    first = _item(600, 620, "questionnement_production", key="7", phase="Présentation")
    second = _item(620, 660, "questionnement_production", key="7", phase="Questionnement")
    (bar,) = merged([second, first])
    assert (bar.start, bar.end) == (600, 660)
    assert "Questionnement" in bar.description


def test_phases_of_two_candidates_are_never_merged() -> None:
    assert len(merged([_item(600, 620, key="7"), _item(620, 640, key="8")])) == 2
    assert len(merged([_item(600, 620, key="7"), _item(625, 640, key="7")])) == 2


def test_a_free_hour_at_noon_is_drawn_as_lunch() -> None:
    lane = [_item(600, 700), _item(770, 800)]
    drawing = chart(DAY, [("Jury 1", "", lane)], opens=510, closes=1080, lunch=(690, 840), lunch_minutes=60)
    assert [pause.text for pause in drawing.lanes[0].pauses] == ["Déjeuner"]


def test_now_is_drawn_only_within_the_day() -> None:
    assert chart(DAY, [], opens=510, closes=1080, now=1300).now is None
    assert chart(DAY, [], opens=510, closes=1080, now=600).now is not None


def test_a_name_without_room_is_left_out_rather_than_overflowing() -> None:
    lane = [_item(600, 605, group="DIALLO-LEFÈVRE"), _item(605, 700, group="BENALI")]
    heads = chart(DAY, [("Jury 1", "", lane)], opens=510, closes=1080).lanes[0].heads
    assert heads[0].text == ""
    assert heads[1].text == "BENALI"
