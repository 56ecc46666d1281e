"""Importing a centre's file: read in the queue, shown, settled, written once, forgotten."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import JournalEntry
from jalon.examen.models import CandidateImport, ExamSession, Inscription
from jalon.examen.operations.imports import purge_expired
from jalon.people.models import Person
from tests import cast
from tests.examen import scene

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Nom de naissance;Prénom;Date de naissance;Lieu de naissance;Voie;CCP;Entreprise;Heures CCP 1"
GOOD = f"""{HEAD}
Lefèvre;Éloïse;31/12/1990;Albi;formation;titre;Atelier;70
Brun;Noé;3 mars 1985;Lyon;VAE;CCP 1 et 2;;
"""


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"examen:{name}", args=args)


def manager():
    return cast.client(Role.RESPONSABLE_SESSION)


def drop(session, text, browser=None, name="candidats.csv"):
    """Drop a file and let the queue read it."""
    data = text if isinstance(text, bytes) else text.encode()
    answer = (browser or manager()).post(
        url("import_candidates", session.pk), {"file": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 302, answer.content.decode()
    run_pending()
    return CandidateImport.objects.latest("pk")


def write(imported, browser=None):
    """Ask for the plan shown to be written, and let the queue write it."""
    browser = browser or manager()
    page = browser.post(
        url("import_apply", imported.session_id, imported.pk), {"digest": imported.plan.get("digest", "")}
    )
    run_pending()
    imported.refresh_from_db()
    return page


def test_nothing_is_written_before_the_plan_is_accepted_then_all_is_at_once():
    session = scene.session()
    imported = drop(session, GOOD)
    page = manager().get(url("import_plan", session.pk, imported.pk)).content.decode()
    assert "LEFÈVRE Éloïse" in page
    assert not Inscription.objects.exists()
    write(imported)
    first, second = Inscription.objects.order_by("number")
    assert (first.person.birth_place, first.route, first.scopes) == ("Albi", "formation", ["title"])
    assert first.parcours.company_periods.get().hours == 70
    assert (second.route, second.scopes) == ("vae", ["ccp1", "ccp2"])
    page = manager().get(url("import_plan", session.pk, imported.pk)).content.decode()
    assert "2 candidats ajoutés" in page.replace("\u00a0", " ")


def test_the_file_is_forgotten_once_written():
    imported = drop(scene.session(), GOOD)
    kept = imported.file.name
    write(imported)
    assert (imported.rows, imported.file.name) == ([], "")
    assert not imported.file.storage.exists(kept)


def test_the_same_file_again_writes_nothing():
    session = scene.session()
    write(drop(session, GOOD))
    acts = JournalEntry.objects.exclude(verb__startswith="import").count()
    again = drop(session, GOOD)
    assert again.plan["counts"] == {"add": 0, "change": 0, "same": 2, "conflict": 0, "set_aside": 0}
    write(again)
    assert Inscription.objects.count() == Person.objects.count() == 2
    assert JournalEntry.objects.exclude(verb__startswith="import").count() == acts


def test_a_double_click_writes_once():
    imported = drop(scene.session(), GOOD)
    browser = manager()
    told = {"digest": imported.plan["digest"]}
    for _ in range(2):
        browser.post(url("import_apply", imported.session_id, imported.pk), told)
    run_pending()
    assert Inscription.objects.count() == 2


def test_every_fault_is_shown_with_its_cell_and_nothing_may_be_written():
    session = scene.session()
    imported = drop(session, f"{HEAD}\nBrun;Noé;31/02/1985;Lyon;stage;titre;;\n")
    page = manager().get(url("import_plan", session.pk, imported.pk)).content.decode()
    assert "C2" in page
    assert "E2" in page
    assert "rien n’a été écrit" in page
    write(imported)
    assert not Inscription.objects.exists()


def test_a_probable_identity_is_settled_by_a_human():
    session = scene.session()
    known = cast.person("Lefebvre", "Éloïse", date(1990, 12, 31))
    imported = drop(session, GOOD)
    browser = manager()
    page = browser.get(url("import_plan", session.pk, imported.pk)).content.decode()
    assert "orthographe proche" in page
    write(imported)
    assert not Inscription.objects.exists()
    browser.post(url("import_choices", session.pk, imported.pk), {"ligne-2": str(known.pk)})
    imported.refresh_from_db()
    write(imported)
    known.refresh_from_db()
    assert known.birth_name == "Lefèvre"
    assert known.inscriptions.count() == 1


def test_a_plan_that_no_longer_holds_is_shown_again_instead_of_written():
    session = scene.session()
    imported = drop(session, GOOD)
    seen = imported.plan["digest"]
    with transaction.atomic():
        cast.person("Brun", "Noé", date(1985, 3, 3))
    write(imported)
    assert not Inscription.objects.exists()
    assert imported.plan["digest"] != seen
    write(imported)
    assert Inscription.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "est vide"), (b"PK\x03\x04casse", "abîmé"), (b"%PDF-1.7", "n’est pas une feuille de calcul")],
)
def test_a_hostile_file_gives_a_french_message(data, told):
    session = scene.session()
    imported = drop(session, data, name="liste.xlsx")
    page = manager().get(url("import_plan", session.pk, imported.pk)).content.decode()
    assert told in page


def test_a_file_over_the_limit_is_refused_at_the_door():
    session = scene.session()
    file = SimpleUploadedFile("gros.csv", b"x" * 10_000_001)
    page = manager().post(url("import_candidates", session.pk), {"file": file}).content.decode()
    assert "dépasse 10" in page
    assert not CandidateImport.objects.exists()


def test_an_expired_file_is_neither_written_nor_kept():
    imported = drop(scene.session(), GOOD)
    CandidateImport.objects.update(expires_at=timezone.now())
    write(imported)
    assert not Inscription.objects.exists()
    assert purge_expired(now=timezone.now() + timedelta(days=2)) == 1
    assert not imported.file.storage.exists(imported.file.name)


def test_a_session_that_has_begun_takes_no_file():
    session = scene.session()
    ExamSession.objects.update(status="in_progress")
    page = manager().get(url("import_candidates", session.pk)).content.decode()
    assert "La session a commencé" in page


def test_the_template_is_made_for_the_session():
    session = scene.session()
    answer = manager().get(url("import_template", session.pk))
    assert answer.content.startswith(b"PK")
    assert session.number in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["import_plan", "import_choices", "import_apply"])
def test_imports_are_the_centres_alone(name):
    session = scene.session()
    imported = drop(session, GOOD)
    ExamSession.objects.update(status="declared")
    address = url(name, session.pk, imported.pk)
    method = "get" if name == "import_plan" else "post"
    for role, organisme, code in (
        (Role.FORMATEUR, cast.centre(), 403),
        (Role.DDETS, cast.ddets(), 403),
        (Role.RESPONSABLE_SESSION, cast.other_centre(), 404),
    ):
        assert getattr(cast.client(role, organisme), method)(address).status_code == code
    other = scene.session()
    assert getattr(manager(), method)(url(name, other.pk, imported.pk)).status_code == 404
