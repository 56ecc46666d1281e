"""The whole file of a session: every document, grid, piece and proof, with a manifest of SHA-256 (A7.12, A9).

Entries come one by one, in an order that depends on nothing but their paths; the archive is written as they
come, never held in memory. The same session gives the same entries.
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from jalon.documents.kinds import DocumentKind
from jalon.documents.models import IssuedDocument
from jalon.documents.queries import DamagedDocument, content_of
from jalon.dossier.models import Piece
from jalon.examen import documents as examen_documents
from jalon.examen import letters
from jalon.examen.contexts import FeuilleSignee
from jalon.examen.enums import SignerRole
from jalon.examen.models import ExamSession, PliOpening
from jalon.examen.queries.checklist import session_size
from jalon.examen.queries.planning import appointments_of, published_timetable
from jalon.examen.queries.signatures import half_sheets
from jalon.jury import builders, documents
from jalon.jury.models import PV, Grid
from jalon.jury.queries.grids import form_for
from jalon.jury.queries.results import results_of
from jalon.jury.queries.seal import digest, journal_of, session_documents
from jalon.parcours.models import CompanyPeriod
from jalon.referentiel.document import to_json
from jalon.referentiel.queries import get_titre, get_titre_by_digest

MANIFEST = "MANIFESTE.sha256"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive; `read` gives its bytes when its turn comes (or opens a file to be streamed)."""

    path: str
    label: str
    read: Callable[[], bytes | IO[bytes]]


@dataclass(frozen=True, slots=True)
class Written:
    """What the manifest says of a file: path, label, size in bytes, SHA-256."""

    path: str
    label: str
    size: int
    sha256: str


def slug(text: str) -> str:
    """« Éliane DASTUGUE » → « eliane-dastugue »: a file name that every system takes."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "sans-nom"


def entries_of(session: ExamSession, *, now: datetime) -> list[Entry]:
    """Every entry of a session's file, by path; nothing is rendered until it is read."""
    found = [
        *_issued(session),
        *_around(session),
        *_grids(session),
        *_results(session, now),
        *_pieces(session),
        *_records(session),
    ]
    unique: dict[str, Entry] = {}
    for entry in sorted(found, key=lambda e: e.path):
        path, rank = entry.path, 2
        stem, _, suffix = entry.path.rpartition(".")
        while path in unique:
            path, rank = f"{stem}-{rank}.{suffix}", rank + 1
        unique[path] = Entry(path, entry.label, entry.read)
    return list(unique.values())


def write_archive(
    target: IO[bytes],
    session: ExamSession,
    *,
    now: datetime,
    sealed_by: str,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _message: None,
) -> list[Written]:
    """Write the archive as entries come, then the bordereau and the manifest; return what was written."""
    entries = entries_of(session, now=now)
    written: list[Written] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for rank, entry in enumerate(entries):
            progress(rank, len(entries) + 2, entry.label)
            written.append(_write(archive, entry))
        seal = hashlib.sha256(manifest(written)).hexdigest()
        rows = [(w.path, w.label, w.size, w.sha256) for w in written]
        bordereau = builders.bordereau_context(session, rows, sealed_by=sealed_by, seal=seal, now=now)
        progress(len(entries), len(entries) + 2, "Bordereau")
        written.append(
            _write(
                archive,
                Entry(
                    "00-bordereau.pdf",
                    "Bordereau du dossier",
                    lambda: documents.BORDEREAU.render(bordereau).pdf,
                ),
            )
        )
        _write(archive, Entry(MANIFEST, "Manifeste", lambda: manifest(written)))
    return written


def manifest(written: Iterable[Written]) -> bytes:
    """One line per file, as `sha256sum -c` reads it."""
    return "".join(f"{w.sha256}  {w.path}\n" for w in sorted(written, key=lambda w: w.path)).encode()


def _write(archive: zipfile.ZipFile, entry: Entry) -> Written:
    info = zipfile.ZipInfo(entry.path, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    hashed, size = hashlib.sha256(), 0
    content = entry.read()
    source: IO[bytes] = io.BytesIO(content) if isinstance(content, bytes) else content
    with source, archive.open(info, "w", force_zip64=True) as out:
        for chunk in iter(lambda: source.read(1 << 20), b""):
            hashed.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return Written(entry.path, entry.label, size, hashed.hexdigest())


def archive_bytes_sha256(path: Path) -> str:
    """SHA-256 of a written archive."""
    result = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            result.update(chunk)
    return result.hexdigest()


# --- what the file is made of

_FOLDERS = {
    "examen.convocation_candidat": "01-preparation/convocations",
    "examen.convocation_jure": "01-preparation/convocations",
    "examen.invitation_jure": "01-preparation/convocations",
    "examen.convocation_comedien": "01-preparation/convocations",
    "examen.feuille_signee": "02-session",
    "jury.pv_session": "04-resultats",
}


def _issued(session: ExamSession) -> Iterator[Entry]:
    for document in session_documents(session):
        folder = _FOLDERS.get(document.kind) or (
            "04-resultats/candidats" if document.kind.startswith("jury.") else "01-preparation"
        )
        yield Entry(
            f"{folder}/{document.number}-{slug(document.title)}.pdf",
            document.title,
            partial(_content, document),
        )


def _content(document: IssuedDocument) -> bytes:
    try:
        return content_of(document)
    except DamagedDocument as error:
        return f"{error}\n".encode()


def _rendered(path: str, kind: DocumentKind[Any], context: Callable[[], Any], label: str = "") -> Entry:
    return Entry(path, label or kind.label, lambda: kind.render(context()).pdf)


def _around(session: ExamSession) -> Iterator[Entry]:
    if timetable := published_timetable(session):
        rows = appointments_of(timetable)
        yield _rendered(
            "01-preparation/planning.pdf",
            examen_documents.PLANNING_SESSION,
            lambda: letters.planning_context(session, timetable, rows),
        )
        sheet = examen_documents.FEUILLE_EMARGEMENT
        yield _rendered(
            "02-session/emargement-candidats.pdf",
            sheet,
            lambda: letters.emargement_candidats(session, rows),
            "Émargement des candidats",
        )
        yield _rendered(
            "02-session/emargement-jures.pdf",
            sheet,
            lambda: letters.emargement_jures(session, rows),
            "Émargement du jury",
        )
    signed = set(session.day_signatures.filter(withdrawn_at=None).values_list("role", flat=True))
    for role in SignerRole:
        if role in signed:
            yield _rendered(
                f"02-session/emargement-signe-{'candidats' if role == SignerRole.CANDIDATE else 'jures'}.pdf",
                examen_documents.FEUILLE_SIGNEE,
                partial(_signed_sheet, session, role),
                f"Émargement signé sur écran, {role.label.lower()}s",
            )
    candidates, juries = session_size(session)
    yield _rendered(
        "02-session/plateau-technique.pdf",
        examen_documents.CHECKLIST_PLATEAU,
        lambda: letters.checklist_context(session, candidates, juries),
    )
    if opening := PliOpening.objects.filter(session=session).select_related("witness__person").first():
        yield _rendered(
            "02-session/ouverture-plis.pdf",
            examen_documents.PV_OUVERTURE_PLIS,
            lambda: letters.pli_context(session, opening),
        )


def _signed_sheet(session: ExamSession, role: SignerRole) -> FeuilleSignee:
    return letters.emargement_signe(session, half_sheets(session), role)


def _grids(session: ExamSession) -> Iterator[Entry]:
    titre = get_titre(session.titre_ref)
    grids = (
        Grid.objects.filter(inscription__session=session)
        .select_related("inscription__person", "juror", "jury")
        .prefetch_related("marks")
    )
    for grid in grids.order_by("inscription__number", "scope", "test_kind", "pk"):
        form = form_for(titre, grid.scope, grid.test_kind)
        if form is None:
            continue
        grid.inscription.session = session
        person = grid.inscription.person
        who = grid.juror.full_name if grid.juror else "fiche commune"
        yield _rendered(
            f"03-jury/{grid.inscription.number:03d}-{slug(person.full_name)}"
            f"/{slug(form.scope_label)}-{slug(form.label)}-{slug(who)}.pdf",
            documents.GRILLE_EVALUATION,
            partial(builders.grid_context, session, grid.inscription, form, grid),
            f"{form.label}, {person.full_name} : {who}",
        )


def _results(session: ExamSession, now: datetime) -> Iterator[Entry]:
    results = results_of(session)
    validated = PV.objects.filter(session=session, status="validated").first()
    on = timezone.localdate(validated.decided_at) if validated and validated.decided_at else None
    for result in results:
        person = result.inscription.person
        folder = f"{result.inscription.number:03d}-{slug(person.full_name)}"
        if result.deliberation is not None and result.outcome not in ("absent", "excused"):
            yield _rendered(
                f"03-jury/{folder}/fiche-synthese.pdf",
                documents.FICHE_SYNTHESE,
                partial(builders.synthesis_context, result),
                f"Fiche de synthèse, {person.full_name}",
            )
            if on is None:
                yield _rendered(
                    f"04-resultats/candidats/{folder}-fiche-resultats.pdf",
                    documents.FICHE_RESULTATS,
                    partial(builders.results_context, result, validated_on=None, now=now),
                    f"Proposition du jury, {person.full_name}",
                )
    yield _rendered(
        "04-resultats/saisie-ceres.pdf",
        documents.FICHE_CERES,
        lambda: builders.ceres_context(session, results, "validated" if on else "proposed"),
    )


def _pieces(session: ExamSession) -> Iterator[Entry]:
    inscriptions = session.inscriptions.select_related("person").order_by("number")
    folders = {i.parcours_id: f"05-candidats/{i.number:03d}-{slug(i.person.full_name)}" for i in inscriptions}
    for piece in (
        Piece.objects.filter(parcours__in=folders, withdrawn_at=None).exclude(file="").order_by("pk")
    ):
        name = f"{folders[piece.parcours_id]}/{slug(piece.get_kind_display())}{_suffix(piece.file.name)}"
        yield Entry(name, str(piece), partial(_open, piece.file))
    for period in CompanyPeriod.objects.filter(parcours__in=folders).exclude(proof="").order_by("pk"):
        name = (
            f"{folders[period.parcours_id]}/preuve-entreprise-ccp{period.ccp_number}-{slug(period.company)}"
        )
        yield Entry(
            name + _suffix(period.proof.name),
            f"Preuve : {period}",
            partial(_open, period.proof),
        )


def _suffix(name: str | None) -> str:
    suffix = Path(name or "").suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,6}", suffix) else ".bin"


def _open(file: Any) -> bytes | IO[bytes]:
    try:
        opened: IO[bytes] = file.open("rb")
    except FileNotFoundError:
        return b"Fichier introuvable au moment de l'export.\n"
    return opened


def _records(session: ExamSession) -> Iterator[Entry]:
    for pv in PV.objects.filter(session=session).order_by("version"):
        text = json.dumps(
            {"sha256": pv.sha256, "recalcul": digest(pv.snapshot), "contenu": pv.snapshot},
            ensure_ascii=False,
            sort_keys=True,
            indent=1,
        )
        yield Entry(
            f"06-preuves/pv-version-{pv.version}.json",
            f"Contenu scellé du procès-verbal, version {pv.version}",
            text.encode,
        )
    yield Entry("06-preuves/journal.csv", "Extrait du journal", lambda: journal_csv(session))
    sealed = PV.objects.filter(session=session).exclude(sha256="").order_by("-version").first()
    titre = (
        get_titre_by_digest(sealed.snapshot["titre"]["sha256"]) if sealed else get_titre(session.titre_ref)
    )
    yield Entry(
        f"06-preuves/referentiel-{titre.ref}.json",
        f"Référentiel {titre.ref} qui a servi",
        lambda: json.dumps(to_json(titre), ensure_ascii=False, indent=1).encode(),
    )


def journal_csv(session: ExamSession) -> bytes:
    """Acts and accesses recorded on the session, its candidates, grids and decisions; opens in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["date", "nature", "auteur", "acte", "phrase"])
    for entry in journal_of(session).order_by("at", "pk").iterator():
        at = timezone.localtime(entry.at).isoformat(timespec="seconds")
        writer.writerow(
            [at, entry.get_kind_display(), _safe(entry.actor_label), entry.verb, _safe(entry.sentence)]
        )
    return ("\ufeff" + text.getvalue()).encode()


def _safe(text: str) -> str:
    """No cell may start a formula in a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
