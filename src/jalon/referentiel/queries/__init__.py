"""Reads of the référentiels published on this site."""

from jalon.referentiel.queries.titres import (
    DocumentAltered,
    Stored,
    TitreInconnu,
    admitted,
    compared,
    current_digest,
    explore_referentiel,
    get_titre,
    get_titre_by_digest,
    get_titres,
    kin_of,
    list_titres,
    neighbours_of,
    revisions,
    search_referentiel,
    stored_revisions,
)

__all__ = [
    "DocumentAltered",
    "Stored",
    "TitreInconnu",
    "admitted",
    "compared",
    "current_digest",
    "explore_referentiel",
    "get_titre",
    "get_titre_by_digest",
    "get_titres",
    "kin_of",
    "list_titres",
    "neighbours_of",
    "revisions",
    "search_referentiel",
    "stored_revisions",
]
