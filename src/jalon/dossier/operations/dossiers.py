"""A dossier from its opening to its hand-over: deadline, deposited versions, the check, the sealed piece."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Max

from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.models import Job
from jalon.common.uploads import Received, kind_of
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import issue_document
from jalon.dossier.documents import RECEPISSE
from jalon.dossier.enums import VersionState
from jalon.dossier.exams import exams_of
from jalon.dossier.letters import recepisse
from jalon.dossier.models import Dossier, DossierVersion, Piece
from jalon.dossier.queries import check_key
from jalon.dossier.rules import piece_kind_of, productions_of, reasons_against_hand_over
from jalon.dossier.rules.workshop import tally
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre

from .pieces import hand_over_piece, withdraw_piece

CHECK = "dossier.check"


def open_dossier(
    *,
    actor: Actor,
    parcours: Parcours,
    scope: str,
    production: str,
    due_on: date | None = None,
    now: datetime,
) -> Dossier:
    """Open the workshop of one production of the RE for a scope; opened twice, it is one.

    Raises TransitionRefused when the référentiel asks no such production for this scope (A6.6).
    """
    names = productions_of(get_titre(parcours.titre_ref), scope)
    if production not in names:
        raise TransitionRefused(
            [
                f"Le référentiel ne demande pas « {production} » pour cette visée ; il demande : {', '.join(names)}."
            ]
        )
    dossier, created = Dossier.objects.get_or_create(
        parcours=parcours,
        scope=scope,
        production=production,
        defaults={"due_on": due_on, "created_at": now},
    )
    if created:
        _journal(actor, dossier, "dossier.open_workshop", f"A ouvert « {production} ».", now)
    return dossier


def set_deadline(*, actor: Actor, dossier: Dossier, due_on: date | None, now: datetime) -> Dossier:
    """Say before when the candidate hands the dossier over; None leaves the day of the session (A6.4)."""
    locked = _locked(dossier)
    if locked.due_on != due_on:
        locked.due_on = due_on
        locked.save(update_fields=["due_on"])
        when = f"au {due_on:%d/%m/%Y}" if due_on else "au jour de la session"
        _journal(actor, locked, "dossier.deadline", f"A fixé la remise {when}.", now)
    return locked


def deposit_version(
    *, actor: Actor, dossier: Dossier, file: Received, note: str = "", now: datetime
) -> tuple[DossierVersion, Job | None]:
    """Keep a file as a new version and ask for its check; the same bytes as the last version are that version."""
    locked = _locked(dossier)
    digest = sha256(file.content).hexdigest()
    last = locked.versions.first()
    if last is not None and last.sha256 == digest:
        return last, None
    version = DossierVersion(
        dossier=locked,
        number=(locked.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        name=file.name,
        sha256=digest,
        size=len(file.content),
        note=note,
        deposited_at=now,
        deposited_by=actor.label,
    )
    version.file.save(f"{uuid.uuid4().hex}.{file.kind.extension}", ContentFile(file.content), save=False)
    version.save()
    _journal(actor, locked, "dossier.deposit", f"A déposé la version {version.number}.", now, sha256=digest)
    return version, ask_check(actor=actor, version=version, now=now)


def ask_check(*, actor: Actor, version: DossierVersion, now: datetime) -> Job:
    """Ask for a version to be checked against the référentiel, for the first time or again."""
    return enqueue(
        CHECK,
        actor=actor,
        now=now,
        payload={"version": version.pk},
        label=f"Vérification de « {version.name} »"[:200],
        unique_key=check_key(version),
    )


def keep_report(
    *,
    version: DossierVersion,
    report: Mapping[str, Any] | None,
    passages: Sequence[Mapping[str, Any]],
    reason: str,
) -> DossierVersion:
    """Keep what the checker answered; `reason` is why the file could not be read, "" when it was.

    `report` is None where the file broke the checker. What lists show of a report is kept beside it.
    """
    locked = DossierVersion.objects.select_for_update().get(pk=version.pk)
    counts = tally(report)
    locked.state = VersionState.UNREADABLE if reason else VersionState.CHECKED
    locked.reason, locked.passages = reason, list(passages)
    locked.report = None if report is None else dict(report)
    locked.verdict = (report or {}).get("verdict", "")
    locked.blocking, locked.to_mend, locked.advice = counts.blocking, counts.to_mend, counts.advice
    locked.body_pages = ((report or {}).get("pages") or {}).get("body") or None
    locked.save(update_fields=_CHECKED)
    return locked


_CHECKED = (
    "state", "reason", "report", "passages", "verdict", "blocking", "to_mend", "advice", "body_pages",
)  # fmt: skip


def hand_over_version(*, actor: Actor, version: DossierVersion, now: datetime) -> DossierVersion:
    """Seal a version by its SHA-256: the jury of the session reads exactly this file on the day (A6.4, A6.6).

    A version handed over before is set aside; a receipt with its date, hour and digest is issued. Handed over twice, it
    is once. Raises TransitionRefused with every reason: no file read, session begun, file altered on the disk.
    """
    dossier = _locked(version.dossier)
    locked = DossierVersion.objects.select_for_update().get(pk=version.pk)
    if locked.handed_over_at is not None and locked.piece is not None and locked.piece.withdrawn_at is None:
        return locked
    exam = exams_of([dossier]).get(dossier.pk)
    reasons = reasons_against_hand_over(locked.state, exam_open=exam is None or exam.open)
    if reasons:
        raise TransitionRefused(reasons)
    content = _deposited(locked)
    for former in dossier.versions.filter(piece__withdrawn_at=None, piece__isnull=False).select_related(
        "piece"
    ):
        if former.piece is not None and not _serves_elsewhere(former.piece, dossier):
            withdraw_piece(actor=actor, piece=former.piece, now=now)
    titre = get_titre(dossier.parcours.titre_ref)
    locked.piece = hand_over_piece(
        actor=actor,
        parcours=dossier.parcours,
        kind=piece_kind_of(dossier.production),
        name=f"{dossier.production} ({titre.scope_label(dossier.scope)})"[:200],
        file=Received(locked.name, kind_of(locked.name), content),
        now=now,
    )
    locked.handed_over_at = now
    locked.receipt = issue_document(
        kind=RECEPISSE,
        context=recepisse(locked, titre, exam, by=actor.label, now=now),
        subject_ref=f"dossier:{dossier.pk}",
        organisme_ref=f"organisme:{dossier.parcours.person.organisme_id}",
        actor_ref=actor.ref,
        now=now,
    )
    locked.save(update_fields=["piece", "handed_over_at", "receipt"])
    _journal(
        actor, dossier, "dossier.seal", f"A remis la version {locked.number}.", now, sha256=locked.sha256
    )
    return locked


def _deposited(version: DossierVersion) -> bytes:
    """The bytes as they were deposited. Raises TransitionRefused where the disk holds others, or none."""
    try:
        with version.file.open("rb") as stream:
            content: bytes = stream.read()
    except FileNotFoundError:
        content = b""
    if sha256(content).hexdigest() != version.sha256:
        raise TransitionRefused(
            ["Le fichier de cette version n’est plus celui que vous avez déposé : déposez-le de nouveau."]
        )
    return content


def _serves_elsewhere(piece: Piece, dossier: Dossier) -> bool:
    """Whether the same file, one DP for two CCPs, was handed over for another dossier too."""
    return piece.versions.exclude(dossier=dossier).exists()


def _locked(dossier: Dossier) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("parcours__person__organisme")
    return locked.get(pk=dossier.pk)


def _journal(actor: Actor, dossier: Dossier, verb: str, sentence: str, now: datetime, **data: Any) -> None:
    record_act(actor=actor, verb=verb, target=dossier, sentence=sentence, now=now, **data)
