"""Reads about dossiers, their versions, their deadlines and what was handed over."""

from .dossiers import (
    READ,
    DossierRow,
    check_key,
    is_being_checked,
    last_versions,
    light_versions,
    orals_of,
    production_of,
    remarks_of,
    rows_of,
    search_dossiers,
    tally_of,
    unread_by,
)
from .pieces import DamagedPiece, kinds_in_hand, pieces_for_jury, pieces_of, sealed_content

__all__ = [
    "READ",
    "DamagedPiece",
    "DossierRow",
    "check_key",
    "is_being_checked",
    "kinds_in_hand",
    "last_versions",
    "light_versions",
    "orals_of",
    "pieces_for_jury",
    "pieces_of",
    "production_of",
    "remarks_of",
    "rows_of",
    "sealed_content",
    "search_dossiers",
    "tally_of",
    "unread_by",
]
