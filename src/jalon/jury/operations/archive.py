"""Constitute the file of a session, and tell candidates their validated results."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import Attachment, send_mail
from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.documents.queries import content_of, latest_document
from jalon.examen.models import ExamSession
from jalon.jury import builders
from jalon.jury.documents import FICHE_RESULTATS, LIVRET_CERTIFICATION, NOTIFICATION_RESULTATS
from jalon.jury.models import PV, SessionFile
from jalon.jury.queries.results import AWARDED, Result, mail_key
from jalon.jury.session_file import archive_bytes_sha256, write_archive


def build_session_file(
    *,
    actor: Actor,
    session: ExamSession,
    now: datetime,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _message: None,
    recording: AbstractContextManager[object] | None = None,
) -> SessionFile:
    """Write the archive of a session aside, then record it with its SHA-256.

    Writing takes a while and holds nobody up: only the record is made within `recording`, a transaction.
    """
    with tempfile.TemporaryDirectory(prefix="jalon-") as folder:
        path = Path(folder) / "session.zip"
        with path.open("wb") as file:
            written = write_archive(file, session, now=now, sealed_by=actor.label, progress=progress)
        with recording or nullcontext():
            return _record(actor, session, path, len(written) + 1, now)


def _record(actor: Actor, session: ExamSession, archive: Path, entries: int, now: datetime) -> SessionFile:
    row = SessionFile(
        session=session,
        sha256=archive_bytes_sha256(archive),
        size=archive.stat().st_size,
        entries=entries,
        created_at=now,
        created_by=actor.label,
    )
    with archive.open("rb") as file:
        row.file.save("session.zip", File(file), save=False)
    row.save()
    record_act(
        actor=actor,
        verb="jury.session_file",
        target=session,
        sentence=f"{actor.label} a constitué le dossier de la session {session.number} ({row.entries} fichiers).",
        now=now,
        sha256=row.sha256,
    )
    return row


def notify_result(*, actor: Actor, pv: PV, result: Result, now: datetime) -> bool:
    """Issue a candidate's validated papers and send them by mail; twice issues and sends nothing more.

    False when the candidate has no address: the papers are there to be handed over.
    """
    session = pv.session
    on = timezone.localdate(pv.decided_at or now)
    person = result.inscription.person
    papers = [
        _issue(actor, result, kind, context(), now)
        for kind, context, due in (
            (FICHE_RESULTATS, lambda: builders.results_context(result, validated_on=on, now=now), True),
            (
                NOTIFICATION_RESULTATS,
                lambda: builders.notification_context(result, validated_on=on, now=now),
                True,
            ),
            (
                LIVRET_CERTIFICATION,
                lambda: builders.livret_context(session, result.inscription, now=now),
                any(stand.state == AWARDED for stand in result.stands),
            ),
        )
        if due
    ]
    if not person.email:
        return False
    send_mail(
        to=person.email,
        subject=f"Vos résultats – session {session.number}",
        template="jury/mail/results",
        context={"person": person, "session": session, "result": result, "validated_on": on},
        actor=actor,
        now=now,
        attachments=[
            Attachment(f"{paper.number}.pdf", "application/pdf", content=content_of(paper))
            for paper in papers
        ],
        unique_key=mail_key(pv, result.inscription),
    )
    return True


def _issue(
    actor: Actor, result: Result, kind: DocumentKind[Any], context: DocumentContext, now: datetime
) -> IssuedDocument:
    inscription = result.inscription
    subject = f"examen.inscription:{inscription.pk}"
    return latest_document(subject, kind.name) or issue_document(
        kind=kind,
        context=context,
        subject_ref=subject,
        organisme_ref=f"organisme:{inscription.session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"{kind.label} – {inscription.person.full_name}",
    )
