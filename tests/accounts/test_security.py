"""The security floor: headers, cookies, patience after wrong passwords, redirects that stay home."""

import importlib

import pytest
from django.core.cache import cache
from django.urls import reverse

import config.settings
from jalon.accounts.enums import Role
from jalon.accounts.models import User
from tests import cast

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"


def sign_in(browser, email=None, password=cast.PASSWORD, **fields):
    email = email or cast.user(Role.FORMATEUR).email
    return browser.post(LOGIN, {"login": email, "password": password, **fields})


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


def test_every_page_carries_the_security_headers():
    headers = cast.client(None).get(LOGIN).headers
    policy = headers["Content-Security-Policy"]
    for directive in (
        "default-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'self'",
        "img-src 'self' data:",
    ):
        assert directive in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_over_https_cookies_are_secure_and_the_browser_never_comes_back_in_clear(monkeypatch):
    monkeypatch.setenv("JALON_HTTPS", "1")
    try:
        https = importlib.reload(config.settings)
        assert https.SESSION_COOKIE_SECURE
        assert https.CSRF_COOKIE_SECURE
        assert https.SECURE_SSL_REDIRECT
        assert https.SECURE_HSTS_SECONDS >= 31_536_000
    finally:
        monkeypatch.delenv("JALON_HTTPS")
        importlib.reload(config.settings)


def test_hsts_is_sent_over_https(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    from django.test import Client

    assert "max-age=31536000" in Client().get(LOGIN, secure=True)["Strict-Transport-Security"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites():
    browser = cast.client(None)
    sign_in(browser)
    cookie = browser.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert browser.session.get_expiry_age() <= 12 * 3600


def test_signing_in_changes_the_session_key():
    browser = cast.client(None)
    browser.get(LOGIN)
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(browser)
    assert browser.session.session_key != before


def test_wrong_passwords_are_answered_alike_whether_the_account_exists_or_not():
    pages = [
        sign_in(cast.client(None), email=email, password="faux").content.decode()
        for email in (cast.user(Role.FORMATEUR).email, "inconnu@exemple.fr")
    ]
    for page in pages:
        assert "adresse" in page
        assert "incorrect" in page.lower() or "correct" in page.lower()


def test_after_several_wrong_passwords_even_the_right_one_waits():
    email = cast.user(Role.FORMATEUR).email
    for _ in range(5):
        sign_in(cast.client(None), email=email, password="faux")
    refused = sign_in(cast.client(None), email=email)
    assert refused.status_code == 200
    assert "Trop de tentatives" in refused.content.decode()
    assert sign_in(cast.client(None), email=cast.user(Role.CONSEILLER).email).status_code == 302


def test_links_are_asked_for_three_times_an_hour_at_most():
    for _ in range(3):
        assert cast.client(None).post("/compte/lien/", {"email": "a@exemple.fr"}).status_code == 200
    refused = cast.client(None).post("/compte/lien/", {"email": "A@exemple.fr"})
    assert refused.status_code == 429
    assert "Trop d’essais" in refused.content.decode()


@pytest.mark.parametrize(
    "target", ["https://voleur.example/", "//voleur.example", "javascript:alert(1)", r"/\voleur.example"]
)
def test_one_is_never_led_to_another_site_after_signing_in(target):
    answer = sign_in(cast.client(None), next=target)
    assert answer["Location"] == "/"


def test_one_is_led_where_one_was_going():
    asked = cast.client(None).get("/personnes/")
    browser = cast.client(None)
    assert asked["Location"].endswith("?next=/personnes/")
    assert sign_in(browser, next="/personnes/")["Location"] == "/personnes/"


def test_another_host_name_is_refused():
    assert cast.client(None).get(LOGIN, headers={"host": "voleur.example"}).status_code == 400


def test_a_form_without_its_token_is_refused():
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    assert browser.post(LOGIN, {"login": "a@b.fr", "password": "x"}).status_code == 403


def test_nobody_opens_an_account_alone():
    answer = cast.client(None).post(
        reverse("account_signup"), {"email": "intrus@exemple.fr", "password1": "une phrase bien longue"}
    )
    assert "sur invitation" in answer.content.decode()
    assert not User.objects.filter(email="intrus@exemple.fr").exists()


def test_signing_out_needs_a_press_of_the_button():
    browser = cast.client(Role.FORMATEUR)
    assert browser.get("/compte/deconnexion/").status_code == 200
    assert browser.get("/compte/").status_code == 200
    browser.post("/compte/deconnexion/")
    assert browser.get("/compte/").status_code == 302


def test_a_closed_account_is_told_so_only_with_its_password():
    user = cast.user(Role.FORMATEUR)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_in(cast.client(None), email=user.email).headers.get("Location") != "/"
    assert cast.client(user).get("/compte/").status_code == 302


def test_the_secret_of_a_second_factor_is_not_readable_in_the_database():
    from allauth.mfa.adapter import get_adapter

    stored = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert get_adapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"
