"""The secret address of an agenda: opened, renewed, closed, and read by agendas."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jalon.accounts.models import User
from jalon.accounts.tokens import InvalidToken, digest, new_token
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.parcours.agenda import Event
from jalon.parcours.models import AgendaFeed
from jalon.parcours.queries.agenda import events_of
from jalon.parcours.rules.agenda import Told, retold

PURPOSE = "agenda"
READ_EVERY = timedelta(hours=1)


def open_feed(*, actor: Actor, user: User, now: datetime) -> str:
    """Give a user's agenda a new secret address, told this once; one given before answers no more."""
    token = new_token(PURPOSE)
    kept = {
        "digest": digest(token, PURPOSE),
        "created_at": now,
        "changed_at": now,
        "read_at": None,
        "told": {},
    }
    _, made = AgendaFeed.objects.update_or_create(user=user, defaults=kept)
    record_act(
        actor=actor,
        verb="parcours.agenda.open" if made else "parcours.agenda.renew",
        target=user,
        sentence="A ouvert l’adresse secrète de son agenda." if made else "A changé l’adresse de son agenda.",
        now=now,
    )
    return token


def close_feed(*, actor: Actor, user: User, now: datetime) -> bool:
    """Let the address answer no more; whether there was one."""
    closed, _ = AgendaFeed.objects.filter(user=user).delete()
    if closed:
        record_act(
            actor=actor,
            verb="parcours.agenda.close",
            target=user,
            sentence="A fermé l’adresse secrète de son agenda.",
            now=now,
        )
    return bool(closed)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an address tells: events by identity, and since when they have been these."""

    told: Told
    changed_at: datetime


def read_feed(*, token: str, now: datetime) -> Reading | None:
    """What the address tells now, None when it answers no more; what it told is remembered when it changed.

    That writing is the memory of the address, as the journal of accesses is: nothing of a path changes.
    """
    try:
        sought = digest(token, PURPOSE)
    except InvalidToken:
        return None
    feeds = AgendaFeed.objects.select_for_update(of=("self",)).select_related("user")
    feed = feeds.filter(digest=sought, user__is_active=True).first()
    if feed is None:
        return None
    told = retold(feed.told, {one.uid: _plain(one) for one in events_of(feed.user, now)}, now)
    changed = []
    if told != feed.told:
        feed.told, feed.changed_at = told, now
        changed += ["told", "changed_at"]
    if feed.read_at is None or now - feed.read_at >= READ_EVERY:
        feed.read_at = now
        changed.append("read_at")
    if changed:
        feed.save(update_fields=changed)
    return Reading(told, feed.changed_at)


def _plain(event: Event) -> dict[str, Any]:
    return {
        "starts": _iso(event.starts),
        "ends": _iso(event.ends),
        "summary": event.summary[:300],
        "detail": event.detail[:1000],
        "place": event.place[:300],
        "url": event.url,
    }


def _iso(moment: date | datetime) -> str:
    return moment.isoformat()
