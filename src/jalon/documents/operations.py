"""Issue documents: number, typeset, write to disk, record; all or nothing."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from jalon.documents.blocks import DocumentContext
from jalon.documents.engine import Stamp, canonical_json
from jalon.documents.kinds import DocumentKind
from jalon.documents.models import DocumentSequence, IssuedDocument

C = TypeVar("C", bound=DocumentContext)


def issue_document(
    *,
    kind: DocumentKind[C],
    context: C,
    subject_ref: str,
    organisme_ref: str,
    actor_ref: str,
    now: datetime,
    title: str = "",
    supersedes: IssuedDocument | None = None,
) -> IssuedDocument:
    """Issue a document: the next number of its kind in the organisme and the year, a PDF that never changes.

    Numbers read « PV-2026-0007 ». The row belongs to the caller's transaction: a rolled-back act leaves
    no document and no gap, at worst a file that no row names. `supersedes` is the document it replaces.
    Raises RenderingError when the template is at fault.
    """
    plain = kind.plain(context)
    fingerprint = hashlib.sha256(canonical_json(plain).encode()).hexdigest()
    with transaction.atomic():
        number = _next_number(kind.name, kind.prefix, organisme_ref, timezone.localtime(now).year)
        stamp = Stamp(number=number, fingerprint=fingerprint[:12], issued_at=now)
        rendered = kind.render(context, stamp=stamp)
        document = IssuedDocument(
            kind=kind.name,
            number=number,
            organisme_ref=organisme_ref,
            subject_ref=subject_ref,
            title=(title or kind.label)[:300],
            sha256=hashlib.sha256(rendered.pdf).hexdigest(),
            size=len(rendered.pdf),
            context_sha256=fingerprint,
            template_version=kind.version,
            replaced="".join(rendered.replaced)[:200],
            actor_ref=actor_ref,
            issued_at=now,
        )
        _write_durably(Path(default_storage.path(document.storage_path)), rendered.pdf)
        document.file.name = document.storage_path
        document.save()
        if supersedes is not None:
            supersedes.superseded_by = document
            supersedes.save(update_fields=["superseded_by"])
    return document


def preview(kind: DocumentKind[C], context: C) -> bytes:
    """The PDF as it would be issued, without number; nothing is kept."""
    return kind.render(context).pdf


def _next_number(kind: str, prefix: str, organisme_ref: str, year: int) -> str:
    DocumentSequence.objects.get_or_create(organisme_ref=organisme_ref, kind=kind, year=year)
    sequence = DocumentSequence.objects.select_for_update().get(
        organisme_ref=organisme_ref, kind=kind, year=year
    )
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return f"{prefix}-{year}-{sequence.last:04d}"


def _write_durably(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, then rename: a power cut leaves the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".partial-", delete=False) as file:
        partial = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
