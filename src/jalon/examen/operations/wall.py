"""The waiting room's display: opened at a secret address, closed at any time, gone the evening of the last day."""

import secrets
from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus, WallShow
from jalon.examen.models import ExamSession, WallScreen
from jalon.examen.rules.timetable import moment

MIDNIGHT = 24 * 60


class WallRefused(TransitionRefused):
    """A display that cannot be opened, with every reason in French."""


def open_wall(*, actor: Actor, session: ExamSession, show: WallShow, now: datetime) -> WallScreen:
    """Open the display of a session, or change how it names candidates: its address stays. Raises WallRefused."""
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    expires_at = moment(session.ends_on, MIDNIGHT)
    reasons = []
    if session.status == SessionStatus.CANCELLED:
        reasons.append("La session est annulée : elle n’a personne à appeler.")
    if expires_at <= now:
        reasons.append("La session est passée : elle n’a plus personne à appeler.")
    if reasons:
        raise WallRefused(reasons)
    screen, _ = WallScreen.objects.update_or_create(
        session=session,
        defaults={"show": show, "expires_at": expires_at},
        create_defaults={
            "token": secrets.token_urlsafe(24),
            "show": show,
            "expires_at": expires_at,
            "created_at": now,
            "created_by": actor.label,
        },
    )
    record_act(
        actor=actor, verb="day.wall_open", target=session, now=now, show=show.value,
        sentence=f"{actor.label} a ouvert l’écran d’appel, {show.label.lower()} ({session}).",
    )  # fmt: skip
    return screen


def close_wall(*, actor: Actor, session: ExamSession, now: datetime) -> None:
    """Close the display: its address no longer answers. Closing what is closed changes nothing."""
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    deleted, _ = WallScreen.objects.filter(session=session).delete()
    if deleted:
        record_act(
            actor=actor, verb="day.wall_close", target=session, now=now,
            sentence=f"{actor.label} a fermé l’écran d’appel ({session}).",
        )  # fmt: skip
