"""The exam day when the device fails (its clock, zone, storage, the version of its page) or the server dies."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jalon.examen.enums import DayEventKind
from jalon.examen.models import DayEvent, ExamSession
from tests.examen import signing
from tests.examen.views.tablet import begin, card, open_day, sign_in, state, told, wait_kept
from tests.server import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KIND = DayEventKind


def test_a_test_begun_without_network_has_its_timer(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    context.set_offline(True)
    begin(tablet, exam)
    phase = tablet.locator("#direct .day-phase.is-begun")
    expect(phase.get_by_role("timer")).to_contain_text("il reste 30 min depuis 8 h 1")
    expect(phase.locator(".day-hour")).to_be_hidden()
    phase.get_by_role("button", name="Terminé").click()
    expect(tablet.locator("#direct").get_by_role("timer")).to_have_count(0)


def test_a_test_begun_without_network_ends_the_one_left_open(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    begin(tablet, exam)
    running = tablet.locator("#direct .day-phase.running")
    expect(running.get_by_role("timer")).to_be_visible()
    state(tablet).to_have_text("Tout est enregistré")
    context.set_offline(True)
    tablet.locator("#direct").get_by_role("button", name="Commence").first.click()
    expect(running).to_contain_text("par l’épreuve suivante : en attente d’envoi")
    expect(tablet.locator("#direct").get_by_role("timer")).to_have_count(1)
    context.set_offline(False)
    state(tablet).to_have_text("Tout est enregistré")
    expect(running).to_contain_text("Entretien final")


def test_a_test_ended_without_network_counts_no_more(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    begin(tablet, exam)
    expect(tablet.locator("#direct .day-phase.running")).to_be_visible()
    context.set_offline(True)
    tablet.locator("#direct").get_by_role("button", name="Terminé").click()
    expect(tablet.locator("#direct").get_by_role("timer")).to_have_count(0)


def test_a_network_cut_just_after_the_server_took_an_act_leaves_it_on_the_screen(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    tablet.route(tablet.url, lambda route: route.abort())
    tablet.route("**/jour/direct/**", lambda route: route.abort())
    begin(tablet, exam)
    phase = tablet.locator("#direct .day-phase").first
    expect(phase).to_contain_text("enregistré")
    assert told() == [KIND.ARRIVAL, KIND.PHASE_START]
    expect(phase.get_by_role("timer")).to_contain_text("il reste")
    phase.get_by_role("button", name="Terminé").click()
    expect(phase).to_contain_text("Terminé")
    expect(tablet.locator("#direct").get_by_role("timer")).to_have_count(0)
    tablet.unroute(tablet.url)
    state(tablet).to_have_text("Tout est enregistré")
    expect(tablet.locator("#direct [data-waiting-note]")).to_have_count(0)
    assert told() == [KIND.ARRIVAL, KIND.PHASE_START, KIND.PHASE_END]


def test_a_candidate_admitted_late_without_network_ends_when_planned(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    context.set_offline(True)
    tablet.clock.set_system_time(signing.early() + timedelta(minutes=30))
    one = card(tablet, exam)
    one.get_by_text("Autre cas").click()
    one.get_by_label("Présence").select_option("late_admitted")
    one.get_by_role("button", name="Enregistrer").click()
    tablet.locator("#direct form:has([value=phase_start]) button").first.click()
    expect(tablet.locator("#direct .is-begun").get_by_role("timer")).to_contain_text("jusqu’à 9 h")


def test_a_clock_set_right_by_the_return_of_the_network_keeps_the_hours_of_the_cut(
    context: BrowserContext, live_server: Any, exam: ExamSession, ten_past_eight: datetime
) -> None:
    page = open_day(context, live_server, exam, ten_past_eight + timedelta(hours=3))
    context.set_offline(True)
    card(page, exam).get_by_role("button", name="Arrivé").click()
    expect(card(page, exam)).to_contain_text("Arrivé (8 h 1")
    page.clock.set_system_time(timezone.now())
    context.set_offline(False)
    state(page).to_have_text("Tout est enregistré")
    arrival = DayEvent.objects.get()
    assert abs(arrival.at - ten_past_eight) < timedelta(minutes=5)
    assert arrival.device_skew_seconds < -10_000


def test_a_clock_set_right_by_hand_during_the_cut_is_believed(
    context: BrowserContext, live_server: Any, exam: ExamSession, ten_past_eight: datetime
) -> None:
    page = open_day(context, live_server, exam, ten_past_eight + timedelta(hours=3))
    context.set_offline(True)
    page.clock.set_system_time(timezone.now())
    card(page, exam).get_by_role("button", name="Arrivé").click()
    context.set_offline(False)
    state(page).to_have_text("Tout est enregistré")
    assert abs(DayEvent.objects.get().at - ten_past_eight) < timedelta(minutes=5)


def test_a_tablet_set_to_another_zone_shows_the_hours_of_the_exam(
    browser: Browser, live_server: Any, exam: ExamSession, ten_past_eight: datetime
) -> None:
    far = browser.new_context(locale="fr-FR", timezone_id="America/New_York")
    page = open_day(far, live_server, exam, ten_past_eight)
    far.set_offline(True)
    card(page, exam).get_by_role("button", name="Arrivé").click()
    expect(card(page, exam)).to_contain_text("Arrivé (8 h 1")
    state(page).to_contain_text("Hors ligne depuis 8 h 1")
    far.close()


OLD = """
delete AbortSignal.timeout;
for (const kind of [Document, Element]) for (const name of ["querySelector", "querySelectorAll"]) {
  const known = kind.prototype[name];
  kind.prototype[name] = function (selector) {
    if (selector.includes(":has(")) throw new SyntaxError(selector);
    return known.call(this, selector);
  };
}
"""


def test_a_tablet_whose_browser_is_a_few_years_old_keeps_and_sends(
    context: BrowserContext, live_server: Any, exam: ExamSession, ten_past_eight: datetime
) -> None:
    context.add_init_script(OLD)
    page = open_day(context, live_server, exam, ten_past_eight)
    context.set_offline(True)
    begin(page, exam)
    state(page).to_contain_text("2 actes attendent")
    expect(card(page, exam).get_by_role("button", name=re.compile("^Arrivé"))).to_have_count(0)
    context.set_offline(False)
    state(page).to_have_text("Tout est enregistré")
    assert told() == [KIND.ARRIVAL, KIND.PHASE_START]


FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };"
LOCKED = "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); }"


@pytest.mark.parametrize("fault", [FULL, LOCKED])
def test_a_device_that_keeps_nothing_holds_the_acts_in_its_page_and_says_so(
    context: BrowserContext, live_server: Any, exam: ExamSession, ten_past_eight: datetime, fault: str
) -> None:
    context.add_init_script(fault)
    page = open_day(context, live_server, exam, ten_past_eight)
    context.set_offline(True)
    begin(page, exam)
    state(page).to_have_text(
        "Cet appareil ne peut plus rien garder : 2 actes attendent dans cette page. "
        "Ne la fermez pas avant l’envoi."
    )
    context.set_offline(False)
    state(page).to_have_text("Tout est enregistré")
    assert told() == [KIND.ARRIVAL, KIND.PHASE_START]


def test_acts_kept_before_the_device_was_full_leave_before_those_of_the_page(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    context.set_offline(True)
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    state(tablet).to_contain_text("1 acte attend d’être envoyé")
    tablet.evaluate(f"() => {{ {FULL} }}")
    tablet.locator("#direct form:has([value=phase_start]) button").first.click()
    state(tablet).to_contain_text("2 actes attendent dans cette page")
    context.set_offline(False)
    state(tablet).to_have_text("Tout est enregistré")
    assert told() == [KIND.ARRIVAL, KIND.PHASE_START]


def test_the_copy_of_a_page_come_from_a_new_version_has_the_files_of_that_version(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    new = "/static/common/favicon.svg?version=2"

    def renamed(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace("<head>", f'<head><link rel="preload" href="{new}">')
        )

    tablet.route(tablet.url, renamed)
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    tablet.wait_for_function("address => caches.match(address)", arg=new)


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    server = Site()
    server.start()
    yield server
    server.kill()


def test_a_server_killed_in_mid_day_and_started_again_gets_every_fact_once_and_in_order(
    context: BrowserContext, site: Site
) -> None:
    with transaction.atomic():
        exam = signing.held(timezone.localdate())
    sign_in(context, site)
    page = context.new_page()
    page.goto(site.url + reverse("examen:day", args=[exam.pk]))
    wait_kept(page)
    one = card(page, exam)
    one.get_by_text("Autre cas").click()
    one.get_by_role("button", name="Enregistrer").click()
    state(page).to_have_text("Tout est enregistré")
    site.kill()
    one.get_by_text("Ses épreuves").click()
    one.get_by_role("button", name="Commence : Mise en situation").click()
    state(page).to_contain_text("Le serveur ne répond pas depuis")
    one.get_by_role("button", name="Terminé : Mise en situation").click()
    page.get_by_label("Ce qui s’est passé").fill("Coupure du serveur.")
    page.get_by_role("button", name="Noter").click()
    state(page).to_contain_text("3 actes attendent")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    state(page).to_contain_text("3 actes attendent")
    site.start()
    state(page).to_have_text("Tout est enregistré", timeout=60_000)
    assert told()[1:] == [KIND.PHASE_START, KIND.PHASE_END, KIND.NOTE]
    hours = list(DayEvent.objects.order_by("pk").values_list("at", flat=True))
    assert hours == sorted(hours)
