"""The home page: each role sees what it has to do next, and nothing of the others."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.accounts.queries import actor_for
from jalon.cockpit import queries
from jalon.common.actor import Actor
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from tests import cast as people
from tests.examen import scene
from tests.jury import cast

pytestmark = pytest.mark.django_db
DAY = cast.DAY


def test_the_session_held_today_comes_first_with_the_act_that_leads_it() -> None:
    scene.session()
    held = cast.session()
    first, second = queries.session_cards(cast.responsable(), today=DAY)
    assert (first.session, first.is_today) == (held, True)
    assert first.step is not None
    assert first.url == reverse("examen:day", args=[held.pk])
    assert not second.is_today


def test_a_reader_sees_the_sessions_without_the_acts_of_others() -> None:
    cast.session()
    (card,) = queries.session_cards(people.actor(Role.FORMATEUR), today=DAY)
    assert card.step is None


def test_the_agenda_tells_what_is_late_first_and_where_to_do_it() -> None:
    exam = scene.session()
    lines = queries.agenda(scene.manager(), today=scene.FIRST - timedelta(days=10))
    assert [line.due_on for line in lines] == sorted(line.due_on for line in lines)
    assert lines[0].state == "late"
    assert lines[0].url == reverse("examen:session_detail", args=[exam.pk])
    assert any("dossier technique" in line.label for line in lines)


def test_the_agenda_warns_of_an_agrement_and_of_a_habilitation_that_end() -> None:
    scene.agrement(valid_until=date(2027, 1, 31))
    habilitation = cast.juror(1).habilitations.get()
    habilitation.valid_until = date(2026, 12, 24)
    habilitation.save()
    labels = [line.label for line in queries.agenda(scene.manager(), today=scene.TODAY)]
    assert labels == [f"Fin d’habilitation de {habilitation.person}", "Fin de l’agrément AG-31-2024-07"]


def test_the_agenda_of_another_centre_is_its_own() -> None:
    scene.session()
    assert queries.agenda(scene.manager(people.other_centre()), today=scene.FIRST) == []


def test_a_session_decided_upon_leaves_the_agenda() -> None:
    exam = cast.session()
    ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.VALIDATED)
    lines = queries.agenda(cast.responsable(), today=DAY)
    assert not [line for line in lines if exam.number in line.note]


def test_a_juror_is_told_to_sign_until_the_signature_is_given() -> None:
    pv = cast.established()
    assert "Signer le procès-verbal" in _labels(cast.juror_actor(1))
    cast.sign(pv, 1)
    assert "Signer le procès-verbal" not in _labels(cast.juror_actor(1))
    assert "Signer le procès-verbal" in _labels(cast.juror_actor(2))


def _labels(actor: Actor) -> list[str]:
    return [task.label for task in queries.juror_tasks(actor, today=DAY)]


def test_a_candidate_reads_a_proposal_before_a_result() -> None:
    exam = cast.decided()
    user = people.user(Role.CANDIDAT)
    person = cast.candidate_person(1)
    person.user = user
    person.save()
    actor = actor_for(user, people.centre().pk)
    seen = []
    for status in (SessionStatus.IN_PROGRESS, SessionStatus.DELIBERATED, SessionStatus.VALIDATED):
        ExamSession.objects.filter(pk=exam.pk).update(status=status)
        (own,) = queries.own_exams(actor, today=DAY)
        seen.append(own.result)
    assert seen == ["", "proposed", "validated"]


def test_the_ddets_finds_first_what_waits_for_its_decision() -> None:
    exam = cast.session(status=SessionStatus.TRANSMITTED)
    assert queries.to_validate(cast.ddets()) == [exam]
    assert queries.to_validate(cast.responsable()) == []
    page = people.client(Role.DDETS).get(reverse("cockpit:home")).content.decode()
    assert page.index(reverse("jury:pv", args=[exam.pk])) < page.index('id="sessions"')


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("prepare", [lambda: None, cast.session], ids=["vide", "avec une session"])
def test_every_role_has_a_home(role: Role, prepare: Callable[[], object]) -> None:
    prepare()
    response = people.client(role).get(reverse("cockpit:home"))
    assert response.status_code == 200


def test_the_home_page_costs_the_same_queries_whatever_the_number_of_sessions() -> None:
    client = people.client(Role.RESPONSABLE_SESSION)
    scene.session()
    client.get(reverse("cockpit:home"))

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("cockpit:home"))
        return len(captured)

    before = count()
    for _ in range(4):
        scene.session()
    assert count() == before


@pytest.mark.parametrize("text", ["", "entretien", "CIP-2026", "zzzz"])
def test_one_box_searches_sessions_people_and_referentiels(text: str) -> None:
    cast.session()
    response = people.client(Role.RESPONSABLE_SESSION).get(reverse("cockpit:search"), {"q": text})
    assert response.status_code == 200
    found = queries.search(cast.responsable(), text)
    assert bool(found.sessions) == (text == "CIP-2026")
    assert bool(found.hits) == (text == "entretien")
