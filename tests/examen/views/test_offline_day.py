"""The exam day through a network cut, in a real browser: nothing is lost, nothing counts twice, people sign."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from jalon.accounts.enums import Role
from jalon.accounts.models import Membership
from jalon.common.models import JournalEntry
from jalon.examen.enums import DayEventKind, Presence
from jalon.examen.models import DayEvent, DaySignature, ExamSession
from tests.examen import signing
from tests.examen.views.tablet import begin, card, open_day, scrawl, sign_in, state, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KIND = DayEventKind


def test_what_is_noted_without_network_is_there_after_a_reload_and_leaves_once_it_returns(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    asked: list[str] = []
    tablet.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    state(tablet).to_have_text("Tout est enregistré")
    context.set_offline(True)
    begin(tablet, exam)
    state(tablet).to_contain_text(
        re.compile(r"Hors ligne depuis 8\sh\s1\d : 2\sactes attendent d’être envoyés")
    )
    expect(card(tablet, exam)).to_contain_text("en attente d’envoi")
    tablet.reload()
    assert asked == ["beforeunload"]
    state(tablet).to_contain_text("2 actes attendent")
    expect(card(tablet, exam)).to_contain_text("en attente d’envoi")
    tablet.locator("#direct").get_by_role("button", name="Terminé").first.click()
    state(tablet).to_contain_text("3 actes attendent")
    assert told() == []
    context.set_offline(False)
    state(tablet).to_have_text("Tout est enregistré")
    expect(card(tablet, exam)).to_contain_text("arrivé à 8 h 1")
    assert told() == [KIND.ARRIVAL, KIND.PHASE_START, KIND.PHASE_END]
    assert signing.candidate(exam).presence == Presence.PRESENT


def test_an_incident_told_without_network_is_kept_in_its_words_as_notes(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    facts = "Alarme incendie à 8 h 09, évacuation de la salle. " * 6
    section = tablet.locator("#incidents")
    section.locator("summary").click()
    section.get_by_label("Nature").select_option("incident")
    section.get_by_label("Faits").fill(facts)
    context.set_offline(True)
    tablet.wait_for_function("!navigator.onLine")
    section.get_by_role("button", name="Signaler").click()
    state(tablet).to_contain_text("2 actes attendent")
    context.set_offline(False)
    state(tablet).to_have_text("Tout est enregistré")
    first, second = DayEvent.objects.order_by("pk")
    assert first.data["note"].startswith("Incident (1/2) : Alarme incendie")
    assert facts.strip() == " ".join(event.data["note"].partition(" : ")[2] for event in (first, second))


def test_what_needs_the_network_says_so_and_keeps_what_was_typed(
    tablet: Page, context: BrowserContext
) -> None:
    plis = tablet.locator("#plis")
    plis.get_by_label("Observations").fill("Scellé recollé")
    plis.get_by_label("Candidat témoin").select_option(index=1)
    plis.get_by_label("Intacts").check()
    context.set_offline(True)
    tablet.wait_for_function("!navigator.onLine")
    plis.get_by_role("button", name="Enregistrer l’ouverture").click()
    expect(plis).to_contain_text("Ceci demande le réseau")
    expect(plis.get_by_label("Observations")).to_have_value("Scellé recollé")


def test_an_answer_lost_on_the_way_back_counts_once(tablet: Page, exam: ExamSession) -> None:
    lost: list[str] = []

    def lose_the_answer(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append("answer")
        route.fetch()  # the server receives it
        route.abort()  # the tablet never knows

    tablet.route("**/evenements/", lose_the_answer)
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    state(tablet).to_contain_text("ne répond pas")
    state(tablet).to_have_text("Tout est enregistré")
    assert lost
    assert told() == [KIND.ARRIVAL]


def test_what_the_server_refuses_stays_in_sight_with_its_reasons_until_set_aside(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    context.set_offline(True)
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    state(tablet).to_contain_text("1 acte attend")
    with transaction.atomic():
        exam.inscriptions.filter(number=1).update(status="withdrawn")
    context.set_offline(False)
    refused = tablet.locator("[data-offline-refused]")
    expect(refused).to_contain_text("n’est pas admis à la session")
    state(tablet).to_have_text("Tout le reste est enregistré")
    with tablet.expect_response(lambda answer: "evenements" in answer.url and answer.ok):
        refused.get_by_role("button", name="Écarter").click()
    expect(refused).to_be_hidden()
    assert told() == []
    (entry,) = JournalEntry.objects.filter(verb="day.dropped")
    assert "arrivée" in entry.sentence
    assert "n’est pas admis à la session" in entry.data["reasons"]
    tablet.reload()
    expect(refused).to_be_hidden()


def test_a_connection_that_expired_waits_for_its_person_to_sign_in_again(
    tablet: Page, context: BrowserContext, live_server: Any, exam: ExamSession
) -> None:
    context.set_offline(True)
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    state(tablet).to_contain_text("1 acte attend")
    context.clear_cookies()
    context.set_offline(False)
    state(tablet).to_contain_text("Votre connexion a expiré")
    expect(tablet.get_by_role("link", name="Se reconnecter")).to_be_visible()
    tablet.on("dialog", lambda dialog: dialog.accept())
    sign_in(context, live_server)
    tablet.reload()
    state(tablet).to_have_text("Tout est enregistré")
    assert told() == [KIND.ARRIVAL]


def test_a_person_who_leads_the_session_no_more_reads_why_nothing_leaves(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    context.set_offline(True)
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    state(tablet).to_contain_text("1 acte attend")
    with transaction.atomic():
        Membership.objects.filter(role=Role.RESPONSABLE_SESSION).update(role=Role.FORMATEUR)
    context.set_offline(False)
    state(tablet).to_contain_text("Ce compte ne conduit plus cette session : 1 acte reste sur cet appareil")
    with transaction.atomic():
        Membership.objects.filter(role=Role.FORMATEUR).update(role=Role.RESPONSABLE_SESSION)
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.reload()
    state(tablet).to_have_text("Tout est enregistré")
    assert told() == [KIND.ARRIVAL]


def test_signing_out_leaves_no_page_of_the_day_on_the_tablet_and_warns_of_what_waits(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    tablet.route("**/evenements/", lambda route: route.abort())
    card(tablet, exam).get_by_role("button", name="Arrivé").click()
    state(tablet).to_contain_text("1 acte attend")
    leave = tablet.locator(".menu-wide").get_by_role("button", name="Se déconnecter")
    leave.click()
    ask = tablet.get_by_role("dialog", name="Des actes n’ont pas encore été envoyés")
    ask.get_by_role("button", name="Rester connecté").click()
    leave.click()
    ask.get_by_role("button", name="Se déconnecter quand même").click()
    tablet.wait_for_url("**/connexion/**")
    assert tablet.evaluate("caches.keys()") == []


def test_a_candidate_signs_on_the_tablet_even_without_network(
    tablet: Page, context: BrowserContext, exam: ExamSession
) -> None:
    context.set_offline(True)
    morning = tablet.locator(".sign-half").first
    morning.get_by_role("link", name=f"Signer : {signing.candidate(exam).person.full_name}").click()
    window = tablet.get_by_role("dialog")
    window.get_by_role("button", name="Enregistrer la signature").click()
    expect(window.locator("[data-signature-state]")).to_have_text("Signez dans la zone, ou au clavier.")
    scrawl(tablet)
    window.get_by_role("button", name="Enregistrer la signature").click()
    expect(window).to_be_hidden()
    expect(morning).to_contain_text("Signature (8 h 1")
    context.set_offline(False)
    state(tablet).to_have_text("Tout est enregistré")
    expect(morning).to_contain_text("Signé à 8 h 1")
    kept = DaySignature.objects.get()
    assert kept.inscription == signing.candidate(exam)
    assert len(kept.strokes[0]) > 5
    assert signing.candidate(exam).presence == Presence.PRESENT


def test_two_tablets_that_took_the_same_signature_keep_the_first_and_say_so_to_the_other(
    tablet: Page, context: BrowserContext, browser: Browser, live_server: Any, exam: ExamSession
) -> None:
    name = signing.candidate(exam).person.full_name
    context.set_offline(True)
    tablet.get_by_role("link", name=f"Signer : {name}").click()
    scrawl(tablet)
    tablet.get_by_role("button", name="Enregistrer la signature").click()
    state(tablet).to_contain_text("1 acte attend")
    other = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    second = open_day(other, live_server, exam, timezone.now())
    second.get_by_role("link", name=f"Signer : {name}").click()
    scrawl(second)
    second.get_by_role("button", name="Enregistrer la signature").click()
    expect(second.locator(".sign-half").first).to_contain_text("Signé à 8 h 1")
    other.close()
    context.set_offline(False)
    expect(tablet.locator("[data-offline-refused]")).to_contain_text("a déjà signé cette demi-journée")
    expect(tablet.locator(".sign-half").first).to_contain_text("Signé à 8 h 1")
    assert DaySignature.objects.count() == 1


def test_one_who_does_not_draw_signs_by_the_keyboard_alone(
    tablet: Page, exam: ExamSession, check_page: Callable[[Page], None]
) -> None:
    name = signing.candidate(exam).person.full_name
    link = tablet.get_by_role("link", name=f"Signer : {name}")
    link.focus()
    tablet.keyboard.press("Enter")
    window = tablet.get_by_role("dialog")
    check_page(tablet)
    window.locator("summary").focus()
    tablet.keyboard.press("Enter")
    window.get_by_label("Prénom et nom").fill("Quelqu’un d’autre")
    window.get_by_label("Je signe").check()
    tablet.keyboard.press("Enter")
    expect(window.locator("[data-signature-state]")).to_contain_text(f"tapez le nom du signataire : {name}")
    window.get_by_label("Prénom et nom").fill(name.lower())
    tablet.keyboard.press("Enter")
    expect(tablet.locator(".sign-half").first).to_contain_text("au clavier")
    assert DaySignature.objects.get().strokes == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_of_the_day_and_that_of_a_signature_are_accessible_at_any_width(
    tablet: Page, exam: ExamSession, check_page: Callable[[Page], None], page_faults: list[str], width: int
) -> None:
    tablet.set_viewport_size({"width": width, "height": 900})
    check_page(tablet)
    address = tablet.locator("[data-sign]").first.get_attribute("href")
    tablet.goto(tablet.url.split("/sessions/")[0] + str(address))
    check_page(tablet)
