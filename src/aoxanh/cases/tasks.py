"""The clocks of cases: once an hour what reorganisations left astray is settled, and what is late is counted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.cases.carrying import settle
from aoxanh.cases.models import Case
from aoxanh.jobs.registry import scheduled
from aoxanh.org.models import today


@scheduled("20 * * * *", title=_("Settle cases after reorganisations"), catch_up="once")
def settle_cases(run: Any) -> dict[str, int]:
    """Move what a reorganisation left elsewhere; safe to run again, and after a stop."""
    del run
    late = Case.objects.filter(state="open", due_on__lt=today()).count()
    return {"moved": settle(today()), "late": late}
