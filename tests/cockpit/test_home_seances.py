"""The séances of the day on the home page: the trainee signs from it, the trainer sees what the sheets lack."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.cockpit.queries_seances import given_slots, own_halves
from jalon.prestation.enums import HalfDay
from jalon.prestation.operations import sign_attendance
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.prestation import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    load_shipped_titres(now=story.OPENED)
    return story.group(cast.actor(Role.RESPONSABLE_SESSION))


def test_the_trainee_signs_from_the_home_page_until_it_is_done(group, monkeypatch):
    leader = cast.actor(Role.RESPONSABLE_SESSION)
    seance, now = story.seance(leader, group), story.at(9, 30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    page = cast.client(Role.CANDIDAT).get(reverse("cockpit:home")).content.decode()
    assert "Vos séances du jour" in page
    assert page.count("Signer ma présence") == 1, "the afternoon has not begun"
    sign_attendance(
        actor=leader, seance=seance, half_day=HalfDay.MORNING, strokes=story.STROKES, signed_at=now, now=now,
        participation=group.participations.get(parcours__person=cast.candidate_person()),
    )  # fmt: skip
    page = cast.client(Role.CANDIDAT).get(reverse("cockpit:home")).content.decode()
    assert "Signer ma présence" not in page


def test_a_day_without_seance_an_end_of_stay_and_a_cancelled_seance_show_nothing(group):
    seance, actor = story.seance(cast.actor(Role.RESPONSABLE_SESSION), group), cast.actor(Role.CANDIDAT)
    now = story.at(9, 30)
    assert own_halves(actor, now=now + timedelta(days=1)) == []
    assert len(own_halves(actor, now=now)) == 2
    group.participations.update(left_on=story.DAY - timedelta(days=1))
    assert own_halves(actor, now=now) == []
    group.participations.update(left_on=None)
    seance.cancelled_at = now
    seance.save()
    assert own_halves(actor, now=now) == []
    assert given_slots(cast.actor(Role.FORMATEUR), now=now) == ([], [])


def test_the_trainer_sees_today_and_what_the_last_sheets_lack_in_a_fixed_number_of_queries(group):
    leader, trainer = cast.actor(Role.RESPONSABLE_SESSION), cast.actor(Role.FORMATEUR)
    story.seance(leader, group)
    story.seance(leader, group, day=story.DAY - timedelta(days=3))

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            today, behind = given_slots(trainer, now=story.at(11))
        assert [slot.day for slot in today] == [story.DAY] * 2
        assert {slot.state[0] for slot in behind} == {"2 à noter"}
        return len(captured)

    before = count()
    for days in (4, 5, 6):
        story.seance(leader, group, day=story.DAY - timedelta(days=days))
    assert count() == before
    assert given_slots(cast.actor(Role.JURE), now=story.at(11)) == ([], [])
