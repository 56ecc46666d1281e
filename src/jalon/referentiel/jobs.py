"""The slow work of an import: reading official documents."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jalon.common.jobs import JobContext, JobRefused, job
from jalon.referentiel.operations.imports import READ, keep_page_sizes, keep_reading, refuse_documents
from jalon.referentiel.queries.imports import outcome_of, review_of

from .importer.result import Imported, ImportRefused
from .importer.source import Unreadable
from .importer.version import engine_version
from .models import ReferentielImport
from .page_image import NoPicture, page_sizes

Progress = Callable[[int, int, str], None]


@job(kind=READ, label="Lecture d’un référentiel", max_attempts=2)
def read(ctx: JobContext, *, imported: int) -> dict[str, Any]:
    """Read the documents; the page of the import shows what was found, or why nothing could be read."""
    row = ReferentielImport.objects.filter(pk=imported).first()
    if row is None:
        raise JobRefused("Cet import n’existe plus : déposez les documents à nouveau.")
    ctx.progress(1, 100, "Ouverture des documents…")
    result = {"url": reverse("referentiel:import", args=[row.pk]), "link_label": "Voir ce qui a été lu"}
    with TemporaryDirectory(prefix="jalon-referentiel-") as folder:
        paths = _documents(row, Path(folder))
        _measure_pages(row, Path(folder))
        try:
            outcome = _read(paths, lambda done, total, told: ctx.progress(done, total, told))
        except Unreadable as refusal:
            with ctx.completing() as end:
                refuse_documents(actor=ctx.actor, imported=row, reasons=_reasons(refusal), now=timezone.now())
                end.update(
                    result | {"link_label": "Voir pourquoi rien n’a été lu", "messages": _reasons(refusal)}
                )
            return {}
    with ctx.completing() as end:
        reading = keep_reading(
            actor=ctx.actor, imported=row, outcome=outcome, engine=engine_version(), now=timezone.now()
        )
        end.update(result)
        known, review = outcome_of(reading), review_of(row)
        end["messages"] = [
            f"Compétences : {len(known.document.get('competences', ()))}",
            f"Questions à répondre : {len(review.open) if review else 0}",
            f"Part du texte comprise : {round(100 * known.coverage)} %",
        ]
    return {}


def _read(paths: list[Path], progress: Progress) -> Imported:
    from .importer.engine import import_files

    return import_files(paths, progress=progress)


def _documents(row: ReferentielImport, folder: Path) -> list[Path]:
    """The documents under the names that people gave them: places and messages name them so."""
    paths = []
    for document in row.files.all():
        path = folder / document.name
        with document.file.open("rb") as stream, path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        paths.append(path)
    return paths


def _measure_pages(row: ReferentielImport, folder: Path) -> None:
    for document in row.files.all():
        if document.extension == "pdf" and not document.page_sizes:
            try:
                keep_page_sizes(file=document, sizes=page_sizes(folder / document.name))
            except NoPicture:
                continue  # the text of its pages is shown all the same


def _reasons(refusal: Unreadable) -> list[str]:
    return list(refusal.reasons) if isinstance(refusal, ImportRefused) else [str(refusal)]
