"""What becomes of duties when a unit ends: they end with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from aoxanh.accounts.models import Appointment
from aoxanh.org.carrying import Carriage
from aoxanh.org.models import ends_after


def open_duties(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Appointment]:
    """Return the duties at these units that reach beyond the day."""
    return Appointment.objects.filter(ends_after(day), unit_id__in=list(unit_ids))


def end_duties(carriage: Carriage) -> None:
    """End every duty at the units that end, on the day."""
    for duty in open_duties(carriage.successors, carriage.day):
        before = {"ends_on": duty.ends_on, "end_reason": duty.end_reason}
        duty.ends_on, duty.end_reason = carriage.day, carriage.reason[:200]
        duty.save(update_fields=["ends_on", "end_reason"])
        carriage.note(duty, before)
