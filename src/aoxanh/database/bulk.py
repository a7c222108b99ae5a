"""Writing and finding many rows at once: executemany on SQLite, COPY and arrays on PostgreSQL, a few times faster than objects."""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

from aoxanh.database.row_thread import beside, current
from aoxanh.database.search import learnt_at_once

#: What SQLite holds in memory while many rows are written: pages of its own (so many KiB), none of the file's besides.
ROOM = {"cache_size": -96_000, "mmap_size": 0}
#: While a long list is only read: the file's pages come and go, and are not this process's to keep.
LEAN = {"mmap_size": 0}
#: Objects made before Python looks for cycles while many rows go by; rows are no cycles.
PATIENT = (100_000, 20, 50)
_patience = threading.Lock()
_impatient: list[tuple[int, int, int]] = []


@contextlib.contextmanager
def many_rows() -> Iterator[None]:
    """Make room for work on many rows: indexes of a large table stay in memory, and cycles are looked for less often."""
    with _patience:
        _impatient.append(gc.get_threshold())
        gc.set_threshold(*PATIENT)
    try:
        with held(ROOM), beside():
            yield
    finally:
        with _patience:
            before = _impatient.pop()
            if not _impatient:
                gc.set_threshold(*before)


@contextlib.contextmanager
def held(asked: dict[str, int]) -> Iterator[None]:
    """Have SQLite hold so much in memory for a while; nothing is changed on PostgreSQL."""
    usual = _settings(asked)
    try:
        yield
    finally:
        _settings(usual)


def _settings(asked: dict[str, int]) -> dict[str, int]:
    """Set what SQLite holds in memory; return what it was, nothing on PostgreSQL."""
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked}
        for name, value in asked.items():
            cursor.execute(f"PRAGMA {name} = {value}")
    return usual


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, words: str = ""
) -> None:
    """Insert rows of values, in the order of `columns` (attribute names, `unit_id`); inside the caller's transaction.

    Every column without a database default must be named, as defaults of fields are not applied; values are
    plain (dates, aware datetimes, text, numbers, bytes, None). `words` names the column of a word index, which
    learns all rows at once. Inside `many_rows` they are written beside on SQLite, and an error of theirs is raised by
    whatever is asked next.
    """
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    names = ", ".join(_columns(model, columns))
    if connection.vendor == "postgresql":
        copying = f"COPY {table} ({names}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copying) as copy:
            for row in rows:
                copy.write_row(row)
        return
    later = learnt_at_once(model._meta.db_table, words) if words else contextlib.nullcontext()  # noqa: SLF001
    with later, connection.cursor() as cursor:
        raw, into = cursor.connection.cursor(), f"INSERT INTO {table} ({names})"
        plain = _adapted(rows, _special(model, columns))
        if thread := current():
            thread.insert(raw, into, len(columns), plain)
        else:
            with connection.wrap_database_errors:
                raw.executemany(f"{into} VALUES ({', '.join(['?'] * len(columns))})", plain)


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
    """Update rows by key: each row holds the new values of `columns`, then the key; inside `many_rows` beside, as inserts are."""
    quote, names = connection.ops.quote_name, _columns(model, [*columns, key])
    table = quote(model._meta.db_table)  # noqa: SLF001
    if connection.vendor == "postgresql":
        values = list(zip(*rows, strict=True))
        if values:
            pairs = ", ".join(f"{name} = new.{name}" for name in names[:-1])
            arrays = ", ".join(f"%s::{kind}[]" for kind in _types(model, [*columns, key]))
            sql = f"UPDATE {table} AS old SET {pairs} FROM unnest({arrays}) AS new({', '.join(names)}) WHERE old.{names[-1]} = new.{names[-1]}"  # noqa: S608 - our own names
            with connection.cursor() as cursor:
                cursor.execute(sql, [list(column) for column in values])
        return
    pairs = ", ".join(f"{name} = ?" for name in names[:-1])
    sql = f"UPDATE {table} SET {pairs} WHERE {names[-1]} = ?"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        raw, new = cursor.connection.cursor(), list(_adapted(rows, _special(model, [*columns, key])))
        if thread := current():
            thread.update(raw, sql, new)
        else:
            with connection.wrap_database_errors:
                raw.executemany(sql, new)


def insert_copies(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, copied: Sequence[str]
) -> None:
    """Insert rows that take columns over from another row of the table: each holds its values, then that row's key."""
    quote, names = connection.ops.quote_name, _columns(model, columns)
    table, over = quote(model._meta.db_table), _columns(model, copied)  # noqa: SLF001
    into = f"INSERT INTO {table} ({', '.join([*names, *over])})"
    if connection.vendor == "postgresql":
        values = list(zip(*rows, strict=True))
        if values:
            arrays = ", ".join(f"%s::{kind}[]" for kind in [*_types(model, columns), "bigint"])
            shown, taken = (
                ", ".join(f"{row}.{name}" for name in some) for row, some in (("new", names), ("old", over))
            )
            sql = f"{into} SELECT {shown}, {taken} FROM unnest({arrays}) AS new({', '.join(names)}, source) JOIN {table} AS old ON old.id = new.source"  # noqa: S608 - our own names
            with connection.cursor() as cursor:
                cursor.execute(sql, [list(column) for column in values])
        return
    marks = ", ".join(["?"] * len(names))
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        raw.executemany(
            f"{into} SELECT {marks}, {', '.join(over)} FROM {table} WHERE id = ?",  # noqa: S608 - our own names
            _adapted(rows, _special(model, columns)),
        )


def find_rows(
    model: type[models.Model], by: Sequence[str], keys: Iterable[Sequence[str]], columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Return `columns` of the rows whose text columns `by` hold one of `keys`, in one query along their index."""
    asked = list(keys)
    if not asked:
        return []
    names, shown = _columns(model, by), ", ".join(f"found.{name}" for name in _columns(model, columns))
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in _types(model, by))
        places = ", ".join(f"k{n}" for n in range(len(by)))
        same = " AND ".join(f"found.{name} = asked.k{n}" for n, name in enumerate(names))
        sql = f"SELECT {shown} FROM unnest({arrays}) AS asked({places}) JOIN {table} AS found ON {same}"  # noqa: S608 - our own names
        parameters: list[Any] = [list(column) for column in zip(*asked, strict=True)]
    else:  # CROSS JOIN: the keys are walked, and the table asked for each
        same = " AND ".join(
            f"found.{name} = json_extract(asked.value, '$[{n}]')" for n, name in enumerate(names)
        )
        along = _index_of(model, by)
        sql = f"SELECT {shown} FROM json_each(%s) AS asked CROSS JOIN {table} AS found {along} ON {same}"  # noqa: S608 - our own names
        parameters = [json.dumps(asked)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _index_of(model: type[models.Model], by: Sequence[str]) -> str:
    """Return `INDEXED BY …` for the index that begins with these columns, for SQLite.

    Where most rows have no such value, its statistics (ANALYZE) say that all are alike, and it would read the table for each key.
    """
    names = [model._meta.get_field(name).name for name in by]  # noqa: SLF001
    whole = [index for index in model._meta.indexes if index.condition is None]  # noqa: SLF001
    found = next((index for index in whole if list(index.fields[: len(names)]) == names), None)
    return f"INDEXED BY {connection.ops.quote_name(found.name)}" if found else ""


def _columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return [connection.ops.quote_name(fields[name].column or "") for name in names]


def _types(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """Return the names of these columns' types, as a parameter is cast to them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return [str(fields[name].rel_db_type(connection)).split("(")[0] for name in names]


def _special(model: type[models.Model], names: Iterable[str]) -> list[tuple[int, Callable[[Any], Any]]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    adapt = [(n, _adapter(fields[name])) for n, name in enumerate(names)]
    return [(n, adapter) for n, adapter in adapt if adapter]


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    if connection.vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        # Rows of one batch carry few instants: each is adapted once.
        adapt = functools.lru_cache(maxsize=256)(connection.ops.adapt_datetimefield_value)
        return lambda value: None if value is None else adapt(value)
    if isinstance(field, models.DateField):
        return lambda value: value and value.isoformat()
    if isinstance(field, models.UUIDField):
        return lambda value: None if value is None else value.hex
    return None


def _adapted(
    rows: Iterable[Sequence[Any]], special: list[tuple[int, Callable[[Any], Any]]]
) -> Iterable[Sequence[Any]]:
    if not special:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for n, adapter in special:
            values[n] = adapter(values[n])
        yield values
