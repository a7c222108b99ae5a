"""The clock of applications: what nobody answered, and what was answered long ago, is deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.applications import operations
from aoxanh.applications.models import Application
from aoxanh.audit.actor import Actor
from aoxanh.jobs.registry import scheduled
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, today


@scheduled("40 2 * * *", title=_("Delete old applications for admission"), catch_up="once")
def forget_applications(run: Any) -> dict[str, int]:
    """Delete applications older than the dated number of days; safe to run again, and after a stop."""
    del run
    before = timezone.now() - dt.timedelta(days=int(statute_on(today())["application_days"]))
    old = Application.objects.waiting().filter(received_at__lt=before) | Application.objects.filter(
        decided_at__lt=before
    )
    units = Unit.objects.filter(pk__in=old.values("unit")).order_by("pk")
    gone = [operations.forget(unit, actor=Actor(source="job"), before=before) for unit in units]
    return {"units": len(gone), "deleted": sum(gone)}
