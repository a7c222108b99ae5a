"""A migrated database is made once a run and copied from then on: each worker and leg would else migrate for itself.

`tools/test.py` names the folder in AOXANH_TEST_PREPARED; without it every run migrates. On PostgreSQL the copy is a
template database of the same server.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.management import call_command
from django.db import connection

TEMPLATE = "aoxanh_prepared"


@contextlib.contextmanager
def migrated_once() -> Iterator[None]:
    """Have Django's test runner copy the prepared database instead of migrating, the first one prepare it."""
    folder = os.environ.get("AOXANH_TEST_PREPARED")
    if not folder:
        yield
        return

    def prepared(name: str, *arguments: Any, **options: Any) -> Any:
        if name != "migrate":
            return call_command(name, *arguments, **options)
        with (Path(folder) / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = Path(folder) / connection.vendor
            if not done.exists():
                call_command(name, *arguments, **options)
                keep(done)
                return None
        fetch(done)
        return None

    with mock.patch("django.core.management.call_command", prepared):
        yield


def keep(done: Path) -> None:
    """Keep the migrated database for the others."""
    if connection.vendor == "sqlite":
        target = sqlite3.connect(done.with_suffix(".part"))
        connection.ensure_connection()
        connection.connection.backup(target)
        target.close()
        done.with_suffix(".part").rename(done)
        return
    copy_database(connection.settings_dict["NAME"], TEMPLATE)
    done.touch()


def fetch(done: Path) -> None:
    """Fill the test's own database with the prepared one."""
    if connection.vendor == "sqlite":
        source = sqlite3.connect(done)
        connection.ensure_connection()
        source.backup(connection.connection)
        source.close()
        return
    copy_database(TEMPLATE, connection.settings_dict["NAME"])


def copy_database(source: str, target: str) -> None:
    """Make a database of PostgreSQL anew as a copy of another."""
    connection.close()
    quote = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(target)}")
        cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")
