"""A report that was issued: what it said, on which day's knowledge; it never changes."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from aoxanh.org.models import Unit


class IssuedReport(models.Model):
    """A period report as it was issued: `figures` as canonical JSON, chained to the log by `log_head` and `hash`.

    `number` counts a unit's reports of a year without gaps; `known_until` is the instant whose knowledge it tells.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    first = models.DateField()
    last = models.DateField()
    known_until = models.DateTimeField()
    figures = models.TextField()
    log_head = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    issued_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="report_number_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="report_period"),
        ]
        indexes = [models.Index(fields=["unit", "-known_until"], name="report_by_unit")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def said(self) -> dict[str, Any]:
        """Return the figures."""
        loaded: dict[str, Any] = json.loads(self.figures)
        return loaded
