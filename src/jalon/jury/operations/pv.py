"""The procès-verbal: established, signed by each juror, sealed, transmitted, validated or refused (A7.5)."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import issue_document
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Inscription, JurySeat
from jalon.examen.operations.paths import expected_elsewhere
from jalon.examen.operations.sessions import advance_session
from jalon.jury import builders
from jalon.jury.documents import PV_SESSION
from jalon.jury.enums import Outcome, PVStatus, SignatureMethod
from jalon.jury.models import PV, PVSignature
from jalon.jury.queries.results import AWARDED, Result, results_of
from jalon.jury.queries.seal import (
    digest,
    is_up_to_date,
    latest_pv,
    snapshot_of,
    subject_of,
    verify_session,
)
from jalon.jury.queries.signers import signers_of
from jalon.jury.workflow import PV_WORKFLOW, PVFacts
from jalon.parcours.models import CCPAward, Parcours
from jalon.parcours.operations import Move, award_ccp, award_titre, follow_parcours
from jalon.parcours.rules.results import acts_after_session
from jalon.people.models import Person
from jalon.vae.operations.revisions import SessionResult, record_session_results

NOTIFY = "jury.notify_results"


def establish_pv(
    *, actor: Actor, session: ExamSession, now: datetime, named: Collection[int] | None = None
) -> PV:
    """Draw up the procès-verbal once every candidate is decided or away, or draw the draft up again.

    `named`: inscriptions whose candidate a refusal may name (None: all); the others are only counted.
    The content is a snapshot of everything it rests on, known by its SHA-256. The session becomes
    « délibérée ». Raises TransitionRefused with every reason.
    """
    locked = _lock(session)
    standing = latest_pv(locked)
    reasons = []
    if locked.status not in (SessionStatus.IN_PROGRESS, SessionStatus.DELIBERATED):
        reasons.append(
            f"La session est à l’état « {locked.get_status_display()} » : aucun procès-verbal ne s’établit."
        )
    if standing is not None and standing.is_sealed:
        reasons.append("Un procès-verbal est déjà à la signature ou signé.")
    results = results_of(locked)
    if not results:
        reasons.append("Aucun candidat n’est admis à la session.")
    if pending := [r.inscription for r in results if r.pending]:
        reasons.append(f"Le jury n’a pas encore décidé pour : {_listed(pending, named)}.")
    if not JurySeat.objects.filter(jury__session=locked).exists():
        reasons.append("Aucun juré ne siège.")
    if reasons:
        raise TransitionRefused(reasons)
    if locked.status == SessionStatus.IN_PROGRESS:
        advance_session(actor=actor, session=locked, transition="deliberate", now=now)
    snapshot = snapshot_of(locked)
    if standing is not None and standing.status == PVStatus.DRAFT:
        PV_WORKFLOW.check("refresh", state=standing.status, roles=actor.roles)
        pv = standing
    else:
        pv = PV(session=locked, version=standing.version + 1 if standing else 1)
    pv.snapshot, pv.sha256, pv.created_at = snapshot, digest(snapshot), now
    pv.save()
    _journal(actor, pv, "establish", "a établi le projet de procès-verbal", now)
    session.refresh_from_db()
    return pv


def sign_pv(*, actor: Actor, pv: PV, person: Person, method: SignatureMethod, now: datetime) -> PV:
    """A juror signs; a second click changes nothing. The last signature seals and issues the PDF.

    From the first signature on, nothing that the procès-verbal rests on may change. The caller has
    authenticated the juror again (`method` says how). Raises TransitionRefused with every reason.
    """
    session = _lock(pv.session)
    locked = PV.objects.select_for_update().get(pk=pv.pk)
    locked.session = session
    signers = signers_of(session)
    if person.pk not in {p.pk for p in signers}:
        raise TransitionRefused([_why_not(session, person)])
    if PVSignature.objects.filter(pv=locked, person=person).exists():
        return locked
    facts = PVFacts(up_to_date=is_up_to_date(locked))
    PV_WORKFLOW.check("sign", state=locked.status, roles=actor.roles, facts=facts)
    PVSignature.objects.create(
        pv=locked, person=person, signed_at=now, signed_sha256=locked.sha256, method=method
    )
    if locked.status == PVStatus.DRAFT:
        locked.status = PVStatus.SIGNING
        locked.save()
    _journal(actor, locked, "sign", f"a signé le procès-verbal au nom de {person}", now, person=person.pk)
    signed = set(PVSignature.objects.filter(pv=locked).values_list("person_id", flat=True))
    if signed >= {p.pk for p in signers}:
        _seal(actor, locked, now)
    pv.refresh_from_db()
    return locked


def _why_not(session: ExamSession, person: Person) -> str:
    if JurySeat.objects.filter(jury__session=session, person=person).exists():
        return f"Le jury de {person} n’a examiné aucun candidat : sa signature n’est pas attendue."
    return f"{person} ne siège pas dans cette session."


def _seal(actor: Actor, pv: PV, now: datetime) -> None:
    PV_WORKFLOW.check("seal", state=pv.status, roles=actor.roles, facts=PVFacts())
    results = results_of(pv.session)
    pv.document = issue_document(
        kind=PV_SESSION,
        context=builders.pv_context(pv.session, results, pv=pv, status="signed", now=now),
        subject_ref=subject_of(pv.session),
        organisme_ref=f"organisme:{pv.session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Procès-verbal de la session {pv.session.number}, version {pv.version}",
    )
    pv.status, pv.sealed_at = PVStatus.SIGNED, now
    pv.save()
    done = "a scellé le procès-verbal par la dernière signature"
    _journal(actor, pv, "seal", done, now, document_sha256=pv.document.sha256)
    advance_session(actor=actor, session=pv.session, transition="sign_pv", now=now)


def withdraw_pv(*, actor: Actor, pv: PV, reason: str, now: datetime) -> PV:
    """Take back a procès-verbal before its last signature: an error was found; what was signed stays on record."""
    return _move(actor, pv, "withdraw", PVStatus.WITHDRAWN, now, reason=reason)


def transmit_pv(*, actor: Actor, pv: PV, now: datetime) -> PV:
    """Send the signed procès-verbal to the DDETS (A7.5). Raises TransitionRefused, also if the seal is broken."""
    if diverging := verify_session(pv.session):
        raise TransitionRefused([f"Le scellé est rompu : {found.message}" for found in diverging])

    def sent(locked: PV) -> None:
        locked.transmitted_at = now
        advance_session(actor=actor, session=locked.session, transition="transmit", now=now)

    return _move(actor, pv, "transmit", PVStatus.TRANSMITTED, now, effect=sent)


def validate_pv(*, actor: Actor, pv: PV, now: datetime) -> PV:
    """The State's representative validates: CCPs and titles are acquired, candidates will be told (A7.5, A7.6).

    Twice changes nothing. Raises TransitionRefused, also if anything differs from what was signed.
    """
    fresh = PV.objects.get(pk=pv.pk)
    if fresh.status == PVStatus.VALIDATED:
        return fresh
    if diverging := verify_session(pv.session):
        raise TransitionRefused([f"Le scellé est rompu : {found.message}" for found in diverging])

    def award(locked: PV) -> None:
        locked.decided_at, locked.decided_by = now, actor.label
        advance_session(actor=actor, session=locked.session, transition="validate", now=now)
        _award(actor, locked, now)
        enqueue(
            NOTIFY,
            actor=actor,
            now=now,
            payload={"pv": locked.pk},
            label=f"Notification des résultats, session {locked.session.number}",
            unique_key=f"{NOTIFY}:{locked.pk}",
            once=True,
        )

    return _move(actor, pv, "validate", PVStatus.VALIDATED, now, effect=award)


def refuse_pv(*, actor: Actor, pv: PV, reason: str, now: datetime) -> PV:
    """The State's representative refuses, with a reason: the jury will deliberate and sign a new version."""

    def refused(locked: PV) -> None:
        locked.decided_at, locked.decided_by = now, actor.label
        advance_session(actor=actor, session=locked.session, transition="refuse", now=now, reason=reason)

    return _move(actor, pv, "refuse", PVStatus.REFUSED, now, reason=reason, effect=refused)


def resume_after_refusal(*, actor: Actor, session: ExamSession, now: datetime) -> ExamSession:
    """After a refusal, give the deliberations back to the jury; a new version of the PV will follow."""
    return advance_session(actor=actor, session=session, transition="rectify", now=now)


def _move(
    actor: Actor,
    pv: PV,
    act: str,
    target: PVStatus,
    now: datetime,
    *,
    reason: str = "",
    effect: Callable[[PV], None] | None = None,
) -> PV:
    session = _lock(pv.session)
    locked = PV.objects.select_for_update().get(pk=pv.pk)
    locked.session = session
    transition = PV_WORKFLOW.check(act, state=locked.status, roles=actor.roles, facts=PVFacts(reason=reason))
    if effect is not None:
        effect(locked)
    locked.status = target
    if reason:
        locked.refusal_reason = reason.strip()
    locked.save()
    _journal(actor, locked, act, transition.done + (f" Motif : {reason}" if reason else ""), now)
    pv.refresh_from_db()
    return locked


def _award(actor: Actor, pv: PV, now: datetime) -> None:
    session = pv.session
    on = timezone.localdate(now)
    label = f"Session {session.number}"
    results = results_of(session)
    for result in results:
        person = result.inscription.person
        for stand in result.stands:
            if stand.state == AWARDED:
                award_ccp(
                    actor=actor, person=person, ccp_ref=stand.bloc.ref, awarded_on=on, session_label=label,
                    pv_number=pv.number, now=now,
                )  # fmt: skip
        if result.outcome == Outcome.TITLE:
            award_titre(
                actor=actor, person=person, titre_ref=session.titre_ref, awarded_on=on, session_label=label,
                pv_number=pv.number, now=now,
            )  # fmt: skip
    follow_parcours(actor=actor, moves=_moves(pv, results), on=on, now=now)
    told = [_told_to_vae(result) for result in results]
    record_session_results(actor=actor, results=told, pv=pv.number, on=on, now=now)


def _told_to_vae(result: Result) -> SessionResult:
    """A result as the floor of the VAE keeps it, so that the post-jury interview starts from it (B9, B10)."""
    said = [f"{stand.bloc.short} : {stand.reasons}" for stand in result.stands if stand.reasons]
    if (jury := result.deliberation) is not None:
        said += [text for text in (jury.interview_reasons, jury.comment) if text]
    return SessionResult(
        parcours=result.inscription.parcours,
        outcome=result.outcome,
        awarded=tuple(stand.bloc.ref for stand in result.stands if stand.state == AWARDED),
        comment="\n\n".join(said),
    )


def _moves(pv: PV, results: list[Result]) -> list[Move]:
    """What the results entail on the paths; a path that they do not suit stays as it is."""
    paths = Parcours.objects.in_bulk([result.inscription.parcours_id for result in results])
    held: dict[int, set[str]] = {}
    people = [path.person_id for path in paths.values() if path.ccp_refs]
    for person, ref in CCPAward.objects.filter(person__in=people).values_list("person_id", "ccp_ref"):
        held.setdefault(person, set()).add(ref)
    elsewhere = expected_elsewhere(pv.session, paths)
    moves = []
    for result in results:
        path = paths[result.inscription.parcours_id]
        awarded = [stand.bloc.ref for stand in result.stands if stand.state == AWARDED]
        told = {
            "session": pv.session_id,
            "number": pv.session.number,
            "pv": pv.number,
            "outcome": str(result.outcome),
            "awarded": awarded,
        }
        acts = acts_after_session(
            path.route,
            result.outcome,
            any_awarded=bool(awarded),
            fulfilled=bool(path.ccp_refs) and set(path.ccp_refs) <= held.get(path.person_id, set()),
        )
        moves += [Move(path, act, told) for act in acts if not (act == "unregister" and path.pk in elsewhere)]
    return moves


def _listed(inscriptions: list[Inscription], named: Collection[int] | None) -> str:
    names = [one.person.full_name for one in inscriptions if named is None or one.pk in named]
    if others := len(inscriptions) - len(names):
        names.append(f"{others} candidat{'s' if others > 1 else ''} d’un autre jury")
    return ", ".join(names)


def _lock(session: ExamSession) -> ExamSession:
    return (
        ExamSession.objects.select_for_update(of=("self",))
        .select_related("organisme", "site", "responsable")
        .get(pk=session.pk)
    )


def _journal(actor: Actor, pv: PV, verb: str, done: str, now: datetime, **data: object) -> None:
    record_act(
        actor=actor,
        verb=f"pv.{verb}",
        target=pv,
        sentence=f"{actor.label} {done} (session {pv.session.number}, version {pv.version}).",
        now=now,
        sha256=pv.sha256,
        session=pv.session_id,
        **data,
    )
