"""Candidates moved by hand in a draft, and the last move undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jalon.common.actor import Actor
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, Salle, SessionJury, Timetable
from jalon.examen.operations.timetable import (
    PlanningRefused,
    journal,
    locked_draft,
    own_rooms,
    refuse_if,
    store_plan,
)
from jalon.examen.planning import facts as planning
from jalon.examen.planning.checker import Violation, check
from jalon.examen.queries.moves import MOVE, UNDO, undoable
from jalon.examen.queries.planning import PlanningFacts, appointments_of, plan_of, planning_facts
from jalon.examen.rules.moves import moved
from jalon.people.models import Person

LOCKED = "verrou posé dans ce planning"
_PLACE = (
    *("inscription_id", "order", "kind", "label", "starts_at", "ends_at", "jury_id"),
    *("candidate_present", "jury_present", "with_actor", "comedien_id", "salle_id"),
)
_FIGURES = (
    *(
        "jury_days",
        "jury_days_bound",
        "waiting_minutes",
        "idle_minutes",
        "lost_bound",
        "longest_wait_minutes",
    ),
    *("longest_wait_bound", "optimal", "unplaced", "explanations"),
)


class MoveRefused(TransitionRefused):
    """A hand move that breaks rules; `violations` holds each with its source."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(f"{v.message_fr} ({v.source})" for v in violations)


@dataclass(frozen=True)
class Preview:
    """What a move would make of the plan, and every rule that it would break beyond those already broken."""

    before: planning.Plan
    after: planning.Plan
    violations: tuple[Violation, ...]


def preview_move(
    timetable: Timetable,
    *,
    inscription: Inscription,
    day: date,
    start: int,
    jury: SessionJury,
    facts: PlanningFacts | None = None,
) -> Preview:
    """What moving a candidate there would do; nothing is written. `facts`: those of the session, if at hand.

    Raises PlanningRefused.
    """
    facts = facts or planning_facts(timetable.session)
    return _preview(facts, timetable, inscription, day, start, jury)


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
    timetable = locked_draft(timetable, revision)
    facts = planning_facts(timetable.session)
    found = _preview(facts, timetable, inscription, day, start, jury)
    if found.violations:
        raise MoveRefused(found.violations)
    figures = {name: getattr(timetable, name) for name in _FIGURES}
    before = _places(timetable)
    store_plan(timetable, facts, found.after)
    after = _places(timetable)
    journal(
        actor, MOVE, timetable, f"a déplacé {inscription.person} dans le planning", now,
        inscription=inscription.pk, day=day.isoformat(), start=start, jury=jury.pk,
        before=revision, after=timetable.revision,
        was={"places": [place for place in before if place not in after], "figures": figures},
    )  # fmt: skip
    return timetable


def undo_move(*, actor: Actor, timetable: Timetable, revision: int, now: datetime) -> Inscription:
    """Put the draft back as it was before its last move not undone yet; told from the journal, step by step.

    Going back is not judged: what it breaks, if the facts changed meanwhile, forbids publishing. Returns who
    was put back. Raises PlanningRefused when there is nothing to undo or it cannot be, StaleTimetable.
    """
    timetable = locked_draft(timetable, revision)
    session = timetable.session
    entry = undoable(timetable)
    if entry is None:
        raise PlanningRefused(["Il n’y a aucun déplacement à annuler dans ce brouillon."])
    inscription = session.inscriptions.select_related("person").filter(pk=entry.data["inscription"]).first()
    places = [dict(zip(_PLACE, values, strict=True)) for values in entry.data["was"]["places"]]
    refuse_if(_reasons_against_undoing(timetable, inscription, places))
    assert inscription is not None
    keys = {(place["inscription_id"], place["order"]) for place in places}
    gone = [
        row.pk
        for row in timetable.appointments.all()
        if row.inscription_id == inscription.pk or (row.inscription_id, row.order) in keys
    ]
    timetable.appointments.filter(pk__in=gone).delete()
    Appointment.objects.bulk_create(_restored(timetable, places))
    for name, value in entry.data["was"]["figures"].items():
        setattr(timetable, name, value)
    timetable.revision += 1
    timetable.save()
    journal(
        actor, UNDO, timetable, f"a annulé le déplacement de {inscription.person} dans le planning", now,
        inscription=inscription.pk, before=revision, after=timetable.revision,
    )  # fmt: skip
    return inscription


def _preview(
    facts: PlanningFacts,
    timetable: Timetable,
    inscription: Inscription,
    day: date,
    start: int,
    jury: SessionJury,
) -> Preview:
    """The plan after a move, and the violations that it did not have before."""
    before = plan_of(facts, timetable, appointments_of(timetable))
    if str(inscription.pk) not in {candidate.id for candidate in facts.problem.candidates}:
        raise PlanningRefused([f"{inscription.person} n’est pas admis à la session."])
    after = moved(facts.problem, before, str(inscription.pk), day, start, str(jury.pk))
    after = replace(after, appointments=own_rooms(facts, after.appointments))
    if len(after.unplaced) != len(before.unplaced):
        after = replace(after, explanations=())  # they counted the candidates left out before
    old = {(v.code, v.message_fr) for v in check(facts.problem, before)}
    new = tuple(v for v in check(facts.problem, after) if (v.code, v.message_fr) not in old)
    if timetable.locks.filter(inscription=inscription).exists():
        told = f"{inscription.person.full_name} est verrouillé : déverrouillez sa place avant de le déplacer."
        new = (Violation("locked", told, LOCKED), *new)
    return Preview(before, after, new)


def _places(timetable: Timetable) -> list[list[Any]]:
    """Every appointment of a draft as JSON values."""
    rows = timetable.appointments.order_by("inscription", "order").values_list(*_PLACE)
    return [
        [value.isoformat() if isinstance(value, datetime) else value for value in values] for values in rows
    ]


def _reasons_against_undoing(
    timetable: Timetable, inscription: Inscription | None, places: Iterable[dict[str, Any]]
) -> list[str]:
    if inscription is None:
        return ["Le candidat déplacé n’est plus inscrit : son déplacement ne s’annule plus."]
    reasons = []
    if inscription.status != InscriptionStatus.ADMITTED:
        reasons.append(
            f"{inscription.person} n’est plus admis à la session : son déplacement ne s’annule plus."
        )
    if timetable.locks.filter(inscription=inscription).exists():
        reasons.append(
            f"{inscription.person} est verrouillé : déverrouillez sa place pour annuler son déplacement."
        )
    juries = set(timetable.session.juries.values_list("pk", flat=True))
    if any(place["jury_id"] not in juries for place in places):
        reasons.append("Le jury où il était n’existe plus : son déplacement ne s’annule plus.")
    return reasons


def _restored(timetable: Timetable, places: Iterable[dict[str, Any]]) -> list[Appointment]:
    """Appointments from the journal; a room or an actor who has gone since is left out."""
    session: ExamSession = timetable.session
    known = set(session.inscriptions.values_list("pk", flat=True))
    salles = set(Salle.objects.filter(site=session.site_id).values_list("pk", flat=True))
    actors = set(Person.objects.filter(acted_sessions=session).values_list("pk", flat=True))
    return [
        Appointment(
            timetable=timetable,
            **{
                **place,
                "starts_at": datetime.fromisoformat(place["starts_at"]),
                "ends_at": datetime.fromisoformat(place["ends_at"]),
                "salle_id": place["salle_id"] if place["salle_id"] in salles else None,
                "comedien_id": place["comedien_id"] if place["comedien_id"] in actors else None,
            },
        )
        for place in places
        if place["inscription_id"] in known
    ]
