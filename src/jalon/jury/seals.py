"""The database's own guard of a sealed procès-verbal: triggers that refuse what the models already refuse.

They stand against raw SQL, bulk writes and older code, on SQLite and PostgreSQL alike. They are lifted before
every migration and set again after it, because SQLite rebuilds a table by dropping it, triggers included.
`verify_session` tells what someone did who lifted them.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from jalon.jury.workflow import SEALED

PREFIX = "jalon_seal_"
MESSAGE = "Jalon : le procès-verbal est scellé, ce sur quoi il repose ne change plus."
_STATES = ", ".join(f"'{state}'" for state in sorted(SEALED))

# Table → the session that a row (NEW or OLD) belongs to.
_SESSION_OF = {
    "jury_grid": "(SELECT i.session_id FROM examen_inscription i WHERE i.id = {row}.inscription_id)",
    "jury_gridmark": (
        "(SELECT i.session_id FROM jury_grid g JOIN examen_inscription i ON i.id = g.inscription_id"
        " WHERE g.id = {row}.grid_id)"
    ),
    "jury_deliberation": "(SELECT i.session_id FROM examen_inscription i WHERE i.id = {row}.inscription_id)",
    "jury_ccpdecision": (
        "(SELECT i.session_id FROM jury_deliberation d JOIN examen_inscription i ON i.id = d.inscription_id"
        " WHERE d.id = {row}.deliberation_id)"
    ),
}
_TABLES = (*_SESSION_OF, "jury_pv", "jury_pvsignature")

# A procès-verbal under signature keeps its content for ever, and never goes back to a state that frees the rest.
_PV_CHANGED = (
    "OLD.status <> 'draft' AND (NEW.snapshot {differs} OLD.snapshot OR NEW.sha256 <> OLD.sha256"
    " OR NEW.session_id <> OLD.session_id OR NEW.version <> OLD.version)"
    " OR OLD.status IN ('signed', 'transmitted', 'validated') AND NEW.status IN ('draft', 'signing', 'withdrawn')"
    " OR OLD.status = 'validated' AND NEW.status <> 'validated'"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Set every guard whose tables exist; doing it twice is harmless."""
    lift(connection)
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}.get(connection.vendor)
    if statements is None or not set(_TABLES) | {"examen_inscription"} <= _existing(connection):
        return
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Remove every guard: before a migration, or to empty a whole database."""
    existing = _existing(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        elif connection.vendor == "postgresql":
            for table in _TABLES:
                if table in existing:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}{table} ON {table}")


def _existing(connection: BaseDatabaseWrapper) -> set[str]:
    return set(connection.introspection.table_names())


def _sealed(table: str, row: str) -> str:
    session = _SESSION_OF[table].format(row=row)
    return f"EXISTS (SELECT 1 FROM jury_pv p WHERE p.status IN ({_STATES}) AND p.session_id = {session})"  # noqa: S608 - our own constants


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
    for table in _SESSION_OF:
        for event, sides in rows.items():
            condition = " OR ".join(_sealed(table, side) for side in sides)
            yield (
                f"CREATE TRIGGER {PREFIX}{table}_{event.lower()} BEFORE {event} ON {table}"
                f" FOR EACH ROW WHEN {condition} {refuse}"
            )
    changed = _PV_CHANGED.format(differs="IS NOT")
    yield f"CREATE TRIGGER {PREFIX}pv_update BEFORE UPDATE ON jury_pv FOR EACH ROW WHEN {changed} {refuse}"
    yield (
        f"CREATE TRIGGER {PREFIX}pv_delete BEFORE DELETE ON jury_pv"
        f" FOR EACH ROW WHEN OLD.status <> 'draft' {refuse}"
    )
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {PREFIX}signature_{event.lower()} BEFORE {event} ON jury_pvsignature"
            f" FOR EACH ROW {refuse}"
        )


def _postgresql() -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';"
    for table in _SESSION_OF:
        body = ""
        for side, events in (("OLD", "'UPDATE', 'DELETE'"), ("NEW", "'INSERT', 'UPDATE'")):
            session = _SESSION_OF[table].format(row=side)
            # The shared lock waits for a signature under way, and makes it wait: neither misses the other.
            body += (
                f"IF TG_OP IN ({events}) THEN"
                f" PERFORM 1 FROM examen_examsession s WHERE s.id = {session} FOR SHARE;"
                f" IF {_sealed(table, side)} THEN {refuse} END IF; END IF; "
            )
        yield from _function(table, "INSERT OR UPDATE OR DELETE", body)
    pv = f"IF TG_OP = 'DELETE' THEN IF OLD.status <> 'draft' THEN {refuse} END IF;"
    pv += f" ELSIF {_PV_CHANGED.format(differs='IS DISTINCT FROM')} THEN {refuse} END IF; "
    yield from _function("jury_pv", "UPDATE OR DELETE", pv)
    yield from _function("jury_pvsignature", "UPDATE OR DELETE", f"{refuse} ")


def _function(table: str, events: str, body: str) -> Iterator[str]:
    name = f"{PREFIX}{table}"
    result = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $jalon$"
        f" BEGIN {body}{result} END $jalon$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
