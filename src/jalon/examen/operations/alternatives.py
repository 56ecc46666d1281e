"""Alternatives of a timetable: several plans kept side by side, one of which becomes the draft."""

from collections.abc import Sequence
from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.examen.enums import TimetableStatus
from jalon.examen.models import ExamSession, Timetable
from jalon.examen.operations.timetable import (
    OPEN,
    PlanningRefused,
    facts_of_today,
    give_lowest_number,
    locks_of_draft,
    set_aside,
    write_plan,
)
from jalon.examen.planning.facts import Plan
from jalon.examen.queries.calculation import figures_of_plan
from jalon.examen.queries.planning import draft_timetable
from jalon.examen.rules.figures import intents, summary

FORMER = "Le brouillon d’avant le choix"


def keep_alternatives(
    *, actor: Actor, session: ExamSession, plans: Sequence[Plan], now: datetime
) -> list[Timetable]:
    """Store plans beside the draft, which does not change; those kept before go. Raises PlanningRefused."""
    session, facts = facts_of_today(session, plans)
    plans = sorted(plans, key=lambda plan: plan.jury_days)
    session.timetables.filter(status=TimetableStatus.ALTERNATIVE).delete()
    locks = locks_of_draft(session)
    figures = [figures_of_plan(plan, len(facts.problem.candidates)) for plan in plans]
    kept = [
        write_plan(session, facts, plan, now, status=TimetableStatus.ALTERNATIVE, intent=intent, locks=locks)
        for plan, intent in zip(plans, intents(figures), strict=True)
    ]
    record_act(
        actor=actor, verb="timetable.alternatives", target=session, now=now,
        sentence=f"{actor.label} a fait calculer des variantes du planning ({session}).",
        alternatives=[summary(one) for one in figures],
    )  # fmt: skip
    return kept


def choose_alternative(*, actor: Actor, timetable: Timetable, now: datetime) -> Timetable:
    """Make an alternative the draft; the former draft waits beside it, so that one may change one's mind.

    The draft keeps the lowest number of those not published. Raises PlanningRefused when the session is over or
    the version is no alternative any more.
    """
    session = ExamSession.objects.select_for_update().get(pk=timetable.session_id)
    chosen = Timetable.objects.select_for_update().filter(pk=timetable.pk).first()
    reasons = []
    if session.status not in OPEN:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : son planning ne change plus."
        )
    if chosen is None or chosen.status != TimetableStatus.ALTERNATIVE:
        reasons.append("Cette variante n’est plus à choisir : elle a été choisie, écartée ou recalculée.")
    if reasons or chosen is None:
        raise PlanningRefused(reasons)
    if former := draft_timetable(session):
        set_aside(former, former.intent or FORMER)
    chosen.status = TimetableStatus.DRAFT
    chosen.save(update_fields=["status"])
    give_lowest_number(chosen)
    record_act(
        actor=actor, verb="timetable.choose", target=chosen, now=now, intent=chosen.intent,
        sentence=f"{actor.label} a choisi une variante du planning ({session}, version {chosen.version}) : "
        f"{chosen.intent}.",
    )  # fmt: skip
    return chosen


def drop_alternatives(*, actor: Actor, session: ExamSession, now: datetime) -> int:
    """Throw away the alternatives of a session, the draft staying; how many there were."""
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    going = session.timetables.filter(status=TimetableStatus.ALTERNATIVE)
    if count := going.count():
        going.delete()
        record_act(
            actor=actor, verb="timetable.drop_alternatives", target=session, now=now, dropped=count,
            sentence=f"{actor.label} a écarté les variantes du planning ({session}).",
        )  # fmt: skip
    return count
