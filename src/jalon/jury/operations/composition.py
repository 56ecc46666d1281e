"""Compose and remove the juries of a session (A5.1 to A5.11)."""

from collections.abc import Iterable
from datetime import date, datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SeatRole, SessionStatus
from jalon.examen.models import ExamSession, JurySeat, Salle, SessionJury
from jalon.examen.replacements import Replacement
from jalon.jury.models import Grid
from jalon.jury.queries.composition import Seats, jury_numbers, reasons_against
from jalon.jury.rules.composition import Reason

OPEN = frozenset(
    {SessionStatus.PREPARATION, SessionStatus.DECLARED, SessionStatus.DTE_RECEIVED, SessionStatus.CONVENED}
)


class CompositionRefused(TransitionRefused):
    """A jury that may not sit so; `found` holds every reason, blocking or not, with its rule."""

    def __init__(self, found: Iterable[Reason]) -> None:
        self.found = tuple(found)
        super().__init__(str(reason) for reason in self.found if reason.blocking)


def add_jury(*, actor: Actor, session: ExamSession, now: datetime) -> SessionJury:
    """Open a jury without members: composing it comes next, and others may count on it."""
    locked = _lock(session)
    numbers = list(locked.juries.values_list("number", flat=True))
    jury = SessionJury.objects.create(session=locked, number=max(numbers, default=0) + 1)
    record_act(
        actor=actor,
        verb="jury.add",
        target=jury,
        sentence=f"{actor.label} a ouvert le jury {jury.number} de la session {session.number}.",
        now=now,
    )
    return jury


def compose_jury(
    *,
    actor: Actor,
    session: ExamSession,
    number: int,
    seats: Seats,
    dates: Iterable[date] = (),
    salle: Salle | None = None,
    now: datetime,
) -> SessionJury:
    """Seat a whole jury at once; `seats` are (person, SeatRole) pairs, no `dates` means every day.

    Raises CompositionRefused with every reason and its rule (A5.1 to A5.11), TransitionRefused when the
    session no longer takes changes or a day is not one of its days.
    """
    locked = _lock(session)
    days = sorted(set(dates))
    outside = [day for day in days if not locked.starts_on <= day <= locked.ends_on]
    if outside:
        raise TransitionRefused(
            [f"{', '.join(f'{day:%d/%m/%Y}' for day in outside)} : ce n’est pas un jour de la session."]
        )
    reasons = reasons_against(locked, number, seats, days)
    if any(reason.blocking for reason in reasons):
        raise CompositionRefused(reasons)
    jury, _ = SessionJury.objects.get_or_create(session=locked, number=number)
    jury.dates, jury.salle = [day.isoformat() for day in days], salle
    jury.save()
    wanted = {person.pk: role for person, role in seats}
    jury.seats.filter(left_at__isnull=True).exclude(person__in=wanted).delete()
    for person_id, role in wanted.items():
        JurySeat.objects.update_or_create(
            jury=jury, person_id=person_id, defaults={"role": role, "left_at": None}
        )
    names = ", ".join(
        f"{person}{' (président)' if role == SeatRole.PRESIDENT else ''}" for person, role in seats
    )
    record_act(
        actor=actor,
        verb="jury.compose",
        target=jury,
        sentence=f"{actor.label} a composé le jury {number} de la session {session.number} : {names}.",
        now=now,
        warnings=[str(reason) for reason in reasons],
    )
    return jury


def replace_juror(actor: Actor, session: ExamSession, replacement: Replacement, now: datetime) -> None:
    """Give a juror's place to another, also during the session (A5.1): what was judged stays with who judged it.

    `replacement.since` None: the jury has not begun, the one who leaves never sat in it. `by` None: the others go
    on without them. Raises CompositionRefused with every reason, TransitionRefused when the session is over.
    """
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    if locked.status not in OPEN | {SessionStatus.IN_PROGRESS}:
        raise TransitionRefused(
            [f"La session est à l’état « {locked.get_status_display()} » : ses jurys ne changent plus."]
        )
    jury, leaving, by = replacement.jury, replacement.leaving, replacement.by
    place = jury.seats.filter(person=leaving, left_at__isnull=True).first()
    if place is None:
        raise TransitionRefused([f"{leaving} ne siège pas au jury {jury.number}."])
    seats = [
        (seat.person, seat.role)
        for seat in jury.seats.filter(left_at__isnull=True).exclude(pk=place.pk).select_related("person")
    ]
    if by is not None:
        seats.append((by, place.role))
    reasons = reasons_against(locked, jury.number, seats, [date.fromisoformat(day) for day in jury.dates])
    if any(reason.blocking for reason in reasons):
        raise CompositionRefused(reasons)
    if replacement.since is None:
        place.delete()
    else:
        place.left_at = replacement.since
        place.save(update_fields=["left_at"])
    if by is not None:
        JurySeat.objects.update_or_create(
            jury=jury,
            person=by,
            defaults={"role": place.role, "sits_from": replacement.since, "left_at": None},
        )
    done = f"remplacé {leaving} par {by}" if by is not None else f"retiré {leaving}"
    record_act(
        actor=actor,
        verb="jury.replace",
        target=jury,
        sentence=f"{actor.label} a {done} au jury {jury.number} de la session {session.number}.",
        now=now,
        warnings=[str(reason) for reason in reasons],
    )


def remove_jury(*, actor: Actor, jury: SessionJury, now: datetime) -> None:
    """Dissolve a jury; refused once the published timetable or a grid rests on it."""
    session = _lock(jury.session)
    reasons = []
    if jury.number in jury_numbers(session).values():
        reasons.append(f"Le planning publié confie des candidats au jury {jury.number}.")
    if Grid.objects.filter(jury=jury).exists():
        reasons.append(f"Le jury {jury.number} a déjà rempli des grilles.")
    if reasons:
        raise TransitionRefused(reasons)
    record_act(
        actor=actor,
        verb="jury.remove",
        target=jury,
        sentence=f"{actor.label} a dissous le jury {jury.number} de la session {session.number}.",
        now=now,
    )
    jury.delete()


def _lock(session: ExamSession) -> ExamSession:
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    if locked.status not in OPEN:
        raise TransitionRefused(
            [f"La session est à l’état « {locked.get_status_display()} » : ses jurys ne changent plus."]
        )
    return locked
