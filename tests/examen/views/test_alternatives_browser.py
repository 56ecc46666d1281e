"""A calculation watched in a real browser, an alternative chosen, a published timetable replaced knowingly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from jalon.accounts.enums import Role
from jalon.common.models import Job
from jalon.examen.models import ExamSession
from jalon.examen.operations.alternatives import keep_alternatives
from jalon.examen.operations.timetable import keep_plan, plan_timetable
from jalon.examen.planning.facts import Plan
from jalon.examen.queries.calculation import followed
from jalon.examen.queries.planning import planning_facts
from jalon.examen.rules.moves import moved
from jalon.examen.sketch import Step
from tests import cast
from tests.examen import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _sign_in(page: Any, live_server: Any) -> None:
    value = cast.client(Role.RESPONSABLE_SESSION).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def _plans(exam: ExamSession) -> tuple[Plan, Plan]:
    first = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
    facts = planning_facts(exam)
    last, jury = facts.problem.candidates[-1].id, facts.problem.juries[0].id
    return first, moved(facts.problem, first, last, stage.FIRST_DAY + timedelta(days=1), 9 * 60, jury)


def _found(exam: ExamSession, *plans: Plan) -> Job:
    """The job of the calculation as it stands when it has found these plans."""
    job = Job.objects.get()
    steps = [Step(0.1, 2, 2, 300), Step(0.6, 2, 1, 100)]
    job.result = followed(plans, steps, {str(j.pk): j.number for j in exam.juries.all()}, 2)
    job.state, job.progress, job.message = Job.State.RUNNING, 30, "Placés : 2 sur 2"
    job.save()
    return job


def test_figures_improve_under_one_s_eyes_then_one_chooses_and_replaces_knowingly(
    page: Any, live_server: Any, check_page: Callable[[Any], None], page_faults: list[str]
) -> None:
    exam = stage.session(days=2)
    first, second = _plans(exam)
    base = f"{live_server.url}/sessions/{exam.pk}/planning/"
    _sign_in(page, live_server)
    page.goto(base)
    page.get_by_role("button", name="Calculer le planning").click()
    page.get_by_text("Le calcul va commencer").wait_for()
    stop = page.get_by_role("button", name="Arrêter et garder le meilleur")
    stop.focus()

    job = _found(exam, first)
    page.get_by_role("img", name="Le meilleur planning trouvé jusqu’ici").wait_for()
    page.get_by_role("img", name="Journées de jury : de 2 à 1").wait_for()
    assert page.evaluate("document.activeElement.id") == "arreter", "the renewal takes the focus away"
    assert page.locator("#calcul-dit[aria-live]").text_content() == "Placés : 2 sur 2"
    check_page(page)

    page.get_by_text("Ce que le calcul a gagné").click()
    job.message = "Placés : 2 sur 2, et mieux"
    job.save()
    page.locator(".calculation-said", has_text="et mieux").wait_for()
    assert page.get_by_role("columnheader", name="Après").is_visible(), "the renewal folds what was unfolded"

    draft = keep_plan(actor=stage.responsable(), session=exam, plan=first, now=stage.NOW)
    job.state, job.result = Job.State.DONE, {"url": f"/sessions/{exam.pk}/planning/?version={draft.version}"}
    job.save()
    page.get_by_role("button", name="Publier").wait_for()

    keep_alternatives(actor=stage.responsable(), session=exam, plans=[first, second], now=stage.NOW)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{base}variantes/")
        check_page(page)
    page.get_by_role("button", name="Choisir : Variante B").click()
    page.get_by_text("est maintenant le brouillon").wait_for()
    page.get_by_role("button", name="Publier").click()
    page.get_by_role("dialog").get_by_role("button", name="Publier").click()
    page.get_by_text("est publiée").wait_for()

    keep_plan(actor=stage.responsable(), session=exam, plan=first, now=stage.NOW)
    page.goto(base)
    page.get_by_role("link", name="Publier…").click()
    page.get_by_text("1 candidat change de jour").wait_for()
    page.set_viewport_size({"width": 360, "height": 800})
    check_page(page)
    page.get_by_role("button", name="Publier et remplacer la version 1").click()
    page.get_by_text("La version 2 est publiée").wait_for()


def test_without_script_a_calculation_is_followed_and_stopped(browser: Any, live_server: Any) -> None:
    exam = stage.session(days=2)
    first, _ = _plans(exam)
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    _sign_in(page, live_server)
    page.goto(f"{live_server.url}/sessions/{exam.pk}/planning/")
    page.get_by_role("button", name="Calculer le planning").click()
    job = _found(exam, first)
    page.get_by_role("img", name="Le meilleur planning trouvé jusqu’ici").wait_for()  # the page renews itself
    page.get_by_role("button", name="Arrêter et garder le meilleur").click()
    page.get_by_text("Arrêt demandé").wait_for()
    job.refresh_from_db()
    assert job.stop_requested
    context.close()
