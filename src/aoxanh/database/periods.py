"""Periods [starts_on, ends_on) that must not overlap: refused by the database itself, on both."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps

SQLITE = """CREATE TRIGGER {name}_{event} BEFORE {event} ON {table}
WHEN {new} EXISTS (SELECT 1 FROM {table} o WHERE {same} AND o.id IS NOT NEW.id
  AND o.starts_on < COALESCE(NEW.ends_on, '9999-12-31')
  AND COALESCE(o.ends_on, '9999-12-31') > NEW.starts_on)
BEGIN SELECT RAISE(ABORT, '{name}: periods overlap'); END"""

POSTGRES = """ALTER TABLE {table} ADD CONSTRAINT {name}
EXCLUDE USING gist ({same}, daterange(starts_on, ends_on) WITH &&){where}"""


def no_overlap(table: str, *columns: str, name: str, where: str = "") -> RunPython:
    """Return the migration operation that forbids two rows of equal `columns` to overlap in time.

    `where` narrows it to rows of which an SQL condition holds; it names columns as `{row}column`.
    """

    def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "sqlite":
            # The first column finds the rows; "+" keeps SQLite from taking a wider index for the others.
            first, *others = columns
            same = " AND ".join([f"o.{first} = NEW.{first}", *(f"+o.{c} = NEW.{c}" for c in others)])
            same += f" AND {where.format(row='o.')}" if where else ""
            new = f"{where.format(row='NEW.')} AND" if where else ""
            for event in ("INSERT", "UPDATE"):
                editor.execute(
                    SQLITE.format(name=name, table=table, event=event, same=same, new=new), params=None
                )
        else:
            editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist", params=None)
            same = ", ".join(f"{column} WITH =" for column in columns)
            only = f" WHERE ({where.format(row='')})" if where else ""
            editor.execute(POSTGRES.format(name=name, table=table, same=same, where=only), params=None)

    def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "sqlite":
            for event in ("INSERT", "UPDATE"):
                editor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}", params=None)
        else:
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}", params=None)

    return RunPython(forbid, allow)
