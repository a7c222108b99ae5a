"""What the house tidies up every night."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from aoxanh.jobs import queue
from aoxanh.jobs.execution import Run
from aoxanh.jobs.models import Job
from aoxanh.jobs.registry import scheduled
from aoxanh.live.operations import forget_events


@scheduled("15 3 * * *", title=_("Forget old live events and finished work"))
def tidy_up(run: Run) -> dict[str, int]:
    """Forget live events after 3 days, the queue's entries after 7, scheduled work after 30, one's own after 180."""
    now = run.due_at
    ended = Job.objects.exclude(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return {
        "events": forget_events(before=now - timedelta(days=3)),
        "entries": queue.forget_finished(now - timedelta(days=7)),
        "scheduled": ended.filter(started_by=None, finished_at__lt=now - timedelta(days=30)).delete()[0],
        "started": ended.filter(finished_at__lt=now - timedelta(days=180)).delete()[0],
    }
