"""The review in a browser: at the keyboard alone, on a phone and on a desk, without console faults."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from jalon.accounts.enums import Role
from jalon.referentiel import addresses
from jalon.referentiel.models import ReferentielImport
from jalon.referentiel.queries.imports import review_of
from tests import cast
from tests.referentiel import readings
from tests.referentiel.scene import read, read_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any, page: Page) -> None:
    settings.MEDIA_ROOT = tmp_path
    page.set_default_timeout(10_000)


def signed_in(context: BrowserContext, live_server: Any) -> None:
    session = cast.client(Role.ADMINISTRATEUR).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def address(live_server: Any, name: str, imported: ReferentielImport, query: str = "", *args: Any) -> str:
    return str(live_server.url) + reverse(f"referentiel:{name}", args=[imported.pk, *args]) + query


def titled(page: Page, heading: str) -> None:
    expect(page.locator("#point-titre")).to_have_text(heading)


def test_doubts_are_gone_through_confirmed_and_corrected_without_leaving_the_keyboard(
    page: Page, context: BrowserContext, live_server: Any, page_faults: list[str]
) -> None:
    with transaction.atomic():
        imported = read_pdf()
    signed_in(context, live_server)
    page.goto(address(live_server, "review", imported))
    matrix, skills = "Matrice, compétence 2 › Épreuves", "Compétence 1 › Groupes de savoir-faire"
    titled(page, matrix)
    page.keyboard.press("j")
    titled(page, skills)
    page.keyboard.press("k")
    titled(page, matrix)
    page.keyboard.press("Enter")
    titled(page, skills)
    expect(page.get_by_text("Pièce confirmée.")).to_be_visible()
    page.keyboard.press("c")
    group = page.get_by_role("combobox", name="Groupe de l’élément 1")
    expect(group).to_be_focused()
    page.keyboard.press("j")  # one chooses: no shortcut
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("2")
    expect(page.get_by_role("combobox", name="Groupe de l’élément 3")).to_have_value(
        "competences/1/organisational_skills"
    )
    page.get_by_label("Motif").first.fill("Vu page 12.")
    page.get_by_role("button", name="Enregistrer la correction").press("Enter")
    expect(page.get_by_text("Correction enregistrée.")).to_be_visible()
    page.keyboard.press("Enter")  # a line that was not understood, without object
    expect(page.get_by_text("Ligne dite sans objet.")).to_be_visible()
    with transaction.atomic():
        review = review_of(imported)
    assert review is not None
    assert addresses.get(review.document, "competences/1/organisational_skills")[0] == "Poncer"
    assert [point.kind for point in review.open] == ["left", "left"]


def test_the_last_decision_is_undone_with_one_key_and_what_is_left_stays_in_sight(
    page: Page, context: BrowserContext, live_server: Any, page_faults: list[str]
) -> None:
    with transaction.atomic():
        imported = read_pdf()
    signed_in(context, live_server)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address(live_server, "review", imported))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Encore 4 à répondre")).to_be_in_viewport()
    expect(page.locator("rect.cited").first).to_be_in_viewport()
    page.keyboard.press("End")
    expect(page.get_by_text("Encore 4 à répondre")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Confirmer")).to_be_in_viewport()
    page.keyboard.press("u")
    titled(page, "Matrice, compétence 2 › Épreuves")
    expect(page.get_by_text("Encore 5 à répondre")).to_be_visible()


def test_the_shortcuts_are_explained_and_may_be_turned_off(
    page: Page,
    context: BrowserContext,
    live_server: Any,
    page_faults: list[str],
    check_page: Callable[[Any], None],
) -> None:
    with transaction.atomic():
        imported = read()
    signed_in(context, live_server)
    page.goto(address(live_server, "review", imported))
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Relire au clavier")).to_be_visible()
    check_page(page)
    page.get_by_label("Utiliser ces touches sur cet appareil").uncheck()
    page.get_by_role("button", name="Fermer").click()
    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")
    titled(page, "Matrice, compétence 2 › Épreuves")


def test_everything_is_done_without_script(browser: Any, live_server: Any) -> None:
    with transaction.atomic():
        imported = read()
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    signed_in(context, live_server)
    page = context.new_page()
    page.goto(address(live_server, "review", imported))
    page.get_by_role("link", name="Suivant").click()
    titled(page, "Compétence 1 › Groupes de savoir-faire")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Pièce confirmée.")).to_be_visible()
    page.get_by_role("button", name="Au clavier").click()
    expect(page.get_by_role("heading", name="Relire au clavier")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_every_screen_is_accessible_and_fits(
    page: Page,
    context: BrowserContext,
    live_server: Any,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    width: int,
    scheme: Any,
) -> None:
    with transaction.atomic():
        text = read()
        read(readings.doubtful(document=addresses.put(readings.document(), "sigle", "FDM")), text)
        pdf = read_pdf()
        whole = read_pdf_whole()
    signed_in(context, live_server)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    screens = [
        str(live_server.url) + reverse("referentiel:imports"),
        str(live_server.url) + reverse("referentiel:import-receive"),
        address(live_server, "import", text),
        address(live_server, "import-differences", text),
        address(live_server, "review", pdf),
        address(live_server, "review", text, "?point=doute-2"),
        address(live_server, "review", text, "?filtre=non-compris"),
        address(live_server, "review", text, "?filtre=reparations"),
        address(live_server, "review", text, "?filtre=constats"),
        address(live_server, "review", text, "?adresse=schemes/title/tests/mise_en_situation"),
        address(live_server, "review", text, "?adresse=glossary&ajouter=1"),
        address(live_server, "review", whole),
        address(live_server, "review-section", text, "", "competence-1"),
        address(live_server, "publication", text),
    ]
    for screen in screens:
        answer = page.goto(screen)
        assert answer is not None
        assert answer.status == 200, screen
        for details in page.locator("main details").all():
            details.evaluate("one => { one.open = true; }")
        check_page(page)


def read_pdf_whole() -> ReferentielImport:
    """An import in which nothing is open."""
    from jalon.common.uploads import TXT, Received
    from tests.referentiel.scene import received

    return read(readings.reading(), received(Received("entier.txt", TXT, b"entier")))
