"""A batch: one file taken in as one, its rows as they were judged; what they say of people is sealed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.database.fields import KeyField
from aoxanh.intake.sealed import opened
from aoxanh.org.models import Unit
from aoxanh.people.models import Person
from aoxanh.vault.sealing import house_seal

OUTCOMES = [
    ("accepted", _("New")),
    ("changed", _("Changed")),
    ("unchanged", _("Unchanged")),
    ("duplicate", _("Duplicate")),
    ("refused", _("Refused")),
]


class Batch(models.Model):
    """A file for a unit: judged first, taken in by one decision, undone as one.

    `mapping`: what headings were said to mean; `columns`: [sheet, heading, field or ""] as they were read; `orders`: by
    field of dates, which of day and month comes first and whether that is proved or was said.
    """

    STATES = [
        ("judged", _("Looked through")), ("taken", _("Taken in")), ("undone", _("Taken back")), ("dropped", _("Dropped")),
    ]  # fmt: skip
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    sha256 = KeyField(max_length=64)
    state = models.CharField(max_length=8, choices=STATES, default="judged")
    since = models.DateField()
    counts = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    orders = models.JSONField(default=dict)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="batch_by_unit")]


class Heading(models.Model):
    """What a heading means in a unit's files, as somebody said once; `field` is empty for a column that is left out."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    heading = models.CharField(max_length=160)
    field = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "heading"], name="heading_once")]


class BatchRow(models.Model):
    """One row of a file: where it stood, what became of it and why; `sealed` holds what it says of a person.

    `mark` is the keyed hash of what the row says and how it was read; `revision` the one of the person's record that is
    known to say the same. While neither moves, the row of the next file need not be compared again. `signs` are keyed hashes
    by which another row may be its twin (`judging.signs`).
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=OUTCOMES)
    rule = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=30, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField()
    mark = models.BinaryField(null=True)
    signs = models.BinaryField(null=True)
    revision = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="batch_row_by_outcome")]

    @property
    def said(self) -> dict[str, Any]:
        """Return what the row says: `cells` as they stood, `more` of columns nobody knows, `changes` by cleaning, `message`, `differences`."""
        return opened(house_seal("intake"), self.sealed)
