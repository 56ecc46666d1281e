"""What training holds on someone (RGPD, art. 15 and 20)."""

from typing import Any

from django.db.models import QuerySet

from jalon.formation.models import (
    CompanyConvention,
    Dispensation,
    DropoutWatch,
    Ecf,
    EcfCriterion,
    EntryCheck,
    EntryInterview,
    FollowUp,
    MockExam,
    MockExamLine,
    Positioning,
)
from jalon.people.models import Person


def tell_training(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Positions, interviews, dispensations, stays, evaluations and what was done of signs of dropping out."""
    positions = Positioning.objects.filter(parcours__person__in=people).prefetch_related("lines")
    ecfs = Ecf.objects.filter(parcours__person__in=people).prefetch_related("criteria")
    mocks = MockExam.objects.filter(parcours__person__in=people).prefetch_related("lines")
    stays = CompanyConvention.objects.filter(parcours__person__in=people).prefetch_related("weeks__period")
    return {
        "positionnements": [
            {
                "placé": one.get_placing_display(), "le": one.on.isoformat(), "par": one.actor_label,
                "observations": one.comment,
                "compétences": [
                    {"compétence": line.competence_ref, "niveau": line.get_level_display(), "preuve": line.evidence}
                    for line in one.lines.all()
                ],
            }
            for one in positions
        ],
        "étapes de candidature": [
            {"étape": one.get_step_display(), "le": one.on.isoformat(), "précisions": one.note}
            for one in EntryCheck.objects.filter(parcours__person__in=people)
        ],
        "entretiens d’entrée": [
            {
                "le": one.on.isoformat(), "projet": one.project, "besoins": one.needs, "aménagements": one.conditions,
                "suite": one.conclusion, "par": one.actor_label,
            }
            for one in EntryInterview.objects.filter(parcours__person__in=people)
        ],
        "dispenses": [
            {
                "objet": str(one), "minutes": one.minutes, "motif": one.reason, "le": one.on.isoformat(),
                "retirée le": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
            }
            for one in Dispensation.objects.filter(parcours__person__in=people).select_related("item")
        ],
        "stages": [
            {
                "entreprise": one.company, "tuteur": one.tutor, "du": one.starts_on.isoformat(),
                "au": one.ends_on.isoformat(), "activités": one.activities,
                "semaines": [
                    {"semaine du": week.monday.isoformat(), "heures": week.period.hours, "fait": week.activities}
                    for week in one.weeks.all()
                ],
            }
            for one in stays
        ],
        "évaluations en cours de formation": [
            {
                "compétence": one.competence_ref, "le": one.on.isoformat(), "situation": one.situation,
                "observations": one.observations, "acquise": one.acquired, "par": one.actor_label,
                "critères": [_criterion(line) for line in one.criteria.all()],
            }
            for one in ecfs
        ],
        "examens blancs": [
            {
                "épreuve": one.kind, "visée": one.scope, "le": one.on.isoformat(), "minutes": one.minutes,
                "bilan": one.note,
                "critères": [_criterion(line) for line in one.lines.all()],
            }
            for one in mocks
        ],
        "signaux de décrochage": [
            {"depuis le": one.since.isoformat() if one.since else None, "raisons": [sign["why"] for sign in one.signs]}
            for one in DropoutWatch.objects.filter(parcours__person__in=people, count__gt=0)
        ],
        "relances": [
            {
                "le": one.on.isoformat(), "action": one.action, "signaux": one.signals, "par": one.actor_label,
                "moyen": one.get_means_display(), "jointe": one.reached, "décision": one.get_decision_display(),
                "à revoir le": one.review_on.isoformat() if one.review_on else None,
            }
            for one in FollowUp.objects.filter(parcours__person__in=people)
        ],
    }  # fmt: skip


def _criterion(line: EcfCriterion | MockExamLine) -> dict[str, str]:
    return {"critère": line.criterion_ref, "appréciation": line.get_met_display()}
