"""Mails: asked with the act, sent once, never hijacked."""

import smtplib
from datetime import datetime
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail.message import EmailMessage

from jalon.common.actor import Actor
from jalon.common.jobs import run_pending
from jalon.common.mail import Attachment, MailRefused, send_mail
from jalon.common.models import Job, SentMail

pytestmark = pytest.mark.django_db
TEMPLATE = "common/mail/trial"


@pytest.fixture
def ask(actor: Actor, now: datetime, settings: Any) -> Any:
    from copy import deepcopy

    loaders = [
        (
            "django.template.loaders.locmem.Loader",
            {f"{TEMPLATE}.txt": "Bonjour {{ name }},\n\nVoir https://jalon.test/x"},
        ),
        "django.template.loaders.app_directories.Loader",
    ]
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = loaders
    settings.TEMPLATES = templates

    def send(**changes: Any) -> list[Job]:
        arguments: dict[str, Any] = {
            "to": "lea@exemple.fr",
            "subject": "Convocation à l’examen",
            "template": TEMPLATE,
            "context": {"name": "Léa <b>"},
            "actor": actor,
            "now": now,
        }
        return send_mail(**{**arguments, **changes})

    return send


def test_a_mail_leaves_as_text_and_html_and_its_content_is_forgotten(ask: Any) -> None:
    (asked,) = ask()
    assert outbox.outbox == []
    run_pending()
    (sent,) = outbox.outbox
    assert sent.body.startswith("Bonjour Léa")
    html = str(sent.alternatives[0][0])
    assert '<a href="https://jalon.test/x"' in html
    assert "<b>" not in html
    asked.refresh_from_db()
    assert asked.payload == {}
    assert SentMail.objects.get().message_id == sent.extra_headers["Message-ID"]


def test_a_mail_accepted_by_the_server_is_never_sent_again(ask: Any) -> None:
    (asked,) = ask()
    SentMail.objects.create(
        message_id=asked.payload["message_id"],
        recipient="lea@exemple.fr",
        subject="x",
        sent_at=asked.created_at,
    )
    run_pending()
    asked.refresh_from_db()
    assert asked.state == Job.State.DONE
    assert outbox.outbox == []


def test_a_server_that_sulks_is_tried_again_with_the_same_message_id(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def sulk(self: EmailMessage, fail_silently: bool = False) -> int:
        tried.append(self.extra_headers["Message-ID"])
        if len(tried) == 1:
            raise smtplib.SMTPServerDisconnected("bye")
        return 1

    monkeypatch.setattr(EmailMessage, "send", sulk)
    ask()
    assert run_pending() == 2
    assert len(tried) == 2
    assert len(set(tried)) == 1
    assert SentMail.objects.count() == 1


def test_an_address_refused_for_good_is_told_and_not_tried_again(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise smtplib.SMTPRecipientsRefused({"lea@exemple.fr": (550, b"unknown")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    (asked,) = ask()
    assert run_pending() == 1
    asked.refresh_from_db()
    assert asked.state == Job.State.FAILED
    assert "refuse l’adresse" in asked.error


def test_each_recipient_gets_a_mail_of_their_own(ask: Any) -> None:
    ask(to=["a@exemple.fr", "b@exemple.fr"])
    run_pending()
    assert [m.to for m in outbox.outbox] == [["a@exemple.fr"], ["b@exemple.fr"]]


def test_the_same_mail_is_asked_once_ever(ask: Any) -> None:
    ask(unique_key="convocation:12:1")
    run_pending()
    ask(unique_key="convocation:12:1")
    run_pending()
    assert len(outbox.outbox) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Bonjour\nBcc: tout@exemple.fr"},
        {"to": "lea@exemple.fr\nBcc: tout@exemple.fr"},
        {"to": "pas une adresse"},
        {"attachments": [Attachment("x\r\ny.pdf", "application/pdf", b"x")]},
        {"attachments": [Attachment("x.pdf", "application/pdf", b"x" * 5_000_001)]},
    ],
)
def test_a_forged_or_oversized_mail_is_refused_in_french_and_leaves_nothing(ask: Any, changes: Any) -> None:
    with pytest.raises(MailRefused):
        ask(**changes)
    assert not Job.objects.exists()


def test_files_travel_by_content_or_by_their_name_in_the_storage(ask: Any) -> None:
    stored = default_storage.save("tests/convocation.pdf", ContentFile(b"%PDF-stored"))
    try:
        ask(
            attachments=[
                Attachment("session.ics", "text/calendar", b"BEGIN:VCALENDAR"),
                Attachment("convocation.pdf", "application/pdf", stored=stored),
            ]
        )
        run_pending()
    finally:
        default_storage.delete(stored)
    ics, pdf = outbox.outbox[0].attachments
    assert (ics[0], pdf[0], pdf[1]) == ("session.ics", "convocation.pdf", b"%PDF-stored")


def test_a_stored_file_that_vanished_is_told(ask: Any) -> None:
    (asked,) = ask(attachments=[Attachment("pv.pdf", "application/pdf", stored="tests/nowhere.pdf")])
    run_pending()
    asked.refresh_from_db()
    assert asked.error == "La pièce jointe « pv.pdf » n’existe plus."
