"""Say that something happened, and forget what is old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from aoxanh.live import wake
from aoxanh.live.models import LiveEvent


def publish(topic: str, kind: str, payload: Mapping[str, object] | None = None) -> LiveEvent:
    """Write an event into the outbox, in the caller's transaction; the streams hear it after commit.

    `payload` holds ids and codes only: it reaches every listener of the topic as it is.
    """
    event = LiveEvent.objects.create(topic=topic, kind=kind, payload=dict(payload or {}))
    wake.after_commit()
    return event


def publish_many(topics: Iterable[str], kind: str, payload: Mapping[str, object] | None = None) -> None:
    """Write one event into the outbox for each topic, by one statement, in the caller's transaction."""
    LiveEvent.objects.bulk_create(
        [LiveEvent(topic=topic, kind=kind, payload=dict(payload or {})) for topic in sorted(set(topics))],
        batch_size=500,
    )
    wake.after_commit()


def forget_events(*, before: datetime) -> int:
    """Delete events older than `before`; a page that missed them is told to read everything again."""
    return LiveEvent.objects.filter(created_at__lt=before).delete()[0]
