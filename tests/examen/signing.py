"""A session held on one day, its timetable by hand: candidate 1 in the morning, candidate 2 in the afternoon."""

from datetime import date, datetime, timedelta

from jalon.examen.enums import SessionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, Timetable
from tests.examen import stage

MORNING, AFTERNOON = (8, 30), (13, 30)


def held(day: date = stage.FIRST_DAY, *, candidates: int = 2) -> ExamSession:
    """The session, convened; candidates come by turns at half past eight and at half past one."""
    exam = stage.session(candidates=candidates, first_day=day, status=SessionStatus.CONVENED)
    timetable = Timetable.objects.create(
        session=exam,
        version=1,
        status=TimetableStatus.PUBLISHED,
        created_at=stage.NOW,
        published_at=stage.NOW,
    )
    jury = exam.juries.get()
    for rank, inscription in enumerate(exam.inscriptions.order_by("number")):
        starts = stage.at(day, *(AFTERNOON if rank % 2 else MORNING)) + timedelta(minutes=60 * (rank // 2))
        steps = (("mise_en_situation", "Mise en situation", 30), ("entretien_final", "Entretien final", 20))
        for order, (kind, label, minutes) in enumerate(steps):
            Appointment.objects.create(
                timetable=timetable, inscription=inscription, jury=jury, kind=kind, label=label, order=order,
                starts_at=starts, ends_at=starts + timedelta(minutes=minutes), jury_present=True,
            )  # fmt: skip
            starts += timedelta(minutes=minutes)
    return exam


def candidate(exam: ExamSession, number: int = 1) -> Inscription:
    return exam.inscriptions.select_related("person").get(number=number)


def early(day: date = stage.FIRST_DAY) -> datetime:
    """Ten past eight: twenty minutes before the first test."""
    return stage.at(day, 8, 10)
