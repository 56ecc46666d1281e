"""An issued document is numbered, durable, never changed, and any damage to its file is seen."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from jalon.documents.engine import RenderingError
from jalon.documents.kinds import get_kind
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document, preview
from jalon.documents.queries import (
    DamagedDocument,
    content_of,
    current_documents_of,
    documents_of,
    is_intact,
    latest_document,
)
from jalon.documents.responses import document_response
from tests.documents.reading import text_of
from tests.documents.reshaping import with_texts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 15, 16, 10, 33, 123456, tzinfo=UTC)
SUBJECT = "examen.session:12"


@pytest.fixture(autouse=True)
def _private_files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def issue(name: str = "jury.pv_session", *, now: datetime = NOW, **changes: object) -> IssuedDocument:
    kind = get_kind(name)
    arguments = {
        "subject_ref": SUBJECT,
        "organisme_ref": "accounts.organisme:1",
        "actor_ref": "user:3",
        **changes,
    }
    return issue_document(kind=kind, context=kind.sample(), now=now, **arguments)  # type: ignore[arg-type]


def test_numbers_follow_one_another_in_a_kind_an_organisme_and_a_year() -> None:
    numbers = [
        issue().number,
        issue().number,
        issue("jury.bordereau").number,
        issue(organisme_ref="accounts.organisme:2").number,
        issue(now=datetime(2027, 1, 4, 8, tzinfo=UTC)).number,
        issue().number,
    ]
    assert numbers == [
        "PV-2026-0001",
        "PV-2026-0002",
        "BOR-2026-0001",
        "PV-2026-0001",
        "PV-2027-0001",
        "PV-2026-0003",
    ]


def test_the_year_of_a_number_is_that_of_paris() -> None:
    assert issue(now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).number == "PV-2027-0001"


def test_the_file_is_the_pdf_whose_digest_is_recorded_and_bears_the_number() -> None:
    document = issue()
    pdf = content_of(document)
    assert len(pdf) == document.size
    text = text_of(pdf)
    assert document.number in text
    assert document.context_sha256[:12] in text


def test_the_same_data_issued_twice_differ_by_their_number_only() -> None:
    first, second = issue(), issue()
    assert first.context_sha256 == second.context_sha256
    assert first.sha256 != second.sha256


def test_an_issued_document_refuses_any_change() -> None:
    document = issue()
    document.title = "Autre"
    for attempt in ({}, {"update_fields": ["title"]}, {"update_fields": ["superseded_by", "file"]}):
        with pytest.raises(TypeError, match="ne change jamais"):
            document.save(**attempt)
    assert IssuedDocument.objects.get().title == "Procès-verbal de session"


def test_a_new_document_may_supersede_another_which_stays_readable() -> None:
    first = issue()
    second = issue(supersedes=first)
    assert list(current_documents_of(SUBJECT)) == [second]
    assert list(documents_of(SUBJECT, kinds=("jury.pv_session",))) == [second, first]
    assert latest_document(SUBJECT, "jury.pv_session") == second
    assert is_intact(first)


def test_documents_of_one_organisme_are_not_shown_with_those_of_another() -> None:
    issue()
    other = issue(organisme_ref="accounts.organisme:2")
    assert list(documents_of(SUBJECT, organisme_ref="accounts.organisme:2")) == [other]


def test_a_rolled_back_act_leaves_neither_document_nor_gap() -> None:
    def fail_after_issuing() -> None:
        with transaction.atomic():
            issue()
            raise RuntimeError("le reste de l’acte échoue")

    with pytest.raises(RuntimeError, match="échoue"):
        fail_after_issuing()
    assert not IssuedDocument.objects.exists()
    assert issue().number == "PV-2026-0001"


def test_a_fault_of_the_template_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RenderingError("gabarit fautif")

    monkeypatch.setattr("jalon.documents.kinds.render", broken)
    with pytest.raises(RenderingError):
        issue()
    assert not IssuedDocument.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_write_that_fails_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        issue()
    assert not IssuedDocument.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_altered_by_one_byte_is_seen_and_never_served() -> None:
    document = issue()
    path = Path(document.file.path)
    content = bytearray(path.read_bytes())
    content[-10] ^= 1
    path.write_bytes(content)
    assert not is_intact(document)
    with pytest.raises(DamagedDocument, match="altéré"):
        document_response(document)


def test_a_lost_file_is_named() -> None:
    document = issue()
    Path(document.file.path).unlink()
    with pytest.raises(DamagedDocument, match=f"{document.number} est introuvable"):
        content_of(document)


def test_a_document_is_shown_in_the_browser_and_kept_nowhere() -> None:
    response = document_response(issue(title='Procès-verbal d’Œdipe / "x"\r\n'))
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith('inline; filename="PV-2026-0001 Proces-verbal d-')
    assert "%C5%92dipe" in headers["Content-Disposition"]
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"  # type: ignore[arg-type]
    response.close()


def test_characters_that_could_not_be_printed_are_kept_with_the_document() -> None:
    kind = get_kind("examen.convocation_candidat")
    context = with_texts(kind.sample(), lambda text: text.replace("Awa", "Ngị"))
    document = issue_document(
        kind=kind, context=context, subject_ref="x:1", organisme_ref="o:1", actor_ref="user:1", now=NOW
    )
    assert document.replaced == "ị"


def test_a_preview_keeps_nothing() -> None:
    kind = get_kind("jury.pv_session")
    assert preview(kind, kind.sample()).startswith(b"%PDF-")
    assert not IssuedDocument.objects.exists()
