"""What becomes of training when units end: what waits above goes on at the unit that takes over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aoxanh.org.carrying import Carriage, Carried
from aoxanh.training.models import Registration


def waiting(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Registration]:
    """Return what was sent up to these units and is not approved yet."""
    del day
    return Registration.objects.filter(to__in=list(unit_ids), stage="submitted_up")


def carry(carriage: Carriage) -> None:
    """Let what waits at a unit that ends wait at the one that takes over."""
    for row in waiting(list(carriage.successors), carriage.day):
        was = row.to_id
        heirs = carriage.successors.get(was or 0) or ()
        row.to_id = next(iter(heirs), was)
        row.save(update_fields=["to"])
        carriage.note(row, {"to_id": was})


CARRIED_HERE = {
    "training.Registration.unit": Carried(
        "history", _("A registration names the branch that dealt with it; the member carries it to the next.")
    ),
    "training.Registration.to": Carried(
        "moves", _("Evaluations sent up wait at the unit that takes over."), waiting, carry
    ),
}
