"""Tables whose rows are written once: the database itself refuses to change or delete them."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps

SQLITE = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

POSTGRES = """CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse();"""


def append_only(table: str) -> RunPython:
    """Return the migration operation that makes `table` append-only on SQLite and PostgreSQL."""

    def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "sqlite":
            for event in ("UPDATE", "DELETE"):
                editor.execute(SQLITE.format(table=table, event=event), params=None)
        else:
            editor.execute(POSTGRES.format(table=table), params=None)

    def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "sqlite":
            for event in ("UPDATE", "DELETE"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}", params=None)
        else:
            editor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse() CASCADE", params=None)

    return RunPython(forbid, allow)
