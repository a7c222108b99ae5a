"""Reads of intake: the branches a file may name, the batches of a unit."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from aoxanh.intake.models import Batch
from aoxanh.org.kinds import KINDS
from aoxanh.org.models import UnitVersion, UnitVersionQuerySet

HOLDING = [code for code, kind in KINDS.items() if kind.has_members]


def branches_below(unit: UnitVersion, day: dt.date) -> UnitVersionQuerySet:
    """Return the units that may hold members at and below a unit as it stood on a day, in order."""
    return UnitVersion.objects.as_of(day).below(unit.path).filter(kind__in=HOLDING).order_by("sort_key")


def batches_of(unit_id: int) -> QuerySet[Batch]:
    """Return the files of a unit, the newest first."""
    return Batch.objects.filter(unit_id=unit_id).order_by("-at")
