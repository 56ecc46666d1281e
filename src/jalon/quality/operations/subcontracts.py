"""Actions entrusted to another organisme, or received from one (indicator 27, R6352-22)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.quality.enums import SubcontractWay
from jalon.quality.models import Subcontract


def add_subcontract(
    *,
    actor: Actor,
    organisme: Organisme,
    way: str,
    partner: str,
    kind: str,
    heading: str,
    starts_on: date,
    ends_on: date,
    trainees: int,
    minutes: int,
    amount_cents: int,
    now: datetime,
    nda: str = "",
    certified_until: date | None = None,
    checked_on: date | None = None,
) -> Subcontract:
    """Record an action that passes between two organismes. Raises ValidationError with every fault."""
    faults: dict[str, list[str]] = {}
    if not partner.strip():
        faults["partner"] = ["Nommez l’autre organisme."]
    if not heading.strip():
        faults["heading"] = ["Dites l’objet de l’action."]
    if ends_on < starts_on:
        faults["ends_on"] = ["La fin précède le début."]
    if checked_on is not None and checked_on > timezone.localdate(now):
        faults["checked_on"] = ["Une vérification ne se date pas dans l’avenir."]
    if minutes and not trainees:
        faults["trainees"] = ["Des heures suivies supposent au moins un stagiaire."]
    if faults:
        raise ValidationError(faults)
    made = Subcontract(
        organisme=organisme, way=way, partner=partner.strip(), nda=nda.strip(), kind=kind, heading=heading.strip(),
        starts_on=starts_on, ends_on=ends_on, trainees=trainees, minutes=minutes, amount_cents=amount_cents,
        certified_until=certified_until, checked_on=checked_on, recorded_at=now, recorded_by=actor.label,
    )  # fmt: skip
    made.full_clean()
    made.save()
    record_act(
        actor=actor, verb="quality.add_subcontract", target=made, now=now,
        sentence=f"A enregistré « {made.heading} » ({SubcontractWay(way).label.lower()} : {made.partner}).",
    )  # fmt: skip
    return made


def withdraw_subcontract(
    *, actor: Actor, subcontract: Subcontract, reason: str, now: datetime
) -> Subcontract:
    """Set a line aside, with its reason; it stays in the register. Raises ValidationError."""
    locked = Subcontract.objects.select_for_update(of=("self",)).get(pk=subcontract.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError("Cette ligne a déjà été retirée.")
    if not reason.strip():
        raise ValidationError({"reason": "Indiquez le motif."})
    locked.withdrawn_at, locked.withdrawn_reason = now, reason.strip()[:300]
    locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record_act(
        actor=actor, verb="quality.withdraw_subcontract", target=locked, now=now,
        sentence=f"A retiré « {locked.heading} » ({locked.partner}) : {locked.withdrawn_reason}",
    )  # fmt: skip
    return locked
