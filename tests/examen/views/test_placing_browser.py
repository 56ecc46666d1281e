"""Somebody whom no calculation has placed, taken by name to the drawing: mouse, keyboard, giving up, undoing."""

from collections.abc import Callable
from typing import Any

import pytest

from jalon.examen.models import Timetable
from tests.examen import stage
from tests.examen.views.test_timetable_browser import HOUR, _lane, _open, _starts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(transactional_db: None) -> Timetable:
    """Two candidates, the second of whom has no place."""
    return stage.draft(stage.session(candidates=2, days=2, juries=2), (1, 0, 9 * HOUR, 1))


def _name(page: Any, draft: Timetable) -> Any:
    return page.locator(f'a.loose[data-who="{draft.session.inscriptions.get(number=2).pk}"]')


def _press(page: Any, name: Any) -> None:
    name.evaluate(
        "name => name.scrollIntoView({ block: 'start' })"
    )  # far from the edge, where the page comes along
    box = name.bounding_box()
    x, y = box["x"] + 20, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8, steps=2)


def test_a_name_is_dragged_to_the_drawing_and_the_move_undone(
    page: Any, live_server: Any, draft: Timetable, check_page: Callable[[Any], None], page_faults: list[str]
) -> None:
    _open(page, live_server, draft)
    check_page(page)
    _press(page, _name(page, draft))
    box = _lane(page, stage.FIRST_DAY, 1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=4)
    page.locator('#deplacement[data-verdict="lawful"]').wait_for()
    assert "jury 2" in page.locator("#deplacement").inner_text()
    page.mouse.up()
    page.get_by_text("commence le lundi 14 décembre 2026").wait_for()
    assert _starts(draft.session, 2)[::2] == (stage.FIRST_DAY, 2)
    assert page.locator(".loose").count() == 0
    page.keyboard.press("Control+z")
    page.get_by_text("est annulé : le planning est comme avant").wait_for()
    assert _name(page, draft).is_visible()


def test_the_keyboard_takes_a_name_to_the_first_place_then_moves_it(
    page: Any, live_server: Any, draft: Timetable
) -> None:
    _open(page, live_server, draft)
    _name(page, draft).focus()
    where = page.locator(".move-where")
    page.keyboard.press("ArrowRight")
    assert "jury 1, 8 h 30" in where.inner_text()
    page.keyboard.press("Escape")
    assert "reste à placer" in where.inner_text()
    for key in ("ArrowDown", "ArrowDown", *["Shift+ArrowRight"] * 3):
        page.keyboard.press(key)
    page.locator('#deplacement[data-verdict="lawful"]').wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("commence le lundi 14 décembre 2026").wait_for()
    assert _starts(draft.session, 2) == (stage.FIRST_DAY, 10 * HOUR, 2)
    who = str(draft.session.inscriptions.get(number=2).pk)
    assert page.evaluate("document.activeElement.dataset.who") == who


def test_a_name_let_go_beside_the_drawing_stays_to_be_placed(
    page: Any, live_server: Any, draft: Timetable
) -> None:
    _open(page, live_server, draft)
    _press(page, _name(page, draft))
    page.mouse.up()
    assert "reste à placer" in page.locator(".move-where").inner_text()
    assert page.locator(".ghost, .lifted").count() == 0
    assert "/deplacer/" not in page.url
    _name(page, draft).click()
    page.get_by_role("heading", name="Déplacer un candidat").wait_for()


@pytest.mark.parametrize("view", ["candidats", "salles"])
def test_a_name_is_placed_from_any_drawing(
    page: Any, live_server: Any, draft: Timetable, page_faults: list[str], view: str
) -> None:
    _open(page, live_server, draft, f"?vue={view}")
    _name(page, draft).focus()
    for key in ("ArrowDown", "ArrowDown", *["Shift+ArrowRight"] * 3):
        page.keyboard.press(key)
    page.locator('#deplacement[data-verdict="lawful"]').wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("commence le lundi 14 décembre 2026").wait_for()
