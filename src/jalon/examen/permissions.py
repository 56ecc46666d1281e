"""Who sees which sessions, candidates and agréments, and who may act on them."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.dossier.models import Piece
from jalon.examen.enums import InscriptionStatus, SessionStatus, TimetableStatus
from jalon.examen.models import (
    Agrement,
    Appointment,
    Convocation,
    ExamSession,
    IncidentReport,
    Inscription,
    JurySeat,
    Salle,
    SessionJury,
    Timetable,
    Unforeseen,
)

MANAGERS = frozenset({Role.RESPONSABLE_SESSION.value, Role.ADMINISTRATEUR.value})
CENTRE = MANAGERS | {Role.FORMATEUR.value, Role.ACCOMPAGNATEUR_VAE.value}
READERS = CENTRE | {Role.DDETS.value}
EVERYONE = READERS | {Role.JURE.value, Role.CANDIDAT.value}


def is_manager(actor: Actor | None) -> bool:
    """Whether the actor runs sessions for their organisme."""
    return actor is not None and actor.has(*MANAGERS)


def _of_departement(actor: Actor) -> Q:
    """Sessions on sites of the DDETS's departement, of any organisme, once declared."""
    departement = Organisme.objects.filter(pk=actor.organisme_id or 0, kind="ddets").exclude(departement="")
    declared = ~Q(status=SessionStatus.PREPARATION)
    return Q(site__departement__in=departement.values("departement")) & declared


def sessions_visible_to(actor: Actor | None) -> QuerySet[ExamSession]:
    """Sessions that the actor may open: those of their centre, of their seat, of their exam, of their DDETS."""
    sessions = ExamSession.objects.all()
    if actor is None:
        return sessions.none()
    scope = Q(pk__in=[])
    if actor.has(*CENTRE):
        scope |= Q(organisme_id=actor.organisme_id or 0)
    if actor.has(Role.JURE):
        seats = JurySeat.objects.filter(jury__session=OuterRef("pk"), person__user_id=actor.user_id or 0)
        scope |= Q(Exists(seats))
    if actor.has(Role.CANDIDAT):
        own = Inscription.objects.filter(session=OuterRef("pk"), person__user_id=actor.user_id or 0)
        scope |= Q(Exists(own.exclude(status=InscriptionStatus.WITHDRAWN)))
    if actor.has(Role.DDETS):
        scope |= _of_departement(actor)
    return sessions.filter(scope)


def get_session(actor: Actor | None, pk: int, *, for_update: bool = False) -> ExamSession:
    """The session, if the actor may know of it; else Http404. `for_update` locks its row (in a transaction)."""
    sessions = sessions_visible_to(actor).select_related("organisme", "site", "responsable")
    if for_update:
        sessions = sessions.select_for_update(of=("self",))
    try:
        return sessions.get(pk=pk)
    except ExamSession.DoesNotExist:
        raise Http404("session inconnue") from None


def get_led_session(actor: Actor | None, pk: int, refusal: str, *, for_update: bool = False) -> ExamSession:
    """The session, if the actor leads it; else Http404, or PermissionDenied which says `refusal`."""
    session = get_session(actor, pk, for_update=for_update)
    if not may_manage(actor, session):
        raise PermissionDenied(refusal)
    return session


def may_manage(actor: Actor | None, session: ExamSession) -> bool:
    """Whether the actor prepares and leads this session."""
    return is_manager(actor) and actor is not None and session.organisme_id == actor.organisme_id


def signs_reports(actor: Actor | None, session: ExamSession) -> bool:
    """Whether a report of an incident of the session is, or was, at the actor's own signature as a juror."""
    if actor is None or actor.user_id is None:
        return False
    mine = set(
        JurySeat.objects.filter(jury__session=session, person__user_id=actor.user_id).values_list(
            "person_id", flat=True
        )
    )
    if not mine:
        return False
    contents = IncidentReport.objects.filter(incident__session=session).values_list("content", flat=True)
    return any(content.get("signer") in mine for content in contents)


def own_juries(actor: Actor | None, session: ExamSession) -> list[int]:
    """The numbers of the juries of a session where the actor sits."""
    if actor is None or actor.user_id is None or not actor.has(Role.JURE):
        return []
    seats = JurySeat.objects.filter(jury__session=session, person__user_id=actor.user_id, left_at=None)
    return list(seats.order_by("jury__number").values_list("jury__number", flat=True))


def may_time(actor: Actor | None, jury: SessionJury) -> bool:
    """Whether the actor reads the timer of a jury: who leads the session, and who sits in that jury."""
    return may_manage(actor, jury.session) or jury.number in own_juries(actor, jury.session)


def _of_own_jury(actor: Actor) -> Q:
    """Admitted candidates whom the published timetable gives to a jury of the actor, or to the only jury."""
    own_seats = JurySeat.objects.filter(person__user_id=actor.user_id or 0)
    placed = Appointment.objects.filter(
        inscription=OuterRef("pk"),
        timetable__status=TimetableStatus.PUBLISHED,
        jury__in=own_seats.values("jury"),
    )
    other_juries = SessionJury.objects.filter(session=OuterRef("session")).exclude(
        pk__in=own_seats.values("jury")
    )
    alone = Q(session__juries__in=own_seats.values("jury")) & ~Exists(other_juries)
    return Q(status=InscriptionStatus.ADMITTED) & (Exists(placed) | alone)


def inscriptions_visible_to(actor: Actor | None) -> QuerySet[Inscription]:
    """Registrations that the actor may open: a juror sees only the candidates of their own jury."""
    inscriptions = Inscription.objects.all()
    if actor is None:
        return inscriptions.none()
    scope = Q(pk__in=[])
    if actor.has(*CENTRE):
        scope |= Q(session__organisme_id=actor.organisme_id or 0)
    if actor.has(Role.JURE):
        own = Inscription.objects.filter(_of_own_jury(actor))
        scope |= Q(pk__in=own.values("pk"))
    if actor.has(Role.CANDIDAT):
        scope |= Q(person__user_id=actor.user_id or 0) & ~Q(status=InscriptionStatus.WITHDRAWN)
    if actor.has(Role.DDETS):
        scope |= Q(session__in=ExamSession.objects.filter(_of_departement(actor)))
    return inscriptions.filter(scope)


def get_inscription(actor: Actor | None, pk: int, *, for_update: bool = False) -> Inscription:
    """The registration, if the actor may know of it; else Http404."""
    inscriptions = inscriptions_visible_to(actor).select_related(
        "session", "session__site", "session__organisme", "person", "parcours"
    )
    if for_update:
        inscriptions = inscriptions.select_for_update(of=("self",))
    try:
        return inscriptions.get(pk=pk)
    except Inscription.DoesNotExist:
        raise Http404("inscription inconnue") from None


def may_read_pieces(actor: Actor | None, inscription: Inscription, today: date) -> bool:
    """Whether the actor may open what the candidate wrote: a juror only from the first day of the session on.

    The DDETS reads results, not the candidates' files.
    """
    if actor is None:
        return False
    if _is_of_centre(actor, inscription.session):
        return True
    if actor.user_id is not None and inscription.person.user_id == actor.user_id:
        return actor.has(Role.CANDIDAT)
    if actor.has(Role.JURE) and today >= inscription.session.starts_on:
        return inscriptions_visible_to(actor).filter(pk=inscription.pk).exists()
    return False


def may_hand_over_pieces(actor: Actor | None, inscription: Inscription, today: date) -> bool:
    """Whether the actor hands pieces over: the centre's team, the candidate until the first day of the session."""
    if _is_of_centre(actor, inscription.session):
        return True
    own = actor is not None and actor.user_id is not None and inscription.person.user_id == actor.user_id
    return own and actor is not None and actor.has(Role.CANDIDAT) and today <= inscription.session.starts_on


def pieces_visible_to(actor: Actor | None, inscription: Inscription, today: date) -> QuerySet[Piece]:
    """The candidate's pieces that the actor may open now; one set aside stays with the centre and its author."""
    pieces = Piece.objects.filter(parcours_id=inscription.parcours_id)
    if not may_read_pieces(actor, inscription, today):
        return pieces.none()
    own = actor is not None and inscription.person.user_id == actor.user_id
    return pieces if own or _is_of_centre(actor, inscription.session) else pieces.filter(withdrawn_at=None)


def _is_of_centre(actor: Actor | None, session: ExamSession) -> bool:
    return actor is not None and actor.has(*CENTRE) and session.organisme_id == actor.organisme_id


def agrements_visible_to(actor: Actor | None) -> QuerySet[Agrement]:
    """Agréments of the actor's centre, for those who prepare sessions."""
    if actor is None or not actor.has(*CENTRE):
        return Agrement.objects.none()
    return Agrement.objects.filter(organisme_id=actor.organisme_id or 0)


def get_agrement(actor: Actor | None, pk: int) -> Agrement:
    """The agrément of the actor's centre; else Http404."""
    try:
        return agrements_visible_to(actor).select_related("site").get(pk=pk)
    except Agrement.DoesNotExist:
        raise Http404("agrément inconnu") from None


def salles_visible_to(actor: Actor | None) -> QuerySet[Salle]:
    """Rooms of the actor's centre."""
    if actor is None or not actor.has(*CENTRE):
        return Salle.objects.none()
    return Salle.objects.filter(site__organisme_id=actor.organisme_id or 0)


def get_salle(actor: Actor | None, pk: int) -> Salle:
    """The room of the actor's centre; else Http404."""
    try:
        return salles_visible_to(actor).select_related("site").get(pk=pk)
    except Salle.DoesNotExist:
        raise Http404("salle inconnue") from None


def timetables_visible_to(actor: Actor | None, session: ExamSession) -> QuerySet[Timetable]:
    """Versions of a session's timetable: all for those who lead it, the published one for its other readers."""
    if may_manage(actor, session):
        return session.timetables.all()
    return session.timetables.filter(status=TimetableStatus.PUBLISHED)


def get_timetable(actor: Actor | None, session: ExamSession, version: int) -> Timetable:
    """The version, if the actor may read it; else Http404."""
    try:
        timetable = timetables_visible_to(actor, session).get(version=version)
    except Timetable.DoesNotExist:
        raise Http404("version inconnue") from None
    timetable.session = session
    return timetable


def only_own_jury(actor: Actor, session: ExamSession) -> bool:
    """Whether the actor reads of a timetable what concerns their own juries, and nothing else."""
    return not (actor.has(Role.DDETS) or (actor.has(*CENTRE) and session.organisme_id == actor.organisme_id))


def appointments_visible_to(actor: Actor, rows: list[Appointment], session: ExamSession) -> list[Appointment]:
    """Of a timetable's appointments, those of a juror's own juries; everything for the centre and the DDETS."""
    if not only_own_jury(actor, session):
        return rows
    if actor.user_id is None:
        return []
    seats = JurySeat.objects.filter(jury__session=session, person__user_id=actor.user_id)
    own = set(seats.values_list("jury_id", flat=True))
    return [row for row in rows if row.jury_id in own]


def get_convocation(actor: Actor | None, uid: UUID) -> Convocation:
    """A sent convocation: one's own, or any of the sessions that the actor leads; else Http404."""
    if actor is None:
        raise Http404("convocation inconnue")
    scope = Q(person__user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    if is_manager(actor):
        scope |= Q(session__organisme_id=actor.organisme_id)
    found = Convocation.objects.filter(scope, uid=uid, sent_at__isnull=False).select_related(
        "session__organisme", "session__site", "session__responsable", "person", "document"
    )
    convocation = found.first()
    if convocation is None:
        raise Http404("convocation inconnue")
    return convocation


def get_unforeseen(actor: Actor | None, session: int, pk: int) -> Unforeseen:
    """What upset the timetable of a session that the actor leads; else Http404."""
    exam = get_session(actor, session)
    found = exam.unforeseen.select_related("base", "timetable").filter(pk=pk).first()
    if found is None or not may_manage(actor, exam):
        raise Http404("imprévu inconnu")
    found.session = exam
    return found
