"""What leaves by itself: questionnaires in their time, one reminder, complaints whose answer is near its term."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.models import Organisme, User
from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.mail import MailRefused, send_mail
from jalon.quality.enums import ComplaintStage, SurveyMoment
from jalon.quality.models import Complaint
from jalon.quality.operations.complaints import leaders
from jalon.quality.operations.surveys import ask_once, remind_opinion
from jalon.quality.queries.opinions import Invitee, due_to_be_asked, due_to_be_reminded

Check = Callable[[], None]


def ask_everybody(*, actor: Actor, organisme: Organisme, now: datetime, check: Check) -> int:
    """Ask those whose turn it is, unless the organisme asks by hand; how many questionnaires left.

    An address that cannot be used is left out: the screen of opinions names those who were not asked.
    """
    parameters, sent = parameters_of(organisme.pk), 0
    if not parameters["survey_by_itself"]:
        return 0
    today = timezone.localdate(now)
    for moment in SurveyMoment.values:
        for invitee in due_to_be_asked(
            organisme, moment, today, later_months=parameters["survey_later_months"]
        ):
            check()
            sent += _tried(partial(_ask, actor, invitee, moment, now))
    return sent


def _ask(actor: Actor, invitee: Invitee, moment: str, now: datetime) -> bool:
    return ask_once(
        actor=actor, parcours=invitee.parcours, moment=moment, base_url=settings.SITE_URL, now=now,
        respondent=invitee.respondent, name=invitee.name, email=invitee.email,
    )  # fmt: skip


def remind_everybody(*, actor: Actor, organisme: Organisme, now: datetime, check: Check) -> int:
    """Recall once the questionnaires left without answer; how many reminders left."""
    parameters, sent = parameters_of(organisme.pk), 0
    if not parameters["survey_by_itself"]:
        return 0
    for survey in due_to_be_reminded(
        organisme, timezone.localdate(now), after_days=parameters["survey_reminder_days"]
    ):
        check()
        sent += _tried(
            partial(remind_opinion, actor=actor, survey=survey, base_url=settings.SITE_URL, now=now)
        )
    return sent


def _tried(send: Callable[[], bool]) -> bool:
    try:
        return send()
    except (ValidationError, MailRefused):
        return False


def press_complaints(*, actor: Actor, organisme: Organisme, now: datetime, check: Check) -> int:
    """Tell whoever answers a complaint that its term is near, then all the leaders once it is past (C14).

    Each of the two mails leaves once for each person, whoever runs this and however often.
    """
    parameters, sent = parameters_of(organisme.pk), 0
    today, delay = timezone.localdate(now), timedelta(days=parameters["complaint_answer_days"])
    notice = timedelta(days=parameters["complaint_escalation_days"])
    waiting = Complaint.objects.filter(organisme=organisme, stage=ComplaintStage.RECEIVED)
    for complaint in waiting.select_related("handler", "organisme"):
        due = complaint.received_on + delay
        if today < due - notice:
            continue
        check()
        sent += _press(actor, complaint, {"due": due, "late": today > due}, now)
    return sent


def _press(actor: Actor, complaint: Complaint, told: Mapping[str, object], now: datetime) -> int:
    late = bool(told["late"])
    people = leaders_of(complaint) if late or complaint.handler is None else [complaint.handler]
    url = settings.SITE_URL + reverse("quality:complaint", args=[complaint.pk])
    with transaction.atomic():
        jobs = [
            made
            for user in people
            for made in send_mail(
                to=user.email,
                subject=f"Réclamation {complaint.number} : réponse {'en retard' if late else 'attendue'}",
                template="quality/mail/press",
                context={"complaint": complaint, "user": user, "url": url, **told},
                actor=actor,
                now=now,
                unique_key=f"quality.press|{complaint.pk}|{told['due']}|{'late' if late else 'soon'}",
            )
        ]
    return sum(made.created_at == now for made in jobs)


def leaders_of(complaint: Complaint) -> list[User]:
    """Those who lead the organisme, without the one whom the complaint is about unless they are alone."""
    people = leaders(complaint.organisme_id)
    return [user for user in people if user.pk != complaint.concerned_id] or people
