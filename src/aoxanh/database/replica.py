"""A read-only copy of the database for reports: `AOXANH_DATABASE_REPLICA_URL`. Nothing is authorised or written there.

    version = load(request, unit_id, day)      # the right is decided here, on the primary
    with reading_from_replica():
        told = report(version, period)         # the long reads, on the copy where there is one

Who asks for a right inside the block is stopped (`refuse_on_replica`): a copy lags, and an appointment that ended a
second ago would still be in force there. A copy that cannot be reached is left alone for a while, and the primary read.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from django.db import OperationalError, connections

log = logging.getLogger(__name__)

ALIAS = "replica"
#: The rooms whose tables reports read; every other table is read from the primary wherever one stands.
READ = {"org", "people", "membership", "statistics"}
#: Seconds for which a copy that could not be reached is not asked again.
LEFT_ALONE = 30
_reading: ContextVar[Literal["", "copy", "primary"]] = ContextVar("reading_from_replica", default="")
_away_until = 0.0


class AuthorisedOnReplicaError(RuntimeError):
    """A right was asked for while the copy is read: a fault of ours."""


@contextmanager
def reading_from_replica() -> Iterator[None]:
    """Read what reports read from the copy, where there is one that answers; from the primary else."""
    token = _reading.set("copy" if reachable() else "primary")
    try:
        yield
    finally:
        _reading.reset(token)


def reachable() -> bool:
    """Whether there is a copy and it takes a connection; after a failure it is not tried for a while."""
    global _away_until  # noqa: PLW0603 - of this process
    if ALIAS not in connections.settings or time.monotonic() < _away_until:
        return False
    copy = connections[ALIAS]
    try:
        copy.close_if_unusable_or_obsolete()
        copy.close_if_health_check_failed()
        copy.ensure_connection()
    except OperationalError:
        _away_until = time.monotonic() + LEFT_ALONE
        log.warning("The copy for reports cannot be reached; the primary is read for %s seconds.", LEFT_ALONE)
        return False
    return True


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
        return ALIAS if _reading.get() == "copy" and model._meta.app_label in READ else None  # noqa: SLF001

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
