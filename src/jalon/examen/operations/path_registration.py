"""From a path to a session in one act, with the session's own reasons."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations.inscriptions import (
    AdmissionRefused,
    admit_inscription,
    register_candidate,
    restore_inscription,
)
from jalon.examen.queries.path_sessions import candidacy, path_reasons_of
from jalon.parcours.models import Parcours
from jalon.parcours.operations.held import recognise_ccps


def register_path(
    *,
    actor: Actor,
    parcours: Parcours,
    session: ExamSession,
    scopes: Sequence[str],
    route: str,
    now: datetime,
    retake_since: date | None = None,
    retake_count: int = 0,
    reglement_acknowledged_on: date | None = None,
) -> Inscription:
    """Register the person of a path to a session, and admit them at once when nothing is missing.

    CCPs that the référentiel grants are entered in the livret first; a registration withdrawn before is brought back
    with its number. Raises AdmissionRefused with every reason that papers cannot mend, TransitionRefused when the
    session has begun or the person is registered.
    """
    locked = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    given: dict[str, Any] = {
        "route": route,
        "scopes": list(scopes),
        "retake_since": retake_since,
        "retake_count": retake_count,
        "reglement_acknowledged_on": reglement_acknowledged_on,
    }
    today = timezone.localdate(now)
    if against := path_reasons_of(locked, session):
        raise AdmissionRefused(against)
    recognise_ccps(actor=actor, parcours=locked, now=now)
    asked = candidacy(locked, session, today=today, **given)
    if asked.verdict.against:
        raise AdmissionRefused(asked.verdict.against)
    if asked.withdrawn is not None:
        made = restore_inscription(
            actor=actor, inscription=asked.withdrawn, now=now, changes={"parcours": locked, **given}
        )
    else:
        made = register_candidate(
            actor=actor, session=session, person=locked.person, parcours=locked, now=now, **given
        )
    return admit_inscription(actor=actor, inscription=made, now=now) if asked.verdict.ready else made
