"""A title by training, told through the screens: the trainee's phone, the desks of the trainer and of the centre."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from jalon.accounts.enums import Role
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.formation.enums import Met
from jalon.formation.models import Ecf, Positioning
from jalon.formation.operations.companies import agree_convention, declare_week
from jalon.formation.operations.evaluations import record_ecf
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours
from jalon.people.models import Person
from jalon.prestation.enums import EngagementKind, HalfDay, PrestationKind
from jalon.prestation.models import Engagement, SeanceSignature
from jalon.prestation.operations import (
    add_participation,
    advance_prestation,
    countersign_seance,
    issue_certificate,
    open_prestation,
    plan_seance,
    prepare_engagement,
    record_delivery,
    send_engagement,
    sign_attendance,
)
from jalon.prestation.rules.engagements import Payment
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import get_titre
from tests import cast
from tests.prestation.story import CLAUSES, STROKES, at
from tests.scenarios.exam_day import CIP, announced, judged
from tests.scenarios.test_training_path import BEGINS, CONTACT, ENDS, EXAM, PAPERS, PROOF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INTERVIEW = CONTACT + timedelta(days=15)
SIGNED = CONTACT + timedelta(days=20)
ASKED = EXAM - timedelta(days=30)


class Story:
    """One path, seen by three people who sign in on the day that is told."""

    def __init__(self, page: Page, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.page, self.site, self.now = page, site, at(9, day=CONTACT)
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def on(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        self.now = at(hour, minute, day=day)
        return self.now

    def as_(self, role: Role, width: int = 1280) -> Page:
        self.page.context.clear_cookies()
        value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.site}]
        )
        self.page.set_viewport_size({"width": width, "height": 800})
        return self.page

    def goto(self, name: str, *args: object) -> None:
        self.page.goto(self.site + reverse(name, args=args))

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def fill(self, **told: str) -> None:
        for name, value in told.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def draw(self) -> None:
        box = self.page.locator("[data-signature-area]").bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 30, box["y"] + 60)
        mouse.down()
        for rank in range(8):
            mouse.move(box["x"] + 30 + rank * 22, box["y"] + 60 - (rank % 3) * 18)
        mouse.up()

    def act(self, path: Parcours, act: str, day: date) -> None:
        """An act of the lifecycle, recorded at the desk of the centre."""
        self.goto("parcours:act", path.pk, act)
        self.fill(on=day.isoformat())
        self.page.get_by_role("main").locator("form button.button").click()
        path.refresh_from_db()


@pytest.fixture
def story(
    page: Page, live_server: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Story:
    settings.MEDIA_ROOT = tmp_path
    told = Story(page, live_server.url, monkeypatch)
    with transaction.atomic():
        load_shipped_titres(now=told.now)
        cast.candidate_person()
        cast.person("Roumégas", "Bastien", date(1979, 2, 2), user=cast.user(Role.FORMATEUR))
    return told


def test_a_title_by_training_through_the_screens(
    story: Story, check_page: Callable[[Page], None], page_faults: list[str]
) -> None:
    path = first_contact(story, check_page)
    positioned(story, path, check_page)
    engaged(story, path)
    attended(story, path, check_page)
    early_reasons(story, path)
    in_company(story, path, check_page)
    evaluated(story, path)
    registered(story, path, check_page)
    obtained(story, path, check_page)


def first_contact(story: Story, check_page: Callable[[Page], None]) -> Parcours:
    """The centre opens the path of someone who asks, and entrusts it to the trainer."""
    page = story.as_(Role.RESPONSABLE_SESSION)
    story.goto("parcours:open")
    page.get_by_role("searchbox", name="Nom, prénom ou adresse").last.fill("Mazarguil")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="MAZARGUIL").click()
    page.get_by_label("Formation", exact=False).first.check()
    page.locator(f"input[name=aim][value='{CIP}']").check()
    story.fill(contacted_on=CONTACT.isoformat(), starts_on=BEGINS.isoformat(), ends_on=ENDS.isoformat())
    page.locator("select[name=referent]").select_option(label=cast.user(Role.FORMATEUR).full_name)
    check_page(page)
    story.press("Ouvrir le parcours")
    path = Parcours.objects.get()
    assert (path.route, path.stage, path.contacted_on) == ("formation", "contact", CONTACT)
    path.trainers.add(Person.objects.get(birth_name="Roumégas"))
    return path


def positioned(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """Information and file dated by the trainer, the trainee places themself on a phone, then the interview."""
    page = story.as_(Role.FORMATEUR)
    for days, step, act in ((4, "information", "inform"), (9, "file", "apply")):
        day = CONTACT + timedelta(days=days)
        story.on(day)
        story.as_(Role.FORMATEUR)
        story.goto("formation:positioning", path.pk)
        page.get_by_text("Dater une étape").click()
        page.locator("select[name=step]").select_option(step)
        story.fill(on=day.isoformat())
        story.press("Enregistrer")
        story.act(path, act, day)
    story.on(INTERVIEW)
    for role, width, label in ((Role.CANDIDAT, 360, "Me positionner"), (Role.FORMATEUR, 1280, "Positionner")):
        story.as_(role, width)
        story.goto("formation:positioning", path.pk)
        page.get_by_role("link", name=label, exact=True).click()
        for rank in range(sum(len(ccp.competences) for ccp in get_titre(CIP).ccps)):
            page.get_by_role("radio", name="Avec aide").nth(rank).check()
        story.press("Enregistrer le positionnement")
        expect(page.get_by_text("Le positionnement est enregistré.")).to_be_visible()
        check_page(page)
    page.get_by_role("link", name="Noter l’entretien").click()
    story.fill(on=INTERVIEW.isoformat(), project="Devenir CIP.", conclusion="Entrée en mars.")
    story.press("Enregistrer")
    assert Positioning.objects.count() == 2
    story.act(path, "position", INTERVIEW)
    story.on(INTERVIEW + timedelta(days=3))
    story.as_(Role.FORMATEUR)
    story.act(path, "admit", INTERVIEW + timedelta(days=3))
    assert path.stage == "admitted"


def engaged(story: Story, path: Parcours) -> None:
    """The contract is signed by the trainee on a phone, by the centre at its desk."""
    lead, now = cast.actor(Role.RESPONSABLE_SESSION), story.on(SIGNED)
    with transaction.atomic():
        group = open_prestation(
            actor=lead, organisme=cast.centre(), kind=PrestationKind.FORMATION, titre_ref=CIP, heading="Groupe de mars",
            starts_on=BEGINS, ends_on=ENDS, minutes_planned=7 * 60, price_cents=300_000, site=cast.site(), now=now,
            trainer=Person.objects.get(birth_name="Roumégas"),
        )  # fmt: skip
        place = add_participation(actor=lead, prestation=group, parcours=path, entered_on=BEGINS, now=now)
        for paper in PAPERS:
            record_delivery(
                actor=lead, participation=place, kind=paper, on=SIGNED, how="En main propre", now=now
            )
        deed = prepare_engagement(
            actor=lead, participation=place, kind=EngagementKind.CONTRACT, clauses=CLAUSES, now=now,
            payments=(
                Payment("Premier versement", BEGINS, 90_000), Payment("Solde", ENDS, 210_000),
            ),
        )  # fmt: skip
        send_engagement(actor=lead, engagement=deed, now=now)
    for role, width in ((Role.CANDIDAT, 360), (Role.RESPONSABLE_SESSION, 1280)):
        page = story.as_(role, width)
        story.goto("prestation:engagement", deed.pk)
        page.get_by_role("link", name="Signer").first.click()
        story.draw()
        story.press("Signer")
        expect(page.get_by_text("est enregistrée")).to_be_visible()
    assert Engagement.objects.get(pk=deed.pk).status == "signed"
    path.refresh_from_db()
    assert path.stage == "contracted", "the deed signed by all moves the path by itself"


def attended(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """The first morning: a code on the board, signed on a phone, countersigned by the trainer."""
    lead, place = cast.actor(Role.RESPONSABLE_SESSION), path.participations.get()
    with transaction.atomic():
        seance = plan_seance(
            actor=lead, prestation=place.prestation, starts_at=at(9, day=BEGINS), ends_at=at(17, day=BEGINS),
            pause_from=time(12), pause_until=time(13), heading="Analyser la demande", room="Salle Tarn", now=story.now,
        )  # fmt: skip
        now = story.on(BEGINS, 9, 20)
        advance_prestation(actor=lead, prestation=place.prestation, act="start", now=now)
    page = story.as_(Role.FORMATEUR)
    story.act(path, "enter", BEGINS)
    story.goto("prestation:seance", seance.pk)
    page.get_by_role("button", name="Afficher le code du jour").first.click()
    letters = page.locator(".code-letters").inner_text().strip()
    check_page(page)
    story.as_(Role.CANDIDAT, 360)
    story.goto("prestation:code_entry")
    page.get_by_label("Code du jour").fill(letters)
    page.get_by_role("main").locator("form button.button").first.click()
    story.draw()
    story.press("Signer ma présence")
    expect(page.get_by_role("heading", name="C’est signé")).to_be_visible()
    check_page(page)
    story.on(BEGINS, 12, 10)
    story.as_(Role.FORMATEUR)
    story.goto("prestation:countersign", seance.pk, "matin")
    story.draw()
    story.press("Enregistrer la signature")
    assert SeanceSignature.objects.filter(half_day=HalfDay.MORNING).count() == 2
    with transaction.atomic():
        trainer, now = cast.actor(Role.FORMATEUR), story.on(BEGINS, 17, 5)
        sign_attendance(
            actor=trainer, seance=seance, participation=place, half_day=HalfDay.AFTERNOON, strokes=STROKES,
            signed_at=at(13, 10, day=BEGINS), now=now,
        )  # fmt: skip
        countersign_seance(actor=trainer, seance=seance, half_day=HalfDay.AFTERNOON, strokes=STROKES, now=now)


def early_reasons(story: Story, path: Parcours) -> None:
    """A session is announced: what is still missing to be admitted to it is told at once."""
    announced(EXAM, "S1", ["title"])
    page = story.as_(Role.RESPONSABLE_SESSION)
    story.goto("examen:path_sessions", path.pk)
    expect(page.get_by_text("Le lieu de naissance manque.")).to_be_visible()
    expect(page.get_by_text("au lieu de 175 h au moins").first).to_be_visible()
    expect(page.get_by_text("À compléter", exact=True)).to_be_visible()


def in_company(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """The minima of the RE are reached CCP by CCP; the trainee declares one of the weeks on a phone."""
    trainer, titre = cast.actor(Role.FORMATEUR), get_titre(CIP)
    monday = BEGINS + timedelta(weeks=1)
    for ccp in titre.ccps:
        weeks = -(-(ccp.scheme.company_hours or 0) // 35)
        with transaction.atomic():
            stay = agree_convention(
                actor=trainer, parcours=path, ccp_number=ccp.number, company="Maison de l’emploi",
                address="8 quai\n31000", signatory="Hélène Pradier", tutor="Yanis Ferrand",
                tutor_quality="conseiller", tutor_contact="",
                starts_on=monday, ends_on=monday + timedelta(weeks=weeks, days=-3), hours=weeks * 35, schedule="",
                activities="Accueillir le public.", now=story.on(monday - timedelta(days=5)),
                competence_refs=[titre.competence_id(c.number) for c in ccp.competences[:1]],
            )  # fmt: skip
            for rank in range(1 if ccp.number == 1 else 0, weeks):
                week = monday + timedelta(weeks=rank)
                declare_week(
                    actor=trainer, convention=stay, monday=week, hours=35, activities="Accueil.", proof=PROOF,
                    now=story.on(week + timedelta(days=4), 17),
                )  # fmt: skip
        if ccp.number == 1:
            page = story.as_(Role.CANDIDAT, 360)
            story.goto("formation:week_declare", path.pk, stay.pk)
            story.fill(monday=monday.isoformat(), hours="35", activities="Accueil.")
            page.locator("input[type=file]").set_input_files(
                {"name": "presence.pdf", "mimeType": "application/pdf", "buffer": PROOF.content}
            )
            story.press("Enregistrer")
            expect(page.get_by_text("La semaine est déclarée.")).to_be_visible()
            expect(page.get_by_text("minimum prouvé")).to_be_visible()
            check_page(page)
        monday += timedelta(weeks=weeks)


def evaluated(story: Story, path: Parcours) -> None:
    """One competence evaluated on its criteria at the trainer's desk, the others likewise; the training ends."""
    titre, trainer = get_titre(CIP), cast.actor(Role.FORMATEUR)
    now = story.on(ENDS - timedelta(days=2), 17)
    competences = [c for ccp in titre.ccps for c in ccp.competences]
    page = story.as_(Role.FORMATEUR)
    story.goto("formation:ecf", path.pk, competences[0].number)
    story.fill(on=now.date().isoformat(), situation="Entretien d’accueil", observations="À l’écoute.")
    for select in page.locator("main select:not([name=acquired])").all():
        select.select_option(Met.YES.value)
    page.locator("main [name=acquired]").select_option("1")
    page.get_by_role("main").locator("form button.button").last.click()
    assert Ecf.objects.get().acquired
    with transaction.atomic():
        for competence in competences[1:]:
            record_ecf(
                actor=trainer, parcours=path, competence=competence.number, on=now.date(), acquired=True,
                situation="Mise en situation", met={c.id: Met.YES for c in titre.criteria(competence.number)},
                observations="Acquis.", now=now,
            )  # fmt: skip
        now, lead = story.on(ENDS, 18), cast.actor(Role.RESPONSABLE_SESSION)
        advance_parcours(actor=lead, parcours=path, act="complete", on=ENDS, now=now)
        issue_certificate(actor=lead, participation=path.participations.get(), now=now)


def registered(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """Once the birth is complete, one act registers and admits."""
    story.on(ASKED)
    Person.objects.filter(pk=path.person_id).update(birth_place="Albi")
    page = story.as_(Role.RESPONSABLE_SESSION)
    story.goto("examen:path_sessions", path.pk)
    expect(page.get_by_text("au lieu de 175 h au moins")).to_have_count(0)
    page.get_by_role("link", name="Inscrire à la session S1").click()
    check_page(page)
    story.fill(reglement_acknowledged_on=ASKED.isoformat())
    story.press("Inscrire")
    expect(page.get_by_text("inscrit·e et admis·e")).to_be_visible()
    made = Inscription.objects.get()
    assert (made.status, made.route, made.scopes) == (InscriptionStatus.ADMITTED, "formation", ["title"])


def obtained(story: Story, path: Parcours, check_page: Callable[[Page], None]) -> None:
    """The procès-verbal validated, the trainee reads the title on a phone."""
    page = story.as_(Role.CANDIDAT, 360)
    story.goto("parcours:path", path.pk)
    expect(page.get_by_text("Se présenter à la session S1").first).to_be_visible()
    with transaction.atomic():
        judged(Inscription.objects.get(), "title", {1: True, 2: True, 3: True}, "favourable")
    story.on(EXAM + timedelta(days=12))
    story.as_(Role.CANDIDAT, 360)
    story.goto("parcours:path", path.pk)
    expect(page.get_by_text("Certification obtenue").first).to_be_visible()
    expect(page.get_by_text("Se présenter à la session")).to_have_count(0)
    check_page(page)
