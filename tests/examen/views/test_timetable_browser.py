"""The timetable as a working tool in a real browser: dragged, typed, locked, undone, on a phone, without script."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.examen.models import ExamSession, Timetable
from tests import cast
from tests.examen import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEXT_DAY = stage.FIRST_DAY + timedelta(days=1)
HOUR = 60


@pytest.fixture
def draft(transactional_db: None) -> Timetable:
    exam = stage.session(candidates=2, days=2, juries=2)
    return stage.draft(exam, (1, 0, 9 * HOUR, 1), (2, 0, 9 * HOUR + 40, 2))


def _signed_in(page: Any, live_server: Any) -> Any:
    value = cast.client(Role.RESPONSABLE_SESSION).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return page


def _open(page: Any, live_server: Any, draft: Timetable, query: str = "") -> None:
    _signed_in(page, live_server).set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{live_server.url}/sessions/{draft.session_id}/planning/{query}")


def _bar(page: Any, draft: Timetable, number: int = 1, day: date = stage.FIRST_DAY) -> Any:
    who = draft.session.inscriptions.get(number=number).pk
    return page.locator(f'svg[data-day="{day}"] a.bar[data-who="{who}"]').first


def _starts(session: ExamSession, number: int = 1) -> tuple[date, int, int]:
    """Day, minute and jury of a candidate's first test."""
    row = session.timetables.get().appointments.filter(inscription__number=number, candidate_present=True)
    first = row.order_by("starts_at").select_related("jury")[0]
    at = timezone.localtime(first.starts_at)
    return at.date(), at.hour * HOUR + at.minute, first.jury.number


def _grab(page: Any, bar: Any) -> tuple[float, float]:
    bar.scroll_into_view_if_needed()
    box = bar.locator("rect").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y, steps=2)
    return x, y


def _lane(page: Any, day: date, rank: int) -> Any:
    return page.locator(f'svg[data-day="{day}"] rect.lane').nth(rank)


def test_a_candidate_is_dragged_to_another_day_and_put_back(
    page: Any, live_server: Any, draft: Timetable, page_faults: list[str]
) -> None:
    _open(page, live_server, draft)
    before = _starts(draft.session)
    x, _ = _grab(page, _bar(page, draft))
    target = _lane(page, NEXT_DAY, 1).bounding_box()
    page.mouse.move(x, target["y"] + 40, steps=4)
    panel = page.locator("#deplacement")
    page.locator('#deplacement[data-verdict="lawful"]').wait_for()
    assert "Toutes les règles sont respectées" in panel.inner_text()
    assert "jury 2" in panel.inner_text()
    page.mouse.up()
    page.get_by_text("commence le mardi 15 décembre 2026").wait_for()
    assert _starts(draft.session)[::2] == (NEXT_DAY, 2)
    assert page.evaluate("document.activeElement.dataset.who") == str(
        draft.session.inscriptions.get(number=1).pk
    )
    page.keyboard.press("Control+z")
    page.get_by_text("est annulé : le planning est comme avant").wait_for()
    assert _starts(draft.session) == before


def test_a_drop_that_breaks_a_rule_comes_back_and_says_which(
    page: Any, live_server: Any, draft: Timetable, check_page: Callable[[Any], None]
) -> None:
    _open(page, live_server, draft)
    before = _starts(draft.session)
    x, _ = _grab(page, _bar(page, draft))
    target = _lane(page, stage.FIRST_DAY, 1).bounding_box()
    page.mouse.move(x, target["y"] + 40, steps=4)
    page.locator('#deplacement[data-verdict="refused"]').wait_for()
    check_page(page)
    page.mouse.up()
    page.get_by_text("reprend sa place").wait_for()
    told = page.locator("#deplacement").inner_text()
    assert "un jury n’évalue qu’un candidat à la fois" in told
    assert "RE, protocole d’intervention du jury" in told
    assert page.locator(".ghost, .lifted").count() == 0
    assert _starts(draft.session) == before


def test_the_keyboard_moves_by_five_minutes_to_another_jury_and_another_day(
    page: Any, live_server: Any, draft: Timetable
) -> None:
    _open(page, live_server, draft)
    bar = _bar(page, draft)
    bar.focus()
    where = page.locator(".move-where")
    page.keyboard.press("ArrowRight")
    assert "9 h 05" in where.inner_text()
    page.keyboard.press("Escape")
    assert "reste à sa place" in where.inner_text()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowDown", "PageDown"):
        page.keyboard.press(key)
    page.locator('#deplacement[data-verdict="lawful"]').wait_for()
    assert "Mardi 15 décembre 2026, jury 2, de 9 h 35" in where.inner_text().replace("\u00a0", " ")
    page.keyboard.press("Enter")
    page.get_by_text("commence le mardi 15 décembre 2026").wait_for()
    assert _starts(draft.session) == (NEXT_DAY, 9 * HOUR + 35, 2)


def test_leaving_a_lifted_bar_gives_up(page: Any, live_server: Any, draft: Timetable) -> None:
    _open(page, live_server, draft)
    _bar(page, draft).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert "reste à sa place" in page.locator(".move-where").inner_text()
    assert page.locator(".ghost, .lifted").count() == 0


def test_a_lock_set_from_the_drawing_holds_the_bar(
    page: Any, live_server: Any, draft: Timetable, check_page: Callable[[Any], None]
) -> None:
    _open(page, live_server, draft)
    _bar(page, draft).focus()
    page.keyboard.press("v")
    page.get_by_text("est verrouillé : le prochain calcul garde").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").endswith(", verrouillé")
    page.keyboard.press("ArrowRight")
    assert "Déverrouillez sa place" in page.locator("#deplacement").inner_text()
    check_page(page)
    page.get_by_role("button", name="Tout déverrouiller").click()
    page.get_by_text("est déverrouillé").wait_for()
    assert not draft.locks.exists()


# a page thrown by a finger goes on for a while: a finger put down meanwhile stops it and presses nothing
SCROLL_AT_REST = """() => new Promise((done) => {
  let last = scrollY, still = 0;
  const look = () => {
    still = scrollY === last ? still + 1 : 0;
    last = scrollY;
    if (still > 20) done(); else requestAnimationFrame(look);
  };
  look();
})"""


def test_a_finger_scrolls_and_a_long_press_drags(browser: Any, live_server: Any, draft: Timetable) -> None:
    context = browser.new_context(has_touch=True, locale="fr-FR", viewport={"width": 1100, "height": 1000})
    page = _signed_in(context.new_page(), live_server)
    page.goto(f"{live_server.url}/sessions/{draft.session_id}/planning/")
    bar = _bar(page, draft)
    bar.scroll_into_view_if_needed()
    box = bar.locator("rect").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = context.new_cdp_session(page)

    def touch(kind: str, *point: float) -> None:
        points = [{"x": point[0], "y": point[1]}] if point else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    touch("touchMove", x, y - 60)
    touch("touchEnd")
    assert page.locator(".ghost").count() == 0
    page.evaluate(SCROLL_AT_REST)
    box = bar.locator("rect").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    target = _lane(page, NEXT_DAY, 0).bounding_box()
    touch("touchStart", x, y)
    page.locator(".ghost").first.wait_for(state="attached")
    touch("touchMove", x, target["y"] + 30)
    page.locator('#deplacement[data-verdict="lawful"]').wait_for()
    touch("touchEnd")
    page.get_by_text("commence le mardi 15 décembre 2026").wait_for()
    assert _starts(draft.session)[::2] == (NEXT_DAY, 1)
    context.close()


@pytest.mark.parametrize("view", ["jurys", "candidats", "salles"])
def test_on_a_phone_the_list_comes_first_and_labels_stay_in_sight(
    page: Any,
    live_server: Any,
    draft: Timetable,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    view: str,
) -> None:
    _signed_in(page, live_server).set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/sessions/{draft.session_id}/planning/?vue={view}")
    check_page(page)
    line = page.locator(".target-row").first
    assert line.is_visible()
    chart = page.locator(".gantt-wrap").first
    assert line.bounding_box()["y"] < chart.bounding_box()["y"]
    label = chart.locator(".gantt-labels").bounding_box()["x"]
    chart.evaluate("chart => { chart.scrollLeft = 300; }")
    assert chart.locator(".gantt-labels").bounding_box()["x"] == label


def test_the_drawing_is_accessible_in_the_dark_with_overlaps_and_locks(
    page: Any,
    live_server: Any,
    transactional_db: None,
    check_page: Callable[[Any], None],
    page_faults: list[str],
) -> None:
    draft = stage.draft(stage.session(candidates=2, juries=1), (1, 0, 9 * HOUR, 1), (2, 0, 9 * HOUR + 5, 1))
    page.emulate_media(color_scheme="dark")
    _open(page, live_server, draft)
    page.get_by_role("button", name="Tout verrouiller").click()
    page.get_by_text("2 candidats sont verrouillés").wait_for()
    assert page.locator("a.bar.broken").count() > 1
    assert page.get_by_text("chevauchement de").first.is_visible()
    for view in ("jurys", "candidats", "salles"):
        page.goto(f"{live_server.url}/sessions/{draft.session_id}/planning/?vue={view}")
        check_page(page)


def test_without_script_a_form_moves_locks_and_undoes(
    browser: Any, live_server: Any, draft: Timetable
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = _signed_in(context.new_page(), live_server)
    before = _starts(draft.session)
    page.goto(f"{live_server.url}/sessions/{draft.session_id}/planning/?vue=candidats")
    assert not page.get_by_text("faites glisser").is_visible()
    page.get_by_role("link", name="Déplacer INVENTÉ001").click()
    page.get_by_label("Journée").select_option(NEXT_DAY.isoformat())
    page.get_by_role("button", name="Déplacer", exact=True).click()
    page.get_by_text("commence le mardi 15 décembre 2026").wait_for()
    page.goto(f"{live_server.url}/sessions/{draft.session_id}/planning/?vue=candidats")
    page.get_by_role("button", name="Verrouiller INVENTÉ002").click()
    page.get_by_text("est verrouillé : le prochain calcul").wait_for()
    page.get_by_role("button", name="Annuler le dernier déplacement").click()
    page.get_by_text("est annulé : le planning est comme avant").wait_for()
    assert _starts(draft.session) == before
    assert draft.locks.count() == 1
    context.close()
