"""Reads about what was handed over."""

from collections.abc import Collection, Iterable
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q, QuerySet

from jalon.dossier.enums import PieceKind
from jalon.dossier.models import DossierVersion, Piece
from jalon.dossier.rules.pieces import FINAL_INTERVIEW
from jalon.parcours.models import Parcours


class DamagedPiece(Exception):
    """A file that is no longer the one that was handed over: it must not be read by anyone as if it were."""


def pieces_of(parcours: Parcours) -> QuerySet[Piece]:
    """Pieces in hand, latest of each kind first; withdrawn ones are left out."""
    return Piece.objects.filter(parcours=parcours, withdrawn_at=None)


def kinds_in_hand(parcours: Iterable[int]) -> dict[int, frozenset[str]]:
    """For each path id, the kinds of pieces in hand: one query."""
    found: dict[int, set[str]] = {}
    rows = Piece.objects.filter(parcours__in=list(parcours), withdrawn_at=None)
    for pk, kind in rows.order_by().values_list("parcours_id", "kind").distinct():
        found.setdefault(pk, set()).add(kind)
    return {pk: frozenset(kinds) for pk, kinds in found.items()}


def pieces_for_jury(
    parcours: Parcours, *, scopes: Collection[str], kinds: Collection[str] = PieceKind.values
) -> QuerySet[Piece]:
    """Pieces in force that a jury holds for what the candidate sits (A6.1, A6.5, A6.6).

    What was written for another scope is left out, save for the DP, which is one, and for the final interview, where
    the jury has the whole file of the candidate.
    """
    pieces = pieces_of(parcours).filter(kind__in=kinds)
    if FINAL_INTERVIEW in scopes:
        return pieces
    written = DossierVersion.objects.filter(piece=OuterRef("pk"))
    asked = written.filter(dossier__scope__in=scopes)
    return pieces.filter(Q(kind=PieceKind.DP) | ~Exists(written) | Exists(asked))


def sealed_content(piece: Piece) -> bytes:
    """The bytes of a piece, exactly those that were sealed. Raises DamagedPiece."""
    try:
        with piece.file.open("rb") as stream:
            content: bytes = stream.read()
    except FileNotFoundError:
        raise DamagedPiece(f"Le fichier de « {piece} » est introuvable : prévenez le centre.") from None
    if piece.sha256 and sha256(content).hexdigest() != piece.sha256:
        raise DamagedPiece(
            f"Le fichier de « {piece} » n’est plus celui qui a été remis : prévenez le centre, qui garde l’empreinte."
        )
    return content
