"""Reads of who is in office."""

from __future__ import annotations

import datetime as dt

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment


def officers_of(unit_id: int, day: dt.date) -> list[Appointment]:
    """Return who holds which duty at a unit on `day`, by rank: one query."""
    found = Appointment.objects.in_force(day).filter(unit_id=unit_id).select_related("user", "delegated_from")
    return sorted(found, key=lambda a: (DUTIES[a.duty].order, a.starts_on))
