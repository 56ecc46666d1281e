"""Training in a real browser: the candidate places themself on a phone; every page is accessible and fits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from jalon.accounts.enums import Role
from jalon.formation.enums import Met
from jalon.formation.models import Positioning, ProgrammeItem
from jalon.formation.operations.companies import agree_convention, declare_week
from jalon.formation.operations.evaluations import record_ecf
from tests import cast
from tests.formation.conftest import CIP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 16)


def sign_in(page: Page, live_server: Any, role: Role) -> None:
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def test_a_candidate_places_themself_on_a_phone(page, live_server, path, ines, check_page):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, live_server, Role.CANDIDAT)
    page.goto(live_server.url + reverse("formation:positioning", args=[path.pk]))
    check_page(page)
    page.get_by_role("link", name="Me positionner").click()
    check_page(page)
    for rank in range(len(CIP.competences)):
        page.get_by_role("radio", name="Avec aide").nth(rank).check()
    page.get_by_role("button", name="Enregistrer le positionnement").click()
    expect(page.get_by_text("Le positionnement est enregistré.")).to_be_visible()
    expect(page.get_by_role("img", name="Positionnement")).to_be_visible()
    check_page(page)
    assert Positioning.objects.get().lines.count() == len(CIP.competences)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_the_trainer_are_accessible_and_fit(
    page, live_server, path, trainer, programme, now, check_page, width
):
    stay = agree_convention(
        actor=trainer, parcours=path, ccp_number=2, company="Mission locale", address="", signatory="H. Pradier",
        tutor="Y. Ferrand", tutor_quality="", tutor_contact="", starts_on=TODAY - timedelta(days=14),
        ends_on=TODAY + timedelta(days=30), hours=175, activities="Entretiens.",
        competence_refs=[CIP.competence_id(6)], schedule="", now=now,
    )  # fmt: skip
    declare_week(
        actor=trainer, convention=stay, monday=TODAY - timedelta(days=7), hours=35, activities="", now=now
    )
    record_ecf(
        actor=trainer, parcours=path, competence=1, on=TODAY, situation="Atelier", observations="", acquired=False,
        met={CIP.criteria(1)[0].id: Met.NO}, now=now,
    )  # fmt: skip
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    item = ProgrammeItem.objects.filter(module__programme=programme).first()
    for name, args in (
        ("companies", [path.pk]),
        ("evaluations", [path.pk]),
        ("ecf", [path.pk, 1]),
        ("programmes", []),
        ("programme", [programme.pk]),
        ("programme_import", []),
        ("programme_calendar", [programme.pk]),
        ("programme_item", [programme.pk, item.pk]),
        ("dropout", []),
    ):
        page.goto(live_server.url + reverse(f"formation:{name}", args=args))
        expect(page.locator("h1")).to_be_visible()
        check_page(page)
