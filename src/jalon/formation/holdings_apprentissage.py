"""What apprenticeship holds on someone (RGPD, art. 15 and 20)."""

from typing import Any

from django.db.models import QuerySet

from jalon.formation.models import (
    ApprenticeContract,
    CfaActPath,
    CompanyVisit,
    EntrustedPeriod,
    ProgressMark,
)
from jalon.people.models import Person


def tell_apprenticeship(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Contracts, what was entrusted, the progression, the visits, what the centre did."""
    return {
        "contrats d’apprentissage": [
            {
                "employeur": one.employer, "maître d’apprentissage": one.master, "du": one.starts_on.isoformat(),
                "au": one.ends_on.isoformat(), "signé le": one.signed_on.isoformat(),
                "représentant légal": one.representative,
                "rompu le": one.broken_on.isoformat() if one.broken_on else None, "motif": one.break_reason,
            }
            for one in ApprenticeContract.objects.filter(parcours__person__in=people)
        ],
        "périodes en entreprise de l’apprentissage": [
            {
                "CCP": one.ccp_number, "du": one.starts_on.isoformat(), "au": one.ends_on.isoformat(),
                "activités": one.activities, "heures": one.hours, "attestées par": one.attested_by,
                "appréciation": one.comment,
            }
            for one in EntrustedPeriod.objects.filter(parcours__person__in=people)
        ],
        "progression de l’apprentissage": [
            {
                "compétence": one.competence_ref, "où": one.get_side_display(), "niveau": one.get_level_display(),
                "le": one.on.isoformat(), "par": one.actor_label,
            }
            for one in ProgressMark.objects.filter(parcours__person__in=people)
        ],
        "visites en entreprise": [
            {
                "le": (one.held_on or one.planned_on).isoformat(), "par": one.visitor, "confié et acquis": one.done,
                "difficultés": one.difficulties, "décisions": one.decided,
                "signatures": [f"{s.name}, {s.signed_at.isoformat()}" for s in one.signatures.all()],
            }
            for one in CompanyVisit.objects.filter(parcours__person__in=people).prefetch_related("signatures")
        ],
        "accompagnement de l’apprenti": [
            {
                "le": one.act.on.isoformat(), "nature": one.act.get_kind_display(), "objet": one.act.heading,
                "détail": one.act.told, "reçu le": one.received_at.isoformat() if one.received_at else None,
            }
            for one in CfaActPath.objects.filter(parcours__person__in=people).select_related("act")
        ],
    }  # fmt: skip
