"""The screens in a real browser: no axe violation, no horizontal scroll, no console error."""

import pytest
from django.conf import settings
from django.db import transaction

from jalon.accounts.enums import Role
from jalon.examen.operations.inscriptions import admit_ready, decide_arrangement
from tests import cast
from tests.examen import scene
from tests.examen.scene import NOW, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, live_server, role):
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.mark.parametrize("width", [1280, 360])
def test_the_main_screens_are_accessible_at_any_width(live_server, page, check_page, page_faults, width):
    with transaction.atomic():
        exam = scene.session()
        made = scene.candidate(exam)
        scene.candidate(exam, cast.people(1)[0], ready=False)
        admit_ready(actor=scene.manager(), session=exam, now=NOW)
        decide_arrangement(
            actor=scene.manager(), inscription=made, granted=True, decided_on=TODAY, measures="Pause", now=NOW
        )
    sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.set_viewport_size({"width": width, "height": 900})
    paths = [
        "/sessions/",
        f"/sessions/{exam.pk}/",
        f"/sessions/{exam.pk}/modifier/",
        f"/sessions/{exam.pk}/candidats/",
        f"/sessions/{exam.pk}/candidats/inscrire/?personne=nouvelle",
        f"/sessions/{exam.pk}/candidats/import/",
        f"/sessions/candidats/{made.pk}/",
        f"/sessions/candidats/{made.pk}/amenagement/decision/",
        f"/sessions/candidats/{made.pk}/pieces/",
        "/sessions/agrements/",
        "/sessions/salles/",
    ]
    for path in paths:
        page.goto(live_server.url + path)
        check_page(page)


def test_a_confirmation_opens_before_the_deed(live_server, page, page_faults):
    with transaction.atomic():
        agrement = scene.agrement()
    sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.goto(f"{live_server.url}/sessions/agrements/{agrement.pk}/")
    page.get_by_role("button", name="Supprimer").first.click()
    assert page.get_by_text("Supprimer cet agrément ?").is_visible()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    assert page.get_by_text("L’agrément est supprimé.").is_visible()
