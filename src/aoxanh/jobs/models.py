"""Work done in the background, and work due at set times."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aoxanh.jobs.registry import title_of


class JobQuerySet(models.QuerySet["Job"]):
    """Which jobs."""

    def visible_to(self, user: Any) -> JobQuerySet:
        """Return the jobs a person started: nobody sees another's."""
        return self.filter(started_by_id=user.pk) if user.pk else self.none()

    def open(self) -> JobQuerySet:
        """Return the jobs that have not ended."""
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """One piece of background work: what it is, how far it has come, how it ended.

    `arguments` and `result` hold ids, codes and counts only; `error` is a sentence that is safe to show.
    """

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    reference = models.CharField(max_length=12, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=1)
    run_after = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    task = models.CharField(max_length=36, blank=True)
    cancel_requested_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["started_by", "-id"], name="job_mine"),
            models.Index(fields=["run_after"], condition=Q(state__in=["queued", "running"]), name="job_open"),
        ]
        constraints = [
            # A scheduled job runs once for each due time, whatever the number of workers.
            models.UniqueConstraint(fields=["kind", "due_at"], name="job_due_once"),
        ]

    @property
    def title(self) -> str:
        """What the job is, in the reader's language."""
        return title_of(self.kind)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def topic(self) -> str:
        """The live topic on which its progress is told."""
        return f"job:{self.pk}"


class ScheduledJob(models.Model):
    """How far a schedule has been followed. The schedules themselves are declared in code."""

    name = models.CharField(max_length=60, primary_key=True)
    last_due_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
