"""An exam session ready to be planned, with its candidates, jurors, rooms and actor, for the tests of the timetable."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.examen.enums import InscriptionStatus, SeatRole, SessionStatus
from jalon.examen.models import (
    ExamSession,
    Inscription,
    JurySeat,
    SessionDay,
    SessionJury,
    Timetable,
)
from jalon.examen.operations.timetable import keep_plan, plan_timetable, publish_timetable
from jalon.examen.planning.facts import Plan
from jalon.examen.queries.planning import planning_facts
from jalon.examen.rules.moves import moved
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.referentiel.operations import load_shipped_titres
from tests import cast

PARIS = ZoneInfo("Europe/Paris")
CIP, ETI = "TP-00403.08", "TP-00448.06"
FIRST_DAY = date(2026, 12, 14)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=PARIS)


def responsable() -> Actor:
    return cast.actor(Role.RESPONSABLE_SESSION)


def session(
    *,
    days: int = 1,
    candidates: int = 2,
    juries: int = 1,
    titre_ref: str = CIP,
    scopes: Iterable[str] = ("title",),
    first_day: date = FIRST_DAY,
    status: SessionStatus = SessionStatus.DECLARED,
    number: str = "S-2026-01",
    comedien: bool = True,
) -> ExamSession:
    """A session of the centre, every candidate admitted to all its scopes."""
    load_shipped_titres(now=NOW)
    last = first_day + timedelta(days=days - 1)
    exam = ExamSession.objects.create(
        organisme=cast.centre(),
        site=cast.site(),
        titre_ref=titre_ref,
        number=number,
        scopes=list(scopes),
        starts_on=first_day,
        ends_on=last,
        status=status,
        responsable=cast.user(Role.RESPONSABLE_SESSION),
    )
    exam.salles.set(cast.salles())
    for offset in range(days):
        SessionDay.objects.create(
            session=exam, date=first_day + timedelta(days=offset), opens_at=time(8, 30), closes_at=time(18, 0)
        )
    if comedien and titre_ref == CIP:
        exam.comediens.add(
            cast.person("Fontvieille", "Lucas", date(1985, 3, 3), email="lucas@acteurs.example")
        )
    for index in range(juries):
        jury(exam, index + 1)
    for who in cast.people(candidates):
        candidate(exam, who)
    return exam


def jury(exam: ExamSession, number: int) -> SessionJury:
    """A jury of two; the first juror of the first jury is the cast's juror, who has an account."""
    made = SessionJury.objects.create(session=exam, number=number)
    first = cast.juror_person() if number == 1 else juror(2 * number - 1)
    JurySeat.objects.create(jury=made, person=first, role=SeatRole.MEMBER)
    JurySeat.objects.create(jury=made, person=juror(2 * number), role=SeatRole.MEMBER)
    return made


def juror(number: int) -> Person:
    return cast.person(
        f"Arbitre{number}", "Dominique", date(1970, 1, 1 + number), email=f"jure{number}@metier.example",
        employer="Mission locale des Deux Rives",
    )  # fmt: skip


def candidate(
    exam: ExamSession,
    who: Person,
    *,
    scopes: Iterable[str] | None = None,
    route: Route = Route.FORMATION,
    status: InscriptionStatus = InscriptionStatus.ADMITTED,
) -> Inscription:
    """Register a person to the session."""
    if not who.email:
        who.email = f"{who.first_name}.{who.pk}@candidats.example".lower()
        who.save()
    return Inscription.objects.create(
        session=exam,
        parcours=Parcours.objects.create(person=who, titre_ref=exam.titre_ref, route=route),
        person=who,
        number=exam.inscriptions.count() + 1,
        route=route,
        scopes=list(exam.scopes if scopes is None else scopes),
        status=status,
    )


def planned(exam: ExamSession) -> Timetable:
    """The session's draft, made by the engine."""
    plan = plan_timetable(actor=responsable(), session=exam, now=NOW)
    return keep_plan(actor=responsable(), session=exam, plan=plan, now=NOW)


def draft(exam: ExamSession, *places: tuple[int, int, int, int]) -> Timetable:
    """A draft made by hand, without calculation: (candidate, day from the first, start in minutes, jury) of each."""
    facts = planning_facts(exam)
    plan = Plan()
    for number, day, start, jury_number in places:
        who, jury = exam.inscriptions.get(number=number), exam.juries.get(number=jury_number)
        plan = moved(
            facts.problem, plan, str(who.pk), exam.starts_on + timedelta(days=day), start, str(jury.pk)
        )
    return keep_plan(actor=responsable(), session=exam, plan=plan, now=NOW)


def published(exam: ExamSession) -> Timetable:
    """The session's timetable, made and published."""
    draft = planned(exam)
    return publish_timetable(actor=responsable(), timetable=draft, revision=draft.revision, now=NOW)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in France."""
    return datetime.combine(day, time(hour, minute), PARIS)
