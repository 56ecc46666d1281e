"""Something unforeseen in a real browser, from the click on the day page to the mail of the only person concerned."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import Job
from jalon.examen.enums import IncidentKind, SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.day import report_incident
from tests import cast
from tests.examen import stage
from tests.examen.test_unforeseen import published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _exam() -> ExamSession:
    exam = stage.session(
        candidates=3, juries=2, scopes=["ccp2"], days=2, first_day=timezone.localdate(),
        status=SessionStatus.CONVENED,
    )  # fmt: skip
    published(exam)
    send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW)
    Job.objects.all().delete()
    return exam


def _sign_in(page: Any, live_server: Any) -> None:
    value = cast.client(Role.RESPONSABLE_SESSION).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def _newcomer(exam: ExamSession) -> Inscription:
    return stage.candidate(exam, cast.people(6)[5])


@pytest.mark.parametrize("width", [1280, 360])
def test_from_the_click_to_the_mail(
    page: Any, live_server: Any, check_page: Callable[[Any], None], page_faults: list[str], width: int
) -> None:
    exam = _exam()
    newcomer = _newcomer(exam)
    _sign_in(page, live_server)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/sessions/{exam.pk}/jour/")
    page.get_by_role("link", name="Un candidat est à ajouter").click()
    page.get_by_label("Candidat").select_option(str(newcomer.pk))
    check_page(page)
    page.get_by_role("button", name="Chercher les remèdes").click()
    page.get_by_role("heading", name="Lui trouver une place").wait_for()
    page.get_by_text("Aucun candidat déplacé ; 1 candidat placé.").first.wait_for()
    check_page(page)
    page.get_by_role("button", name="Appliquer").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Appliquer").click()
    page.get_by_text("La version 2 du planning est publiée.").wait_for()
    check_page(page)
    page.get_by_role("button", name="Prévenir maintenant").click()
    run_pending()
    candidates = {one.person.email for one in exam.inscriptions.select_related("person")}
    reached = {message.to[0] for message in mail.outbox}
    assert reached & candidates == {newcomer.person.email}


def test_a_report_is_written_signed_and_its_pdf_offered(
    page: Any, live_server: Any, check_page: Callable[[Any], None], page_faults: list[str]
) -> None:
    exam = _exam()
    report_incident(
        actor=stage.responsable(), session=exam, kind=IncidentKind.FRAUD, description="Téléphone consulté",
        inscription=exam.inscriptions.get(number=1), now=timezone.now(),
    )  # fmt: skip
    _sign_in(page, live_server)
    page.goto(f"{live_server.url}/sessions/{exam.pk}/jour/")
    page.locator("#rapports").get_by_role("link").first.click()
    check_page(page)
    page.get_by_label("Personnes présentes").fill("Dominique Arbitre2, juré")
    page.get_by_label("Décidé sur place").fill("Téléphone rangé, épreuve poursuivie.")
    page.get_by_role("button", name="Enregistrer le rapport").click()
    page.get_by_text("Dites si le candidat a été entendu").wait_for()
    page.get_by_label("Le candidat n’a pas souhaité signer sa déclaration.").check()
    page.get_by_role("button", name="Enregistrer le rapport").click()
    page.get_by_role("button", name="Signer le rapport").click()
    page.get_by_role("dialog").get_by_role("button", name="Signer le rapport").click()
    page.get_by_role("link", name="PDF du rapport").wait_for()
    check_page(page)
