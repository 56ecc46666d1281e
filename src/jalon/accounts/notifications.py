"""Mails of the accounts app: invitations and sign-in links."""

from datetime import datetime

from django.urls import reverse

from jalon.accounts.models import Invitation, SignInLink
from jalon.common.actor import Actor
from jalon.common.mail import send_mail


def send_invitation(
    *, invitation: Invitation, token: str, base_url: str, actor: Actor, now: datetime
) -> None:
    """Mail the link that accepts an invitation; `base_url` is scheme and host, without trailing slash."""
    send_mail(
        to=invitation.email,
        subject=f"Invitation à rejoindre {invitation.organisme} sur Jalon",
        template="accounts/mail/invitation",
        context={
            "invitation": invitation,
            "url": base_url + reverse("accounts:accept_invitation", args=[token]),
        },
        actor=actor,
        now=now,
    )


def send_signin_link(*, link: SignInLink, url: str, actor: Actor, now: datetime) -> None:
    """Mail a single-use sign-in link."""
    send_mail(
        to=link.user.email,
        subject="Votre lien de connexion à Jalon",
        template="accounts/mail/signin_link",
        context={"link": link, "url": url},
        actor=actor,
        now=now,
    )
