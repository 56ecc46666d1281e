"""The screens of sessions, agréments and rooms."""

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.accounts.models import OrganismeParameter
from jalon.examen.enums import SessionStatus
from jalon.examen.models import Agrement, ExamSession, Salle
from tests import cast
from tests.examen import scene

pytestmark = pytest.mark.django_db
DAYS = {
    "jours-TOTAL_FORMS": "2",
    "jours-INITIAL_FORMS": "0",
    "jours-0-date": "2026-12-14",
    "jours-0-opens_at": "08:30",
    "jours-0-closes_at": "18:00",
    "jours-1-date": "",
    "jours-1-opens_at": "08:30",
    "jours-1-closes_at": "18:00",
}


def url(name, *args):
    return reverse(f"examen:{name}", args=args)


def manager():
    return cast.client(Role.RESPONSABLE_SESSION)


def form(**changes):
    return {
        **DAYS,
        "scopes": ["title", "ccp1"],
        "site": cast.site().pk,
        "responsable": cast.user(Role.RESPONSABLE_SESSION).pk,
        "salles": [s.pk for s in cast.salles()[:2]],
        **changes,
    }


def test_a_responsable_prepares_a_session_title_first():
    scene.agrement()
    browser = manager()
    assert "Conseiller en insertion professionnelle" in browser.get(url("session_create")).content.decode()
    address = f"{url('session_create')}?titre_ref={scene.CIP}"
    assert "CCP 3" in browser.get(address).content.decode()
    answer = browser.post(address, form(), follow=True)
    session = ExamSession.objects.get()
    assert answer.redirect_chain == [(url("session_detail", session.pk), 302)]
    assert (session.number, session.scopes, session.salles.count()) == ("CIP-2026-01", ["title", "ccp1"], 2)


def test_faults_of_a_session_are_shown_and_nothing_is_lost():
    scene.agrement()
    bad = form(**{"jours-0-closes_at": "08:00", "ceres_number": "C-778"})
    page = manager().post(f"{url('session_create')}?titre_ref={scene.CIP}", bad).content.decode()
    assert "la fermeture doit suivre" in page
    assert "C-778" in page
    assert not ExamSession.objects.exists()


def test_a_session_is_corrected():
    session = scene.session()
    browser = manager()
    assert browser.get(url("session_edit", session.pk)).status_code == 200
    days = {
        "jours-INITIAL_FORMS": "2",
        "jours-1-date": "2026-12-15",
        "jours-1-DELETE": "on",
        "ceres_number": "C-9",
    }
    browser.post(url("session_edit", session.pk), form(**days))
    session.refresh_from_db()
    assert (session.ceres_number, session.days.count()) == ("C-9", 1)


def test_the_lifecycle_goes_on_from_the_page_and_says_what_lacks():
    session = scene.session()
    browser = manager()
    told = browser.post(
        url("session_transition", session.pk),
        {"transition": "declare", "ceres_number": "C-31", "on": "2026-11-10"},
        follow=True,
    )
    session.refresh_from_db()
    assert (session.status, session.declared_on.day) == ("declared", 10)
    assert "c’est fait" in told.content.decode()
    told = browser.post(url("session_transition", session.pk), {"transition": "convene"}, follow=True)
    page = told.content.decode()
    assert "Aucun candidat" in page
    assert "Aucun jury" in page


@pytest.mark.parametrize("act", ["validate", "deliberate", "fly", ""])
def test_the_jurys_acts_are_not_done_from_here(act):
    session = scene.session()
    answer = manager().post(url("session_transition", session.pk), {"transition": act}, follow=True)
    session.refresh_from_db()
    assert session.status == "preparation"
    assert "n’a pas été compris" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "organisme", "status", "code"),
    [
        (Role.RESPONSABLE_SESSION, "centre", "preparation", 200),
        (Role.FORMATEUR, "centre", "preparation", 200),
        (Role.RESPONSABLE_SESSION, "other_centre", "preparation", 404),
        (Role.JURE, "centre", "preparation", 404),
        (Role.CANDIDAT, "centre", "preparation", 404),
        (Role.DDETS, "ddets", "preparation", 404),
        (Role.DDETS, "ddets", "declared", 200),
        (Role.DDETS, "other_ddets", "declared", 404),
        (Role.CONSEILLER, "centre", "declared", 403),
    ],
)
def test_who_opens_a_session(role, organisme, status, code):
    session = scene.session()
    ExamSession.objects.update(status=status)
    browser = cast.client(role, getattr(cast, organisme)())
    assert browser.get(url("session_detail", session.pk)).status_code == code


def test_a_visitor_is_sent_to_sign_in():
    answer = cast.client(None).get(url("session_list"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("status", SessionStatus.values)
@pytest.mark.parametrize("role", [Role.RESPONSABLE_SESSION, Role.FORMATEUR])
def test_the_page_of_a_session_stands_in_every_state(status, role):
    session = scene.session()
    ExamSession.objects.update(status=status, decision_reason="Vu", cancel_reason="Vu")
    assert cast.client(role).get(url("session_detail", session.pk)).status_code == 200


def test_the_list_is_searched_filtered_and_costs_the_same_queries(django_assert_max_num_queries):
    first = scene.session()
    browser = manager()
    browser.get(url("session_list"))
    with django_assert_max_num_queries(14):
        browser.get(url("session_list"))
    for _ in range(24):
        scene.session()
    with django_assert_max_num_queries(14):
        page = browser.get(url("session_list"), {"tri": "numero"}).content.decode()
    assert "CIP-2026-02" in page
    page = browser.get(url("session_list"), {"q": first.number, "etat": "preparation"}).content.decode()
    assert "CIP-2026-02" not in page
    page = browser.get(url("session_list"), {"etat": "closed"}).content.decode()
    assert "Aucune session ne correspond" in page


def test_an_actor_is_found_added_and_taken_off():
    session = scene.session()
    person = cast.person("Fontvieille", "Lucas")
    browser = manager()
    assert "FONTVIEILLE" in browser.get(url("session_detail", session.pk), {"q": "fontv"}).content.decode()
    browser.post(url("session_actor", session.pk), {"person": person.pk, "playing": "1"})
    assert list(session.comediens.all()) == [person]
    browser.post(url("session_actor", session.pk), {"person": person.pk})
    assert not session.comediens.exists()


def test_a_candidate_does_not_play_in_their_own_session():
    session = scene.session()
    made = scene.candidate(session)
    answer = manager().post(
        url("session_actor", session.pk), {"person": made.person.pk, "playing": "1"}, follow=True
    )
    assert "est candidat" in answer.content.decode()


def test_agrements_are_recorded_corrected_and_removed():
    scene.load_shipped_titres(now=scene.NOW)
    browser = manager()
    assert "Aucun agrément" in browser.get(url("agrement_list")).content.decode()
    told = {
        "titre_code": "TP-00403",
        "site": cast.site().pk,
        "number": "AG-1",
        "valid_from": "2024-01-01",
        "valid_until": "2030-01-01",
    }
    page = browser.post(url("agrement_create"), told).content.decode()
    assert "5 ans au plus" in page
    browser.post(url("agrement_create"), {**told, "valid_until": "2028-03-23"})
    agrement = Agrement.objects.get()
    browser.post(url("agrement_edit", agrement.pk), {**told, "number": "AG-2", "valid_until": "2028-03-23"})
    assert "AG-2" in browser.get(url("agrement_list")).content.decode()
    browser.post(url("agrement_remove", agrement.pk))
    assert not Agrement.objects.exists()


def test_rooms_are_added_corrected_and_removed():
    browser = manager()
    told = {"site": cast.site().pk, "name": "Salle Hers", "kind": "jury", "capacity": "4"}
    browser.post(url("salle_create"), told)
    assert "existe déjà" in browser.post(url("salle_create"), told).content.decode()
    salle = Salle.objects.get()
    browser.post(url("salle_edit", salle.pk), {**told, "capacity": "6"})
    assert "Salle Hers" in browser.get(url("salle_list")).content.decode()
    browser.post(url("salle_remove", salle.pk))
    assert not Salle.objects.exists()


@pytest.mark.parametrize("name", ["agrement_edit", "agrement_remove", "salle_edit", "salle_remove"])
def test_another_centre_never_reaches_our_agréments_nor_rooms(name):
    pk = scene.agrement().pk if name.startswith("agrement") else cast.salles()[0].pk
    browser = cast.client(Role.RESPONSABLE_SESSION, cast.other_centre())
    assert browser.post(url(name, pk)).status_code == 404


def test_a_file_kept_long_enough_is_told_to_the_administrateur_who_decides():
    exam = scene.session()
    ExamSession.objects.update(starts_on="2015-01-05", ends_on="2015-01-06", status="closed")
    told = "passé la durée de conservation"
    assert told in cast.client(Role.ADMINISTRATEUR).get(url("session_list")).content.decode()
    assert told not in cast.client(Role.FORMATEUR).get(url("session_list")).content.decode()
    page = cast.client(Role.RESPONSABLE_SESSION).get(url("session_detail", exam.pk)).content.decode()
    assert "À conserver jusqu’au" in page
    assert "6 janvier 2020" in page.replace("\u00a0", " ")
    OrganismeParameter.objects.create(organisme=exam.organisme, key="retention_years", value=60)
    assert told not in cast.client(Role.ADMINISTRATEUR).get(url("session_list")).content.decode()
