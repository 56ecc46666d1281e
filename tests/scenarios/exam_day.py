"""A session told in few words: announced, someone registered from their path, judged, validated ten days later."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from jalon.accounts.enums import Role
from jalon.examen.enums import Presence, SessionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, SessionDay, SessionJury, Timetable
from jalon.examen.operations.path_registration import register_path
from jalon.examen.queries.path_sessions import candidacies
from jalon.jury.operations.deliberation import deliberate
from jalon.jury.operations.pv import establish_pv, transmit_pv, validate_pv
from jalon.jury.rules.deliberation import CCPChoice
from jalon.parcours.models import Parcours
from tests import cast
from tests.jury import cast as bench

CIP = bench.CIP
EVERY = ("ccp1", "ccp2", "ccp3", "final_interview")


def moment(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour, 30), UTC)


def announced(day: date, number: str, scopes: Sequence[str] = EVERY) -> ExamSession:
    """A session declared a month before its day, of CCPs unless told otherwise."""
    exam = ExamSession.objects.create(
        organisme=cast.centre(), site=cast.site(), titre_ref=CIP, number=number, scopes=list(scopes), starts_on=day,
        ends_on=day, status=SessionStatus.DECLARED, responsable=cast.user(Role.RESPONSABLE_SESSION),
    )  # fmt: skip
    SessionDay.objects.create(session=exam, date=day, opens_at=time(8, 30), closes_at=time(18))
    return exam


def registered(path: Parcours, exam: ExamSession, scopes: list[str] | None = None) -> Inscription:
    """Registered from the path, as it suggests unless told otherwise."""
    before = exam.starts_on - timedelta(days=30)
    (row,) = candidacies(path, [exam], today=before)
    return register_path(
        actor=bench.responsable(), parcours=path, session=exam, route=row.inscription.route,
        scopes=scopes or row.inscription.scopes, reglement_acknowledged_on=before, now=moment(before),
    )  # fmt: skip


def judged(
    row: Inscription, outcome: str, ccps: Mapping[int, bool], interview: str = "not_applicable"
) -> None:
    """The day is held, the jury decides, signs, the DDETS validates ten days later."""
    exam, day = row.session, row.session.starts_on
    exam.status = SessionStatus.IN_PROGRESS
    exam.save()
    row.presence = Presence.PRESENT
    row.save()
    jury = bench.seat(SessionJury.objects.create(session=exam, number=1), 1, 2)
    timetable = Timetable.objects.create(
        session=exam,
        version=1,
        status=TimetableStatus.PUBLISHED,
        created_at=moment(day),
        published_at=moment(day),
    )
    Appointment.objects.create(
        timetable=timetable, inscription=row, jury=jury, kind="entretien_technique", label="Épreuve", order=0,
        starts_at=moment(day), ends_at=moment(day, 10), jury_present=True,
    )  # fmt: skip
    deliberate(
        actor=bench.juror_actor(1),
        inscription=row,
        outcome=outcome,
        ccps={f"{CIP}/CCP{n}": CCPChoice(yes, "" if yes else "Non montré.") for n, yes in ccps.items()},
        interview_result=interview,
        interview_reasons="Les valeurs du métier restent confuses." if interview == "unfavourable" else "",
        base_revision=0,
        now=moment(day, 15),
    )
    pv = establish_pv(actor=bench.responsable(), session=exam, now=moment(day, 16))
    for number in (1, 2):
        bench.sign(pv, number, now=moment(day, 16))
    pv.refresh_from_db()
    transmit_pv(actor=bench.responsable(), pv=pv, now=moment(day + timedelta(days=2)))
    pv.refresh_from_db()
    validate_pv(actor=bench.ddets(), pv=pv, now=moment(day + timedelta(days=10)))
    row.session.refresh_from_db()
