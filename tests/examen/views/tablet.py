"""The responsable's tablet on the exam day: sign in, open the page and wait until it is kept, read and press."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from jalon.accounts.enums import Role
from jalon.examen.models import DayEvent, ExamSession
from tests import cast
from tests.examen import signing


def sign_in(context: BrowserContext, live_server: Any) -> None:
    value = cast.client(Role.RESPONSABLE_SESSION).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def open_day(context: BrowserContext, live_server: Any, exam: ExamSession, moment: datetime) -> Page:
    sign_in(context, live_server)
    context.clock.install(time=moment)
    page = context.new_page()
    page.set_viewport_size({"width": 1024, "height": 1366})
    page.goto(live_server.url + reverse("examen:day", args=[exam.pk]))
    wait_kept(page)
    return page


def wait_kept(page: Page) -> None:
    """Until the page is copied on the device and its worker would show the copy."""
    expect(page.locator("[data-day-offline][data-copied]")).to_have_count(1)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller")


def state(page: Page) -> Any:
    return expect(page.locator("[data-offline-state]"))


def card(page: Page, exam: ExamSession, number: int = 1) -> Locator:
    return page.locator(f"#candidat-{signing.candidate(exam, number).pk}")


def told() -> list[str]:
    return [event.kind for event in DayEvent.objects.order_by("pk")]


def scrawl(page: Page) -> None:
    """As a finger signs."""
    box = page.locator("[data-signature-area]").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.6)
    page.mouse.down()
    for x, y in ((0.35, 0.2), (0.45, 0.75), (0.6, 0.3), (0.75, 0.6)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=4)
    page.mouse.up()


def begin(page: Page, exam: ExamSession) -> None:
    """Candidate 1 arrives and begins the first test."""
    card(page, exam).get_by_role("button", name="Arrivé").click()
    page.locator("#direct form:has([value=phase_start]) button").first.click()
