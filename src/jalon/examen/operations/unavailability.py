"""Hours when someone cannot come on a day of the session: declared, taken back. Why is nobody's business here."""

from datetime import date, datetime, time

from django.core.exceptions import ValidationError

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import clock, day_label
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Unavailability
from jalon.examen.queries.unavailability import people_of
from jalon.examen.rules.timetable import minutes_of
from jalon.examen.workflow import BEFORE_EXAM
from jalon.people.models import Person
from jalon.people.rules import NIR_REFUSED, holds_nir

OPEN = BEFORE_EXAM | {SessionStatus.IN_PROGRESS.value}


def declare_unavailability(
    *,
    actor: Actor,
    session: ExamSession,
    person: Person,
    day: date,
    starts_at: time,
    ends_at: time,
    now: datetime,
    reason: str = "",
) -> Unavailability:
    """Note hours of a day of the session when a candidate, a juror or an actor cannot come; twice is once.

    `reason` is a practical precision (« train à 17 h »), never a matter of health. Raises ValidationError with
    every fault, TransitionRefused once the exam is over.
    """
    locked = _locked(session)
    faults: dict[str, str] = {}
    if person not in people_of(locked):
        faults["person"] = f"{person} n’est ni candidat, ni juré, ni comédien de cette session."
    if not locked.days.filter(date=day).exists():
        faults["day"] = "Cette date n’est pas un jour de la session."
    if ends_at <= starts_at:
        faults["ends_at"] = "La fin de l’indisponibilité doit suivre son début."
    if holds_nir(reason):
        faults["reason"] = NIR_REFUSED
    if faults:
        raise ValidationError(faults)
    row, made = Unavailability.objects.get_or_create(
        session=locked, person=person, date=day, starts_at=starts_at, ends_at=ends_at,
        defaults={"reason": reason.strip()[:200]},
    )  # fmt: skip
    if made:
        _journal(actor, "declare", row, "A noté", now)
    return row


def withdraw_unavailability(*, actor: Actor, unavailability: Unavailability, now: datetime) -> None:
    """Take back hours away; the journal keeps them. Raises TransitionRefused once the exam is over."""
    _locked(unavailability.session)
    _journal(actor, "withdraw", unavailability, "A retiré", now)
    unavailability.delete()


def _locked(session: ExamSession) -> ExamSession:
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    if locked.status not in OPEN:
        raise TransitionRefused(
            [
                f"La session est à l’état « {locked.get_status_display()} » : ses indisponibilités ne changent plus."
            ]
        )
    return locked


def _journal(actor: Actor, verb: str, row: Unavailability, done: str, now: datetime) -> None:
    hours = f"de {clock(minutes_of(row.starts_at))} à {clock(minutes_of(row.ends_at))}"
    record_act(
        actor=actor,
        verb=f"unavailability.{verb}",
        target=row.session,
        sentence=f"{done} une indisponibilité de {row.person}, le {day_label(row.date)} {hours}.",
        now=now,
        person=row.person_id,
    )
