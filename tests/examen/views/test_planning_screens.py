"""The screens of the timetable, convocations, draw, checklist and exam day: who opens them, what they say."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import Job, JournalEntry
from jalon.examen.enums import InscriptionStatus, RecipientKind, SessionStatus, TimetableStatus
from jalon.examen.models import ExamSession, Timetable, Unavailability
from jalon.examen.operations.checklist import draw_up_checklist
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.draw import draw_scenario, publish_commitment, reveal_seed, save_sheet
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db
SEED = "cd" * 32


def _url(name: str, *args: object) -> str:
    return reverse(f"examen:{name}", args=args)


def _leader() -> Client:
    return cast.client(Role.RESPONSABLE_SESSION)


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


class TestTimetable:
    def test_an_empty_session_says_everything_that_is_missing(self) -> None:
        exam = stage.session(candidates=0, juries=0)
        page = _leader().get(_url("timetable", exam.pk)).content.decode()
        assert "Aucun candidat n’est admis" in page
        assert "Aucun jury n’est créé" in page
        assert "Calculer le planning" not in page

    def test_the_calculation_runs_in_the_queue_and_leads_to_the_draft(self) -> None:
        exam = stage.session(candidates=2)
        answer = _leader().post(_url("timetable_plan", exam.pk))
        job = Job.objects.get(kind="examen.plan_timetable")
        assert answer["Location"] == _url("calculation", exam.pk, job.pk)
        assert "Arrêter et garder le meilleur" in _leader().get(_url("timetable", exam.pk)).content.decode()
        run_pending()
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        assert job.result is not None
        page = _leader().get(job.result["url"]).content.decode()
        assert "et il n’en faut pas moins" in page

    def test_the_page_of_a_calculation_shows_a_plan_before_anything_is_searched(self) -> None:
        exam = stage.session(candidates=2)
        page = _leader().post(_url("timetable_plan", exam.pk), follow=True).content.decode()
        assert Job.objects.get(kind="examen.plan_timetable").state == Job.State.QUEUED
        assert "Le calcul va commencer" in page
        assert re.search(r'role="img" aria-label="Le meilleur planning trouvé', page)

    def test_what_was_stopped_before_it_began_shows_no_plan_that_would_be_kept(self) -> None:
        exam = stage.session(candidates=2)
        _leader().post(_url("timetable_plan", exam.pk))
        job = Job.objects.get(kind="examen.plan_timetable")
        page = _leader().post(_url("calculation_stop", exam.pk, job.pk), follow=True).content.decode()
        assert "Arrêtée avant d’avoir commencé" in page
        assert "Le meilleur planning trouvé" not in page

    def test_asking_twice_calculates_once(self) -> None:
        exam = stage.session(candidates=1)
        for _ in range(2):
            _leader().post(_url("timetable_plan", exam.pk))
        assert Job.objects.filter(kind="examen.plan_timetable").count() == 1

    @pytest.mark.parametrize("view", ["jurys", "candidats", "salles", "n’importe quoi"])
    def test_the_drawing_is_named_and_each_bar_leads_to_its_line(self, view: str) -> None:
        exam = stage.session(candidates=2)
        stage.planned(exam)
        page = _leader().get(_url("timetable", exam.pk), {"vue": view}).content.decode()
        assert '<title id="jour-2026-12-14-titre">' in page
        anchors = re.findall('href="#rdv-([0-9]+)"', page)
        assert anchors
        for anchor in anchors:
            assert f'id="rdv-{anchor}"' in page

    def test_a_jury_without_candidate_is_pointed_out(self) -> None:
        exam = stage.session(candidates=1, juries=2)
        stage.published(exam)
        page = _leader().get(_url("timetable", exam.pk)).content.decode()
        assert "Le jury 2 n’a aucun candidat" in page or "Le jury 1 n’a aucun candidat" in page
        assert (
            "Jury sans candidat"
            not in cast.client(Role.DDETS).get(_url("timetable", exam.pk)).content.decode()
        )

    def test_a_session_of_thirty_candidates_takes_no_more_queries_than_one(self) -> None:
        small, large = (stage.session(candidates=n, days=12, juries=2, number=f"S-{n}") for n in (1, 30))
        for exam in (small, large):
            _spread(exam)
        client = _leader()
        assert _queries(client, _url("timetable", small.pk)) == _queries(client, _url("timetable", large.pk))
        assert _queries(client, _url("convocations", small.pk)) == _queries(
            client, _url("convocations", large.pk)
        )

    def test_who_is_left_out_is_told_with_what_would_place_everybody(self) -> None:
        exam = stage.session(candidates=4)
        draft = stage.planned(exam)
        url = _url("timetable", exam.pk)
        page = _leader().get(url).content.decode()
        assert draft.explanations
        assert "Ce qui placerait tout le monde" in page
        assert "avec un jury de plus ce jour-là, tout tient." in page
        assert "RE, protocole d’intervention du jury" in page

    def test_what_would_place_everybody_is_forgotten_once_a_hand_has_placed_somebody(self) -> None:
        exam = stage.session(candidates=1)
        away = Unavailability.objects.create(
            session=exam, person=exam.inscriptions.get().person, date=stage.FIRST_DAY,
            starts_at=time(0), ends_at=time(23, 59),
        )  # fmt: skip
        draft = stage.planned(exam)
        assert "peut venir, tout tient." in draft.explanations[0]["sentence"]
        away.delete()
        data = _move_data(exam, draft, start="13:30")
        _leader().post(_url("timetable_move", exam.pk, draft.version), data)
        draft.refresh_from_db()
        assert (draft.unplaced, draft.explanations) == ([], [])

    def test_each_appointment_leads_to_why_it_is_not_earlier(self) -> None:
        exam = stage.session(candidates=2)
        draft = stage.planned(exam)
        last = draft.appointments.filter(candidate_present=True).order_by("-starts_at").first()
        assert last is not None
        url = _url("timetable_why", exam.pk, draft.version, last.inscription_id)
        page = _leader().get(_url("timetable", exam.pk)).content.decode()
        assert page.count(f'href="{url}"') == draft.appointments.filter(
            inscription=last.inscription, candidate_present=True, jury_present=True
        ).count()  # fmt: skip
        why = _leader().get(url).content.decode()
        assert "se chevauchent ; un jury n’évalue qu’un candidat à la fois." in why
        assert "RE, protocole d’intervention du jury" in why
        assert "horaires du site" in why or "De 8 h 30" in why

    def test_a_candidate_left_out_may_be_asked_about_too(self) -> None:
        exam = stage.session(candidates=4)
        draft = stage.planned(exam)
        url = _url("timetable_why", exam.pk, draft.version, draft.unplaced[0]["inscription"])
        assert "n’est pas placé" in _leader().get(url).content.decode()

    def test_a_refused_move_names_the_rules_and_changes_nothing(self) -> None:
        exam = stage.session(candidates=1)
        draft = stage.planned(exam)
        data = _move_data(exam, draft, start="17:00")
        answer = _leader().post(_url("timetable_move", exam.pk, draft.version), data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "horaires du site" in page
        assert "Réglage : horaires d’ouverture" in page
        draft.refresh_from_db()
        assert draft.revision == data["revision"]

    def test_checking_a_move_writes_nothing_and_moving_does(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        day = (stage.FIRST_DAY + timedelta(days=1)).isoformat()
        data = _move_data(exam, draft, start="13:00", day=day)
        url = _url("timetable_move", exam.pk, draft.version)
        assert "respecte toutes les règles" in _leader().get(url, data).content.decode()
        draft.refresh_from_db()
        assert draft.revision == data["revision"]
        _leader().post(url, data)
        first = draft.appointments.filter(candidate_present=True).order_by("starts_at").first()
        assert first is not None
        assert first.starts_at == stage.at(stage.FIRST_DAY + timedelta(days=1), 13)

    def test_a_stale_screen_overwrites_nothing(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        data = _move_data(exam, draft, start="13:00")
        _leader().post(_url("timetable_move", exam.pk, draft.version), data)
        answer = _leader().post(_url("timetable_move", exam.pk, draft.version), data, follow=True)
        assert "Quelqu’un a modifié ce planning" in answer.content.decode()

    def test_publishing_freezes_and_a_copy_is_a_new_draft(self) -> None:
        exam = stage.session(candidates=1)
        draft = stage.planned(exam)
        client = _leader()
        client.post(_url("timetable_publish", exam.pk, 1), {"revision": draft.revision})
        draft.refresh_from_db()
        assert draft.status == TimetableStatus.PUBLISHED
        client.post(_url("timetable_copy", exam.pk, 1))
        copy = exam.timetables.get(version=2)
        client.post(_url("timetable_discard", exam.pk, 2), {"revision": copy.revision})
        assert list(exam.timetables.values_list("version", flat=True)) == [1]

    def test_the_timetable_of_a_session_that_is_over_is_told_without_alarm_nor_act(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        before = _leader().get(_url("timetable", exam.pk)).content.decode()
        assert _url("timetable_copy", exam.pk, 1) in before
        ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.VALIDATED)
        page = _leader().get(_url("timetable", exam.pk)).content.decode()
        assert "conservé tel quel" in page
        assert not re.search(r"ne peut pas être calculé|quelque chose a changé|Recalculer", page)
        assert _url("timetable_copy", exam.pk, 1) not in page

    def test_the_public_of_a_session_sees_only_the_published_version(self) -> None:
        exam = stage.session(candidates=1)
        stage.planned(exam)
        for role in (Role.FORMATEUR, Role.DDETS, Role.JURE):
            page = cast.client(role).get(_url("timetable", exam.pk))
            assert "pas encore publié" in page.content.decode(), role
            assert cast.client(role).get(_url("timetable_pdf", exam.pk, 1)).status_code == 404

    def test_a_juror_sees_only_their_own_jury(self) -> None:
        exam = stage.session(candidates=2, juries=2)
        mine, other = (i.person for i in exam.inscriptions.order_by("number"))
        timetable = stage.published(exam)
        timetable.appointments.filter(inscription__person=mine).update(jury=exam.juries.get(number=1))
        timetable.appointments.filter(inscription__person=other).update(jury=exam.juries.get(number=2))
        page = cast.client(Role.JURE).get(_url("timetable", exam.pk)).content.decode()
        assert mine.sort_name in page
        assert other.sort_name not in page

    def test_pdf_and_agenda_leave_and_are_journaled(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        who = exam.inscriptions.get()
        for query in ({}, {"vue": "salles"}, {"candidat": str(who.pk)}):
            answer = _leader().get(_url("timetable_pdf", exam.pk, 1), query)
            assert b"".join(answer).startswith(b"%PDF")  # type: ignore[call-overload]
        assert JournalEntry.objects.filter(verb="planning.download").count() == 3
        assert b"BEGIN:VEVENT" in _leader().get(_url("timetable_ics", exam.pk, 1)).content

    def test_an_unplaced_candidate_is_shown_with_the_reason(self) -> None:
        exam = stage.session(candidates=1)
        exam.inscriptions.get().parcours.trainers.add(cast.juror_person())
        stage.planned(exam)
        page = _leader().get(_url("timetable", exam.pk)).content.decode()
        assert "1 candidat non placé" in page.replace("\xa0", " ")
        assert "conflit d’intérêts" in page


class TestConvocations:
    def test_sending_goes_through_the_queue(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        client = _leader()
        answer = client.post(_url("convocations_send", exam.pk))
        run_pending()
        assert answer["Location"] == Job.objects.get(kind="examen.send_convocations").get_absolute_url()
        assert exam.convocations.filter(sent_at__isnull=False).count() == 4
        assert "chacun est à jour" in client.get(_url("convocations", exam.pk)).content.decode()

    def test_before_publication_the_screen_says_what_to_do(self) -> None:
        exam = stage.session(candidates=1)
        page = _leader().get(_url("convocations", exam.pk)).content.decode()
        assert "Publiez d’abord le planning" in page

    def test_a_preview_shows_the_letter_without_issuing_it(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        who = exam.inscriptions.get().person
        answer = _leader().get(_url("convocation_preview", exam.pk, RecipientKind.CANDIDAT, who.pk))
        assert answer["Content-Type"] == "application/pdf"
        assert not exam.convocations.exists()

    def test_a_candidate_reads_and_confirms_their_own_convocation_and_no_other(self) -> None:
        exam = stage.session(candidates=2)
        mine, other = exam.inscriptions.order_by("number")
        mine.person.user = cast.user(Role.CANDIDAT)
        mine.person.save()
        stage.published(exam)
        send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW)
        client = cast.client(Role.CANDIDAT)
        uid = exam.convocations.get(person=mine.person).uid
        page = client.get(_url("convocation", uid)).content.decode()
        assert "pièce d’identité" in page
        assert "J’ai reçu ma convocation" in page
        assert other.person.last_name not in page
        client.post(_url("convocation_confirm", uid))
        assert exam.convocations.get(uid=uid).confirmed_at
        assert client.get(_url("convocation_pdf", uid)).status_code == 200
        assert b"BEGIN:VCALENDAR" in client.get(_url("convocation_ics", uid)).content
        assert (
            exam.convocations.get(uid=uid).session.number
            in client.get(_url("my_convocations")).content.decode()
        )
        foreign = exam.convocations.get(person=other.person).uid
        for name in ("convocation", "convocation_pdf", "convocation_ics"):
            assert client.get(_url(name, foreign)).status_code == 404
        assert client.post(_url("convocation_confirm", foreign)).status_code == 404

    def test_the_responsable_does_not_confirm_in_somebody_s_place(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        send_convocations(actor=stage.responsable(), session=exam, now=stage.NOW)
        uid = exam.convocations.get(kind=RecipientKind.CANDIDAT).uid
        assert _leader().post(_url("convocation_confirm", uid)).status_code == 403


class TestDraw:
    def _drawn(self) -> ExamSession:
        exam = stage.session(candidates=1, status=SessionStatus.IN_PROGRESS)
        who = exam.inscriptions.get()
        who.person.user = cast.user(Role.CANDIDAT)
        who.person.save()
        stage.published(exam)
        for number in (11, 22, 33):
            save_sheet(
                actor=stage.responsable(), session=exam, number=number, label=f"Repère {number}",
                content=f"Scénario secret {number}", now=stage.NOW,
            )  # fmt: skip
        publish_commitment(actor=stage.responsable(), session=exam, now=stage.NOW, seed=SEED)
        draw_scenario(actor=stage.responsable(), inscription=who, now=stage.NOW)
        return exam

    def test_the_candidate_sees_that_a_draw_took_place_and_nothing_else(self) -> None:
        exam = self._drawn()
        page = cast.client(Role.CANDIDAT).get(_url("draw", exam.pk)).content.decode()
        assert "candidat-1" in page
        assert "tenue secrète" in page
        assert "Scénario secret" not in page
        assert "Repère" not in page

    @pytest.mark.parametrize(
        "role", [Role.RESPONSABLE_SESSION, Role.JURE, Role.CANDIDAT, Role.DDETS, Role.FORMATEUR]
    )
    def test_the_seed_is_on_no_page_before_it_is_revealed(self, role: Role) -> None:
        exam = self._drawn()
        client = cast.client(role)
        for name in ("draw", "timetable", "session_detail"):
            answer = client.get(_url(name, exam.pk))
            assert SEED not in answer.content.decode()
        assert SEED in _after_reveal(exam, client)

    def test_only_the_responsable_reads_the_sheets(self) -> None:
        exam = self._drawn()
        assert "Scénario secret" in _leader().get(_url("draw", exam.pk)).content.decode()
        for role in (Role.JURE, Role.DDETS, Role.FORMATEUR):
            assert "Scénario secret" not in cast.client(role).get(_url("draw", exam.pk)).content.decode()

    def test_a_tampered_result_shows_on_the_page_of_proof(self) -> None:
        exam = self._drawn()
        result = exam.scenario_draw.results.get()
        result.sheet = exam.scenario_sheets.exclude(pk=result.sheet_id).first()
        result.save()
        assert "ne donne pas le même résultat" in _after_reveal(exam, _leader())

    def test_the_whole_draw_by_the_screen(self) -> None:
        exam = stage.session(candidates=1, status=SessionStatus.IN_PROGRESS)
        client = _leader()
        for number in (1, 2):
            client.post(_url("draw_sheet", exam.pk), {"number": number, "label": f"R{number}", "content": ""})
        client.post(_url("draw_commit", exam.pk))
        page = client.post(
            _url("draw_draw", exam.pk), {"inscription": exam.inscriptions.get().pk}, follow=True
        )
        assert "fiche" in page.content.decode()
        assert "Tirage vérifié" in client.post(_url("draw_reveal", exam.pk), follow=True).content.decode()

    def test_a_wrong_sheet_comes_back_with_its_fault(self) -> None:
        exam = stage.session(candidates=1)
        answer = _leader().post(_url("draw_sheet", exam.pk), {"number": "zéro", "label": ""})
        assert answer.status_code == 422
        assert "points à corriger" in answer.content.decode().replace("\xa0", " ")


class TestChecklist:
    def test_ticking_with_and_without_script(self) -> None:
        exam = stage.session(candidates=1)
        client = _leader()
        client.post(_url("checklist_draw_up", exam.pk))
        first, second = exam.checklist.all()[:2]
        data = {"available": "oui", "note": "au 2e étage"}
        plain = client.post(_url("checklist_tick", exam.pk, first.pk), data)
        assert plain["Location"] == f"{_url('checklist', exam.pk)}#ligne-{first.pk}"
        fragment = client.post(
            _url("checklist_tick", exam.pk, second.pk), data, headers={"HX-Request": "true"}
        )
        assert fragment.content.decode().strip().startswith(f'<li id="ligne-{second.pk}"')
        assert exam.checklist.filter(available=True).count() == 2

    def test_a_list_of_another_size_is_pointed_out(self) -> None:
        exam = stage.session(candidates=1)
        draw_up_checklist(actor=stage.responsable(), session=exam, now=stage.NOW)
        stage.candidate(exam, cast.people(4)[3])
        assert "mettez la liste à jour" in _leader().get(_url("checklist", exam.pk)).content.decode()

    def test_it_is_taken_along_on_paper(self) -> None:
        exam = stage.session(candidates=1)
        assert _leader().get(_url("checklist_pdf", exam.pk))["Content-Type"] == "application/pdf"


GETS: list[tuple[str, Callable[[ExamSession], tuple[object, ...]]]] = [
    ("timetable", lambda e: (e.pk,)),
    ("timetable_move", lambda e: (e.pk, 1)),
    ("timetable_why", lambda e: (e.pk, 1, e.inscriptions.get().pk)),
    ("timetable_pdf", lambda e: (e.pk, 1)),
    ("convocations", lambda e: (e.pk,)),
    ("draw", lambda e: (e.pk,)),
    ("checklist", lambda e: (e.pk,)),
    ("checklist_pdf", lambda e: (e.pk,)),
    ("day", lambda e: (e.pk,)),
    ("day_sheets_candidates", lambda e: (e.pk,)),
]


@pytest.mark.parametrize(("name", "arguments"), GETS, ids=[name for name, _ in GETS])
def test_another_centre_never_knows_that_the_session_exists(
    name: str, arguments: Callable[[ExamSession], tuple[object, ...]]
) -> None:
    exam = stage.session(candidates=1)
    stage.published(exam)
    stranger = cast.client(Role.RESPONSABLE_SESSION, cast.other_centre())
    assert stranger.get(_url(name, *arguments(exam))).status_code == 404


@pytest.mark.parametrize("name", ["convocations", "day", "day_sheets_candidates"])
@pytest.mark.parametrize("role", [Role.FORMATEUR, Role.JURE, Role.DDETS])
def test_those_who_do_not_lead_the_session_are_refused_its_conduct(name: str, role: Role) -> None:
    exam = stage.session(candidates=1)
    assert cast.client(role).get(_url(name, exam.pk)).status_code == 403


@pytest.mark.parametrize("role", [Role.FORMATEUR, Role.JURE, Role.DDETS])
def test_why_a_candidate_is_not_earlier_names_others_and_stays_with_who_leads_the_session(role: Role) -> None:
    exam = stage.session(candidates=1)
    draft = stage.published(exam)
    url = _url("timetable_why", exam.pk, draft.version, exam.inscriptions.get().pk)
    assert cast.client(role).get(url).status_code in (403, 404)


def _move_data(exam: ExamSession, draft: Timetable, *, start: str, day: str = "") -> dict[str, object]:
    return {
        "inscription": exam.inscriptions.get().pk,
        "day": day or stage.FIRST_DAY.isoformat(),
        "start": start,
        "jury": exam.juries.get().pk,
        "revision": draft.revision,
    }


def _after_reveal(exam: ExamSession, client: Client) -> str:
    reveal_seed(actor=stage.responsable(), session=exam, now=stage.NOW)
    return client.get(_url("draw", exam.pk)).content.decode()


def _spread(exam: ExamSession) -> None:
    """A published timetable without calculation: everybody on the first day, one phase each."""
    from jalon.examen.models import Appointment

    table = Timetable.objects.create(
        session=exam,
        version=1,
        created_at=stage.NOW,
        status=TimetableStatus.PUBLISHED,
        published_at=stage.NOW,
    )
    room = exam.salles.first()
    for inscription in exam.inscriptions.filter(status=InscriptionStatus.ADMITTED):
        start = stage.at(stage.FIRST_DAY, 9) + timedelta(minutes=5 * inscription.number)
        Appointment.objects.create(
            timetable=table, inscription=inscription, jury=exam.juries.get(number=1), kind="entretien_final",
            label="Échange", order=0, starts_at=start, ends_at=start + timedelta(minutes=5), jury_present=True,
            salle=room,
        )  # fmt: skip
