"""Acts on the timetable: plan, publish, copy, discard. A published version is frozen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import groupby
from secrets import randbelow

from django.db.models import Max

from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Timetable, TimetableLock
from jalon.examen.planning import facts as planning
from jalon.examen.planning.checker import check
from jalon.examen.queries.moves import undoable
from jalon.examen.queries.planning import (
    PlanningFacts,
    appointments_of,
    draft_timetable,
    plan_of,
    planning_facts,
    row_of,
)
from jalon.examen.rules.timetable import rooms_of_juries
from jalon.examen.workflow import BEFORE_EXAM

PAPERS = "examen.timetable_papers"
OPEN = BEFORE_EXAM | {SessionStatus.IN_PROGRESS.value}
UNPUBLISHED = (TimetableStatus.DRAFT, TimetableStatus.ALTERNATIVE)
REVISIONS = 100_000_000
BY_HAND = "Le brouillon modifié à la main, d’avant ce calcul"
COPIED = (
    *("jury_days", "jury_days_bound", "waiting_minutes", "idle_minutes", "lost_bound"),
    *("longest_wait_minutes", "longest_wait_bound", "optimal", "intent", "unplaced", "explanations"),
)


class PlanningRefused(TransitionRefused):
    """The timetable cannot be made or published now; `reasons` says everything that is missing or wrong."""


class StaleTimetable(TransitionRefused):
    """Somebody else changed the timetable meanwhile."""


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
    from jalon.examen.planning.remedies import solve_and_explain  # OR-Tools: only who plans loads it

    facts = planning_facts(session, draft=draft_timetable(session))
    refuse_if(reasons_against_planning(session, facts))
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
    """Store a plan as the session's draft: the former draft and its alternatives go, its locks stay.

    A draft changed by hand, perhaps while this was calculated, waits among the alternatives.
    Raises PlanningRefused.
    """
    session, facts = facts_of_today(session, [plan])
    locks = locks_of_draft(session)
    going = session.timetables.filter(status__in=UNPUBLISHED)
    former = draft_timetable(session)
    if former and undoable(former):
        set_aside(former, BY_HAND)
        going = going.exclude(pk=former.pk)
    going.delete()
    timetable = write_plan(session, facts, plan, now, locks=locks)
    give_lowest_number(timetable)
    journal(actor, "timetable.plan", timetable, "a fait calculer le planning", now, placed=_placed(plan))
    return timetable


def facts_of_today(session: ExamSession, plans: Sequence[planning.Plan]) -> tuple[ExamSession, PlanningFacts]:
    """The session, locked, and its facts, for plans whose calculation has just ended.

    Raises PlanningRefused when no timetable can be made any more, or when its people changed meanwhile.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    facts = planning_facts(session, draft=draft_timetable(session))
    refuse_if(reasons_against_planning(session, facts))
    known = {candidate.id for candidate in facts.problem.candidates}
    juries = {jury.id for jury in facts.problem.juries}
    items = [a for plan in plans for a in plan.appointments]
    if any(a.candidate_id not in known or a.jury_id not in juries for a in items):
        raise PlanningRefused(
            ["Les candidats ou les jurys ont changé pendant le calcul : relancez la planification."]
        )
    refuse_if(list(dict.fromkeys(told for plan in plans for told in reasons_of_locks(facts.problem, plan))))
    return session, facts


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


def locks_of_draft(session: ExamSession) -> dict[int, str]:
    """Inscription -> kind of lock in the session's draft."""
    locks = TimetableLock.objects.filter(timetable__session=session, timetable__status=TimetableStatus.DRAFT)
    return dict(locks.values_list("inscription_id", "kind"))


def write_plan(
    session: ExamSession,
    facts: PlanningFacts,
    plan: planning.Plan,
    now: datetime,
    *,
    status: TimetableStatus = TimetableStatus.DRAFT,
    intent: str = "",
    locks: Mapping[int, str] | None = None,
) -> Timetable:
    """A new version from a plan of the engine, with what it has proved; `locks` of those it places are kept."""
    timetable = _new_version(session, now, status)
    store_plan(timetable, facts, plan)
    timetable.intent, timetable.optimal = intent, plan.optimal
    timetable.jury_days_bound = plan.bound_jury_days
    timetable.lost_bound, timetable.longest_wait_bound = plan.bound_waiting, plan.bound_longest_wait
    timetable.save(update_fields=["intent", "optimal", "jury_days_bound", "lost_bound", "longest_wait_bound"])
    placed = {int(a.candidate_id) for a in plan.appointments}
    TimetableLock.objects.bulk_create(
        TimetableLock(timetable=timetable, inscription_id=inscription, kind=kind)
        for inscription, kind in (locks or {}).items()
        if inscription in placed
    )
    return timetable


def publish_timetable(*, actor: Actor, timetable: Timetable, revision: int, now: datetime) -> Timetable:
    """Freeze a draft after a last check; the version published before is superseded, its papers are issued.

    Raises PlanningRefused with every rule that the draft breaks, StaleTimetable.
    """
    timetable = locked_draft(timetable, revision)
    facts = planning_facts(timetable.session)
    refuse_if(reasons_against_publishing(timetable, facts))
    timetable.session.timetables.filter(status=TimetableStatus.ALTERNATIVE).delete()
    put_in_force(actor, timetable, "a publié le planning", now)
    return timetable


def put_in_force(actor: Actor, timetable: Timetable, done: str, now: datetime) -> None:
    """Freeze a version that has been checked: the one in force is superseded, the papers are issued."""
    timetable.session.timetables.filter(status=TimetableStatus.PUBLISHED).update(
        status=TimetableStatus.SUPERSEDED
    )
    timetable.status, timetable.published_at = TimetableStatus.PUBLISHED, now
    timetable.revision += 1
    timetable.save()
    journal(actor, "timetable.publish", timetable, done, now)
    enqueue(PAPERS, actor=actor, now=now, payload={"timetable": timetable.pk})


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


def copy_timetable(
    *, actor: Actor, timetable: Timetable, now: datetime, keep_locks: bool = False
) -> Timetable:
    """A draft with the same appointments, to change a frozen version without touching it.

    `keep_locks`: with the locks that the version had when it was a draft. Raises PlanningRefused when a draft
    is already being worked on, or the session is over.
    """
    session = ExamSession.objects.select_for_update().get(pk=timetable.session_id)
    reasons = []
    if session.status not in OPEN:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : son planning ne change plus."
        )
    if session.timetables.filter(status=TimetableStatus.DRAFT).exists():
        reasons.append("Un brouillon existe déjà : publiez-le ou supprimez-le d’abord.")
    refuse_if(reasons)
    rows = list(timetable.appointments.all())
    draft = _new_version(session, now)
    for name in COPIED:
        setattr(draft, name, getattr(timetable, name))
    draft.save()
    for row in rows:
        row.pk, row.timetable = None, draft
    Appointment.objects.bulk_create(rows)
    if keep_locks:
        TimetableLock.objects.bulk_create(
            TimetableLock(timetable=draft, inscription_id=lock.inscription_id, kind=lock.kind)
            for lock in timetable.locks.all()
        )
    journal(actor, "timetable.copy", draft, f"a copié la version {timetable.version} pour la modifier", now)
    return draft


def discard_draft(*, actor: Actor, timetable: Timetable, revision: int, now: datetime) -> None:
    """Throw a draft away; what is published stays. Raises StaleTimetable, PlanningRefused."""
    timetable = locked_draft(timetable, revision)
    journal(actor, "timetable.discard", timetable, "a supprimé le brouillon du planning", now)
    timetable.delete()


def set_aside(draft: Timetable, intent: str) -> None:
    """Put a draft among the alternatives, where `intent` says what it is."""
    draft.status, draft.intent = TimetableStatus.ALTERNATIVE, intent
    draft.save(update_fields=["status", "intent"])


def give_lowest_number(chosen: Timetable) -> None:
    """The lowest number of the versions not published goes to this one; the version that had it takes its own."""
    versions = chosen.session.timetables
    holder = versions.filter(status__in=UNPUBLISHED).order_by("version").first()
    if holder is None or holder.pk == chosen.pk:
        return
    lowest, own = holder.version, chosen.version
    free = versions.aggregate(last=Max("version"))["last"] + 1
    for one, number in ((holder, free), (chosen, lowest), (holder, own)):
        one.version = number
        one.save(update_fields=["version"])


def own_rooms(
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


def store_plan(timetable: Timetable, facts: PlanningFacts, plan: planning.Plan) -> None:
    """Replace the appointments of a draft, measured again; its revision rises.

    What the calculation proved still holds of as many jury-days for the same candidates; nothing else does.
    """
    placed = {int(a.candidate_id) for a in plan.appointments}
    if placed != set(timetable.appointments.values_list("inscription_id", flat=True)):
        timetable.jury_days_bound, timetable.lost_bound = 0, None
    if plan.jury_days > timetable.jury_days:
        timetable.lost_bound = None
    timetable.longest_wait_bound = None
    timetable.appointments.all().delete()
    Appointment.objects.bulk_create(row_of(facts, timetable, a) for a in own_rooms(facts, plan.appointments))
    timetable.jury_days = plan.jury_days
    timetable.waiting_minutes, timetable.idle_minutes = plan.waiting_minutes, plan.idle_minutes
    timetable.longest_wait_minutes = plan.longest_wait_minutes
    timetable.optimal = False
    timetable.explanations = [asdict(explanation) for explanation in plan.explanations]
    timetable.unplaced = [{"inscription": int(cid), "reasons": list(why)} for cid, why in plan.unplaced]
    timetable.revision += 1
    timetable.save()


def locked_draft(timetable: Timetable, revision: int) -> Timetable:
    """The draft, its row locked, if it may change and is still the one on screen.

    Raises PlanningRefused when it is no draft or its session is over, StaleTimetable.
    """
    locked = Timetable.objects.select_for_update(of=("self",)).select_related("session").get(pk=timetable.pk)
    if locked.status == TimetableStatus.ALTERNATIVE:
        raise PlanningRefused(["Cette variante n’est pas le brouillon : choisissez-la d’abord."])
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


def _new_version(
    session: ExamSession, now: datetime, status: TimetableStatus = TimetableStatus.DRAFT
) -> Timetable:
    last = session.timetables.aggregate(last=Max("version"))["last"] or 0
    # A screen names a version by its number, which another may take later: no revision must fit both.
    revision = randbelow(REVISIONS)
    return Timetable.objects.create(
        session=session, version=last + 1, revision=revision, created_at=now, status=status
    )


def _placed(plan: planning.Plan) -> int:
    return len({a.candidate_id for a in plan.appointments})


def refuse_if(reasons: list[str]) -> None:
    """Raise PlanningRefused when there are reasons."""
    if reasons:
        raise PlanningRefused(reasons)


def journal(actor: Actor, verb: str, timetable: Timetable, done: str, now: datetime, **data: object) -> None:
    """Journal an act on a version: `done` is what its author did, in French."""
    record_act(
        actor=actor,
        verb=verb,
        target=timetable,
        sentence=f"{actor.label} {done} ({timetable.session}, version {timetable.version}).",
        now=now,
        **data,
    )
