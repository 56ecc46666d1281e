"""Reads about candidates: the facts of their admission, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from jalon.accounts.queries import parameters_of
from jalon.common.models import JournalEntry
from jalon.dossier.queries import kinds_in_hand
from jalon.dossier.rules import pieces_due
from jalon.examen.enums import InscriptionStatus, Presence
from jalon.examen.models import Amenagement, ExamSession, Inscription, JurySeat
from jalon.examen.queries.sessions import session_days
from jalon.examen.rules.admission import (
    TITLE,
    AdmissionFacts,
    Elsewhere,
    Reason,
    admission_reasons,
    blocking,
)
from jalon.examen.workflow import AWAITED, BEFORE_EXAM
from jalon.parcours.models import CCPAward, CompanyPeriod, TitreAward
from jalon.parcours.queries import periods_of
from jalon.parcours.rules import HoursGap, company_hours_gaps
from jalon.people.models import Person
from jalon.people.queries import relations_between
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion


@dataclass(frozen=True, slots=True)
class Admission:
    """Where one candidate stands: the facts, and every reason they give; none once the session has begun."""

    inscription: Inscription
    facts: AdmissionFacts | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def blocking(self) -> tuple[Reason, ...]:
        return tuple(blocking(self.reasons))

    @property
    def reminders(self) -> tuple[Reason, ...]:
        """What is still to be done before the day, without holding the admission back."""
        return tuple(reason for reason in self.reasons if not reason.blocking)

    @property
    def ready(self) -> bool:
        """Registered, and nothing stands in the way."""
        waiting = self.inscription.status == InscriptionStatus.REGISTERED
        return waiting and self.facts is not None and not self.blocking


def candidates_of(session: ExamSession) -> QuerySet[Inscription]:
    """Registrations of a session with what a list shows."""
    return Inscription.objects.filter(session=session).select_related("person", "parcours", "amenagement")


def admissions_of(
    session: ExamSession, inscriptions: Iterable[Inscription], *, today: date
) -> list[Admission]:
    """Facts and reasons of some candidates of one session; the number of queries does not depend on theirs.

    Once the session has begun an admission is history: what the jury then awards would speak against it.
    """
    rows = list(inscriptions)
    if session.status not in BEFORE_EXAM:
        return [Admission(i) for i in rows]
    backing = backing_of(session.titre_ref, session.organisme_id, rows)
    days = session_days(session)
    return [weigh(i, session, days, backing, today=today) for i in rows]


@dataclass(frozen=True, slots=True)
class Backing:
    """What the facts of admissions to sessions of one title are read from, whatever the sessions."""

    titre: TitreVersion
    values: Mapping[str, int]
    acquired: Mapping[int, frozenset[str]]
    holders: frozenset[int]
    periods: Mapping[int, list[CompanyPeriod]]
    kinds: Mapping[int, frozenset[str]]
    expected: Mapping[int, list[Inscription]]


def backing_of(titre_ref: str, organisme_id: int, rows: Sequence[Inscription]) -> Backing:
    """What stands behind some registrations, made or only thought of, in a fixed number of queries."""
    titre = get_titre(titre_ref)
    people, paths = [i.person_id for i in rows], [i.parcours_id for i in rows]
    holders = TitreAward.objects.filter(person__in=people, titre_ref=titre.ref)
    periods: dict[int, list[CompanyPeriod]] = defaultdict(list)
    for period in CompanyPeriod.objects.filter(parcours__in=paths):
        periods[period.parcours_id].append(period)
    return Backing(
        titre=titre,
        values=parameters_of(organisme_id),
        acquired=_acquired(people, titre),
        holders=frozenset(holders.values_list("person_id", flat=True)),
        periods=periods,
        kinds=kinds_in_hand(paths),
        expected=_expected(people),
    )


def weigh(
    i: Inscription, session: ExamSession, days: Sequence[date], backing: Backing, *, today: date
) -> Admission:
    """The facts of one registration and every reason they give; it may be one that nobody has made yet."""
    titre, values = backing.titre, backing.values
    held = backing.acquired.get(i.person_id, frozenset())
    facts = AdmissionFacts(
        today=today,
        first_day=days[0],
        last_day=days[-1],
        session_scopes=tuple(session.scopes),
        scopes=tuple(i.scopes),
        route=i.route,
        ccps=tuple(ccp.scope for ccp in titre.ccps),
        acquired=held,
        holds_titre=i.person_id in backing.holders,
        birth_date=i.person.birth_date,
        birth_place=i.person.birth_place,
        hours_gaps=hours_gaps(titre, i.scopes, held, backing.periods.get(i.parcours_id, [])),
        recevabilite_until=i.parcours.recevabilite_until,
        retake_since=i.retake_since,
        retake_count=i.retake_count,
        retake_years=values["retake_years"],
        retake_sessions_max=values["retake_sessions_max"],
        training_started_on=i.parcours.starts_on,
        validity_end=date.fromisoformat(titre.validity_end) if titre.validity_end else None,
        prolongation_years=values["prolongation_years"],
        pieces_due=pieces_due(titre, i.scopes),
        pieces=backing.kinds.get(i.parcours_id, frozenset()),
        reglement_acknowledged_on=i.reglement_acknowledged_on,
        arrangement=arrangement.status if (arrangement := arrangement_of(i)) else "",
        elsewhere=tuple(
            _elsewhere(other, titre)
            for other in backing.expected.get(i.person_id, ())
            if other.session_id != session.pk
        ),
    )
    return Admission(i, facts, tuple(admission_reasons(facts)))


def admission_of(inscription: Inscription, *, today: date) -> Admission:
    """Facts and reasons of one candidate."""
    return admissions_of(inscription.session, [inscription], today=today)[0]


def arrangement_of(inscription: Inscription) -> Amenagement | None:
    """The candidate's arrangement, if one was asked."""
    try:
        return inscription.amenagement
    except Amenagement.DoesNotExist:
        return None


def hours_gaps(
    titre: TitreVersion, scopes: Sequence[str], acquired: frozenset[str], periods: Iterable[CompanyPeriod]
) -> tuple[HoursGap, ...]:
    """What lacks in company hours for these scopes: each CCP at stake, and the total for a whole title (A.8)."""
    whole = TITLE in scopes
    minima = {
        ccp.number: ccp.scheme.company_hours
        for ccp in titre.ccps
        if ccp.scheme.company_hours and ccp.scope not in acquired and (whole or ccp.scope in scopes)
    }
    total = titre.scheme(TITLE).company_hours if whole and not acquired else None
    return tuple(company_hours_gaps(periods_of(periods), minima, total))


def _acquired(people: Sequence[int], titre: TitreVersion) -> dict[int, frozenset[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    awards = CCPAward.objects.filter(person__in=people, ccp_ref__startswith=f"{titre.ref}/")
    for person, ref in awards.values_list("person_id", "ccp_ref"):
        held[person].add(ref.rpartition("/")[2].lower())
    return {person: frozenset(scopes) for person, scopes in held.items()}


def _expected(people: Sequence[int]) -> dict[int, list[Inscription]]:
    """Person id -> the registrations whose results are still to come; those who did not come expect none."""
    rows = (
        Inscription.objects.filter(person__in=people, session__status__in=AWAITED)
        .exclude(status=InscriptionStatus.WITHDRAWN)
        .exclude(presence__in=[Presence.ABSENT, Presence.EXCUSED])
        .select_related("session")
        .order_by("session__starts_on", "session__number")
    )
    found: dict[int, list[Inscription]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _elsewhere(made: Inscription, titre: TitreVersion) -> Elsewhere:
    session = made.session
    scopes = tuple(made.scopes) if session.titre_ref == titre.ref else ()
    return Elsewhere(session.number, session.starts_on, session.ends_on, scopes)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A juror of the session who may not judge this candidate, and why (A5.10, A5.11)."""

    juror: Person
    jury: int
    why: str


def conflicts_of(inscription: Inscription) -> list[Conflict]:
    """Ties between a candidate and the jurors of the session: declared ones, and those the records tell."""
    seats = JurySeat.objects.filter(jury__session=inscription.session_id).select_related("person", "jury")
    jurors = {seat.person_id: seat for seat in seats}
    found = [
        Conflict(jurors[person].person, jurors[person].jury.number, "A formé ou accompagné ce candidat.")
        for person in inscription.parcours.trainers.values_list("pk", flat=True)
        if person in jurors
    ]
    declared = relations_between([inscription.person], [seat.person for seat in jurors.values()])
    for relation in declared:
        pk = relation.other_id if relation.person_id == inscription.person_id else relation.person_id
        found.append(
            Conflict(jurors[pk].person, jurors[pk].jury.number, f"{relation.get_kind_display()} (déclaré).")
        )
    return found


def journal_of(inscription: Inscription, limit: int = 30) -> list[JournalEntry]:
    """What was done about a candidate in this session, most recent first."""
    about = Q(target_type="examen.inscription", target_id=str(inscription.pk))
    about |= Q(target_type="parcours.parcours", target_id=str(inscription.parcours_id))
    pieces = [str(pk) for pk in inscription.parcours.pieces.values_list("pk", flat=True)]
    about |= Q(target_type="dossier.piece", target_id__in=pieces)
    return list(JournalEntry.objects.filter(about)[:limit])


def status_counts(session: ExamSession) -> dict[str, int]:
    """How many registrations of each status."""
    rows = (
        Inscription.objects.filter(session=session).order_by().values_list("status").annotate(n=Count("pk"))
    )
    counts = dict.fromkeys(InscriptionStatus.values, 0)
    counts.update(dict(rows))
    return counts
