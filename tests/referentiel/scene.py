"""Imports as their reviewers find them: documents kept, read by hand-made readings, at any moment of their life."""

from collections.abc import Sequence
from typing import Any

from django.test import Client

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.common.uploads import PDF, TXT, Received
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.models import ReferentielImport
from jalon.referentiel.operations.imports import keep_reading, receive_documents
from tests import cast
from tests.referentiel import readings
from tests.referentiel.conftest import NOW

WHY = "Le document officiel dit autrement."


def admin() -> Actor:
    return cast.actor(Role.ADMINISTRATEUR)


def browser() -> Client:
    return cast.client(Role.ADMINISTRATEUR)


def received(*files: Received) -> ReferentielImport:
    """Documents just handed in."""
    given: Sequence[Received] = files or [Received(readings.REAC, TXT, b"REAC de facteur de marionnettes")]
    return receive_documents(actor=admin(), files=given, now=NOW)[0]


def read(outcome: Imported | None = None, imported: ReferentielImport | None = None) -> ReferentielImport:
    """Documents read: by default two doubts, three lines left, one repair."""
    imported = imported or received()
    keep_reading(
        actor=admin(), imported=imported, outcome=outcome or readings.doubtful(), engine="moteur 1", now=NOW
    )
    imported.refresh_from_db()
    return imported


def read_pdf(outcome: Imported | None = None) -> ReferentielImport:
    """A PDF of four blank pages, read with the places of a hand-made reading."""
    outcome = outcome or readings.doubtful(pages=True)
    imported = received(Received("REAC_FM.pdf", PDF, blank_pdf(4)))
    imported.files.update(page_sizes=[[595.0, 842.0]] * 4)
    return read(outcome, imported)


def blank_pdf(pages: int) -> bytes:
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


def told(**changes: Any) -> dict[str, Any]:
    """What every decision takes."""
    return {"actor": admin(), "now": NOW, **changes}
