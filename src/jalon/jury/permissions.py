"""Who sees and does what in the jury's work: jurors theirs, the responsable all, the DDETS what is sent to it."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.permissions import (
    CENTRE,
    MANAGERS,
    get_inscription,
    get_session,
    inscriptions_visible_to,
    is_manager,
    may_manage,
    sessions_visible_to,
)
from jalon.jury.models import PV, Deliberation, Grid, Habilitation
from jalon.people.models import Person

SENT = frozenset(
    {SessionStatus.TRANSMITTED, SessionStatus.VALIDATED, SessionStatus.REFUSED, SessionStatus.CLOSED}
)
DECIDED = frozenset({SessionStatus.VALIDATED, SessionStatus.CLOSED})
# A candidate reads the jury's proposal once the session is deliberated and the PV signed, never a draft.
PROPOSED = DECIDED | {SessionStatus.PV_SIGNED, SessionStatus.TRANSMITTED}


def juror_in(actor: Actor | None, session: ExamSession) -> Person | None:
    """The person as whom the actor sits in this session, None if they hold no seat."""
    if actor is None or actor.user_id is None or not actor.has(Role.JURE):
        return None
    return Person.objects.filter(user_id=actor.user_id, jury_seats__jury__session=session).first()


def sits_in(actor: Actor | None, session: ExamSession) -> bool:
    """Whether the actor holds a seat in this session."""
    return juror_in(actor, session) is not None


def is_validated(session: ExamSession) -> bool:
    """Whether what the jury proposed stands (A7.6): a closed session may have been refused before."""
    return PV.objects.filter(session=session, status="validated").exists()


def may_read_deliberations(actor: Actor | None, session: ExamSession) -> bool:
    """Decisions: the responsable and the jurors, the DDETS once sent, the centre once validated."""
    if may_manage(actor, session) or juror_in(actor, session) is not None:
        return True
    return _may_read_once_over(actor, session)


def _may_read_once_over(actor: Actor | None, session: ExamSession) -> bool:
    if actor is None:
        return False
    if actor.has(Role.DDETS) and session.status in SENT:
        return sessions_visible_to(actor).filter(pk=session.pk).exists()
    return actor.has(*CENTRE) and actor.organisme_id == session.organisme_id and session.status in DECIDED


def may_read_grids(actor: Actor | None, inscription: Inscription) -> bool:
    """What jurors noted: the candidate's jury and the responsable; the DDETS judges legality only (A7.13)."""
    return may_manage(actor, inscription.session) or judges(actor, inscription)


def judged_by(actor: Actor | None, session: ExamSession) -> QuerySet[Inscription]:
    """The candidates of the session that the actor's own jury assesses."""
    person = juror_in(actor, session)
    if actor is None or person is None:
        return Inscription.objects.none()
    as_juror = Actor(actor.ref, actor.label, actor.user_id, None, frozenset({Role.JURE.value}))
    return inscriptions_visible_to(as_juror).filter(session=session)


def candidates_shown(actor: Actor | None, session: ExamSession) -> QuerySet[Inscription]:
    """Candidates whose decision the actor reads: a juror those of their jury, all once there is a PV to sign."""
    rows = Inscription.objects.filter(session=session)
    if may_manage(actor, session) or PV.objects.filter(session=session).exists():
        return rows
    return rows if juror_in(actor, session) is None else judged_by(actor, session)


def judges(actor: Actor | None, inscription: Inscription) -> bool:
    """Whether the actor sits in the jury of this candidate."""
    return judged_by(actor, inscription.session).filter(pk=inscription.pk).exists()


def get_judged(actor: Actor | None, pk: int) -> Inscription:
    """A candidate whose deliberation the actor may read.

    Raises Http404 for whom the actor may not know, PermissionDenied for whom they know without reading that.
    """
    inscription = get_inscription(actor, pk)
    if may_read_grids(actor, inscription):
        return inscription
    if not _own(actor, inscription) and _may_read_once_over(actor, inscription.session):
        return inscription
    raise PermissionDenied("Les délibérations restent entre le jury et le responsable de session.")


def _own(actor: Actor | None, inscription: Inscription) -> bool:
    return actor is not None and actor.user_id is not None and inscription.person.user_id == actor.user_id


def get_result(actor: Actor | None, pk: int) -> Inscription:
    """A candidate whose result the actor may read: their own, or one of `get_judged`."""
    inscription = get_inscription(actor, pk)
    if _own(actor, inscription):
        return inscription
    return get_judged(actor, pk)


def grids_visible_to(actor: Actor | None) -> QuerySet[Grid]:
    """Grids of the candidates of the actor's own jury, or of their whole centre for those who lead sessions."""
    grids = Grid.objects.select_related("inscription__session", "inscription__person", "jury", "juror")
    if actor is None:
        return grids.none()
    scope = Q(pk__in=[])
    if actor.has(*MANAGERS):
        scope |= Q(inscription__session__organisme_id=actor.organisme_id)
    if actor.has(Role.JURE):
        as_juror = Actor(actor.ref, actor.label, actor.user_id, None, frozenset({Role.JURE.value}))
        scope |= Q(
            inscription__in=inscriptions_visible_to(as_juror), jury__seats__person__user_id=actor.user_id
        )
    return grids.filter(scope).distinct()


def get_grid(actor: Actor | None, pk: int) -> Grid:
    """The grid, if the actor may know of it; else Http404."""
    try:
        return grids_visible_to(actor).get(pk=pk)
    except Grid.DoesNotExist:
        raise Http404("grille inconnue") from None


def may_mark(actor: Actor | None, grid: Grid) -> bool:
    """A juror writes in their own grid and in the joint sheets of their jury; nobody writes for them (A5.9)."""
    person = juror_in(actor, grid.inscription.session)
    if person is None:
        return False
    if grid.juror_id is not None:
        return grid.juror_id == person.pk
    return grid.jury.seats.filter(person=person).exists()


def may_read_grid(actor: Actor | None, grid: Grid) -> bool:
    """A juror observes alone: a colleague's grid opens to them with the candidate's joint sheet, not before (A5.9)."""
    if may_manage(actor, grid.inscription.session) or may_mark(actor, grid):
        return True
    return is_put_together(grid.inscription)


def is_put_together(inscription: Inscription) -> bool:
    """Whether the jury has begun to put its observations on this candidate together, or has already decided."""
    return (
        Grid.objects.filter(inscription=inscription, juror=None).exists()
        or Deliberation.objects.filter(inscription=inscription).exists()
    )


def jurors_shown(actor: Actor | None, inscription: Inscription, jurors: Iterable[Person]) -> list[Person]:
    """Of a jury, those whose observations the actor may read beside the joint sheet: see `may_read_grid`."""
    if may_manage(actor, inscription.session) or is_put_together(inscription):
        return list(jurors)
    return [person for person in jurors if actor is not None and person.user_id == actor.user_id]


def pvs_visible_to(actor: Actor | None) -> QuerySet[PV]:
    """Procès-verbaux of the sessions whose deliberations the actor may read."""
    return (
        PV.objects.filter(session__in=sessions_visible_to(actor)).select_related("session").defer("snapshot")
    )


def get_pv(actor: Actor | None, pk: int) -> PV:
    """The procès-verbal, if the actor may read it; else Http404."""
    try:
        pv = pvs_visible_to(actor).get(pk=pk)
    except PV.DoesNotExist:
        raise Http404("procès-verbal inconnu") from None
    if not may_read_deliberations(actor, pv.session):
        raise Http404("procès-verbal inconnu")
    return pv


def may_decide(actor: Actor | None, session: ExamSession) -> bool:
    """Whether the actor is the State's representative for this session (A7.5)."""
    return (
        actor is not None
        and actor.has(Role.DDETS)
        and sessions_visible_to(actor).filter(pk=session.pk).exists()
    )


def may_open_pieces(actor: Actor | None, inscription: Inscription, today: date) -> bool:
    """What the jury holds is read on the day, never before (A6.6)."""
    return judges(actor, inscription) and today >= inscription.session.starts_on


def habilitations_visible_to(actor: Actor | None) -> QuerySet[Habilitation]:
    """Habilitations of the persons that the actor's centre knows."""
    if actor is None or actor.organisme_id is None or not is_manager(actor):
        return Habilitation.objects.none()
    return Habilitation.objects.filter(person__organisme_id=actor.organisme_id).select_related("person")


def get_habilitation(actor: Actor | None, pk: int) -> Habilitation:
    """The habilitation, if it is of the actor's centre; else Http404."""
    try:
        return habilitations_visible_to(actor).get(pk=pk)
    except Habilitation.DoesNotExist:
        raise Http404("habilitation inconnue") from None


def may_take_session_file(actor: Actor | None, session: ExamSession) -> bool:
    """Whether the whole file of a session is the actor's: its centre's leaders, the DDETS once sent."""
    return may_manage(actor, session) or (may_decide(actor, session) and session.status in SENT)


def get_session_file_session(actor: Actor | None, pk: int) -> ExamSession:
    """A session whose whole file the actor may take away: its centre's leaders, the DDETS once sent.

    Raises Http404 for a session that the actor may not know, PermissionDenied for one that they may.
    """
    session = get_session(actor, pk)
    if may_take_session_file(actor, session):
        return session
    raise PermissionDenied("Le dossier de session n’est pas encore accessible à votre rôle.")
