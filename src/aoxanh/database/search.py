"""Finding by the beginnings of words, without accents, quickly on both databases (stack T6)."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps
from django.db.models import Q


def starts_of_words(words: list[str], field: str) -> Q:
    """Return the condition that every word begins some word of `field` (a folded key with a leading space)."""
    condition = Q()
    for word in words:
        condition &= Q(**{f"{field}__contains": f" {word}"})
    return condition


def word_index(table: str, column: str) -> RunPython:
    """Return the migration operation that indexes word starts on PostgreSQL (SQLite scans its scope)."""

    def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "postgresql":
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", params=None)
            editor.execute(
                f"CREATE INDEX {table}_{column}_words ON {table} USING gin ({column} gin_trgm_ops)",
                params=None,
            )

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP INDEX IF EXISTS {table}_{column}_words", params=None)

    return RunPython(build, drop)
