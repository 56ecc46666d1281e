"""The VAE in a real browser: the candidate tells an experience, the adviser leads; accessible, fitting a phone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from jalon.accounts.enums import Role
from jalon.parcours.models import Parcours
from jalon.referentiel.operations import load_shipped_titres
from jalon.vae.models import Meeting
from jalon.vae.operations.plans import write_up
from jalon.vae.operations.requests import receive_request
from jalon.vae.operations.works import set_work
from tests import cast
from tests.vae import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def path(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Parcours:
    """A VAE in the midst of its accompaniment, as of the real today."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(story, "NOW", timezone.now())
    monkeypatch.setattr(story, "TODAY", timezone.localdate())
    load_shipped_titres(now=timezone.now())
    path = story.requested()
    plan = story.accompanied(path)
    held = Meeting.objects.filter(plan=plan, starts_at__lt=timezone.now()).first()
    assert held is not None
    write_up(actor=story.adviser(), meeting=held, held_minutes=120, done="Plan", now=timezone.now())
    due = timezone.localdate() + timedelta(days=5)
    set_work(actor=story.adviser(), plan=plan, what="Écrire une page", due_on=due, now=timezone.now())
    return path


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
    sign_in(page, live_server, role)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    one = path.experiences.get().pk
    screens = [
        f"{path.pk}/faisabilite/",
        f"{path.pk}/accompagnement/",
        f"{path.pk}/faisabilite/experiences/{one}/competences/",
        f"{path.pk}/accompagnement/conge/",
    ]  # fmt: skip
    if role == Role.ACCOMPAGNATEUR_VAE:
        screens += ["", "demande/", f"{path.pk}/accompagnement/decision/"]
    else:
        screens += ["demander/"]
    for screen in screens:
        page.goto(f"{live_server.url}/vae/{screen}")
        check_page(page)


def test_the_candidate_tells_an_experience_and_hands_back_their_work(
    page: Page, live_server: Any, page_faults: list[str], path: Parcours
) -> None:
    sign_in(page, live_server, Role.CANDIDAT)
    page.goto(f"{live_server.url}/vae/{path.pk}/faisabilite/")
    page.get_by_role("link", name="Ajouter une expérience").click()
    page.get_by_label("Nature").select_option("volunteer")
    page.get_by_label("Fonction ou rôle").fill("Écrivaine publique")
    page.get_by_label("Depuis le").fill("2021-01-04")
    page.get_by_label("Ce que vous y faites").fill("Courriers et dossiers en ligne.")
    page.get_by_role("button", name="Enregistrer").click()
    article = page.locator("article.experience", has_text="Écrivaine publique")
    article.get_by_role("link", name="Compétences").click()
    page.get_by_label("C1 –").check()
    page.get_by_label("Exemple pour C5").fill("Une demande de logement.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("article.experience", has_text="Écrivaine publique")).to_contain_text(
        "Une demande de logement."
    )
    expect(page.get_by_role("region", name="Expériences et référentiel")).to_contain_text("ex.")

    page.get_by_role("link", name="Accompagnement", exact=True).click()
    page.get_by_role("link", name="Rendre ce travail").click()
    page.get_by_label("Votre réponse").fill("Voici ma page.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("region", name="Travaux")).to_contain_text("Rendu")


def test_the_adviser_takes_a_request_from_the_board_to_the_file_sent(
    page: Page, live_server: Any, page_faults: list[str], path: Parcours
) -> None:
    other = receive_request(
        actor=story.adviser(), person=cast.person("Ouali", "Rachid", date(1979, 11, 30), email="r@exemple.example"),
        titre_ref=story.CIP, requested_on=timezone.localdate(), now=timezone.now(),
        referent=cast.user(Role.ACCOMPAGNATEUR_VAE),
    )  # fmt: skip
    story.tell_experience(other)
    sign_in(page, live_server, Role.ACCOMPAGNATEUR_VAE)
    page.goto(f"{live_server.url}/vae/")
    page.get_by_role("link", name="OUALI Rachid").click()
    page.get_by_role("link", name="Répondre à la demande").click()
    page.get_by_label("Réponse", exact=True).fill("Bienvenue.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Enregistrer l’entretien").click()
    page.get_by_label("Conclusions").fill("Un projet clair.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Donner l’avis").click()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Envoyer le dossier de faisabilité").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_contain_text("CV")
