"""The facts that composition rules want, and habilitations about to end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from jalon.accounts.queries import parameters_of
from jalon.common.calendar import add_years
from jalon.examen.enums import InscriptionStatus, SeatRole, TimetableStatus
from jalon.examen.models import Appointment, ExamSession, Inscription, JurySeat, SessionJury
from jalon.examen.queries.planning import conflicts_of_interest
from jalon.examen.queries.seats import current_seats
from jalon.examen.replacements import Substitute
from jalon.jury.models import CharterAcceptance, Habilitation
from jalon.jury.rules.composition import (
    Candidate,
    Composition,
    Juror,
    Jury,
    Reason,
    Span,
    Tie,
    check_composition,
    cut_at_end,
    uncovered_days,
)
from jalon.parcours.enums import Route
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre

Seats = Sequence[tuple[Person, str]]


@dataclass(frozen=True, slots=True)
class Eligible:
    """Someone who may be asked to sit: `until` is the last day of habilitation, `conflicts` name candidates."""

    person: Person
    until: date | None
    missing_days: tuple[date, ...]
    charter_accepted: bool
    leads_session: bool
    conflicts: tuple[str, ...]
    seated_in: int | None


@dataclass(frozen=True, slots=True)
class JuryCard:
    """A jury as the screen shows it: its seats and every reason, blocking or not."""

    jury: SessionJury
    seats: tuple[JurySeat, ...]
    reasons: tuple[Reason, ...]

    @property
    def blocked(self) -> bool:
        return any(reason.blocking for reason in self.reasons)

    @property
    def days(self) -> tuple[date, ...]:
        """Days of presence; empty when the jury sits the whole session."""
        return tuple(date.fromisoformat(day) for day in self.jury.dates)


@dataclass(frozen=True, slots=True)
class SessionFrame:
    """What all juries of a session share, gathered once."""

    session: ExamSession
    titre_code: str
    span: Span
    habilitations: Mapping[int, tuple[Span, ...]]
    charters: frozenset[int]
    ties: Mapping[int, tuple[Tie, ...]]
    candidates: tuple[Candidate, ...]
    jurors_min: int

    def juror(self, person: Person, role: str) -> Juror:
        return Juror(
            id=person.pk,
            name=person.full_name,
            woman={Civility.MADAME: True, Civility.MONSIEUR: False}.get(Civility(person.civility)),
            habilitations=self.habilitations.get(person.pk, ()),
            charter_accepted=person.pk in self.charters,
            leads_session=person.user_id is not None and person.user_id == self.session.responsable_id,
            president=role == SeatRole.PRESIDENT,
            ties=self.ties.get(person.pk, ()),
        )

    def jury(self, number: int, seats: Iterable[tuple[Person, str]], dates: Iterable[date]) -> Jury:
        return Jury(number, tuple(self.juror(p, role) for p, role in seats), frozenset(dates))


def juries_of(session: ExamSession) -> list[SessionJury]:
    """Juries with their seats and persons, in two queries."""
    seats = JurySeat.objects.select_related("person").order_by("role", "person__birth_name", "pk")
    return list(
        session.juries.select_related("salle").prefetch_related(Prefetch("seats", seats)).order_by("number")
    )


def frame_of(session: ExamSession, persons: Iterable[Person]) -> SessionFrame:
    """Habilitations, charters, ties and candidates of a session, in a constant number of queries."""
    titre = get_titre(session.titre_ref)
    parameters = parameters_of(session.organisme_id)
    span = Span(session.starts_on, session.ends_on)
    end = date.fromisoformat(titre.validity_end) if titre.validity_end else None
    prolongation = add_years(end, parameters["prolongation_years"]) if end else None
    ids = {person.pk for person in persons}
    spans: dict[int, list[Span]] = {}
    for habilitation in Habilitation.objects.filter(person__in=ids, titre_code=titre.code):
        spans.setdefault(habilitation.person_id, []).append(
            Span(habilitation.valid_from, habilitation.valid_until)
        )
    inscriptions = list(
        session.inscriptions.exclude(status=InscriptionStatus.WITHDRAWN)
        .select_related("person")
        .order_by("number")
    )
    juries = jury_numbers(session)
    persons_of = {inscription.pk: inscription.person_id for inscription in inscriptions}
    return SessionFrame(
        session=session,
        titre_code=titre.code,
        span=span,
        habilitations={k: cut_at_end(v, end, span, prolongation) for k, v in spans.items()},
        charters=frozenset(
            CharterAcceptance.objects.filter(session=session).values_list("person_id", flat=True)
        ),
        ties={
            juror: tuple(
                Tie(candidate, facts, same_person=persons_of.get(candidate) == juror)
                for candidate, facts in found.items()
            )
            for juror, found in conflicts_of_interest(session, ids).items()
        },
        candidates=tuple(
            Candidate(i.pk, i.person.full_name, i.route == Route.VAE, juries.get(i.pk)) for i in inscriptions
        ),
        jurors_min=parameters["jurors_min"],
    )


def jury_numbers(session: ExamSession) -> dict[int, int]:
    """Inscription id → number of the jury that the published timetable gives it."""
    rows = Appointment.objects.filter(
        timetable__session=session, timetable__status=TimetableStatus.PUBLISHED
    ).order_by("-starts_at")
    return dict(rows.values_list("inscription_id", "jury__number"))


def juries_by_inscription(session: ExamSession) -> dict[int, SessionJury]:
    """Inscription id → its jury: the published timetable's, else the only jury of the session."""
    juries = {jury.number: jury for jury in juries_of(session)}
    found = {pk: juries[number] for pk, number in jury_numbers(session).items() if number in juries}
    if len(juries) == 1:
        (only,) = juries.values()
        for pk in session.inscriptions.values_list("pk", flat=True):
            found.setdefault(pk, only)
    return found


def jury_of(inscription: Inscription) -> SessionJury | None:
    """The jury that assesses this candidate, None until a timetable or a single jury tells."""
    return juries_by_inscription(inscription.session).get(inscription.pk)


def _days(jury: SessionJury) -> list[date]:
    return [date.fromisoformat(day) for day in jury.dates]


def _seats(jury: SessionJury) -> list[tuple[Person, str]]:
    return [(seat.person, seat.role) for seat in current_seats(jury)]


def reasons_against(
    session: ExamSession, number: int, seats: Seats, dates: Iterable[date] = ()
) -> tuple[Reason, ...]:
    """Every reason against a jury composed so, among the session's other juries (A5.1 to A5.11)."""
    others = [jury for jury in juries_of(session) if jury.number != number]
    persons = [person for person, _ in seats] + [p for jury in others for p, _ in _seats(jury)]
    frame = frame_of(session, persons)
    return check_composition(
        Composition(
            jury=frame.jury(number, seats, dates),
            session=frame.span,
            titre_code=frame.titre_code,
            candidates=frame.candidates,
            others=tuple(frame.jury(jury.number, _seats(jury), _days(jury)) for jury in others),
            jurors_min=frame.jurors_min,
        )
    )


def jury_cards(session: ExamSession) -> list[JuryCard]:
    """The juries of a session, each with every reason, in a constant number of queries."""
    juries = juries_of(session)
    frame = frame_of(session, [p for jury in juries for p, _ in _seats(jury)])
    shapes = {jury.pk: frame.jury(jury.number, _seats(jury), _days(jury)) for jury in juries}
    return [
        JuryCard(
            jury,
            tuple(jury.seats.all()),
            check_composition(
                Composition(
                    jury=shapes[jury.pk],
                    session=frame.span,
                    titre_code=frame.titre_code,
                    candidates=frame.candidates,
                    others=tuple(shapes[other.pk] for other in juries if other.pk != jury.pk),
                    jurors_min=frame.jurors_min,
                )
            ),
        )
        for jury in juries
    ]


def eligible_jurors(session: ExamSession) -> list[Eligible]:
    """Persons of the centre habilités for the title, and those seated already: best placed first."""
    titre = get_titre(session.titre_ref)
    seated = {
        seat.person_id: seat.jury.number
        for seat in JurySeat.objects.filter(jury__session=session, left_at__isnull=True).select_related(
            "jury"
        )
    }
    habilitated = Person.objects.filter(
        organisme_id=session.organisme_id, habilitations__titre_code=titre.code
    )
    persons = list(
        (habilitated | Person.objects.filter(pk__in=seated)).distinct().order_by("birth_name", "first_name")
    )
    frame = frame_of(session, persons)
    names = {candidate.id: candidate.name for candidate in frame.candidates}
    found = []
    for person in persons:
        juror = frame.juror(person, SeatRole.MEMBER)
        found.append(
            Eligible(
                person=person,
                until=max((span.last for span in juror.habilitations), default=None),
                missing_days=uncovered_days(juror.habilitations, frame.span),
                charter_accepted=juror.charter_accepted,
                leads_session=juror.leads_session,
                conflicts=tuple(
                    f"{names[t.candidate]} : {' ; '.join(t.facts)}"
                    for t in juror.ties
                    if t.candidate in names
                ),
                seated_in=seated.get(person.pk),
            )
        )
    return sorted(found, key=lambda e: (bool(e.missing_days), e.leads_session, bool(e.conflicts)))


def substitutes_for(session: ExamSession, jury: SessionJury, leaving: Person) -> list[Substitute]:
    """Who may lawfully take a juror's place in this jury: not seated elsewhere, nothing blocking (A5.1 to A5.11)."""
    staying = [(person, role) for person, role in _seats(jury) if person != leaving]
    role = next((role for person, role in _seats(jury) if person == leaving), SeatRole.MEMBER)
    known = {str(reason) for reason in reasons_against(session, jury.number, _seats(jury), _days(jury))}
    found = []
    for one in eligible_jurors(session):
        if one.seated_in is not None or one.missing_days or one.leads_session:
            continue
        reasons = reasons_against(session, jury.number, [*staying, (one.person, role)], _days(jury))
        if not any(reason.blocking for reason in reasons):
            notes = [str(reason) for reason in reasons if str(reason) not in known]
            found.append(Substitute(one.person, tuple(notes)))
    return sorted(found, key=lambda substitute: len(substitute.notes))


def expiring(habilitations: QuerySet[Habilitation], today: date, days: int) -> QuerySet[Habilitation]:
    """Habilitations that end within `days`, today included; those already ended are not told again."""
    return habilitations.filter(valid_until__gte=today, valid_until__lte=today + timedelta(days))
