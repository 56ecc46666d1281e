"""A calculation followed, alternatives side by side, versions compared: what the screens say and whom they let act."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from jalon.accounts.enums import Role
from jalon.common.jobs import enqueue, run_pending
from jalon.common.models import Job, JournalEntry
from jalon.examen.enums import TimetableStatus
from jalon.examen.jobs import ALTERNATIVES, PLAN
from jalon.examen.letters import planning_context
from jalon.examen.models import ExamSession, Timetable
from jalon.examen.operations.alternatives import keep_alternatives
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.moves import move_appointment
from jalon.examen.operations.timetable import copy_timetable, keep_plan, plan_timetable
from jalon.examen.queries.calculation import followed
from jalon.examen.queries.planning import appointments_of, planning_facts
from jalon.examen.rules.moves import moved
from jalon.examen.sketch import Step
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db


def _url(name: str, *args: object) -> str:
    return reverse(f"examen:{name}", args=args)


def _leader() -> Client:
    return cast.client(Role.RESPONSABLE_SESSION)


def _text(answer: Any) -> str:
    told: str = answer.content.decode()
    return told.replace("\xa0", " ")


def _with_alternatives() -> ExamSession:
    """A draft and two alternatives: the draft's own plan, and one where the last candidate comes the day after."""
    exam = stage.session(days=2)
    first = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
    facts = planning_facts(exam)
    last, jury = facts.problem.candidates[-1].id, facts.problem.juries[0].id
    second = moved(facts.problem, first, last, stage.FIRST_DAY + timedelta(days=1), 9 * 60, jury)
    keep_plan(actor=stage.responsable(), session=exam, plan=first, now=stage.NOW)
    keep_alternatives(actor=stage.responsable(), session=exam, plans=[first, second], now=stage.NOW)
    return exam


def _changed(*, convened: bool = False) -> tuple[ExamSession, Timetable]:
    """A published version, and a draft where the first candidate comes the day after."""
    exam = stage.session(days=2)
    published = stage.published(exam)
    if convened:
        send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW)
    draft = copy_timetable(actor=stage.responsable(), timetable=published, now=stage.NOW)
    draft = move_appointment(
        actor=stage.responsable(), timetable=draft, revision=draft.revision,
        inscription=exam.inscriptions.get(number=1), day=stage.FIRST_DAY + timedelta(days=1), start=9 * 60,
        jury=exam.juries.get(), now=stage.NOW,
    )  # fmt: skip
    return exam, draft


class TestCalculation:
    def _running(self, kind: str = PLAN) -> tuple[ExamSession, Job]:
        """A calculation that has found a plan and then a better one."""
        exam = stage.session()
        job = enqueue(kind, actor=stage.responsable(), now=stage.NOW, payload={"session": exam.pk})
        plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
        steps = [Step(0.1, 2, 2, 240), Step(0.8, 2, 1, 95)]
        numbers = {str(jury.pk): jury.number for jury in exam.juries.all()}
        job.result = followed([plan], steps, numbers, 2)
        job.state, job.progress, job.message = Job.State.RUNNING, 12, "Placés : 2 sur 2"
        job.save()
        return exam, job

    def test_the_best_plan_so_far_is_shown_with_its_figures_and_how_it_improved(self) -> None:
        exam, job = self._running()
        page = _text(_leader().get(_url("calculation", exam.pk, job.pk)))
        assert "Arrêter et garder le meilleur" in page
        assert '<svg class="gantt sketch"' in page
        assert "Journées de jury : de 2 à 1" in page
        assert "Attente et temps mort : de 4 h à 1 h 35" in page
        assert "et il n’en faut pas moins" in page

    def test_the_page_renews_itself_with_and_without_script(self) -> None:
        exam, job = self._running()
        url = _url("calculation", exam.pk, job.pk)
        page = _leader().get(url).content.decode()
        assert f'hx-get="{url}?' in page
        assert '<noscript><meta http-equiv="refresh"' in page
        fragment = _leader().get(url, headers={"HX-Request": "true", "HX-Target": "calcul-suivi"})
        assert fragment.content.decode().lstrip().startswith('<div id="calcul-suivi"')

    def test_it_is_renewed_more_often_until_a_first_plan_is_found(self) -> None:
        exam, job = self._running()
        url = _url("calculation", exam.pk, job.pk)
        assert 'hx-trigger="every 700ms"' in _text(_leader().get(url))
        job.result = None
        job.save()
        assert 'hx-trigger="every 200ms"' in _text(_leader().get(url))

    def test_a_screen_reader_hears_each_thing_once(self) -> None:
        exam, job = self._running()
        url = _url("calculation", exam.pk, job.pk)
        asked = {"HX-Request": "true", "HX-Target": "calcul-suivi"}
        first = _text(_leader().get(url, headers=asked))
        assert '<p id="calcul-dit" hx-swap-oob="innerHTML">Placés : 2 sur 2</p>' in first
        (again,) = re.findall(r'hx-get="([^"]+)"', first)
        assert "calcul-dit" not in _text(_leader().get(again, headers=asked))

    def test_nobody_is_named_in_what_the_job_keeps(self) -> None:
        exam, job = self._running()
        for inscription in exam.inscriptions.select_related("person"):
            assert inscription.person.last_name not in str(job.result)

    def test_what_a_former_jalon_wrote_otherwise_is_left_aside(self) -> None:
        exam, job = self._running()
        job.result = {"plans": [{"score": 3}], "strokes": [["hier"]]}
        job.save()
        page = _leader().get(_url("calculation", exam.pk, job.pk))
        assert page.status_code == 200
        assert "Arrêter et garder" in page.content.decode()

    def test_once_over_it_leads_to_what_it_found(self) -> None:
        exam = stage.session(candidates=1)
        where = _leader().post(_url("timetable_plan", exam.pk))["Location"]
        run_pending()
        draft = exam.timetables.get()
        expected = f"{_url('timetable', exam.pk)}?version={draft.version}"
        assert _leader().get(where)["Location"] == expected
        fragment = _leader().get(where, headers={"HX-Request": "true", "HX-Target": "calcul-suivi"})
        assert fragment["HX-Redirect"] == expected

    def test_a_calculation_that_failed_says_why_and_leads_back(self) -> None:
        exam, job = self._running()
        job.state, job.error = Job.State.FAILED, "Les candidats ont changé."
        job.save()
        page = _text(_leader().get(_url("calculation", exam.pk, job.pk)))
        assert "Les candidats ont changé." in page
        assert "hx-get" not in page.split("calcul-suivi")[1]

    def test_any_leader_of_the_session_may_stop_it(self) -> None:
        exam, job = self._running()
        cast.client(Role.ADMINISTRATEUR).post(_url("calculation_stop", exam.pk, job.pk))
        job.refresh_from_db()
        assert job.stop_requested
        assert "Arrêt demandé" in _text(_leader().get(_url("calculation", exam.pk, job.pk)))

    def test_the_timetable_s_page_shows_it_too(self) -> None:
        exam, job = self._running()
        assert _url("calculation_stop", exam.pk, job.pk) in _text(_leader().get(_url("timetable", exam.pk)))

    def test_one_calculation_at_a_time(self) -> None:
        exam = stage.session(days=2)
        first = _leader().post(_url("timetable_plan", exam.pk))
        second = _leader().post(_url("alternatives_plan", exam.pk), follow=True)
        assert "Un autre calcul est en cours" in second.content.decode()
        assert second.redirect_chain[0][0] == first["Location"]
        assert Job.objects.filter(kind__in=(PLAN, ALTERNATIVES)).count() == 1

    def test_the_job_of_another_session_is_not_found(self) -> None:
        exam, _ = self._running()
        other = stage.session(number="S-2")
        job = enqueue(PLAN, actor=stage.responsable(), now=stage.NOW, payload={"session": other.pk})
        for uuid in (job.pk, uuid4()):
            assert _leader().get(_url("calculation", exam.pk, uuid)).status_code == 404
            assert _leader().post(_url("calculation_stop", exam.pk, uuid)).status_code == 404


class TestAlternatives:
    def test_they_are_compared_with_the_draft_in_figures_and_drawings(self) -> None:
        exam = _with_alternatives()
        page = _text(_leader().get(_url("alternatives", exam.pk)))
        assert page.count('<svg class="gantt sketch"') == 3
        assert "<strong>1 journée</strong>" in page
        assert "<strong>2 journées</strong>" in page
        assert "minimum prouvé" in page or "et il n’en faut pas moins" in page
        assert "le mieux" in page

    def test_choosing_one_makes_it_the_draft(self) -> None:
        exam = _with_alternatives()
        third = exam.timetables.get(version=3)
        page = _leader().post(_url("alternative_choose", exam.pk, 3), follow=True)
        third.refresh_from_db()
        assert third.status == TimetableStatus.DRAFT
        assert "est maintenant le brouillon" in page.content.decode()
        assert "d’attente et de temps mort en moins." in _text(page)

    def test_choosing_twice_is_refused_without_harm(self) -> None:
        exam = _with_alternatives()
        _leader().post(_url("alternative_choose", exam.pk, 3))
        answer = _leader().post(_url("alternative_choose", exam.pk, 1), follow=True)
        assert "n’est plus à choisir" in answer.content.decode()

    def test_they_are_dropped_after_a_confirmation(self) -> None:
        exam = _with_alternatives()
        assert "Écarter toutes les variantes ?" in _text(_leader().get(_url("alternatives", exam.pk)))
        _leader().post(_url("alternatives_drop", exam.pk))
        assert exam.timetables.get().status == TimetableStatus.DRAFT

    def test_one_is_read_in_full_without_becoming_a_version(self) -> None:
        exam = _with_alternatives()
        page = _text(_leader().get(_url("timetable", exam.pk), {"version": 3}))
        assert "Choisir cette variante" in page
        assert "Déplacer un candidat" not in page
        assert "Versions du planning" not in page
        assert "Comparer 2 variantes" in page

    def test_its_paper_is_not_taken_for_the_draft_s(self) -> None:
        exam = _with_alternatives()
        for version, told in ((1, "brouillon"), (3, "variante")):
            shown = exam.timetables.get(version=version)
            paper = planning_context(exam, shown, appointments_of(shown))
            assert paper.version == f"Version {version}, {told}"

    def test_without_any_the_page_says_what_they_are(self) -> None:
        exam = stage.session()
        assert (
            "Aucune variante pour l’instant" in _leader().get(_url("alternatives", exam.pk)).content.decode()
        )

    def test_nobody_else_sees_them(self) -> None:
        exam = _with_alternatives()
        for role in (Role.FORMATEUR, Role.DDETS, Role.JURE):
            assert "pas encore publié" in cast.client(role).get(_url("timetable", exam.pk)).content.decode()
            assert cast.client(role).get(_url("alternatives", exam.pk)).status_code in (403, 404)

    def test_four_alternatives_take_no_more_queries_than_one(self) -> None:
        exam = stage.session(days=2)
        plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
        counts = []
        client = _leader()
        for number in (1, 4):
            keep_alternatives(actor=stage.responsable(), session=exam, plans=[plan] * number, now=stage.NOW)
            client.get(_url("alternatives", exam.pk))
            with CaptureQueriesContext(connection) as captured:
                client.get(_url("alternatives", exam.pk))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestVersions:
    def test_by_default_the_published_version_and_the_draft_are_compared(self) -> None:
        exam, _ = _changed()
        page = _text(_leader().get(_url("versions_compare", exam.pk)))
        first, second = (i.person.sort_name for i in exam.inscriptions.order_by("number"))
        assert "1 candidat change de jour, 1 inchangé." in page
        lines = page.partition('class="table cards difference"')[2]
        assert first in lines
        assert second not in lines

    def test_everybody_is_shown_when_asked(self) -> None:
        exam, _ = _changed()
        lines = _text(_leader().get(_url("versions_compare", exam.pk), {"tout": "1"}))
        assert exam.inscriptions.get(number=2).person.sort_name in lines.partition("difference")[2]

    def test_who_would_have_to_be_told_is_named_and_nobody_else(self) -> None:
        exam, _ = _changed(convened=True)
        page = _text(_leader().get(_url("versions_compare", exam.pk)))
        told = page.partition('id="a-prevenir"')[2].partition("</section>")[0]
        first, second = (i.person.sort_name for i in exam.inscriptions.order_by("number"))
        assert first in told
        assert second not in told
        assert cast.juror_person().sort_name in told
        assert "à prévenir : la convocation reçue change" in told.lower()

    def test_a_version_like_the_one_published_concerns_nobody(self) -> None:
        exam = stage.session(candidates=1)
        published = stage.published(exam)
        send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW)
        copy_timetable(actor=stage.responsable(), timetable=published, now=stage.NOW)
        page = _text(_leader().get(_url("versions_compare", exam.pk)))
        assert "Personne&nbsp;: ce que chacun a reçu reste vrai." in page
        assert "Rien ne change pour aucun candidat." in page

    @pytest.mark.parametrize("query", ["avant=n’importe&apres=9999999999", "avant=2&apres=2", "apres=1"])
    def test_any_pair_asked_for_has_an_answer(self, query: str) -> None:
        exam, _ = _changed()
        answer = _leader().get(f"{_url('versions_compare', exam.pk)}?{query}")
        assert answer.status_code == 200

    def test_one_version_alone_has_nothing_to_be_compared_with(self) -> None:
        exam = stage.session(candidates=1)
        stage.planned(exam)
        assert "Une seule version" in _leader().get(_url("versions_compare", exam.pk)).content.decode()
        assert _leader().get(_url("versions_export", exam.pk, "csv")).status_code == 404

    def test_it_leaves_as_a_workbook_or_a_csv_and_is_journaled(self) -> None:
        exam, _ = _changed()
        book = load_workbook(io.BytesIO(_leader().get(_url("versions_export", exam.pk, "xlsx")).content))
        rows = list(book.active.iter_rows(values_only=True))
        assert rows[0][3] == "Ce qui change"
        assert [row[0] for row in rows[1:]] == [1]
        assert rows[1][4].date() == stage.FIRST_DAY
        whole = (
            _leader().get(_url("versions_export", exam.pk, "csv"), {"tout": "1"}).content.decode("utf-8-sig")
        )
        assert len(whole.splitlines()) == 3
        assert JournalEntry.objects.filter(verb="planning.compare").count() == 2
        assert _leader().get(_url("versions_export", exam.pk, "pdf")).status_code == 404

    def test_somebody_who_left_since_still_has_their_line(self) -> None:
        exam, draft = _changed()
        gone = exam.inscriptions.get(number=1)
        draft.appointments.filter(inscription=gone).delete()
        exam.inscriptions.filter(pk=gone.pk).update(status="withdrawn")
        page = _text(_leader().get(_url("versions_compare", exam.pk)))
        assert "1 candidat sort du planning" in page
        assert gone.person.sort_name in page.partition("difference")[2]


class TestPublication:
    def test_before_replacing_a_published_version_the_difference_is_shown(self) -> None:
        exam, draft = _changed()
        page = _text(_leader().get(_url("timetable", exam.pk)))
        assert _url("timetable_publication", exam.pk, draft.version) in page
        page = _text(_leader().get(_url("timetable_publication", exam.pk, draft.version)))
        assert "Publier la version 2 à la place de la version 1" in page
        assert "1 candidat change de jour" in page
        assert "Publier et remplacer la version 1" in page

    def test_without_the_confirmation_nothing_is_replaced(self) -> None:
        exam, draft = _changed()
        url = _url("timetable_publish", exam.pk, draft.version)
        answer = _leader().post(url, {"revision": draft.revision})
        assert answer["Location"] == _url("timetable_publication", exam.pk, draft.version)
        draft.refresh_from_db()
        assert draft.status == TimetableStatus.DRAFT
        _leader().post(url, {"revision": draft.revision, "confirmed": "1"})
        draft.refresh_from_db()
        assert draft.status == TimetableStatus.PUBLISHED

    def test_a_draft_that_breaks_rules_says_them_and_has_no_button(self) -> None:
        exam, draft = _changed()
        exam.inscriptions.filter(number=1).update(status="withdrawn")
        page = _text(_leader().get(_url("timetable_publication", exam.pk, draft.version)))
        assert "ne peut pas être publié" in page
        assert "n’est plus admis" in page
        assert "Publier et remplacer" not in page

    def test_what_is_not_the_draft_leads_back(self) -> None:
        exam, _ = _changed()
        answer = _leader().get(_url("timetable_publication", exam.pk, 1), follow=True)
        assert "Seul le brouillon se publie" in answer.content.decode()
