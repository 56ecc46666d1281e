"""Reads about sessions: lists, the facts of the lifecycle's guards, what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from jalon.accounts.models import Organisme, Site, User
from jalon.accounts.queries import parameters_of
from jalon.common.calendar import add_years
from jalon.examen.enums import ArrangementStatus, InscriptionStatus, SessionStatus, TimetableStatus
from jalon.examen.models import (
    Agrement,
    Amenagement,
    Appointment,
    ExamSession,
    Inscription,
    PliOpening,
    ScenarioDraw,
)
from jalon.examen.queries.checklist import checklist_state
from jalon.examen.queries.draw import scenario_drawn
from jalon.examen.rules.agrement import AgrementPeriod, SessionFrame, agrement_faults, validity_faults
from jalon.examen.rules.deadlines import Deadline, DeadlineFacts, session_deadlines
from jalon.examen.rules.retention import is_past_retention, kept_until
from jalon.examen.workflow import BEFORE_EXAM, LifecycleFacts
from jalon.referentiel.queries import get_titre, list_titres


def with_counts(sessions: QuerySet[ExamSession]) -> QuerySet[ExamSession]:
    """Sessions with `candidates` and `admitted`, for lists: one query whatever the number of rows."""
    standing = ~Q(inscriptions__status=InscriptionStatus.WITHDRAWN)
    return sessions.select_related("site", "organisme", "responsable").annotate(
        candidates=Count("inscriptions", filter=standing, distinct=True),
        admitted=Count(
            "inscriptions", filter=Q(inscriptions__status=InscriptionStatus.ADMITTED), distinct=True
        ),
    )


def prepared_just_now(
    *,
    organisme_id: int,
    titre_ref: str,
    site: Site,
    responsable: User,
    scopes: Iterable[str],
    days: Iterable[tuple[date, time, time]],
    now: datetime,
) -> ExamSession | None:
    """The same session, prepared by a first click within the last minute; the second click finds it."""
    Organisme.objects.select_for_update().get(pk=organisme_id)
    asked, presented = sorted(days), sorted(scopes)
    recent = ExamSession.objects.filter(
        organisme_id=organisme_id,
        titre_ref=titre_ref,
        site=site,
        responsable=responsable,
        created_at__gt=now - timedelta(minutes=1),
    )
    for session in recent:
        held = session.days.order_by("date").values_list("date", "opens_at", "closes_at")
        if list(held) == asked and sorted(session.scopes) == presented:
            return session
    return None


def session_days(session: ExamSession) -> tuple[date, ...]:
    """Days on which the session is held: its rows, else its first and last day."""
    days = tuple(session.days.values_list("date", flat=True))
    return days or tuple(sorted({session.starts_on, session.ends_on}))


def agrement_periods(organisme_id: int, titre_code: str) -> list[AgrementPeriod]:
    """The organisme's agréments for a title, as the rules see them; sites are told by their id."""
    agrements = Agrement.objects.filter(organisme_id=organisme_id, titre_code=titre_code)
    return [
        AgrementPeriod(a.titre_code, str(a.site_id), a.number, a.valid_from, a.valid_until, a.ccs)
        for a in agrements
    ]


def session_frame(session: ExamSession, parameters: Mapping[str, int] | None = None) -> SessionFrame:
    """What the session asks of its site and of its title."""
    titre = get_titre(session.titre_ref)
    values = parameters if parameters is not None else parameters_of(session.organisme_id)
    return SessionFrame(
        titre_code=titre.code,
        site=str(session.site_id),
        days=session_days(session),
        scopes=tuple(session.scopes),
        effective_on=date.fromisoformat(titre.effective_date),
        validity_end=date.fromisoformat(titre.validity_end) if titre.validity_end else None,
        prolongation_years=values["prolongation_years"],
        declared_on=session.declared_on,
    )


def frame_faults(session: ExamSession) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Faults of the agréments and of the title's validity, in French, with the site named."""
    frame = session_frame(session)
    agrements = agrement_periods(session.organisme_id, frame.titre_code)
    named = (
        f.replace(f"« {frame.site} »", f"« {session.site.name} »") for f in agrement_faults(frame, agrements)
    )
    return tuple(named), tuple(validity_faults(frame))


def lifecycle_facts(session: ExamSession, *, today: date, reason: str = "") -> LifecycleFacts:
    """Everything that the guards of the lifecycle look at."""
    agrement, validity = frame_faults(session)
    standing = Inscription.objects.filter(session=session).select_related("person")
    admitted = [i for i in standing if i.status == InscriptionStatus.ADMITTED]
    undecided = [i for i in standing if i.status == InscriptionStatus.REGISTERED]
    published = session.timetables.filter(status=TimetableStatus.PUBLISHED).first()
    placed = set(
        Appointment.objects.filter(timetable=published).values_list("inscription_id", flat=True)
        if published
        else ()
    )
    juries = session.juries.annotate(members=Count("seats"))
    jurors_min = parameters_of(session.organisme_id)["jurors_min"]
    return LifecycleFacts(
        today=today,
        starts_on=session.starts_on,
        admitted=len(admitted),
        undecided=tuple(i.person.sort_name for i in undecided),
        agrement_faults=agrement,
        validity_faults=validity,
        juries=len(juries),
        jury_faults=tuple(
            f"Le jury {jury.number} compte {jury.members} juré{'s' if jury.members > 1 else ''} : "
            f"il en faut au moins {jurors_min} (A5.1)."
            for jury in juries
            if jury.members < jurors_min
        ),
        timetable_published=published is not None,
        unplaced=tuple(i.person.sort_name for i in admitted if i.pk not in placed) if published else (),
        dte_received=session.dte_received_on is not None,
        pli_opened=PliOpening.objects.filter(session=session).exists(),
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One thing that a session needs before it is convened or begun."""

    label: str
    done: bool
    note: str = ""
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page of a session shows: deadlines, what is ready, what the next acts lack."""

    deadlines: list[Deadline]
    checklist: list[ChecklistLine]
    candidates: int
    admitted: int
    juries: int
    faults: tuple[str, ...]

    @property
    def alerts(self) -> list[str]:
        """What must be seen at once."""
        return [*self.faults, *(line.alert for line in self.deadlines if line.alert)]


def session_overview(session: ExamSession, *, today: date) -> Overview:
    """Deadlines, checklist and figures of one session."""
    facts = lifecycle_facts(session, today=today)
    parameters = parameters_of(session.organisme_id)
    days = session_days(session)
    pending = Amenagement.objects.filter(inscription__session=session, status=ArrangementStatus.REQUESTED)
    deadlines = session_deadlines(
        DeadlineFacts(
            today=today,
            first_day=days[0],
            last_day=days[-1],
            declared_on=session.declared_on,
            dte_received_on=session.dte_received_on,
            convened_on=timezone.localdate(session.convened_at) if session.convened_at else None,
            transmitted_on=timezone.localdate(session.transmitted_at) if session.transmitted_at else None,
            arrangements_pending=pending.count(),
        ),
        parameters,
    )
    undecided = len(facts.undecided)
    site = checklist_state(session)
    checklist = [
        ChecklistLine("Agrément valable pour le titre, le site et chaque journée",
                      not (facts.agrement_faults or facts.validity_faults), "", "examen:agrement_list"),
        ChecklistLine("Candidats admis", bool(facts.admitted) and not undecided,
                      f"{facts.admitted} admis" + (f", {undecided} à décider" if undecided else ""),
                      "examen:inscription_list"),
        ChecklistLine("Jurys composés", bool(facts.juries) and not facts.jury_faults,
                      " ".join(facts.jury_faults) or (f"{facts.juries} jury(s)" if facts.juries else "aucun jury"),
                      "jury:composition"),
        ChecklistLine("Planning publié", facts.timetable_published and not facts.unplaced,
                      f"Non placés : {', '.join(facts.unplaced)}" if facts.unplaced else "", "examen:timetable"),
        ChecklistLine("Dossier technique d’évaluation reçu", facts.dte_received),
        ChecklistLine("Convocations envoyées", session.convened_at is not None, "", "examen:convocations"),
        ChecklistLine("Plateau technique vérifié", site.ready,
                      f"{site.present} sur {site.total} présents" if site.total else "liste à établir",
                      "examen:checklist"),
        ChecklistLine("Plis ouverts devant un candidat", facts.pli_opened, "", "examen:day"),
    ]  # fmt: skip
    if scenario_drawn(session):
        drawn = ScenarioDraw.objects.filter(session=session).exists()
        checklist.insert(-1, ChecklistLine("Tirage au sort des scénarios prêt", drawn, "", "examen:draw"))
    return Overview(
        deadlines=deadlines if session.status != SessionStatus.CANCELLED else [],
        checklist=checklist,
        candidates=facts.admitted + undecided,
        admitted=facts.admitted,
        juries=facts.juries,
        faults=(*facts.agrement_faults, *facts.validity_faults) if session.status in BEFORE_EXAM else (),
    )


def retention_end(session: ExamSession) -> date:
    """Until when the file of the session is kept (A9.1)."""
    return kept_until(session.ends_on, parameters_of(session.organisme_id)["retention_years"])


def past_retention(organisme_id: int, *, today: date) -> list[ExamSession]:
    """Sessions of an organisme whose file may be destroyed, oldest first: for someone to decide (A9.1)."""
    years = parameters_of(organisme_id)["retention_years"]
    old = add_years(today, -years) + timedelta(days=1)  # a 29 February counts as the 28th
    rows = ExamSession.objects.filter(organisme=organisme_id, ends_on__lte=old).select_related("organisme")
    return [s for s in rows.order_by("ends_on", "number") if is_past_retention(s.ends_on, years, today)]


@dataclass(frozen=True, slots=True)
class AgrementLine:
    """An agrément with how long it still holds; `state` is over, soon, future or held."""

    agrement: Agrement
    titre: str
    state: Literal["over", "soon", "future", "held"]
    days_left: int
    sessions: int


def agrement_lines(agrements: QuerySet[Agrement], *, today: date) -> list[AgrementLine]:
    """Agréments, those in force that end soonest first; renewal takes months, so six months is soon (A3.2)."""
    names = {titre.code: titre.sigle for titre in list_titres()}
    resting = Count(
        "site__sessions",
        filter=Q(site__sessions__starts_on__gte=today, site__sessions__starts_on__lte=F("valid_until"))
        & Q(site__sessions__titre_ref__startswith=Concat("titre_code", Value("."))),
    )
    lines = []
    for row in agrements.select_related("site").annotate(coming=resting).order_by("valid_until"):
        left = (row.valid_until - today).days
        state: Literal["over", "soon", "future", "held"] = (
            "over" if left < 0 else "future" if row.valid_from > today else "soon" if left <= 183 else "held"
        )
        lines.append(AgrementLine(row, names.get(row.titre_code, row.titre_code), state, left, row.coming))
    return sorted(lines, key=lambda line: line.state == "over")
