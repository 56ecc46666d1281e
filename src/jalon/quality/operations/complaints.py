"""Complaints: numbered when received, answered without exception, closed with what is learnt (C14)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import send_mail
from jalon.documents.operations import issue_document
from jalon.parcours.models import Parcours
from jalon.quality.documents import REPONSE_RECLAMATION
from jalon.quality.letters import reponse_reclamation
from jalon.quality.models import Complaint
from jalon.quality.workflow import COMPLAINT_WORKFLOW, ComplaintFacts


def subject_ref(complaint: Complaint) -> str:
    """How documents name a complaint."""
    return f"quality.complaint:{complaint.pk}"


def receive_complaint(
    *,
    actor: Actor,
    organisme: Organisme,
    channel: str,
    text: str,
    author: str,
    received_on: date,
    now: datetime,
    author_email: str = "",
    parcours: Parcours | None = None,
) -> Complaint:
    """Record a complaint under the next number of the year. Raises ValidationError with every fault."""
    today = timezone.localdate(now)
    faults: dict[str, list[str]] = {}
    if not text.strip():
        faults["text"] = ["Écrivez la réclamation."]
    if not author.strip():
        faults["author"] = ["Dites qui réclame."]
    if received_on > today:
        faults["received_on"] = ["Une réclamation ne se date pas dans l’avenir."]
    if faults:
        raise ValidationError(faults)
    Organisme.objects.select_for_update().get(pk=organisme.pk)  # the lock of the numbering
    start = f"REC-{today.year}-"
    count = Complaint.objects.filter(organisme=organisme, number__startswith=start).count()
    complaint = Complaint(
        organisme=organisme, number=f"{start}{count + 1:03d}", parcours=parcours, author=author.strip(),
        author_email=author_email.strip(), channel=channel, received_on=received_on, text=text.strip(),
        recorded_at=now,
    )  # fmt: skip
    complaint.full_clean()
    complaint.save()
    record_act(
        actor=actor, verb="quality.receive_complaint", target=complaint, now=now,
        sentence=f"A enregistré la réclamation {complaint.number}.",
    )  # fmt: skip
    return complaint


def answer_complaint(*, actor: Actor, complaint: Complaint, answer: str, now: datetime) -> Complaint:
    """Answer a complaint: the letter is issued, and sent by mail when an address is known (C14).

    Raises TransitionRefused when it cannot be answered now or the answer is empty.
    """
    locked = _locked(complaint)
    transition = COMPLAINT_WORKFLOW.check(
        "answer", state=locked.stage, roles=actor.roles, facts=ComplaintFacts(answer=answer)
    )
    locked.answer, locked.answered_on, locked.answered_by = (
        answer.strip(),
        timezone.localdate(now),
        actor.label,
    )
    locked.stage = transition.target
    locked.save(update_fields=["answer", "answered_on", "answered_by", "stage"])
    issued = issue_document(
        kind=REPONSE_RECLAMATION,
        context=reponse_reclamation(locked),
        subject_ref=subject_ref(locked),
        organisme_ref=f"organisme:{locked.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Réponse à la réclamation {locked.number}",
    )
    if locked.author_email:
        send_mail(
            to=locked.author_email,
            subject=f"Réponse à votre réclamation {locked.number}",
            template="quality/mail/answer",
            context={"complaint": locked, "organisme": locked.organisme},
            actor=actor,
            now=now,
            unique_key=f"quality.answer|{issued.pk}",
        )
    record_act(
        actor=actor, verb="quality.answer_complaint", target=locked, now=now,
        sentence=f"A répondu à la réclamation {locked.number} ({issued.number}).",
    )  # fmt: skip
    return locked


def close_complaint(*, actor: Actor, complaint: Complaint, lesson: str, now: datetime) -> Complaint:
    """Close a complaint with what is learnt from it. Raises TransitionRefused."""
    locked = _locked(complaint)
    transition = COMPLAINT_WORKFLOW.check(
        "close", state=locked.stage, roles=actor.roles, facts=ComplaintFacts(lesson=lesson)
    )
    locked.lesson, locked.closed_on, locked.stage = lesson.strip(), timezone.localdate(now), transition.target
    locked.save(update_fields=["lesson", "closed_on", "stage"])
    record_act(
        actor=actor, verb="quality.close_complaint", target=locked, now=now,
        sentence=f"A clos la réclamation {locked.number}.",
    )  # fmt: skip
    return locked


def reopen_complaint(*, actor: Actor, complaint: Complaint, now: datetime) -> Complaint:
    """Take a complaint up again: a new answer is due; the letters already issued stay. Raises TransitionRefused."""
    locked = _locked(complaint)
    transition = COMPLAINT_WORKFLOW.check("reopen", state=locked.stage, roles=actor.roles)
    locked.stage, locked.closed_on = transition.target, None
    locked.save(update_fields=["stage", "closed_on"])
    record_act(
        actor=actor, verb="quality.reopen_complaint", target=locked, now=now,
        sentence=f"A rouvert la réclamation {locked.number}.",
    )  # fmt: skip
    return locked


def _locked(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("organisme")
    return rows.get(pk=complaint.pk)
