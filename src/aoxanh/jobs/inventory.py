"""What jobs hold of people."""

from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from aoxanh.database.inventory import DAYS_30, NONE, Data, classify
from aoxanh.jobs.models import Job, ScheduledJob

WORK = _("carrying out long work and telling who asked for it")

classify(
    Job,
    {
        "id kind state done total reference attempts max_attempts run_after due_at task cancel_requested_at": NONE,
        "created_at started_at finished_at heartbeat_at": NONE,
        "started_by arguments note result error": Data("basic", WORK, DAYS_30),
    },
)
classify(ScheduledJob, {"name last_due_at last_run_at": NONE})
classify(
    DBTaskResult,
    {
        "id status enqueued_at started_at finished_at priority task_path worker_ids queue_name": NONE,
        "backend_name run_after exception_class_path": NONE,
        "args_kwargs return_value traceback": Data("basic", WORK, DAYS_30),
    },
)
