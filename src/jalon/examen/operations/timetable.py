"""Acts on the timetable: plan, move by hand, publish, copy, discard. A published version is frozen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Max

from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, SessionJury, Timetable, TimetableLock
from jalon.examen.planning import facts as planning
from jalon.examen.planning.checker import Violation, check
from jalon.examen.planning.remedies import solve_and_explain
from jalon.examen.queries.planning import (
    PlanningFacts,
    appointments_of,
    draft_timetable,
    plan_of,
    planning_facts,
)
from jalon.examen.rules.moves import moved
from jalon.examen.rules.timetable import moment, rooms_of_juries
from jalon.examen.workflow import BEFORE_EXAM

PAPERS = "examen.timetable_papers"
OPEN = BEFORE_EXAM | {SessionStatus.IN_PROGRESS.value}


class PlanningRefused(TransitionRefused):
    """The timetable cannot be made or published now; `reasons` says everything that is missing or wrong."""


class StaleTimetable(TransitionRefused):
    """Somebody else changed the timetable meanwhile."""


class MoveRefused(TransitionRefused):
    """A hand move that breaks rules; `violations` holds each with its source."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(f"{v.message_fr} ({v.source})" for v in violations)


def plan_timetable(
    *,
    actor: Actor,
    session: ExamSession,
    now: datetime,
    on_progress: Callable[[planning.Plan], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> planning.Plan:
    """The best timetable that the engine finds for the session's facts (RE, A4.9): computed, not stored.

    Takes up to the engine's time limit; call it outside a transaction, then `keep_plan`.
    Raises PlanningRefused with everything that is missing.
    """
    facts = planning_facts(session, draft=draft_timetable(session))
    _refuse_if(reasons_against_planning(session, facts))
    return solve_and_explain(facts.problem, on_progress=on_progress, should_stop=should_stop)


def reasons_against_planning(session: ExamSession, facts: PlanningFacts) -> list[str]:
    """Every reason why no timetable can be made now, in French."""
    reasons = list(facts.missing)
    if session.status not in OPEN:
        reasons.insert(
            0, f"La session est à l’état « {session.get_status_display()} » : son planning ne change plus."
        )
    return reasons


def keep_plan(*, actor: Actor, session: ExamSession, plan: planning.Plan, now: datetime) -> Timetable:
    """Store a plan as the session's draft, which replaces the former draft and takes over its locks.

    Raises PlanningRefused.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    former = draft_timetable(session)
    facts = planning_facts(session, draft=former)
    _refuse_if(reasons_against_planning(session, facts))
    known = {candidate.id for candidate in facts.problem.candidates}
    juries = {jury.id for jury in facts.problem.juries}
    if any(a.candidate_id not in known or a.jury_id not in juries for a in plan.appointments):
        raise PlanningRefused(
            ["Les candidats ou les jurys ont changé pendant le calcul : relancez la planification."]
        )
    _refuse_if(reasons_of_locks(facts.problem, plan))
    locks = list(former.locks.all()) if former else []
    _drop_draft(session)
    timetable = _new_draft(session, now)
    _store(timetable, facts, plan)
    _carry_locks(locks, timetable)
    timetable.optimal, timetable.jury_days_bound = plan.optimal, plan.bound_jury_days
    timetable.save(update_fields=["optimal", "jury_days_bound"])
    _journal(actor, "timetable.plan", timetable, "a fait calculer le planning", now, placed=_placed(plan))
    return timetable


def reasons_of_locks(problem: planning.Problem, plan: planning.Plan) -> list[str]:
    """Every locked candidate whom a plan puts elsewhere: the lock was set, or the place changed, meanwhile."""
    placed: dict[str, list[planning.Appointment]] = {}
    for item in sorted(plan.appointments, key=lambda a: a.step_index):
        placed.setdefault(item.candidate_id, []).append(item)
    return [
        f"{candidate.label} est verrouillé à une autre place que celle du calcul : relancez-le."
        for candidate in problem.candidates
        if candidate.pin and not _keeps(candidate.pin, placed.get(candidate.id, []))
    ]


def _keeps(pin: planning.Pin, items: Sequence[planning.Appointment]) -> bool:
    """Whether these appointments stand where the pin wants them; someone left out is named by the plan itself."""
    seated = all((a.jury_id, a.day) == (pin.jury_id, pin.day) for a in items)
    return seated and (not items or pin.starts is None or tuple(a.start for a in items) == pin.starts)


def _carry_locks(locks: Iterable[TimetableLock], timetable: Timetable) -> None:
    """The locks of the former draft on the new one, for those who still have a place."""
    placed = set(timetable.appointments.values_list("inscription_id", flat=True))
    TimetableLock.objects.bulk_create(
        TimetableLock(timetable=timetable, inscription_id=lock.inscription_id, kind=lock.kind)
        for lock in locks
        if lock.inscription_id in placed
    )


def preview_move(
    timetable: Timetable, *, inscription: Inscription, day: date, start: int, jury: SessionJury
) -> tuple[Violation, ...]:
    """What moving a candidate there would break, beyond what is already broken; empty when it is lawful."""
    facts = planning_facts(timetable.session)
    return _move(facts, timetable, inscription, day, start, jury)[1]


def move_appointment(
    *,
    actor: Actor,
    timetable: Timetable,
    revision: int,
    inscription: Inscription,
    day: date,
    start: int,
    jury: SessionJury,
    now: datetime,
) -> Timetable:
    """Move a candidate's whole chain of tests: `start` is when they begin, in minutes from midnight.

    The checker judges the result; raises MoveRefused with every rule broken and its source,
    StaleTimetable when `revision` is not the one on screen, PlanningRefused when the version is frozen.
    """
    timetable = _locked_draft(timetable, revision)
    facts = planning_facts(timetable.session)
    plan, violations = _move(facts, timetable, inscription, day, start, jury)
    if violations:
        raise MoveRefused(violations)
    _store(timetable, facts, plan)
    _journal(
        actor, "timetable.move", timetable, f"a déplacé {inscription.person} dans le planning", now,
        inscription=inscription.pk, day=day.isoformat(), start=start, jury=jury.pk,
    )  # fmt: skip
    return timetable


def publish_timetable(*, actor: Actor, timetable: Timetable, revision: int, now: datetime) -> Timetable:
    """Freeze a draft after a last check; the version published before is superseded, its papers are issued.

    Raises PlanningRefused with every rule that the draft breaks, StaleTimetable.
    """
    timetable = _locked_draft(timetable, revision)
    facts = planning_facts(timetable.session)
    _refuse_if(reasons_against_publishing(timetable, facts))
    timetable.session.timetables.filter(status=TimetableStatus.PUBLISHED).update(
        status=TimetableStatus.SUPERSEDED
    )
    timetable.status, timetable.published_at = TimetableStatus.PUBLISHED, now
    timetable.revision += 1
    timetable.save()
    _journal(actor, "timetable.publish", timetable, "a publié le planning", now)
    enqueue(PAPERS, actor=actor, now=now, payload={"timetable": timetable.pk})
    return timetable


def reasons_against_publishing(
    timetable: Timetable, facts: PlanningFacts, appointments: list[Appointment] | None = None
) -> list[str]:
    """Every reason, with its source, why this draft cannot be published as the facts stand today."""
    rows = appointments_of(timetable) if appointments is None else appointments
    candidates = {candidate.id for candidate in facts.problem.candidates}
    gone = {row.inscription.person for row in rows if str(row.inscription_id) not in candidates}
    reasons = reasons_against_planning(timetable.session, facts)
    reasons += [f"{person} n’est plus admis à la session." for person in sorted(gone, key=str)]
    reasons += [
        f"{v.message_fr} ({v.source})"
        for v in check(facts.problem, plan_of(facts, timetable, rows))
        if v.code != "unknown_candidate"
    ]
    if not rows:
        reasons.append("Aucun candidat n’est placé.")
    used = {row.jury_id for row in rows}
    reasons += [
        f"{jury.label} reçoit des candidats sans qu’aucun juré y soit désigné (A5.1)."
        for jury in facts.problem.juries
        if int(jury.id) in used and not jury.jurors
    ]
    return reasons


def copy_timetable(*, actor: Actor, timetable: Timetable, now: datetime) -> Timetable:
    """A draft with the same appointments, to change a frozen version without touching it.

    Raises PlanningRefused when a draft is already being worked on, or the session is over.
    """
    session = ExamSession.objects.select_for_update().get(pk=timetable.session_id)
    reasons = []
    if session.status not in OPEN:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : son planning ne change plus."
        )
    if session.timetables.filter(status=TimetableStatus.DRAFT).exists():
        reasons.append("Un brouillon existe déjà : publiez-le ou supprimez-le d’abord.")
    _refuse_if(reasons)
    rows = list(timetable.appointments.all())
    draft = _new_draft(session, now)
    for name in ("jury_days", "jury_days_bound", "waiting_minutes", "optimal", "unplaced", "explanations"):
        setattr(draft, name, getattr(timetable, name))
    draft.save()
    for row in rows:
        row.pk, row.timetable = None, draft
    Appointment.objects.bulk_create(rows)
    _journal(actor, "timetable.copy", draft, f"a copié la version {timetable.version} pour la modifier", now)
    return draft


def discard_draft(*, actor: Actor, timetable: Timetable, revision: int, now: datetime) -> None:
    """Throw a draft away; what is published stays. Raises StaleTimetable, PlanningRefused."""
    timetable = _locked_draft(timetable, revision)
    _journal(actor, "timetable.discard", timetable, "a supprimé le brouillon du planning", now)
    timetable.delete()


def _move(
    facts: PlanningFacts,
    timetable: Timetable,
    inscription: Inscription,
    day: date,
    start: int,
    jury: SessionJury,
) -> tuple[planning.Plan, tuple[Violation, ...]]:
    """The plan after a move, and the violations that it did not have before."""
    before = plan_of(facts, timetable, appointments_of(timetable))
    if str(inscription.pk) not in {candidate.id for candidate in facts.problem.candidates}:
        raise PlanningRefused([f"{inscription.person} n’est pas admis à la session."])
    after = moved(facts.problem, before, str(inscription.pk), day, start, str(jury.pk))
    after = replace(after, appointments=_own_rooms(facts, after.appointments))
    if len(after.unplaced) != len(before.unplaced):
        after = replace(after, explanations=())  # they counted the candidates left out before
    old = {(v.code, v.message_fr) for v in check(facts.problem, before)}
    new = tuple(v for v in check(facts.problem, after) if (v.code, v.message_fr) not in old)
    return after, new


def _own_rooms(
    facts: PlanningFacts, appointments: Sequence[planning.Appointment]
) -> tuple[planning.Appointment, ...]:
    """Each jury in the room reserved for it, when one is: the engine knows of no habit."""
    pool = facts.problem.rooms.jury
    if not facts.reserved_rooms or pool is None:
        return tuple(appointments)
    result: list[planning.Appointment] = []
    for _, group in groupby(appointments, key=lambda a: a.day):
        items = list(group)
        current = {a.jury_id: a.room for a in items if a.room in pool}
        chosen = rooms_of_juries(facts.reserved_rooms, {j: r for j, r in current.items() if r}, pool)
        result += [
            replace(a, room=chosen.get(a.jury_id, a.room)) if a.room == current.get(a.jury_id) else a
            for a in items
        ]
    return tuple(result)


def _store(timetable: Timetable, facts: PlanningFacts, plan: planning.Plan) -> None:
    """Replace the appointments of a draft; its revision rises."""
    timetable.appointments.all().delete()
    Appointment.objects.bulk_create(
        Appointment(
            timetable=timetable,
            inscription_id=int(a.candidate_id),
            jury_id=int(a.jury_id),
            kind=a.kind,
            label=a.label,
            order=a.step_index,
            starts_at=moment(a.day, a.start),
            ends_at=moment(a.day, a.end),
            candidate_present=a.candidate,
            jury_present=a.jury,
            with_actor=a.actor,
            comedien=facts.comediens[a.actor_number - 1] if a.actor_number else None,
            salle=facts.salles.get(a.room) if a.room else None,
        )
        for a in _own_rooms(facts, plan.appointments)
    )
    timetable.jury_days = plan.jury_days
    timetable.waiting_minutes = plan.waiting_minutes
    timetable.optimal = False
    timetable.explanations = [asdict(explanation) for explanation in plan.explanations]
    timetable.unplaced = [{"inscription": int(cid), "reasons": list(why)} for cid, why in plan.unplaced]
    timetable.revision += 1
    timetable.save()


def _locked_draft(timetable: Timetable, revision: int) -> Timetable:
    locked = Timetable.objects.select_for_update(of=("self",)).select_related("session").get(pk=timetable.pk)
    if locked.status != TimetableStatus.DRAFT:
        raise PlanningRefused(
            [f"La version {locked.version} est publiée et ne change plus : copiez-la pour la modifier."]
        )
    if locked.session.status not in OPEN:
        raise PlanningRefused(
            [
                f"La session est à l’état « {locked.session.get_status_display()} » : son planning ne change plus."
            ]
        )
    if locked.revision != revision:
        raise StaleTimetable(
            ["Quelqu’un a modifié ce planning depuis que vous l’avez ouvert : relisez-le, puis recommencez."]
        )
    return locked


def _new_draft(session: ExamSession, now: datetime) -> Timetable:
    last = session.timetables.aggregate(last=Max("version"))["last"] or 0
    return Timetable.objects.create(session=session, version=last + 1, created_at=now)


def _drop_draft(session: ExamSession) -> None:
    session.timetables.filter(status=TimetableStatus.DRAFT).delete()


def _placed(plan: planning.Plan) -> int:
    return len({a.candidate_id for a in plan.appointments})


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise PlanningRefused(reasons)


def _journal(actor: Actor, verb: str, timetable: Timetable, done: str, now: datetime, **data: object) -> None:
    record_act(
        actor=actor,
        verb=verb,
        target=timetable,
        sentence=f"{actor.label} {done} ({timetable.session}, version {timetable.version}).",
        now=now,
        **data,
    )
