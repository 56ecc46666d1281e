"""The workshop in a real browser: accessible, fitting a phone, depositing by drag and drop, timing an oral."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from jalon.accounts.enums import Role
from jalon.common.uploads import PDF, Received
from jalon.dossier.models import Dossier
from jalon.dossier.operations.dossiers import deposit_version, hand_over_version, keep_report, open_dossier
from jalon.dossier.operations.orals import record_oral
from jalon.dossier.operations.remarks import answer_remark, make_remark
from jalon.parcours.models import Parcours
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.dossier import workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEFORE = [{"part": 1, "page": 4, "text": "Le bourg compte trois mille habitants."}]
AFTER = [{"part": 1, "page": 4, "text": "Le bourg compte quatre mille habitants."}]


@pytest.fixture
def dossier(settings: Any, tmp_path: Any) -> Dossier:
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    load_shipped_titres(now=now)
    path = Parcours.objects.create(
        person=cast.candidate_person(), titre_ref=workshop.CIP.ref, route="formation"
    )
    path.trainers.add(cast.person("Azéma", "Luc", date(1979, 2, 2), user=cast.user(Role.FORMATEUR)))
    ines, trainer = cast.actor(Role.CANDIDAT), cast.actor(Role.FORMATEUR)
    dossier = open_dossier(
        actor=ines, parcours=path, scope="title", production=workshop.PRODUCTION.name, now=now
    )
    for content, passages in ((b"%PDF-1 un", BEFORE), (b"%PDF-1 deux", AFTER)):
        version, _ = deposit_version(
            actor=ines, dossier=dossier, file=Received("dossier.pdf", PDF, content), now=now
        )
        keep_report(version=version, report=workshop.report(), passages=passages, reason="")
    version.refresh_from_db()
    remark = make_remark(actor=trainer, version=version, text="Datez-les", part=2, quote="…", now=now)
    answer_remark(actor=ines, remark=remark, text="Fait", now=now)
    hand_over_version(actor=ines, version=version, now=now)
    record_oral(
        actor=trainer, parcours=path, scope="title", kind="questionnement_production", seconds=900, heard=True, now=now
    )  # fmt: skip
    return dossier


def sign_in(page: Page, live_server: Any, role: Role) -> None:
    value = cast.client(role).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
@pytest.mark.parametrize("role", [Role.CANDIDAT, Role.FORMATEUR])
def test_every_screen_is_accessible_and_fits(
    page: Page,
    live_server: Any,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    dossier: Dossier,
    role: Role,
    width: int,
    scheme: Any,
) -> None:
    sign_in(page, live_server, role)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    oral = dossier.parcours.mock_orals.get().pk
    path = dossier.parcours_id
    for screen in (
        "",
        f"{dossier.pk}/",
        f"{dossier.pk}/versions/2/",
        f"{dossier.pk}/versions/2/depuis/1/",
        f"oraux/{path}/",
        f"oraux/{path}/title/questionnement_production/",
        f"oral/{oral}/",
    ):
        page.goto(f"{live_server.url}/dossiers/{screen}")
        for summary in page.locator("details > summary").all()[:3]:
            if summary.is_visible():
                summary.click()
        check_page(page)


def test_a_file_dropped_on_the_zone_is_deposited_and_its_check_followed(
    page: Page, live_server: Any, page_faults: list[str], dossier: Dossier
) -> None:
    sign_in(page, live_server, Role.CANDIDAT)
    page.goto(f"{live_server.url}/dossiers/{dossier.pk}/")
    page.locator("input[type=file]").set_input_files(
        {"name": "dossier-3.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 trois\n%%EOF\n"}
    )
    page.get_by_role("button", name="Déposer et vérifier").click()
    expect(page.get_by_role("heading", name="Vérification de")).to_be_visible()
    assert dossier.versions.first().number == 3  # type: ignore[union-attr]


def test_the_clock_of_an_oral_counts_and_is_kept(
    page: Page, live_server: Any, page_faults: list[str], dossier: Dossier
) -> None:
    sign_in(page, live_server, Role.CANDIDAT)
    page.clock.install()
    page.goto(f"{live_server.url}/dossiers/oraux/{dossier.parcours_id}/title/questionnement_production/")
    page.get_by_role("button", name="Démarrer").click()
    page.clock.run_for(90_000)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-oral-clock]")).not_to_have_text("60:00")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("L’oral blanc est enregistré.")).to_be_visible()
    kept = dossier.parcours.mock_orals.filter(listener="").get()
    assert kept.seconds == 90


def test_without_script_a_candidate_deposits_answers_and_hands_over(
    browser: Any, live_server: Any, dossier: Dossier
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, Role.CANDIDAT)
    page.goto(f"{live_server.url}/dossiers/{dossier.pk}/")
    page.get_by_role("link", name="Répondre").click()
    page.get_by_label("Réponse").fill("Et la date du troisième")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Et la date du troisième")).to_be_visible()
    page.goto(f"{live_server.url}/dossiers/{dossier.pk}/versions/1/remettre/")
    page.get_by_role("button", name="Remettre ce fichier").click()
    expect(page.get_by_text("Version 1 remise")).to_be_visible()
    context.close()
