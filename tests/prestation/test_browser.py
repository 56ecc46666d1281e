"""Prestations in a real browser: signing on a phone, with and without script, and pages that everyone can read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from jalon.accounts.enums import Role
from jalon.prestation.enums import HalfDay, Presence
from jalon.prestation.models import Engagement, SeanceSignature
from jalon.prestation.operations import open_code, record_attendance, send_engagement
from jalon.prestation.queries.codes import token_of
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.prestation import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Half past eleven, in the middle of a séance: its code is shown, a contract waits for Inès."""
    settings.MEDIA_ROOT = tmp_path
    now = story.at(11, 30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    load_shipped_titres(now=now)
    leader = cast.actor(Role.RESPONSABLE_SESSION)
    group = story.group(leader)
    seance = story.seance(leader, group)
    place = group.participations.get(parcours__person=cast.candidate_person())
    other = group.participations.exclude(pk=place.pk).get()
    record_attendance(
        actor=leader, seance=seance, participation=other, half_day=HalfDay.MORNING, presence=Presence.LATE, minutes=120,
        now=now,
    )  # fmt: skip
    return {
        "group": group,
        "seance": seance,
        "place": place,
        "code": open_code(actor=leader, seance=seance, half_day=HalfDay.MORNING, now=now),
        "deed": send_engagement(actor=leader, engagement=story.contract(leader, place), now=story.OPENED),
    }


def sign_in(page: Page, live_server: Any, role: Role) -> None:
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def draw(page: Page) -> None:
    box = page.locator("[data-signature-area]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for rank in range(8):
        page.mouse.move(box["x"] + 30 + rank * 22, box["y"] + 60 - (rank % 3) * 18)
    page.mouse.up()


def test_a_phone_signs_by_the_code_without_an_account(
    page: Page,
    live_server: Any,
    told: dict[str, Any],
    check_page: Callable[[Page], None],
    page_faults: list[str],
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(
        live_server.url + reverse("prestation:signing", args=[token_of(told["code"], story.at(11, 30))])
    )
    check_page(page)
    page.get_by_label("Vos prénom et nom").fill("Inès Mazarguil")
    page.get_by_role("button", name="Signer ma présence").click()
    expect(page.locator("[data-signature-state]")).to_contain_text("Signez dans la zone")
    draw(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Signer ma présence").click()
    expect(page.locator("[data-signature-state]")).to_contain_text("Votre signature reste ici")
    page.context.set_offline(False)
    page.get_by_role("button", name="Signer ma présence").click()
    expect(page.get_by_role("heading", name="C’est signé")).to_be_visible()
    check_page(page)
    kept = SeanceSignature.objects.get()
    assert (kept.participation, kept.means, kept.by_code) == (told["place"], "drawn", True)


def test_a_phone_without_script_signs_by_the_keyboard(
    browser: Browser, live_server: Any, told: dict[str, Any]
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    page.goto(
        live_server.url + reverse("prestation:signing", args=[token_of(told["code"], story.at(11, 30))])
    )
    page.get_by_label("Vos prénom et nom").fill("Inès Mazarguil")
    page.get_by_label("Prénom et nom du signataire").fill("Inès Mazarguil")
    page.get_by_label("Je signe").check()
    page.get_by_role("button", name="Signer ma présence").click()
    expect(page.get_by_role("heading", name="C’est signé")).to_be_visible()
    page.context.close()


def test_a_candidate_signs_the_contract_and_the_trainer_the_half_day(
    page: Page, live_server: Any, told: dict[str, Any], check_page: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, live_server, Role.CANDIDAT)
    page.goto(live_server.url + reverse("prestation:path", args=[told["place"].parcours_id]))
    check_page(page)
    page.get_by_role("link", name="contrat de formation", exact=True).click()
    check_page(page)
    page.get_by_role("link", name="Signer").click()
    check_page(page)
    draw(page)
    page.get_by_role("button", name="Signer").click()
    expect(page.get_by_text("La signature de Inès MAZARGUIL est enregistrée")).to_be_visible()
    assert Engagement.objects.get(pk=told["deed"].pk).signatures.get().means == "drawn"


def test_pages_of_a_trainer_are_accessible_and_fit_a_phone(
    page: Page,
    live_server: Any,
    told: dict[str, Any],
    check_page: Callable[[Page], None],
    page_faults: list[str],
) -> None:
    sign_in(page, live_server, Role.FORMATEUR)
    group, seance, place = told["group"].pk, told["seance"].pk, told["place"].pk
    addresses = [
        reverse("prestation:list"),
        *(
            reverse(f"prestation:{name}", args=[group])
            for name in ("detail", "calendar", "attendance", "documents")
        ),
        reverse("prestation:seance", args=[seance]),
        reverse("prestation:code", args=[seance, "matin"]),
        reverse("prestation:participation", args=[place]),
        reverse("prestation:engagement", args=[told["deed"].pk]),
        reverse("prestation:seance_new", args=[group]),
    ]
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(live_server.url + address)
            check_page(page)
