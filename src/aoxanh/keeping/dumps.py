"""Copying a database that is being written to, and putting a copy in place: SQLite's own backup, pg_dump, pg_restore.

A copy comes with what it holds, counted in the very state that is copied: rows by table, the head of the log,
the migrations carried out.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction

from aoxanh.database.direct import direct_parameters

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Copy:
    """A copy being made: what it holds, and its bytes, to be read to the end."""

    facts: dict[str, Any]
    stream: IO[bytes]


def facts(cursor: Any) -> dict[str, Any]:
    """Return what a database holds: rows by table, the head of the log, the migrations."""

    def ask(sql: str) -> list[Any]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})  # noqa: SLF001
    head = ask("SELECT seq, hash FROM audit_chainhead WHERE id = 1")
    return {
        "rows": {table: ask(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in tables},  # noqa: S608 - our own names
        "log": {"links": head[0][0], "head": head[0][1]} if head else {"links": 0, "head": ""},
        "migrations": sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations")),
    }


@contextlib.contextmanager
def copying(folder: Path) -> Iterator[Copy]:
    """Copy the database as it stands now; writers go on. `folder` is room for a copy on the way."""
    with (copy_of_sqlite if connection.vendor == "sqlite" else dump_of_postgresql)(folder) as copy:
        yield copy


@contextlib.contextmanager
def copy_of_sqlite(folder: Path) -> Iterator[Copy]:
    """Copy by SQLite's online backup, in one reading transaction: who writes does not wait."""
    path = folder / "copy.sqlite3"
    source = sqlite3.connect(
        f"{Path(connection.settings_dict['NAME']).absolute().as_uri()}?mode=ro", uri=True
    )
    target = sqlite3.connect(path)
    try:
        source.backup(target)
        known = facts(target.cursor())
    finally:
        source.close()
        target.close()
    try:
        with path.open("rb") as stream:
            yield Copy(known, stream)
    finally:
        path.unlink()


@contextlib.contextmanager
def dump_of_postgresql(folder: Path) -> Iterator[Copy]:
    """Dump the snapshot of one reading transaction, in which everything is counted too."""
    del folder
    program = tool("pg_dump")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        where, environment = address()
        command = [program, "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        command += [f"--snapshot={snapshot}", f"--dbname={where}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as dump:
            stream = dump.stdout
            if stream is None:
                raise AssertionError
            yield Copy(facts(cursor), stream)
            if dump.wait():
                message = f"pg_dump ended with {dump.returncode}."
                raise ImproperlyConfigured(message)


def is_empty() -> bool:
    """Whether the configured database holds no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def put_in_place(path: Path, *, overwrite: bool) -> None:
    """Make a staged copy the configured database."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        with path.open("rb") as staged:
            os.fsync(staged.fileno())
        connections.close_all()
        for beside in ("-wal", "-shm"):
            name.with_name(name.name + beside).unlink(missing_ok=True)
        path.replace(name)
        return
    program = tool("pg_restore")
    if overwrite:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    where, environment = address()
    connections.close_all()
    command = [program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    subprocess.run([*command, f"--dbname={where}", path], env=environment, check=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def address() -> tuple[str, dict[str, str]]:
    """Return the server's address for its own programs, and their environment: passwords are in no command line."""
    psycopg, parameters = importlib.import_module("psycopg"), direct_parameters()
    password = parameters.pop("password", "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    return psycopg.conninfo.make_conninfo(**parameters), environment


def tool(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, new enough for the server, or say how to get it."""
    server = connection.pg_version // 10000  # type: ignore[attr-defined]
    folders = [settings.AOXANH_POSTGRES_TOOLS] if settings.AOXANH_POSTGRES_TOOLS else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [shutil.which(name), *(shutil.which(name, path=str(folder)) for folder in folders)]
    for program in filter(None, found):
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        if int((re.search(r" (\d+)", told) or [0, 0])[1]) >= server:
            return program
    message = (
        f"{name} of PostgreSQL {server} or newer was not found. Install postgresql-client-{server}, or name the "
        "folder of the server's programs in AOXANH_POSTGRES_TOOLS."
    )
    raise ImproperlyConfigured(message)
