"""What each role needs to see first, read across the floors below; the number of queries never follows the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.queries import parameters_of
from jalon.cockpit.rules import Stage, Step, countdown, next_step
from jalon.common.actor import Actor
from jalon.examen.enums import ArrangementStatus, InscriptionStatus, Presence, SessionStatus, TimetableStatus
from jalon.examen.models import Agrement, Amenagement, Convocation, ExamSession, Inscription, Timetable
from jalon.examen.permissions import CENTRE, MANAGERS, inscriptions_visible_to, sessions_visible_to
from jalon.examen.queries.inscriptions import admission_of
from jalon.examen.rules.admission import Reason
from jalon.examen.rules.deadlines import DeadlineFacts, session_deadlines
from jalon.examen.workflow import BEFORE_EXAM
from jalon.jury.enums import PVStatus
from jalon.jury.models import PV, CharterAcceptance, Habilitation
from jalon.jury.queries.composition import expiring
from jalon.jury.queries.signers import sessions_judged_by
from jalon.people.permissions import people_visible_to
from jalon.people.queries import search_people
from jalon.quality.queries import quality_dues
from jalon.referentiel.queries import get_titre, get_titres, search_referentiel
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.search import Hit

ENDED = (SessionStatus.CLOSED, SessionStatus.CANCELLED)
DECIDED = (SessionStatus.VALIDATED, SessionStatus.REFUSED, *ENDED)
PROPOSED = (SessionStatus.DELIBERATED, SessionStatus.PV_SIGNED, SessionStatus.TRANSMITTED)
ENDING_SOON = timedelta(days=183)  # an agrément takes months to renew (A3.2)
HORIZON = timedelta(days=45)
SHOWN = 12


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session as the home page tells it: what it is, who comes, and the act that comes next."""

    session: ExamSession
    titre: TitreVersion
    candidates: int
    undecided: int
    when: str
    step: Step | None
    url: str

    @property
    def is_today(self) -> bool:
        """Whether the exam is held today."""
        return self.when == "aujourd’hui" and self.session.status not in DECIDED


@dataclass(frozen=True, slots=True)
class Due:
    """Something that must be done or known by a day; `state` is late, today, soon or later."""

    due_on: date
    label: str
    note: str
    url: str
    state: Literal["late", "soon", "later"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a centre, over its sessions that are not ended."""

    sessions: int
    candidates: int
    to_admit: int
    to_sign: int


@dataclass(frozen=True, slots=True)
class Exam:
    """A candidate's own exam: what to bring themselves to, what is missing, what is known of the result."""

    inscription: Inscription
    titre: TitreVersion
    convocation: Convocation | None
    missing: tuple[Reason, ...]
    when: str

    @property
    def result(self) -> Literal["", "proposed", "validated"]:
        """What a candidate may read of the result (A7.6)."""
        status = self.inscription.session.status
        if status in (SessionStatus.VALIDATED, SessionStatus.CLOSED):
            return "validated"
        return "proposed" if status in PROPOSED else ""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search found on each floor, within the actor's scope."""

    sessions: Sequence[ExamSession]
    people: Sequence[object]
    hits: Sequence[Hit]

    @property
    def empty(self) -> bool:
        """Whether nothing was found anywhere."""
        return not (self.sessions or self.people or self.hits)


def session_cards(actor: Actor, *, today: date) -> list[SessionCard]:
    """Sessions under way or to come that the actor may open: today's first, then the next, then those over."""
    standing = ~Q(inscriptions__status=InscriptionStatus.WITHDRAWN)
    registered = Q(inscriptions__status=InscriptionStatus.REGISTERED)
    published = Timetable.objects.filter(session=OuterRef("pk"), status=TimetableStatus.PUBLISHED)
    sessions = (
        sessions_visible_to(actor)
        .exclude(status__in=ENDED)
        .select_related("site", "organisme")
        .annotate(
            candidates=Count("inscriptions", filter=standing, distinct=True),
            undecided=Count("inscriptions", filter=registered, distinct=True),
            jury_count=Count("juries", distinct=True),
            is_published=Exists(published),
        )
        .order_by("starts_on", "number")[:SHOWN]
    )
    rows = list(sessions)
    titres = get_titres({session.titre_ref for session in rows})
    cards = [_card(actor, session, titres[session.titre_ref], today) for session in rows]
    return sorted(cards, key=lambda c: (not c.is_today, c.session.ends_on < today, c.session.starts_on))


def _card(actor: Actor, session: ExamSession, titre: TitreVersion, today: date) -> SessionCard:
    stage = Stage(
        status=session.status,
        first_day=session.starts_on,
        last_day=session.ends_on,
        candidates=session.candidates,  # type: ignore[attr-defined]  # annotated
        undecided=session.undecided,  # type: ignore[attr-defined]
        juries=session.jury_count,  # type: ignore[attr-defined]
        timetable_published=session.is_published,  # type: ignore[attr-defined]
        dte_received=session.dte_received_on is not None,
    )
    leads = actor.has(*MANAGERS) and session.organisme_id == actor.organisme_id
    step = next_step(stage, today=today) if leads else None
    url = reverse(step.url_name, kwargs={"pk": session.pk}) if step else ""
    when = countdown(session.starts_on, session.ends_on, today)
    return SessionCard(session, titre, stage.candidates, stage.undecided, when, step, url)


def agenda(actor: Actor, *, today: date) -> list[Due]:
    """What a centre must not miss: deadlines of its sessions, agréments and habilitations that end; late first."""
    if not actor.has(*MANAGERS) or actor.organisme_id is None:
        return []
    found = [
        *_deadlines(actor.organisme_id, today),
        *_endings(actor.organisme_id, today),
        *_quality(actor, today),
    ]
    return sorted(found, key=lambda due: (due.due_on, due.label))


def _deadlines(organisme_id: int, today: date) -> Iterable[Due]:
    parameters = parameters_of(organisme_id)
    pending = Amenagement.objects.filter(
        status=ArrangementStatus.REQUESTED, inscription__session=OuterRef("pk")
    )
    sessions = ExamSession.objects.filter(organisme_id=organisme_id).exclude(status__in=DECIDED)
    for session in sessions.annotate(pending=Exists(pending)):
        facts = DeadlineFacts(
            today=today,
            first_day=session.starts_on,
            last_day=session.ends_on,
            declared_on=session.declared_on,
            dte_received_on=session.dte_received_on,
            convened_on=timezone.localdate(session.convened_at) if session.convened_at else None,
            transmitted_on=timezone.localdate(session.transmitted_at) if session.transmitted_at else None,
            arrangements_pending=int(session.pending),
        )
        for line in session_deadlines(facts, parameters):
            if line.state != "done" and line.due_on <= today + HORIZON:
                url = reverse("examen:session_detail", kwargs={"pk": session.pk})
                note = f"Session {session.number}. {line.alert}".strip()
                yield Due(line.due_on, line.label, note, url, _urgency(line.due_on, today))


def _quality(actor: Actor, today: date) -> Iterable[Due]:
    known = actor.organisme_id or 0
    for due in quality_dues(known, today, parameters_of(known), user_id=actor.user_id):
        if due.due_on <= today + HORIZON:
            url = reverse(due.url_name, args=due.args) + due.query
            yield Due(due.due_on, due.label, due.note, url, _urgency(due.due_on, today))


def _endings(organisme_id: int, today: date) -> Iterable[Due]:
    agrements = Agrement.objects.filter(
        organisme_id=organisme_id, valid_until__range=(today, today + ENDING_SOON)
    ).select_related("site")
    for agrement in agrements:
        label = f"Fin de l’agrément {agrement.number}"
        note = f"{agrement.titre_code}, {agrement.site.name} : aucune session ne pourra s’y tenir ensuite."
        yield Due(agrement.valid_until, label, note, reverse("examen:agrement_list"), "later")
    known = Habilitation.objects.filter(person__organisme_id=organisme_id).select_related("person")
    for habilitation in expiring(known, today, parameters_of(organisme_id)["habilitation_alert_days"]):
        label = f"Fin d’habilitation de {habilitation.person}"
        url = reverse("jury:habilitations")
        yield Due(habilitation.valid_until, label, f"Juré pour le {habilitation.titre_code}.", url, "later")


def _urgency(due_on: date, today: date) -> Literal["late", "soon", "later"]:
    if due_on < today:
        return "late"
    return "soon" if due_on <= today + timedelta(days=7) else "later"


def figures(actor: Actor) -> Figures | None:
    """The centre's counts, for those who lead sessions; None for the others."""
    if not actor.has(*MANAGERS):
        return None
    sessions = ExamSession.objects.filter(organisme_id=actor.organisme_id or 0).exclude(status__in=ENDED)
    standing = Inscription.objects.filter(session__in=sessions).exclude(status=InscriptionStatus.WITHDRAWN)
    counts = standing.aggregate(
        candidates=Count("pk"), to_admit=Count("pk", filter=Q(status=InscriptionStatus.REGISTERED))
    )
    to_sign = sessions.filter(status__in=(SessionStatus.DELIBERATED, SessionStatus.PV_SIGNED)).count()
    return Figures(sessions.count(), counts["candidates"], counts["to_admit"], to_sign)


def juror_tasks(actor: Actor, *, today: date) -> list[Due]:
    """What a juror has to do: confirm a convocation, accept the charter, sign a procès-verbal."""
    if not actor.has(Role.JURE) or actor.user_id is None:
        return []
    convened = own_convocations(actor).filter(kind="jure", confirmed_at=None, session__starts_on__gte=today)
    found = [
        Due(c.session.starts_on, "Confirmer la convocation", f"Session {c.session.number}",
            reverse("examen:convocation", args=[c.uid]), "soon")
        for c in convened
    ]  # fmt: skip
    seated = ExamSession.objects.filter(juries__seats__person__user_id=actor.user_id).distinct()
    accepted = CharterAcceptance.objects.filter(session=OuterRef("pk"), person__user_id=actor.user_id)
    for session in seated.filter(Q(status__in=BEFORE_EXAM) | Q(status=SessionStatus.IN_PROGRESS)).exclude(
        Exists(accepted)
    ):
        url = reverse("jury:session_day", args=[session.pk])
        found.append(Due(session.starts_on, "Accepter la charte", f"Session {session.number}", url, "soon"))
    signing = PV.objects.filter(
        status__in=(PVStatus.DRAFT, PVStatus.SIGNING), session__in=sessions_judged_by(actor.user_id)
    )
    for pv in signing.exclude(signatures__person__user_id=actor.user_id).select_related("session"):
        url = reverse("jury:pv", args=[pv.session_id])
        found.append(
            Due(pv.session.ends_on, "Signer le procès-verbal", f"Session {pv.session.number}", url, "late")
        )
    return sorted(found, key=lambda due: due.due_on)


def own_convocations(actor: Actor) -> QuerySet[Convocation]:
    """Convocations in force of the person signed in."""
    if actor.user_id is None:
        return Convocation.objects.none()
    own = Convocation.objects.filter(person__user_id=actor.user_id, sent_at__isnull=False, cancelled_at=None)
    return own.select_related("session__site")


def own_exams(actor: Actor, *, today: date) -> list[Exam]:
    """A candidate's own exams: the next one first, then those over, the latest first."""
    if not actor.has(Role.CANDIDAT):
        return []
    own = inscriptions_visible_to(actor).filter(person__user_id=actor.user_id or 0)
    rows = list(
        own.select_related("session__site", "session__organisme", "person", "parcours").order_by(
            "-session__starts_on"
        )
    )
    convocations = {c.session_id: c for c in own_convocations(actor).filter(kind="candidat")}
    exams = []
    for inscription in rows:
        session = inscription.session
        opened = session.status in BEFORE_EXAM
        exams.append(
            Exam(
                inscription,
                get_titre(session.titre_ref),
                convocations.get(session.pk),
                admission_of(inscription, today=today).reasons if opened else (),
                countdown(session.starts_on, session.ends_on, today),
            )
        )
    return sorted(exams, key=lambda e: e.inscription.session.ends_on < today)


def accompanied(actor: Actor) -> list[Inscription]:
    """Registrations, to come or under way, of candidates whom the actor trained or accompanied."""
    if not actor.has(Role.FORMATEUR, Role.ACCOMPAGNATEUR_VAE):
        return []
    own = (
        inscriptions_visible_to(actor)
        .filter(parcours__trainers__user_id=actor.user_id or 0)
        .exclude(session__status__in=DECIDED)
        .exclude(presence__in=(Presence.ABSENT, Presence.EXCUSED))
        .exclude(status=InscriptionStatus.WITHDRAWN)
    )
    rows = own.select_related("session", "person").order_by("session__starts_on", "number")
    return list(rows.distinct()[:30])


def to_validate(actor: Actor) -> list[ExamSession]:
    """For the DDETS, the sessions whose procès-verbal waits for a decision, the oldest first (A7.5)."""
    if not actor.has(Role.DDETS):
        return []
    waiting = sessions_visible_to(actor).filter(status=SessionStatus.TRANSMITTED)
    return list(waiting.select_related("site", "organisme").order_by("transmitted_at"))


def search(actor: Actor, text: str) -> SearchResults:
    """Sessions, people and référentiels that match `text`, each list within the actor's scope."""
    text = text.strip()
    if not text:
        return SearchResults((), (), ())
    sessions = sessions_visible_to(actor).filter(
        Q(number__icontains=text) | Q(ceres_number__iexact=text) | Q(site__name__icontains=text)
    )
    people: Sequence[object] = ()
    if actor.has(*CENTRE):
        people = list(search_people(people_visible_to(actor), text)[:20])
    return SearchResults(
        sessions=list(sessions.select_related("site").order_by("-starts_on")[:20]),
        people=people,
        hits=search_referentiel(text)[:40],
    )
