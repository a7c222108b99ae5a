"""The outbox: what happened, kept long enough for a page that lost its line to hear it again."""

from __future__ import annotations

from django.db import models


class LiveEvent(models.Model):
    """One thing that happened on a topic. The payload carries ids and codes, never personal data."""

    topic = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "id"], name="live_topic_then_id")]
