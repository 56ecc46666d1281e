"""The paths in a real browser: accessible, fitting a phone, an act done from the board to its mark in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from jalon.accounts.enums import Role
from jalon.parcours.models import Parcours
from tests import cast
from tests.parcours.story import done, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("titres")]


@pytest.fixture
def path() -> Parcours:
    """A VAE whose certifier has kept silent for more than two months."""
    today = timezone.localdate()
    parcours = opened(on=today - timedelta(days=100), referent=cast.user(Role.ACCOMPAGNATEUR_VAE))
    for act, days in (("study", 90), ("send_feasibility", 75)):
        done(parcours, act, today - timedelta(days=days))
    return parcours


def sign_in(page: Page, live_server: Any, role: Role) -> None:
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
@pytest.mark.parametrize("role", [Role.CANDIDAT, Role.ACCOMPAGNATEUR_VAE])
def test_every_screen_is_accessible_and_fits(
    page: Page,
    live_server: Any,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    path: Parcours,
    role: Role,
    width: int,
    scheme: Any,
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    sign_in(page, live_server, role)
    urls = [
        reverse("cockpit:home"),
        reverse("parcours:board"),
        reverse("parcours:path", args=[path.pk]),
        reverse("parcours:act", args=[path.pk, "interrupt"]),
    ]
    if role != Role.CANDIDAT:
        urls += [
            reverse("parcours:open"),
            f"{reverse('parcours:open')}?personne={path.person_id}",
            reverse("parcours:dates", args=[path.pk]),
            reverse("parcours:entrust", args=[path.pk]),
            reverse("parcours:correct", args=[path.pk, path.acts.all()[0].pk]),
        ]
    for url in urls:
        page.goto(f"{live_server.url}{url}")
        check_page(page)


def test_an_adviser_goes_from_what_presses_to_the_act_and_the_candidate_sees_it(
    page: Page, live_server: Any, page_faults: list[str], path: Parcours
) -> None:
    sign_in(page, live_server, Role.ACCOMPAGNATEUR_VAE)
    page.goto(f"{live_server.url}{reverse('parcours:board')}")
    page.get_by_role("link", name="MAZARGUIL Inès").click()
    expect(page.get_by_text("Accord tacite acquis").first).to_be_visible()
    page.goto(f"{live_server.url}{reverse('parcours:act', args=[path.pk, 'admit_tacitly'])}")
    page.get_by_role("button", name="Constater l’accord tacite").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recevable")
    page.context.clear_cookies()
    sign_in(page, live_server, Role.CANDIDAT)
    page.goto(f"{live_server.url}{reverse('parcours:path', args=[path.pk])}")
    expect(page.get_by_role("row", name="Est recevable par accord tacite")).to_be_visible()
    expect(page.get_by_role("img", name="Frise du parcours")).to_be_visible()
