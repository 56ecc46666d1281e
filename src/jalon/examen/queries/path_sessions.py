"""The centre's sessions as a path sees them: what it would present to each, and the session's own reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.queries.inscriptions import Admission, Backing, backing_of, weigh
from jalon.examen.rules.path_registration import Verdict, verdict
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.models import Parcours
from jalon.parcours.queries.standing import PathStanding, standing_of
from jalon.parcours.rules.capitalisation_facts import ccp_scope
from jalon.parcours.rules.capitalisation_steps import suggestion


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A path before one session: the registration thought of, what the session says of it, or the one made."""

    session: ExamSession
    days: tuple[date, ...]
    admission: Admission
    verdict: Verdict
    made: Inscription | None = None

    @property
    def inscription(self) -> Inscription:
        return self.admission.inscription

    @property
    def suits(self) -> bool:
        """Whether the session holds something that the person still needs."""
        return bool(self.inscription.scopes)


def coming_sessions(parcours: Parcours, *, today: date) -> list[ExamSession]:
    """Sessions of the path's title in its centre that have not begun, the nearest first."""
    rows = ExamSession.objects.filter(
        organisme=parcours.person.organisme_id,
        titre_ref=parcours.titre_ref,
        status__in=BEFORE_EXAM,
        starts_on__gte=today,
    )
    return list(
        rows.select_related("site", "organisme").prefetch_related("days").order_by("starts_on", "number")
    )


def candidacies(
    parcours: Parcours, sessions: Iterable[ExamSession], *, today: date, found: PathStanding | None = None
) -> list[Candidacy]:
    """The path before each of these sessions of its title; the number of queries does not depend on theirs."""
    known = list(sessions)
    made = {
        i.session_id: i
        for i in Inscription.objects.filter(person=parcours.person_id, session__in=known)
        if i.status != InscriptionStatus.WITHDRAWN
    }
    found = found or standing_of(parcours)
    thought = [(session, thought_of(found, session, today=today)) for session in known]
    backing = _granted(
        backing_of(parcours.titre_ref, parcours.person.organisme_id, [i for _, i in thought][:1]), found
    )
    rows = []
    for session, inscription in thought:
        days = _days(session)
        admission = weigh(inscription, session, days, backing, today=today)
        rows.append(Candidacy(session, days, admission, verdict(admission.reasons), made.get(session.pk)))
    return rows


def candidacy(
    parcours: Parcours,
    session: ExamSession,
    *,
    today: date,
    scopes: Sequence[str],
    route: str,
    retake_since: date | None = None,
    retake_count: int = 0,
    reglement_acknowledged_on: date | None = None,
    found: PathStanding | None = None,
) -> Candidacy:
    """The path before one session, for what is really asked."""
    inscription = Inscription(
        session=session,
        parcours=parcours,
        person=parcours.person,
        route=route,
        scopes=list(scopes),
        retake_since=retake_since,
        retake_count=retake_count,
        reglement_acknowledged_on=reglement_acknowledged_on,
    )
    backing = backing_of(parcours.titre_ref, parcours.person.organisme_id, [inscription])
    backing = _granted(backing, found) if found else backing
    days = _days(session)
    admission = weigh(inscription, session, days, backing, today=today)
    return Candidacy(session, days, admission, verdict(admission.reasons))


def thought_of(found: PathStanding, session: ExamSession, *, today: date) -> Inscription:
    """The registration that the path suggests for a session, not made: scopes, route, retake, as of its first day."""
    parcours = found.parcours
    standing = found.on(max(today, session.starts_on))
    aimed = [ccp.number for ccp in found.titre.ccps if ccp.id in parcours.ccp_refs]
    told = suggestion(standing, session.scopes, route=parcours.route, last=found.last(today), aimed=aimed)
    window = standing.window("retake") if told.route == "retake" else None
    spent = found.facts.retake_sessions_max - window.left if window and window.left is not None else 0
    return Inscription(
        session=session,
        parcours=parcours,
        person=parcours.person,
        route=told.route,
        scopes=list(told.scopes),
        retake_since=window.starts_on if window else None,
        retake_count=spent,
    )


def _granted(backing: Backing, found: PathStanding) -> Backing:
    """The same, with the CCPs that the référentiel grants: registering enters them in the livret first."""
    person = found.parcours.person_id
    more = frozenset(ccp_scope(one.number) for one in found.unrecorded)
    held = backing.acquired.get(person, frozenset())
    return replace(backing, acquired={**backing.acquired, person: held | more})


def _days(session: ExamSession) -> tuple[date, ...]:
    days = tuple(sorted(day.date for day in session.days.all()))
    return days or tuple(sorted({session.starts_on, session.ends_on}))
