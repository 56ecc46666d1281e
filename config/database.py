"""Turn one URL into Django's database settings: embedded SQLite, or PostgreSQL for a larger organisation."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # FULL: a signed decision must survive a power cut.
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA cache_size=-20000;"
)


class InvalidDatabaseURL(ValueError):
    """The URL given in JALON_DATABASE_URL names no database that Jalon can use."""


def database_settings(url: str) -> dict[str, Any]:
    """Return the `DATABASES["default"]` entry for `url`.

    Accepts `sqlite:///relative/path`, `sqlite:////absolute/path` and `postgresql://user:password@host:port/name`.
    IMMEDIATE transactions are not tuning: SQLite's default mode loses concurrent writes to « database is locked ».
    Raises InvalidDatabaseURL with a French message.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path[1:])
        if not name:
            raise InvalidDatabaseURL(
                f"JALON_DATABASE_URL : « {url} » ne nomme aucun fichier. Exemple : sqlite:///var/jalon.sqlite3"
            )
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(name)),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise InvalidDatabaseURL(
                "JALON_DATABASE_URL : le nom de la base manque. "
                "Exemple : postgresql://utilisateur:motdepasse@127.0.0.1:5432/jalon"
            )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise InvalidDatabaseURL(
        f"JALON_DATABASE_URL : « {parts.scheme or url} » n’est pas pris en charge. "
        "Utilisez sqlite:///… ou postgresql://…"
    )
