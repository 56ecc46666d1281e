"""A file of candidates: received, read, settled by a human, written in one transaction, forgotten."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.models import Job
from jalon.common.received_sheets import MAX_BYTES
from jalon.common.workflow import TransitionRefused
from jalon.examen.candidate_sheet import CandidateRow, read_candidates
from jalon.examen.candidate_sheet.plan import ImportPlan
from jalon.examen.enums import ImportStatus
from jalon.examen.models import CandidateImport, ExamSession
from jalon.examen.operations.inscriptions import Registration, register_candidates, update_inscriptions
from jalon.examen.operations.proofs import refuse_sealed_periods
from jalon.examen.queries.imports import current_plan, sheet_frame
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.models import Parcours
from jalon.parcours.operations import CompanyHours, record_company_hours, update_many_parcours
from jalon.parcours.queries import periods_by_company
from jalon.people.models import Person
from jalon.people.operations import create_people, update_people
from jalon.people.rules import fold

KEPT_FOR = timedelta(hours=24)
"""How long a file that nobody applies is kept: it holds personal data."""

READ, APPLY = "examen.read_candidates", "examen.apply_candidates"


class PlanChanged(Exception):
    """What was recorded changed since the plan was shown: the new plan must be seen first."""


def receive_candidates(
    *, actor: Actor, session: ExamSession, file: File[bytes], now: datetime
) -> tuple[CandidateImport, Job]:
    """Keep a file of candidates for a day and ask for its reading; nothing is written of the candidates yet.

    Raises TransitionRefused when the session has begun or the file is over the limit.
    """
    if session.status not in BEFORE_EXAM:
        raise TransitionRefused(["La session a commencé : ses inscriptions ne changent plus."])
    name = (file.name or "candidats").replace("\\", "/").rpartition("/")[2][:200]
    if file.size > MAX_BYTES:
        raise TransitionRefused(
            [
                f"« {name} » dépasse {MAX_BYTES // 1_000_000} Mo : ne gardez que la feuille des candidats, sans image."
            ]
        )
    data = file.read()
    imported = CandidateImport(
        session=session,
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=now,
        created_by=actor.label,
        expires_at=now + KEPT_FOR,
    )
    imported.file.save(name, ContentFile(data), save=False)
    imported.save()
    record_act(
        actor=actor,
        verb="import.receive",
        target=imported,
        sentence=f"A déposé un fichier de candidats pour la session {session.number}.",
        now=now,
        sha256=imported.sha256,
    )
    job = enqueue(
        READ, actor=actor, now=now, payload={"imported": imported.pk}, label=f"Lecture de « {name} »"
    )
    return imported, job


def read_received(*, imported: CandidateImport, now: datetime) -> CandidateImport:
    """Read the kept file: rows and plan, or every fault. Reading twice gives the same result."""
    with imported.file.open("rb") as stream:
        data = stream.read()
    frame = sheet_frame(imported.session, today=timezone.localdate(now))
    reading = read_candidates(data, imported.file_name, frame)
    imported.faults = [{**asdict(fault), "place": fault.place} for fault in reading.faults]
    imported.notes = list(reading.notes)
    imported.rows = [] if reading.faults else [row.to_json() for row in reading.rows]
    imported.status = ImportStatus.FAULTY if reading.faults else ImportStatus.READY
    imported.plan = {} if reading.faults else current_plan(imported).to_json()
    imported.save()
    return imported


def settle_choices(
    *, actor: Actor, imported: CandidateImport, choices: Mapping[str, str], now: datetime
) -> CandidateImport:
    """Keep what a human decided of the probable identities (line → person id, or "new"), and plan again."""
    locked = _ready(imported, now)
    locked.choices = {**locked.choices, **{line: value for line, value in choices.items() if value}}
    locked.plan = current_plan(locked).to_json()
    locked.save(update_fields=["choices", "plan"])
    return locked


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import wrote."""

    added: int
    changed: int
    same: int
    set_aside: int


def apply_import(*, actor: Actor, imported: CandidateImport, digest: str, now: datetime) -> ImportOutcome:
    """Write the plan that was shown, in the caller's transaction, all or nothing; then forget the file.

    Raises PlanChanged when what is recorded changed since (the new plan is kept, to be shown), TransitionRefused
    when conflicts are left, the file expired or was already applied.
    """
    locked = _ready(imported, now)
    ExamSession.objects.select_for_update().get(pk=locked.session_id)
    plan = current_plan(locked)
    if plan.digest != digest:
        raise PlanChanged
    if conflicts := plan.of("conflict"):
        raise TransitionRefused([f"Ligne {c.line} : dites si {c.label} est déjà connu." for c in conflicts])
    _write(actor, locked, plan, now)
    counts = plan.counts
    outcome = ImportOutcome(counts["add"], counts["change"], counts["same"], counts["set_aside"])
    stored, locked.file = locked.file, ""
    transaction.on_commit(lambda: stored.storage.delete(stored.name or ""))
    locked.rows, locked.faults, locked.notes, locked.choices = [], [], [], {}
    locked.status, locked.applied_at, locked.plan = ImportStatus.APPLIED, now, {"counts": counts}
    locked.save()
    record_act(
        actor=actor,
        verb="import.apply",
        target=locked.session,
        sentence=f"A importé des candidats : {outcome.added} ajoutés, {outcome.changed} modifiés, "
        f"{outcome.same} inchangés.",
        now=now,
        sha256=locked.sha256,
    )
    return outcome


def replan(*, imported: CandidateImport, now: datetime) -> CandidateImport:
    """Compute the plan again after PlanChanged."""
    locked = _ready(imported, now)
    locked.plan = current_plan(locked).to_json()
    locked.save(update_fields=["plan"])
    return locked


def purge_expired(*, now: datetime) -> int:
    """Forget the files that nobody applied in time; returns how many."""
    expired = CandidateImport.objects.filter(expires_at__lte=now).exclude(status=ImportStatus.APPLIED)
    for imported in expired:
        imported.file.delete(save=False)
        imported.delete()
    return len(expired)


def _ready(imported: CandidateImport, now: datetime) -> CandidateImport:
    locked = (
        CandidateImport.objects.select_for_update(of=("self",)).select_related("session").get(pk=imported.pk)
    )
    if locked.status == ImportStatus.APPLIED:
        raise TransitionRefused(["Ce fichier a déjà été appliqué."])
    if locked.status != ImportStatus.READY:
        raise TransitionRefused(
            ["Ce fichier n’est pas prêt : corrigez ses anomalies et déposez-le à nouveau."]
        )
    if locked.expires_at <= now:
        raise TransitionRefused(["Ce fichier a été oublié après un jour : déposez-le à nouveau."])
    if locked.session.status not in BEFORE_EXAM:
        raise TransitionRefused(["La session a commencé : ses inscriptions ne changent plus."])
    return locked


_PERSON = (
    *("birth_name", "usage_name", "first_name", "civility", "birth_date"),
    *("birth_place", "email", "phone", "address"),
)
_PARCOURS = ("starts_on", "ends_on", "recevabilite_until", "recevabilite_number")


def _write(actor: Actor, imported: CandidateImport, plan: ImportPlan, now: datetime) -> None:
    session = imported.session
    told = {row.line: row for row in map(CandidateRow.from_json, imported.rows)}
    lines = [line for line in plan.lines if line.action in {"add", "change"}]
    people = _write_people(actor, session, [(told[line.line], line.person_id) for line in lines], now)
    rows = [(told[line.line], person) for line, person in zip(lines, people, strict=True)]
    standing = {i.person_id: i for i in session.inscriptions.select_related("parcours__person")}
    made = register_candidates(
        actor=actor,
        session=session,
        rows=[_registration(row, person) for row, person in rows if person.pk not in standing],
        now=now,
    )
    update_inscriptions(
        actor=actor,
        session=session,
        changes=[(standing[who.pk], _presented(row)) for row, who in rows if who.pk in standing],
        now=now,
    )
    paths = {i.person_id: i.parcours for i in (*standing.values(), *made)}
    on_path = [(row, paths[person.pk]) for row, person in rows]
    update_many_parcours(
        actor=actor, changes=[(path, _said(row, _PARCOURS)) for row, path in on_path], now=now
    )
    hours = _hours(on_path)
    refuse_sealed_periods(session, [told.period for told in hours if told.period is not None])
    record_company_hours(actor=actor, rows=hours, now=now)


def _said(row: CandidateRow, names: Sequence[str]) -> dict[str, Any]:
    """What the row says of these fields: an empty cell says nothing."""
    return {name: value for name in names if (value := getattr(row, name)) is not None}


def _write_people(
    actor: Actor, session: ExamSession, rows: Sequence[tuple[CandidateRow, int | None]], now: datetime
) -> list[Person]:
    known = Person.objects.in_bulk([pk for _, pk in rows if pk is not None])
    changes = [(known[pk], _said(row, _PERSON)) for row, pk in rows if pk is not None]
    new = [_said(row, _PERSON) for row, pk in rows if pk is None]
    corrected = iter(update_people(actor=actor, changes=changes, now=now))
    created = iter(create_people(actor=actor, organisme=session.organisme, rows=new, now=now))
    return [next(created if pk is None else corrected) for _, pk in rows]


def _registration(row: CandidateRow, person: Person) -> Registration:
    return Registration(
        person=person,
        route=row.route or "",
        scopes=row.scopes or (),
        retake_since=row.retake_since,
        reglement_acknowledged_on=row.reglement_on,
        **_said(row, _PARCOURS),
    )


def _presented(row: CandidateRow) -> dict[str, Any]:
    told = _said(row, ("route", "retake_since"))
    if row.scopes:
        told["scopes"] = list(row.scopes)
    if row.reglement_on:
        told["reglement_acknowledged_on"] = row.reglement_on
    return told


def _hours(rows: Sequence[tuple[CandidateRow, Parcours]]) -> list[CompanyHours]:
    """Hours to add or correct; those that several periods already make up are corrected by hand."""
    known = periods_by_company(path for row, path in rows if row.hours)
    told = []
    for row, path in rows:
        company = row.company or ""
        for ccp, hours in row.hours:
            periods = known.get((path.pk, ccp, fold(company)), [])
            if len(periods) > 1:
                continue
            period = periods[0] if periods else None
            proof_on = row.proof_on or (period.proof_received_on if period else None)
            if period is None or (period.hours, period.proof_received_on) != (hours, proof_on):
                name = period.company if period else company
                told.append(CompanyHours(path, ccp, name, hours, proof_on, period))
    return told
