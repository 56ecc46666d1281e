"""What backs a candidate, as long as the jury's work does not rest on it: pieces, hours, ECF, livret, trainers.

The lower floors write; here is asked whether the sessions allow it. A session that has begun keeps every piece;
a procès-verbal being signed or signed keeps everything that it rests on (A7.5).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db.models import Model

from jalon.common.actor import Actor
from jalon.common.uploads import Received
from jalon.common.workflow import TransitionRefused
from jalon.dossier.models import Piece
from jalon.dossier.operations import hand_over_piece, withdraw_piece
from jalon.examen.enums import InscriptionStatus, SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.sealing import sealed_over
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours import operations as parcours_operations
from jalon.parcours.models import CCPAward, CompanyPeriod, ECFResult, Parcours
from jalon.people.models import Person


def hand_over(
    *, actor: Actor, inscription: Inscription, kind: str, name: str, file: Received | None, now: datetime
) -> Piece:
    """Receive a piece of a candidate, also once the session has begun; raises TransitionRefused once sealed."""
    refuse_if_sealed(inscription)
    return hand_over_piece(
        actor=actor, parcours=inscription.parcours, kind=kind, name=name, file=file, now=now
    )


def set_aside(*, actor: Actor, inscription: Inscription, piece: Piece, now: datetime) -> Piece:
    """Set aside a piece handed over by mistake, before the session: what a jury may have read stays (A6.6).

    Raises TransitionRefused once the session has begun.
    """
    refuse_if_sealed(inscription, [piece])
    if inscription.session.status not in BEFORE_EXAM:
        raise TransitionRefused(
            [
                "La session a commencé : une pièce ne s’écarte plus. Remettez la bonne : les deux restent au dossier."
            ]
        )
    return withdraw_piece(actor=actor, piece=piece, now=now)


def record_period(
    *,
    actor: Actor,
    inscription: Inscription,
    now: datetime,
    period: CompanyPeriod | None = None,
    **told: object,
) -> CompanyPeriod:
    """Record hours in a company, or correct `period`: see `parcours.operations.record_company_period`.

    Raises TransitionRefused once sealed, ValidationError.
    """
    refuse_if_sealed(inscription, [period] if period else [])
    return parcours_operations.record_company_period(
        actor=actor, parcours=inscription.parcours, period=period, now=now, **told  # type: ignore[arg-type]
    )  # fmt: skip


def remove_period(*, actor: Actor, inscription: Inscription, period: CompanyPeriod, now: datetime) -> None:
    """Remove hours recorded by mistake; raises TransitionRefused once sealed."""
    refuse_if_sealed(inscription, [period])
    parcours_operations.remove_company_period(actor=actor, period=period, now=now)


def record_ecf(
    *, actor: Actor, inscription: Inscription, results: Mapping[str, bool], evaluated_on: date, now: datetime
) -> list[ECFResult]:
    """Record the évaluations passées en cours de formation (A6.1); raises TransitionRefused once sealed."""
    known = inscription.parcours.ecf_results.filter(competence_ref__in=results)
    changed = [
        row
        for row in known
        if (row.acquired, row.evaluated_on) != (results[row.competence_ref], evaluated_on)
    ]
    refuse_if_sealed(inscription, changed)
    return parcours_operations.record_ecf_results(
        actor=actor, parcours=inscription.parcours, results=results, evaluated_on=evaluated_on, now=now
    )


def enter_award(
    *,
    actor: Actor,
    inscription: Inscription,
    ccp_ref: str,
    awarded_on: date,
    session_label: str = "",
    pv_number: str = "",
    now: datetime,
) -> CCPAward:
    """Enter in the livret a CCP acquired before; raises TransitionRefused once sealed, ValidationError."""
    refuse_if_sealed(inscription)
    return parcours_operations.award_ccp(
        actor=actor, person=inscription.person, ccp_ref=ccp_ref, awarded_on=awarded_on, session_label=session_label,
        pv_number=pv_number, now=now,
    )  # fmt: skip


def refuse_trainers(inscription: Inscription, trainers: Iterable[Person]) -> None:
    """Refuse to take a trainer off a path on which a procès-verbal rests (A5.10); adding one is free."""
    kept = {person.pk for person in trainers}
    links = Parcours.trainers.through.objects.filter(parcours_id=inscription.parcours_id)
    refuse_if_sealed(inscription, [link for link in links if link.person_id not in kept])


def refuse_sealed_periods(session: ExamSession, periods: Collection[CompanyPeriod]) -> None:
    """Refuse to correct, from a file, hours on which another session's procès-verbal rests, naming each candidate."""
    others = Inscription.objects.filter(parcours__in=[period.parcours_id for period in periods])
    sealed = sealed_over(set(others.exclude(session=session).values_list("session_id", flat=True)))
    if not sealed:
        return
    reasons = [
        f"{period.parcours.person.sort_name} : un procès-verbal à la signature ou signé repose sur ses heures du "
        f"CCP {period.ccp_number} (A7.5). Corrigez la ligne, ou retirez ses heures du fichier."
        for period in periods
        if sealed_over(sealed, [period])
    ]
    if reasons:
        raise TransitionRefused(reasons)


def is_sealed(session: ExamSession) -> bool:
    """Whether what backs the candidates of the session no longer changes: its PV is signed, or it is closed."""
    return session.status == SessionStatus.CLOSED or bool(sealed_over({session.pk}))


def refuse_if_sealed(inscription: Inscription, rows: Collection[Model] = ()) -> None:
    """Raise TransitionRefused when the session is sealed or closed, or another one of the path rests on these rows.

    Locks the sessions first: neither a signature under way nor this act misses the other.
    """
    own = inscription.session_id
    standing = Inscription.objects.filter(parcours=inscription.parcours_id)
    attached = standing.exclude(status=InscriptionStatus.WITHDRAWN).values_list("session_id", flat=True)
    sessions = {
        session.pk: session
        for session in ExamSession.objects.select_for_update().filter(pk__in={own, *attached}).order_by("pk")
    }
    sealed = sealed_over({own}) | (sealed_over(sessions.keys(), rows) if rows else set())
    reasons = [
        f"Le procès-verbal de la session {sessions[pk].number} est à la signature ou signé : "
        "ce sur quoi il repose ne change plus (A7.5)."
        for pk in sorted(sealed)
    ]
    if not reasons and sessions[own].status == SessionStatus.CLOSED:
        reasons.append(f"La session {sessions[own].number} est close : son dossier ne change plus.")
    if reasons:
        raise TransitionRefused(reasons)
