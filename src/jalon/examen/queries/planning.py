"""The facts of a session as the timetable engine wants them, and a stored timetable as a plan again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from jalon.accounts.queries import parameters_of
from jalon.common.typography import day_label
from jalon.examen.enums import ArrangementStatus, InscriptionStatus, LockKind, SalleKind, TimetableStatus
from jalon.examen.models import (
    Appointment,
    ExamSession,
    Inscription,
    JurySeat,
    Salle,
    SessionJury,
    Timetable,
    Unavailability,
)
from jalon.examen.planning import facts as planning
from jalon.examen.planning.chains import STAGE, chain_for
from jalon.examen.planning.measures import measure
from jalon.examen.queries.seats import current_seats
from jalon.examen.rules import timetable as rules
from jalon.parcours.enums import Route
from jalon.people.models import Person, Relation
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion, UnknownId

CLOCK_CHANGE = "Le {day}, l’heure change pendant les horaires d’ouverture : ouvrez la journée après 3 h."


@dataclass(frozen=True)
class PlanningFacts:
    """What a timetable is made from. `missing`: why none can be made; `warnings`: what it will not reckon with.

    `comediens` are in the order of the actors' numbers; `salles` are by name.
    """

    problem: planning.Problem
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    comediens: tuple[Person, ...]
    salles: Mapping[str, Salle]
    reserved_rooms: Mapping[str, str]


def problem_for(session: ExamSession) -> planning.Problem:
    """The timetable problem of a session: admitted candidates, their chains of tests, juries, rooms, hours."""
    return planning_facts(session).problem


def planning_facts(session: ExamSession, *, draft: Timetable | None = None) -> PlanningFacts:
    """Everything that the timetable of a session depends on, in a constant number of queries.

    `draft`: the version whose locks a calculation keeps; without it nobody is pinned.
    """
    titre = get_titre(session.titre_ref)
    parameters = parameters_of(session.organisme_id)
    comediens = tuple(session.comediens.order_by("pk"))
    juries = list(session.juries.prefetch_related("seats__person").select_related("salle").order_by("number"))
    inscriptions = list(
        session.inscriptions.filter(status=InscriptionStatus.ADMITTED)
        .select_related("person", "amenagement")
        .order_by("number")
    )
    away: dict[int, list[planning.Window]] = {}
    for item in Unavailability.objects.filter(session=session):
        window = planning.Window(item.date, rules.minutes_of(item.starts_at), rules.minutes_of(item.ends_at))
        away.setdefault(item.person_id, []).append(window)
    days = list(session.days.order_by("date"))
    dates = [day.date for day in days]
    salles = {salle.name: salle for salle in session.salles.all()}
    needs_actor = bool(titre.conduct(STAGE).actors)
    readings = planning.Readings(
        title=parameters["reading_title_minutes"],
        ccp=parameters["reading_ccp_minutes"],
        preparation_file=parameters["reading_preparation_file_minutes"],
        deliberation=parameters["deliberation_minutes"],
    )
    conflicts = conflicts_of_interest(session)
    candidates, faults = [], []
    for inscription in inscriptions:
        try:
            chain = chain_for(
                titre, _ordered(inscription.scopes), readings, actor=needs_actor and bool(comediens)
            )
        except (UnknownId, ValueError) as error:
            faults.append(f"{inscription.person} : {error}")
            continue
        candidates.append(
            planning.Candidate(
                id=str(inscription.pk),
                label=inscription.person.full_name,
                titre_ref=session.titre_ref,
                scope=tuple(_ordered(inscription.scopes)),
                chain=chain,
                extra_time_percent=extra_time_of(inscription),
                unavailable=tuple(away.get(inscription.person_id, ())),
                incompatible_jurors=frozenset(
                    str(j) for j, who in conflicts.items() if inscription.pk in who
                ),
            )
        )
    if draft is not None:
        pins = pins_of(draft, candidates)
        candidates = [replace(candidate, pin=pins.get(candidate.id)) for candidate in candidates]
    problem = planning.Problem(
        days=tuple(
            planning.Day(day.date, rules.minutes_of(day.opens_at), rules.minutes_of(day.closes_at))
            for day in days
        ),
        candidates=tuple(candidates),
        juries=tuple(_jury(jury, session.titre_ref, dates, away) for jury in juries),
        rooms=planning.Rooms(
            preparation=_names(salles.values(), SalleKind.PREPARATION),
            mise_en_situation=_names(salles.values(), SalleKind.MISE_EN_SITUATION) or None,
            jury=_names(salles.values(), SalleKind.JURY) or None,
            unavailable=_closed(session, salles.values()),
        ),
        actor=planning.Actor(
            len(comediens), parameters["actor_rest_minutes"], parameters["candidate_lunch_minutes"]
        )
        if needs_actor and comediens
        else None,
        settings=planning.Settings(
            jury_lunch_minutes=parameters["jury_lunch_minutes"],
            candidate_lunch_minutes=parameters["candidate_lunch_minutes"],
            candidate_span_max=parameters["candidate_span_minutes"],
            readings=readings,
        ),
        juror_names={str(s.person_id): s.person.full_name for jury in juries for s in jury.seats.all()},
    )
    missing = [*faults, *_missing(problem)]
    missing += [
        CLOCK_CHANGE.format(day=day_label(day.date))
        for day in days
        if rules.clock_changes_within(day.date, day.opens_at, day.closes_at)
    ]
    return PlanningFacts(
        problem,
        tuple(missing),
        _warnings(titre, problem, session, juries, needs_actor=needs_actor, comediens=len(comediens)),
        comediens,
        salles,
        {str(jury.pk): jury.salle.name for jury in juries if jury.salle is not None},
    )


def pins_of(draft: Timetable, candidates: Iterable[planning.Candidate]) -> dict[str, planning.Pin]:
    """candidate id -> where the locks of a draft keep them; someone who has no place there is not pinned.

    A lock on the hours of somebody whose tests are no longer the same keeps the jury and the day.
    """
    kinds = {lock.inscription_id: lock.kind for lock in draft.locks.all()}
    placed: dict[int, list[Appointment]] = {}
    for row in draft.appointments.filter(inscription__in=kinds).order_by("inscription", "order"):
        placed.setdefault(row.inscription_id, []).append(row)
    pins = {}
    for candidate in candidates:
        rows = placed.get(int(candidate.id), [])
        if not rows:
            continue
        whole = [row.order for row in rows] == list(range(len(candidate.steps)))
        hours = kinds[int(candidate.id)] == LockKind.HOURS and whole
        starts = tuple(rules.local_minutes(row.starts_at)[1] for row in rows) if hours else None
        day = rules.local_minutes(rows[0].starts_at)[0]
        pins[candidate.id] = planning.Pin(str(rows[0].jury_id), day, starts)
    return pins


def extra_time_of(inscription: Inscription) -> int:
    """Percentage of extra time that the DDETS granted; 0 without a granted arrangement (A10.2)."""
    amenagement = getattr(inscription, "amenagement", None)
    granted = amenagement is not None and amenagement.status == ArrangementStatus.GRANTED
    return amenagement.extra_time_percent if amenagement is not None and granted else 0


def conflicts_of_interest(
    session: ExamSession, jurors: Collection[int] | None = None
) -> dict[int, dict[int, tuple[str, ...]]]:
    """juror person id -> {inscription id: reasons}: who may not judge whom in this session (A5.10, A5.11).

    Deduced from declared relations, from the trainers of each parcours and from identity; `jurors` are the
    person ids to look at (default: those who hold a seat). Withdrawn candidates do not count.
    """
    if jurors is None:
        seats = JurySeat.objects.filter(jury__session=session, left_at__isnull=True)
        jurors = set(seats.values_list("person_id", flat=True))
    inscriptions = list(
        session.inscriptions.exclude(status=InscriptionStatus.WITHDRAWN)
        .select_related("parcours")
        .prefetch_related("parcours__trainers")
    )
    persons = {inscription.person_id for inscription in inscriptions}
    relations = Relation.objects.filter(person__in=persons, other__in=jurors).union(
        Relation.objects.filter(person__in=jurors, other__in=persons)
    )
    return rules.conflicts_of_interest(
        jurors,
        [
            rules.Registered(
                inscription.pk,
                inscription.person_id,
                frozenset(person.pk for person in inscription.parcours.trainers.all()),
                inscription.parcours.route == Route.VAE,
            )
            for inscription in inscriptions
        ],
        [rules.Tie(r.person_id, r.other_id, r.kind) for r in relations],
    )


def idle_juries(session: ExamSession, rows: Collection[Appointment]) -> list[str]:
    """What to say of the juries to which a timetable gives no candidate."""
    used = {row.jury_id for row in rows}
    return [
        f"Le jury {jury.number} n’a aucun candidat : ses jurés ne sont pas convoqués et ne signeront pas le "
        "procès-verbal."
        for jury in session.juries.order_by("number")
        if jury.pk not in used
    ]


def published_timetable(session: ExamSession) -> Timetable | None:
    """The version in force."""
    return session.timetables.filter(status=TimetableStatus.PUBLISHED).order_by("-version").first()


def draft_timetable(session: ExamSession) -> Timetable | None:
    """The version being worked on."""
    return session.timetables.filter(status=TimetableStatus.DRAFT).order_by("-version").first()


def appointments_of(timetable: Timetable) -> list[Appointment]:
    """Appointments by hour with everything that a screen shows of them, in one query."""
    return list(
        timetable.appointments.select_related(
            "inscription__person", "inscription__amenagement", "jury", "salle", "comedien"
        ).order_by("starts_at", "jury__number", "order")
    )


def placed_in(
    timetable: Timetable, *, jury: SessionJury | None = None, day: date | None = None
) -> list[Inscription]:
    """The candidates whom a version places, of the whole session or of one jury on one day."""
    rows = timetable.appointments.select_related("inscription__person").order_by("inscription__number")
    if jury is not None:
        rows = rows.filter(jury=jury)
    if day is not None:
        rows = rows.filter(starts_at__date=day)
    return list(dict.fromkeys(row.inscription for row in rows))


def row_of(facts: PlanningFacts, timetable: Timetable, appointment: planning.Appointment) -> Appointment:
    """An appointment of the engine as a row of `timetable`, not saved."""
    a = appointment
    return Appointment(
        timetable=timetable,
        inscription_id=int(a.candidate_id),
        jury_id=int(a.jury_id),
        kind=a.kind,
        label=a.label,
        order=a.step_index,
        starts_at=rules.moment(a.day, a.start),
        ends_at=rules.moment(a.day, a.end),
        candidate_present=a.candidate,
        jury_present=a.jury,
        with_actor=a.actor,
        comedien=facts.comediens[a.actor_number - 1] if a.actor_number else None,
        salle=facts.salles.get(a.room) if a.room else None,
    )


def plan_of(facts: PlanningFacts, timetable: Timetable, appointments: list[Appointment]) -> planning.Plan:
    """A stored timetable as the engine's plan, its figures measured again."""
    numbers = {person.pk: number for number, person in enumerate(facts.comediens, 1)}
    labels = {jury.id: jury.label for jury in facts.problem.juries}
    steps = {candidate.id: candidate.steps for candidate in facts.problem.candidates}
    items = []
    for row in appointments:
        cid, jury_id = str(row.inscription_id), str(row.jury_id)
        day, start = rules.local_minutes(row.starts_at)
        room = row.salle.name if row.salle else None
        known = steps.get(cid, ())
        step = known[row.order] if row.order < len(known) else None
        own_room = facts.problem.rooms.jury is None and step is not None and step.room in ("jury", STAGE)
        if room is None and own_room:
            room = f"Salle – {labels.get(jury_id, row.jury)}"
        items.append(
            planning.Appointment(
                candidate_id=cid,
                jury_id=jury_id,
                day=day,
                start=start,
                end=start + int((row.ends_at - row.starts_at).total_seconds()) // 60,
                kind=row.kind,
                label=row.label,
                jury=row.jury_present,
                room=room,
                actor=row.with_actor,
                step_index=row.order,
                actor_number=numbers.get(row.comedien_id or 0, 0),
            )
        )
    ordered = sorted(items, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id, a.step_index))
    found = measure(facts.problem, [a for a in ordered if a.jury_id in labels and a.candidate_id in steps])
    return planning.Plan(
        appointments=tuple(ordered),
        unplaced=tuple(
            (str(u["inscription"]), tuple(u["reasons"]))
            for u in timetable.unplaced
            if str(u["inscription"]) in steps
        ),
        jury_days=found.jury_days,
        waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes,
        longest_wait_minutes=found.longest_wait_minutes,
        explanations=tuple(
            planning.Explanation(**{**told, "facts": tuple(told["facts"]), "sources": tuple(told["sources"])})
            for told in timetable.explanations
        ),
    )


def _ordered(scopes: list[str]) -> list[str]:
    """The title, then CCPs and CCSs by number, then the final interview."""
    return sorted(scopes, key=lambda s: (s != "title", s == "final_interview", s[:3], len(s), s))


def _names(salles: Collection[Salle], kind: SalleKind) -> tuple[str, ...]:
    return tuple(sorted(salle.name for salle in salles if salle.kind == kind))


def _jury(
    jury: SessionJury, titre_ref: str, dates: list[date], away: Mapping[int, list[planning.Window]]
) -> planning.Jury:
    """A jury without stated days sits on all of them."""
    present = [day for day in dates if not jury.dates or day.isoformat() in jury.dates]
    persons = [seat.person_id for seat in current_seats(jury)]
    return planning.Jury(
        id=str(jury.pk),
        label=f"Jury {jury.number}",
        jurors=frozenset(map(str, persons)),
        titre_refs=frozenset({titre_ref}),
        days=tuple(present),
        unavailable=tuple((str(person), window) for person in persons for window in away.get(person, ())),
    )


def _closed(session: ExamSession, salles: Collection[Salle]) -> tuple[tuple[str, planning.Window], ...]:
    """When rooms of the session cannot serve."""
    rows = session.closures.filter(salle__in=salles).select_related("salle")
    return tuple(
        (
            row.salle.name,
            planning.Window(row.date, rules.minutes_of(row.starts_at), rules.minutes_of(row.ends_at)),
        )
        for row in rows.order_by("date", "starts_at", "salle__name")
    )


def _missing(problem: planning.Problem) -> list[str]:
    found = []
    if not problem.days:
        found.append("La session n’a aucune journée ouverte.")
    if not problem.candidates:
        found.append("Aucun candidat n’est admis à la session.")
    if not problem.juries:
        found.append("Aucun jury n’est créé pour la session.")
    lone = any(step.room == "preparation" for who in problem.candidates for step in who.steps)
    if lone and not problem.rooms.preparation:
        found.append("Aucune salle de préparation n’est retenue : des épreuves se préparent seul.")
    return found


def _warnings(
    titre: TitreVersion,
    problem: planning.Problem,
    session: ExamSession,
    juries: list[SessionJury],
    *,
    needs_actor: bool,
    comediens: int,
) -> tuple[str, ...]:
    found = [
        f"Jury {jury.number} : aucun juré désigné, ses conflits d’intérêts ne sont pas vérifiés."
        for jury in juries
        if not jury.seats.all()
    ]
    plays = any(step.kind.endswith(STAGE) for who in problem.candidates for step in who.steps)
    if needs_actor and not comediens and plays:
        found.append(
            f"Aucun comédien n’est désigné alors que le référentiel du {titre.sigle} en demande un : "
            "son repos et son déjeuner ne sont pas pris en compte."
        )
    if problem.rooms.jury is None and problem.juries:
        found.append("Aucune salle de jury n’est retenue : chaque jury est supposé avoir la sienne.")
    waiting = session.inscriptions.filter(status=InscriptionStatus.REGISTERED).count()
    if waiting:
        found.append(f"{waiting} inscription{'s' if waiting > 1 else ''} à admettre : hors du planning.")
    return tuple(found)
