"""Signing without JavaScript, taking a signature back, the signed sheet, and the queue of a tablet that signs."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.examen.enums import DayEventKind, Presence
from jalon.examen.models import DayEvent, DaySignature, ExamSession
from tests import cast
from tests.documents.reading import text_of
from tests.examen import signing, stage

pytestmark = pytest.mark.django_db
MORNING = f"{stage.FIRST_DAY.isoformat()}_matin"
SCRAWL = [[[100, 200], [300, 100], [500, 250]]]


@pytest.fixture(autouse=True)
def ten_past_eight(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr("django.utils.timezone.now", signing.early)
    return signing.early()


@pytest.fixture
def exam(ten_past_eight: datetime) -> ExamSession:
    return signing.held()


@pytest.fixture
def lead(exam: ExamSession) -> Client:
    return cast.client(Role.RESPONSABLE_SESSION)


def address(exam: ExamSession, half: str = MORNING, role: str = "candidat", who: int | None = None) -> str:
    return reverse("examen:day_sign", args=[exam.pk, half, role, who or signing.candidate(exam).pk])


def post(lead: Client, path: str, **data: Any) -> Any:
    return lead.post(path, {"uuid": str(uuid4()), **data})


class TestWithoutJavaScript:
    def test_one_signs_by_typing_one_s_name(self, exam: ExamSession, lead: Client) -> None:
        name = signing.candidate(exam).person.full_name
        page = lead.get(address(exam)).content.decode()
        assert name in page
        assert "lundi 14\u00a0décembre 2026, matin" in page
        (known,) = re.findall(r'name="uuid" value="([^"]+)"', page)
        answer = lead.post(address(exam), {"uuid": known, "typed": name, "agreed": "on"}, follow=True)
        assert answer.redirect_chain[0][0].endswith("?jour=2026-12-14#emargement")
        assert f"{name} a signé." in answer.content.decode()
        assert str(DayEvent.objects.get(kind=DayEventKind.SIGNATURE).uuid) == known

    def test_the_same_form_sent_twice_signs_once(self, exam: ExamSession, lead: Client) -> None:
        given = {"uuid": str(uuid4()), "typed": signing.candidate(exam).person.full_name, "agreed": "on"}
        for _ in range(2):
            assert lead.post(address(exam), given).status_code == 302
        assert DaySignature.objects.count() == 1

    def test_what_lacks_is_told_and_what_was_typed_is_still_there(
        self, exam: ExamSession, lead: Client
    ) -> None:
        answer = post(lead, address(exam), typed="Quelqu’un")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="Quelqu’un"' in page
        for part in ("tapez le nom du signataire", "Cochez « Je signe »"):
            assert part in page

    @pytest.mark.parametrize("uuid", [{}, {"uuid": "None"}, {"uuid": "x" * 5000}])
    def test_a_form_without_its_identifier_is_given_another(
        self, exam: ExamSession, lead: Client, uuid: dict[str, str]
    ) -> None:
        answer = lead.post(address(exam), uuid)
        assert answer.status_code == 422
        assert re.search(r'name="uuid" value="[0-9a-f-]{36}"', answer.content.decode())

    @pytest.mark.parametrize(
        "strokes",
        ["[", "[[[1,2]", "null", "{}", '["<svg>"]', "[" * 5000, json.dumps([[[10, 10], [900, 300]] * 2000])],
    )
    def test_a_drawing_made_up_is_refused_in_words(
        self, exam: ExamSession, lead: Client, strokes: str
    ) -> None:
        answer = post(lead, address(exam), strokes=strokes)
        assert answer.status_code == 422
        assert "La signature n’est pas enregistrée" in answer.content.decode()
        assert not DaySignature.objects.exists()

    @pytest.mark.parametrize(
        "path", ["2026-12-14_nuit", "matin", "2026-13-01_matin", "2026-12-14"]
    )  # fmt: skip
    def test_a_half_day_that_is_none_is_not_found(self, exam: ExamSession, lead: Client, path: str) -> None:
        assert lead.get(address(exam, path)).status_code == 404

    def test_only_those_of_the_session_are_found(self, exam: ExamSession, lead: Client) -> None:
        stranger = stage.candidate(stage.session(candidates=0, number="S-2", juries=0), cast.people(8)[7])
        assert lead.get(address(exam, who=stranger.pk)).status_code == 404
        assert lead.get(address(exam, role="jure", who=stranger.person.pk)).status_code == 404
        assert lead.get(address(exam, role="comedien")).status_code == 404
        assert lead.get(address(exam, role="jure", who=cast.juror_person().pk)).status_code == 200


class TestThePageOfTheDay:
    def _line(self, lead: Client, exam: ExamSession) -> str:
        page = lead.get(reverse("examen:day", args=[exam.pk])).content.decode()
        (line,) = re.findall(
            r'<li class="sign-line" id="signe-2026-12-14_matin-candidat-.*?</li>', page, re.DOTALL
        )
        return line

    def test_one_signs_from_their_line(self, exam: ExamSession, lead: Client) -> None:
        assert address(exam) in self._line(lead, exam)

    def test_a_latecomer_is_admitted_before_signing(
        self, exam: ExamSession, lead: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: stage.at(stage.FIRST_DAY, 8, 31))
        assert "Décidez d’abord de son admission" in self._line(lead, exam)
        lead.post(
            reverse("examen:day_fact", args=[exam.pk]),
            {"kind": "late_admitted", "inscription": signing.candidate(exam).pk},
        )
        assert address(exam) in self._line(lead, exam)


class TestTheSheet:
    def test_it_is_read_as_it_stands_then_issued_and_each_download_is_journaled(
        self, exam: ExamSession, lead: Client
    ) -> None:
        post(lead, address(exam), strokes=json.dumps(SCRAWL))
        sheet = reverse("examen:day_signed_sheet_candidates", args=[exam.pk])
        assert "aperçu, document non émis" in text_of(_content(lead.get(sheet)))
        lead.post(reverse("examen:day_signed_sheet_issue_candidates", args=[exam.pk]))
        text = text_of(_content(lead.get(sheet)))
        assert "EMS-2026-0001" in text
        assert "1 signature sur 1 attendue" in text
        assert JournalEntry.objects.filter(verb="day.download").count() == 2

    def test_nothing_signed_nothing_is_issued(self, exam: ExamSession, lead: Client) -> None:
        answer = lead.post(reverse("examen:day_signed_sheet_issue_jurors", args=[exam.pk]), follow=True)
        assert "faites d’abord signer" in answer.content.decode()

    def test_a_signature_is_taken_back_from_the_page_of_the_day(
        self, exam: ExamSession, lead: Client
    ) -> None:
        post(lead, address(exam), strokes=json.dumps(SCRAWL))
        day = reverse("examen:day", args=[exam.pk])
        assert "signature tracée par" in lead.get(day).content.decode()
        path = reverse("examen:day_signature_withdraw", args=[exam.pk, DaySignature.objects.get().pk])
        assert "Dites pourquoi" in lead.post(path, follow=True).content.decode()
        answer = lead.post(path, {"reason": "Erreur de personne"}, follow=True)
        assert "signature tracée par" not in answer.content.decode()


class TestTheQueueOfATablet:
    def _send(self, lead: Client, exam: ExamSession, *events: dict[str, Any]) -> Any:
        body = {"events": events, "sent_at": signing.early().isoformat(), "author": stage.responsable().ref}
        path = reverse("examen:day_events", args=[exam.pk])
        return lead.post(path, json.dumps(body), content_type="application/json").json()

    def _signature(self, exam: ExamSession, **data: Any) -> dict[str, Any]:
        return {
            "uuid": str(uuid4()), "kind": "signature", "at": signing.early().isoformat(),
            "inscription": signing.candidate(exam).pk,
            "data": {"date": "2026-12-14", "half_day": "morning", "strokes": SCRAWL, **data},
        }  # fmt: skip

    def test_a_signature_sent_twice_is_accepted_twice_and_kept_once(
        self, exam: ExamSession, lead: Client
    ) -> None:
        told = self._signature(exam, device="Tablette 2")
        for _ in range(2):
            assert self._send(lead, exam, told)["accepted"] == [told["uuid"]]
        kept = DaySignature.objects.get()
        assert (kept.strokes, kept.device_label) == (SCRAWL, "Tablette 2")
        assert signing.candidate(exam).presence == Presence.PRESENT

    @pytest.mark.parametrize(
        "wrong",
        [
            {"strokes": "M0 0"}, {"strokes": [[[1e9, 2]]]}, {"strokes": [[[10, 10], [900, 300]] * 2000]},
            {"half_day": "night"}, {"half_day": ["morning"]}, {"date": "hier"}, {"strokes": None, "typed": {"a": 1}},
        ],
    )  # fmt: skip
    def test_one_that_cannot_be_kept_comes_back_with_its_reasons(
        self, exam: ExamSession, lead: Client, wrong: dict[str, Any]
    ) -> None:
        told = self._signature(exam, **wrong)
        (refused,) = self._send(lead, exam, told)["refused"]
        assert refused["uuid"] == told["uuid"]
        assert refused["reasons"]
        assert not DaySignature.objects.exists()

    def test_it_is_taken_back_by_a_fact_with_its_reason(self, exam: ExamSession, lead: Client) -> None:
        told = self._signature(exam)
        undo = {"uuid": str(uuid4()), "kind": "undo", "at": told["at"], "undoes": told["uuid"]}
        answer = self._send(
            lead, exam, told, undo, {**undo, "uuid": str(uuid4()), "data": {"reason": "Erreur"}}
        )
        assert [len(answer[name]) for name in ("accepted", "refused")] == [2, 1]
        assert DaySignature.objects.get().withdrawn_at is not None


def test_the_worker_is_a_script_that_browsers_ask_for_again_each_time(
    exam: ExamSession, lead: Client
) -> None:
    answer = lead.get(reverse("examen:day_worker", args=[exam.pk]))
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert answer.wsgi_request.path.rpartition("/")[0] == reverse("examen:day", args=[exam.pk]).rstrip("/")


def _content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
