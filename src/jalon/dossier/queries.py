"""Reads about handed-over pieces."""

from collections.abc import Iterable

from django.db.models import QuerySet

from jalon.dossier.models import Piece
from jalon.parcours.models import Parcours


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
