"""What a signature is: a drawing of bounded size, or one's own name and « je signe », on its own half-day."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.signatures import (
    AFTERNOON,
    HEIGHT,
    MAX_BYTES,
    MORNING,
    WIDTH,
    drawn_path,
    half_day_label,
    half_day_of,
    ink,
    moment_faults,
    strokes_faults,
    typed_faults,
)
from tests.examen.stage import FIRST_DAY, at

SCRAWL = [[[100, 200], [300, 100], [500, 250]], [[150, 300], [600, 290]]]
POINTS = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)).map(list)
STROKES = st.lists(st.lists(POINTS, min_size=1, max_size=12), min_size=1, max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


class TestADrawing:
    def test_a_drawing_is_a_signature(self) -> None:
        assert strokes_faults(SCRAWL) == []

    @pytest.mark.parametrize("nothing", [None, [], "", 0, {}])
    def test_nothing_drawn_is_no_signature(self, nothing: object) -> None:
        assert strokes_faults(nothing)[0].startswith("La signature est vide.")

    def test_a_touch_is_not_a_signature(self) -> None:
        assert "trop court" in strokes_faults([[[500, 100]]])[0]
        assert "trop court" in strokes_faults([[[500, 100], [520, 110]]])[0]

    @pytest.mark.parametrize(
        "wrong",
        [
            [[]], [[[1]]], [[[1, 2, 3]]], [[["1", "2"]]], [[[1.5, 2]]], [[[True, False]]], [[[-1, 2]]],
            [[[WIDTH + 1, 2]]], [[[2, HEIGHT + 1]]], [{"x": 1}], ["M0 0"], [[[10**400, 0]]], [[[float("nan"), 0]]],
        ],
    )  # fmt: skip
    def test_only_whole_points_of_the_pad_are_taken(self, wrong: Any) -> None:
        assert "points de la zone" in strokes_faults(wrong)[0]

    def test_a_drawing_larger_than_a_signature_is_refused(self) -> None:
        assert "dépasse 20 ko" in strokes_faults([[[100, 100], [900, 300]] * 1100])[0]

    @given(JSON)
    def test_whatever_is_received_is_judged(self, value: object) -> None:
        faults = strokes_faults(value)
        assert faults or isinstance(value, list)

    @given(STROKES)
    def test_a_drawing_taken_can_be_drawn_and_fits_its_limit(self, strokes: list[list[list[int]]]) -> None:
        path = drawn_path(strokes)
        assert path.count("M") == len(strokes) == path.count("L")
        assert re.fullmatch(r"[MLQ0-9. ]+", path)
        if not strokes_faults(strokes):
            assert len(json.dumps(strokes, separators=(",", ":"))) <= MAX_BYTES
            assert ink(strokes) > 0

    def test_the_pen_passes_by_each_point(self) -> None:
        assert drawn_path(SCRAWL) == "M100 200Q300 100 400 175L500 250M150 300L600 290"


class TestTheKeyboard:
    def _faults(self, typed: str, agreed: bool = True) -> list[str]:
        return typed_faults(typed, agreed, last_name="Mazarguil-Léon", full_name="Inès MAZARGUIL-LÉON")

    @pytest.mark.parametrize("typed", ["Inès Mazarguil-Léon", "mazarguil leon ines", "MAZARGUIL LÉON"])
    def test_one_s_own_name_however_typed_signs(self, typed: str) -> None:
        assert self._faults(typed) == []

    def test_another_name_and_a_box_left_empty_are_both_told(self) -> None:
        name, box = self._faults("Karim Ossun", agreed=False)
        assert "Inès MAZARGUIL-LÉON" in name
        assert "Je signe" in box


class TestTheHalfDay:
    def test_the_morning_ends_at_one(self) -> None:
        assert (half_day_of(12 * 60 + 59), half_day_of(13 * 60)) == (MORNING, AFTERNOON)
        assert half_day_label(FIRST_DAY, AFTERNOON) == "lundi 14\u00a0décembre 2026, après-midi"

    def test_a_half_day_is_signed_on_its_day(self) -> None:
        assert moment_faults(FIRST_DAY, MORNING, at(FIRST_DAY, 8, 10)) == []
        (fault,) = moment_faults(FIRST_DAY, MORNING, at(FIRST_DAY.replace(day=15), 8, 10))
        assert "se signe ce jour-là" in fault

    def test_nobody_signs_in_the_morning_for_the_afternoon(self) -> None:
        (fault,) = moment_faults(FIRST_DAY, AFTERNOON, at(FIRST_DAY, 11, 59))
        assert "pas d’avance" in fault
        assert moment_faults(FIRST_DAY, AFTERNOON, at(FIRST_DAY, 12)) == []

    def test_a_morning_forgotten_is_signed_later_that_day(self) -> None:
        assert moment_faults(FIRST_DAY, MORNING, at(FIRST_DAY, 17)) == []
