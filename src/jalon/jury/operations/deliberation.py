"""The jury's decision on a candidate: sovereign, reasoned, never computed (A7.1 to A7.4, A7.11)."""

from collections.abc import Mapping
from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.jury.enums import InterviewResult, Outcome
from jalon.jury.models import CCPDecision, Deliberation
from jalon.jury.operations.grids import is_sealed
from jalon.jury.queries.composition import jury_of
from jalon.jury.queries.results import candidature_of
from jalon.jury.rules.deliberation import CCPChoice, Decision, formal_faults

REASON_MAX = 10_000
OPEN = frozenset({SessionStatus.IN_PROGRESS, SessionStatus.DELIBERATED})


class StaleDeliberation(Exception):
    """Someone else wrote this decision in between; `standing` is theirs, to be shown beside one's own."""

    def __init__(self, standing: Deliberation | None) -> None:
        self.standing = standing
        by = f" par {standing.decided_by}" if standing else ""
        super().__init__(
            f"Cette décision a été modifiée{by} pendant votre saisie. "
            "Les deux sont affichées : reprenez la vôtre ou gardez celle qui est enregistrée."
        )


def deliberate(
    *,
    actor: Actor,
    inscription: Inscription,
    outcome: str,
    ccps: Mapping[str, CCPChoice],
    interview_result: str = InterviewResult.NOT_APPLICABLE,
    interview_reasons: str = "",
    comment: str = "",
    base_revision: int,
    now: datetime,
) -> Deliberation:
    """Record what the jury decides for a candidate; `ccps` maps ids such as « TP-00403.08/CCP1 ».

    `base_revision` is the revision that the author was looking at, 0 when nothing was decided. Raises
    StaleDeliberation if it is no longer that one, TransitionRefused with every formal fault of the decision
    (a missing motive, a title without all its CCPs); what the grids say never stands in the way.
    """
    session = ExamSession.objects.select_for_update().get(pk=inscription.session_id)
    fresh = Inscription.objects.select_related("person", "parcours", "session").get(pk=inscription.pk)
    reasons = []
    if session.status not in OPEN:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : le jury ne délibère pas."
        )
    if is_sealed(session):
        reasons.append("Le procès-verbal est à la signature ou signé : les décisions ne changent plus.")
    if outcome not in Outcome.values:
        reasons.append("Choisissez la décision.")
    if interview_result not in InterviewResult.values:
        reasons.append("Choisissez le résultat de l’entretien final.")
    texts = {ref.rsplit("/", 1)[-1]: choice.reasons for ref, choice in ccps.items()}
    reasons += [
        f"{where} : {len(text)} caractères ; {REASON_MAX} au plus."
        for where, text in {**texts, "Entretien final": interview_reasons, "Observations": comment}.items()
        if len(text) > REASON_MAX
    ]
    if reasons:
        raise TransitionRefused(reasons)
    standing = Deliberation.objects.filter(inscription=fresh).prefetch_related("ccp_decisions").first()
    if (standing.revision if standing else 0) != base_revision:
        raise StaleDeliberation(standing)
    decision = Decision(outcome, ccps, interview_result, interview_reasons)
    if faults := formal_faults(candidature_of(fresh), decision):
        raise TransitionRefused(faults)
    row = standing or Deliberation(inscription=fresh)
    row.jury = jury_of(fresh)
    row.outcome, row.comment = outcome, comment.strip()
    row.interview_result, row.interview_reasons = interview_result, interview_reasons.strip()
    row.revision, row.decided_at, row.decided_by = base_revision + 1, now, actor.label
    row.save()
    for old in row.ccp_decisions.exclude(ccp_ref__in=ccps):
        old.delete()
    for ref, choice in ccps.items():
        CCPDecision.objects.update_or_create(
            deliberation=row,
            ccp_ref=ref,
            defaults={"awarded": choice.awarded, "reasons": "" if choice.awarded else choice.reasons.strip()},
        )
    record_act(
        actor=actor,
        verb="jury.deliberate",
        target=row,
        sentence=f"{actor.label} a enregistré la décision du jury pour {fresh.person} (révision {row.revision}).",
        now=now,
        session=session.pk,
        outcome=outcome,
        ccps={ref: choice.awarded for ref, choice in ccps.items()},
    )
    return row
