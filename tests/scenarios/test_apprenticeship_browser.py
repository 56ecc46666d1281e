"""Apprenticeship told through the screens: the desk of the centre, the phone of the maître, that of the apprentice."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from jalon.accounts.enums import Role
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.formation.models import ApprenticeContract, CompanyVisit, EntrustedPeriod
from jalon.parcours.models import Parcours
from tests import cast
from tests.scenarios.exam_day import CIP, announced
from tests.scenarios.test_training_browser import Story, story

__all__ = ["story"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEGINS, ENDS = date(2026, 3, 2), date(2027, 2, 26)
OVER = date(2026, 4, 3)
EXAM = date(2026, 10, 12)


def test_an_apprentice_from_the_contract_to_the_session(
    story: Story, check_page: Callable[[Page], None], page_faults: list[str]
) -> None:
    person = cast.candidate_person()
    person.birth_place = "Albi"
    person.save()
    path = Parcours.objects.create(
        person=person,
        titre_ref=CIP,
        route="apprentissage",
        starts_on=BEGINS,
        ends_on=ENDS,
        ccp_refs=[f"{CIP}/CCP1"],
    )
    contracted(story, path, check_page)
    too_early(story, path)
    entrusted_and_visited(story, path)
    link = given_to_the_maitre(story, path, check_page)
    signed_on_a_phone(story, link, check_page)
    signed_by_the_apprentice(story, path, check_page)
    registered(story, path)


def contracted(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """The contract with its maître, then the weeks of the alternation; what is missing is told at once."""
    story.on(BEGINS - timedelta(days=5))
    page = story.as_(Role.RESPONSABLE_SESSION)
    story.goto("formation:apprenticeship", path.pk)
    page.get_by_role("link", name="Enregistrer le contrat").click()
    story.fill(
        employer="Les Jardins du Lot", signatory="Bruno Delmas", master="Yaëlle Ferrand", master_years="1",
        signed_on="2026-02-20", starts_on=BEGINS.isoformat(), ends_on=ENDS.isoformat(), weekly_hours="35",
    )  # fmt: skip
    page.get_by_label("L’employeur atteste qu’il est majeur").check()
    story.press("Enregistrer")
    expect(page.get_by_text("il en faut 2 sans titre du domaine")).to_be_visible()
    story.fill(master_years="6")
    story.press("Enregistrer")
    expect(page.get_by_text("Le contrat est enregistré.")).to_be_visible()
    page.get_by_role("link", name="Faire le calendrier").click()
    story.press("Enregistrer")
    expect(page.get_by_role("img", name="Calendrier de l’alternance")).to_be_visible()
    expect(page.get_by_text("L’entreprise n’a pas encore donné son accord.")).to_be_visible()
    check_page(page)
    story.press("Émettre la convention")
    expect(page.get_by_text("faites-la signer par les parties")).to_be_visible()


def too_early(story: Story, path: Parcours) -> None:
    """A session is announced: the hours that lack are told as work time to attest."""
    announced(EXAM, "S1", ["ccp1"])
    page = story.page
    story.goto("examen:path_sessions", path.pk)
    expect(page.get_by_text("est attesté par le maître d’apprentissage").first).to_be_visible()


def entrusted_and_visited(story: Story, path: Parcours) -> None:
    """What the company entrusts for the CCP, then a visit and its report."""
    story.on(BEGINS)
    page = story.as_(Role.RESPONSABLE_SESSION)
    story.goto("formation:period_new", path.pk)
    story.fill(starts_on=BEGINS.isoformat(), ends_on=OVER.isoformat(), activities="Accueillir le public.")
    page.get_by_role("main").get_by_role("checkbox").first.check()
    story.press("Enregistrer")
    story.on(BEGINS + timedelta(days=17))
    story.as_(Role.RESPONSABLE_SESSION)
    story.goto("formation:visit_new", path.pk)
    story.fill(planned_on="2026-03-18", visitor="Bastien Roumégas")
    story.press("Enregistrer")
    page.get_by_role("link", name="Écrire le compte rendu").click()
    story.on(BEGINS + timedelta(days=17), 17)
    story.fill(held_on="2026-03-18", done="Le poste est tenu.", decided="Un écrit par jour.")
    story.press("Enregistrer")
    expect(page.get_by_text("il reste à le signer")).to_be_visible()


def given_to_the_maitre(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> str:
    """The secret address is shown once."""
    page = story.page
    story.press("Montrer le lien")
    check_page(page)
    link = page.get_by_label("Adresse, valable jusqu’au").input_value()
    contract = ApprenticeContract.objects.get(parcours=path)
    assert link.rstrip("/").rpartition("/")[2] not in {one.token_sha256 for one in contract.accesses.all()}
    return link


def signed_on_a_phone(story: Story, link: str, check_page: Callable[[Page], None]) -> None:
    """Without account, on a phone: the calendar agreed, the report signed by hand, the hours attested."""
    page = story.page
    story.on(OVER + timedelta(days=3))
    page.context.clear_cookies()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(link)
    check_page(page)
    story.press("Donner mon accord sur ce calendrier")
    expect(page.get_by_text("Calendrier accordé par Yaëlle Ferrand")).to_be_visible()
    page.get_by_role("link", name="Lire et signer").click()
    check_page(page)
    page.locator("[data-signature-area]").scroll_into_view_if_needed()
    story.draw()
    story.press("Signer le compte rendu")
    page.get_by_role("link", name="Attester les heures").click()
    check_page(page)
    page.locator("main [name=hours]").fill("400")
    page.locator("summary", has_text="Signer au clavier").click()
    page.get_by_label("Prénom et nom du signataire").fill("Yaëlle Ferrand")
    page.get_by_label("Je signe").check()
    story.press("Attester et signer")
    expect(page.get_by_text("le temps de travail que le calendrier prévoit")).to_be_visible()
    page.locator("main [name=hours]").fill("98")
    page.get_by_label("Je signe").check()
    story.press("Attester et signer")
    expect(page.get_by_text("98 h.")).to_be_visible()
    assert EntrustedPeriod.objects.get().document is not None
    assert CompanyVisit.objects.get().signatures.get().strokes


def signed_by_the_apprentice(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """The apprentice reads the same report and signs it on their own phone."""
    page = story.as_(Role.CANDIDAT, 360)
    story.goto("formation:apprenticeship", path.pk)
    check_page(page)
    page.get_by_role("link", name="Lire et signer").click()
    page.locator("[data-signature-area]").scroll_into_view_if_needed()
    story.draw()
    story.press("Signer le compte rendu")
    expect(page.get_by_text("Le compte rendu est signé.")).to_be_visible()


def registered(story: Story, path: Parcours) -> None:
    """The hours attested make the path admissible: one act registers and admits."""
    asked = EXAM - timedelta(days=30)
    story.on(asked)
    page = story.as_(Role.RESPONSABLE_SESSION)
    story.goto("examen:path_sessions", path.pk)
    expect(page.get_by_text("au lieu de")).to_have_count(0)
    page.get_by_role("link", name="Inscrire à la session S1").click()
    story.fill(reglement_acknowledged_on=asked.isoformat())
    story.press("Inscrire")
    expect(page.get_by_text("inscrit·e et admis·e")).to_be_visible()
    made = Inscription.objects.get()
    assert (made.status, made.route, made.scopes) == (InscriptionStatus.ADMITTED, "apprentissage", ["ccp1"])
