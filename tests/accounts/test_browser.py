"""The ways in through a real browser: password, link, second factor; legible, accessible, without console faults."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.operations import create_signin_link
from tests import cast
from tests.accounts.test_operations import admin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _fresh_counters(page):
    cache.clear()
    page.set_default_timeout(8_000)


def sign_in(page, live_server, role=Role.FORMATEUR, target="/compte/"):
    user = cast.user(role)
    page.goto(f"{live_server.url}{target}")
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe").fill(cast.PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    return user


def code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_one_signs_in_with_a_password_and_lands_where_one_was_going(
    page, live_server, check_page, page_faults
):
    page.goto(f"{live_server.url}/compte/connexion/")
    check_page(page)
    sign_in(page, live_server)
    assert page.get_by_role("heading", name="Mon compte").is_visible()
    check_page(page)


def test_one_signs_in_with_a_link_once(page, live_server, check_page):
    user = cast.user(Role.JURE)
    issued = create_signin_link(
        actor=admin(), user=user, organisme=cast.centre(), next_path="/compte/", now=timezone.now()
    )
    page.goto(live_server.url + issued.path)
    check_page(page)
    page.reload()
    page.get_by_role("button", name="Me connecter").click()
    assert page.get_by_text(user.email).is_visible()
    page.context.clear_cookies()
    page.goto(live_server.url + issued.path)
    page.get_by_role("button", name="Me connecter").click()
    assert page.get_by_text("a déjà servi").is_visible()
    check_page(page)


def test_one_sets_up_a_second_factor_and_uses_it(page, live_server, check_page, page_faults):
    sign_in(page, live_server)
    page.get_by_role("link", name="Activer le second facteur").click()
    page.get_by_role("link", name="Activer").click()
    page.get_by_label("Mot de passe").fill(cast.PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    image = page.get_by_role("img", name="Image à viser")
    assert image.evaluate("image => image.naturalWidth") > 0
    check_page(page)
    page.get_by_text("Je ne peux pas viser").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Activer").click()
    recovery = page.locator(".codes li").first.inner_text()
    check_page(page)
    page.context.clear_cookies()
    sign_in(page, live_server)
    assert page.get_by_role("heading", name="Second facteur").is_visible()
    check_page(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Se connecter").click()
    assert page.get_by_text("incorrect").first.is_visible()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Se connecter").click()
    page.goto(f"{live_server.url}/compte/")
    assert page.get_by_role("heading", name="Mon compte").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_administration_is_legible_at_every_width_in_light_and_dark(
    page, live_server, check_page, page_faults, width, scheme
):
    cast.site()
    cast.people(30)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, Role.ADMINISTRATEUR)
    person = cast.juror_person()
    for name, args in (
        ("accounts:me", []),
        ("accounts:organisme", []),
        ("accounts:members", []),
        ("accounts:member", [cast.user(Role.ADMINISTRATEUR).pk]),
        ("accounts:invite", []),
        ("accounts:parameters", []),
        ("accounts:journal", []),
        ("people:person_list", []),
        ("people:person_create", []),
        ("people:person_detail", [person.pk]),
        ("people:my_data", []),
    ):
        page.goto(live_server.url + reverse(name, args=args))
        check_page(page)


def test_taking_a_role_back_asks_first(page, live_server):
    member = cast.user(Role.CONSEILLER)
    sign_in(page, live_server, Role.ADMINISTRATEUR, target=reverse("accounts:member", args=[member.pk]))
    page.get_by_role("button", name="Retirer").click()
    dialog = page.get_by_role("dialog")
    assert re.search("Retirer ce rôle", dialog.inner_text())
    dialog.get_by_role("button", name="Annuler").click()
    assert member.memberships.count() == 1
    page.get_by_role("button", name="Retirer").click()
    dialog.get_by_role("button", name="Retirer").click()
    page.wait_for_url("**/membres/")
    assert not member.memberships.exists()
