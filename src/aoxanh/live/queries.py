"""Reading the outbox, in the order of its ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Min

from aoxanh.live.models import LiveEvent

BATCH = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as the streams carry it."""

    id: int
    topic: str
    kind: str
    payload: dict[str, object]


def _happenings(rows: Iterable[tuple[int, str, str, dict[str, object]]]) -> list[Happening]:
    return [Happening(*row) for row in rows]


def events_after(position: int, topics: Collection[str] | None = None) -> list[Happening]:
    """Return at most `BATCH` events after `position`, on these topics or on all."""
    found = LiveEvent.objects.filter(id__gt=position).order_by("id")
    if topics is not None:
        found = found.filter(topic__in=topics)
    return _happenings(found.values_list("id", "topic", "kind", "payload")[:BATCH])


def events_numbered(ids: Collection[int]) -> list[Happening]:
    """Return those of these events that exist by now."""
    found = LiveEvent.objects.filter(id__in=ids).order_by("id")
    return _happenings(found.values_list("id", "topic", "kind", "payload"))


def newest_id() -> int:
    """Return the highest id in the outbox, 0 when it is empty."""
    return LiveEvent.objects.aggregate(newest=Max("id"))["newest"] or 0


def oldest_id() -> int:
    """Return the lowest id still kept, 0 when the outbox is empty."""
    return LiveEvent.objects.aggregate(oldest=Min("id"))["oldest"] or 0


def ids_between(low: int, high: int) -> set[int]:
    """Return the ids that exist after `low` up to and including `high`."""
    return set(LiveEvent.objects.filter(id__gt=low, id__lte=high).values_list("id", flat=True))


def running_since() -> tuple[int, int]:
    """Return (oldest transaction still running, next transaction to begin); PostgreSQL only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint "
            "FROM pg_current_snapshot() AS s"
        )
        low, high = cursor.fetchone()
    return low, high
