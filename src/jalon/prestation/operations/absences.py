"""Papers handed over for days of absence, and the answer of the centre (indicator 12)."""

import uuid
from datetime import date, datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.typography import date_span
from jalon.common.uploads import Received
from jalon.common.workflow import TransitionRefused
from jalon.prestation.enums import AbsenceNature, HalfDay, JustificationStatus, Presence
from jalon.prestation.models import Attendance, Justification, Participation
from jalon.prestation.operations.presence import record_attendance
from jalon.prestation.queries.presence import halves_of
from jalon.prestation.rules import absences as rules


def justify_absence(
    *,
    actor: Actor,
    participation: Participation,
    first_on: date,
    last_on: date,
    nature: AbsenceNature,
    now: datetime,
    scan: Received | None = None,
) -> Justification:
    """Hand over a paper for days of absence, past or to come. Raises TransitionRefused with every reason."""
    locked = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("prestation", "parcours__person")
        .get(pk=participation.pk)
    )
    waiting = locked.justifications.filter(status=JustificationStatus.WAITING)
    reasons = rules.justification_faults(
        first_on, last_on, starts_on=locked.prestation.starts_on, ends_on=locked.prestation.ends_on,
        entered_on=locked.entered_on, left_on=locked.left_on, birth_date=locked.parcours.person.birth_date,
        others=list(waiting.values_list("first_on", "last_on")),
    )  # fmt: skip
    if locked.certificates.in_force().exists():
        reasons.append("Le certificat de réalisation est délivré : ses heures ne changent plus.")
    if reasons:
        raise TransitionRefused(reasons)
    made = Justification(
        participation=locked,
        first_on=first_on,
        last_on=last_on,
        nature=nature,
        sent_at=now,
        sent_by=actor.label,
    )
    if scan is not None:
        made.name, made.size, made.sha256 = scan.name, len(scan.content), sha256(scan.content).hexdigest()
        made.file.save(f"{uuid.uuid4().hex}.{scan.kind.extension}", ContentFile(scan.content), save=False)
    made.full_clean(exclude=["participation"])
    made.save()
    record_act(
        actor=actor, verb="prestation.justify", target=made, now=now,
        sentence=f"A remis un justificatif d’absence de {locked.parcours.person} ({date_span(first_on, last_on)}).",
    )  # fmt: skip
    return made


def answer_justification(
    *, actor: Actor, justification: Justification, accepted: bool, now: datetime, reason: str = ""
) -> Justification:
    """Accept a paper, which turns the absences of its days into excused ones, or refuse it with a reason.

    Raises TransitionRefused with every reason.
    """
    locked = (
        Justification.objects.select_for_update(of=("self",))
        .select_related("participation__parcours__person")
        .get(pk=justification.pk)
    )
    decided_on = timezone.localdate(locked.decided_at) if locked.decided_at else None
    if reasons := rules.answer_faults(locked.status, accepted, reason, decided_on):
        raise TransitionRefused(reasons)
    locked.status = JustificationStatus.ACCEPTED if accepted else JustificationStatus.REFUSED
    locked.decided_at, locked.decided_by, locked.decided_reason = now, actor.label, reason.strip()[:300]
    locked.save(update_fields=["status", "decided_at", "decided_by", "decided_reason"])
    if accepted:
        _excuse(actor, locked, now)
    record_act(
        actor=actor, verb="prestation.justify.answer", target=locked, now=now, accepted=accepted,
        sentence=f"A {'accepté' if accepted else 'refusé'} un justificatif d’absence de "
        f"{locked.participation.parcours.person}.",
    )  # fmt: skip
    return locked


def _excuse(actor: Actor, justification: Justification, now: datetime) -> None:
    rows = Attendance.objects.filter(
        participation=justification.participation_id, superseded_by=None, presence=Presence.ABSENT,
        seance__cancelled_at=None,
    )  # fmt: skip
    for row in rows.select_related("seance"):
        day = halves_of(row.seance)[0].starts_at.date()
        if justification.first_on <= day <= justification.last_on:
            record_attendance(
                actor=actor, seance=row.seance, participation=justification.participation,
                half_day=HalfDay(row.half_day), presence=Presence.EXCUSED, now=now,
                note=str(justification.get_nature_display()),
            )  # fmt: skip
