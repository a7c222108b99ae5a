"""A read-only copy of the database for reports: `AOXANH_DATABASE_REPLICA_URL`. Nothing is authorised or written there.

    version = load(request, unit_id, day)      # the right is decided here, on the primary
    with reading_from_replica():
        told = report(version, period)         # the long reads, on the copy where there is one

Who asks for a right inside the block is stopped (`refuse_on_replica`): a copy lags, and an appointment that ended a
second ago would still be in force there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections

ALIAS = "replica"
#: The rooms whose tables reports read; every other table is read from the primary wherever one stands.
READ = {"org", "people", "membership", "statistics"}
_reading: ContextVar[bool] = ContextVar("reading_from_replica", default=False)


class AuthorisedOnReplicaError(RuntimeError):
    """A right was asked for while the copy is read: a fault of ours."""


@contextmanager
def reading_from_replica() -> Iterator[None]:
    """Read what reports read from the copy, where there is one; from the primary else."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def refuse_on_replica() -> None:
    """Stop whoever asks for a right inside `reading_from_replica`, with or without a copy: tests then find it anywhere."""
    if _reading.get():
        message = "Decide the right before the copy is read."
        raise AuthorisedOnReplicaError(message)


class Router:
    """Sends reads of reports to the copy, and nothing else."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Return the copy for the tables of reports inside the block."""
        del hints
        there = _reading.get() and ALIAS in connections.settings
        return ALIAS if there and model._meta.app_label in READ else None  # noqa: SLF001

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        """Return the primary: the copy is never written to."""
        del model, hints
        return None

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """Let rows of both be compared: they are of one database."""
        del one, other, hints
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Leave the tables of the copy to replication."""
        del app_label, hints
        return False if db == ALIAS else None
