"""Files and links of a VAE: received, sealed, withdrawn, never replaced in place."""

import uuid
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import issue_document
from jalon.documents.queries import content_of
from jalon.parcours.models import Parcours
from jalon.vae.documents import CV
from jalon.vae.enums import PaperKind
from jalon.vae.letters import cv
from jalon.vae.models import Paper, Work
from jalon.vae.operations.demarches import check_living, check_open
from jalon.vae.queries import subject_of


def add_paper(
    *,
    actor: Actor,
    parcours: Parcours,
    kind: str,
    now: datetime,
    file: Received | None = None,
    url: str = "",
    title: str = "",
    work: Work | None = None,
) -> Paper:
    """Keep a file or a link on a VAE path; a new CV takes the place of the former, which stays in the history.

    Raises ValidationError when there is neither file nor link, or the link is not one.
    """
    if kind != PaperKind.LETTER:
        check_living(parcours)
    if file is None and not url.strip():
        raise ValidationError({"file": "Choisissez un fichier, ou donnez un lien."})
    row = Paper(
        parcours=parcours, kind=kind, title=(title.strip() or (file.name if file else url.strip()))[:200],
        url=url.strip(), work=work, added_at=now, added_by=actor.label, added_by_ref=actor.ref,
    )  # fmt: skip
    row.full_clean(exclude=["parcours", "work", "file"], validate_constraints=False)
    if file is not None:
        row.sha256, row.size = sha256(file.content).hexdigest(), len(file.content)
        row.file.save(f"{uuid.uuid4().hex}.{file.kind.extension}", ContentFile(file.content), save=False)
    row.save()
    record_act(
        actor=actor,
        verb=f"vae.paper.{kind}",
        target=parcours,
        sentence=f"A ajouté : {PaperKind(kind).label}, « {row.title} ».",
        now=now,
        sha256=row.sha256,
    )
    return row


def draw_up_cv(*, actor: Actor, parcours: Parcours, now: datetime) -> Paper:
    """Draw up the CV from the experiences told, issue it, and join it to the file as the CV in force (B7).

    Raises TransitionRefused when nothing is told yet, or the certifier is studying the file.
    """
    check_open(parcours)
    if not parcours.experiences.exists():
        raise TransitionRefused(["Aucune expérience n’est décrite : ajoutez-en une pour établir le CV."])
    issued = issue_document(
        kind=CV,
        context=cv(parcours, on=timezone.localdate(now)),
        subject_ref=subject_of(parcours),
        organisme_ref=f"organisme:{parcours.person.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"CV – {parcours.person}",
    )
    file = Received(f"cv-{issued.number}.pdf", PDF, content_of(issued))
    return add_paper(actor=actor, parcours=parcours, kind=PaperKind.CV, file=file, now=now)


def mark_read(*, actor: Actor, paper: Paper, now: datetime) -> Paper:
    """Tick a shared resource off as read, or untick it."""
    paper.read_at = None if paper.read_at else now
    paper.save(update_fields=["read_at"])
    told = "A lu" if paper.read_at else "A décoché la lecture de"
    record_act(
        actor=actor,
        verb="vae.paper.seen",
        target=paper.parcours,
        sentence=f"{told} : « {paper.title} ».",
        now=now,
    )
    return paper


def withdraw_paper(*, actor: Actor, paper: Paper, now: datetime) -> Paper:
    """Take a file or a link out of what is shown; its row and its digest stay."""
    if paper.withdrawn_at is None:
        paper.withdrawn_at = now
        paper.save(update_fields=["withdrawn_at"])
        record_act(
            actor=actor,
            verb="vae.paper.withdraw",
            target=paper.parcours,
            sentence=f"A retiré : {paper.get_kind_display()}, « {paper.title} ».",
            now=now,
        )
    return paper
