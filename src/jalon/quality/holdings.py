"""What quality holds on someone, for the copy of their data (RGPD, art. 15 and 20)."""

from typing import Any

from django.db.models import QuerySet

from jalon.people.models import Person
from jalon.quality.models import Complaint, Survey


def tell_quality(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Opinions given and complaints made."""
    surveys = Survey.objects.filter(parcours__person__in=people, answered_at__isnull=False)
    complaints = Complaint.objects.filter(parcours__person__in=people)
    return {
        "avis donnés": [
            {"moment": s.get_moment_display(), "le": s.answered_at.isoformat() if s.answered_at else "",
             "réponses": s.answers, "commentaire": s.comment}
            for s in surveys
        ],
        "réclamations": [
            {"numéro": c.number, "reçue le": c.received_on.isoformat(), "texte": c.text, "réponse": c.answer}
            for c in complaints
        ],
    }  # fmt: skip
