"""Files that people hand over: each fault gets a French sentence naming the file and the remedy."""

import re
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from jalon.common import uploads
from jalon.common.uploads import CSV, PDF, XLSX, UploadRefused, read_upload, safe_name, seal


def workbook(member: str = "xl/workbook.xml", size: int = 10) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression=8) as archive:
        archive.writestr(member, b"0" * size)
    return buffer.getvalue()


def test_a_sound_file_is_read_whole_under_its_own_name() -> None:
    read = read_upload(ContentFile(workbook(), "C:\\Bureau\\liste.XLSX"), allowed=[XLSX, CSV])
    assert (read.name, read.kind, read.content[:2]) == ("liste.XLSX", XLSX, b"PK")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vide.pdf", b"", "est vide"),
        ("photo.exe", b"MZ", "Formats acceptés : PDF, Excel"),
        ("faux.pdf", b"<html>", "n’est pas un vrai fichier PDF"),
        ("verrou.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "protégé par un mot de passe"),
        ("coupe.xlsx", workbook()[:30], "est abîmé"),
        ("texte.xlsx", workbook("word/document.xml"), "n’est pas un vrai fichier Excel"),
        ("gros.pdf", b"%PDF-" + b"0" * 2000, "pèse 2 ko : la limite est de 1 ko"),
    ],
    ids=["vide", "exe", "faux", "verrou", "coupe", "texte", "gros"],
)
def test_each_fault_is_told_with_its_remedy(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(UploadRefused) as refusal:
        read_upload(ContentFile(content, name), allowed=[PDF, XLSX], max_bytes=1000)
    told = re.sub(r"[\u00a0\u202f]", " ", str(refusal.value))
    assert sentence in told
    assert f"« {name} »" in told


def test_no_file_at_all_is_told() -> None:
    with pytest.raises(UploadRefused, match="Aucun fichier"):
        read_upload(None, allowed=[PDF])


def test_a_small_file_that_unpacks_into_a_huge_one_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(UploadRefused, match="démesuré"):
        read_upload(ContentFile(workbook(size=1_000_001), "bombe.xlsx"), allowed=[XLSX])


def test_a_kept_document_is_sealed_by_its_digest() -> None:
    content = b"%PDF-1.7 ..."
    sealed = seal(ContentFile(content, "dossier.pdf"))
    assert (sealed.extension, sealed.size, sealed.sha256) == (
        "pdf",
        len(content),
        sha256(content).hexdigest(),
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("...", "fichier"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_a_name_keeps_neither_folder_nor_trick(given: str, kept: str) -> None:
    assert safe_name(given) == kept


class Endless:
    """A body of 100 MB that counts what is read of it and never holds it."""

    def __init__(self) -> None:
        self.left, self.largest = 100_000_000, 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "the body was asked whole"
        self.largest = max(self.largest, size)
        piece = min(size, self.left)
        self.left -= piece
        return bytes(piece)

    readline = read


@pytest.mark.django_db
def test_a_100_mb_upload_gets_a_page_and_is_never_held_in_memory(client: Client) -> None:
    body = Endless()
    response = client.generic(
        "POST",
        "/apparence/",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": body, "CONTENT_LENGTH": "100000000"},  # type: ignore[arg-type]
    )
    assert response.status_code == 413
    text = re.sub(r"[\u00a0\u202f]|&nbsp;", " ", response.content.decode())
    assert "Vous avez envoyé 100 Mo : la limite est de 25 Mo" in text
    assert body.left == 0
    assert body.largest <= 1_000_000
