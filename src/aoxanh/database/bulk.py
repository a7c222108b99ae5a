"""Writing many rows at once: executemany on SQLite, COPY on PostgreSQL, a few times faster than objects."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

CHUNK = 20_000


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of `columns` (attribute names, `unit_id`); inside the caller's transaction.

    Every column without a database default must be named, as defaults of fields are not applied; values are
    plain (dates, aware datetimes, text, numbers, bytes, None).
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    names = ", ".join(connection.ops.quote_name(fields[column].column or "") for column in columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["?"] * len(columns))
    adapt = [(n, _adapter(fields[column])) for n, column in enumerate(columns)]
    special = [(n, adapter) for n, adapter in adapt if adapter]
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _adapted(rows, special))  # noqa: S608 - our own names


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return `count` fresh primary keys of a model with an automatic one, for rows inserted in this transaction."""
    if count == 0:
        return []
    table = model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own name
        newest = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        used = cursor.fetchone()
        first = max(newest, used[0] if used else 0) + 1
        return list(range(first, first + count))


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: str = "id"
) -> None:
    """Update rows by key: each row holds the new values of `columns`, then the key."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    quote = connection.ops.quote_name
    pairs = ", ".join(f"{quote(fields[column].column or '')} = %s" for column in columns)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {pairs} WHERE {quote(fields[key].column or '')} = %s"  # noqa: S608, SLF001
    adapt = [(n, _adapter(fields[column])) for n, column in enumerate([*columns, key])]
    special = [(n, adapter) for n, adapter in adapt if adapter]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(_adapted(rows, special)))


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    if connection.vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        # Rows of one batch carry few instants: each is adapted once.
        adapt = functools.lru_cache(maxsize=256)(connection.ops.adapt_datetimefield_value)
        return lambda value: None if value is None else adapt(value)
    if isinstance(field, models.DateField):
        return lambda value: None if value is None else value.isoformat()
    if isinstance(field, models.UUIDField):
        return lambda value: None if value is None else value.hex
    return None


def _adapted(
    rows: Iterable[Sequence[Any]], special: list[tuple[int, Callable[[Any], Any]]]
) -> Iterable[Sequence[Any]]:
    for row in rows:
        values = list(row)
        for n, adapter in special:
            values[n] = adapter(values[n])
        yield values
