"""Answers to what upsets a published timetable: told, computed, applied as a new version, never by surprise.

The calculation is apart from the writing: `report_unforeseen`, then `remedies_for` outside any transaction, then
`keep_remedies`; `apply_remedy` writes the facts that a remedy rests on and the version that it gives, at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import clock, day_label
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import DayEventKind, SessionStatus, UnforeseenKind
from jalon.examen.models import (
    Appointment,
    ExamSession,
    Inscription,
    JurySeat,
    Salle,
    SalleClosure,
    SessionJury,
    Timetable,
    Unforeseen,
)
from jalon.examen.operations.inscriptions import withdraw_inscription
from jalon.examen.operations.live import Told, record_event
from jalon.examen.operations.timetable import (
    OPEN,
    PlanningRefused,
    give_lowest_number,
    put_in_force,
    set_aside,
    write_plan,
)
from jalon.examen.operations.unavailability import declare_unavailability
from jalon.examen.planning import facts as planning
from jalon.examen.planning.checker import check
from jalon.examen.planning.difference import difference
from jalon.examen.planning.events import EventsRefused
from jalon.examen.planning.upset import Moment
from jalon.examen.queries.planning import draft_timetable, planning_facts, published_timetable
from jalon.examen.queries.unforeseen import (
    AWAY,
    Remedy,
    Situation,
    concerned,
    moment_of,
    placing_text,
    remedies,
    rooms_text,
    situation,
    standing_events,
    without_newcomer,
)
from jalon.examen.replacements import Replacement, replace_juror
from jalon.examen.rules.timetable import local_minutes, minutes_of
from jalon.examen.rules.unforeseen import (
    KINDS,
    fingerprint,
    headline,
    new_facts,
    overtaken,
    packed,
    unpacked,
)
from jalon.people.models import Person

if TYPE_CHECKING:
    from jalon.examen.planning.replan import Replanned

DIRECT = 60  # candidates up to which a calculation is awaited on the page
SECONDS = 2.0
LONG_SECONDS = 10.0
LEAST_SECONDS = 0.4  # for a remedy whose turn comes late; one that moves nobody takes less
ON_SITE = (SessionStatus.CONVENED, SessionStatus.IN_PROGRESS)
ASIDE = "Le brouillon d’avant un imprévu, qui n’en tient pas compte"
GONE = frozenset({UnforeseenKind.NO_SHOW})
# The figures of a plan are measured on the facts of its calculation; who was interrupted lacks steps, and it is told.
FIGURES = frozenset({"figures"})
STOPPED = FIGURES | {"step_missing", "candidate_missing"}


class UnforeseenRefused(TransitionRefused):
    """What is told cannot be answered, or a remedy cannot be applied now; every reason in French."""


@dataclass(frozen=True)
class Computed:
    """Remedies as JSON, and the digest of what they were computed from."""

    options: tuple[dict[str, Any], ...]
    digest: str


def reasons_against_telling(session: ExamSession, now: datetime) -> list[str]:
    """Every reason why the published timetable cannot be changed by something unforeseen now."""
    reasons = []
    if session.status not in OPEN:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : son planning ne change plus."
        )
    if published_timetable(session) is None:
        reasons.append("Aucun planning n’est publié : modifiez le brouillon, ou relancez le calcul.")
    if timezone.localdate(now) > session.ends_on:
        reasons.append(f"La session est finie depuis le {day_label(session.ends_on)}.")
    return reasons


def report_unforeseen(
    *,
    actor: Actor,
    session: ExamSession,
    kind: UnforeseenKind,
    facts: Mapping[str, Any],
    sentence: str,
    now: datetime,
) -> Unforeseen:
    """Write down what happens, before any remedy is looked for.

    `facts` are JSON values: inscription, juror, jury (ids), room (label), day (ISO), minute and until (from
    midnight), by (a juror's person id), rest (until the end of the session), excused, note. Raises
    UnforeseenRefused.
    """
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    reasons = reasons_against_telling(locked, now)
    if kind == UnforeseenKind.JURY_OVERRUN and facts.get("day") != local_minutes(now)[0].isoformat():
        reasons.append("Un jury déborde le jour même : notez-le pendant la journée d’examen.")
    base = published_timetable(locked)
    _refuse_if(reasons)
    assert base is not None
    row = Unforeseen.objects.create(
        session=locked,
        kind=kind,
        facts=dict(facts),
        sentence=sentence[:300],
        base=base,
        created_at=now,
        created_by=actor.label,
    )
    _journal(actor, locked, "report", f"a signalé un imprévu : {row.sentence}", now, unforeseen=row.pk)
    return row


def remedies_for(
    unforeseen: Unforeseen,
    *,
    now: datetime,
    seconds: float = SECONDS,
    on_progress: Callable[[int, int, str], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Computed:
    """The remedies for what happens, computed within `seconds` and little more; nothing is written.

    `on_progress` receives how many are done, of how many, and the title of the next. Raises UnforeseenRefused.
    """
    from jalon.examen.planning.replan import replan  # OR-Tools: only who plans loads it

    kind = UnforeseenKind(unforeseen.kind)
    at = situation(unforeseen.session, now)
    if at is None:
        raise UnforeseenRefused(["Aucun planning n’est publié."])
    _refuse_if(list(at.facts.missing))
    before = without_newcomer(at, kind, unforeseen.facts)
    options: list[dict[str, Any]] = []
    refusals: list[str] = []
    try:
        ways = remedies(at, kind, unforeseen.facts)
    except EventsRefused as error:
        raise UnforeseenRefused(error.reasons) from None
    began = monotonic()
    for done, way in enumerate(ways):
        if on_progress is not None:
            on_progress(done, len(ways), way.title)
        problem = replace(before, juror_names={**before.juror_names, **(way.names or {})})
        try:
            found = replan(
                problem, at.published, (*standing_events(at), *way.events), now=at.now,
                seconds=max(LEAST_SECONDS, seconds - (monotonic() - began)), should_stop=should_stop,
            )  # fmt: skip
        except EventsRefused as error:
            refusals += [reason for reason in error.reasons if reason not in refusals]
            continue
        options.append(_option(at, unforeseen, way, problem, found))
    if not options:
        raise UnforeseenRefused(refusals or ["Aucun remède n’est possible : modifiez le planning à la main."])
    return Computed(tuple(options), fingerprint(at.facts.problem, at.published))


def keep_remedies(*, unforeseen: Unforeseen, computed: Computed) -> Unforeseen:
    """Store the remedies of an event that has not been answered yet. Raises UnforeseenRefused."""
    row = Unforeseen.objects.select_for_update(of=("self",)).select_related("session").get(pk=unforeseen.pk)
    if row.applied_at is not None:
        raise UnforeseenRefused(["Un remède est déjà appliqué à cet imprévu."])
    base = published_timetable(row.session)
    if base is None:
        raise UnforeseenRefused(["Aucun planning n’est publié."])
    row.base, row.options, row.facts_sha256 = base, list(computed.options), computed.digest
    row.save(update_fields=["base", "options", "facts_sha256"])
    return row


def apply_remedy(*, actor: Actor, unforeseen: Unforeseen, choice: int, now: datetime) -> Unforeseen:
    """Apply a remedy: the facts it rests on, and the version that it gives, published at once with its reason.

    A remedy that changes nothing to the timetable gives no version. Raises UnforeseenRefused when the facts or
    the timetable are no longer those it was computed from, or when something that it moves has begun since.
    """
    session = ExamSession.objects.select_for_update().get(pk=unforeseen.session_id)
    row = Unforeseen.objects.select_for_update(of=("self",)).get(pk=unforeseen.pk)
    row.session = session
    _refuse_if(reasons_against_telling(session, now))
    if row.applied_at is not None:
        raise UnforeseenRefused(["Un remède est déjà appliqué à cet imprévu."])
    if not 0 <= choice < len(row.options):
        raise UnforeseenRefused(["Ce remède n’existe pas : choisissez-en un de la liste."])
    option, at = row.options[choice], situation(session, now)
    if (
        at is None
        or at.base.pk != row.base_id
        or fingerprint(at.facts.problem, at.published) != row.facts_sha256
    ):
        raise UnforeseenRefused(
            ["Le planning ou les faits de la session ont changé depuis ce calcul : recalculez les remèdes."]
        )
    plan, gone = unpacked(option["plan"]), _gone(row)
    told = difference(at.published, plan, at.facts.problem)
    computed = _moment(option["computed"])
    late = overtaken(told.changes, computed, moment_of(session, now), gone=gone)
    if late:
        names = {who.id: who.label for who in at.facts.problem.candidates}
        raise UnforeseenRefused(
            [
                f"Depuis ce calcul, une épreuve de {names.get(cid, cid)} a commencé ou son heure est passée : "
                "recalculez les remèdes."
                for cid in late
            ]
        )
    _write_facts(actor, session, row, option, now)
    row.applied_at, row.applied_by, row.choice = now, actor.label, choice
    if told.changes:
        row.timetable = _publish(actor, at, row, option, plan, now)
    row.options = [{**one, "plan": {}} for one in row.options]  # the version that was published holds it
    row.save(update_fields=["applied_at", "applied_by", "choice", "timetable", "options"])
    version = f" ; version {row.timetable.version} publiée" if row.timetable else ""
    _journal(
        actor, session, "apply", f"a répondu à un imprévu ({row.sentence}) par « {option['title']} »{version}",
        now, unforeseen=row.pk, moved=option["moved"],
    )  # fmt: skip
    return row


# -- what a remedy is


def _option(
    at: Situation, unforeseen: Unforeseen, way: Remedy, problem: planning.Problem, found: "Replanned"
) -> dict[str, Any]:
    """A remedy as JSON: the plan, the facts it adds, and how it is told."""
    gone = _gone(unforeseen)
    plan = _with_absent(found.plan, gone)
    juries = {jury.id: jury.label.lower() for jury in (*found.problem.juries, *problem.juries)}
    labels = {who.id: who.label for who in (*problem.candidates, *found.problem.candidates)}
    added = new_facts(problem, found.problem)
    days = {day.date: day for day in at.problem.days}
    also = [pk for pk in (way.juror, way.by) if pk is not None]
    lost = [
        [labels.get(cid, cid), list(why)]
        for cid, why in found.plan.unplaced
        if cid not in {entry[0] for entry in at.published.unplaced}
        or cid == str(unforeseen.facts.get("inscription"))
    ]
    people = [one for one in concerned(at, plan, also=also) if not _is_gone(at, gone, one)]
    return {
        "title": way.title,
        "notes": [*way.notes, *found.notices],
        "headline": headline(
            found.difference,
            found.moved,
            found.moved_bound,
            proved=found.proved,
            gone=gone,
            same_day=found.same_day,
        ),
        "moved": found.moved,
        "bound": found.moved_bound,
        "proved": found.proved,
        "jury_days": found.plan.jury_days,
        "plan": packed(plan),
        "interrupted": sorted(found.interrupted),
        "lost": lost,
        "changes": [
            {
                "who": labels.get(change.candidate_id, change.candidate_id),
                "kind": change.kind,
                "label": "Ne vient pas" if change.candidate_id in gone else KINDS[change.kind],
                "before": placing_text(change.before, juries),
                "after": placing_text(change.after, juries),
                "rooms": [rooms_text(change.before), rooms_text(change.after)],
                "sentence": change.sentence,
            }
            for change in found.difference.changes
        ],
        "told": [person.pk for person in people],
        "told_names": [person.full_name for person in people],
        "absences": [
            [one.who, one.juror, one.window.day.isoformat(), *span]
            for one in added.absences
            if (span := _within(one.window, days))
        ],
        "closed": [
            [room, window.day.isoformat(), *span]
            for room, window in added.closed
            if (span := _within(window, days))
        ],
        "juror": way.juror,
        "by": way.by,
        "without": way.without,
        "computed": [at.now.day.isoformat(), at.now.minute] if at.now is not None else None,
    }


def _with_absent(plan: planning.Plan, gone: Sequence[str]) -> planning.Plan:
    known = {cid for cid, _ in plan.unplaced}
    absent = tuple((cid, ("Ne vient pas : ses créneaux sont libérés.",)) for cid in gone if cid not in known)
    return replace(plan, unplaced=(*plan.unplaced, *absent))


def _is_gone(at: Situation, gone: Sequence[str], person: Person) -> bool:
    """Whether this person does not come and need not be told so: noted absent on the day, not withdrawn before."""
    if at.now is None:
        return False
    return any(str(row.inscription_id) in gone and row.inscription.person_id == person.pk for row in at.rows)


def _gone(unforeseen: Unforeseen) -> tuple[str, ...]:
    return (str(unforeseen.facts["inscription"]),) if unforeseen.kind in GONE else ()


def _within(window: planning.Window, days: Mapping[date, planning.Day]) -> tuple[int, int] | None:
    """The part of a window that falls in the opening hours, in minutes; None when there is none."""
    day = days.get(window.day)
    if day is None:
        return None
    start, end = max(window.start, day.opens), min(window.end, day.closes)
    return (start, end) if start < end else None


def _moment(value: Sequence[Any] | None) -> Moment | None:
    return Moment(date.fromisoformat(value[0]), int(value[1])) if value else None


# -- what applying it writes


def _write_facts(
    actor: Actor, session: ExamSession, row: Unforeseen, option: Mapping[str, Any], now: datetime
) -> None:
    """Presence, absences, rooms closed, the juror replaced: through the acts that write them everywhere else."""
    facts = row.facts
    if row.kind == UnforeseenKind.NO_SHOW:
        _note_absence(actor, session, facts, now)
    juror = option["juror"]
    inscriptions = {str(pk): person for pk, person in session.inscriptions.values_list("pk", "person_id")}
    for who, is_juror, day, start, end in option["absences"]:
        person = Person.objects.get(pk=int(who) if is_juror else inscriptions[who])
        declare_unavailability(
            actor=actor, session=session, person=person, day=date.fromisoformat(day),
            starts_at=_time(start), ends_at=_time(end), now=now, reason="Imprévu",
        )  # fmt: skip
    for room, day, start, end in option["closed"]:
        close_salle(
            actor=actor, session=session, salle=session.salles.get(name=room), day=date.fromisoformat(day),
            starts_at=_time(start), ends_at=_time(end), now=now,
        )  # fmt: skip
    if juror is not None:
        _replace(actor, session, juror, option["by"], now)


def close_salle(
    *,
    actor: Actor,
    session: ExamSession,
    salle: Salle,
    day: date,
    starts_at: time,
    ends_at: time,
    now: datetime,
) -> SalleClosure:
    """Note that a room of the session cannot serve at some hours; twice is once. Raises UnforeseenRefused."""
    reasons = []
    if not session.days.filter(date=day).exists():
        reasons.append("Cette date n’est pas un jour de la session.")
    if ends_at <= starts_at:
        reasons.append("La fin de la fermeture doit suivre son début.")
    _refuse_if(reasons)
    closure, made = SalleClosure.objects.get_or_create(
        session=session, salle=salle, date=day, starts_at=starts_at, ends_at=ends_at
    )
    if made:
        hours = f"de {clock(minutes_of(starts_at))} à {clock(minutes_of(ends_at))}"
        _journal(
            actor, session, "close_salle", f"a fermé la salle {salle} le {day_label(day)} {hours}", now,
            salle=salle.pk,
        )  # fmt: skip
    return closure


def _note_absence(actor: Actor, session: ExamSession, facts: Mapping[str, Any], now: datetime) -> None:
    """Noted absent on the day; withdrawn, with the reason, before the session begins (A2.6)."""
    who = Inscription.objects.get(pk=facts["inscription"], session=session)
    note = str(facts.get("note", "")).strip()
    if timezone.localdate(now) < session.starts_on:
        withdraw_inscription(actor=actor, inscription=who, reason=note, now=now)
        return
    if session.status not in ON_SITE:
        raise UnforeseenRefused(["L’absence se note quand la session est convoquée ou en cours."])
    if who.presence in AWAY:  # noted on the day page before
        return
    kind = DayEventKind.EXCUSED if facts.get("excused") else DayEventKind.ABSENT
    record_event(
        actor=actor, session=session, now=now,
        told=Told(uuid4(), kind, now, inscription=who.pk, data={"note": note}),
    )  # fmt: skip


def _replace(actor: Actor, session: ExamSession, juror: int, by: int | None, now: datetime) -> None:
    newcomer = Person.objects.get(pk=by) if by is not None else None
    seats = JurySeat.objects.filter(jury__session=session, person=juror, left_at__isnull=True)
    for seat in seats.select_related("jury", "person"):
        replace_juror(
            actor=actor,
            session=session,
            replacement=Replacement(
                seat.jury, seat.person, newcomer, now if _has_sat(seat.jury, now) else None
            ),
            now=now,
        )


def _has_sat(jury: SessionJury, now: datetime) -> bool:
    """Whether a jury has begun something of the timetable in force."""
    return Appointment.objects.filter(
        jury=jury, jury_present=True, timetable__status="published", starts_at__lte=now
    ).exists()


def _publish(
    actor: Actor,
    at: Situation,
    row: Unforeseen,
    option: Mapping[str, Any],
    plan: planning.Plan,
    now: datetime,
) -> Timetable:
    """The new version, checked against the facts just written, frozen at once with its reason.

    A draft knows nothing of what has happened: it waits among the alternatives, under a later number.
    """
    known = {(v.code, v.message_fr) for v in check(at.facts.problem, at.published)}
    facts = planning_facts(at.session)
    standing = {who.id for who in facts.problem.candidates}
    plan = replace(plan, unplaced=tuple(entry for entry in plan.unplaced if entry[0] in standing))
    tolerated = STOPPED if option["interrupted"] else FIGURES
    broken = [
        f"{v.message_fr} ({v.source})"
        for v in check(facts.problem, plan)
        if v.code not in tolerated and (v.code, v.message_fr) not in known
    ]
    if broken:
        raise PlanningRefused(["Ce remède n’est plus régulier : recalculez.", *broken])
    if draft := draft_timetable(at.session):
        set_aside(draft, ASIDE)
    # Rooms are those of the remedy: a jury is not sent back to a room that it has just lost.
    made = write_plan(
        at.session, replace(facts, reserved_rooms={}), plan, now, intent=f"Imprévu : {row.sentence}"[:200]
    )
    give_lowest_number(made)
    put_in_force(actor, made, f"a publié le planning après un imprévu : {row.sentence}", now)
    return made


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _refuse_if(reasons: Sequence[str]) -> None:
    if reasons:
        raise UnforeseenRefused(reasons)


def _journal(actor: Actor, session: ExamSession, verb: str, done: str, now: datetime, **data: object) -> None:
    record_act(
        actor=actor, verb=f"unforeseen.{verb}", target=session, now=now,
        sentence=f"{actor.label} {done} ({session}).", **data,
    )  # fmt: skip
