"""Outcomes as the lower floor's pages show them: each to whom may read it, a proposal until validated (A7.6)."""

from collections.abc import Collection

from django.urls import reverse

from jalon.common.actor import Actor
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.outcomes import Outcome
from jalon.jury.permissions import DECIDED, PROPOSED, candidates_shown, is_validated, may_read_deliberations
from jalon.jury.queries.results import results_of


def tell_outcomes(
    actor: Actor, session: ExamSession, inscriptions: Collection[Inscription]
) -> dict[int, Outcome]:
    """What the actor may read of these candidates' results; a candidate only their own, once proposed."""
    own = {i.pk for i in inscriptions if actor.user_id is not None and i.person.user_id == actor.user_id}
    readable = own if session.status in PROPOSED else set()
    if may_read_deliberations(actor, session):
        shown = set(candidates_shown(actor, session).values_list("pk", flat=True))
        readable |= shown & {i.pk for i in inscriptions} - own
    if not readable:
        return {}
    lead = "" if session.status in DECIDED and is_validated(session) else "Proposition du jury : "
    return {
        r.inscription.pk: Outcome(
            lead + r.outcome_label, r.tone, reverse("jury:candidate_result", args=[r.inscription.pk])
        )
        for r in results_of(session)
        if r.inscription.pk in readable and not r.pending
    }
