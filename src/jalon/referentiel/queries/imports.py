"""Reads of imports: the last reading, the state of the review, where a published text comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from jalon.common.actor import Actor
from jalon.referentiel import kept
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.importer.source import Place
from jalon.referentiel.importer.version import engine_version
from jalon.referentiel.models import ImportCorrection, ImportedFile, ImportReading, ReferentielImport
from jalon.referentiel.overlay import Correction
from jalon.referentiel.queries.titres import current_digest
from jalon.referentiel.review import LineAnswer, Review, build
from jalon.referentiel.workflow import REVIEWED


def last_reading(imported: ReferentielImport) -> ImportReading | None:
    """The reading in force, without its outcome; None before the first."""
    return imported.readings.defer("outcome").order_by("-number").first()


def outcome_of(reading: ImportReading) -> Imported:
    """What a reading gave; a reading never changes, so it is typed once per process."""
    return _outcome(reading.pk)


@lru_cache(maxsize=8)
def _outcome(uuid: UUID) -> Imported:
    return kept.load(ImportReading.objects.get(pk=uuid).outcome)


def review_of(imported: ReferentielImport) -> Review | None:
    """The state of the review on the reading in force; None before the first reading."""
    reading = last_reading(imported)
    if reading is None:
        return None
    names = imported.files.values_list("name", flat=True)
    return build(outcome_of(reading), corrections_of(imported), line_answers_of(imported), names)


def standing_corrections(imported: ReferentielImport) -> QuerySet[ImportCorrection]:
    """Those that nobody took back, in the order in which they were decided."""
    return imported.corrections.filter(withdrawn_at=None).order_by("pk")


def corrections_of(imported: ReferentielImport) -> dict[int, Correction]:
    return {row.pk: as_correction(row) for row in standing_corrections(imported)}


@dataclass(frozen=True, slots=True)
class LastAct:
    """The last decision of a person on an import: its pieces, and the lines (file, text) that it answered."""

    at: datetime
    addresses: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


def last_act(imported: ReferentielImport, actor: Actor) -> LastAct | None:
    """What the actor decided last and nobody took back: what was written together was one decision."""
    corrections = standing_corrections(imported).filter(author_ref=actor.ref)
    answers = imported.line_answers.filter(author=actor.label)
    times = [rows.aggregate(last=Max("at"))["last"] for rows in (corrections, answers)]
    at = max((time for time in times if time), default=None)
    if at is None:
        return None
    return LastAct(
        at,
        tuple(corrections.filter(at=at).values_list("address", flat=True)),
        tuple(answers.filter(at=at).values_list("file", "text")),
    )


def as_correction(row: ImportCorrection) -> Correction:
    return Correction(
        row.address, row.before, row.after, row.author, row.reason, row.at, row.act, row.within  # type: ignore[arg-type]
    )  # fmt: skip


def line_answers_of(imported: ReferentielImport) -> dict[tuple[str, str], LineAnswer]:
    return {
        (row.file, row.text): LineAnswer(row.correction_id is not None, row.author, row.reason, row.at)
        for row in imported.line_answers.all()
    }


def text_digest(text: str) -> str:
    """What names a line in a unique constraint, however long it is."""
    return sha256(text.encode()).hexdigest()


def may_reread(imported: ReferentielImport, reading: ImportReading | None) -> bool:
    """Whether the engine of today is not the one that read the documents."""
    return imported.status in REVIEWED and reading is not None and reading.engine != engine_version()


def find_same_documents(digests: Iterable[str]) -> ReferentielImport | None:
    """The last import of exactly these documents, whatever their names."""
    wanted = sorted(set(digests))
    held = ImportedFile.objects.filter(sha256__in=wanted).values_list("owner_id", flat=True)
    for imported in ReferentielImport.objects.filter(pk__in=set(held)).order_by("-pk"):
        if sorted(set(imported.files.values_list("sha256", flat=True))) == wanted:
            return imported
    return None


def origin_of_titre(digest: str) -> ReferentielImport | None:
    """The import that a published revision comes from, if it comes from one."""
    return ReferentielImport.objects.filter(published__sha256=digest).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text of a published title was read: the import, and the pages of each document."""

    imported: ReferentielImport
    pages: tuple[tuple[str, tuple[int, ...]], ...]


def origin_of_competence(ref: str, number: int) -> Origin | None:
    """Where the competence of the revision in force was read; None where that is not known."""
    imported = origin_of_titre(current_digest(ref))
    if imported is None:
        return None
    pages: dict[str, set[int]] = {}
    for file, page in places_of_competence(imported, number):
        pages.setdefault(file, set()).update([page] if page else [])
    return (
        Origin(imported, tuple((file, tuple(sorted(found))) for file, found in pages.items()))
        if pages
        else None
    )


def places_of_competence(imported: ReferentielImport, number: int) -> list[tuple[str, int | None]]:
    """The pages of the official documents where a competence was read, each once, in the order of the documents."""
    root = f"competences/{number}/"
    stored: Mapping[str, Any] = imported.provenance
    found: set[Place] = set()
    for address, places in stored.items():
        if f"{address}/".startswith(root):
            found.update(kept.load_places(places))
    return list(dict.fromkeys((place.file, place.page) for place in sorted(found, key=_order)))


def _order(place: Place) -> tuple[str, int, int]:
    return place.file, place.page or 0, place.line
