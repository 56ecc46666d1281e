"""Capitalising through the screens: the livret, what remains, the session; at the desk and on a phone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.parcours.models import CCPAward, Parcours
from tests import cast
from tests.examen import stage
from tests.examen.stage import CIP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, live_server, role):
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.fixture
def path(settings, tmp_path):
    """Inès capitalises; a session of the CCPs and of the final interview is announced in forty days."""
    settings.MEDIA_ROOT = tmp_path
    today = timezone.localdate()
    with transaction.atomic():
        who = cast.candidate_person()
        who.birth_place = "Albi"
        who.save()
        scopes = ("ccp1", "ccp2", "ccp3", "final_interview")
        stage.session(candidates=0, scopes=scopes, first_day=today + timedelta(days=40))
        CCPAward.objects.create(
            person=who,
            ccp_ref=f"{CIP}/CCP3",
            awarded_on=today - timedelta(days=60),
            session_label="Session S-9",
        )
        return Parcours.objects.create(person=who, titre_ref=CIP, route="capitalisation")


def test_a_ccp_is_recorded_then_the_path_registered_in_a_few_clicks(
    live_server, page, check_page, page_faults, path
):
    sign_in(page, live_server, Role.RESPONSABLE_SESSION)
    page.goto(live_server.url + reverse("parcours:standing", args=[path.pk]))
    page.get_by_role("link", name="Inscrire un CCP au livret").click()
    check_page(page)
    page.get_by_label("CCP 1, par correspondance").check()
    page.get_by_label("Acquis le").fill("2021-06-30")
    page.get_by_label("Justificatif", exact=True).fill("Livret du 30 juin 2021")
    page.get_by_label("Vu le").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Inscrire au livret").click()
    assert page.get_by_text("Il reste 1 CCP et l’entretien final").is_visible()
    page.get_by_role("link", name="Sessions", exact=True).click()
    check_page(page)
    page.get_by_role("link", name="Inscrire à la session").click()
    check_page(page)
    assert page.get_by_label("CCP 2").is_checked()
    assert page.get_by_label("Entretien final").is_checked()
    assert not page.get_by_label("CCP 1").is_checked()
    page.get_by_label("Règlement des sessions").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Inscrire", exact=True).click()
    assert page.get_by_text("inscrit·e et admis·e").is_visible()
    made = Inscription.objects.get()
    assert (made.scopes, made.status) == (["ccp2", "final_interview"], InscriptionStatus.ADMITTED)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_candidate_reads_what_remains_on_any_day(live_server, page, check_page, page_faults, path, width):
    sign_in(page, live_server, Role.CANDIDAT)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + reverse("parcours:standing", args=[path.pk]))
    check_page(page)
    assert page.get_by_text("Il reste 2 CCP et l’entretien final").is_visible()
    assert page.get_by_role("img", name="Ce qui est acquis, ce qui reste, et les délais").is_visible()
    page.get_by_label("À la date du").fill("2029-03-24")
    page.get_by_role("button", name="Voir à cette date").click()
    assert page.get_by_text("aucune session ne mène au titre").is_visible()
    check_page(page)
