"""Invitations: a role offered by mail, taken once by whoever holds the link."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.accounts.models import Invitation, Membership, Organisme, User
from jalon.accounts.notifications import send_invitation
from jalon.accounts.operations.members import open_account
from jalon.accounts.permissions import roles_offered
from jalon.accounts.queries import actor_for, find_invitation, parameters_of
from jalon.accounts.tokens import digest, new_token
from jalon.common.actor import Actor
from jalon.common.journal import record_act

PURPOSE = "invitation"


def invite_member(
    *,
    actor: Actor,
    organisme: Organisme,
    email: str,
    role: Role,
    first_name: str = "",
    last_name: str = "",
    base_url: str,
    now: datetime,
) -> Invitation:
    """Offer `role` by mail; an earlier invitation to the same role is revoked.

    Raises ValidationError when the role is already held or does not exist in this kind of organisme.
    """
    email = email.strip().lower()
    if role not in roles_offered(organisme):
        raise ValidationError(f"Le rôle « {role.label} » n’existe pas dans un organisme de cette nature.")
    if Membership.objects.filter(organisme=organisme, role=role, user__email=email).exists():
        raise ValidationError(f"{email} tient déjà le rôle « {role.label} ».")
    pending = Invitation.objects.filter(organisme=organisme, email=email, role=role, accepted_at=None)
    pending.filter(revoked_at=None).update(revoked_at=now)
    token = new_token(PURPOSE)
    invitation = Invitation(
        organisme=organisme,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        token_sha256=digest(token, PURPOSE),
        created_at=now,
        expires_at=_expiry(organisme, now),
    )
    invitation.full_clean()
    invitation.save()
    record_act(
        actor=actor,
        verb="invite_member",
        target=invitation,
        sentence=f"A invité {email} au rôle « {role.label} ».",
        now=now,
    )
    send_invitation(invitation=invitation, token=token, base_url=base_url, actor=actor, now=now)
    return invitation


def resend_invitation(*, actor: Actor, invitation: Invitation, base_url: str, now: datetime) -> Invitation:
    """Send a new link, valid anew; the former one dies. Raises ValidationError once accepted or revoked."""
    invitation = Invitation.objects.select_for_update().select_related("organisme").get(pk=invitation.pk)
    _check_open(invitation)
    token = new_token(PURPOSE)
    invitation.token_sha256 = digest(token, PURPOSE)
    invitation.created_at, invitation.expires_at = now, _expiry(invitation.organisme, now)
    invitation.save(update_fields=["token_sha256", "created_at", "expires_at"])
    record_act(
        actor=actor,
        verb="resend_invitation",
        target=invitation,
        sentence=f"A renvoyé l’invitation de {invitation.email}.",
        now=now,
    )
    send_invitation(invitation=invitation, token=token, base_url=base_url, actor=actor, now=now)
    return invitation


def revoke_invitation(*, actor: Actor, invitation: Invitation, now: datetime) -> Invitation:
    """Withdraw an offer. Raises ValidationError once accepted; revoking twice changes nothing."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.revoked_at:
        return invitation
    _check_open(invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    record_act(
        actor=actor,
        verb="revoke_invitation",
        target=invitation,
        sentence=f"A annulé l’invitation de {invitation.email}.",
        now=now,
    )
    return invitation


def accept_invitation(
    *, token: str, first_name: str = "", last_name: str = "", password: str | None = None, now: datetime
) -> User:
    """Take the role offered: the account is opened, or found again, and the invitation used up.

    `password` is kept only by an account that has none yet. Raises ValidationError when the invitation is used,
    revoked, expired or unknown; of two simultaneous acceptances, one succeeds.
    """
    invitation = find_invitation(token, now=now)
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not taken.update(accepted_at=now):
        raise ValidationError("Cette invitation a déjà été acceptée.")
    known = User.objects.filter(email=invitation.email).first()
    if known and not known.is_active:
        raise ValidationError("Ce compte est fermé : adressez-vous à l’organisme.")
    user = known or User.objects.create_user(
        invitation.email, password, first_name=first_name, last_name=last_name
    )
    if known and password and not known.has_usable_password():
        known.set_password(password)
        known.save(update_fields=["password"])
    actor = actor_for(user, invitation.organisme_id)
    open_account(
        actor=actor,
        organisme=invitation.organisme,
        email=invitation.email,
        first_name=first_name,
        last_name=last_name,
        role=Role(invitation.role),
        now=now,
    )
    record_act(
        actor=actor_for(user, invitation.organisme_id),
        verb="accept_invitation",
        target=invitation,
        sentence=f"A accepté l’invitation au rôle « {invitation.get_role_display()} ».",
        now=now,
    )
    return user


def _expiry(organisme: Organisme, now: datetime) -> datetime:
    return now + timedelta(days=parameters_of(organisme.pk)["invitation_days"])


def _check_open(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise ValidationError("Cette invitation a déjà été acceptée.")
    if invitation.revoked_at:
        raise ValidationError("Cette invitation a été annulée.")
