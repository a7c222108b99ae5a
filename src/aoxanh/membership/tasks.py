"""What the book does by itself: adding up the counts, proving a slice after a slice."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import scheduled
from aoxanh.membership.counts import fold_counts
from aoxanh.membership.models import SavedList
from aoxanh.membership.rollups import keep


@scheduled("* * * * *", title=_("Add up the counts of members"), catch_up="skip")
def add_up(run: Run) -> dict[str, int]:
    """Add fresh deltas to the tallies, every minute, and bring the rollups up to date; once a day all of them."""
    del run
    return {"deltas": fold_counts(), "units": keep()}


@scheduled("40 3 * * *", title=_("Clear away saved lists taken away 30 days ago"))
def clear_lists(run: Run) -> dict[str, int]:
    """Delete saved lists that nobody has had back for 30 days, at night."""
    del run
    return {
        "lists": SavedList.objects.filter(ended_at__lt=timezone.now() - dt.timedelta(days=30)).delete()[0]
    }
