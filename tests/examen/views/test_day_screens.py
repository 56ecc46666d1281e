"""The screens of the exam day: what is noted on them, what they answer to devices, the timer, the wall display."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.examen.enums import Presence, SessionStatus
from jalon.examen.models import Amenagement, DayEvent, ExamSession, Inscription, WallScreen
from tests import cast
from tests.examen import exam_day, stage

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _url(name: str, *args: object) -> str:
    return reverse(f"examen:{name}", args=args)


def _leader() -> Client:
    return cast.client(Role.RESPONSABLE_SESSION)


def _today(**more: Any) -> ExamSession:
    return exam_day.held(first_day=timezone.localdate(), **{"candidates": 1, **more})


class TestDay:
    def test_an_arrival_is_noted_in_one_click(self) -> None:
        exam = _today()
        who = exam.inscriptions.get()
        answer = _leader().post(_url("day_fact", exam.pk), {"kind": "arrival", "inscription": who.pk})
        assert answer["Location"].endswith(f"#candidat-{who.pk}")
        who.refresh_from_db()
        assert who.presence == Presence.PRESENT

    def test_a_refusal_is_told(self) -> None:
        exam = _today()
        data = {"kind": "excused", "inscription": exam.inscriptions.get().pk}
        answer = _leader().post(_url("day_fact", exam.pk), data, follow=True)
        assert "Notez le motif" in answer.content.decode()

    @pytest.mark.parametrize(
        "data",
        [{}, {"kind": "dance"}, {"kind": "call", "inscription": "-1"}, {"kind": "undo", "undoes": "x"},
         {"kind": "note", "note": "\0"}, {"kind": "call", "inscription": "9" * 30, "order": "٣٣٣٣٣"}],
    )  # fmt: skip
    def test_nonsense_is_refused_in_words(self, data: dict[str, str]) -> None:
        exam = _today()
        answer = _leader().post(_url("day_fact", exam.pk), data, follow=True)
        assert answer.status_code == 200
        assert "notice danger" in answer.content.decode()
        assert not DayEvent.objects.exists()

    def test_a_phase_goes_through_its_buttons_without_script(self) -> None:
        exam, client = _today(), _leader()
        who = exam.inscriptions.get()
        for kind, shown in (
            ("call", "Appelé"),
            ("phase_start", "Terminé"),
            ("phase_end", "Mise en situation"),
        ):
            data = {"kind": kind, "inscription": who.pk, "order": exam_day.PREPARATION}
            page = client.post(_url("day_fact", exam.pk), data, follow=True).content.decode()
            assert shown in page
        assert [event.kind for event in DayEvent.objects.order_by("pk")] == [
            "call",
            "phase_start",
            "phase_end",
        ]

    def test_what_was_noted_by_mistake_is_undone_from_the_list(self) -> None:
        exam, client = _today(), _leader()
        who = exam.inscriptions.get()
        client.post(_url("day_fact", exam.pk), {"kind": "arrival", "inscription": who.pk})
        event = DayEvent.objects.get()
        assert str(event.uuid) in client.get(_url("day", exam.pk)).content.decode()
        client.post(_url("day_fact", exam.pk), {"kind": "undo", "undoes": str(event.uuid)})
        who.refresh_from_db()
        assert who.presence == Presence.EXPECTED

    def test_two_tablets_that_contradict_each_other_are_pointed_out(self) -> None:
        exam, client = _today(), _leader()
        who = exam.inscriptions.get()
        client.post(
            _url("day_fact", exam.pk),
            {"kind": "phase_start", "inscription": who.pk, "order": exam_day.PREPARATION},
        )
        page = client.post(
            _url("day_fact", exam.pk), {"kind": "absent", "inscription": who.pk}, follow=True
        ).content.decode()
        label = exam_day.CHAIN[exam_day.PREPARATION][1]
        assert f"Noté absent, alors que «&nbsp;{label}&nbsp;» a commencé à" in page
        client.post(_url("day_fact", exam.pk), {"kind": "arrival", "inscription": who.pk})
        assert "alors que" not in client.get(_url("day", exam.pk)).content.decode()

    @pytest.mark.parametrize("name", ["day_fact", "day_events", "wall_open", "wall_close"])
    def test_nobody_else_conducts_the_day_even_with_an_empty_form(self, name: str) -> None:
        url = _url(name, _today().pk)
        assert cast.client(Role.FORMATEUR).post(url).status_code == 403
        assert cast.client(Role.RESPONSABLE_SESSION, cast.other_centre()).post(url).status_code == 404

    def test_the_plis_are_opened_and_their_record_printed(self) -> None:
        exam = _today()
        now = timezone.localtime() - timedelta(minutes=1)
        data = {
            "opened_at": now.strftime("%Y-%m-%dT%H:%M"), "witness": exam.inscriptions.get().pk, "seals_intact": "oui",
            "remarks": "",
        }  # fmt: skip
        if now.date() != exam.starts_on:
            pytest.skip("minuit vient de passer")
        assert _leader().get(_url("day_pli_pdf", exam.pk)).status_code == 404
        _leader().post(_url("day_pli", exam.pk), data)
        assert exam.pli_opening.seals_intact
        assert _leader().get(_url("day_pli_pdf", exam.pk))["Content-Type"] == "application/pdf"

    def test_an_incident_without_facts_comes_back_with_its_fault(self) -> None:
        exam = _today()
        answer = _leader().post(_url("day_incident", exam.pk), {"kind": "incident", "description": ""})
        assert answer.status_code == 422
        assert exam.incidents.count() == 0
        _leader().post(_url("day_incident", exam.pk), {"kind": "incident", "description": "Coupure"})
        assert exam.incidents.get().description == "Coupure"

    def test_the_arrangement_is_shown_and_what_founds_it_is_not(self) -> None:
        exam = stage.session(candidates=1, first_day=timezone.localdate(), status=SessionStatus.CONVENED)
        Amenagement.objects.create(
            inscription=exam.inscriptions.get(), status="granted", requested_on=stage.FIRST_DAY,
            decision_number="DDETS-77", measures="Pause de dix minutes",
        )  # fmt: skip
        exam_day.publish(exam, list(exam.inscriptions.all()), exam.starts_on)
        page = _leader().get(_url("day", exam.pk)).content.decode()
        assert "Pause de dix minutes" in page
        assert "DDETS-77" not in page

    @pytest.mark.parametrize(("name", "part"), [("day_now", "direct"), ("day_arrivals", "arrivees")])
    def test_a_part_that_changes_with_the_clock_answers_alone(self, name: str, part: str) -> None:
        url = _url(name, _today().pk)
        assert _leader().get(url).status_code == 302
        fragment = _leader().get(url, headers=HTMX).content.decode()
        assert fragment.lstrip().startswith(f'<div id="{part}"')
        assert "<html" not in fragment

    @pytest.mark.parametrize("name", ["day_sheets_candidates", "day_sheets_jurors"])
    def test_signing_sheets_are_printed(self, name: str) -> None:
        exam = _today()
        assert _leader().get(_url(name, exam.pk))["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize("name", ["day", "day_now", "day_arrivals", "day_state"])
    def test_a_day_of_thirty_candidates_takes_no_more_queries_than_of_one(self, name: str) -> None:
        exams = [_today(candidates=n, juries=2, number=f"S-{n}") for n in (2, 30)]
        for exam in exams:
            _leader().post(
                _url("day_fact", exam.pk), {"kind": "arrival", "inscription": exam.inscriptions.all()[0].pk}
            )
        headers = HTMX if name in ("day_now", "day_arrivals") else None
        small, large = (_queries(_leader(), _url(name, exam.pk), headers) for exam in exams)
        assert small == large


def _queries(client: Client, url: str, headers: dict[str, str] | None = None) -> int:
    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, headers=headers).status_code == 200
    return len(captured)


def _send(
    exam: ExamSession, *events: object, client: Client | None = None, **more: object
) -> tuple[int, dict[str, Any]]:
    """Post a queue as a tablet does: the code, the answer."""
    body = {"events": events, "sent_at": timezone.now().isoformat(), **more}
    answer = (client or _leader()).post(_url("day_events", exam.pk), json.dumps(body), "application/json")
    return answer.status_code, answer.json()


def _event(kind: str, who: Inscription | None = None, **more: object) -> dict[str, object]:
    named = {"inscription": who.pk} if who else {}
    return {"uuid": str(uuid4()), "kind": kind, "at": timezone.now().isoformat(), **named, **more}


class TestQueueOfADevice:
    def test_each_fact_is_judged_apart_and_sent_again_is_answered_alike(self) -> None:
        exam = _today()
        who = exam.inscriptions.get()
        good, bad = _event("arrival", who), _event("call", who, order=77)
        for _ in range(2):
            code, answer = _send(exam, good, bad)
            assert code == 200
            assert answer["accepted"] == [good["uuid"]]
            (refused,) = answer["refused"]
            assert refused["uuid"] == bad["uuid"]
            assert "Aucun planning publié" in refused["reasons"][0]
            assert datetime.fromisoformat(answer["server_now"]) <= timezone.now()
        assert DayEvent.objects.count() == 1

    def test_what_was_refused_and_is_set_aside_leaves_one_trace_in_the_journal(self) -> None:
        exam = _today()
        who = exam.inscriptions.get()
        refused = {
            **_event("call", who, order=77),
            "reasons": ["Aucun planning publié ne prévoit cette phase."],
        }
        strange = {"uuid": str(uuid4()), "kind": "dance", "at": "hier", "inscription": "x", "reasons": 3}
        for _ in range(2):
            code, answer = _send(exam, dropped=[refused, strange])
            assert (code, answer["dropped"]) == (200, [refused["uuid"], strange["uuid"]])
        first, second = JournalEntry.objects.filter(verb="day.dropped").order_by("pk")
        assert first.sentence.startswith(f"A écarté un fait refusé : appel, {who.person}, ")
        assert first.data["reasons"] == "Aucun planning publié ne prévoit cette phase."
        assert "de nature inconnue" in second.sentence
        assert DayEvent.objects.count() == 0

    def test_a_candidate_of_another_session_is_not_named_in_what_is_set_aside(self) -> None:
        exam, other = _today(), exam_day.held(number="S-2026-02")
        stranger = other.inscriptions.get(number=1)
        _send(exam, dropped=[_event("call", stranger)])
        (entry,) = JournalEntry.objects.filter(verb="day.dropped")
        assert str(stranger.person) not in entry.sentence

    @pytest.mark.parametrize("dropped", [3, [3], [{}], [{"uuid": "x"}]])
    def test_what_is_set_aside_without_a_name_is_refused_whole(self, dropped: object) -> None:
        assert _send(_today(), dropped=dropped)[0] == 400

    def test_a_clock_that_is_late_is_put_right(self) -> None:
        exam = _today()
        an_hour_ago = (timezone.now() - timedelta(hours=1)).isoformat()
        note = _event("note", at=an_hour_ago, data={"note": "Vu"})
        assert _send(exam, note, sent_at=an_hour_ago)[1]["accepted"] == [note["uuid"]]
        assert abs(DayEvent.objects.get().at - timezone.now()) < timedelta(minutes=1)

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "dance"}, {"kind": None}, {"kind": ["call"]}, {"at": "hier"}, {"at": None}, {"at": "0001-01-01"},
            {"at": "9999-12-31T23:59:59+00:00"}, {"inscription": "x"}, {"inscription": -1}, {"inscription": 2**80},
            {"inscription": 1.5}, {"inscription": [1]}, {"order": 99_999}, {"undoes": "x"}, {"data": []}, {"data": 3},
            {"kind": "late_admitted", "data": {"arrived_at": {"a": 1}}}, {"kind": "note", "data": {"note": "\ud800"}},
            {"kind": "signature", "data": {}}, {"kind": "signature", "data": {"date": "x", "half_day": "nuit"}},
        ],
        ids=str,
    )  # fmt: skip
    def test_a_fact_that_makes_no_sense_is_refused_in_words_and_the_others_kept(
        self, change: Mapping[str, object]
    ) -> None:
        exam = _today()
        note = _event("note", data={"note": "Vu"})
        code, answer = _send(exam, {**_event("arrival", exam.inscriptions.get()), **change}, note)
        assert (code, answer["accepted"]) == (200, [note["uuid"]])
        assert all(reason.endswith(".") for refused in answer["refused"] for reason in refused["reasons"])
        assert len(answer["refused"]) == 1

    @pytest.mark.parametrize(
        "body",
        ["", "[]", "3", "null", "{", '{"events": 3}', '{"events": [1]}', '{"events": [{}]}',
         '{"events": [{"uuid": "x"}]}',
         '{"events": [], "sent_at": "x"}', '{"events": [], "sent_at": "1000-01-01"}', "[" * 100_000, "\xff"],
    )  # fmt: skip
    def test_an_unreadable_letter_is_refused_whole(self, body: str) -> None:
        answer = _leader().post(_url("day_events", _today().pk), body, "application/json")
        assert answer.status_code == 400
        assert "illisible" in answer.json()["reasons"][0]

    def test_a_queue_too_long_is_to_be_cut(self) -> None:
        code, answer = _send(_today(), *[_event("note", data={"note": "Vu"})] * 201)
        assert code == 413
        assert "200" in answer["reasons"][0]

    def test_the_facts_of_somebody_else_wait_for_them(self) -> None:
        exam = _today()
        assert _send(exam, _event("note", data={"note": "Vu"}), author="user:999")[0] == 409
        assert not DayEvent.objects.exists()

    def test_a_letter_without_its_token_is_refused(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.user(Role.RESPONSABLE_SESSION))
        exam = _today()
        answer = client.post(_url("day_events", exam.pk), "{}", "application/json")
        assert answer.status_code == 403


class TestState:
    def test_it_tells_all_that_a_console_draws_and_no_reason_of_an_arrangement(self) -> None:
        exam = _today()
        who = exam.inscriptions.get()
        Amenagement.objects.create(
            inscription=who, status="granted", requested_on=stage.FIRST_DAY, decision_number="DDETS-77",
            measures="Pause de dix minutes",
        )  # fmt: skip
        _send(exam, _event("arrival", who), _event("phase_start", who, order=exam_day.STAGE))
        answer = _leader().get(_url("day_state", exam.pk))
        state = answer.json()
        (candidate,), (jury,) = state["candidates"], state["juries"]
        assert (candidate["presence"], candidate["place"]) == ("present", "running")
        assert candidate["measures"] == ["Pause de dix minutes"]
        assert "DDETS-77" not in answer.content.decode()
        assert jury["now"] == [f"{who.pk}-{exam_day.STAGE}"]
        assert [fact["kind"] for fact in state["recent"]] == ["phase_start", "arrival"]
        running = next(one for one in candidate["phases"] if one["order"] == exam_day.STAGE)
        assert running["due"] is not None
        assert answer["Cache-Control"].startswith("max-age=0")


class TestTimer:
    def test_a_juror_reads_that_of_their_jury_and_of_no_other(self) -> None:
        exam = _today(candidates=2, juries=2)
        juror = cast.client(Role.JURE)
        assert juror.get(_url("day_timer", exam.pk, 1)).status_code == 200
        assert juror.get(_url("day_timer", exam.pk, 2)).status_code == 403
        assert juror.get(_url("day_timer", exam.pk, 3)).status_code == 404
        assert juror.get(_url("day", exam.pk)).status_code == 403

    def test_a_juror_who_left_their_seat_reads_it_no_longer(self) -> None:
        exam = _today()
        exam.juries.get().seats.update(left_at=timezone.now())
        assert cast.client(Role.JURE).get(_url("day_timer", exam.pk, 1)).status_code == 403

    def test_it_says_how_long_is_left(self) -> None:
        exam = _today()
        who = exam.inscriptions.get()
        _send(exam, _event("arrival", who), _event("phase_start", who, order=exam_day.STAGE))
        page = _leader().get(_url("day_timer", exam.pk, 1)).content.decode()
        assert "il reste 30 min" in page.replace("\xa0", " ")
        assert who.person.last_name.upper() not in page
        clock = _leader().get(_url("day_timer", exam.pk, 1), headers=HTMX).content.decode()
        assert clock.startswith('<div id="minuteur"')


class TestWall:
    def _open(self, exam: ExamSession) -> str:
        _leader().post(_url("wall_open", exam.pk), {"show": "number"})
        return reverse("wall:wall", args=[WallScreen.objects.get().token])

    def test_whoever_has_its_address_reads_the_calls_and_no_name(self) -> None:
        exam = _today()
        who, url = exam.inscriptions.get(), self._open(exam)
        _send(exam, _event("arrival", who), _event("call", who, order=exam_day.PREPARATION))
        answer = Client().get(url)
        page = answer.content.decode()
        assert f"Candidat n° {who.number}" in page.replace("\xa0", " ")
        assert who.person.last_name.upper() not in page.upper()
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert 'content="noindex' in page
        part = Client().get(url, headers=HTMX).content.decode()
        assert part.startswith('<div id="appels"')

    def test_an_unknown_closed_or_expired_address_is_nowhere(self) -> None:
        exam = _today()
        url = self._open(exam)
        assert url in _leader().get(_url("day", exam.pk)).content.decode()
        assert Client().get(reverse("wall:wall", args=["x" * 200])).status_code == 404
        WallScreen.objects.update(expires_at=timezone.now())
        assert Client().get(url).status_code == 404
        url = self._open(exam)
        _leader().post(_url("wall_close", exam.pk))
        assert Client().get(url).status_code == 404

    def test_a_wrong_choice_and_a_session_over_are_refused_in_words(self) -> None:
        exam = _today()
        wrong = _leader().post(_url("wall_open", exam.pk), {"show": "names"}, follow=True).content.decode()
        assert "Choisissez comment" in wrong
        over = stage.session(
            candidates=0, juries=0, number="S-0", first_day=timezone.localdate() - timedelta(days=3)
        )
        page = _leader().post(_url("wall_open", over.pk), {"show": "number"}, follow=True).content.decode()
        assert "La session est passée" in page
        assert not WallScreen.objects.exists()
