"""The chained audit log and the keys of commands already carried out."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import models
from django.utils import timezone

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, letters as they are."""
    return _canonical(value)


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class AuditEntry(models.Model):
    """One act: who, by which duty, at which unit, on what, when, from where, what changed.

    `facts` holds codes, ids and unit names only; what changed of a person is in `sealed`, under that
    person's own key, so that erasing the person leaves the chain whole (proof L30).
    Each row's hash covers the row and the hash before it; rows cannot be changed or deleted.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    duty = models.CharField(max_length=40, blank=True)
    duty_unit_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12)
    address = models.CharField(max_length=45, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    unit_id = models.BigIntegerField(null=True)
    subject = models.UUIDField(null=True)
    facts = models.TextField()
    sealed = models.BinaryField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["target_kind", "target_id", "-seq"], name="audit_by_target"),
            models.Index(fields=["unit_id", "-seq"], name="audit_by_unit"),
            models.Index(fields=["subject", "-seq"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "-seq"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    @property
    def details(self) -> dict[str, Any]:
        """Return the facts as a dictionary."""
        loaded: dict[str, Any] = json.loads(self.facts)
        return loaded

    def digest(self) -> str:
        """Return the hash this row must carry: SHA-256 over the previous hash and every column."""
        row = [
            self.seq, self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.action, self.actor_id, self.duty, self.duty_unit_id, self.source, self.address,
            self.reference, self.target_kind, self.target_id, self.unit_id,
            str(self.subject or ""), self.facts, bytes(self.sealed).hex() if self.sealed is not None else None,
        ]  # fmt: skip
        return hashlib.sha256((self.previous + canonical(row)).encode()).hexdigest()


class ChainHead(models.Model):
    """The last link; locking this one row puts writers of the chain in a line."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    at = models.DateTimeField(null=True)


class CommandKey(models.Model):
    """A command already carried out: sent again, it has no second effect and gets the same answer (proof R4).

    Kept 30 days, because phones stay offline for weeks. The answer is sealed: it may show a person.
    """

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    claim = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="command_key_once")]
