"""What intake does by itself: looking through and taking in large files, forgetting rows decided long ago."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.actor import Actor
from aoxanh.intake import files
from aoxanh.intake.models import Batch, BatchRow
from aoxanh.intake.operations import judge_file, take_in
from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import job, scheduled
from aoxanh.org.models import Unit


@job("intake.judge", title=_("Look through a file"), attempts=1)
def judge(run: Run, *, unit: int, file: str, name: str, since: str) -> dict[str, Any]:
    """Look a large file through; the result leads to what was found in it."""
    actor = Actor(user=run.actor, source="job")
    try:
        batch = judge_file(
            Unit.objects.get(pk=unit),
            actor=actor,
            path=files.path_of(file),
            name=name,
            since=dt.date.fromisoformat(since),
        )
    finally:
        files.forget(file)
    return {"url": reverse("intake:batch", args=[batch.pk]), **batch.counts}


@job("intake.take_in", title=_("Take a file in"), attempts=1)
def take(run: Run, *, batch: int) -> dict[str, Any]:
    """Take a large batch in, whole or not at all."""
    done = take_in(Batch.objects.get(pk=batch), actor=Actor(user=run.actor, source="job"))
    return {"url": reverse("intake:batch", args=[done.pk]), **done.counts}


KEPT = timedelta(days=30)


@scheduled("20 3 * * *", title=_("Forget rows of files decided long ago"))
def forget_rows(run: Run) -> dict[str, int]:
    """Forget the rows of batches older than thirty days; their counts stay, and they can be taken back no more."""
    old = Batch.objects.filter(at__lt=run.due_at - KEPT)
    return {"rows": BatchRow.objects.filter(batch__in=old).delete()[0]}
