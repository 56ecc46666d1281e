"""Published titles read by one plain query, without the apps: a command that only reads them starts in no time."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from .document import from_json, sha256
from .schema import TitreVersion

_ROWS = """\
SELECT ref, revision, sha256, document FROM referentiel_publishedtitre ORDER BY code, version DESC, revision DESC"""


class DocumentAltered(RuntimeError):
    """A stored document no longer matches its digest: it was changed outside Jalon."""


@dataclass(frozen=True, slots=True)
class Row:
    """One published revision as the database holds it."""

    ref: str
    revision: int
    digest: str
    document: Any

    def typed(self) -> TitreVersion:
        """The title; raises DocumentAltered."""
        held = self.document
        return verified(from_json(json.loads(held) if isinstance(held, str | bytes) else held), self.digest)


def verified(titre: TitreVersion, digest: str) -> TitreVersion:
    """The same title, whose digest is the one that was stored; raises DocumentAltered."""
    if sha256(titre) != digest:
        raise DocumentAltered(
            f"Le référentiel {titre.ref} enregistré ne correspond plus à son empreinte {digest}."
        )
    return titre


def database_exists() -> bool:
    """False for an SQLite file not yet there: asking would create it, empty."""
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    return not database["ENGINE"].endswith("sqlite3") or "memory" in name or Path(name).exists()


def rows() -> tuple[Row, ...]:
    """Every revision of every version, newest first; raises `django.db.utils.Error` where nothing answers."""
    if not database_exists():
        return ()
    with warnings.catch_warnings(), connection.cursor() as cursor:
        # Django warns of queries made before its apps are loaded: not loading them is the point.
        warnings.simplefilter("ignore", RuntimeWarning)
        cursor.execute(_ROWS)
        return tuple(Row(*told) for told in cursor.fetchall())


def in_force() -> tuple[TitreVersion, ...]:
    """Every version of every title, its newest revision; raises DocumentAltered."""
    newest: dict[str, Row] = {}
    for row in rows():
        newest.setdefault(row.ref, row)
    return tuple(row.typed() for row in newest.values())
