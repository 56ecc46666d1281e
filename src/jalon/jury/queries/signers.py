"""Who signs a session's procès-verbal, from its records or from a sealed snapshot."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from jalon.examen.enums import InscriptionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, JurySeat
from jalon.jury.models import Deliberation, Grid
from jalon.jury.rules.signers import signers
from jalon.people.models import Person


def working_juries(session: ExamSession) -> frozenset[int]:
    """Juries that the published timetable gives admitted candidates to, or that noted or decided anything."""
    placed = Appointment.objects.filter(
        timetable__session=session,
        timetable__status=TimetableStatus.PUBLISHED,
        inscription__status=InscriptionStatus.ADMITTED,
    )
    found = set(placed.order_by().values_list("jury_id", flat=True).distinct())
    found |= set(Grid.objects.filter(inscription__session=session).values_list("jury_id", flat=True))
    found |= set(Deliberation.objects.filter(inscription__session=session).values_list("jury_id", flat=True))
    return frozenset(found)


def signers_of(session: ExamSession) -> list[Person]:
    """Every juror whose signature the procès-verbal of the session waits for, once."""
    seats = JurySeat.objects.filter(jury__session=session).values_list("jury_id", "person_id")
    markers = Grid.objects.filter(inscription__session=session, juror__isnull=False)
    people = signers(
        seats, working=working_juries(session), markers=markers.values_list("juror_id", flat=True)
    )
    return list(Person.objects.filter(pk__in=people).order_by("birth_name", "first_name"))


def sessions_judged_by(user_id: int) -> QuerySet[ExamSession]:
    """Sessions where a juror's own jury had candidates, or where they filled a grid."""
    seats = JurySeat.objects.filter(person__user_id=user_id).values("jury")
    placed = Appointment.objects.filter(
        timetable__session=OuterRef("pk"), timetable__status=TimetableStatus.PUBLISHED, jury__in=seats
    )
    decided = Deliberation.objects.filter(inscription__session=OuterRef("pk"), jury__in=seats)
    noted = Grid.objects.filter(inscription__session=OuterRef("pk"), juror__user_id=user_id)
    return ExamSession.objects.filter(Exists(placed) | Exists(decided) | Exists(noted))


def signers_in(rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> frozenset[int]:
    """The same from the rows of a snapshot, as they were sealed: ids of persons."""
    admitted = {pk for pk, row in rows.get("inscriptions", {}).items() if row["status"] == "admitted"}
    placed = rows.get("appointments", {}).values()
    working = {row["jury_id"] for row in placed if str(row["inscription_id"]) in admitted}
    for key in ("grids", "deliberations"):
        working |= {row["jury_id"] for row in rows.get(key, {}).values()}
    return signers(
        ((row["jury_id"], row["person_id"]) for row in rows.get("seats", {}).values()),
        working=working,
        markers=(row["juror_id"] for row in rows.get("grids", {}).values() if row["juror_id"]),
    )
