"""What is done to pieces: handed over, withdrawn."""

import uuid
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import Received
from jalon.dossier.enums import PieceKind
from jalon.dossier.models import Piece
from jalon.parcours.models import Parcours


def hand_over_piece(
    *,
    actor: Actor,
    parcours: Parcours,
    kind: str,
    now: datetime,
    file: Received | None = None,
    name: str = "",
) -> Piece:
    """Receive a piece, sealed by its SHA-256; without `file`, a paper handed over in person (A6.4).

    `file` comes from `common.uploads.read_upload`, which checked its size and nature; it is kept under a random
    name. A newer version adds a row; the same content, or the same paper, handed over twice is kept once.
    """
    piece = Piece(
        parcours=parcours, kind=PieceKind(kind), name=name, handed_over_at=now, received_by=actor.label
    )
    if file is not None:
        digest = sha256(file.content).hexdigest()
        same = Piece.objects.filter(parcours=parcours, kind=kind, sha256=digest, withdrawn_at=None)
        if known := same.first():
            return known
        piece.name, piece.size, piece.sha256 = name or file.name, len(file.content), digest
        piece.file.save(f"{uuid.uuid4().hex}.{file.kind.extension}", ContentFile(file.content), save=False)
    else:
        papers = Piece.objects.filter(parcours=parcours, kind=kind, name=name, file="", withdrawn_at=None)
        if known := papers.first():
            return known
    piece.save()
    record_act(
        actor=actor,
        verb="dossier.hand_over",
        target=piece,
        sentence=f"A reçu de {parcours.person} : {piece.get_kind_display()}.",
        now=now,
        sha256=piece.sha256,
    )
    return piece


def withdraw_piece(*, actor: Actor, piece: Piece, now: datetime) -> Piece:
    """Set a piece aside, handed over by mistake; it stays in the records. Twice changes nothing."""
    locked = Piece.objects.select_for_update().get(pk=piece.pk)
    if locked.withdrawn_at is None:
        locked.withdrawn_at = now
        locked.save(update_fields=["withdrawn_at"])
        record_act(
            actor=actor,
            verb="dossier.withdraw",
            target=locked,
            sentence=f"A écarté une pièce de {locked.parcours.person} : {locked.get_kind_display()}.",
            now=now,
        )
    return locked
