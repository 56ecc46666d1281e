"""Addresses and forms of the timetable tampered with: an answer in French, nothing done, nobody told."""

import pytest
from django.test import Client
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import Job
from jalon.examen.models import Timetable
from jalon.examen.operations.timetable import publish_timetable
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db
NO_NUMBERS = ["", "²", "un", "-1", "1e3", "9" * 30, "9" * 5000]


@pytest.fixture
def draft() -> Timetable:
    return stage.draft(stage.session(candidates=1, juries=1), (1, 0, 9 * 60, 1))


@pytest.fixture
def client() -> Client:
    return cast.client(Role.RESPONSABLE_SESSION)


@pytest.mark.parametrize("given", NO_NUMBERS)
@pytest.mark.parametrize("act", ["publish", "discard", "undo", "locks"])
def test_an_act_that_does_not_say_what_it_saw_does_nothing(
    client: Client, draft: Timetable, act: str, given: str
) -> None:
    url = reverse(f"examen:timetable_{act}", args=[draft.session_id, draft.version])
    page = client.post(url, {"revision": given, "confirmed": "1", "verrouiller": "tout"}, follow=True)
    assert page.status_code == 200
    assert "Quelqu’un a modifié ce planning depuis que vous l’avez ouvert" in page.content.decode()
    assert Timetable.objects.get().status == "draft"
    assert not draft.locks.exists()


@pytest.mark.parametrize("given", NO_NUMBERS[1:])
def test_the_timetable_of_nobody_is_not_found(client: Client, draft: Timetable, given: str) -> None:
    url = reverse("examen:timetable_pdf", args=[draft.session_id, draft.version])
    assert client.get(url, {"candidat": given}).status_code == 404


@pytest.mark.parametrize("given", NO_NUMBERS)
def test_a_move_asked_for_nobody_shows_somebody(client: Client, draft: Timetable, given: str) -> None:
    url = reverse("examen:timetable_move", args=[draft.session_id, draft.version])
    assert client.get(url, {"inscription": given}).status_code == 200


@pytest.mark.parametrize("given", NO_NUMBERS[1:])
def test_a_convocation_asked_for_nobody_leaves_for_nobody(
    client: Client, draft: Timetable, given: str
) -> None:
    who = stage.responsable()
    publish_timetable(actor=who, timetable=draft, revision=draft.revision, now=stage.NOW)
    jobs = Job.objects.count()
    url = reverse("examen:convocations_send", args=[draft.session_id])
    assert client.post(url, {"person": given}).status_code == 302
    assert Job.objects.count() == jobs
