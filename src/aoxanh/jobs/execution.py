"""Carrying out one job: its function, its signs of life, and what becomes of a failure."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import Error, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.jobs import beacon, operations
from aoxanh.jobs.models import Job
from aoxanh.jobs.registry import KINDS

BEAT = 10.0
#: Progress is written at most so often; a loop may report every row.
PROGRESS = 0.3
logger = logging.getLogger("aoxanh.jobs")


class Cancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Raised inside a job when its starter asked to stop, or when the job is no longer this worker's."""


class Run:
    """What a job's function may use: who started it, for when it is due, progress and cancellation."""

    def __init__(self, job: Job) -> None:
        """Run this attempt of a job."""
        self.job = job
        self.written = 0.0

    @property
    def actor(self) -> Any:
        """Who started it; None for scheduled work."""
        return self.job.started_by

    @property
    def due_at(self) -> datetime:
        """The time scheduled work stands for (of other work: when it was started)."""
        return self.job.due_at or self.job.created_at

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is; raises Cancelled when somebody asked to stop."""
        if done < total and time.monotonic() - self.written < PROGRESS:
            return
        self.written = time.monotonic()
        if connection.in_atomic_block:  # all or nothing: the tables tell nobody before the end
            beacon.light(self.job.pk, done, total)
            if beacon.asked_to_stop(self.job.pk):
                raise Cancelled
        if not operations.note_progress(self.job, done, total, note) or self.cancelled():
            raise Cancelled

    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return Job.objects.filter(pk=self.job.pk, cancel_requested_at__isnull=False).exists()


@contextlib.contextmanager
def beating(job: Job) -> Iterator[None]:
    """Give a sign of life every few seconds, from a thread and connection of its own."""
    ended = threading.Event()

    def live() -> None:
        try:
            while not ended.wait(BEAT):
                # SQLite has one writer: while the job itself is writing the beat waits, and may give up once.
                with contextlib.suppress(Error):
                    operations.beat(job)
        finally:
            connection.close()

    thread = threading.Thread(target=live, name=f"job-{job.pk}-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)


@contextlib.contextmanager
def lit(job: Job) -> Iterator[None]:
    """Put the job's beacon out when it has ended, however."""
    beacon.put_out(job.pk)
    try:
        yield
    finally:
        beacon.put_out(job.pk)


def run_job(job_id: int) -> None:
    """Run a job if it is still ours to run; every outcome is written down, nothing is raised."""
    job = operations.claim_job(job_id)
    if job is None:
        return
    with translation.override("vi"):
        kind = KINDS.get(job.kind)
        if kind is None:
            operations.end_job(job, Job.State.FAILED, error=_("This kind of work is not known here."))
            return
        try:
            with beating(job), lit(job):
                result = kind.function(Run(job), **job.arguments)
        except Cancelled:
            operations.end_job(job, Job.State.CANCELLED)
        except Objection as objection:
            operations.end_job(job, Job.State.FAILED, error=str(objection.message))
        except Exception:
            reference = secrets.token_hex(4).upper()
            logger.exception(
                "job %s (%s), attempt %s, reference %s", job.pk, job.kind, job.attempts, reference
            )
            fail(job, reference)
        else:
            operations.end_job(job, Job.State.DONE, result=result if isinstance(result, dict) else {})


def fail(job: Job, reference: str) -> None:
    """Try a failed job again later, or end it with the reference under which the cause is in the log."""
    asked_to_stop = Job.objects.filter(pk=job.pk, cancel_requested_at__isnull=False).exists()
    if job.attempts < job.max_attempts and not asked_to_stop:
        operations.try_again(job, KINDS[job.kind].wait_before(job.attempts + 1))
        return
    error = _("Something went wrong on our side. Nothing you did caused it; please try again later.")
    operations.end_job(job, Job.State.FAILED, error=error, reference=reference)


def rescue() -> int:
    """Find again the jobs of workers that died."""
    with translation.override("vi"):
        message = _("The work was interrupted again and again and has been stopped.")
    return operations.rescue_jobs(timezone.now(), message)
