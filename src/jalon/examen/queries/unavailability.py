"""Who may be away on a day of the session, and what a timetable asks of someone who is."""

from collections.abc import Collection, Iterable

from jalon.common.typography import clock, day_label
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Appointment, ExamSession, Unavailability
from jalon.examen.queries.seats import current_seats, seats_at
from jalon.examen.rules.timetable import local_minutes, minutes_of
from jalon.people.models import Person


def people_of(session: ExamSession) -> dict[Person, str]:
    """Everyone whom the timetable places, with what they come for: candidates, then jurors, then actors."""
    found: dict[Person, str] = {}
    standing = session.inscriptions.exclude(status=InscriptionStatus.WITHDRAWN)
    for inscription in standing.select_related("person").order_by("number"):
        found[inscription.person] = "candidat"
    for jury in session.juries.prefetch_related("seats__person").order_by("number"):
        for seat in current_seats(jury):
            found.setdefault(seat.person, f"jury {jury.number}")
    for person in session.comediens.order_by("birth_name", "first_name"):
        found.setdefault(person, "comédien")
    return found


def unavailabilities_of(session: ExamSession) -> list[Unavailability]:
    """The hours away, by day, hour and name."""
    rows = session.unavailabilities.select_related("person")
    return list(rows.order_by("date", "starts_at", "person__birth_name", "pk"))


def broken_by(
    rows: Iterable[Appointment], away: Collection[Unavailability], *, actors_only: bool = False
) -> dict[int, list[str]]:
    """Unavailability id -> the appointments of a timetable that fall in its hours, in French.

    `actors_only`: those of the actors of mises en situation alone; the planning engine watches over the others.
    Needs each row's jury with its seats when jurors are looked at.
    """
    found: dict[int, list[str]] = {}
    for row in rows:
        day, start = local_minutes(row.starts_at)
        end = start + int((row.ends_at - row.starts_at).total_seconds()) // 60
        called = {row.comedien_id} if row.with_actor else set()
        if not actors_only:
            called |= {row.inscription.person_id} if row.candidate_present else set()
            called |= (
                {s.person_id for s in seats_at(row.jury.seats.all(), row.starts_at)}
                if row.jury_present
                else set()
            )
        for item in away:
            overlaps = start < minutes_of(item.ends_at) and minutes_of(item.starts_at) < end
            if item.date == day and overlaps and item.person_id in called:
                found.setdefault(item.pk, []).append(
                    f"{row.inscription.person}, {row.label}, de {clock(start)} à {clock(end)}"
                )
    return found


def actor_clashes(session: ExamSession, rows: Iterable[Appointment]) -> list[str]:
    """What to say of the actors whom a timetable calls when they are away."""
    away = unavailabilities_of(session)
    broken = broken_by(rows, away, actors_only=True) if away else {}
    return [
        f"{item.person} (comédien) n’est pas disponible le {day_label(item.date)} : {'; '.join(broken[item.pk])}."
        for item in away
        if item.pk in broken
    ]
