"""Reads about users and organismes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.timezone import make_aware

from jalon.accounts.enums import Role
from jalon.accounts.models import Invitation, Membership, Organisme, OrganismeParameter, User
from jalon.accounts.tokens import InvalidToken, digest
from jalon.common.actor import Actor
from jalon.common.models import JournalEntry
from jalon.common.parameters import PARAMETERS, Parameter

SECOND_FACTOR_ROLES = (Role.ADMINISTRATEUR, Role.RESPONSABLE_SESSION)


def actor_for(user: User, organisme_id: int | None = None) -> Actor:
    """The actor that `user` is in `organisme_id`, or in the first organisme where a role is held.

    An organisme where nothing is held is ignored rather than trusted: the session may hold a stale choice.
    """
    held: dict[int, set[str]] = {}
    for organisme, role in user.memberships.order_by("organisme_id").values_list("organisme_id", "role"):
        held.setdefault(organisme, set()).add(role)
    if organisme_id not in held:
        organisme_id = next(iter(held), None)
    roles = frozenset(held[organisme_id]) if organisme_id is not None else frozenset()
    return Actor(f"user:{user.pk}", user.full_name, user.pk, organisme_id, roles)


def parameters_of(organisme_id: int) -> Mapping[str, int]:
    """Every parameter's value in force for an organisme: its own, else the default."""
    values = {key: p.default for key, p in PARAMETERS.items()}
    values.update(OrganismeParameter.objects.filter(organisme_id=organisme_id).values_list("key", "value"))
    return values


def members_with_role(organisme_id: int, role: Role) -> list[User]:
    """Active users holding `role` in the organisme, by name."""
    memberships = Membership.objects.filter(organisme_id=organisme_id, role=role, user__is_active=True)
    return [
        m.user for m in memberships.select_related("user").order_by("user__last_name", "user__first_name")
    ]


def organisme_of(user: User) -> Organisme | None:
    """The first organisme where the user holds a role: the one where they land when they sign in."""
    return Organisme.objects.filter(memberships__user=user).order_by("pk").first()


def organismes_of(user: User) -> list[tuple[Organisme, list[str]]]:
    """Every organisme where the user holds roles, with the French labels of these."""
    found: dict[Organisme, list[str]] = {}
    for m in user.memberships.select_related("organisme").order_by("organisme__name", "role"):
        found.setdefault(m.organisme, []).append(m.get_role_display())
    return list(found.items())


def members_of(organisme: Organisme) -> QuerySet[User]:
    """Members with their roles in this organisme in `held` (Membership) and `has_second_factor`."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        User.objects.filter(memberships__organisme=organisme)
        .distinct()
        .annotate(has_second_factor=Exists(factor))
        .prefetch_related(
            Prefetch(
                "memberships",
                Membership.objects.filter(organisme=organisme).order_by("role"),
                to_attr="held",
            )
        )
    )


def holds_second_factor(user_id: int) -> bool:
    """Whether an authenticator app protects the account."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists())


def owes_second_factor(actor: Actor) -> tuple[bool, bool]:
    """(owes, holds): whether the organisme's policy asks this actor for a factor not yet set up, and whether one is."""
    if actor.user_id is None or actor.organisme_id is None or not actor.has(*SECOND_FACTOR_ROLES):
        return False, False
    if holds_second_factor(actor.user_id):
        return False, True
    return bool(parameters_of(actor.organisme_id)["second_factor_required"]), False


def find_invitation(token: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link. Raises ValidationError saying why it can no longer be taken."""
    try:
        known = Invitation.objects.filter(token_sha256=digest(token, "invitation"))
    except InvalidToken:
        known = Invitation.objects.none()
    invitation = known.select_related("organisme").first()
    if invitation is None:
        raise ValidationError(
            "Cette invitation n’est pas valable. Le lien a peut-être été coupé par la messagerie, "
            "ou remplacé par un envoi plus récent."
        )
    if invitation.accepted_at:
        raise ValidationError("Cette invitation a déjà été acceptée.")
    if invitation.revoked_at:
        raise ValidationError("Cette invitation a été annulée par l’organisme.")
    if invitation.expires_at <= now:
        raise ValidationError("Cette invitation a expiré : demandez à l’organisme de la renvoyer.")
    return invitation


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A figure with the value in force; `own` is None where the default holds."""

    parameter: Parameter
    own: int | None

    @property
    def value(self) -> int:
        return self.parameter.default if self.own is None else self.own


def parameter_rows(organisme_id: int) -> list[ParameterRow]:
    """Every parameter with the organisme's own value, in the order of their declaration."""
    own = dict(OrganismeParameter.objects.filter(organisme_id=organisme_id).values_list("key", "value"))
    return [ParameterRow(p, own.get(p.key)) for p in PARAMETERS.values()]


def journal_of(
    organisme_id: int,
    *,
    kind: str = "",
    actor_ref: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[JournalEntry]:
    """The journal of an organisme, narrowed; days are whole local days, both ends included."""
    entries = JournalEntry.objects.filter(organisme_id=organisme_id)
    if kind in JournalEntry.Kind.values:
        entries = entries.filter(kind=kind)
    if actor_ref:
        entries = entries.filter(actor_ref=actor_ref)
    if since:
        entries = entries.filter(at__gte=_midnight(since))
    if until:
        entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
    return entries


def journal_authors(organisme_id: int) -> list[tuple[str, str]]:
    """(reference, name) of everyone who appears in the organisme's journal, by name."""
    pairs = JournalEntry.objects.filter(organisme_id=organisme_id).order_by()
    names = dict(pairs.values_list("actor_ref", "actor_label").distinct())
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def pending_invitations(organisme: Organisme) -> QuerySet[Invitation]:
    """Invitations neither accepted nor revoked, expired ones included so that they may be sent again."""
    return organisme.invitations.filter(accepted_at=None, revoked_at=None)
