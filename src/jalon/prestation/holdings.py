"""What prestations hold on someone: places, deeds, signatures, presence (RGPD, art. 15 and 20)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jalon.people.models import Person
from jalon.prestation.models import (
    Attendance,
    Engagement,
    Justification,
    Participation,
    SeanceSignature,
    TrainerRecord,
)
from jalon.prestation.queries.presence import halves_of


def tell_prestations(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Each place with its deeds, funding, handovers and certificates; each presence and each signature."""
    places = (
        Participation.objects.filter(parcours__person__in=people)
        .select_related("prestation")
        .prefetch_related("engagements__signatures", "financings", "deliveries", "certificates__document")
    )
    noted = Attendance.objects.filter(participation__parcours__person__in=people).select_related("seance")
    signed = SeanceSignature.objects.filter(person__in=people).select_related("seance")
    papers = Justification.objects.filter(participation__parcours__person__in=people)
    trainers = TrainerRecord.objects.filter(person__in=people)
    return {
        "justificatifs d’absence": [
            {
                "nature": row.get_nature_display(),
                "du": row.first_on.isoformat(),
                "au": row.last_on.isoformat(),
                "fichier": row.name,
                "réponse": row.get_status_display(),
                "motif": row.decided_reason,
            }
            for row in papers.order_by("pk")
        ],
        "fiche d’intervenant": [
            {"statut": row.get_status_display(), "titres": row.titles, "entreprise": row.company}
            for row in trainers.order_by("pk")
        ],
        "prestations": [_place(one) for one in places.order_by("pk")],
        "présences": [
            {
                "séance": row.seance.heading,
                "jour": halves_of(row.seance)[0].starts_at.date().isoformat(),
                "demi-journée": row.get_half_day_display(),
                "présence": row.get_presence_display(),
                "minutes": row.minutes,
                "précisions": row.note,
                "notée par": row.actor_label,
                "corrigée": row.superseded_by_id is not None,
            }
            for row in noted.order_by("pk")
        ],
        "émargements de séances": [
            {
                "séance": row.seance.heading,
                "demi-journée": row.get_half_day_display(),
                "moyen": row.get_means_display(),
                "signé le": _moment(row.signed_at),
                "tracé": row.strokes,
                "annulé le": _moment(row.withdrawn_at),
                "motif": row.withdrawn_reason,
            }
            for row in signed.order_by("signed_at", "pk")
        ],
    }


def _place(one: Participation) -> dict[str, Any]:
    return {
        "prestation": one.prestation.heading,
        "entrée": one.entered_on.isoformat() if one.entered_on else None,
        "sortie": one.left_on.isoformat() if one.left_on else None,
        "motif de la sortie": one.leaving_reason,
        "dispenses et aménagements": one.dispensations,
        "actes": [_deed(deed) for deed in one.engagements.all()],
        "financements": [
            {
                "financeur": str(row),
                "montant en centimes": row.amount_cents,
                "réponse": row.get_status_display(),
            }
            for row in one.financings.all()
        ],
        "remises": [
            {"document": row.get_kind_display(), "le": row.on.isoformat(), "preuve": row.how}
            for row in one.deliveries.all()
        ],
        "certificats": [
            {"numéro": row.document.number, "minutes": row.minutes, "délivré le": row.issued_on.isoformat()}
            for row in one.certificates.all()
        ],
    }


def _deed(deed: Engagement) -> dict[str, Any]:
    return {
        "acte": deed.get_kind_display(),
        "état": deed.get_status_display(),
        "prix en centimes": deed.price_cents,
        "signé le": deed.signed_on.isoformat() if deed.signed_on else None,
        "signatures": [
            {
                "par": row.name,
                "le": _moment(row.signed_at),
                "moyen": row.get_means_display(),
                "tracé": row.strokes,
            }
            for row in deed.signatures.all()
        ],
    }


def _moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
