"""What candidates sat and obtained, told to the floor of the paths once validated, never before (A7.6, A2.3)."""

from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone

from jalon.documents.models import IssuedDocument
from jalon.examen.enums import InscriptionStatus, Presence
from jalon.examen.models import Inscription
from jalon.jury.documents import LIVRET_CERTIFICATION
from jalon.jury.enums import InterviewResult, Outcome, PVStatus
from jalon.jury.models import PV, Deliberation
from jalon.parcours.presentations import Key, Sat
from jalon.parcours.rules.capitalisation_facts import Presentation

_AWAY = {Presence.ABSENT.value: Outcome.ABSENT.value, Presence.EXCUSED.value: Outcome.EXCUSED.value}


def tell_presentations(people: Collection[int], titre_refs: Collection[str]) -> dict[Key, list[Sat]]:
    """Every admitted registration of these people whose procès-verbal is validated; a fixed number of queries."""
    rows = list(
        Inscription.objects.filter(
            person__in=people,
            session__titre_ref__in=titre_refs,
            session__pvs__status=PVStatus.VALIDATED,
            status=InscriptionStatus.ADMITTED,
        )
        .select_related("session", "deliberation")
        .prefetch_related("deliberation__ccp_decisions")
        .distinct()
    )
    validated = {
        session: timezone.localdate(decided)
        for session, decided in PV.objects.filter(
            session__in={row.session_id for row in rows}, status=PVStatus.VALIDATED, decided_at__isnull=False
        ).values_list("session_id", "decided_at")
    }
    livrets = set(
        IssuedDocument.objects.filter(
            kind=LIVRET_CERTIFICATION.name, subject_ref__in=[f"examen.inscription:{row.pk}" for row in rows]
        ).values_list("subject_ref", flat=True)
    )
    found: dict[Key, list[Sat]] = defaultdict(list)
    for row in rows:
        deliberation = _deliberation(row)
        outcome = deliberation.outcome if deliberation else _AWAY.get(row.presence, "")
        if not outcome or row.session_id not in validated:
            continue
        awarded = [d.ccp_ref for d in deliberation.ccp_decisions.all() if d.awarded] if deliberation else []
        interview = deliberation.interview_result if deliberation else InterviewResult.NOT_APPLICABLE
        presentation = Presentation(
            on=row.session.ends_on,
            validated_on=validated[row.session_id],
            scopes=tuple(row.scopes),
            outcome=outcome,
            interview="" if interview == InterviewResult.NOT_APPLICABLE else interview,
            label=str(row.session),
        )
        issued = f"examen.inscription:{row.pk}" in livrets
        found[row.person_id, row.session.titre_ref].append(
            Sat(
                presentation,
                url=reverse("jury:candidate_result", args=[row.pk]),
                livret_url=reverse("jury:candidate_livret", args=[row.pk]) if issued else "",
                ccps=tuple(sorted(awarded)),
            )
        )
    return dict(found)


def _deliberation(row: Inscription) -> Deliberation | None:
    try:
        return row.deliberation
    except Deliberation.DoesNotExist:
        return None
