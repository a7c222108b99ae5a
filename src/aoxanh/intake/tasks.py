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
from aoxanh.intake.operations import judge_file, read_anew, take_in
from aoxanh.jobs.execution import Run
from aoxanh.jobs.models import Job
from aoxanh.jobs.registry import job, scheduled
from aoxanh.org.models import Unit


@job("intake.judge", title=_("Look through a file"), attempts=1)
def judge(run: Run, *, unit: int, file: str, name: str, since: str) -> dict[str, Any]:
    """Look a large file through; the result leads to what was found in it."""
    actor, total = Actor(user=run.actor, source="job"), [0]
    try:
        batch = judge_file(
            Unit.objects.get(pk=unit), actor=actor, path=files.path_of(file), name=name, since=dt.date.fromisoformat(since),
            tell=lambda done: run.progress(done, max(total[0], done + 1)), count=lambda rows: total.__setitem__(0, rows),
        )  # fmt: skip
    finally:
        files.forget(file)
    return {"url": reverse("intake:batch", args=[batch.pk]), **batch.counts}


@job("intake.take_in", title=_("Take a file in"), attempts=1)
def take(run: Run, *, batch: int) -> dict[str, Any]:
    """Take a large batch in, whole or not at all."""
    found = Batch.objects.get(pk=batch)
    total = found.counts["accepted"] + found.counts["changed"]
    done = take_in(
        found, actor=Actor(user=run.actor, source="job"), tell=lambda rows: run.progress(rows, total + 1)
    )
    return {"url": reverse("intake:batch", args=[done.pk]), **done.counts}


@job("intake.read_anew", title=_("Read the columns of a file anew"), attempts=1)
def anew(run: Run, *, batch: int, mapping: dict[str, str], orders: dict[str, Any]) -> dict[str, Any]:
    """Read a large batch's rows anew with other meanings of its headings."""
    found = Batch.objects.get(pk=batch)
    total, actor = sum(found.counts.values()), Actor(user=run.actor, source="job")
    done = read_anew(
        found, actor=actor, mapping=mapping, orders=orders, tell=lambda rows: run.progress(rows, total + 1)
    )
    return {"url": reverse("intake:batch", args=[done.pk]), **done.counts}


KEPT = timedelta(days=30)


@scheduled("20 3 * * *", title=_("Forget rows of files decided long ago"))
def forget_rows(run: Run) -> dict[str, int]:
    """Forget the rows of batches older than thirty days; their counts stay, and they can be taken back no more."""
    old = Batch.objects.filter(at__lt=run.due_at - KEPT)
    return {"rows": BatchRow.objects.filter(batch__in=old).delete()[0]}


#: What a file is given to be looked through before somebody asks whether anybody still does.
READ_WITHIN = timedelta(hours=1)


@scheduled("40 * * * *", title=_("Forget files nobody will look through"))
def forget_files(run: Run) -> dict[str, int]:
    """Forget files whose looking through was cut off or called off before it could forget them itself."""
    awaited = Job.objects.open().filter(kind="intake.judge").values_list("arguments__file", flat=True)
    return {"files": files.forget_left(set(awaited), run.due_at - READ_WITHIN)}
