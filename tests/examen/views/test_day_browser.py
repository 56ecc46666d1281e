"""The live exam day in a real browser: accessible on every screen, timers that warn, a waiting room that follows."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from jalon.accounts.enums import Role
from jalon.examen.enums import DayEventKind, WallShow
from jalon.examen.models import Amenagement, ExamSession
from jalon.examen.operations.live import Told, record_event
from jalon.examen.operations.wall import open_wall
from tests import cast
from tests.examen import exam_day, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Hour:
    """The server's clock, which goes on from nine on the day of the session and may be moved forward."""

    def __init__(self) -> None:
        self._real = timezone.now
        self._began, self._start = self._real(), stage.at(stage.FIRST_DAY, 9)

    def now(self) -> datetime:
        return self._start + (self._real() - self._began)

    def forward(self, minutes: float) -> None:
        self._start += timedelta(minutes=minutes)


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Hour:
    hour = Hour()
    monkeypatch.setattr("django.utils.timezone.now", hour.now)
    return hour


@pytest.fixture
def exam(hour: Hour, transactional_db: None) -> ExamSession:
    """Jury 1 is with candidate 1, who has an arrangement; candidate 2 is called to prepare; 4 is absent."""
    with transaction.atomic():
        exam = exam_day.held(candidates=7, juries=2)
        Amenagement.objects.create(
            inscription=exam.inscriptions.get(number=1), status="granted", requested_on=stage.FIRST_DAY,
            measures="Pause de dix minutes à la demande",
        )  # fmt: skip
        note(exam, DayEventKind.ARRIVAL, 1, hour, -20)
        note(exam, DayEventKind.ARRIVAL, 2, hour, -18)
        note(exam, DayEventKind.ABSENT, 4, hour, -5)
        note(exam, DayEventKind.PHASE_START, 1, hour, -1, exam_day.STAGE)
        note(exam, DayEventKind.CALL, 2, hour, -1, exam_day.PREPARATION)
    return exam


def note(
    exam: ExamSession, kind: DayEventKind, number: int, hour: Hour, minutes: float, order: int | None = None
) -> None:
    """A fact told of a candidate, so many minutes after the hour."""
    who = exam.inscriptions.get(number=number)
    told = Told(uuid4(), kind, hour.now() + timedelta(minutes=minutes), who.pk, order)
    record_event(actor=stage.responsable(), session=exam, told=told, now=hour.now())


def sign_in(page: Page, live_server: Any, role: Role = Role.RESPONSABLE_SESSION) -> None:
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def wall_address(exam: ExamSession, hour: Hour) -> str:
    with transaction.atomic():
        screen = open_wall(actor=stage.responsable(), session=exam, show=WallShow.NUMBER, now=hour.now())
    return reverse("wall:wall", args=[screen.token])


@pytest.mark.parametrize(("width", "scheme"), [(1024, "light"), (360, "dark")])
def test_every_screen_of_the_day_is_accessible_and_fits(
    page: Page,
    live_server: Any,
    exam: ExamSession,
    hour: Hour,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    width: int,
    scheme: Any,
) -> None:
    sign_in(page, live_server)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + reverse("examen:day", args=[exam.pk]))
    page.get_by_text("Ses épreuves").first.click()
    page.get_by_text("Autre cas").nth(2).click()
    check_page(page)
    page.goto(live_server.url + reverse("examen:day_timer", args=[exam.pk, 1]))
    check_page(page)
    page.goto(live_server.url + wall_address(exam, hour))
    check_page(page)


def test_the_timer_of_a_room_counts_down_warns_in_words_and_says_when_it_is_over(
    page: Page, live_server: Any, exam: ExamSession, hour: Hour, page_faults: list[str]
) -> None:
    sign_in(page, live_server, Role.JURE)
    page.clock.install(time=hour.now())
    page.goto(live_server.url + reverse("examen:day_timer", args=[exam.pk, 1]))
    left = page.locator(".timer-left")
    expect(left).to_have_text("il reste 29 min")
    for forward, words, tone in (
        (25, "il reste 4 min", "warning"),
        (3.2, "il reste", "danger"),
        (4, "dépassé", "danger"),
    ):
        hour.forward(forward)
        page.clock.fast_forward(timedelta(minutes=forward) // timedelta(milliseconds=1))
        expect(left).to_contain_text(words)
        expect(page.locator("#minuteur")).to_contain_class(tone)
    expect(page.locator("[data-announce]")).to_contain_text(re.compile("c’est l’heure|dépassé"))


def test_the_waiting_room_reads_a_call_as_soon_as_it_is_made(
    page: Page,
    context: BrowserContext,
    live_server: Any,
    exam: ExamSession,
    hour: Hour,
    page_faults: list[str],
) -> None:
    room = context.new_page()
    room.goto(live_server.url + wall_address(exam, hour))
    calls = room.locator(".wall-calls")
    expect(calls).to_have_text("Candidat n° 2 → Salle Aveyron, jury 2")
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("examen:day", args=[exam.pk]))
    page.locator("#jury-2").get_by_role("button", name="Commence : Camille INVENTÉ002").click()
    expect(page.locator("#jury-2 .running")).to_contain_text("il reste 15 min")
    expect(calls).to_have_count(0)
    expect(room.get_by_text("Aucun appel en ce moment")).to_be_visible()


def test_a_candidate_is_found_by_name_or_number_and_stays_found_when_the_page_follows(
    page: Page, live_server: Any, exam: ExamSession, hour: Hour, page_faults: list[str]
) -> None:
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("examen:day", args=[exam.pk]))
    page.get_by_role("searchbox", name="Chercher un candidat").fill("invente003")
    expect(page.locator(".day-person:visible")).to_have_count(1)
    late = page.locator(".day-person:visible")
    expect(late).to_contain_text("Attendu")
    late.get_by_role("button", name="Arrivé").click()
    expect(page.locator(".day-person:visible")).to_contain_text("Arrivé, attend son tour")
    expect(page.locator(".day-person:visible")).to_have_count(1)


def test_without_script_a_phase_is_called_begun_ended_and_taken_back(
    browser: Any, live_server: Any, exam: ExamSession
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("examen:day", args=[exam.pk]))
    column = page.locator("#jury-2")
    column.get_by_role("button", name="Commence : Camille INVENTÉ002").click()
    expect(column.locator(".running")).to_contain_text("il reste 15 min")
    column.get_by_role("button", name="Terminé").click()
    expect(column.locator(".running")).to_have_count(0)
    page.locator(".day-recent").get_by_role("button", name="Annuler").first.click()
    expect(column.locator(".running")).to_contain_text("il reste")
    context.close()
