"""Who may bring files in: whoever enters members of the unit one by one."""

from __future__ import annotations

from typing import Any

from aoxanh.intake.models import Batch, BatchRow
from aoxanh.org.models import Unit


def may_take_in(user: Any, unit: Unit) -> Any:
    """Have a file looked through for a unit."""
    return user.holds("people.add", at=unit)


def may_decide(user: Any, batch: Batch) -> Any:
    """Take a batch in, back, or put it aside."""
    return user.holds("people.add", at=batch.unit)


def may_decide_row(user: Any, row: BatchRow) -> Any:
    """Put a row of a batch right."""
    return may_decide(user, row.batch)
