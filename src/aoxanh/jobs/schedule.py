"""Which scheduled work is due, and starting it exactly once."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter
from django.db import transaction

from aoxanh.jobs.models import Job, ScheduledJob
from aoxanh.jobs.operations import start_due_job
from aoxanh.jobs.registry import SCHEDULES, Schedule

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: How late `skip` work may still begin.
JUST_NOW = timedelta(minutes=2)
#: At most so many missed times are made up for by `all`, the latest ones.
MOST = 500


def due_times(schedule: Schedule, after: datetime, now: datetime) -> list[datetime]:
    """Return the times due in (after, now] that are to be run, by the schedule's catch-up rule."""
    back = croniter(schedule.cron, now.astimezone(VIETNAM) + timedelta(seconds=1))
    most = MOST if schedule.catch_up == "all" else 1
    found: list[datetime] = []
    while len(found) < most and (due := back.get_prev(datetime)) > after:
        found.insert(0, due)
    return found


def tick(now: datetime) -> list[Job]:
    """Start what has become due. Any number of workers may tick at the same time.

    The lock is the UPDATE that moves `last_due_at` on from where it was seen, in the transaction that puts the
    work in the queue: one worker moves it, the others change no row and start nothing.
    """
    places = {row.name: row for row in ScheduledJob.objects.filter(name__in=SCHEDULES)}
    started: list[Job] = []
    for name, schedule in SCHEDULES.items():
        if name not in places:
            # A schedule that is new here begins now: it has missed nothing.
            ScheduledJob.objects.get_or_create(name=name, defaults={"last_due_at": now})
            continue
        seen = places[name].last_due_at
        if due := due_times(schedule, seen, now):
            started += start_once(schedule, seen, due, now)
    return started


def start_once(schedule: Schedule, seen: datetime, due: list[datetime], now: datetime) -> list[Job]:
    """Start the work of these due times, unless another worker has."""
    late = schedule.catch_up == "skip" and now - due[-1] > JUST_NOW
    with transaction.atomic():
        here = ScheduledJob.objects.filter(name=schedule.name, last_due_at=seen)
        moved = (
            here.update(last_due_at=due[-1]) if late else here.update(last_due_at=due[-1], last_run_at=now)
        )
        return [start_due_job(schedule.name, time) for time in due] if moved and not late else []
