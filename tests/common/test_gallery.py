"""The design system, seen by a browser: accessible in both themes, whole at 360 px, alive without scripts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jalon.accounts.models import User
from jalon.common.models import Job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gallery(settings: Settings, live_server: LiveServer) -> str:
    settings.DEBUG = True
    return f"{live_server.url}/galerie/"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_gallery_has_no_accessibility_fault_and_fits(
    browser: Browser, gallery: str, width: int, scheme: str, check_page: Callable[[Page], None]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(gallery)
    expect(page.get_by_role("heading", level=1)).to_have_text("Galerie des composants")
    check_page(page)
    page.close()


def test_the_page_obeys_its_own_content_security_policy(
    page: Page, gallery: str, page_faults: list[str]
) -> None:
    page.goto(gallery)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Atkinson")
    assert page.evaluate("document.fonts.check('16px Atkinson')")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_act_hard_to_undo_asks_first_with_or_without_scripts(
    browser: Browser, gallery: str, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(gallery)
    dialog = page.get_by_role("dialog", name="Signer le procès-verbal")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Signer le procès-verbal").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Annuler").click()
    expect(dialog).to_be_hidden()
    context.close()


def test_the_theme_chosen_is_kept_without_scripts(browser: Browser, gallery: str) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(gallery)
    page.get_by_role("button", name="Sombre").click()
    assert page.url == gallery
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Sombre")).to_have_attribute("aria-pressed", "true")
    context.close()


def test_the_menu_folds_on_a_phone(browser: Browser, gallery: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(gallery)
    link = page.get_by_role("link", name="Se connecter")
    expect(link).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    expect(link).to_be_visible()
    context.close()


def test_a_second_click_sends_nothing_more(page: Page, gallery: str) -> None:
    page.goto(gallery)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.route("**/galerie/", lambda route: None if route.request.method == "POST" else route.continue_())
    button = page.get_by_role("button", name="Convoquer les candidats")
    button.evaluate("b => { b.click(); b.click(); }")
    page.wait_for_timeout(200)
    assert len(posts) == 1


def test_on_paper_the_navigation_is_gone(page: Page, gallery: str) -> None:
    page.goto(gallery)
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator(".page-actions")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_job_shows_its_progress_then_its_result_without_reloading(
    browser: Browser,
    live_server: LiveServer,
    client: Client,
    now: datetime,
    check_page: Callable[[Page], None],
) -> None:
    user = User.objects.create_user(email="claire@exemple.fr", password="long enough for a test")
    client.force_login(user)
    job = Job.objects.create(
        label="Édition des convocations",
        owner_ref=f"user:{user.pk}",
        state="running",
        created_at=now,
        due_at=now,
    )
    Job.objects.filter(pk=job.pk).update(progress=40, message="12 sur 30")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    check_page(page)
    page.evaluate("window.sameDocument = true")
    Job.objects.filter(pk=job.pk).update(
        state="done", result={"url": "/sante/", "link_label": "Voir la session"}
    )
    expect(page.get_by_role("link", name="Voir la session")).to_be_visible()
    assert page.evaluate("window.sameDocument")
    context.close()


def test_a_file_too_big_is_told_before_it_is_sent(page: Page, gallery: str, tmp_path: Path) -> None:
    big = tmp_path / "liste.xlsx"
    with big.open("wb") as file:
        file.truncate(25_000_001)
    page.goto(gallery)
    field = page.locator("input[type=file]").first
    field.set_input_files(big)
    assert field.evaluate("f => f.validationMessage") == "« liste.xlsx » dépasse la limite de 25 Mo."
    light = tmp_path / "candidats.csv"
    light.write_text("nom;prénom", encoding="utf-8")
    field.set_input_files(light)
    assert field.evaluate("f => f.validationMessage") == ""
