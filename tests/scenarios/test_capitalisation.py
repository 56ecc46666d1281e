"""A title by capitalisation: a CCP by correspondence, one in session, the last with the interview (A1.2, A6.2).

Every step goes through the product's own operations, from the livret to the validated procès-verbal.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus, Presence, SessionStatus, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, SessionDay, SessionJury, Timetable
from jalon.examen.operations.path_registration import register_path
from jalon.examen.queries.path_sessions import candidacies
from jalon.jury.operations.deliberation import deliberate
from jalon.jury.operations.pv import establish_pv, transmit_pv, validate_pv
from jalon.jury.rules.deliberation import CCPChoice
from jalon.parcours.models import CCPAward, Parcours, TitreAward
from jalon.parcours.operations import create_parcours
from jalon.parcours.operations.held import record_held_ccp, withdraw_held_ccp
from jalon.parcours.queries_standing import standing_of
from jalon.parcours.rules.capitalisation_worth import exchanges_of
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import get_titre
from tests import cast
from tests.jury import cast as bench

CIP = bench.CIP
EVERY = ["ccp1", "ccp2", "ccp3", "final_interview"]
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPRING, AUTUMN, WINTER = date(2026, 5, 18), date(2026, 10, 12), date(2026, 12, 7)
LAST = date(2029, 3, 23)

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(settings, tmp_path) -> Parcours:
    """Inès holds the CCP 1 of the former version of the title."""
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=OPENED)
    lead, who = bench.responsable(), cast.candidate_person()
    who.birth_place = "Albi"
    who.save()
    made = create_parcours(actor=lead, person=who, titre_ref=CIP, route="capitalisation", now=OPENED)
    record_held_ccp(
        actor=lead,
        parcours=made,
        number=1,
        exchange=next(e for e in exchanges_of(get_titre(CIP)) if e.number == 1),
        obtained_on=[date(2021, 6, 30)],
        reference="Livret de certification du 30 juin 2021",
        proof_received_on=OPENED.date(),
        now=OPENED,
    )
    return made


def moment(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour, 30), UTC)


def announced(day: date, number: str) -> ExamSession:
    """A session of CCPs, declared, a month before its day."""
    exam = ExamSession.objects.create(
        organisme=cast.centre(), site=cast.site(), titre_ref=CIP, number=number, scopes=EVERY, starts_on=day,
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


def withdrawn(path: Parcours) -> None:
    """The CCP recorded from papers, taken off the livret."""
    award = CCPAward.objects.get(person=path.person, ccp_ref=f"{CIP}/CCP1")
    withdraw_held_ccp(actor=bench.responsable(), award=award, reason="Erreur de saisie", now=moment(WINTER))


def stand(path: Parcours, day: date):
    path.refresh_from_db()
    found = standing_of(path)
    return found.on(day), [step.code for step in found.steps(day)]


def test_a_ccp_by_correspondence_one_in_session_the_last_with_the_interview_make_the_title(
    path: Parcours,
) -> None:
    answer, steps = stand(path, OPENED.date())
    assert (answer.needed, answer.until, steps) == ((2, 3), LAST, ["ccps", "interview_with_last"])

    spring = registered(path, announced(SPRING, "S1"), ["ccp3"])
    assert (spring.status, spring.route) == (InscriptionStatus.ADMITTED, "capitalisation")
    path.refresh_from_db()
    assert path.stage == "registered"
    with pytest.raises(ValidationError, match="retirez d’abord l’inscription"):
        withdrawn(path)
    judged(spring, "partial", {3: True})
    with pytest.raises(ValidationError, match="ce sur quoi il repose ne change plus"):
        withdrawn(path)

    answer, steps = stand(path, SPRING + timedelta(days=9))
    assert answer.needed == (2, 3), "nothing is acquired before the validation (A7.6)"
    answer, steps = stand(path, SPRING + timedelta(days=10))
    assert [(h.number, h.origin) for h in answer.held] == [(1, "correspondence"), (3, "session")]
    assert (answer.needed, steps) == ((2,), ["ccps", "interview_with_last"])
    assert path.stage == "standing"

    autumn = registered(path, announced(AUTUMN, "S2"))
    assert autumn.scopes == ["ccp2", "final_interview"], "the last CCP brings the interview (A6.2)"
    judged(autumn, "title", {2: True}, "favourable")
    answer, steps = stand(path, AUTUMN + timedelta(days=10))
    assert (answer.titre_held, answer.needed, steps) == (True, (), [])
    assert TitreAward.objects.get().person == path.person
    assert path.stage == "awarded"

    origins = dict(CCPAward.objects.values_list("ccp_ref", "origin"))
    assert origins == {f"{CIP}/CCP1": "correspondence", f"{CIP}/CCP2": "session", f"{CIP}/CCP3": "session"}
    with pytest.raises(TransitionRefused, match="reprenez-le"):
        registered(path, announced(WINTER, "S3"), ["final_interview"])


def test_a_failed_interview_keeps_the_ccps_and_a_new_one_gives_the_title(path: Parcours) -> None:
    judged(registered(path, announced(AUTUMN, "S1"), ["ccp2", "ccp3", "final_interview"]),
           "partial", {2: True, 3: True}, "unfavourable")  # fmt: skip
    answer, steps = stand(path, AUTUMN + timedelta(days=10))
    assert (answer.needed, answer.interview_failed, steps) == ((), True, ["interview"])
    assert (answer.until, answer.opening("title").open) == (LAST, False)
    assert not TitreAward.objects.exists()

    again = registered(path, announced(WINTER, "S2"))
    assert (again.scopes, again.route, again.status) == (["final_interview"], "capitalisation", "admitted")
    judged(again, "title", {}, "favourable")
    answer, _ = stand(path, WINTER + timedelta(days=10))
    assert answer.titre_held


def test_every_session_sat_is_told_with_its_result(path: Parcours) -> None:
    judged(registered(path, announced(SPRING, "S1"), ["ccp3"]), "none", {3: False})
    (sat,) = standing_of(path).sat
    assert (sat.presentation.outcome, sat.presentation.validated_on) == ("none", SPRING + timedelta(days=10))
    answer, steps = stand(path, AUTUMN)
    assert answer.needed == (2, 3)
    assert steps == ["ccps", "interview_with_last"], "who holds a CCP comes again until the title ends (A2.5)"
