"""Mails leave through the queue: rendered in the act's transaction, sent once, retried when the server sulks."""

import base64
import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.jobs.context import JobContext, JobRefused
from jalon.common.jobs.operations import enqueue
from jalon.common.jobs.registry import job
from jalon.common.models import Job, SentMail

INLINE_LIMIT = 5_000_000


class MailRefused(ValueError):
    """A mail that must not leave; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file joined to a mail: `content` for a small one, or `stored`, its name in the file storage."""

    filename: str
    mimetype: str
    content: bytes = b""
    stored: str = ""


def send_mail(
    *,
    to: str | Sequence[str],
    subject: str,
    template: str,
    context: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    unique_key: str = "",
) -> list[Job]:
    """Enqueue one mail per recipient in the current transaction; nobody sees the others' addresses.

    `template` names `<template>.txt`, and `<template>.html` when there is one (else the text is laid out).
    `unique_key`: the same mail for the same person is asked once, ever.
    Raises MailRefused on an invalid address, a line break in a header, or attachments over 5 MB kept inline.
    """
    recipients = [to] if isinstance(to, str) else list(to)
    for address in recipients:
        _check_address(address)
    for header in (subject, *(a.filename for a in attachments)):
        if re.search(r"[\r\n\x00]", header):
            raise MailRefused("L’objet ou le nom d’une pièce jointe contient un saut de ligne.")
    if sum(len(a.content) for a in attachments) > INLINE_LIMIT:
        raise MailRefused(
            "Les pièces jointes dépassent 5 Mo : enregistrez le fichier et joignez-le par son nom."
        )
    text = render_to_string(f"{template}.txt", dict(context)).strip() + "\n"
    html = _html(template, context, subject, text)
    return [
        enqueue(
            "common.mail",
            actor=actor,
            now=now,
            label=f"Courriel « {subject} »",
            unique_key=f"{unique_key}|{address}"[:200] if unique_key else "",
            once=True,
            payload={
                "to": address,
                "subject": subject,
                "text": text,
                "html": html,
                "message_id": f"<{uuid4().hex}@{_domain()}>",
                "attachments": [
                    {
                        "filename": a.filename,
                        "mimetype": a.mimetype,
                        "stored": a.stored,
                        "content": base64.b64encode(a.content).decode("ascii"),
                    }
                    for a in attachments
                ],
            },
        )
        for address in recipients
    ]


@job(kind="common.mail", label="Courriel", max_attempts=6, forget=True)
def deliver(
    ctx: JobContext,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    attachments: list[dict[str, str]],
) -> dict[str, str]:
    """Hand a mail to the server, then record its Message-ID: a later attempt finds the record and sends nothing.

    A kill between the two sends a second copy under the same Message-ID, which mail readers show once.
    """
    if SentMail.objects.filter(message_id=message_id).exists():
        return {"message_id": message_id}
    mail = EmailMultiAlternatives(subject, text, to=[to], headers={"Message-ID": message_id})
    mail.attach_alternative(html, "text/html")
    for one in attachments:
        mail.attach(one["filename"], _content(one), one["mimetype"])
    ctx.check()
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        if all(code >= 500 for code, _ in refusal.recipients.values()):
            raise JobRefused(f"Le serveur de messagerie refuse l’adresse {to}. Vérifiez-la.") from refusal
        raise
    SentMail.objects.create(
        message_id=message_id, recipient=to, subject=subject[:200], sent_at=timezone.now()
    )
    return {"message_id": message_id}


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise MailRefused(f"« {address!s:.80} » n’est pas une adresse électronique.") from None


def _content(attachment: Mapping[str, str]) -> bytes:
    if not attachment["stored"]:
        return base64.b64decode(attachment["content"])
    try:
        with default_storage.open(attachment["stored"]) as file:
            return bytes(file.read())
    except FileNotFoundError as missing:
        raise JobRefused(f"La pièce jointe « {attachment['filename']} » n’existe plus.") from missing


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _html(template: str, context: Mapping[str, Any], subject: str, text: str) -> str:
    try:
        return get_template(f"{template}.html").render({**context, "subject": subject})
    except TemplateDoesNotExist as missing:
        if str(missing) != f"{template}.html":
            raise
    return render_to_string("common/mail/text.html", {"subject": subject, "text": text})
