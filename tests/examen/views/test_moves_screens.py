"""The addresses that change a draft: what a script asks and is told, locks, undoing, and hostile input."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.examen.models import ExamSession, Timetable, Unavailability
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db
NEXT_DAY = (stage.FIRST_DAY + timedelta(days=1)).isoformat()


@pytest.fixture
def exam() -> ExamSession:
    return stage.session(candidates=2, days=2, juries=2)


@pytest.fixture
def draft(exam: ExamSession) -> Timetable:
    return stage.draft(exam, (1, 0, 9 * 60, 1), (2, 0, 9 * 60 + 40, 2))


@pytest.fixture
def client() -> Client:
    return cast.client(Role.RESPONSABLE_SESSION)


def _url(draft: Timetable, name: str) -> str:
    return reverse(f"examen:timetable_{name}", args=[draft.session_id, draft.version])


def _page(draft: Timetable, **query: str) -> tuple[str, Mapping[str, str]]:
    return reverse("examen:timetable", args=[draft.session_id]), query


def _text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def _asked(draft: Timetable, number: int = 1, jury: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "inscription": draft.session.inscriptions.get(number=number).pk,
        "day": NEXT_DAY,
        "start": "13:00",
        "jury": draft.session.juries.get(number=jury).pk,
        "revision": draft.revision,
        **changes,
    }


class TestCheck:
    def test_a_lawful_place_is_told_with_its_hours_and_what_it_costs(
        self, client: Client, draft: Timetable
    ) -> None:
        before = draft.revision
        told = client.get(_url(draft, "check"), _asked(draft)).json()
        assert told["lawful"]
        assert told["where"].replace("\u00a0", " ").startswith("Mardi 15 décembre 2026, jury 1, de 13 h à")
        assert told["rules"] == []
        draft.refresh_from_db()
        assert draft.revision == before

    def test_a_journey_to_another_day_that_opens_a_jury_day_says_so(
        self, client: Client, exam: ExamSession
    ) -> None:
        draft = stage.draft(exam, (1, 0, 9 * 60, 1), (2, 0, 13 * 60 + 30, 1))
        told = client.get(_url(draft, "check"), _asked(draft)).json()
        assert "1 journée de jury de plus" in told["cost"]

    def test_every_rule_broken_is_told_once_with_its_source(self, client: Client, draft: Timetable) -> None:
        told = client.get(_url(draft, "check"), _asked(draft, start="17:30")).json()
        assert not told["lawful"]
        (hours,) = [rule for rule in told["rules"] if "horaires du site" in rule["message"]]
        assert hours["source"]
        assert hours["times"] > 1

    def test_nonsense_is_refused_in_french(self, client: Client, draft: Timetable) -> None:
        asked = _asked(draft)
        for name, value in (
            ("inscription", "x"), ("inscription", "999999"), ("day", "2026-02-30"), ("day", "2031-01-01"),
            ("start", "25:00"), ("start", ""), ("jury", "²"), ("revision", "un"), ("jury", "9" * 40),
        ):  # fmt: skip
            answer = client.get(_url(draft, "check"), {**asked, name: value})
            assert answer.status_code == 422, (name, value)
            assert answer.json()["reasons"]

    def test_an_old_screen_is_told_to_be_loaded_again(self, client: Client, draft: Timetable) -> None:
        answer = client.get(_url(draft, "check"), _asked(draft, revision=0))
        assert answer.status_code == 409
        assert "rechargez la page" in answer.json()["reasons"][0]


class TestScriptedMove:
    def test_a_move_is_done_and_its_message_waits_for_the_page(
        self, client: Client, draft: Timetable
    ) -> None:
        answer = client.post(_url(draft, "move"), _asked(draft), HTTP_ACCEPT="application/json")
        assert answer.json() == {"lawful": True}
        address, query = _page(draft)
        assert "commence le mardi 15 décembre 2026 à 13 h devant le jury 1" in _text(
            client.get(address, query)
        )

    def test_a_refusal_comes_back_with_its_rules(self, client: Client, draft: Timetable) -> None:
        answer = client.post(
            _url(draft, "move"), _asked(draft, start="17:30"), HTTP_ACCEPT="application/json"
        )
        assert answer.status_code == 422
        assert any("horaires du site" in rule["message"] for rule in answer.json()["rules"])

    def test_what_cannot_be_judged_is_told_too(self, client: Client, draft: Timetable) -> None:
        asked = _asked(draft)
        for changes, code in (({"revision": 0}, 409), ({"start": "x"}, 422)):
            answer = client.post(_url(draft, "move"), asked | changes, HTTP_ACCEPT="application/json")
            assert answer.status_code == code
            assert answer.json()["reasons"]


class TestUndo:
    def test_one_button_puts_the_last_one_back_and_stays_on_the_same_view(
        self, client: Client, draft: Timetable
    ) -> None:
        address, query = _page(draft)
        assert "Annuler le dernier déplacement" not in _text(client.get(address, query))
        client.post(_url(draft, "move"), _asked(draft))
        assert "Annuler le dernier déplacement" in _text(client.get(address, query))
        answer = client.post(
            _url(draft, "undo"),
            {"revision": draft.revision + 1, "vue": "candidats", "jour": NEXT_DAY},
            follow=True,
        )
        assert "est annulé : le planning est comme avant" in _text(answer)
        assert answer.redirect_chain[-1][0].endswith(f"?version=1&vue=candidats&jour={NEXT_DAY}")

    def test_a_tampered_screen_changes_nothing(self, client: Client, draft: Timetable) -> None:
        client.post(_url(draft, "move"), _asked(draft))
        for revision in ("", "x", "²", "9" * 40, "0"):
            data = {"revision": revision, "vue": "//x", "jour": "demain"}
            answer = client.post(_url(draft, "undo"), data)
            assert answer.headers["Location"].endswith("?version=1"), revision
        _moved, *told = (str(message) for message in get_messages(answer.wsgi_request))
        assert len(told) == 5
        assert all("Quelqu’un a modifié ce planning" in one for one in told)


class TestLocks:
    def _post(self, client: Client, draft: Timetable, **data: Any) -> str:
        return _text(client.post(_url(draft, "locks"), {"revision": draft.revision, **data}, follow=True))

    def test_one_candidate_a_jury_day_or_everybody(
        self, client: Client, exam: ExamSession, draft: Timetable
    ) -> None:
        who = exam.inscriptions.get(number=1)
        jury = exam.juries.get(number=2)
        told = self._post(client, draft, verrouiller=f"candidat-{who.pk}", kind="seat")
        assert "le prochain calcul garde son jury et son jour" in told
        assert list(draft.locks.values_list("inscription__number", "kind")) == [(1, "seat")]
        self._post(client, draft, verrouiller=f"jury-{jury.pk}-{stage.FIRST_DAY}")
        assert dict(draft.locks.values_list("inscription__number", "kind")) == {1: "seat", 2: "hours"}
        assert "2 candidats sont déverrouillés" in self._post(client, draft, deverrouiller="tout")
        assert "leurs heures" in self._post(client, draft, verrouiller="tout")
        assert draft.locks.count() == 2

    def test_a_tampered_target_locks_nobody(self, client: Client, draft: Timetable) -> None:
        for target in (
            "", "personne", "candidat-", "candidat-x", "candidat-999999", "candidat-1-2", "jury-1-demain",
            "jury-9999999-2026-12-14", "jury-1", "candidat-" + "9" * 30, "\x00",
        ):  # fmt: skip
            answer = client.post(_url(draft, "locks"), {"revision": draft.revision, "verrouiller": target})
            assert answer.status_code == 302, target
        told = {str(message) for message in get_messages(answer.wsgi_request)}
        assert told == {"Ce verrou n’existe pas : rechargez le planning, puis recommencez."}
        assert not draft.locks.exists()

    def test_a_jury_day_without_candidates_has_nothing_to_lock(
        self, client: Client, exam: ExamSession, draft: Timetable
    ) -> None:
        jury = exam.juries.get(number=2)
        assert "rien à verrouiller" in self._post(client, draft, verrouiller=f"jury-{jury.pk}-{NEXT_DAY}")

    def test_a_lock_is_told_on_the_drawing_and_in_the_list(self, client: Client, draft: Timetable) -> None:
        page = self._post(client, draft, verrouiller="tout")
        assert page.count(", verrouillé") >= 4
        assert "jury, jour et heures" in page
        assert "Tout déverrouiller" in page

    def test_a_copy_keeps_the_locks_when_the_box_is_ticked(
        self, client: Client, exam: ExamSession, draft: Timetable
    ) -> None:
        self._post(client, draft, verrouiller="tout")
        client.post(_url(draft, "publish"), {"revision": draft.revision})
        address, query = _page(draft)
        assert "Garder les verrous" in _text(client.get(address, query))
        client.post(_url(draft, "copy"), {"verrous": "on"})
        assert exam.timetables.get(version=2).locks.count() == 2


class TestDrawing:
    def test_every_jury_room_and_actor_is_there_used_or_not(
        self, client: Client, exam: ExamSession, draft: Timetable
    ) -> None:
        page = _text(client.get(*_page(draft, vue="salles", jour=stage.FIRST_DAY.isoformat())))
        for salle in exam.salles.exclude(kind="actor"):
            assert f"{salle.name}, {salle.get_kind_display()} :" in page
        assert "Lucas FONTVIEILLE, Comédien : 2 barres" in page
        assert "rien de prévu" in page

    def test_a_draft_shows_the_days_not_used_and_a_published_version_does_not(
        self, client: Client, draft: Timetable
    ) -> None:
        assert "Mardi 15 décembre 2026" in _text(client.get(*_page(draft)))
        client.post(_url(draft, "publish"), {"revision": draft.revision})
        assert "Mardi 15 décembre 2026" not in _text(client.get(*_page(draft)))

    def test_absences_are_drawn_for_who_leads_and_for_nobody_else(
        self, client: Client, exam: ExamSession, draft: Timetable
    ) -> None:
        away = exam.juries.get(number=2).seats.order_by("pk")[0].person
        Unavailability.objects.create(
            session=exam, person=away, date=stage.FIRST_DAY, starts_at=time(16), ends_at=time(18)
        )
        client.post(_url(draft, "publish"), {"revision": draft.revision})
        told = f"{away.full_name} n’est pas disponible de 16 h à 18 h"
        assert told in _text(client.get(*_page(draft)))
        for role in (Role.FORMATEUR, Role.JURE):
            assert told not in _text(cast.client(role).get(*_page(draft)))

    def test_a_juror_sees_the_lanes_of_their_own_juries_alone(self, client: Client, draft: Timetable) -> None:
        client.post(_url(draft, "publish"), {"revision": draft.revision})
        page = _text(cast.client(Role.JURE).get(*_page(draft)))
        assert "Jury 1, " in page
        assert "Jury 2" not in page

    def test_what_overlaps_is_told_above_the_drawing(self, client: Client, exam: ExamSession) -> None:
        draft = stage.draft(exam, (1, 0, 9 * 60, 1), (2, 0, 9 * 60, 1))
        page = _text(client.get(*_page(draft)))
        assert "chevauchements" in page
        assert "Lundi 14 décembre 2026 : Jury 1 : chevauchement de" in page

    def test_the_poster_is_an_a3_sheet_and_a_juror_reads_their_own_candidates_in_it(
        self, client: Client, exam: ExamSession, draft: Timetable
    ) -> None:
        client.post(_url(draft, "publish"), {"revision": draft.revision})
        answer = client.get(_url(draft, "a3"))
        pdf = b"".join(answer) if answer.streaming else answer.content
        assert pdf.startswith(b"%PDF")
        assert cast.client(Role.JURE).get(_url(draft, "a3")).status_code == 200
        assert cast.client(Role.CANDIDAT).get(_url(draft, "a3")).status_code in {403, 404}
