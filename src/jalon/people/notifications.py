"""Mails of the people app: the way in that an organisme opens for someone."""

from datetime import datetime

from jalon.accounts.models import Organisme, SignInLink
from jalon.common.actor import Actor
from jalon.common.mail import send_mail


def send_access(*, link: SignInLink, url: str, organisme: Organisme, actor: Actor, now: datetime) -> None:
    """Mail the first way in, and how to ask for another."""
    send_mail(
        to=link.user.email,
        subject=f"Votre accès à Jalon, {organisme}",
        template="people/mail/access",
        context={"link": link, "url": url, "organisme": organisme},
        actor=actor,
        now=now,
    )
