"""What the paths hold on someone: acts, hours, evaluations, CCPs and titles obtained (RGPD, art. 15 and 20)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jalon.parcours.models import AgendaFeed, CCPAward, Parcours, TitreAward
from jalon.people.models import Person


def tell_paths(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Each path with its acts, the corrected ones included, and what was acquired."""
    paths = (
        Parcours.objects.filter(person__in=people)
        .select_related("referent")
        .prefetch_related("acts", "company_periods", "ecf_results", "alerts")
    )
    return {
        "parcours": [_path(one) for one in paths.order_by("pk")],
        "CCP acquis": [
            {
                "CCP": one.ccp_ref,
                "acquis le": _day(one.awarded_on),
                "session": one.session_label,
                "origine": one.get_origin_display(),
                "justification": one.evidence,
                "preuve reçue le": _day(one.proof_received_on),
            }
            for one in CCPAward.objects.filter(person__in=people)
        ],
        "titres obtenus": [
            {"titre": one.titre_ref, "obtenu le": _day(one.awarded_on), "session": one.session_label}
            for one in TitreAward.objects.filter(person__in=people).order_by("awarded_on")
        ],
        "adresses d’agenda": [
            {
                "créée le": timezone.localtime(one.created_at).isoformat(),
                "lue le": timezone.localtime(one.read_at).isoformat() if one.read_at else None,
            }
            for one in AgendaFeed.objects.filter(user__people__in=people).distinct()
        ],
    }


def _path(one: Parcours) -> dict[str, Any]:
    acts = list(one.acts.all())
    for act in acts:
        act.parcours = one
    return {
        "titre": one.titre_ref,
        "voie": one.get_route_display(),
        "CCP visés": one.ccp_refs,
        "étape": one.stage_label,
        "premier contact": _day(one.opened_on),
        "début": _day(one.starts_on),
        "fin": _day(one.ends_on),
        "recevabilité": {"numéro": one.recevabilite_number, "jusqu’au": _day(one.recevabilite_until)},
        "référent": one.referent.full_name if one.referent else "",
        "actes": [
            {
                "acte": act.label,
                "fait le": _day(act.on),
                "enregistré le": timezone.localtime(act.recorded_at).isoformat(),
                "par": act.actor_label,
                "précisions": act.note,
                "corrigé": act.superseded_by_id is not None,
            }
            for act in acts
        ],
        "heures en entreprise": [
            {
                "CCP": period.ccp_number,
                "entreprise": period.company,
                "heures": period.hours,
                "du": _day(period.starts_on),
                "au": _day(period.ends_on),
                "preuve reçue le": _day(period.proof_received_on),
            }
            for period in one.company_periods.all()
        ],
        "évaluations en cours de formation": [
            {
                "compétence": result.competence_ref,
                "acquise": result.acquired,
                "évaluée le": _day(result.evaluated_on),
                "observations": result.comment,
            }
            for result in one.ecf_results.all()
        ],
        "alertes envoyées": [
            {
                "étape": alert.code,
                "échéance": _day(alert.due_on),
                "envoyée le": _day(timezone.localdate(alert.sent_at)),
            }
            for alert in one.alerts.all()
        ],
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
