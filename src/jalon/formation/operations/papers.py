"""The documents of someone's training, issued: numbered, archived, each taking the place of the former one."""

from datetime import datetime
from typing import TypeVar

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.documents.blocks import DocumentContext
from jalon.documents.kinds import DocumentKind
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.formation.queries.papers import last_paper, paper_ref
from jalon.parcours.models import Parcours

C = TypeVar("C", bound=DocumentContext)


def issue_paper(
    *, actor: Actor, parcours: Parcours, kind: DocumentKind[C], context: C, now: datetime, about: str = ""
) -> IssuedDocument:
    """Issue a document of a path; `about` tells apart several of one kind (a convention)."""
    made = issue_document(
        kind=kind, context=context, subject_ref=paper_ref(parcours, about),
        organisme_ref=f"organisme:{parcours.person.organisme_id}", actor_ref=actor.ref, now=now,
        title=f"{kind.label} – {parcours.person.full_name}",
        supersedes=last_paper(parcours, kind.name, about),
    )  # fmt: skip
    record_act(
        actor=actor, verb="formation.issue", target=parcours, now=now, kind=kind.name, number=made.number,
        sentence=f"A émis « {kind.label} » {made.number} pour {parcours.person}.",
    )  # fmt: skip
    return made
