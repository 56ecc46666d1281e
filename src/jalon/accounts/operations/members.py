"""Acts on the members of an organisme."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F

from jalon.accounts.enums import Role
from jalon.accounts.models import Membership, Organisme, User
from jalon.accounts.permissions import roles_offered
from jalon.common.actor import Actor
from jalon.common.journal import record_act


def open_account(
    *,
    actor: Actor,
    organisme: Organisme,
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    password: str | None = None,
    now: datetime,
) -> User:
    """The account of `email` with `role` in the organisme, created if need be; without password it opens by links.

    Idempotent: an account or a role that exists is kept as it is. Raises ValidationError for a wrong address.
    """
    email = email.strip().lower()
    validate_email(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
        record_act(
            actor=actor, verb="open_account", target=user, sentence=f"A ouvert le compte de {user}.", now=now
        )
    add_role(actor=actor, organisme=organisme, user=user, role=role, now=now)
    return user


def add_role(*, actor: Actor, organisme: Organisme, user: User, role: Role, now: datetime) -> Membership:
    """Give a role; nothing happens when it is already held. Raises ValidationError for a role of another kind."""
    if role not in roles_offered(organisme):
        raise ValidationError(f"Le rôle « {role.label} » n’existe pas dans un organisme de cette nature.")
    membership, created = Membership.objects.get_or_create(user=user, organisme=organisme, role=role)
    if created:
        record_act(
            actor=actor,
            verb="add_role",
            target=user,
            sentence=f"A donné à {user} le rôle « {role.label} » dans {organisme}.",
            now=now,
            role=role.value,
        )
    return membership


def remove_role(*, actor: Actor, organisme: Organisme, user: User, role: Role, now: datetime) -> None:
    """Take a role back. Raises ValidationError when it would leave the organisme without administrateur.

    The organisme's row is locked: two administrateurs who remove each other at once do not both succeed.
    """
    Organisme.objects.select_for_update().get(pk=organisme.pk)
    membership = Membership.objects.filter(user=user, organisme=organisme, role=role).first()
    if membership is None:
        return
    if role == Role.ADMINISTRATEUR and not (
        Membership.objects.filter(organisme=organisme, role=role, user__is_active=True)
        .exclude(user=user)
        .exists()
    ):
        raise ValidationError(
            "Cette personne est la seule à administrer l’organisme : "
            "donnez d’abord le rôle d’administrateur à quelqu’un d’autre."
        )
    membership.delete()
    record_act(
        actor=actor,
        verb="remove_role",
        target=user,
        sentence=f"A retiré à {user} le rôle « {role.label} » dans {organisme}.",
        now=now,
        role=role.value,
    )


def rename_user(*, actor: Actor, user: User, first_name: str, last_name: str, now: datetime) -> User:
    """Correct the name shown for an account."""
    user.first_name, user.last_name = first_name, last_name
    user.full_clean()
    user.save(update_fields=["first_name", "last_name"])
    record_act(actor=actor, verb="rename_user", target=user, sentence=f"Se nomme désormais {user}.", now=now)
    return user


def close_sessions(*, actor: Actor, user: User, now: datetime) -> User:
    """Sign `user` out of every device, whether they have a password or not."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    record_act(
        actor=actor,
        verb="close_sessions",
        target=user,
        sentence=f"A fermé toutes les connexions de {user}.",
        now=now,
    )
    return user
