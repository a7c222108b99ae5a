"""What intake does by itself: looking through and taking in large files, forgetting rows decided long ago."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from aoxanh.intake.models import Batch, BatchRow
from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import scheduled

KEPT = timedelta(days=30)


@scheduled("20 3 * * *", title=_("Forget rows of files decided long ago"))
def forget_rows(run: Run) -> dict[str, int]:
    """Forget the rows of batches older than thirty days; their counts stay, and they can be taken back no more."""
    old = Batch.objects.filter(at__lt=run.due_at - KEPT)
    return {"rows": BatchRow.objects.filter(batch__in=old).delete()[0]}
