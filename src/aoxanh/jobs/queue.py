"""The queue: Django's Tasks in the database. The only module that names the library.

Import paths change with Django 6 (`django.tasks`); change them here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker as OneWorker
from django_tasks_db.models import DBTaskResult


@task()
def run(job_id: int) -> None:
    """Carry out a job."""
    import_string("aoxanh.jobs.execution.run_job")(job_id)


def enqueue(job_id: int, run_after: datetime) -> str:
    """Put a job in the queue, in the caller's transaction; return the queue's own id for it."""
    return str(run.using(run_after=run_after).enqueue(job_id).id)


def is_waiting(task_id: str) -> bool:
    """Whether this entry still waits for a worker."""
    return bool(task_id) and DBTaskResult.objects.filter(pk=task_id, status="READY").exists()


def anything_ready() -> bool:
    """Whether a worker would find something; only reads, so an idle worker never takes SQLite's write lock."""
    return DBTaskResult.objects.ready().exists()


def forget_finished(before: datetime) -> int:
    """Delete the queue's entries that ended before this; what people see is kept in `Job`."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]


def puller() -> Any:
    """Return a worker of the library that takes one entry at each `run()` and returns."""
    return OneWorker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip
