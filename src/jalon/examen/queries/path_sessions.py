"""The centre's sessions as a path sees them: what it would present to each, and the session's own reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from jalon.examen.enums import InscriptionStatus, SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.queries.inscriptions import Admission, Backing, arrangement_of, backing_of, weigh
from jalon.examen.rules.admission import Reason
from jalon.examen.rules.path_registration import Verdict, path_reasons, verdict
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.models import Parcours
from jalon.parcours.queries.standing import PathStanding, standing_of
from jalon.parcours.rules.capitalisation_facts import ccp_scope
from jalon.parcours.rules.capitalisation_steps import suggestion
from jalon.parcours.workflow import workflow_of


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A path before one session: the registration thought of, what the session says of it, or the one made."""

    session: ExamSession
    days: tuple[date, ...]
    admission: Admission
    verdict: Verdict
    made: Inscription | None = None
    withdrawn: Inscription | None = None

    @property
    def inscription(self) -> Inscription:
        return self.admission.inscription

    @property
    def suits(self) -> bool:
        """Whether the session holds something that the person still needs."""
        return bool(self.inscription.scopes)

    @property
    def convened(self) -> bool:
        """Whether the convocations have left: whoever comes now is convened apart, and the timetable taken up."""
        return self.session.status == SessionStatus.CONVENED


def path_reasons_of(parcours: Parcours, session: ExamSession) -> list[Reason]:
    """What the path itself opposes to a session."""
    stage = str(workflow_of(parcours.route).states[parcours.stage])
    return path_reasons(stage=stage, ended=parcours.ended, same_title=parcours.titre_ref == session.titre_ref)


def coming_sessions(parcours: Parcours, *, today: date) -> list[ExamSession]:
    """Sessions of the path's title in its centre that have not begun, the nearest first."""
    return list(_coming(parcours, today).filter(titre_ref=parcours.titre_ref).prefetch_related("days"))


def sessions_of_other_versions(parcours: Parcours, *, today: date) -> list[ExamSession]:
    """Coming sessions of the same title in another version: the path leads to none of them."""
    code = parcours.titre_ref.rpartition(".")[0]
    rows = _coming(parcours, today).filter(titre_ref__startswith=f"{code}.")
    return list(rows.exclude(titre_ref=parcours.titre_ref))


def _coming(parcours: Parcours, today: date) -> QuerySet[ExamSession]:
    rows = ExamSession.objects.filter(
        organisme=parcours.person.organisme_id, status__in=BEFORE_EXAM, starts_on__gte=today
    )
    return rows.select_related("site", "organisme").order_by("starts_on", "number")


def candidacies(
    parcours: Parcours, sessions: Iterable[ExamSession], *, today: date, found: PathStanding | None = None
) -> list[Candidacy]:
    """The path before each of these sessions of its title; the number of queries does not depend on theirs."""
    known = list(sessions)
    rows = Inscription.objects.filter(person=parcours.person_id, session__in=known)
    past = {i.session_id: i for i in rows.select_related("amenagement")}
    found = found or standing_of(parcours)
    thought = [(session, thought_of(found, session, today=today)) for session in known]
    backing = _granted(
        backing_of(parcours.titre_ref, parcours.person.organisme_id, [i for _, i in thought][:1]), found
    )
    return [_weighed(parcours, session, i, backing, past.get(session.pk), today) for session, i in thought]


def _weighed(
    parcours: Parcours, session: ExamSession, thought: Inscription, backing: Backing, past: Inscription | None,
    today: date,
) -> Candidacy:  # fmt: skip
    """What the path opposes, then the session's own reasons; `past` is what was already made of it, even withdrawn."""
    days = _days(session)
    gone = past is not None and past.status == InscriptionStatus.WITHDRAWN
    if past is not None and gone and (arrangement := arrangement_of(past)):
        thought.amenagement = arrangement
    admission = weigh(thought, session, days, backing, today=today)
    said = verdict([*path_reasons_of(parcours, session), *admission.reasons])
    return Candidacy(session, days, admission, said, None if gone else past, past if gone else None)


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
    rows = Inscription.objects.filter(person=parcours.person_id, session=session)
    past = rows.select_related("amenagement").first()
    return _weighed(parcours, session, inscription, backing, past, today)


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
