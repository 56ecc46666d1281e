"""A file is read in a process of its own: what it breaks is that process, never the worker, the site or a report."""

import os
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.jobs import run_pending
from jalon.common.models import Job
from jalon.common.uploads import DOCX, ODT, Received
from jalon.dossier import apart, jobs
from jalon.dossier.apart import Failed, Reader, ask_once
from jalon.dossier.conformity.template import template
from jalon.dossier.enums import VersionState
from jalon.dossier.operations.dossiers import ask_check, deposit_version, keep_report
from jalon.referentiel.importer.workers import Budget
from tests import cast
from tests.dossier import workshop
from tests.dossier.workshop import deposited

HOSTILE = "tests.dossier.hostile"
NEEDS_OFFICE = pytest.mark.skipif(not apart.has_office(), reason="LibreOffice absent")


@pytest.fixture
def hostile(monkeypatch):
    """Every check asks for a task that kills its process."""
    monkeypatch.setattr(jobs, "EXAMINE", f"{HOSTILE}:die")


def test_a_file_that_kills_its_reader_leaves_the_worker_alive_and_says_one_sentence(
    dossier, ines, now, hostile
):
    good = deposited(dossier, ines, now)
    keep_report(version=good, report=workshop.report(), passages=[], reason="")
    bad = deposited(dossier, ines, now, b"%PDF-1.7 piege\n%%EOF\n")
    run_pending()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert os.getpid()
    assert (bad.state, bad.report) == (VersionState.UNREADABLE, None)
    assert bad.reason == (
        "Le fichier a fait échouer sa lecture : il est abîmé ou piégé. Enregistrez-le de nouveau, en DOCX ou en PDF, "
        "puis déposez-le."
    )
    assert (good.state, good.verdict) == (VersionState.CHECKED, "to_mend")
    assert Job.objects.get(payload__version=bad.pk).state == Job.State.DONE


def test_the_next_file_is_read_by_a_new_process(dossier, ines, now, monkeypatch):
    monkeypatch.setattr(jobs, "EXAMINE", f"{HOSTILE}:die")
    deposited(dossier, ines, now)
    run_pending()
    monkeypatch.setattr(jobs, "EXAMINE", apart.EXAMINE)
    after = deposited(dossier, ines, now, b"%PDF-1.7 ensuite\n%%EOF\n")
    run_pending()
    after.refresh_from_db()
    assert "endommagé" in after.reason


def test_a_version_already_read_keeps_its_report_where_a_new_check_breaks(dossier, ines, now, hostile):
    version = keep_report(
        version=deposited(dossier, ines, now), report=workshop.report(), passages=[{"text": "Un"}], reason=""
    )
    Job.objects.all().delete()
    ask_check(actor=ines, version=version, now=now)
    run_pending()
    version.refresh_from_db()
    assert (version.state, version.report["verdict"], version.passages) == (
        "checked",
        "to_mend",
        [{"text": "Un"}],
    )
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert job.error.endswith("Le rapport précédent est gardé.")


@pytest.mark.parametrize(
    ("task", "said"), [("die", "abîmé ou piégé"), ("swallow", "trop de mémoire"), ("sleep", "trop de temps")]
)
def test_each_way_of_breaking_has_its_sentence(task, said):
    with pytest.raises(Failed, match=said):
        Reader(Budget(seconds=1.5)).ask(f"{HOSTILE}:{task}")


def test_a_process_ended_by_the_system_does_not_accuse_the_file(tmp_path):
    assert Reader().ask(f"{HOSTILE}:die_once", str(tmp_path / "marker")) == "lu"


def test_a_page_that_asks_for_a_copy_outlives_the_file(monkeypatch):
    with pytest.raises(Failed, match="abîmé ou piégé"):
        ask_once(f"{HOSTILE}:die")


@pytest.mark.parametrize("copy", ["annotated", "mended"])
def test_a_copy_that_breaks_is_told_on_the_page_of_the_version(dossier, ines, now, monkeypatch, copy):
    version = deposited(dossier, ines, now)
    keep_report(version=version, report=workshop.report(), passages=[], reason="")
    monkeypatch.setattr("jalon.dossier.views.copies.ANNOTATE", f"{HOSTILE}:die")
    monkeypatch.setattr("jalon.dossier.views.copies.MEND", f"{HOSTILE}:die")
    browser = cast.client(Role.CANDIDAT)
    answer = browser.get(reverse(f"dossier:{copy}", args=[dossier.pk, version.number]), follow=True)
    assert answer.status_code == 200
    assert "abîmé ou piégé" in answer.text


@pytest.mark.parametrize("kind", [DOCX, pytest.param(ODT, marks=NEEDS_OFFICE)])
def test_a_real_file_is_checked_annotated_and_mended_apart(dossier, ines, now, kind):
    content = template(workshop.CIP, "title", workshop.PRODUCTION, kind.extension)
    file = Received(f"dossier.{kind.extension}", kind, content)
    version, _ = deposit_version(actor=ines, dossier=dossier, file=file, now=now)
    run_pending()
    version.refresh_from_db()
    assert (version.state, version.verdict) == (VersionState.CHECKED, "to_mend")
    assert version.blocking + version.to_mend + version.advice == len(version.report["findings"])
    assert version.passages
    browser = cast.client(Role.CANDIDAT)
    page = browser.get(reverse("dossier:version", args=[dossier.pk, version.number])).text
    for copy in ("annotated", "mended"):
        assert reverse(f"dossier:{copy}", args=[dossier.pk, version.number]) in page
        answer = browser.get(reverse(f"dossier:{copy}", args=[dossier.pk, version.number]))
        with ZipFile(BytesIO(answer.content)) as archive:
            assert ("word/comments.xml" in archive.namelist()) == (copy == "annotated")


def test_a_check_cut_short_says_so_and_can_be_asked_again(dossier, ines, now):
    version = deposited(dossier, ines, now)
    browser, where = cast.client(Role.CANDIDAT), reverse("dossier:version", args=[dossier.pk, 1])
    assert "La vérification est en cours" in browser.get(where).text
    Job.objects.update(state=Job.State.FAILED)
    page = browser.get(where).text
    assert "La vérification s’est interrompue" in page
    browser.post(reverse("dossier:check_again", args=[dossier.pk, 1]))
    assert Job.objects.filter(state=Job.State.QUEUED, payload__version=version.pk).count() == 1


def test_a_check_under_way_for_someone_else_is_told_instead_of_lost(dossier, ines, now):
    deposited(dossier, ines, now)
    again = reverse("dossier:check_again", args=[dossier.pk, 1])
    answer = cast.client(Role.FORMATEUR).post(again, follow=True)
    assert answer.status_code == 200
    assert "déjà en cours" in answer.text
