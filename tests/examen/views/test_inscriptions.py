"""The screens of candidates: list, page, acts, proofs; each role sees what it needs, no more."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.dossier.models import Piece
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations.inscriptions import admit_inscription, decide_arrangement
from jalon.people.models import Person
from tests import cast
from tests.examen import scene
from tests.examen.scene import NOW, TODAY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n dossier professionnel"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"examen:{name}", args=args)


def manager():
    return cast.client(Role.RESPONSABLE_SESSION)


def pdf(name="dp.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_the_list_says_every_reason_per_candidate():
    exam = scene.session()
    scene.candidate(exam, ready=False)
    page = manager().get(url("inscription_list", exam.pk)).content.decode()
    assert "lieu de naissance manque" in page
    assert "au lieu de 175 h" in page.replace("\u00a0", " ")


def test_the_list_costs_the_same_queries_for_one_and_for_thirty():
    exam = scene.session()
    people = cast.people(30)
    scene.candidate(exam, people[0])
    browser = manager()
    browser.get(url("inscription_list", exam.pk))
    with CaptureQueriesContext(connection) as one:
        browser.get(url("inscription_list", exam.pk))
    for who in people[1:]:
        scene.candidate(exam, who)
    with CaptureQueriesContext(connection) as thirty:
        page = browser.get(url("inscription_list", exam.pk)).content.decode()
    assert "INVENTÉ030" in page
    assert len(thirty) == len(one)


def test_someone_known_is_registered_by_hand():
    exam, person = scene.session(), cast.candidate_person()
    browser = manager()
    found = browser.get(url("inscription_create", exam.pk), {"q": "mazarguil"}).content.decode()
    assert f"personne={person.pk}" in found
    answer = browser.post(
        f"{url('inscription_create', exam.pk)}?personne={person.pk}",
        {"route": "vae", "scopes": ["title"], "recevabilite_until": "2027-06-30"},
    )
    made = Inscription.objects.get()
    assert answer["Location"] == url("inscription_detail", made.pk)
    assert (made.person, made.parcours.recevabilite_until) == (person, date(2027, 6, 30))


def test_someone_new_is_recorded_and_registered_together_or_not_at_all():
    exam = scene.session()
    address = f"{url('inscription_create', exam.pk)}?personne=nouvelle"
    told = {"civility": "neutral", "birth_name": "Brun", "first_name": "Léa", "route": "formation"}
    manager().post(address, told)
    assert not Person.objects.filter(birth_name="Brun").exists()
    manager().post(address, {**told, "scopes": ["ccp1"]})
    assert Inscription.objects.get().person.birth_name == "Brun"


def test_an_inscription_is_corrected_with_its_path():
    made = scene.candidate(scene.session())
    browser = manager()
    assert browser.get(url("inscription_edit", made.pk)).status_code == 200
    told = {"route": "apprentissage", "scopes": ["title"], "starts_on": "2026-02-01"}
    browser.post(url("inscription_edit", made.pk), told)
    made.refresh_from_db()
    assert (made.route, made.parcours.starts_on) == ("apprentissage", date(2026, 2, 1))
    assert made.reglement_acknowledged_on is None


def test_admission_alone_and_in_bulk():
    exam = scene.session()
    first, second = (scene.candidate(exam, who, ready=n == 0) for n, who in enumerate(cast.people(2)))
    browser = manager()
    refused = browser.post(url("inscription_admit", second.pk), follow=True).content.decode()
    assert "règlement" in refused
    told = browser.post(url("inscription_admit_ready", exam.pk), follow=True).content.decode()
    assert "1 candidat admis ; 1 à compléter" in told
    first.refresh_from_db()
    assert first.status == "admitted"


def test_withdrawing_asks_why_and_may_be_undone():
    made = scene.candidate(scene.session())
    browser = manager()
    assert "Ce champ est obligatoire" in browser.post(url("inscription_withdraw", made.pk)).content.decode()
    browser.post(url("inscription_withdraw", made.pk), {"reason": "Embauche"})
    made.refresh_from_db()
    assert (made.status, made.withdrawn_reason) == ("withdrawn", "Embauche")
    browser.post(url("inscription_restore", made.pk))
    made.refresh_from_db()
    assert made.status == "registered"


def test_small_acts_are_recorded():
    made = scene.candidate(scene.session(), ready=False)
    browser = manager()
    browser.post(url("inscription_reglement", made.pk), {"on": "2026-11-02"})
    browser.post(url("arrangement_request", made.pk), {"requested_on": "2026-11-02", "measures": "Pause"})
    browser.post(
        url("arrangement_decide", made.pk),
        {"granted": "1", "decided_on": "2026-11-10", "extra_time_percent": "33", "measures": "Pause"},
    )
    browser.post(
        url("period_add", made.pk),
        {"ccp_number": "1", "company": "Atelier", "hours": "70", "proof": pdf("attestation.pdf")},
    )
    browser.post(url("ecf_edit", made.pk), {"evaluated_on": "2026-10-01", "c1": "1", "c2": "0"})
    browser.post(url("award_add", made.pk), {"ccp_ref": f"{scene.CIP}/CCP3", "awarded_on": "2025-06-01"})
    made = Inscription.objects.get()
    assert made.reglement_acknowledged_on == date(2026, 11, 2)
    assert made.amenagement.extra_time_percent == 33
    period = made.parcours.company_periods.get()
    assert (period.hours, bool(period.proof), period.proof_received_on is not None) == (70, True, True)
    assert made.parcours.ecf_results.filter(acquired=True).count() == 1
    assert made.person.ccp_awards.get().ccp_ref.endswith("CCP3")
    page = browser.get(url("inscription_detail", made.pk)).content.decode()
    assert "33 %" in page.replace("\u00a0", " ")
    assert browser.get(url("proof_download", made.pk, period.pk)).content == pdf().read()
    for form in ("arrangement_decide", "ecf_edit", "piece_add", "award_add"):
        assert browser.get(url(form, made.pk)).status_code == 200
    assert browser.get(url("period_edit", made.pk, period.pk)).status_code == 200
    browser.post(url("period_remove", made.pk, period.pk))
    assert not made.parcours.company_periods.exists()


def test_a_piece_is_sealed_opened_by_those_allowed_and_each_opening_is_journaled():
    exam = scene.session()
    made = admit_inscription(actor=scene.manager(), inscription=scene.candidate(exam), now=NOW)
    browser = manager()
    browser.post(url("piece_add", made.pk), {"kind": "dp", "file": pdf()})
    browser.post(url("piece_add", made.pk), {"kind": "dp", "file": pdf("autre-nom.pdf")})
    piece = Piece.objects.get()
    assert piece.sha256 == hashlib.sha256(PDF).hexdigest()
    assert "dp.pdf" not in piece.file.name
    address = url("piece_download", made.pk, piece.pk)
    assert browser.get(address).content == PDF
    assert JournalEntry.objects.filter(verb="dossier.open").count() == 1
    exam.juries.create(number=1).seats.create(person=cast.juror_person())
    assert cast.client(Role.JURE).get(address).status_code == 403
    assert cast.client(Role.RESPONSABLE_SESSION, cast.other_centre()).get(address).status_code == 404
    assert cast.client(Role.CANDIDAT).get(address).status_code == 200
    ExamSession.objects.update(starts_on=date(2020, 1, 1))
    assert cast.client(Role.JURE).get(address).status_code == 200
    browser.post(url("piece_withdraw", made.pk, piece.pk))
    piece.refresh_from_db()
    assert piece.withdrawn_at is not None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("dp.exe", b"MZ", "format accepté"),
        ("dp.pdf", b"<html>", "vrai fichier"),
        ("dp.pdf", b"", "vide"),
    ],
)
def test_a_file_of_the_wrong_nature_is_refused_in_french(name, content, told):
    made = scene.candidate(scene.session())
    page = (
        manager().post(url("piece_add", made.pk), {"kind": "dp", "file": pdf(name, content)}).content.decode()
    )
    assert told in page
    assert not Piece.objects.exists()


def test_what_each_role_sees_of_a_candidate():
    exam = scene.session()
    made = scene.candidate(exam)
    decide_arrangement(
        actor=scene.manager(), inscription=made, granted=True, decided_on=TODAY, now=NOW,
        decision_number="DDETS-42", measures="Pupitre inclinable",
    )  # fmt: skip
    admit_inscription(actor=scene.manager(), inscription=made, now=NOW)
    ExamSession.objects.update(status="declared")
    exam.juries.create(number=1).seats.create(person=cast.juror_person())
    address = url("inscription_detail", made.pk)
    pages = {
        role: cast.client(role).get(address).content.decode()
        for role in (Role.RESPONSABLE_SESSION, Role.FORMATEUR, Role.JURE, Role.CANDIDAT, Role.DDETS)
    }
    assert all("Pupitre inclinable" in page for page in pages.values())
    assert "Journal" in pages[Role.FORMATEUR]
    for role in (Role.JURE, Role.DDETS):
        assert "DDETS-42" not in pages[role]
        assert "Mission locale des Coteaux" not in pages[role]
        assert "Courriel" not in pages[role]
    assert "Admettre" not in pages[Role.FORMATEUR]
    assert JournalEntry.objects.filter(verb="inscription.open").count() == 4


def test_a_juror_never_sees_the_candidates_of_another_jury():
    exam = scene.session()
    made = admit_inscription(actor=scene.manager(), inscription=scene.candidate(exam), now=NOW)
    exam.juries.create(number=1).seats.create(person=cast.juror_person())
    exam.juries.create(number=2)
    assert cast.client(Role.JURE).get(url("inscription_detail", made.pk)).status_code == 404
    page = cast.client(Role.JURE).get(url("inscription_list", exam.pk)).content.decode()
    assert "MAZARGUIL" not in page


ACTS = (
    *("inscription_edit", "inscription_admit", "inscription_withdraw", "inscription_restore"),
    *("inscription_reglement", "arrangement_request", "arrangement_decide", "award_add"),
)


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_the_centres_alone(name):
    made = scene.candidate(scene.session())
    ExamSession.objects.update(status="declared")
    address = url(name, made.pk)
    assert cast.client(Role.FORMATEUR).post(address).status_code == 403
    assert cast.client(Role.CANDIDAT).post(address).status_code == 403
    assert cast.client(Role.DDETS).post(address).status_code == 403
    assert cast.client(Role.RESPONSABLE_SESSION, cast.other_centre()).post(address).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_exported_and_the_export_journaled(kind):
    exam = scene.session()
    scene.candidate(exam, cast.person("=Piège", "Zoé"))
    answer = manager().get(url(f"inscription_export_{kind}", exam.pk))
    assert answer["Content-Disposition"].endswith(f'candidats-{exam.number}.{kind}"')
    if kind == "csv":
        assert ";'=Piège;" in answer.content.decode("utf-8-sig")
    assert JournalEntry.objects.filter(verb="session.export").count() == 1
    assert cast.client(Role.FORMATEUR).get(url(f"inscription_export_{kind}", exam.pk)).status_code == 403
