"""Paths follow what becomes of a registration: registered, or back where they stood unless expected elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.workflow import AWAITED
from jalon.parcours.models import Parcours
from jalon.parcours.operations import Move, follow_parcours


def follow(actor: Actor, session: ExamSession, paths: Sequence[Parcours], act: str, now: datetime) -> None:
    """The paths follow: registered, or no longer."""
    told = {"session": session.pk, "number": session.number}
    moves = [Move(path, act, told) for path in paths]
    follow_parcours(actor=actor, moves=moves, on=timezone.localdate(now), now=now)


def expected_elsewhere(session: ExamSession, paths: Iterable[int]) -> set[int]:
    """Those of these paths that another session expects, or whose result there is still awaited."""
    others = Inscription.objects.filter(parcours__in=list(paths), session__status__in=AWAITED)
    others = others.exclude(status=InscriptionStatus.WITHDRAWN).exclude(session=session)
    return set(others.values_list("parcours_id", flat=True))


def release(actor: Actor, session: ExamSession, rows: Sequence[Inscription], now: datetime) -> None:
    """The paths of registrations that no longer hold."""
    kept = expected_elsewhere(session, {row.parcours_id for row in rows})
    paths = {row.parcours_id: row.parcours for row in rows if row.parcours_id not in kept}
    follow(actor, session, list(paths.values()), "unregister", now)


def release_session(*, actor: Actor, session: ExamSession, now: datetime) -> None:
    """A session will not be held: the paths of all its candidates are released."""
    rows = session.inscriptions.exclude(status=InscriptionStatus.WITHDRAWN).select_related("parcours")
    release(actor, session, list(rows), now)
