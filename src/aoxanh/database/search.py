"""Finding by the beginnings of words, without accents, quickly on both databases (stack T6).

PostgreSQL answers from a trigram index on the folded key. SQLite has no such index, so a migration gives the
table a word index of its own (FTS5, kept in step by triggers) and `starts_of_words` asks it where that is the
quicker way: a word that nearly everybody's name has is found sooner by reading the names themselves.
"""

from __future__ import annotations

import contextlib
import string
from collections.abc import Iterator

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.db.models.expressions import RawSQL

#: From this many finds on, sorting what the word index found takes longer than reading on in order.
MANY = 20_000

FORGET = "INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});"
LEARN = "INSERT INTO {index}(rowid, {column}) VALUES (NEW.id, NEW.{column});"
#: Only a space parts the words of a key, so every other sign belongs to its word; quoted twice, as SQL has it.
SIGNS = string.punctuation.replace("'", "''''").replace('"', '""')
SQLITE = (
    """CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='id',
    tokenize="ascii tokenchars '{signs}'", prefix='1 2 3 4 5 6', detail=none, columnsize=0)""",
    "INSERT INTO {index}({index}) VALUES ('rebuild')",
    f"CREATE TRIGGER {{index}}_insert AFTER INSERT ON {{table}} BEGIN {LEARN} END",
    f"CREATE TRIGGER {{index}}_delete AFTER DELETE ON {{table}} BEGIN {FORGET} END",
    f"""CREATE TRIGGER {{index}}_update AFTER UPDATE OF id, {{column}} ON {{table}}
    WHEN OLD.id IS NOT NEW.id OR OLD.{{column}} IS NOT NEW.{{column}} BEGIN {FORGET} {LEARN} END""",
)


def starts_of_words(words: list[str], field: str, index: str = "") -> Q:
    """Return the condition that every word begins some word of `field` (a folded key with a leading space).

    `index` names the table's word index on SQLite (see `name_of_index`); without one the field itself is read.
    """
    plain = all(word.isascii() and word.isprintable() for word in words)  # else it stands in no key
    if index and words and plain and connection.vendor == "sqlite":
        match = " ".join('"{}"*'.format(word.replace('"', '""')) for word in words)
        if not found_in_plenty(index, match):
            # The name of the index is the caller's own; what was typed goes in as a parameter.
            return Q(pk__in=RawSQL(f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [match]))  # noqa: S608, S611
    condition = Q()
    for word in words:
        condition &= Q(**{f"{field}__contains": f" {word}"})
    return condition


def found_in_plenty(index: str, match: str) -> bool:
    """Whether the word index finds more rows than are worth sorting; looks no further than that many."""
    with connection.cursor() as cursor:
        bounded = f"SELECT 1 FROM {index} WHERE {index} MATCH %s LIMIT 1 OFFSET {MANY}"  # noqa: S608
        return cursor.execute(bounded, [match]).fetchone() is not None


@contextlib.contextmanager
def learnt_at_once(table: str, column: str) -> Iterator[None]:
    """Let a table's word index on SQLite learn the rows inserted meanwhile at once, and not row by row: thirty times
    quicker. Inside a transaction, and only rows with keys higher than any before may be inserted.
    """
    index = name_of_index(table, column)
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [f"{index}_insert"]
        )
        trigger = cursor.fetchone()
        if trigger is None or not connection.in_atomic_block:
            yield
            return
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608 - our own name
        last = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER {index}_insert")
        try:
            yield
        finally:
            cursor.execute(
                f"INSERT INTO {index}(rowid, {column}) SELECT id, {column} FROM {table} WHERE id > %s",  # noqa: S608 - our own names
                [last],
            )
            cursor.execute(trigger[0])


def name_of_index(table: str, column: str) -> str:
    """Return what the word index of a table's column is called."""
    return f"{table}_{column}_words"


def word_index(table: str, column: str) -> RunPython:
    """Return the migration operation that indexes word starts on PostgreSQL (SQLite: `sqlite_word_index`)."""
    index = name_of_index(table, column)

    def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "postgresql":
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", params=None)
            editor.execute(f"CREATE INDEX {index} ON {table} USING gin ({column} gin_trgm_ops)", params=None)

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP INDEX IF EXISTS {index}", params=None)

    return RunPython(build, drop)


def sqlite_word_index(table: str, column: str) -> RunPython:
    """Return the migration operation that gives a large table a word index on SQLite; nothing on PostgreSQL.

    A later migration that lets Django remake the table (SQLite alters columns so) drops the triggers with it:
    it must list this operation again after its own.
    """
    index = name_of_index(table, column)

    def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        drop(apps, editor)
        if editor.connection.vendor == "sqlite":
            for statement in SQLITE:
                editor.execute(
                    statement.format(index=index, table=table, column=column, signs=SIGNS), params=None
                )

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        if editor.connection.vendor == "sqlite":
            for event in ("insert", "delete", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {index}_{event}", params=None)
            editor.execute(f"DROP TABLE IF EXISTS {index}", params=None)

    return RunPython(build, drop)
