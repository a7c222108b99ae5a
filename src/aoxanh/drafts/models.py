"""Unfinished forms."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models
from django.utils import timezone

from aoxanh.vault.sealing import house_seal

MOST_DRAFTS = 40
LONGEST = 64 * 1024


class Draft(models.Model):
    """What one person typed into one form and has not sent; sealed, for it may speak of people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=200)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]

    @classmethod
    def keep(cls, user_id: int, key: str, values: dict[str, list[str]]) -> None:
        """Keep what was typed; the oldest of too many drafts goes."""
        sealed = house_seal("drafts").close(json.dumps(values), f"{user_id}:{key}")
        cls.objects.update_or_create(
            user_id=user_id, key=key, defaults={"sealed": sealed, "saved_at": timezone.now()}
        )
        newest = (
            cls.objects.filter(user_id=user_id)
            .order_by("-saved_at")
            .values_list("pk", flat=True)[:MOST_DRAFTS]
        )
        cls.objects.filter(user_id=user_id).exclude(pk__in=list(newest)).delete()

    def values(self) -> dict[str, list[str]]:
        """Return what was typed, field by field."""
        kept: dict[str, list[str]] = json.loads(
            house_seal("drafts").open(bytes(self.sealed), f"{self.user_id}:{self.key}")
        )
        return kept
