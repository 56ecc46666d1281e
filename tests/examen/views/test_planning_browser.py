"""The planning and exam-day screens in a real browser: accessible, usable on a phone, working without script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from jalon.examen.operations.checklist import draw_up_checklist
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.draw import publish_commitment, save_sheet
from tests import cast
from tests.examen import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = ("planning/", "planning/?vue=candidats", "convocations/", "tirage/", "plateau/", "jour/")


def _exam() -> ExamSession:
    exam = stage.session(
        candidates=3, juries=2, first_day=timezone.localdate(), status=SessionStatus.CONVENED
    )
    who = stage.responsable()
    stage.published(exam)
    send_convocations(actor=who, session=exam, now=stage.NOW)
    for number in (1, 2):
        save_sheet(
            actor=who, session=exam, number=number, label=f"Repère {number}", content="…", now=stage.NOW
        )
    publish_commitment(actor=who, session=exam, now=stage.NOW)
    draw_up_checklist(actor=who, session=exam, now=stage.NOW)
    return exam


def _sign_in(page: Any, live_server: Any, role: Role) -> None:
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_every_screen_is_accessible_and_fits(
    page: Any,
    live_server: Any,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    width: int,
    scheme: str,
) -> None:
    exam = _exam()
    _sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for screen in SCREENS:
        page.goto(f"{live_server.url}/sessions/{exam.pk}/{screen}")
        check_page(page)
    draft_url = f"{live_server.url}/sessions/{exam.pk}/planning/"
    page.goto(draft_url)
    page.get_by_role("button", name="Modifier dans un brouillon").click()
    page.get_by_role("link", name="Déplacer un candidat").click()
    check_page(page)


def test_a_bar_is_reached_with_the_keyboard_and_leads_to_its_line(page: Any, live_server: Any) -> None:
    exam = _exam()
    _sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.goto(f"{live_server.url}/sessions/{exam.pk}/planning/")
    bar = page.locator("svg.timetable a.bar").first
    bar.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Camille")
    target = bar.get_attribute("href")
    page.keyboard.press("Enter")
    assert page.url.endswith(target)
    page.locator(target).wait_for(state="visible")


def test_a_line_of_the_checklist_is_ticked_in_place(
    page: Any, live_server: Any, page_faults: list[str]
) -> None:
    exam = _exam()
    _sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.goto(f"{live_server.url}/sessions/{exam.pk}/plateau/")
    line = page.locator(".check-line").first
    line.get_by_role("textbox").fill("au rez-de-chaussée")
    line.get_by_role("button", name="Présent").click()
    page.locator(".check-line .check-who").first.wait_for()
    first = exam.checklist.first()
    assert first is not None
    assert (first.available, first.note) == (True, "au rez-de-chaussée")


def test_without_script_a_candidate_is_moved_and_a_presence_noted(browser: Any, live_server: Any) -> None:
    exam = _exam()
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    _sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.goto(f"{live_server.url}/sessions/{exam.pk}/planning/")
    page.get_by_role("button", name="Modifier dans un brouillon").click()
    page.get_by_role("link", name="Déplacer un candidat").click()
    page.get_by_label("Début de sa première épreuve").fill("17:30")
    page.get_by_role("button", name="Vérifier seulement").click()
    page.get_by_text("Déplacement refusé").wait_for()
    page.goto(f"{live_server.url}/sessions/{exam.pk}/jour/")
    page.get_by_text("Autre cas").first.click()
    card = page.locator(".day-person").first
    card.get_by_label("Présence").select_option("arrival")
    card.get_by_role("button", name="Enregistrer").click()
    assert exam.inscriptions.filter(presence="present").count() == 1
    context.close()
