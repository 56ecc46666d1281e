"""The main screens of a CIP session, as people go through them in a browser: from the spreadsheet to the result."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django import Settings

from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.accounts.operations.signin import create_signin_link
from jalon.common.actor import system_actor
from jalon.common.jobs import run_pending
from jalon.demo.roster import NEXT_CIP_SITTERS, Sitter
from jalon.demo.story import Chapter, Script, Story, candidate_workbook, tell
from jalon.demo.world import World, found_world
from jalon.examen.enums import Presence
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations.day import record_pli_opening, record_presence
from jalon.examen.operations.sessions import advance_session
from jalon.jury.models import CharterAcceptance, Deliberation, Grid, GridMark
from jalon.jury.queries.composition import jury_of
from jalon.jury.queries.seal import verify_session
from jalon.parcours.models import TitreAward
from jalon.people.models import Person
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import get_titre

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
CANDIDATE = Sitter(
    "Mme", "Berrada", "Amina", date(1991, 3, 14), "Toulouse", "Formation continue", has_account=True
)


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    """The invented centre, founded some months ago: these stories take place today."""
    settings.MEDIA_ROOT = tmp_path
    with transaction.atomic():
        load_shipped_titres(now=timezone.now())
        return found_world(timezone.now() - timedelta(days=200))


class Desk:
    """Someone at their own device, signed in by a link received by mail."""

    def __init__(self, browser: Browser, url: str, user: User | None, **device: Any) -> None:
        assert user is not None
        self.context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", **device)
        self.page: Page = self.context.new_page()
        self.url = url
        membership = user.memberships.select_related("organisme").get()
        with transaction.atomic():
            link = create_signin_link(
                actor=system_actor("scénario"), user=user, organisme=membership.organisme, hours=1,
                now=timezone.now(),
            )  # fmt: skip
        self.go("accounts:signin_link", link.token)
        self.press("Me connecter")

    def go(self, name: str, *args: object) -> Page:
        self.page.goto(self.url + reverse(name, args=args))
        return self.page

    def press(self, name: str, *, within: Page | Locator | None = None, confirmed: str = "") -> None:
        """Press a button, then the one of its dialog if there is one, and wait for the page that answers."""
        button = (within or self.page).get_by_role("button", name=name).first
        if confirmed:
            button.click()
            button = self.page.get_by_role("dialog").get_by_role("button", name=confirmed)
        with self.page.expect_navigation():
            button.click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=30_000)


def test_a_responsable_registers_composes_plans_publishes_and_convenes(
    world: World, browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    first_day = timezone.localdate() + timedelta(days=40)
    with transaction.atomic():
        session = tell(
            world, Script("TP-00403", first_day, 1, NEXT_CIP_SITTERS[:2], juries=1), until=Chapter.REGISTERED
        )
    desk = Desk(browser, live_server.url, world.users[Role.RESPONSABLE_SESSION])

    desk.go("examen:import_candidates", session.pk)
    sheet = tmp_path / "candidats.xlsx"
    sheet.write_bytes(
        candidate_workbook(get_titre(session.titre_ref), NEXT_CIP_SITTERS[:3], session.starts_on)
    )
    desk.page.locator("input[type=file]").set_input_files(sheet)
    desk.press("Lire le fichier")
    run_pending()
    imported = session.imports.latest("pk")
    desk.go("examen:import_plan", session.pk, imported.pk)
    desk.sees("NGUYEN Linh")
    desk.press("Écrire 1 ligne")
    desk.sees("Suivi de la tâche")
    run_pending()
    assert session.inscriptions.count() == 3

    desk.go("jury:composition", session.pk)
    desk.press("Ajouter un jury")
    for person in world.jurors["TP-00403"][:2]:
        desk.page.get_by_role("checkbox", name=person.full_name).check()
    desk.press("Enregistrer le jury")
    desk.sees("ce jury doit désigner un président")
    desk.page.get_by_label("Président").select_option(label=world.jurors["TP-00403"][0].full_name)
    desk.press("Enregistrer le jury")
    desk.sees("Présent toute la session")

    desk.go("examen:timetable", session.pk)
    desk.press("Calculer le planning")
    run_pending()
    desk.go("examen:timetable", session.pk)
    desk.press("Publier", confirmed="Publier")
    desk.sees("Publiée")

    desk.go("examen:session_detail", session.pk)
    received = desk.page.get_by_label("Dossier technique reçu le").locator("xpath=ancestor::form")
    desk.press("", within=received)
    desk.go("examen:convocations", session.pk)
    desk.press("Envoyer ce qui doit partir", confirmed="Envoyer ce qui doit partir")
    run_pending()
    convened = session.convocations.filter(sent_at__isnull=False).count()
    assert convened == len({message.to[0] for message in mail.outbox}) >= 4
    desk.context.close()


@pytest.fixture
def today(world: World) -> Story:
    """A session held today, everyone convened, one candidate present, charters still to accept."""
    script = Script("TP-00403", timezone.localdate(), 1, (CANDIDATE,), juries=2, every_day=True)
    story = Story(world, script)
    with transaction.atomic():
        for chapter, tell_chapter in story.chapters():
            if chapter <= Chapter.CONVENED:
                tell_chapter()
        candidate, now = story.inscriptions()[0], timezone.now()
        record_pli_opening(
            actor=story.lead, session=story.session, witness=candidate, opened_at=now, seals_intact=True,
            remarks="", now=now,
        )  # fmt: skip
        advance_session(actor=story.lead, session=story.session, transition="start", now=now)
        record_presence(actor=story.lead, inscription=candidate, presence=Presence.PRESENT, now=now)
    run_pending()
    return story


def test_a_jury_assesses_decides_and_signs_the_ddets_validates_and_the_candidate_learns_it(
    today: Story, browser: Browser, live_server: Any
) -> None:
    session, world = today.session, today.world
    candidate = Inscription.objects.select_related("person__user", "session").get(session=session)
    members = [seat.person for seat in jury_of(candidate).seats.select_related("person__user")]  # type: ignore[union-attr]
    with transaction.atomic():
        CharterAcceptance.objects.filter(person=members[0]).delete()
    juror = Desk(browser, live_server.url, members[0].user, viewport=PHONE, has_touch=True)

    accept_the_charter_and_fill_a_grid(juror, session)
    with transaction.atomic():  # the other tests and the colleague go as they would
        for person in members:
            today._note(candidate, person)
    fill_the_joint_sheet(juror, candidate)
    deliberate(juror, candidate)
    sign(juror, session, members[0], establishes=True)
    juror.context.close()

    colleague = Desk(browser, live_server.url, members[1].user)
    sign(colleague, session, members[1])
    colleague.sees("le procès-verbal est scellé")
    colleague.context.close()

    learn(browser, live_server.url, candidate, "Proposition du jury")
    lead = Desk(browser, live_server.url, world.users[Role.RESPONSABLE_SESSION])
    lead.go("jury:pv", session.pk)
    lead.press("Transmettre à la DDETS", confirmed="Transmettre à la DDETS")
    lead.context.close()

    state = Desk(browser, live_server.url, User.objects.get(email="ddets@passerelles31.example"))
    state.go("jury:to_validate")
    state.page.get_by_role("link", name=f"Session {session.number}").click()
    state.press("Valider le procès-verbal", confirmed="Valider le procès-verbal")
    state.sees("Validé")
    state.context.close()

    mail.outbox.clear()
    run_pending()
    assert [message.to for message in mail.outbox] == [[CANDIDATE.email]]
    assert TitreAward.objects.filter(person=candidate.person).exists()
    learn(browser, live_server.url, candidate, "Résultat validé par la DDETS")
    assert verify_session(session) == ()


def accept_the_charter_and_fill_a_grid(juror: Desk, session: ExamSession) -> None:
    juror.go("jury:session_day", session.pk)
    juror.press("J’accepte la charte")
    juror.press("Ouvrir ma grille")
    page = juror.page
    for line in page.locator("[data-valued]").all():
        line.get_by_text("Satisfait", exact=True).click()
        expect(line.locator("input:checked")).to_have_count(1)
    expect(page.locator("[data-valued] input:checked")).to_have_count(page.locator("[data-valued]").count())
    page.get_by_label("Appréciation générale").fill("Écoute juste, reformulations utiles.")
    juror.press("Remettre")
    juror.sees("Grille remise.")
    assert Grid.objects.get().status == "submitted"
    assert GridMark.objects.get(criterion_ref="general").note == "Écoute juste, reformulations utiles."


def fill_the_joint_sheet(juror: Desk, candidate: Inscription) -> None:
    juror.go("jury:joint_sheet", candidate.pk)
    juror.press("Ouvrir la fiche commune")
    juror.page.get_by_role("link", name="Saisir ensemble").first.click()
    for line in juror.page.locator("[data-valued]").all():
        line.get_by_text("Satisfait", exact=True).click()
        expect(line.locator("input:checked")).to_have_count(1)
    expect(juror.page.locator("[data-grid-state]")).to_have_text("Tout est enregistré")
    juror.press("Remettre")
    juror.sees("Grille remise.")
    assert Grid.objects.filter(juror=None, status="submitted").count() == 1


def deliberate(juror: Desk, candidate: Inscription) -> None:
    page = juror.go("jury:deliberation", candidate.pk)
    for answer in page.get_by_label("Accordé", exact=True).all():
        answer.check()
    page.get_by_label("Favorable", exact=True).check()
    page.get_by_label("Titre accordé").check()
    juror.press("Enregistrer la décision")
    juror.sees("Décision du jury enregistrée")
    assert Deliberation.objects.get().outcome == "title"


def sign(juror: Desk, session: ExamSession, person: Person, *, establishes: bool = False) -> None:
    juror.go("jury:pv", session.pk)
    if establishes:
        juror.press("Établir le procès-verbal")
    juror.page.get_by_label("Recopiez votre nom complet").fill(person.full_name)
    juror.page.get_by_label("J’ai lu ce procès-verbal").check()
    juror.press("Signer le procès-verbal")


def learn(browser: Browser, url: str, candidate: Inscription, words: str) -> None:
    """The candidate opens their result and reads these words."""
    desk = Desk(browser, url, candidate.person.user, viewport=PHONE)
    desk.go("jury:my_results")
    desk.page.get_by_role("link", name=f"Session {candidate.session.number}").click()
    desk.sees(words)
    desk.sees("Titre accordé")
    desk.context.close()
