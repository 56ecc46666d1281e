"""What is done to a candidate's registration: made, corrected, admitted, withdrawn; the arrangement decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act, record_acts
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import ArrangementStatus, InscriptionStatus
from jalon.examen.models import Amenagement, ExamSession, Inscription
from jalon.examen.operations.paths import follow, release
from jalon.examen.queries.inscriptions import admission_of, admissions_of, arrangement_of, candidates_of
from jalon.examen.rules.admission import Reason, scope_name
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.operations import NewParcours, create_many_parcours
from jalon.parcours.queries import current_parcours_of
from jalon.people.models import Person
from jalon.people.rules import NIR_REFUSED, holds_nir


class AdmissionRefused(TransitionRefused):
    """A candidate who cannot be admitted; `details` keeps each reason with its basis."""

    def __init__(self, details: Sequence[Reason]) -> None:
        self.details = tuple(details)
        super().__init__(reason.message_fr for reason in details)


@dataclass(frozen=True, slots=True)
class Registration:
    """Someone to register: by which route, for what, on which path (found, else opened with these dates)."""

    person: Person
    route: str
    scopes: Sequence[str]
    parcours: Parcours | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    recevabilite_until: date | None = None
    recevabilite_number: str = ""
    retake_since: date | None = None
    retake_count: int = 0
    reglement_acknowledged_on: date | None = None


def register_candidates(
    *, actor: Actor, session: ExamSession, rows: Sequence[Registration], now: datetime
) -> list[Inscription]:
    """Register many persons to a session in the order given, numbered from the next number, in a few queries.

    Raises TransitionRefused with every reason (session begun, person already registered or of another organisme),
    ValidationError on contradictory dates; then nobody is registered.
    """
    locked = _open_session(session)
    registered = set(locked.inscriptions.values_list("person_id", flat=True))
    refusals = []
    for row in rows:
        if row.person.organisme_id != locked.organisme_id:
            refusals.append(f"{row.person} n’est pas connu de l’organisme de la session.")
        if row.person.pk in registered:
            refusals.append(f"{row.person} est déjà inscrit à cette session.")
        registered.add(row.person.pk)
    if refusals:
        raise TransitionRefused(refusals)
    last = locked.inscriptions.aggregate(last=Max("number"))["last"] or 0
    paths = _paths(actor, locked, rows, now)
    made = Inscription.objects.bulk_create(
        [
            Inscription(
                session=locked,
                parcours=path,
                person=row.person,
                number=number,
                route=Route(row.route),
                scopes=list(row.scopes),
                retake_since=row.retake_since,
                retake_count=row.retake_count,
                reglement_acknowledged_on=row.reglement_acknowledged_on,
            )
            for number, (row, path) in enumerate(zip(rows, paths, strict=True), last + 1)
        ],
        batch_size=500,
    )
    record_acts(
        actor=actor,
        verb="inscription.register",
        done=((i, f"A inscrit {i.person} à la session {locked.number}.") for i in made),
        now=now,
        session=locked.pk,
    )
    follow(actor, locked, paths, "register", now)
    return made


def _paths(actor: Actor, session: ExamSession, rows: Sequence[Registration], now: datetime) -> list[Parcours]:
    """The path of each: the one given, the current one when the route agrees (or for a retake), else a new one."""
    current = current_parcours_of((row.person for row in rows), session.titre_ref)
    kept = [row.parcours or _agreeing(row, current.get(row.person.pk)) for row in rows]
    opening = [
        NewParcours(
            row.person,
            row.route,
            row.starts_on,
            row.ends_on,
            row.recevabilite_until,
            row.recevabilite_number,
        )
        for row, path in zip(rows, kept, strict=True)
        if path is None
    ]
    opened = iter(create_many_parcours(actor=actor, titre_ref=session.titre_ref, rows=opening, now=now))
    return [path or next(opened) for path in kept]


def _agreeing(row: Registration, path: Parcours | None) -> Parcours | None:
    return path if path is not None and row.route in {path.route, Route.RETAKE} else None


def register_candidate(
    *,
    actor: Actor,
    session: ExamSession,
    person: Person,
    route: str,
    scopes: Sequence[str],
    now: datetime,
    parcours: Parcours | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    recevabilite_until: date | None = None,
    recevabilite_number: str = "",
    retake_since: date | None = None,
    retake_count: int = 0,
    reglement_acknowledged_on: date | None = None,
) -> Inscription:
    """Register someone to a session, on their path to the title (found, else opened), with the next number.

    Raises TransitionRefused when the session has begun or the person is already registered, ValidationError
    on contradictory dates. Nothing is checked of the admission yet: that is `admit_inscription`.
    """
    (made,) = register_candidates(
        actor=actor,
        session=session,
        rows=[
            Registration(
                person=person,
                route=route,
                scopes=scopes,
                parcours=parcours,
                starts_on=starts_on,
                ends_on=ends_on,
                recevabilite_until=recevabilite_until,
                recevabilite_number=recevabilite_number,
                retake_since=retake_since,
                retake_count=retake_count,
                reglement_acknowledged_on=reglement_acknowledged_on,
            )
        ],
        now=now,
    )
    return made


def update_inscription(
    *,
    actor: Actor,
    inscription: Inscription,
    now: datetime,
    route: str,
    scopes: Sequence[str],
    retake_since: date | None = None,
    retake_count: int = 0,
    reglement_acknowledged_on: date | None = None,
) -> Inscription:
    """Correct what is presented and how; an admitted candidate must then be admitted again.

    Raises TransitionRefused once the session has begun or the registration is withdrawn.
    """
    locked = _locked(inscription)
    _standing(locked)
    given = {
        "route": route,
        "scopes": list(scopes),
        "retake_since": retake_since,
        "retake_count": retake_count,
        "reglement_acknowledged_on": reglement_acknowledged_on,
    }
    changed = [name for name, value in given.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    _correct(locked, {name: given[name] for name in changed})
    locked.save()
    _journal(actor, "update", locked, f"A corrigé l’inscription de {locked.person}", now, fields=changed)
    return locked


def update_inscriptions(
    *,
    actor: Actor,
    session: ExamSession,
    changes: Sequence[tuple[Inscription, Mapping[str, object]]],
    now: datetime,
) -> None:
    """Correct the fields given of many registrations of a session: what `update_inscription` does to each.

    Raises TransitionRefused, with every reason, once the session has begun or a registration is withdrawn.
    """
    _open_session(session)
    rows = Inscription.objects.select_for_update(of=("self",)).select_related("person")
    locked = rows.filter(session=session).in_bulk([inscription.pk for inscription, _ in changes])
    touched = []
    for inscription, fields in changes:
        row = locked[inscription.pk]
        if names := [name for name, value in fields.items() if getattr(row, name) != value]:
            _correct(row, {name: fields[name] for name in names})
            touched.append((row, names))
    if gone := [row for row, _ in touched if row.status == InscriptionStatus.WITHDRAWN]:
        raise TransitionRefused([f"L’inscription de {row.person} est retirée." for row in gone])
    if touched:
        written = sorted({"status", *(name for _, names in touched for name in names)})
        Inscription.objects.bulk_update([row for row, _ in touched], written, batch_size=200)
    record_acts(
        actor=actor,
        verb="inscription.update",
        done=((r, f"A corrigé l’inscription de {r.person}.", {"fields": names}) for r, names in touched),
        now=now,
        session=session.pk,
    )


def _correct(inscription: Inscription, given: Mapping[str, object]) -> None:
    for name, value in given.items():
        setattr(inscription, name, value)
    if inscription.status == InscriptionStatus.ADMITTED and {"route", "scopes"} & given.keys():
        inscription.status = InscriptionStatus.REGISTERED


def acknowledge_reglement(*, actor: Actor, inscription: Inscription, on: date, now: datetime) -> Inscription:
    """Record the day the règlement général was brought to the candidate's knowledge (A2.10)."""
    locked = _locked(inscription)
    if locked.reglement_acknowledged_on != on:
        locked.reglement_acknowledged_on = on
        locked.save(update_fields=["reglement_acknowledged_on"])
        _journal(
            actor, "reglement", locked, f"A noté que {locked.person} connaît le règlement des sessions", now
        )
    return locked


def admit_inscription(*, actor: Actor, inscription: Inscription, now: datetime) -> Inscription:
    """Admit a candidate to the session; raises AdmissionRefused with every reason. Twice changes nothing."""
    locked = _locked(inscription)
    if locked.status == InscriptionStatus.ADMITTED:
        return locked
    _standing(locked)
    if reasons := admission_of(locked, today=timezone.localdate(now)).blocking:
        raise AdmissionRefused(reasons)
    return _admit(actor, locked, now)


@dataclass(frozen=True, slots=True)
class BulkAdmission:
    """What a bulk admission did: the candidates admitted, and how many stay to be completed."""

    admitted: tuple[Inscription, ...]
    left: int


def admit_ready(*, actor: Actor, session: ExamSession, now: datetime) -> BulkAdmission:
    """Admit every registered candidate whom nothing holds back; the others stay as they are."""
    locked = _open_session(session)
    waiting = (
        candidates_of(locked).filter(status=InscriptionStatus.REGISTERED).select_for_update(of=("self",))
    )
    found = admissions_of(locked, waiting, today=timezone.localdate(now))
    admitted = tuple(_admit(actor, a.inscription, now) for a in found if a.ready)
    return BulkAdmission(admitted, len(found) - len(admitted))


def withdraw_inscription(
    *, actor: Actor, inscription: Inscription, reason: str, now: datetime
) -> Inscription:
    """Withdraw a candidate before the session; a reason is compulsory. The registration stays in the records."""
    locked = _locked(inscription)
    if not reason.strip():
        raise ValidationError({"reason": "Le motif du retrait est à écrire."})
    if holds_nir(reason):
        raise ValidationError({"reason": NIR_REFUSED})
    _standing(locked)
    locked.status, locked.withdrawn_reason = InscriptionStatus.WITHDRAWN, reason.strip()[:300]
    locked.save(update_fields=["status", "withdrawn_reason"])
    _journal(
        actor,
        "withdraw",
        locked,
        f"A retiré l’inscription de {locked.person} (motif : {reason.strip()})",
        now,
    )
    release(actor, locked.session, [locked], now)
    return locked


def restore_inscription(
    *, actor: Actor, inscription: Inscription, now: datetime, changes: Mapping[str, object] | None = None
) -> Inscription:
    """Bring back a registration that was withdrawn, with its number; it must then be admitted.

    `changes` are the fields asked anew (path, route, scopes, retake, règlement). Raises TransitionRefused once the
    session has begun.
    """
    locked = _locked(inscription)
    _open_session(locked.session)
    if locked.status == InscriptionStatus.WITHDRAWN:
        for name, value in (changes or {}).items():
            setattr(locked, name, value)
        locked.status, locked.withdrawn_reason = InscriptionStatus.REGISTERED, ""
        locked.save()
        _journal(actor, "restore", locked, f"A rétabli l’inscription de {locked.person}", now)
        follow(actor, locked.session, [locked.parcours], "register", now)
    return locked


def request_arrangement(
    *, actor: Actor, inscription: Inscription, requested_on: date, measures: str, now: datetime
) -> Amenagement:
    """Record that an arrangement was asked of the DDETS: what is asked, never why (A10.2, A10.6).

    Raises ValidationError on a social security number, TransitionRefused once decided or the session begun.
    """
    _check_measures(measures)
    locked = _locked(inscription)
    _standing(locked)
    known = arrangement_of(locked)
    if known is not None and known.status != ArrangementStatus.REQUESTED:
        raise TransitionRefused(["La DDETS a déjà rendu sa décision sur cet aménagement."])
    arrangement = known or Amenagement(inscription=locked)
    arrangement.requested_on, arrangement.measures = requested_on, measures.strip()
    arrangement.save()
    _journal(
        actor, "arrangement.request", locked, f"A demandé un aménagement d’épreuves pour {locked.person}", now
    )
    return arrangement


def decide_arrangement(
    *,
    actor: Actor,
    inscription: Inscription,
    granted: bool,
    decided_on: date,
    now: datetime,
    decision_number: str = "",
    extra_time_percent: int = 0,
    measures: str = "",
) -> Amenagement:
    """Record the DDETS's decision: measures and extra time only (A10.2, A10.6). Extra time multiplies minutes.

    Raises ValidationError (nothing granted, NIR, dates), TransitionRefused once the session has begun.
    """
    _check_measures(measures)
    locked = _locked(inscription)
    _standing(locked)
    arrangement = arrangement_of(locked) or Amenagement(inscription=locked, requested_on=decided_on)
    if granted and not extra_time_percent and not measures.strip():
        raise ValidationError({"measures": "Indiquez le temps supplémentaire ou les mesures accordées."})
    if not 0 <= extra_time_percent <= 200:
        raise ValidationError({"extra_time_percent": "Le temps supplémentaire va de 0 à 200 %."})
    if decided_on < arrangement.requested_on:
        raise ValidationError({"decided_on": "La décision précède la demande."})
    arrangement.status = ArrangementStatus.GRANTED if granted else ArrangementStatus.REFUSED
    arrangement.decided_on, arrangement.decision_number = decided_on, decision_number.strip()
    arrangement.extra_time_percent = extra_time_percent if granted else 0
    arrangement.measures = measures.strip() if granted else ""
    arrangement.save()
    verdict = "accordé" if granted else "refusé"
    _journal(
        actor,
        "arrangement.decide",
        locked,
        f"A enregistré l’aménagement {verdict} à {locked.person} par la DDETS",
        now,
    )
    return arrangement


def _admit(actor: Actor, inscription: Inscription, now: datetime) -> Inscription:
    inscription.status = InscriptionStatus.ADMITTED
    inscription.save(update_fields=["status"])
    what = ", ".join(scope_name(scope) for scope in inscription.scopes)
    _journal(actor, "admit", inscription, f"A admis {inscription.person} pour {what}", now)
    return inscription


def _open_session(session: ExamSession) -> ExamSession:
    locked = ExamSession.objects.select_for_update().get(pk=session.pk)
    if locked.status not in BEFORE_EXAM:
        raise TransitionRefused(
            [f"La session {locked.number} est à l’état « {locked.get_status_display()} » : "
             "ses inscriptions ne changent plus."]
        )  # fmt: skip
    return locked


def _locked(inscription: Inscription) -> Inscription:
    rows = Inscription.objects.select_for_update(of=("self",)).select_related("session", "person", "parcours")
    return rows.get(pk=inscription.pk)


def _standing(inscription: Inscription) -> None:
    _open_session(inscription.session)
    if inscription.status == InscriptionStatus.WITHDRAWN:
        raise TransitionRefused([f"L’inscription de {inscription.person} est retirée."])


def _check_measures(measures: str) -> None:
    if holds_nir(measures):
        raise ValidationError({"measures": NIR_REFUSED})


def _journal(
    actor: Actor, verb: str, inscription: Inscription, sentence: str, now: datetime, **data: object
) -> None:
    record_act(
        actor=actor,
        verb=f"inscription.{verb}",
        target=inscription,
        sentence=f"{sentence}.",
        now=now,
        session=inscription.session_id,
        **data,
    )
