"""What is done to dossiers: opened, deposited, remarked, judged, handed over, rehearsed."""

from .pieces import hand_over_piece, withdraw_piece

__all__ = ["hand_over_piece", "withdraw_piece"]
