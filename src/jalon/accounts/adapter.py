"""How allauth behaves here: by invitation only, mails through the queue, acts in the journal, secrets encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.models import User
from jalon.accounts.queries import actor_for
from jalon.common.actor import system_actor
from jalon.common.journal import record_act
from jalon.common.mail import send_mail

# What allauth announces by mail is also an act to journal.
_ACTS = {
    "account/email/password_changed": ("change_password", "A changé son mot de passe."),
    "account/email/password_set": ("set_password", "A choisi un mot de passe."),
    "account/email/password_reset": ("reset_password", "A remplacé son mot de passe oublié."),
    "mfa/email/totp_activated": ("activate_second_factor", "A activé le second facteur."),
    "mfa/email/totp_deactivated": ("deactivate_second_factor", "A désactivé le second facteur."),
    "mfa/email/recovery_codes_generated": ("generate_recovery_codes", "A créé des codes de secours."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are born of an invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        return user.check_password(password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        send_mail(
            to=email,
            subject=subject,
            template=f"{template_prefix}_message",
            context={**context, "email": email},
            actor=system_actor("compte"),
            now=timezone.now(),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        now = timezone.now()
        if act := _ACTS.get(template_prefix):
            record_act(actor=actor_for(user), verb=act[0], target=user, sentence=act[1], now=now)
        self.send_mail(template_prefix, email or user.email, {"user": user, "at": now, **(context or {})})

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        record_act(
            actor=actor_for(user), verb="sign_in", target=user, sentence="S’est connecté.", now=timezone.now()
        )
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of the second factor are unreadable to whoever holds only the database."""

    def encrypt(self, text: str) -> str:
        return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"jalon.mfa" + secret.encode()).digest()))
