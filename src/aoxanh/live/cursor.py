"""Following the outbox without missing an event that commits late.

On PostgreSQL ids are given when a row is written and seen when its transaction commits, so event 7 may be
seen before event 6. The follower therefore remembers every id it has skipped (a gap) and looks for it again
until it either appears or can no longer appear: once every transaction that ran when the gap had been known
for a moment has ended, the id belongs to a transaction that was undone.

`safe` is the highest id below which nothing can appear any more; it is what a stream hands to the browser as
the place to go on from, so that going on never loses an event (it may repeat one).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from aoxanh.live.queries import (
    BATCH,
    Happening,
    events_after,
    events_numbered,
    ids_between,
    newest_id,
    oldest_id,
    running_since,
)

#: How far below the newest id a new follower looks for ids that were skipped before it began.
LOOK_BACK = 1000
#: Seconds a gap is known before the transactions that might fill it are counted: longer than the instant
#: between a row's number being drawn and its transaction getting a number of its own.
SETTLE = 0.25


@dataclass(slots=True)
class Gap:
    """An id not seen yet; `until` is the transaction number before which all must have ended."""

    since: float
    until: int | None = None


class Follower:
    """Reads the outbox forward. Blocking: call it from one thread at a time."""

    def __init__(self) -> None:
        """Begin nowhere; `begin` sets the place."""
        self.newest = 0
        self.gaps: dict[int, Gap] = {}

    @property
    def safe(self) -> int:
        """The highest id below which nothing can appear any more."""
        return min(self.gaps) - 1 if self.gaps else self.newest

    def begin(self) -> None:
        """Start at the newest event, minding ids that earlier transactions may still fill."""
        self.newest = newest_id()
        low = max(0, self.newest - LOOK_BACK, oldest_id() - 1)
        self.gaps = {}
        self._note_gaps(low, ids_between(low, self.newest))

    def read(self) -> list[Happening]:
        """Return the events seen for the first time, in the order of their ids."""
        found: list[Happening] = []
        while True:
            batch = events_after(self.newest)
            if batch:
                low, self.newest = self.newest, batch[-1].id
                self._note_gaps(low, {event.id for event in batch})
                found += batch
            if len(batch) < BATCH:
                break
        return sorted([*self._late(), *found], key=lambda event: event.id)

    def _note_gaps(self, low: int, seen: set[int]) -> None:
        if connection.vendor != "postgresql":
            return  # SQLite writes one transaction after the other: ids are committed in their order
        # A hole wider than LOOK_BACK is a sequence that was moved, not a crowd of running transactions.
        missing = [i for i in range(max(low, self.newest - LOOK_BACK) + 1, self.newest) if i not in seen]
        now = time.monotonic()
        self.gaps.update({i: Gap(now) for i in missing})

    def _late(self) -> list[Happening]:
        if not self.gaps:
            return []
        # The snapshot is taken before looking, so that what ended in between is looked for once more.
        oldest, following = running_since()
        late = events_numbered(sorted(self.gaps)[:LOOK_BACK])
        for event in late:
            del self.gaps[event.id]
        now = time.monotonic()
        for number, gap in list(self.gaps.items()):
            if gap.until is not None and oldest >= gap.until:
                del self.gaps[number]
            elif gap.until is None and now - gap.since >= SETTLE:
                gap.until = following
        return late
