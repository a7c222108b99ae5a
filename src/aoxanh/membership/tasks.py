"""What the book does by itself: adding up the counts, proving a slice after a slice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import scheduled
from aoxanh.membership.counts import fold_counts


@scheduled("* * * * *", title=_("Add up the counts of members"), catch_up="skip")
def add_up(run: Run) -> dict[str, int]:
    """Add fresh deltas to the tallies, every minute."""
    del run
    return {"deltas": fold_counts()}
