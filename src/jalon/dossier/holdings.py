"""What the workshop holds on someone: dossiers, versions, remarks, mock orals (RGPD, art. 15 and 20)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jalon.dossier.models import Dossier, MockOral
from jalon.people.models import Person


def tell_dossiers(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Each dossier with its versions and what was said of them, each mock oral with its grid."""
    dossiers = Dossier.objects.filter(parcours__person__in=people).prefetch_related(
        "versions__remarks__answers", "versions__judgements"
    )
    orals = MockOral.objects.filter(parcours__person__in=people).prefetch_related("lines")
    return {
        "dossiers": [_dossier(one) for one in dossiers.order_by("pk")],
        "oraux blancs": [_oral(one) for one in orals.order_by("held_at", "pk")],
    }


def _dossier(one: Dossier) -> dict[str, Any]:
    return {
        "production": one.production,
        "visée": one.scope,
        "à remettre avant le": one.due_on.isoformat() if one.due_on else None,
        "versions": [
            {
                "numéro": version.number,
                "fichier": version.name,
                "SHA-256": version.sha256,
                "déposée le": _moment(version.deposited_at),
                "remise le": _moment(version.handed_over_at),
                "rapport": version.report,
                "remarques": [
                    {
                        "texte": remark.text,
                        "auteur": remark.author,
                        "état": remark.get_state_display(),
                        "réponses": [
                            {"texte": answer.text, "auteur": answer.author} for answer in remark.answers.all()
                        ],
                    }
                    for remark in version.remarks.all()
                ],
                "avis": [
                    {"contenu": judgement.requirement, "avis": judgement.get_state_display()}
                    for judgement in version.judgements.all()
                ],
            }
            for version in one.versions.all()
        ],
    }


def _oral(one: MockOral) -> dict[str, Any]:
    return {
        "épreuve": one.kind,
        "visée": one.scope,
        "tenu le": _moment(one.held_at),
        "secondes": one.seconds,
        "questions": one.questions,
        "bilan": one.note,
        "entendu par": one.listener,
        "grille": [
            {
                "critère": line.criterion_ref,
                "appréciation": line.get_level_display(),
                "observation": line.remark,
            }
            for line in one.lines.all()
        ],
    }


def _moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
