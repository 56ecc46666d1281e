"""Signatures of the exam day: one per person and half-day, drawn or typed, taken back with a reason (C8)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import moment_label
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.documents.queries import current_documents_of
from jalon.examen import documents, letters
from jalon.examen.enums import DayEventKind, HalfDay, InscriptionStatus, Presence, SignerRole
from jalon.examen.models import DayEvent, DaySignature, ExamSession, Inscription, JurySeat
from jalon.examen.operations.day import ON_SITE, REPORTABLE, DayRefused, record_presence
from jalon.examen.queries.live import as_fact
from jalon.examen.queries.signatures import first_hour, half_sheets
from jalon.examen.rules import signatures as rules
from jalon.examen.rules.told import attendance_of
from jalon.people.models import Person

CLOCK_TOLERANCE = timedelta(minutes=2)


class SignatureRefused(DayRefused):
    """A signature that cannot be kept or taken back, with every reason in French."""


def sign(
    *,
    actor: Actor,
    session: ExamSession,
    uuid: UUID,
    signer: Inscription | Person,
    day: date,
    half_day: HalfDay,
    at: datetime,
    now: datetime,
    strokes: object = None,
    typed: str = "",
    agreed: bool = False,
    device: str = "",
    skew_seconds: int = 0,
) -> DaySignature:
    """Keep the signature of a candidate (their inscription) or of a juror for a half-day (C8).

    `at` is when they signed, `strokes` what they drew; without a drawing, `typed` and `agreed` sign by the
    keyboard. The signature of a candidate who was still expected, given in time, is also their arrival; that of
    a latecomer waits for the decision to admit them (A2.7). Sent again under the same `uuid`, it is kept once.
    Raises SignatureRefused.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    if known := DayEvent.objects.filter(uuid=uuid).first():
        kept = DaySignature.objects.filter(event=known, session=session).first()
        if kept is None:
            raise SignatureRefused(
                ["Cet identifiant est déjà celui d’un autre fait : faites signer de nouveau."]
            )
        return kept
    inscription: Inscription | None = None
    if isinstance(signer, Inscription):
        inscription = (
            Inscription.objects.select_for_update(of=("self",)).select_related("person").get(pk=signer.pk)
        )
        person = inscription.person
        reasons = _candidate_faults(session, inscription, day, at)
    else:
        person = signer
        reasons = _juror_faults(session, person)
    reasons += _session_faults(session, day, at, now)
    reasons += rules.moment_faults(day, half_day, at)
    by_keyboard = not strokes and bool(typed.strip() or agreed)
    if by_keyboard:
        reasons += rules.typed_faults(typed, agreed, last_name=person.last_name, full_name=person.full_name)
    else:
        reasons += rules.strokes_faults(strokes)
    standing = DaySignature.objects.filter(
        session=session, date=day, half_day=half_day, withdrawn_at=None,
        inscription=inscription, person=None if inscription else person,
    ).first()  # fmt: skip
    if standing is not None:
        reasons.append(
            f"{person.full_name} a déjà signé cette demi-journée le "
            f"{moment_label(timezone.localtime(standing.signed_at))} : il n’y a rien à refaire."
        )
    _refuse_if(reasons)
    if inscription is not None and inscription.presence == Presence.EXPECTED:
        record_presence(
            actor=actor, inscription=inscription, presence=Presence.PRESENT, now=now, arrived_at=min(at, now)
        )
    event = DayEvent.objects.create(
        session=session,
        uuid=uuid,
        kind=DayEventKind.SIGNATURE,
        inscription=inscription,
        person=None if inscription else person,
        at=at,
        received_at=now,
        device_skew_seconds=skew_seconds,
        actor_ref=actor.ref,
        actor_label=actor.label,
        data={
            "date": day.isoformat(), "half_day": half_day.value,
            **({"typed": typed.strip()[:200]} if by_keyboard else {}),
        },
    )  # fmt: skip
    signature = DaySignature.objects.create(
        session=session,
        role=SignerRole.CANDIDATE if inscription else SignerRole.JUROR,
        inscription=inscription,
        person=None if inscription else person,
        date=day,
        half_day=half_day,
        strokes=[] if by_keyboard else strokes,
        signed_at=at,
        received_at=now,
        device_label=device[:200],
        event=event,
    )
    record_act(
        actor=actor, verb="day.signature", target=signature, now=now, uuid=str(uuid),
        sentence=f"{actor.label} a recueilli la signature de {person.full_name} "
        f"({rules.half_day_label(day, half_day)}, {session}).",
    )  # fmt: skip
    return signature


def withdraw_signature(
    *,
    actor: Actor,
    session: ExamSession,
    signature: DaySignature,
    uuid: UUID,
    reason: str,
    at: datetime,
    now: datetime,
    skew_seconds: int = 0,
) -> DaySignature:
    """Take a mistaken signature back, with its reason: the drawing is kept, the sheet no longer shows it.

    An arrival that nothing else told is taken back with it. Already taken back, it stays so. Raises SignatureRefused.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    signature = (
        DaySignature.objects.select_for_update(of=("self",))
        .select_related("inscription__person", "person", "event")
        .get(pk=signature.pk, session=session)
    )
    if signature.withdrawn_at is not None:
        return signature
    reasons = []
    if session.status not in REPORTABLE:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : ses signatures ne changent plus."
        )
    if not reason.strip():
        reasons.append("Dites pourquoi cette signature est annulée.")
    if DayEvent.objects.filter(uuid=uuid).exists():
        reasons.append("Cet identifiant est déjà celui d’un autre fait : recommencez.")
    _refuse_if(reasons)
    DayEvent.objects.create(
        session=session,
        uuid=uuid,
        kind=DayEventKind.UNDO,
        inscription=signature.inscription,
        person=signature.person,
        undoes=signature.event.uuid if signature.event else None,
        at=at,
        received_at=now,
        device_skew_seconds=skew_seconds,
        actor_ref=actor.ref,
        actor_label=actor.label,
        data={"reason": reason.strip()[:300]},
    )
    signature.withdrawn_at = now
    signature.save(update_fields=["withdrawn_at"])
    _take_arrival_back(actor, signature, now)
    person = signature.inscription.person if signature.inscription else signature.person
    record_act(
        actor=actor, verb="day.signature_withdrawn", target=signature, now=now, reason=reason.strip()[:300],
        sentence=f"{actor.label} a annulé la signature de {person.full_name if person else 'un signataire'} "
        f"({rules.half_day_label(signature.date, signature.half_day)}, {session}) : {reason.strip()[:300]}",
    )  # fmt: skip
    return signature


def issue_signed_sheet(
    *, actor: Actor, session: ExamSession, role: SignerRole, now: datetime
) -> IssuedDocument:
    """Issue the signed sheet of the candidates or of the jurors, certified by who asks for it.

    It replaces the one issued before. Raises SignatureRefused while nobody has signed.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    if not session.day_signatures.filter(role=role, withdrawn_at=None).exists():
        raise SignatureRefused(
            [f"Aucune signature à porter sur la feuille ({role.label.lower()}s) : faites d’abord signer."]
        )
    title = signed_sheet_title(role)
    issued = issue_document(
        kind=documents.FEUILLE_SIGNEE,
        context=letters.emargement_signe(
            session, half_sheets(session), role, certified_by=actor.label, at=now
        ),
        subject_ref=f"examen.session:{session.pk}",
        organisme_ref=f"organisme:{session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=title,
        supersedes=_in_force(session, role),
    )
    record_act(
        actor=actor, verb="day.signed_sheet", target=session, now=now, number=issued.number,
        sentence=f"{actor.label} a émis la {title.lower()} ({session}).",
    )  # fmt: skip
    return issued


def issued_sheet(session: ExamSession, role: SignerRole) -> IssuedDocument | None:
    """The signed sheet in force, as long as nothing has been told of the day since it was issued."""
    issued = _in_force(session, role)
    if issued is None or session.day_events.filter(received_at__gt=issued.issued_at).exists():
        return None
    return issued


def _in_force(session: ExamSession, role: SignerRole) -> IssuedDocument | None:
    found = current_documents_of(f"examen.session:{session.pk}")
    return found.filter(kind=documents.FEUILLE_SIGNEE.name, title=signed_sheet_title(role)).first()


def signed_sheet_title(role: SignerRole) -> str:
    return "Feuille d’émargement signée – " + ("candidats" if role == SignerRole.CANDIDATE else "jurys")


def _take_arrival_back(actor: Actor, signature: DaySignature, now: datetime) -> None:
    """Expect again a candidate whose arrival only this signature had told."""
    if signature.inscription_id is None:
        return
    inscription = Inscription.objects.select_for_update().get(pk=signature.inscription_id)
    facts = [as_fact(event) for event in DayEvent.objects.filter(inscription=inscription)]
    only_told_here = (inscription.presence, inscription.arrived_at) == (Presence.PRESENT, signature.signed_at)
    if only_told_here and attendance_of(facts).presence == Presence.EXPECTED:
        record_presence(actor=actor, inscription=inscription, presence=Presence.EXPECTED, now=now)


def _candidate_faults(session: ExamSession, inscription: Inscription, day: date, at: datetime) -> list[str]:
    name = inscription.person.full_name
    if inscription.session_id != session.pk or inscription.status != InscriptionStatus.ADMITTED:
        return [f"{name} n’est pas admis à la session."]
    if inscription.presence in (Presence.ABSENT, Presence.EXCUSED):
        return [f"{name} est noté absent : corrigez d’abord sa présence."]
    first = first_hour(session, inscription, day)
    if inscription.presence == Presence.EXPECTED and first is not None and at > first:
        return [
            f"{name} arrive après l’heure de sa première épreuve : décidez d’abord de son admission, "
            "puis faites signer. L’heure de fin de l’épreuve ne change pas (A2.7)."
        ]
    return []


def _juror_faults(session: ExamSession, person: Person) -> list[str]:
    if JurySeat.objects.filter(jury__session=session, person=person).exists():
        return []
    return [f"{person.full_name} ne siège dans aucun jury de la session."]


def _session_faults(session: ExamSession, day: date, at: datetime, now: datetime) -> list[str]:
    reasons = []
    if session.status not in ON_SITE:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : elle n’est pas en cours."
        )
    if not session.starts_on <= day <= session.ends_on:
        reasons.append("Ce jour n’est pas un jour de la session.")
    if at > now + CLOCK_TOLERANCE:
        reasons.append("L’heure de la signature est dans le futur : vérifiez l’horloge de l’appareil.")
    return reasons


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise SignatureRefused(reasons)
