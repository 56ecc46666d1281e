"""Single-use links that open a session: signed, short-lived, known only to whoever receives the mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from jalon.accounts.models import Organisme, SignInLink, User
from jalon.accounts.notifications import send_signin_link
from jalon.accounts.queries import organisme_of, parameters_of
from jalon.accounts.tokens import InvalidToken, digest, new_token
from jalon.common.actor import Actor, system_actor
from jalon.common.journal import record_act
from jalon.common.parameters import PARAMETERS

PURPOSE = "signin"


class LinkRefused(Exception):
    """A link that opens nothing any more; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A new link with its secret, which exists nowhere else: send it now or lose it."""

    link: SignInLink
    token: str

    @property
    def path(self) -> str:
        """Where the link leads, without host."""
        return reverse("accounts:signin_link", args=[self.token])


def create_signin_link(
    *,
    actor: Actor,
    user: User,
    organisme: Organisme | None = None,
    next_path: str = "",
    hours: int | None = None,
    now: datetime,
) -> IssuedLink:
    """Make a link that signs `user` in once, to `next_path`, for the hours that the organisme has set."""
    if hours is None:
        hours = (
            parameters_of(organisme.pk)["signin_link_hours"]
            if organisme
            else PARAMETERS["signin_link_hours"].default
        )
    token = new_token(PURPOSE)
    link = SignInLink.objects.create(
        user=user,
        organisme=organisme,
        token_sha256=digest(token, PURPOSE),
        next_path=next_path,
        created_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    record_act(
        actor=actor,
        verb="create_signin_link",
        target=user,
        sentence=f"A préparé un lien de connexion pour {user}.",
        now=now,
    )
    return IssuedLink(link, token)


def request_signin_link(*, email: str, base_url: str, now: datetime) -> None:
    """Mail a link to the active account of `email`, if there is one; the caller learns nothing either way."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        return
    organisme = organisme_of(user)
    actor = system_actor("connexion", organisme_id=organisme.pk if organisme else None)
    issued = create_signin_link(actor=actor, user=user, organisme=organisme, now=now)
    send_signin_link(link=issued.link, url=base_url + issued.path, actor=actor, now=now)


def consume_signin_link(*, token: str, now: datetime) -> SignInLink:
    """Use a link up and return it; of two simultaneous attempts one succeeds. Raises LinkRefused.

    One conditional UPDATE decides, without lock. Its conditions stay on the link's own row: PostgreSQL re-reads
    these, and not those of a joined table, once the winner has committed.
    """
    try:
        known = SignInLink.objects.filter(token_sha256=digest(token, PURPOSE))
    except InvalidToken:
        known = SignInLink.objects.none()
    link = known.select_related("user", "organisme").first()
    if link is None or not link.user.is_active:
        raise LinkRefused(
            "Ce lien de connexion n’est pas valable. Il a peut-être été coupé par la messagerie."
        )
    if SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        link.used_at = now
        return link
    link.refresh_from_db(fields=["used_at"])
    raise LinkRefused(
        "Ce lien de connexion a déjà servi : il ne fonctionne qu’une fois."
        if link.used_at
        else "Ce lien de connexion a expiré."
    )
