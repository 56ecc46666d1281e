"""The drawing of a day: everything in its place, readable words only."""

from collections.abc import Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.gantt import (
    KINDS,
    LEFT,
    WIDTH,
    Chart,
    Item,
    Span,
    Stretch,
    Strip,
    chart,
    clashes,
    free_time,
    merged,
)
from jalon.examen.planning.measures import lost_minutes

DAY = date(2026, 12, 14)
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _item(start: int, end: int, kind: str = "entretien_final", **more: object) -> Item:
    return Item(start, end, kind, f"rdv-{start}", "…", **more)  # type: ignore[arg-type]


def _drawn(*lane: Item, spans: Sequence[Span] = (), **hours: int) -> Chart:
    strip = Strip("jury-1", "Jury 1", "Salle Garonne", lane, spans)
    return chart(DAY, [strip], **{"opens": 510, "closes": 1080, **hours})


items = st.lists(
    st.tuples(st.integers(480, 1000), st.integers(5, 90), st.sampled_from(sorted(KINDS))).map(
        lambda t: _item(t[0], t[0] + t[1], t[2], group="MARTIN")
    ),
    max_size=12,
)


@quick
@given(items)
def test_every_bar_stays_within_the_drawing_and_its_words_within_the_bar(lane: list[Item]) -> None:
    drawing = _drawn(*lane)
    for bar in drawing.lanes[0].bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= WIDTH
        assert len(bar.text) * 6 <= bar.width


@quick
@given(items)
def test_two_bars_of_a_lane_are_never_drawn_one_over_the_other(lane: list[Item]) -> None:
    drawing = _drawn(*lane)
    bars = drawing.lanes[0].bars
    for first in bars:
        assert first.y + drawing.bar_height <= drawing.lanes[0].height
        for second in bars:
            if first is not second and first.y == second.y:
                assert first.end <= second.start or second.end <= first.start


@quick
@given(items)
def test_minutes_are_in_a_clash_when_two_things_fill_them_and_only_then(lane: list[Item]) -> None:
    told = clashes(lane)
    for minute in range(480, 1100, 5):
        at_once = sum(item.start <= minute < item.end for item in lane)
        inside = any(span.start <= minute < span.end for span in told)
        assert inside == (at_once > 1), minute


def test_what_overlaps_is_said_in_words_and_marked_on_each_bar() -> None:
    (lane,) = _drawn(_item(600, 660), _item(630, 700), _item(720, 750)).lanes
    assert [bar.broken for bar in lane.bars] == [True, True, False]
    assert "chevauchement de 10 h 30 à 11 h" in lane.told.replace("\u00a0", " ")
    assert "une règle est enfreinte ici" in lane.bars[0].description


def test_a_test_that_falls_in_an_absence_is_marked_as_broken() -> None:
    away = Span(620, 640, Stretch.AWAY, ("Absent",), "Dominique n’est pas disponible")
    (lane,) = _drawn(_item(600, 660), _item(660, 700), spans=[away]).lanes
    assert [bar.broken for bar in lane.bars] == [True, False]


def test_lanes_follow_one_another_and_the_hours_are_full_hours() -> None:
    strips = [Strip("a", "Jury 1", "", [_item(600, 660), _item(630, 700)]), Strip("b", "Jury 2")]
    drawing = chart(DAY, strips, opens=510, closes=1080)
    first, second = drawing.lanes
    assert first.y == drawing.top
    assert second.y == first.y + first.height
    assert first.height == 2 * second.height
    assert drawing.hours[0][1].startswith("8")
    assert drawing.hours[-1][1].startswith("18")


def test_the_hours_when_the_site_is_shut_are_drawn() -> None:
    drawing = _drawn(_item(480, 510), opens=510, closes=1050)
    (morning, _), (evening, width) = drawing.closed
    assert morning == drawing.hours[0][0]
    assert evening + width == drawing.hours[-1][0]


def test_successive_phases_of_one_test_make_one_bar() -> None:
    first = _item(600, 620, "questionnement_production", key="7", phase="Présentation")
    second = _item(620, 660, "questionnement_production", key="7", phase="Questionnement")
    (bar,) = merged([second, first])
    assert (bar.start, bar.end) == (600, 660)
    assert "Questionnement" in bar.description


def test_phases_of_two_candidates_are_never_merged() -> None:
    assert len(merged([_item(600, 620, key="7"), _item(620, 640, key="8")])) == 2
    assert len(merged([_item(600, 620, key="7"), _item(625, 640, key="7")])) == 2


def test_lunch_is_drawn_in_the_widest_gap_of_noon_and_the_rest_is_waiting() -> None:
    found = free_time([_item(600, 640), _item(650, 700), _item(790, 800)], (690, 840), 60, "temps mort")
    assert [(span.start, span.end, span.stretch) for span in found] == [
        (640, 650, Stretch.WAIT),
        (700, 760, Stretch.LUNCH),
        (760, 790, Stretch.WAIT),
    ]
    assert found[2].told.replace("\u00a0", " ") == "temps mort de 30 min à 12 h 40"


@quick
@given(items, st.sampled_from([0, 30, 45, 60]))
def test_what_is_drawn_as_waiting_is_what_the_figures_count(lane: list[Item], lunch: int) -> None:
    window = (690, 840)
    found = free_time(lane, window, lunch)
    waiting = sum(span.end - span.start for span in found if span.stretch == Stretch.WAIT)
    hours = [(item.start, item.end) for item in lane]
    assert waiting == (lost_minutes(hours, window, lunch) if hours else 0)


def test_now_is_drawn_only_within_the_day() -> None:
    assert chart(DAY, [], opens=510, closes=1080, now=1300).now is None
    assert chart(DAY, [], opens=510, closes=1080, now=600).now is not None


def test_a_name_without_room_is_left_out_rather_than_overflowing() -> None:
    heads = _drawn(_item(600, 605, group="DIALLO-LEFÈVRE"), _item(605, 700, group="BENALI")).lanes[0].heads
    assert heads[0].text == ""
    assert heads[1].text == "BENALI"


def test_a_locked_place_says_so() -> None:
    (lane,) = _drawn(_item(600, 700, group="BENALI", locked=True)).lanes
    assert lane.heads[0].locked
    assert lane.bars[0].description.endswith(", verrouillé")
