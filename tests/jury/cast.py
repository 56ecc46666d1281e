"""A session on the morning of the exam: two juries seated, charters accepted, the timetable published.

The first juror (`juror(1)`) is the cast's member; the four jurors have accounts, habilitations and charters.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor
from jalon.examen.enums import (
    InscriptionStatus,
    Presence,
    SeatRole,
    SessionStatus,
    TimetableStatus,
)
from jalon.examen.models import (
    Appointment,
    ExamSession,
    Inscription,
    JurySeat,
    SessionDay,
    SessionJury,
    Timetable,
)
from jalon.jury.enums import SignatureMethod
from jalon.jury.models import PV, CharterAcceptance, Deliberation, Habilitation
from jalon.jury.operations.deliberation import deliberate
from jalon.jury.operations.pv import establish_pv, sign_pv
from jalon.jury.queries.signers import signers_of
from jalon.jury.rules.deliberation import CCPChoice
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import get_titre
from tests import cast

CIP = "TP-00403.08"
DAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
JURORS = (
    ("Dastugue", "Éliane", Civility.MADAME),
    ("Lacaze", "Bernard", Civility.MONSIEUR),
    ("Fabre", "Nour", Civility.MADAME),
    ("Pujol", "Hugo", Civility.MONSIEUR),
)
CANDIDATES = (("Mazarguil", "Inès"), ("Ossun", "Karim"), ("Lannes", "Julie"), ("Tibiran", "Paul"))


def juror_user(number: int) -> User:
    return cast.user(Role.JURE, number=number)


def juror(number: int, *, habilite: bool = True) -> Person:
    """One of the four jurors, habilité for the CIP title unless told otherwise."""
    name, first, civility = JURORS[number - 1]
    born = date(1972, 9, 2) if number == 1 else date(1970 + number, 1, number)
    user = juror_user(number)
    person = cast.person(name, first, born, civility=civility, user=user, employer="Mission locale")
    if habilite and not person.habilitations.exists():
        Habilitation.objects.create(
            person=person,
            titre_code="TP-00403",
            number=f"HAB-{number}",
            departement="31",
            valid_from=date(2025, 1, 1),
            valid_until=date(2028, 3, 22),
        )
    return person


def juror_actor(number: int = 1) -> Actor:
    return actor_for(juror_user(number), cast.centre().pk)


def responsable() -> Actor:
    return cast.actor(Role.RESPONSABLE_SESSION)


def ddets() -> Actor:
    return cast.actor(Role.DDETS)


def candidate_person(number: int) -> Person:
    name, first = CANDIDATES[number - 1]
    if number == 1:
        return cast.candidate_person()
    return cast.person(name, first, date(1990, 1, number), email=f"{first.lower()}@candidats.example")


def bare_session(
    *, number: str = "CIP-2026-014", status: SessionStatus = SessionStatus.DECLARED
) -> ExamSession:
    """A session of two days without juries nor candidates."""
    load_shipped_titres(now=NOW)
    exam = ExamSession.objects.create(
        organisme=cast.centre(),
        site=cast.site(),
        titre_ref=CIP,
        number=number,
        scopes=["title"],
        starts_on=DAY,
        ends_on=DAY + timedelta(days=1),
        status=status,
        responsable=cast.user(Role.RESPONSABLE_SESSION),
    )
    for offset in range(2):
        SessionDay.objects.create(
            session=exam, date=DAY + timedelta(days=offset), opens_at=time(8, 30), closes_at=time(18)
        )
    return exam


def candidate(
    exam: ExamSession,
    number: int,
    *,
    route: Route = Route.FORMATION,
    scopes: Iterable[str] = ("title",),
    presence: Presence = Presence.PRESENT,
) -> Inscription:
    person = candidate_person(number)
    return Inscription.objects.create(
        session=exam,
        parcours=Parcours.objects.create(person=person, titre_ref=CIP, route=route),
        person=person,
        number=number,
        route=route,
        scopes=list(scopes),
        status=InscriptionStatus.ADMITTED,
        presence=presence,
    )


def seat(jury: SessionJury, *numbers: int) -> SessionJury:
    for number in numbers:
        JurySeat.objects.create(jury=jury, person=juror(number), role=SeatRole.MEMBER)
        CharterAcceptance.objects.get_or_create(
            person=juror(number), session=jury.session, defaults={"accepted_at": NOW}
        )
    return jury


def publish(exam: ExamSession, assigned: Mapping[SessionJury, Iterable[Inscription]]) -> Timetable:
    """A published timetable, every test of each candidate one after the other."""
    timetable = Timetable.objects.create(
        session=exam, version=1, status=TimetableStatus.PUBLISHED, created_at=NOW, published_at=NOW
    )
    titre = get_titre(exam.titre_ref)
    for jury, inscriptions in assigned.items():
        clock = datetime.combine(DAY, time(8, 30), UTC)
        for inscription in inscriptions:
            order = 0
            for scope in inscription.scopes:
                scheme = titre.scheme("title" if scope == "final_interview" else scope)
                for test in scheme.tests:
                    Appointment.objects.create(
                        timetable=timetable,
                        inscription=inscription,
                        jury=jury,
                        kind=test.kind.value,
                        label=test.kind.label,
                        order=order,
                        starts_at=clock,
                        ends_at=clock + timedelta(minutes=test.minutes),
                        jury_present=True,
                    )
                    clock += timedelta(minutes=test.minutes)
                    order += 1
    return timetable


def session(*, candidates: int = 2, status: SessionStatus = SessionStatus.IN_PROGRESS) -> ExamSession:
    """The morning of the exam: jury 1 (jurors 1, 2) takes odd candidates, jury 2 (jurors 3, 4) even ones."""
    exam = bare_session(status=status)
    first = seat(SessionJury.objects.create(session=exam, number=1), 1, 2)
    second = seat(SessionJury.objects.create(session=exam, number=2), 3, 4)
    people = [candidate(exam, number) for number in range(1, candidates + 1)]
    publish(exam, {first: people[::2], second: people[1::2]})
    return exam


def inscription(exam: ExamSession, number: int = 1) -> Inscription:
    return exam.inscriptions.select_related("person", "parcours", "session").get(number=number)


def ccps(
    *awarded: bool, reasons: str = "Le diagnostic présenté n’est pas partagé avec la personne."
) -> dict[str, CCPChoice]:
    """Choices for CCP 1, 2, 3; refusals are motivated."""
    return {
        f"{CIP}/CCP{rank}": CCPChoice(yes, "" if yes else reasons)
        for rank, yes in enumerate(awarded, start=1)
    }


def decide(
    exam: ExamSession, number: int, *, outcome: str = "title", now: datetime = NOW, **changes: object
) -> Deliberation:
    """The jury decides for a candidate, through the product's own act."""
    row = inscription(exam, number)
    given: dict[str, object] = {
        "title": {"ccps": ccps(True, True, True), "interview_result": "favourable"},
        "partial": {
            "ccps": ccps(True, False, True),
            "interview_result": "favourable",
        },
        "none": {
            "ccps": ccps(False, False, False),
            "interview_result": "unfavourable",
            "interview_reasons": "La vision du métier reste limitée.",
        },
        "absent": {"ccps": {}},
    }[outcome]  # type: ignore[assignment]
    standing = Deliberation.objects.filter(inscription=row).first()
    arguments: dict[str, object] = {
        "base_revision": standing.revision if standing else 0, **given, **changes
    }  # fmt: skip
    juror_number = 1 if number % 2 else 3
    return deliberate(
        actor=juror_actor(juror_number), inscription=row, outcome=outcome, now=now, **arguments  # type: ignore[arg-type]
    )  # fmt: skip


def decided(*, candidates: int = 2) -> ExamSession:
    """A session whose jury has decided for everybody: titles for odd numbers, partial success for even ones."""
    exam = session(candidates=candidates)
    for number in range(1, candidates + 1):
        decide(exam, number, outcome="title" if number % 2 else "partial")
    return exam


def established(exam: ExamSession | None = None) -> PV:
    return establish_pv(actor=responsable(), session=exam or decided(), now=NOW)


def sign(pv: PV, number: int, now: datetime = NOW) -> PV:
    return sign_pv(
        actor=juror_actor(number), pv=pv, person=juror(number), method=SignatureMethod.NAME, now=now
    )


def signed(exam: ExamSession | None = None) -> PV:
    """A procès-verbal that every juror has signed."""
    pv = established(exam)
    numbers = {juror(n).pk: n for n in range(1, 5)}
    for person in signers_of(pv.session):
        sign(pv, numbers[person.pk])
    pv.refresh_from_db()
    return pv
