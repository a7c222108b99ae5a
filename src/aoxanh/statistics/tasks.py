"""What reports do by themselves: head counts kept up to date."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import scheduled
from aoxanh.statistics.counts import count_heads


@scheduled("*/5 * * * *", title=_("Count heads by age and overdue maturation"), catch_up="skip")
def heads(run: Run) -> dict[str, int]:
    """Bring the head counts up to date, every five minutes; once a day all of them."""
    del run
    return {"units": count_heads()}
