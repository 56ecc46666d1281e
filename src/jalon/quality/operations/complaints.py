"""Complaints: numbered when received, answered without exception, closed with what is learnt (C14)."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme, User
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import send_mail
from jalon.documents.operations import issue_document
from jalon.parcours.models import Parcours
from jalon.quality.documents import REPONSE_RECLAMATION
from jalon.quality.enums import ComplaintChannel, ComplaintStage
from jalon.quality.letters import reponse_reclamation
from jalon.quality.models import Complaint
from jalon.quality.rules.complaints import TEXT_LIMIT, named_in
from jalon.quality.workflow import COMPLAINT_WORKFLOW, LEADERS, ComplaintFacts

BY_THEMSELVES = (ComplaintChannel.ONLINE, ComplaintChannel.PUBLIC)
AGES = timedelta(days=3653)


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
    author_address: str = "",
    about: str = "",
    concerned: User | None = None,
    parcours: Parcours | None = None,
) -> Complaint:
    """Record a complaint under the next number of the year, and acknowledge it by mail when an address is known.

    A form sent twice, the same words from the same person on the same day, is one complaint: it keeps its number.
    Raises ValidationError with every fault.
    """
    today = timezone.localdate(now)
    if faults := _faults(text=text, author=author, received_on=received_on, today=today):
        raise ValidationError(faults)
    Organisme.objects.select_for_update().get(pk=organisme.pk)  # the lock of the numbering
    known = Complaint.objects.filter(
        channel__in=BY_THEMSELVES, organisme=organisme, author=author.strip(), author_email=author_email.strip(),
        text=text.strip(), received_on=received_on,
    ).first()  # fmt: skip
    if known is not None:
        return known
    start = f"REC-{today.year}-"
    count = Complaint.objects.filter(organisme=organisme, number__startswith=start).count()
    complaint = Complaint(
        organisme=organisme, number=f"{start}{count + 1:03d}", parcours=parcours, author=author.strip(),
        author_email=author_email.strip(), author_address=author_address.strip(), channel=channel,
        received_on=received_on, text=text.strip(), recorded_at=now, about=about.strip(),
        concerned=concerned or _named(organisme, about),
    )  # fmt: skip
    complaint.full_clean()
    complaint.save()
    record_act(
        actor=actor, verb="quality.receive_complaint", target=complaint, now=now,
        sentence=f"A enregistré la réclamation {complaint.number}.",
    )  # fmt: skip
    if complaint.author_email:
        acknowledge_complaint(actor=actor, complaint=complaint, now=now)
        complaint.refresh_from_db()
    return complaint


def _faults(*, text: str, author: str, received_on: date, today: date) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    if not text.strip():
        faults["text"] = ["Écrivez la réclamation."]
    elif len(text) > TEXT_LIMIT:
        faults["text"] = [f"La réclamation dépasse {TEXT_LIMIT} caractères : résumez-la."]
    if not author.strip():
        faults["author"] = ["Dites qui réclame."]
    if received_on > today:
        faults["received_on"] = ["Une réclamation ne se date pas dans l’avenir."]
    elif received_on < today - AGES:
        faults["received_on"] = ["Cette date remonte à plus de dix ans : vérifiez l’année."]
    return faults


def _named(organisme: Organisme, about: str) -> User | None:
    """The leader whom the words name, if one is."""
    people = {user.pk: user for user in leaders(organisme.pk)}
    found = named_in(about, {pk: user.last_name for pk, user in people.items()})
    return people[found] if found is not None else None


def leaders(organisme_id: int) -> list[User]:
    """Those who lead an organisme, and so answer complaints."""
    people = User.objects.filter(
        memberships__organisme_id=organisme_id, memberships__role__in=LEADERS, is_active=True
    )
    return list(people.distinct().order_by("last_name", "first_name", "pk"))


def acknowledge_complaint(*, actor: Actor, complaint: Complaint, now: datetime) -> Complaint:
    """Acknowledge a complaint, once: by mail when an address is known, else by a letter that the actor has sent."""
    locked = _locked(complaint)
    if locked.acknowledged_at is not None:
        return locked
    locked.acknowledged_at = now
    locked.save(update_fields=["acknowledged_at"])
    if locked.author_email:
        days = parameters_of(locked.organisme_id)["complaint_answer_days"]
        send_mail(
            to=locked.author_email,
            subject=f"Votre réclamation {locked.number} est enregistrée",
            template="quality/mail/acknowledge",
            context={
                "complaint": locked, "organisme": locked.organisme, "due": locked.received_on + timedelta(days=days),
            },
            actor=actor,
            now=now,
            unique_key=f"quality.acknowledge|{locked.pk}",
        )  # fmt: skip
    record_act(
        actor=actor, verb="quality.acknowledge_complaint", target=locked, now=now,
        sentence=f"A accusé réception de la réclamation {locked.number}.",
    )  # fmt: skip
    return locked


def entrust_complaint(
    *, actor: Actor, complaint: Complaint, handler: User | None, concerned: User | None, now: datetime
) -> Complaint:
    """Say who answers a complaint and whom it is about: never the same. Raises ValidationError with every fault."""
    locked = _locked(complaint)
    faults: dict[str, list[str]] = {}
    if locked.stage == ComplaintStage.CLOSED:
        faults["handler"] = ["Cette réclamation est close : rouvrez-la d’abord."]
    if concerned_by(actor, locked):
        faults["concerned"] = [
            "Cette réclamation vous met en cause : une autre personne décide de qui y répond."
        ]
    if handler is not None and handler not in leaders(locked.organisme_id):
        faults["handler"] = ["Choisissez un responsable de session ou un administrateur."]
    elif handler is not None and handler == concerned:
        faults["handler"] = ["Qui est mis en cause ne répond pas : choisissez quelqu’un d’autre."]
    if faults:
        raise ValidationError(faults)
    locked.handler, locked.concerned = handler, concerned
    locked.save(update_fields=["handler", "concerned"])
    record_act(
        actor=actor, verb="quality.entrust_complaint", target=locked, now=now,
        sentence=f"A confié la réclamation {locked.number} à {handler.full_name}." if handler else
        f"A précisé qui la réclamation {locked.number} met en cause.",
    )  # fmt: skip
    return locked


def concerned_by(actor: Actor, complaint: Complaint) -> bool:
    """Whether a complaint is about whoever acts."""
    return actor.user_id is not None and complaint.concerned_id == actor.user_id


def answer_complaint(*, actor: Actor, complaint: Complaint, answer: str, now: datetime) -> Complaint:
    """Answer a complaint: the letter is issued, and sent by mail when an address is known (C14).

    Raises TransitionRefused when it cannot be answered now or the answer is empty.
    """
    locked = _locked(complaint)
    transition = COMPLAINT_WORKFLOW.check(
        "answer",
        state=locked.stage,
        roles=actor.roles,
        facts=_facts(actor, locked, answer=answer),
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
        "close",
        state=locked.stage,
        roles=actor.roles,
        facts=_facts(actor, locked, lesson=lesson),
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
    transition = COMPLAINT_WORKFLOW.check(
        "reopen", state=locked.stage, roles=actor.roles, facts=_facts(actor, locked)
    )
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


def _facts(actor: Actor, complaint: Complaint, **told: str) -> ComplaintFacts:
    return ComplaintFacts(concerned=concerned_by(actor, complaint), **told)
