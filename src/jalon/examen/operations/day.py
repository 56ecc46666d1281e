"""Acts of the exam day: presence, opening of the plis, incidents."""

from datetime import datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import day_label
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import issue_document
from jalon.examen import documents, letters
from jalon.examen.enums import IncidentKind, InscriptionStatus, Presence, SessionStatus
from jalon.examen.models import ExamSession, Incident, Inscription, PliOpening

ON_SITE = frozenset({SessionStatus.CONVENED, SessionStatus.IN_PROGRESS})
REPORTABLE = ON_SITE | {SessionStatus.DELIBERATED}


class DayRefused(TransitionRefused):
    """Something that cannot be recorded on the exam day, with every reason in French."""


def record_presence(
    *,
    actor: Actor,
    inscription: Inscription,
    presence: Presence,
    now: datetime,
    arrived_at: datetime | None = None,
    note: str = "",
) -> Inscription:
    """Record that a candidate is present, late and admitted, absent or excused (A2.6, A2.7).

    A latecomer is admitted by the responsable's decision, and the hour of arrival is kept; the end of the
    test does not move. An excuse says why. EXPECTED takes a mistaken record back. Raises DayRefused.
    """
    session = ExamSession.objects.select_for_update().get(pk=inscription.session_id)
    inscription = Inscription.objects.select_for_update(of=("self",)).select_related("person").get(
        pk=inscription.pk
    )  # fmt: skip
    reasons = _not_on_the_day(session, now)
    if inscription.status != InscriptionStatus.ADMITTED:
        reasons.append(f"{inscription.person} n’est pas admis à la session.")
    if presence == Presence.LATE and arrived_at is None:
        reasons.append("Notez l’heure d’arrivée du candidat en retard.")
    if presence == Presence.EXCUSED and not note.strip():
        reasons.append("Notez le motif présenté par le candidat excusé.")
    if arrived_at is not None and arrived_at > now:
        reasons.append("L’heure d’arrivée est dans le futur.")
    _refuse_if(reasons)
    here = presence in (Presence.PRESENT, Presence.LATE)
    arrival = (arrived_at or now) if here else None
    if (inscription.presence, inscription.presence_note) == (presence, note) and (
        arrived_at is None or inscription.arrived_at == arrived_at
    ):
        return inscription
    inscription.presence, inscription.arrived_at, inscription.presence_note = presence, arrival, note
    inscription.save(update_fields=["presence", "arrived_at", "presence_note"])
    record_act(
        actor=actor, verb="day.presence", target=inscription, now=now, presence=presence.value,
        sentence=f"{actor.label} a noté {inscription.person} : {presence.label.lower()} ({session}).",
    )  # fmt: skip
    return inscription


def record_pli_opening(
    *,
    actor: Actor,
    session: ExamSession,
    witness: Inscription,
    opened_at: datetime,
    seals_intact: bool,
    remarks: str,
    now: datetime,
) -> PliOpening:
    """Record the opening of the sealed dossier technique by the responsable and one candidate (A4.7).

    It takes place on the first day; another day, or a broken seal, has to be explained. Raises DayRefused;
    it is recorded once, and its procès-verbal issued.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    reasons = _not_on_the_day(session, now)
    if PliOpening.objects.filter(session=session).exists():
        reasons.append("L’ouverture des plis est déjà enregistrée.")
    if witness.session_id != session.pk or witness.status != InscriptionStatus.ADMITTED:
        reasons.append("Le témoin est un candidat admis à la session.")
    if opened_at > now:
        reasons.append("L’heure d’ouverture est dans le futur.")
    if timezone.localdate(opened_at) != session.starts_on and not remarks.strip():
        reasons.append(
            f"L’ouverture a lieu le premier jour ({day_label(session.starts_on)}) : expliquez l’écart en observation."
        )
    if not seals_intact and not remarks.strip():
        reasons.append("Un scellé n’est pas intact : décrivez ce qui a été constaté.")
    _refuse_if(reasons)
    opening = PliOpening.objects.create(
        session=session,
        opened_at=opened_at,
        opened_by=actor.label,
        witness=witness,
        seals_intact=seals_intact,
        remarks=remarks,
    )
    record_act(
        actor=actor, verb="day.pli_opening", target=session, now=now, seals_intact=seals_intact,
        sentence=f"{actor.label} a ouvert les plis avec {witness.person} pour témoin ({session}).",
    )  # fmt: skip
    issue_document(
        kind=documents.PV_OUVERTURE_PLIS,
        context=letters.pli_context(session, opening),
        subject_ref=f"examen.session:{session.pk}",
        organisme_ref=f"organisme:{session.organisme_id}",
        actor_ref=actor.ref,
        now=now,
    )
    return opening


def report_incident(
    *,
    actor: Actor,
    session: ExamSession,
    kind: IncidentKind,
    description: str,
    now: datetime,
    inscription: Inscription | None = None,
) -> Incident:
    """Write down an incident or a fraud; both are told in the procès-verbal (A7.14). Raises DayRefused.

    A fraud names the candidate: the report founds the decision of the departmental authority.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    reasons = []
    if session.status not in REPORTABLE:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : un incident se signale pendant la session."
        )
    if not description.strip():
        reasons.append("Décrivez les faits.")
    if kind == IncidentKind.FRAUD and inscription is None:
        reasons.append("Un rapport de fraude nomme le candidat concerné.")
    if inscription is not None and inscription.session_id != session.pk:
        reasons.append("Ce candidat n’est pas inscrit à cette session.")
    _refuse_if(reasons)
    incident = Incident.objects.create(
        session=session,
        inscription=inscription,
        kind=kind,
        description=description.strip(),
        reported_by=actor.label,
        reported_at=now,
    )
    record_act(
        actor=actor, verb=f"day.{kind.value}", target=incident, now=now,
        sentence=f"{actor.label} a signalé : {kind.label.lower()} ({session}).",
    )  # fmt: skip
    return incident


def _not_on_the_day(session: ExamSession, now: datetime) -> list[str]:
    reasons = []
    if session.status not in ON_SITE:
        reasons.append(
            f"La session est à l’état « {session.get_status_display()} » : elle n’est pas en cours."
        )
    if timezone.localdate(now) < session.starts_on:
        reasons.append(f"La session ne commence que le {day_label(session.starts_on)}.")
    return reasons


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise DayRefused(reasons)
