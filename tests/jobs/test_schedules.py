"""Scheduled work runs once for each due time, by the clock of Vietnam, whatever the number of workers."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from aoxanh.jobs import registry, schedule
from aoxanh.jobs.models import Job, ScheduledJob
from aoxanh.jobs.operations import start_due_job
from aoxanh.jobs.registry import scheduled
from aoxanh.jobs.schedule import tick

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def every_night(kinds, monkeypatch):
    monkeypatch.setattr(registry, "SCHEDULES", {})
    monkeypatch.setattr(schedule, "SCHEDULES", registry.SCHEDULES)

    def declare(catch_up):
        scheduled("0 2 * * *", title="Việc đêm", catch_up=catch_up, name="test.night")(lambda run: None)

    return declare


def due():
    return [job.due_at.astimezone(VIETNAM) for job in Job.objects.order_by("due_at")]


@pytest.mark.django_db
def test_a_new_schedule_has_missed_nothing(every_night):
    every_night("all")
    assert tick(at(10, 9)) == []
    assert ScheduledJob.objects.get().last_due_at == at(10, 9)


@pytest.mark.django_db
def test_it_runs_at_two_in_vietnam_and_only_once(every_night):
    every_night("once")
    tick(at(10, 9))
    assert tick(at(11, 1, 59)) == []
    assert len(tick(at(11, 2))) == 1
    assert tick(at(11, 2)) == tick(at(11, 2, 1)) == []
    assert due() == [at(11, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [("once", [at(13, 2)]), ("all", [at(11, 2), at(12, 2), at(13, 2)]), ("skip", [])],
)
def test_after_three_days_off_missed_times_are_caught_up_by_rule(every_night, catch_up, expected):
    every_night(catch_up)
    tick(at(10, 9))
    tick(at(13, 9))
    assert due() == expected
    tick(at(14, 2, 1))
    assert due() == [*expected, at(14, 2)]


@pytest.mark.django_db
def test_the_database_refuses_a_due_time_twice(every_night):
    every_night("once")
    start_due_job("test.night", at(11, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        start_due_job("test.night", at(11, 2))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_ticking_at_once_one_starts_each_due_time(every_night):
    every_night("all")
    tick(at(10, 9))
    gate, errors = threading.Barrier(4), []

    def worker():
        try:
            for day in range(11, 16):
                gate.wait(30)
                tick(at(day, 2) + timedelta(seconds=1))
        except Exception as error:
            errors.append(error)
            gate.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert due() == [at(day, 2) for day in range(11, 16)]
