"""The dossiers on the home page: a candidate's own, and those that wait for whoever accompanies them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.cockpit.queries_dossiers import own_dossiers, waiting_dossiers
from jalon.dossier import exams
from jalon.dossier.exams import Exam
from jalon.dossier.models import Dossier
from jalon.dossier.operations.dossiers import hand_over_version, open_dossier, set_deadline
from jalon.dossier.operations.remarks import answer_remark, make_remark
from jalon.dossier.rules import DP_NAME
from jalon.parcours.models import Parcours
from jalon.referentiel.operations import load_shipped_titres
from tests import cast
from tests.dossier import workshop
from tests.dossier.workshop import checked

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011


@pytest.fixture
def path(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=now)
    path = Parcours.objects.create(
        person=cast.candidate_person(), titre_ref=workshop.CIP.ref, route="formation"
    )
    path.trainers.add(cast.person("Azéma", "Luc", date(1979, 2, 2), user=cast.user(Role.FORMATEUR)))
    return path


@pytest.fixture
def dossier(path, now):
    ines = cast.actor(Role.CANDIDAT)
    return open_dossier(
        actor=ines, parcours=path, scope="title", production=workshop.PRODUCTION.name, now=now
    )


def home(role):
    answer = cast.client(role).get(reverse("cockpit:home"))
    assert answer.status_code == 200
    return answer.text


def test_a_candidate_with_a_path_is_led_to_a_first_dossier(path):
    page = home(Role.CANDIDAT)
    assert "Commencer un dossier" in page
    assert reverse("dossier:dossiers") in page


def test_a_candidate_sees_pages_against_the_budget_remarks_state_and_deadline(dossier, now):
    ines, trainer = cast.actor(Role.CANDIDAT), cast.actor(Role.FORMATEUR)
    version = checked(dossier, ines, now)
    make_remark(actor=trainer, version=version, text="Datez", now=now)
    set_deadline(actor=trainer, dossier=dossier, due_on=TODAY + timedelta(days=5), now=now)
    page = home(Role.CANDIDAT)
    for told in (
        dossier.production,
        "32\u00a0pages",
        workshop.PRODUCTION.pages,
        "1\u00a0remarque à traiter",
        "À corriger",
        "dans 5\u00a0jours",
        reverse("dossier:dossier", args=[dossier.pk]),
    ):
        assert told in page, told


def test_what_a_jury_has_read_leaves_the_home_page(dossier, monkeypatch):
    begun = Exam("Session 1", TODAY, open=False)
    monkeypatch.setattr(exams, "_finders", [lambda ones: {one.pk: begun for one in ones}])
    assert own_dossiers(cast.actor(Role.CANDIDAT), today=TODAY).rows == ()


def test_a_trainer_sees_a_new_version_until_they_open_it(dossier, now):
    trainer = cast.actor(Role.FORMATEUR)
    assert waiting_dossiers(trainer, today=TODAY) == []
    version = checked(dossier, cast.actor(Role.CANDIDAT), now)
    (waiting,) = waiting_dossiers(trainer, today=TODAY)
    assert waiting.reasons == ("version\u00a01 à lire",)
    assert reverse("dossier:dossier", args=[dossier.pk]) in home(Role.FORMATEUR)
    cast.client(Role.FORMATEUR).get(reverse("dossier:version", args=[dossier.pk, version.number]))
    assert waiting_dossiers(trainer, today=TODAY) == []


def test_an_answer_and_a_late_hand_over_wait_for_the_trainer(dossier, now):
    ines, trainer = cast.actor(Role.CANDIDAT), cast.actor(Role.FORMATEUR)
    version = checked(dossier, ines, now)
    cast.client(Role.FORMATEUR).get(reverse("dossier:dossier", args=[dossier.pk]))
    remark = make_remark(actor=trainer, version=version, text="Datez", now=now)
    assert waiting_dossiers(trainer, today=TODAY) == []
    answer_remark(actor=ines, remark=remark, text="Fait", now=now)
    Dossier.objects.update(due_on=TODAY - timedelta(days=2))
    (waiting,) = waiting_dossiers(trainer, today=TODAY)
    assert waiting.reasons == ("1\u00a0réponse à lire", "en retard de 2\u00a0jours")
    hand_over_version(actor=ines, version=version, now=now)
    assert waiting_dossiers(trainer, today=TODAY) == []


def test_nobody_sees_the_dossiers_of_others(dossier, now):
    checked(dossier, cast.actor(Role.CANDIDAT), now)
    stranger = cast.actor(Role.FORMATEUR, number=2)
    elsewhere = cast.actor(Role.FORMATEUR, cast.other_centre())
    assert waiting_dossiers(stranger, today=TODAY) == []
    assert waiting_dossiers(elsewhere, today=TODAY) == []
    assert not own_dossiers(cast.actor(Role.CANDIDAT, cast.other_centre()), today=TODAY)
    assert dossier.production not in home(Role.RESPONSABLE_SESSION)


@pytest.mark.parametrize("role", [Role.CANDIDAT, Role.FORMATEUR])
def test_the_home_page_asks_as_many_queries_for_one_dossier_as_for_seven(dossier, path, now, role):
    ines = cast.actor(Role.CANDIDAT)
    checked(dossier, ines, now)
    client = cast.client(role)
    client.get(reverse("cockpit:home"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("cockpit:home"))
    for scope in ("ccp1", "ccp2", "ccp3"):
        for name in (DP_NAME, workshop.CIP.scheme(scope).productions[0].name):
            checked(open_dossier(actor=ines, parcours=path, scope=scope, production=name, now=now), ines, now)
    with CaptureQueriesContext(connection) as seven:
        client.get(reverse("cockpit:home"))
    assert len(seven) == len(one)
