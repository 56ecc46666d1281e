"""Reads about training: programmes, entry, companies, evaluations and their papers."""

from jalon.formation.queries.programmes import (
    changes_of,
    issued_programme,
    items_of,
    matrix_of,
    programme_ref,
)

__all__ = [
    "changes_of",
    "issued_programme",
    "items_of",
    "matrix_of",
    "programme_ref",
]
