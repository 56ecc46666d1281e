"""What nobody should type, and what hurried people do: a French message or the right result, nothing twice."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.examen.models import Agrement, ExamSession, Inscription
from jalon.parcours.models import CompanyPeriod
from jalon.people.models import Person
from tests import cast
from tests.examen import scene

pytestmark = pytest.mark.django_db
SOON = (timezone.localdate() + timedelta(days=30)).isoformat()


def tomorrow() -> str:
    """Asked when it is needed: the tests may begin on one day and end on the next."""
    return (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def manager():
    return cast.client(Role.RESPONSABLE_SESSION)


def url(name, *args):
    return reverse(f"examen:{name}", args=args)


def text(answer):
    return answer.content.decode().replace("\u00a0", " ")


def prepare(manager, **changes):
    """Post the form of a new session of one day."""
    if not Agrement.objects.exists():
        scene.agrement()
    given = {
        "scopes": ["title"],
        "site": cast.site().pk,
        "responsable": cast.user(Role.RESPONSABLE_SESSION).pk,
        "jours-TOTAL_FORMS": "1",
        "jours-INITIAL_FORMS": "0",
        "jours-0-date": SOON,
        "jours-0-opens_at": "08:30",
        "jours-0-closes_at": "18:00",
    }
    return manager.post(url("session_create") + f"?titre_ref={scene.CIP}", {**given, **changes})


@pytest.mark.parametrize(
    ("day", "told"),
    [("2020-01-06", "est passé"), ("0001-01-01", "est passé"), ("9999-12-31", "trop lointain")],
)
def test_a_session_is_not_prepared_for_the_past_nor_for_another_century(manager, day, told):
    assert told in text(prepare(manager, **{"jours-0-date": day}))
    assert not ExamSession.objects.exists()


def test_a_session_may_be_held_on_the_day_the_clocks_change(manager):
    day = date(timezone.localdate().year + 1, 3, 31)
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    hours = {"jours-0-date": sunday.isoformat(), "jours-0-opens_at": "01:30", "jours-0-closes_at": "03:30"}
    answer = prepare(manager, **hours)
    assert manager.get(answer.url).status_code == 200


def test_a_double_click_prepares_one_session_and_another_day_prepares_another(manager):
    first, second = prepare(manager), prepare(manager)
    assert first.url == second.url
    assert ExamSession.objects.count() == 1
    prepare(manager, **{"jours-0-opens_at": "09:00"})
    assert ExamSession.objects.count() == 2


def test_a_room_of_another_site_is_told_rather_than_dropped(manager):
    annex = cast.centre().sites.create(name="Annexe", departement="31")
    (room, *_) = cast.salles(annex)
    assert f"Ces salles ne sont pas sur le site « Site principal » : {room.name}." in text(
        prepare(manager, salles=[room.pk])
    )
    assert not ExamSession.objects.exists()


def test_an_agrement_sent_twice_is_recorded_once(manager):
    made = scene.agrement()
    given = {
        "titre_code": "TP-00403", "site": made.site_id, "number": made.number,
        "valid_from": "2024-01-01", "valid_until": "2027-01-01",
    }  # fmt: skip
    assert "Cet agrément est déjà enregistré." in text(manager.post(url("agrement_create"), given))
    assert "invraisemblable" in text(
        manager.post(url("agrement_create"), {**given, "valid_from": "9999-12-31"})
    )
    assert Agrement.objects.count() == 1
    assert manager.post(url("agrement_edit", made.pk), given).status_code == 302


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "1e3"])
def test_a_tampered_person_never_breaks_the_page(manager, number):
    answer = manager.get(url("inscription_create", scene.session().pk), {"personne": number})
    assert answer.status_code in {200, 404}


def test_a_character_that_no_database_takes_finds_nothing(manager):
    session = scene.session()
    for page in (url("session_list"), url("inscription_list", session.pk), reverse("people:person_list")):
        assert (
            manager.get(page, {"q": "a\x00b", "titre": "\x00", "etat": "\x00", "page": "9" * 20}).status_code
            == 200
        )


def register(manager, session, **changes):
    """Post the form of a candidate not known yet."""
    given = {
        "civility": "neutral",
        "birth_name": "Zédé",
        "first_name": "Ana",
        "route": "formation",
        "scopes": ["title"],
    }
    return manager.post(url("inscription_create", session.pk) + "?personne=nouvelle", {**given, **changes})


def test_a_new_candidate_without_birth_date_sent_twice_is_registered_once(manager):
    session = scene.session()
    assert register(manager, session).status_code == 302
    assert "est déjà inscrit à cette session" in text(register(manager, session))
    assert Inscription.objects.count() == 1
    assert Person.objects.filter(birth_name="Zédé").count() == 1


@pytest.mark.parametrize("name", ["😀", "=1+1", "---"])
def test_a_name_without_letters_is_refused(manager, name):
    assert "il y faut des lettres" in text(register(manager, scene.session(), birth_name=name))
    assert not Inscription.objects.exists()


def test_marks_of_writing_direction_are_not_kept_in_a_name(manager):
    register(manager, scene.session(), birth_name="\u202eZédé\u200b")
    assert Person.objects.filter(birth_name="Zédé").exists()


def test_the_same_hours_sent_twice_are_recorded_once(manager):
    made = scene.candidate(scene.session(), ready=False)
    for hours in ("5", "5", "6"):
        manager.post(url("period_add", made.pk), {"ccp_number": "1", "company": "Atelier", "hours": hours})
    assert list(CompanyPeriod.objects.order_by("hours").values_list("hours", flat=True)) == [5, 6]


def test_the_same_paper_handed_over_twice_is_kept_once(manager):
    made = scene.candidate(scene.session())
    for _ in range(2):
        manager.post(url("piece_add", made.pk), {"kind": "dp", "on_paper": "on"})
    assert made.parcours.pieces.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("vide.pdf", b"", "est vide"),
        ("photo.pdf", b"MZ\x90\x00", "n’est pas un vrai fichier PDF"),
        ("jeu.exe", b"MZ", "n’est pas d’un format accepté"),
        ("dossier.docx", b"PK\x03\x04xx", "est abîmé"),
    ],
)
def test_a_piece_that_is_not_what_it_says_is_refused_with_its_name(manager, name, content, told):
    made = scene.candidate(scene.session())
    file = SimpleUploadedFile(name, content)
    assert f"« {name} » {told}" in text(manager.post(url("piece_add", made.pk), {"kind": "dp", "file": file}))
    assert not made.parcours.pieces.exists()


@pytest.mark.parametrize(
    ("page", "field", "given"),
    [
        ("period_add", "proof_received_on", {"ccp_number": "1", "company": "Atelier", "hours": "5"}),
        ("inscription_reglement", "on", {}),
        ("arrangement_request", "requested_on", {"measures": "Salle calme"}),
        ("arrangement_decide", "decided_on", {"granted": "1", "extra_time_percent": "33"}),
        ("ecf_edit", "evaluated_on", {"c1": "1"}),
        ("award_add", "awarded_on", {"ccp_ref": f"{scene.CIP}/CCP1"}),
    ],
)
def test_what_was_done_was_not_done_tomorrow_nor_in_the_year_one(manager, page, field, given):
    made = scene.candidate(scene.session(), ready=False)
    for day, told in ((tomorrow(), "est à venir"), ("0001-01-01", "invraisemblable")):
        assert told in text(manager.post(url(page, made.pk), {**given, field: day}))
    assert (
        manager.post(url(page, made.pk), {**given, field: timezone.localdate().isoformat()}).status_code
        == 302
    )


def test_a_session_is_not_declared_in_the_future(manager):
    session = scene.session()
    page = manager.post(
        url("session_transition", session.pk), {"transition": "declare", "on": tomorrow()}, follow=True
    )
    assert "Vérifiez la date saisie" in text(page)
    session.refresh_from_db()
    assert session.status == "preparation"


@pytest.mark.parametrize("percent", ["500", "-1", "33.3"])
def test_extra_time_out_of_reason_is_refused(manager, percent):
    made = scene.candidate(scene.session())
    given = {"granted": "1", "decided_on": timezone.localdate().isoformat(), "extra_time_percent": percent}
    assert manager.post(url("arrangement_decide", made.pk), given).status_code == 200
    assert not hasattr(Inscription.objects.get(), "amenagement")
