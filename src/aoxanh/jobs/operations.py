"""Start, cancel and move on a job. Each move is one conditional UPDATE: of two workers one wins."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from aoxanh.jobs import beacon, queue
from aoxanh.jobs.models import Job, JobQuerySet
from aoxanh.jobs.registry import KINDS
from aoxanh.live.operations import publish

#: Seconds without a sign of life after which a running job counts as lost with its worker.
LOST_AFTER = 60
State = Job.State


def start_job(kind: str, actor_user: Any, **arguments: Any) -> Job:
    """Put work of a declared kind in the queue, in the caller's transaction; `arguments` are ids and codes."""
    return _start(kind, actor_user, arguments, due_at=None)


def start_due_job(kind: str, due_at: datetime) -> Job:
    """Put scheduled work in the queue; raises IntegrityError if it was already, for this due time."""
    return _start(kind, None, {}, due_at=due_at)


def _start(kind: str, actor: Any, arguments: dict[str, Any], due_at: datetime | None) -> Job:
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, started_by=actor, arguments=arguments, max_attempts=KINDS[kind].attempts,
            run_after=now, due_at=due_at,
        )  # fmt: skip
        _enqueue(job, now)
    return job


def _enqueue(job: Job, run_after: datetime) -> None:
    job.task = queue.enqueue(job.pk, run_after)
    Job.objects.filter(pk=job.pk).update(task=job.task)


def _tell(job_id: int, state: str) -> None:
    publish(f"job:{job_id}", "job", {"job": job_id, "state": state})


def cancel_job(job: Job) -> None:
    """Take a waiting job out of the queue, or ask a running one to stop at its next sign of progress."""
    if job.state == State.RUNNING:
        beacon.ask_to_stop(job.pk)  # before the tables: the job itself may be keeping them
    now = timezone.now()
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
        if not waiting.update(state=State.CANCELLED, cancel_requested_at=now, finished_at=now):
            running = Job.objects.filter(pk=job.pk, state=State.RUNNING, cancel_requested_at=None)
            running.update(cancel_requested_at=now)
        _tell(job.pk, "cancel")


def claim_job(job_id: int) -> Job | None:
    """Return the job if it is ours to run now, None if somebody else has it or it has ended."""
    now = timezone.now()
    with transaction.atomic():
        claimed = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
            state=State.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now, note="", done=0
        )
        if not claimed:
            return None
        _tell(job_id, State.RUNNING)
        return Job.objects.get(pk=job_id)


def _attempt(job: Job) -> JobQuerySet:
    # The number of the attempt is the fence: a worker thought lost that comes back changes nothing.
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


def beat(job: Job) -> bool:
    """Give a sign of life; False when the job is no longer ours."""
    return bool(_attempt(job).update(heartbeat_at=timezone.now()))


def note_progress(job: Job, done: int, total: int, note: str) -> bool:
    """Write how far a job has come and tell its page; False when it is no longer ours."""
    with transaction.atomic():
        ours = _attempt(job).update(done=done, total=total, note=note[:200], heartbeat_at=timezone.now())
        if ours:
            publish(f"job:{job.pk}", "job", {"job": job.pk, "state": "running", "done": done, "total": total})
    return bool(ours)


def end_job(job: Job, state: str, **facts: Any) -> bool:
    """End an attempt for good; False when it was no longer ours."""
    with transaction.atomic():
        ended = _attempt(job).update(state=state, finished_at=timezone.now(), **facts)
        if ended:
            _tell(job.pk, state)
    return bool(ended)


def try_again(job: Job, wait: timedelta) -> bool:
    """Put a job whose attempt failed back in the queue; False when it was no longer ours."""
    later = timezone.now() + wait
    with transaction.atomic():
        again = _attempt(job).update(state=State.QUEUED, run_after=later)
        if again:
            _enqueue(job, later)
            _tell(job.pk, State.QUEUED)
    return bool(again)


def rescue_jobs(now: datetime, message: str) -> int:
    """Find again the jobs whose worker died: back in the queue, or failed with `message` after their last try."""
    rescued = 0
    lost = now - timedelta(seconds=LOST_AFTER)
    for job in Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=lost)[:100]:
        if job.attempts < job.max_attempts:
            rescued += try_again(job, timedelta(0))
        else:
            rescued += end_job(job, State.FAILED, error=message, reference=secrets.token_hex(4).upper())
    for job in Job.objects.filter(state=State.QUEUED, run_after__lt=lost)[:100]:
        # Its entry was taken by a worker that died before it began; a second entry would do no harm.
        if not queue.is_waiting(job.task):
            with transaction.atomic():
                _enqueue(job, now)
            rescued += 1
    return rescued


def forget_arguments(job: Job) -> None:
    """Forget what a job was started with, once it has done its work and nobody needs it again."""
    Job.objects.filter(pk=job.pk).update(arguments={})
