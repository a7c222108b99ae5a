"""The clocks of cases: what reorganisations left astray is settled hourly; once a day officers are reminded of what is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.cases.carrying import settle
from aoxanh.cases.models import Case, Reminder
from aoxanh.cases.reminder_operations import due_letters, remind
from aoxanh.jobs.registry import scheduled
from aoxanh.org.models import today


@scheduled("20 * * * *", title=_("Settle cases after reorganisations"), catch_up="once")
def settle_cases(run: Any) -> dict[str, int]:
    """Move what a reorganisation left elsewhere; safe to run again, and after a stop."""
    del run
    late = Case.objects.filter(state="open", due_on__lt=today()).count()
    return {"moved": settle(today()), "late": late}


@scheduled("30 6 * * *", title=_("Remind of cases that are due"), catch_up="once")
def remind_of_cases(run: Any) -> dict[str, int]:
    """Write to whoever has something to decide, once a day; safe to run again, and after a stop."""
    del run
    sent = sum(bool(remind(user, actor=Actor(source="job"), counts=counts)) for user, counts in due_letters())
    Reminder.objects.filter(on__lt=today() - dt.timedelta(days=30)).delete()
    return {"sent": sent}
