"""Which pieces are due, what a version is worth against its budget, what changed between two."""

from .pieces import (
    DP_NAME,
    PieceDue,
    piece_kind_of,
    pieces_due,
    productions_of,
    reasons_against_hand_over,
)

__all__ = [
    "DP_NAME",
    "PieceDue",
    "piece_kind_of",
    "pieces_due",
    "productions_of",
    "reasons_against_hand_over",
]
