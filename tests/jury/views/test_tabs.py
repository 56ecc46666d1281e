"""The tabs of a session lead where the actor may go, at every stage of its life."""

import re

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from tests import cast as house
from tests.jury import cast

pytestmark = pytest.mark.django_db

STAGES = (
    SessionStatus.DECLARED,
    SessionStatus.IN_PROGRESS,
    SessionStatus.TRANSMITTED,
    SessionStatus.VALIDATED,
)
ROLES = (
    Role.RESPONSABLE_SESSION, Role.ADMINISTRATEUR, Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE, Role.JURE,
    Role.CANDIDAT, Role.DDETS,
)  # fmt: skip


def tabs_of(role: Role, exam: ExamSession) -> list[str]:
    client = house.client(role, house.ddets() if role == Role.DDETS else None)
    page = client.get(reverse("examen:session_detail", args=[exam.pk])).content.decode()
    menu = re.search(r'<nav[^>]*aria-label="Rubriques de la session".*?</nav>', page, re.S)
    assert menu, page
    return re.findall(r'href="([^"]+)"', menu.group())


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", ROLES)
def test_no_tab_leads_to_a_refusal(role: Role, stage: SessionStatus) -> None:
    exam = cast.session(status=stage)
    client = house.client(role, house.ddets() if role == Role.DDETS else None)
    links = tabs_of(role, exam)
    assert links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_results_appear_to_a_trainer_and_to_the_ddets_when_they_may_read_them() -> None:
    exam = cast.session(status=SessionStatus.IN_PROGRESS)
    results = reverse("jury:results", args=[exam.pk])
    assert results in tabs_of(Role.RESPONSABLE_SESSION, exam)
    assert results not in tabs_of(Role.FORMATEUR, exam) + tabs_of(Role.DDETS, exam)
    ExamSession.objects.update(status=SessionStatus.TRANSMITTED)
    assert results in tabs_of(Role.DDETS, exam)
    assert results not in tabs_of(Role.FORMATEUR, exam)
    ExamSession.objects.update(status=SessionStatus.VALIDATED)
    assert results in tabs_of(Role.FORMATEUR, exam)
