"""Who reads and writes the quality of an organisme: those who lead it; anyone signed in may complain."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from jalon.accounts.enums import Role
from jalon.accounts.models import Membership
from jalon.common.actor import Actor
from jalon.documents.models import IssuedDocument
from jalon.parcours.evidence import all_evidence
from jalon.parcours.models import Parcours
from jalon.quality.models import (
    AuditAccess,
    Complaint,
    ImprovementAction,
    PublishedResults,
    QualityPiece,
    Subcontract,
)

LEADERS = frozenset({Role.RESPONSABLE_SESSION.value, Role.ADMINISTRATEUR.value})


def complaints_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """Complaints of the organisme for those who lead it, without those about themselves.

    Where nobody else leads, they see them all the same, and are refused the answer: else the delay would run unseen.
    """
    if not actor.has(*LEADERS):
        return Complaint.objects.none()
    found = Complaint.objects.filter(organisme_id=actor.organisme_id or 0)
    return found.exclude(concerned_id=actor.user_id) if kept_apart(actor) else found


def kept_apart(actor: Actor) -> bool:
    """Whether somebody else leads the organisme, who answers the complaints about the actor."""
    if actor.user_id is None:
        return False
    others = Membership.objects.filter(
        organisme_id=actor.organisme_id or 0, role__in=LEADERS, user__is_active=True
    ).exclude(user_id=actor.user_id)
    return others.exists()


def get_complaint(actor: Actor, pk: int) -> Complaint:
    """A complaint of the actor's organisme; else Http404."""
    return get_object_or_404(
        complaints_visible_to(actor).select_related("organisme", "parcours__person"), pk=pk
    )


def get_piece(actor: Actor, pk: int) -> QualityPiece:
    """A piece filed by the actor's organisme; else Http404."""
    return get_object_or_404(QualityPiece, pk=pk, organisme_id=actor.organisme_id or 0)


def get_action(actor: Actor, pk: int) -> ImprovementAction:
    """An improvement action of the actor's organisme; else Http404."""
    return get_object_or_404(ImprovementAction, pk=pk, organisme_id=actor.organisme_id or 0)


def get_published(actor: Actor, pk: int) -> PublishedResults:
    """Results published by the actor's organisme; else Http404."""
    return get_object_or_404(PublishedResults, pk=pk, organisme_id=actor.organisme_id or 0)


def get_evidence_document(actor: Actor, pk: int) -> IssuedDocument:
    """A document issued by the actor's organisme, of a kind that proves an indicator; else Http404."""
    kinds = {kind for evidence in all_evidence() for kind in evidence.kinds}
    found = IssuedDocument.objects.filter(
        pk=pk, organisme_ref=f"organisme:{actor.organisme_id}", kind__in=kinds
    ).first()
    if found is None or _about(actor, found):
        raise Http404("document inconnu")
    return found


def get_path(actor: Actor, pk: int) -> Parcours:
    """A path of the actor's organisme; else Http404."""
    return get_object_or_404(
        Parcours.objects.select_related("person__organisme"),
        pk=pk,
        person__organisme_id=actor.organisme_id or 0,
    )


def _about(actor: Actor, issued: IssuedDocument) -> bool:
    """Whether a document answers a complaint that is about whoever asks for it."""
    subject, _, key = issued.subject_ref.partition(":")
    return (
        subject == "quality.complaint"
        and Complaint.objects.filter(pk=key, concerned_id=actor.user_id or 0).exists()
        and kept_apart(actor)
    )


def get_access(actor: Actor, pk: int) -> AuditAccess:
    """An auditor's access to the actor's organisme; else Http404."""
    return get_object_or_404(AuditAccess, pk=pk, organisme_id=actor.organisme_id or 0)


def get_subcontract(actor: Actor, pk: int) -> Subcontract:
    """A subcontract of the actor's organisme; else Http404."""
    return get_object_or_404(Subcontract, pk=pk, organisme_id=actor.organisme_id or 0)
