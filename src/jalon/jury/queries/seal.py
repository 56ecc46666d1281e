"""What a procès-verbal rests on, as one canonical document; and what differs from it today (A7.5)."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Model, Q, QuerySet

from jalon.common.models import JournalEntry
from jalon.documents.engine import canonical_json
from jalon.documents.models import IssuedDocument
from jalon.documents.queries import DamagedDocument, content_of
from jalon.dossier.models import Piece
from jalon.examen.enums import TimetableStatus
from jalon.examen.models import (
    Amenagement,
    Appointment,
    ExamSession,
    Incident,
    IncidentReport,
    Inscription,
    JurySeat,
    PliOpening,
    ReportComplement,
    ScenarioDraw,
    ScenarioDrawResult,
    ScenarioSheet,
    SessionDay,
    SessionJury,
)
from jalon.examen.queries.reports import is_intact, report_lines
from jalon.jury.enums import PVStatus
from jalon.jury.models import (
    PV,
    CCPDecision,
    CharterAcceptance,
    Deliberation,
    Grid,
    GridMark,
    PVSignature,
)
from jalon.jury.queries.signers import signers_in
from jalon.jury.workflow import SEALED
from jalon.parcours.models import CCPAward, CompanyPeriod, ECFResult, Parcours, TitreAward
from jalon.people.models import Person
from jalon.referentiel.document import InvalidReferentiel
from jalon.referentiel.models import PublishedTitre
from jalon.referentiel.queries import DocumentAltered, current_digest, get_titre_by_digest

FORMAT = 1
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one model that a procès-verbal rests on, with the fields that count."""

    key: str
    label: str
    model: type[Model]
    fields: tuple[str, ...]
    rows: Callable[[ExamSession], QuerySet[Any]]
    grows: bool = False
    """Whether rows may come after the seal without touching it: another session's pieces, hours or awards."""


SECTIONS: tuple[Section, ...] = (
    Section(
        "session", "Session", ExamSession,
        ("number", "organisme_id", "site_id", "titre_ref", "scopes", "starts_on", "ends_on", "responsable_id"),
        lambda s: ExamSession.objects.filter(pk=s.pk),
    ),
    Section(
        "days", "Journée d’épreuves", SessionDay, ("date", "opens_at", "closes_at"),
        lambda s: SessionDay.objects.filter(session=s),
    ),
    Section("juries", "Jury", SessionJury, ("number", "dates"), lambda s: SessionJury.objects.filter(session=s)),
    Section(
        "seats", "Siège de juré", JurySeat, ("jury_id", "person_id", "role", "sits_from", "left_at"),
        lambda s: JurySeat.objects.filter(jury__session=s),
    ),
    Section(
        "charters", "Charte acceptée", CharterAcceptance, ("person_id", "accepted_at"),
        lambda s: CharterAcceptance.objects.filter(session=s),
    ),
    Section(
        "people", "Identité", Person, ("birth_name", "first_name", "birth_date", "birth_place"),
        lambda s: Person.objects.filter(pk__in=Inscription.objects.filter(session=s).values("person"))
        | Person.objects.filter(pk__in=JurySeat.objects.filter(jury__session=s).values("person")),
    ),
    Section(
        "inscriptions", "Inscription", Inscription,
        ("number", "person_id", "parcours_id", "route", "scopes", "status", "presence", "arrived_at",
         "presence_note"),
        lambda s: Inscription.objects.filter(session=s),
    ),
    Section(
        "arrangements", "Aménagement", Amenagement,
        ("inscription_id", "status", "decided_on", "decision_number", "extra_time_percent"),
        lambda s: Amenagement.objects.filter(inscription__session=s),
    ),
    Section(
        "plis", "Ouverture des plis", PliOpening,
        ("opened_at", "opened_by", "witness_id", "seals_intact", "remarks"),
        lambda s: PliOpening.objects.filter(session=s),
    ),
    # The seed stays out: before it is revealed nobody reads it here, and the commitment answers for it.
    Section(
        "draws", "Tirage au sort", ScenarioDraw, ("commitment", "sheet_numbers", "published_at"),
        lambda s: ScenarioDraw.objects.filter(session=s),
    ),
    Section(
        "sheets", "Fiche de scénario", ScenarioSheet, ("number", "label", "content"),
        lambda s: ScenarioSheet.objects.filter(session=s),
    ),
    Section(
        "drawn", "Fiche tirée", ScenarioDrawResult, ("inscription_id", "sheet_id", "rank", "drawn_at"),
        lambda s: ScenarioDrawResult.objects.filter(draw__session=s),
    ),
    Section(
        "appointments", "Rendez-vous", Appointment,
        ("inscription_id", "jury_id", "kind", "label", "order", "starts_at", "ends_at"),
        lambda s: Appointment.objects.filter(
            timetable__session=s, timetable__status=TimetableStatus.PUBLISHED
        ),
    ),
    Section(
        "grids", "Grille", Grid,
        ("inscription_id", "jury_id", "juror_id", "scope", "test_kind", "status", "submitted_at"),
        lambda s: Grid.objects.filter(inscription__session=s),
    ),
    Section(
        "marks", "Observation", GridMark,
        ("grid_id", "criterion_ref", "value", "note", "revision", "updated_at", "updated_by"),
        lambda s: GridMark.objects.filter(grid__inscription__session=s),
    ),
    Section(
        "deliberations", "Délibération", Deliberation,
        ("inscription_id", "jury_id", "outcome", "interview_result", "interview_reasons", "comment", "revision",
         "decided_at", "decided_by"),
        lambda s: Deliberation.objects.filter(inscription__session=s),
    ),
    Section(
        "decisions", "Décision sur un CCP", CCPDecision, ("deliberation_id", "ccp_ref", "awarded", "reasons"),
        lambda s: CCPDecision.objects.filter(deliberation__inscription__session=s),
    ),
    Section(
        "incidents", "Incident", Incident,
        ("inscription_id", "kind", "description", "reported_by", "reported_at"),
        lambda s: Incident.objects.filter(session=s),
    ),
    # Signed late, a report or a complement comes after the seal; once there, it never changes.
    Section(
        "reports", "Rapport d’incident", IncidentReport, ("incident_id", "sha256", "signed_at", "signed_by_label"),
        lambda s: IncidentReport.objects.filter(incident__session=s, signed_at__isnull=False), grows=True,
    ),
    Section(
        "complements", "Complément de rapport", ReportComplement,
        ("report_id", "sha256", "signed_at", "signed_by_label"),
        lambda s: ReportComplement.objects.filter(report__incident__session=s), grows=True,
    ),
    Section(
        "pieces", "Pièce du dossier", Piece,
        ("parcours_id", "kind", "name", "sha256", "size", "handed_over_at", "received_by", "withdrawn_at"),
        lambda s: Piece.objects.filter(parcours__in=_paths(s)), grows=True,
    ),
    Section(
        "periods", "Période en entreprise", CompanyPeriod,
        ("parcours_id", "ccp_number", "company", "hours", "starts_on", "ends_on", "proof_received_on"),
        lambda s: CompanyPeriod.objects.filter(parcours__in=_paths(s)), grows=True,
    ),
    Section(
        "ecf", "Résultat d’ECF", ECFResult, ("parcours_id", "competence_ref", "acquired", "evaluated_on", "comment"),
        lambda s: ECFResult.objects.filter(parcours__in=_paths(s)), grows=True,
    ),
    Section(
        "trainers", "Formateur ou accompagnateur", Parcours.trainers.through, ("parcours_id", "person_id"),
        lambda s: Parcours.trainers.through.objects.filter(parcours__in=_paths(s)), grows=True,
    ),
    Section(
        "ccp_awards", "CCP acquis avant la session", CCPAward, ("person_id", "ccp_ref", "awarded_on", "pv_number"),
        lambda s: CCPAward.objects.filter(person__in=_candidates(s)), grows=True,
    ),
    Section(
        "titre_awards", "Titre obtenu avant la session", TitreAward,
        ("person_id", "titre_ref", "awarded_on", "pv_number"),
        lambda s: TitreAward.objects.filter(person__in=_candidates(s)), grows=True,
    ),
    Section(
        "journal", "Journal", JournalEntry,
        ("at", "actor_ref", "actor_label", "verb", "sentence", "target_type", "target_id"),
        lambda s: journal_of(s).filter(kind=JournalEntry.Kind.ACT).exclude(target_type="jury.pv"), grows=True,
    ),
)  # fmt: skip


def _paths(session: ExamSession) -> QuerySet[Any]:
    return Inscription.objects.filter(session=session).order_by().values("parcours")


def _candidates(session: ExamSession) -> QuerySet[Any]:
    return Inscription.objects.filter(session=session).order_by().values("person")


def journal_of(session: ExamSession) -> QuerySet[JournalEntry]:
    """Acts and accesses recorded on a session, its candidates, grids, decisions and procès-verbaux."""
    inscriptions = [str(pk) for pk in session.inscriptions.values_list("pk", flat=True)]
    return JournalEntry.objects.filter(
        Q(target_type="examen.examsession", target_id=str(session.pk))
        | Q(target_type="examen.inscription", target_id__in=inscriptions)
        | Q(target_type__in=["jury.grid", "jury.deliberation", "jury.pv"], data__session=session.pk)
    )


@dataclass(frozen=True, slots=True)
class Divergence:
    """One thing that is no longer what was sealed: where, which field, before and after (French)."""

    where: str
    field: str
    before: str
    after: str

    @property
    def message(self) -> str:
        if self.before and self.after:
            return f"{self.where} — {self.field} : « {self.before} » au procès-verbal, « {self.after} » aujourd’hui."
        return f"{self.where} — {self.field}{f' : {self.before or self.after}' if self.before or self.after else ''}."


def snapshot_of(session: ExamSession, *, titre_sha256: str = "") -> dict[str, Any]:
    """Everything that a procès-verbal of this session rests on, in plain JSON values.

    `titre_sha256` is the revision of the référentiel that was used (default: the one in force).
    """
    return {
        "format": FORMAT,
        "titre": {"ref": session.titre_ref, "sha256": titre_sha256 or current_digest(session.titre_ref)},
        "rows": {section.key: _rows(section, session) for section in SECTIONS},
    }


def digest(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def latest_pv(session: ExamSession) -> PV | None:
    """The last version of the session's procès-verbal; its content, which is long, is read only when needed."""
    return PV.objects.filter(session=session).defer("snapshot").order_by("-version").first()


def is_up_to_date(pv: PV) -> bool:
    """Whether the procès-verbal still says what the session says; once under signature, later rows may come."""
    today = snapshot_of(pv.session, titre_sha256=_titre_digest(pv))
    if pv.is_sealed:
        return digest(pv.snapshot) == pv.sha256 and not any(compare(pv.snapshot, today))
    # What is journaled after a draft was drawn up and changes nothing else does not outdate it.
    today["rows"]["journal"] = pv.snapshot["rows"].get("journal")
    return digest(today) == pv.sha256


def verify_session(session: ExamSession) -> tuple[Divergence, ...]:
    """Compare, piece by piece, a session with its sealed procès-verbal and its issued documents.

    Empty: intact. A session without any sealed procès-verbal only has its documents checked.
    """
    pv = PV.objects.filter(session=session, status__in=SEALED).order_by("-version").first()
    found: list[Divergence] = []
    if pv is not None:
        found += _seal(pv)
        if digest(pv.snapshot) == pv.sha256:
            found += _titre(pv)
            found += compare(pv.snapshot, snapshot_of(session, titre_sha256=_titre_digest(pv)))
    found += _reports(session)
    found += _documents(session)
    found += _pieces(session)
    return tuple(found)


def session_documents(session: ExamSession) -> QuerySet[IssuedDocument]:
    """Every document issued about the session or one of its candidates."""
    from jalon.documents.models import IssuedDocument as Issued

    subjects = [subject_of(session)]
    subjects += [f"examen.inscription:{pk}" for pk in session.inscriptions.values_list("pk", flat=True)]
    convened = session.convocations.exclude(document=None).values("document")
    return (
        Issued.objects.filter(subject_ref__in=subjects) | Issued.objects.filter(pk__in=convened)
    ).order_by("kind", "number")


def subject_of(session: ExamSession) -> str:
    """How issued documents refer to a session."""
    return f"examen.session:{session.pk}"


# --- rows


def _rows(section: Section, session: ExamSession) -> Rows:
    values = section.rows(session).order_by("pk").values("pk", *section.fields)
    return {str(row.pop("pk")): {name: _plain(value) for name, value in row.items()} for row in values}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _titre_digest(pv: PV) -> str:
    titre = pv.snapshot.get("titre") if isinstance(pv.snapshot, dict) else None
    return str(titre.get("sha256", "")) if isinstance(titre, dict) else ""


def compare(sealed: Mapping[str, Any], today: Mapping[str, Any]) -> Iterator[Divergence]:
    """Differences between two snapshots: rows gone, rows added, fields changed."""
    before, after = sealed.get("rows", {}), today.get("rows", {})
    for section in SECTIONS:
        if section.key not in before:  # sealed before Jalon kept these: the digest answers for what was
            continue
        old, new = before[section.key], after.get(section.key, {})
        for pk in sorted(old.keys() | new.keys(), key=int):
            if pk not in new:
                where = _where(section, pk, before)
                yield Divergence(where, "disparue depuis le procès-verbal", "", "")
            elif pk not in old:
                if section.grows:
                    continue
                where = _where(section, pk, after)
                yield Divergence(where, "ajoutée depuis le procès-verbal", "", "")
            else:
                yield from _fields(section, pk, old[pk], new[pk], before)


def _fields(
    section: Section, pk: str, old: Mapping[str, Any], new: Mapping[str, Any], rows: Mapping[str, Rows]
) -> Iterator[Divergence]:
    for name in section.fields:
        if old.get(name) != new.get(name):
            field = section.model._meta.get_field(name)
            label = str(getattr(field, "verbose_name", name))
            choices = dict(getattr(field, "flatchoices", ()))
            yield Divergence(
                _where(section, pk, rows),
                label,
                _shown(old.get(name), choices),
                _shown(new.get(name), choices),
            )


def _shown(value: object, choices: Mapping[Any, Any]) -> str:
    if value is None or value == "":
        return "vide"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(choices.get(value, value))


def _where(section: Section, pk: str, rows: Mapping[str, Rows]) -> str:
    """« Observation TP-00403.08/C1/critere-2, grille mise_en_situation de Awa DIALLO par … »."""
    row = rows.get(section.key, {}).get(pk, {})
    parts = [section.label]
    if "criterion_ref" in row:
        parts.append(str(row["criterion_ref"]))
    if "ccp_ref" in row:
        parts.append(str(row["ccp_ref"]))
    if "sentence" in row:
        parts.append(str(row["sentence"]))
    grid = rows.get("grids", {}).get(str(row.get("grid_id"))) or (row if "test_kind" in row else {})
    if grid:
        juror = grid.get("juror_id")
        parts.append(
            f"épreuve {grid.get('test_kind')}, "
            + (f"juré {_name(juror, rows)}" if juror else "fiche commune")
        )
    deliberation = rows.get("deliberations", {}).get(str(row.get("deliberation_id")), {})
    inscription = (
        row.get("inscription_id") or grid.get("inscription_id") or deliberation.get("inscription_id")
    )
    if section.key == "inscriptions":
        inscription = int(pk)
    elif "parcours_id" in row:
        inscription = _inscription_on(row["parcours_id"], rows)
    if inscription is not None:
        candidate = rows.get("inscriptions", {}).get(str(inscription), {})
        parts.append(f"candidat n° {candidate.get('number', '?')} {_name(candidate.get('person_id'), rows)}")
    elif section.key == "people":
        parts.append(_name(int(pk), rows))
    elif "person_id" in row:
        parts.append(_name(row["person_id"], rows))
    elif section.key in ("juries", "sheets"):
        parts.append(str(row.get("number", "")))
    return " ".join(parts[:1]) + (f" ({', '.join(parts[1:])})" if parts[1:] else "")


def _inscription_on(parcours: object, rows: Mapping[str, Rows]) -> int | None:
    found = (pk for pk, row in rows.get("inscriptions", {}).items() if row.get("parcours_id") == parcours)
    return next(map(int, found), None)


def _name(person: object, rows: Mapping[str, Rows]) -> str:
    row = rows.get("people", {}).get(str(person), {})
    return (
        f"{row.get('first_name', '')} {str(row.get('birth_name', '')).upper()}".strip()
        or f"personne {person}"
    )


# --- the seal itself, and what was issued


def _reports(session: ExamSession) -> Iterator[Divergence]:
    for line in report_lines(session):
        if line.report is not None and line.signed and not is_intact(line.report):
            number = line.report.document.number if line.report.document else ""
            yield Divergence(
                f"Rapport n° {number}", "le texte signé ne correspond plus à son empreinte", "", ""
            )


def _seal(pv: PV) -> Iterator[Divergence]:
    where = f"Procès-verbal version {pv.version}"
    real = digest(pv.snapshot)
    if real != pv.sha256:
        yield Divergence(where, "le contenu scellé ne correspond plus à son empreinte", pv.sha256, real)
    signatures = {s.person_id: s for s in PVSignature.objects.filter(pv=pv).select_related("person")}
    for signature in signatures.values():
        if signature.signed_sha256 != pv.sha256:
            yield Divergence(
                f"Signature de {signature.person}", "empreinte signée", signature.signed_sha256, pv.sha256
            )
    if pv.status != "signing":
        for person in _signers(pv):
            if person.pk not in signatures:
                yield Divergence(f"Signature de {person}", "disparue depuis le procès-verbal", "", "")
    yield from _journaled(pv, signatures.values())


def _journaled(pv: PV, signatures: Iterable[PVSignature]) -> Iterator[Divergence]:
    """What the journal says of the signatures and of the seal, and what it should say."""
    where = f"Procès-verbal version {pv.version}"
    entries = JournalEntry.objects.filter(
        verb__in=["pv.sign", "pv.seal"], target_type=pv._meta.label_lower, target_id=str(pv.pk)
    )
    signed, issued = set(), None
    for entry in entries:
        if entry.data.get("sha256") != pv.sha256:
            yield Divergence(where, "empreinte portée au journal", str(entry.data.get("sha256")), pv.sha256)
        signed.add(entry.data.get("person"))
        issued = entry.data.get("document_sha256", issued)
    for signature in signatures:
        if signature.person_id not in signed:
            yield Divergence(f"Signature de {signature.person}", "absente du journal", "", "")
    if pv.status == PVStatus.SIGNING:
        return
    if issued is None:
        yield Divergence(where, "scellement absent du journal", "", "")
    elif pv.document is None or pv.document.sha256 != issued:
        yield Divergence(where, "le document scellé n’est plus celui d’alors", "", "")


def _signers(pv: PV) -> QuerySet[Person]:
    sound = digest(pv.snapshot) == pv.sha256
    return Person.objects.filter(pk__in=signers_in(pv.snapshot["rows"])) if sound else Person.objects.none()


def _titre(pv: PV) -> Iterator[Divergence]:
    sealed = _titre_digest(pv)
    try:
        get_titre_by_digest.__wrapped__(sealed)
    except (PublishedTitre.DoesNotExist, DocumentAltered, InvalidReferentiel):
        yield Divergence(
            f"Référentiel {pv.session.titre_ref}",
            "le document qui a servi n’est plus celui d’alors",
            sealed,
            "altéré",
        )


def _documents(session: ExamSession) -> Iterator[Divergence]:
    for document in session_documents(session):
        try:
            content_of(document)
        except DamagedDocument as error:
            yield Divergence(f"Document {document.number}", str(error).rstrip("."), "", "")


def _pieces(session: ExamSession) -> Iterator[Divergence]:
    pieces = Piece.objects.filter(parcours__inscriptions__session=session).exclude(file="").distinct()
    for piece in pieces.select_related("parcours__person"):
        real = file_sha256(piece)
        if piece.sha256 and real != piece.sha256:
            yield Divergence(str(piece), "fichier de la pièce", piece.sha256, real or "introuvable")


def file_sha256(piece: Piece) -> str:
    """SHA-256 of the bytes on disk, empty when the file is missing."""
    result = hashlib.sha256()
    try:
        with piece.file.open("rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                result.update(chunk)
    except (FileNotFoundError, ValueError):
        return ""
    return result.hexdigest()


def sealed_over(sessions: Collection[int], row: Model | None) -> set[int]:
    """Of these sessions, those whose procès-verbal, being signed or signed, rests on `row` (None: on anything)."""
    pvs = PV.objects.filter(session__in=sessions, status__in=SEALED)
    if row is None:
        return set(pvs.values_list("session_id", flat=True))
    keys = [section.key for section in SECTIONS if section.model is type(row)]
    return {
        pv.session_id for pv in pvs if any(str(row.pk) in pv.snapshot["rows"].get(key, {}) for key in keys)
    }


def sealed_pvs(sessions: Iterable[ExamSession]) -> dict[int, PV]:
    """Session id → its sealed procès-verbal, the newest, in one query."""
    rows = PV.objects.filter(session__in=list(sessions), status__in=SEALED).order_by("version")
    return {pv.session_id: pv for pv in rows}
