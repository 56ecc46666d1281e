"""An exam day with its published timetable, written by hand so that no solver is needed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max

from jalon.examen.enums import SessionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, Salle, Timetable
from tests.examen import stage

# What one candidate goes through: kind, label, minutes, is the candidate there, is the jury.
CHAIN = (
    ("reading", "Lecture de la production", 20, False, True),
    ("preparation", "Préparation de la mise en situation", 15, True, False),
    ("mise_en_situation", "Mise en situation", 30, True, True),
    ("entretien_final", "Entretien final", 30, True, True),
    ("deliberation", "Délibération", 10, False, True),
)
READING, PREPARATION, STAGE, INTERVIEW, DELIBERATION = range(5)
FIRST = (8, 30)


def held(
    *,
    candidates: int = 2,
    juries: int = 1,
    first_day: date = stage.FIRST_DAY,
    days: int = 1,
    status: SessionStatus = SessionStatus.CONVENED,
    number: str = "S-2026-01",
) -> ExamSession:
    """A session on its day: each jury sees its candidates one after the other from 8 h 30, in the first rooms."""
    exam = stage.session(
        candidates=candidates, juries=juries, first_day=first_day, days=days, status=status, number=number
    )
    publish(exam, list(exam.inscriptions.order_by("number")), first_day)
    return exam


def publish(exam: ExamSession, inscriptions: Sequence[Inscription], day: date) -> Timetable:
    """Publish a version where each jury takes its share, one whole candidate after another."""
    version = (exam.timetables.aggregate(last=Max("version"))["last"] or 0) + 1
    exam.timetables.filter(status=TimetableStatus.PUBLISHED).update(status=TimetableStatus.SUPERSEDED)
    timetable = Timetable.objects.create(
        session=exam, version=version, status=TimetableStatus.PUBLISHED, created_at=stage.NOW,
        published_at=stage.NOW,
    )  # fmt: skip
    juries = list(exam.juries.order_by("number"))
    rooms = {salle.kind: salle for salle in exam.salles.order_by("-name")}
    clock = [stage.at(day, *FIRST) for _ in juries]
    for rank, inscription in enumerate(inscriptions):
        jury = rank % len(juries)
        clock[jury] = _pass(timetable, inscription, juries[jury].pk, clock[jury], rooms)
    return timetable


def _pass(
    timetable: Timetable, inscription: Inscription, jury: int, start: datetime, rooms: dict[str, Salle]
) -> datetime:
    for order, (kind, label, minutes, candidate, with_jury) in enumerate(CHAIN):
        end = start + timedelta(minutes=minutes)
        Appointment.objects.create(
            timetable=timetable, inscription=inscription, jury_id=jury, kind=kind, label=label, order=order,
            starts_at=start, ends_at=end, candidate_present=candidate, jury_present=with_jury,
            salle=rooms.get(kind) or rooms.get("jury"),
        )  # fmt: skip
        start = end
    return start
