"""Reports of incidents and frauds: written, signed, sealed, completed; a signed report never changes (A7.14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import issue_document
from jalon.examen import documents, letters
from jalon.examen.enums import IncidentKind, SessionStatus
from jalon.examen.models import ExamSession, Incident, IncidentReport, JurySeat, ReportComplement
from jalon.examen.operations.day import REPORTABLE
from jalon.examen.queries.reports import (
    RESPONSABLE,
    initial_content,
    juror_who_signs,
    report_facts,
    report_of,
    sealed_complement,
    sealed_content,
    signers_for,
)
from jalon.examen.rules.reports import reasons_against_signing, sealed_digest
from jalon.people.rules import NIR_REFUSED, holds_nir

# A report may be signed late; once transmitted, the session's file is the DDETS's.
WRITABLE = REPORTABLE | {SessionStatus.PV_SIGNED}
COMPLETABLE = WRITABLE | {SessionStatus.TRANSMITTED, SessionStatus.VALIDATED, SessionStatus.REFUSED}


class ReportRefused(TransitionRefused):
    """A report that cannot be written, signed or completed now; every reason in French."""


def write_report(
    *,
    actor: Actor,
    incident: Incident,
    content: Mapping[str, Any],
    present: Sequence[str],
    revision: int,
    now: datetime,
) -> IncidentReport:
    """Write or correct the report of an incident, not signed yet; what it lacks is said when it is signed.

    `content` holds happened_at (ISO), place, facts, decided, statement, statement_outcome, signer (0: the
    responsable, else a juror's person id); `revision` is the one on screen, 0 for a first writing.
    Raises ReportRefused (signed, changed meanwhile, session over), ValidationError on a social security number.
    """
    session = _locked(incident.session_id)
    known = initial_content(incident)
    given = {name: content.get(name, known[name]) for name in known}
    faults = {
        name: NIR_REFUSED
        for name in ("facts", "decided", "statement", "place")
        if holds_nir(str(given[name] or ""))
    }
    if faults:
        raise ValidationError(faults)
    report = IncidentReport.objects.select_for_update().filter(incident=incident).first()
    reasons = _not_writable(session)
    if report is not None and report.signed_at is not None:
        reasons.append("Ce rapport est signé : il ne change plus. Ajoutez-lui un complément.")
    elif (report.revision if report else 0) != revision:
        reasons.append("Quelqu’un a modifié ce rapport depuis que vous l’avez ouvert : relisez-le d’abord.")
    if given["signer"] not in signers_for(session):
        reasons.append("Le rapport est signé par le responsable de session ou par un juré de la session.")
    _refuse_if(reasons)
    if report is None:
        report = IncidentReport(incident=incident, created_at=now, created_by=actor.label)
    elif (report.content, report.witnesses) == (given, list(present)):
        return report
    report.content, report.witnesses = given, list(present)
    report.revision += 1
    report.save()
    _journal(actor, session, "write", f"a écrit le rapport {_of(incident)}", now, report=report.pk)
    return report


def sign_report(
    *, actor: Actor, report: IncidentReport, revision: int, person_id: int = RESPONSABLE, now: datetime
) -> IncidentReport:
    """Sign and seal a report: its PDF is issued, and it never changes again (A7.14).

    `person_id`: the juror as whom the actor signs, 0 for the responsable. Raises ReportRefused with everything
    that the report lacks, or when it is not theirs to sign.
    """
    session = _locked(report.incident.session_id)
    row = IncidentReport.objects.select_for_update(of=("self",)).select_related(
        "incident__session__site", "incident__inscription__person"
    ).get(pk=report.pk)  # fmt: skip
    incident = row.incident
    reasons = _not_writable(session)
    if row.signed_at is not None:
        reasons.append("Ce rapport est déjà signé.")
    elif row.revision != revision:
        reasons.append("Ce rapport a changé depuis que vous l’avez ouvert : relisez-le, puis signez.")
    expected = row.content.get("signer", RESPONSABLE)
    if expected != person_id:
        who = signers_for(session).get(expected, "quelqu’un qui ne siège plus")
        reasons.append(f"Ce rapport est à signer par {who} : corrigez-le pour changer de signataire.")
    if row.signed_at is None:
        reasons += reasons_against_signing(report_facts(row), now=now)
    _refuse_if(reasons)
    row.signed_at, row.signed_by_id = now, actor.user_id
    row.signed_by_label = _signature_label(actor, session, person_id)
    row.sha256 = sealed_digest(sealed_content(row))
    kind = documents.RAPPORT_FRAUDE if incident.kind == IncidentKind.FRAUD else documents.RAPPORT_INCIDENT
    row.document = issue_document(
        kind=kind,
        context=letters.report_context(session, row),
        subject_ref=f"examen.session:{session.pk}",
        organisme_ref=f"organisme:{session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"{kind.label} – {session.number}",
    )
    row.save()
    _journal(
        actor, session, "sign", f"a signé le rapport {_of(incident)} (n° {row.document.number})", now,
        report=row.pk, sha256=row.sha256,
    )  # fmt: skip
    return row


def add_complement(
    *, actor: Actor, report: IncidentReport, text: str, person_id: int = RESPONSABLE, now: datetime
) -> ReportComplement:
    """Add to a signed report a text signed and sealed in its turn; raises ReportRefused, ValidationError."""
    session = _locked(report.incident.session_id)
    row = report_of(report.incident)
    if holds_nir(text):
        raise ValidationError({"text": NIR_REFUSED})
    reasons = []
    if session.status not in COMPLETABLE:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : ses rapports ne se complètent plus."
        )
    if row is None or row.signed_at is None:
        reasons.append("Ce rapport n’est pas signé : corrigez-le plutôt.")
    if not text.strip():
        reasons.append("Écrivez le complément.")
    _refuse_if(reasons)
    assert row is not None
    complement = ReportComplement(
        report=row, text=text.strip(), signed_at=now, signed_by_id=actor.user_id,
        signed_by_label=_signature_label(actor, session, person_id),
    )  # fmt: skip
    complement.sha256 = sealed_digest(sealed_complement(complement))
    complement.document = issue_document(
        kind=documents.COMPLEMENT_RAPPORT,
        context=letters.complement_context(session, complement),
        subject_ref=f"examen.session:{session.pk}",
        organisme_ref=f"organisme:{session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"{documents.COMPLEMENT_RAPPORT.label} – {session.number}",
    )
    complement.save()
    number = row.document.number if row.document else ""
    _journal(
        actor, session, "complement", f"a complété le rapport n° {number}", now, report=row.pk,
        sha256=complement.sha256,
    )  # fmt: skip
    return complement


def may_sign(actor: Actor, report: IncidentReport, *, manages: bool) -> bool:
    """Whether it is the actor's to sign: `manages` says that they lead the session."""
    juror = juror_who_signs(report)
    if juror is None:
        return manages
    return actor.user_id is not None and juror.user_id == actor.user_id


def _signature_label(actor: Actor, session: ExamSession, person_id: int) -> str:
    if person_id == RESPONSABLE:
        own = actor.user_id == session.responsable_id
        return f"{actor.label}, {'' if own else 'pour le '}responsable de session"
    seat = JurySeat.objects.filter(jury__session=session, person=person_id, person__user=actor.user_id)
    found = seat.select_related("jury", "person").first() if actor.user_id is not None else None
    if found is None:
        raise ReportRefused(["Un juré signe son rapport avec son propre accès."])
    return f"{found.person.full_name}, membre du jury {found.jury.number}"


def _of(incident: Incident) -> str:
    return "de fraude" if incident.kind == IncidentKind.FRAUD else "d’incident"


def _locked(pk: int) -> ExamSession:
    ExamSession.objects.select_for_update().get(pk=pk)
    return ExamSession.objects.select_related("site", "organisme", "responsable").get(pk=pk)


def _not_writable(session: ExamSession) -> list[str]:
    if session.status in WRITABLE:
        return []
    return [
        f"La session est à l’état « {session.get_status_display()} » : un rapport s’établit pendant la session."
    ]


def _refuse_if(reasons: Sequence[str]) -> None:
    if reasons:
        raise ReportRefused(reasons)


def _journal(actor: Actor, session: ExamSession, verb: str, done: str, now: datetime, **data: object) -> None:
    record_act(
        actor=actor, verb=f"report.{verb}", target=session, now=now,
        sentence=f"{actor.label} {done} ({session}).", **data,
    )  # fmt: skip
