"""Pieces filed by hand for an indicator (C3)."""

import uuid
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import Received
from jalon.quality.models import QualityPiece
from jalon.quality.rules.indicators import BY_NUMBER


def file_piece(
    *,
    actor: Actor,
    organisme: Organisme,
    indicator: int,
    heading: str,
    dated: date,
    now: datetime,
    note: str = "",
    file: Received | None = None,
    valid_until: date | None = None,
    renews: QualityPiece | None = None,
) -> QualityPiece:
    """File a dated piece for an indicator: a file, a note, or both, until a term if it has one.

    `renews`: the piece whose place it takes, which stays readable. Raises ValidationError with every fault.
    """
    faults: dict[str, list[str]] = {}
    if indicator not in BY_NUMBER:
        faults["indicator"] = ["Cet indicateur n’existe pas."]
    if not heading.strip():
        faults["heading"] = ["Intitulez la pièce."]
    if dated > timezone.localdate(now):
        faults["dated"] = ["Une pièce ne se date pas dans l’avenir."]
    if valid_until is not None and valid_until < dated:
        faults["valid_until"] = ["Le terme précède la date de la pièce."]
    former = QualityPiece.objects.select_for_update(of=("self",)).get(pk=renews.pk) if renews else None
    if former is not None and (former.superseded_by_id is not None or former.withdrawn_at is not None):
        faults["heading"] = ["Cette pièce a déjà été renouvelée ou retirée."]
    if file is None and not note.strip():
        faults["note"] = ["Joignez un fichier, ou dites où la preuve se trouve."]
    if faults:
        raise ValidationError(faults)
    piece = QualityPiece(
        organisme=organisme, indicator=indicator, heading=heading.strip(), dated=dated, note=note.strip(),
        filed_at=now, filed_by=actor.label, valid_until=valid_until,
    )  # fmt: skip
    if file is not None:
        piece.file.save(f"{uuid.uuid4().hex}.{file.kind.extension}", ContentFile(file.content), save=False)
        piece.file_name, piece.sha256 = file.name, sha256(file.content).hexdigest()
    piece.save()
    if former is not None:
        former.superseded_by = piece
        former.save(update_fields=["superseded_by"])
    record_act(
        actor=actor, verb="quality.file_piece", target=piece, now=now, indicator=indicator,
        sentence=f"A déposé « {piece.heading} » pour l’indicateur {indicator}.",
    )  # fmt: skip
    return piece


def withdraw_piece(*, actor: Actor, piece: QualityPiece, reason: str, now: datetime) -> QualityPiece:
    """Set a piece aside, with its reason; it stays readable. Raises ValidationError."""
    locked = QualityPiece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError("Cette pièce a déjà été retirée.")
    if not reason.strip():
        raise ValidationError({"reason": "Indiquez le motif."})
    locked.withdrawn_at, locked.withdrawn_reason = now, reason.strip()[:300]
    locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record_act(
        actor=actor, verb="quality.withdraw_piece", target=locked, now=now, indicator=locked.indicator,
        sentence=f"A retiré « {locked.heading} » de l’indicateur {locked.indicator} : {locked.withdrawn_reason}",
    )  # fmt: skip
    return locked
