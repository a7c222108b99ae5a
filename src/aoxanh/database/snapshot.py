"""Reading much as it stood at one moment, while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def reading_snapshot() -> Iterator[None]:
    """Let everything read inside be of one moment; nothing may be written inside, and nobody waits for it.

    Inside a transaction that is open already it is that transaction's view: on PostgreSQL statement by statement.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own begin would take the one place of a writer
            try:
                yield
            finally:
                cursor.execute("COMMIT")
