"""Read issued documents, and tell whether their files are still what was issued."""

import hashlib

from django.db.models import QuerySet

from jalon.documents.models import IssuedDocument


class DamagedDocument(Exception):
    """The file of an issued document is missing, or is no longer the one that was issued."""


def documents_of(
    subject_ref: str, *, organisme_ref: str = "", kinds: tuple[str, ...] = ()
) -> QuerySet[IssuedDocument]:
    """Documents issued about a subject (« examen.session:12 »), newest first, superseded ones included."""
    found = IssuedDocument.objects.filter(subject_ref=subject_ref)
    if organisme_ref:
        found = found.filter(organisme_ref=organisme_ref)
    return found.filter(kind__in=kinds) if kinds else found


def current_documents_of(subject_ref: str, **narrowing: str) -> QuerySet[IssuedDocument]:
    """The same without those that a later document replaces."""
    return documents_of(subject_ref, **narrowing).filter(superseded_by__isnull=True)  # type: ignore[arg-type]


def latest_document(subject_ref: str, kind: str) -> IssuedDocument | None:
    """The document of this kind in force for a subject, or None."""
    return documents_of(subject_ref, kinds=(kind,)).filter(superseded_by__isnull=True).first()


def content_of(document: IssuedDocument) -> bytes:
    """The PDF as issued. Raises DamagedDocument if the file is missing or its SHA-256 differs."""
    try:
        with document.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise DamagedDocument(f"Le fichier du document {document.number} est introuvable.") from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DamagedDocument(f"Le fichier du document {document.number} a été altéré depuis son émission.")
    return content


def is_intact(document: IssuedDocument) -> bool:
    """Whether the file is, byte for byte, the one that was issued."""
    try:
        content_of(document)
    except DamagedDocument:
        return False
    return True
