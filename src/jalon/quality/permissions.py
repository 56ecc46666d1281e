"""Who reads and writes the quality of an organisme: those who lead it; anyone signed in may complain."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.documents.models import IssuedDocument
from jalon.parcours.evidence import all_evidence
from jalon.quality.models import Complaint, ImprovementAction, PublishedResults, QualityPiece

LEADERS = frozenset({Role.RESPONSABLE_SESSION.value, Role.ADMINISTRATEUR.value})


def complaints_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """Complaints of the organisme for those who lead it."""
    if not actor.has(*LEADERS):
        return Complaint.objects.none()
    return Complaint.objects.filter(organisme_id=actor.organisme_id or 0)


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
    if found is None:
        raise Http404("document inconnu")
    return found
