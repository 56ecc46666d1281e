"""From a path to a session in one act, with the session's own reasons."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.workflow import TransitionRefused
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations.inscriptions import AdmissionRefused, admit_inscription, register_candidate
from jalon.examen.queries.path_sessions import candidacy
from jalon.parcours.models import Parcours
from jalon.parcours.operations.held import recognise_ccps
from jalon.parcours.workflow import workflow_of


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

    CCPs that the référentiel grants are entered in the livret first. Raises AdmissionRefused with every reason that
    papers cannot mend, TransitionRefused when the path has ended, the session begun, or the person is registered.
    """
    locked = Parcours.objects.select_for_update(of=("self",)).select_related("person").get(pk=parcours.pk)
    refusals = []
    if locked.ended:
        stage = workflow_of(locked.route).states[locked.stage]
        refusals.append(
            f"Ce parcours est à l’étape « {stage} » : reprenez-le avant d’inscrire à une session."
        )
    if locked.titre_ref != session.titre_ref:
        refusals.append("Cette session n’est pas une session du titre de ce parcours.")
    if refusals:
        raise TransitionRefused(refusals)
    recognise_ccps(actor=actor, parcours=locked, now=now)
    asked = candidacy(
        locked,
        session,
        today=timezone.localdate(now),
        scopes=scopes,
        route=route,
        retake_since=retake_since,
        retake_count=retake_count,
        reglement_acknowledged_on=reglement_acknowledged_on,
    )
    if asked.verdict.against:
        raise AdmissionRefused(asked.verdict.against)
    made = register_candidate(
        actor=actor,
        session=session,
        person=locked.person,
        parcours=locked,
        route=route,
        scopes=scopes,
        retake_since=retake_since,
        retake_count=retake_count,
        reglement_acknowledged_on=reglement_acknowledged_on,
        now=now,
    )
    return admit_inscription(actor=actor, inscription=made, now=now) if asked.verdict.ready else made
