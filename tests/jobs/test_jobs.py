"""A job is run once, tried again when it fails, stopped when asked, and found again when its worker dies."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from aoxanh.audit.objection import Objection
from aoxanh.jobs import execution, queue
from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import cancel_job, claim_job, end_job, note_progress, start_job
from aoxanh.live.models import LiveEvent

pytestmark = pytest.mark.django_db


def test_a_job_ends_with_its_result_and_its_progress_is_told(hoa, kinds, work_off):
    def work(run, *, unit):
        run.progress(1, 2, "nửa đường")
        run.progress(2, 2)
        return {"unit": unit}

    started = start_job(kinds(work), hoa, unit=7)
    assert (started.state, started.title) == ("queued", "Việc thử")
    job = work_off(started)
    assert (job.state, job.result, job.done, job.total, job.attempts) == ("done", {"unit": 7}, 2, 2, 1)
    assert job.heartbeat_at is not None
    told = LiveEvent.objects.filter(topic=job.topic).order_by("id")
    assert [e.payload["state"] for e in told] == ["running", "running", "running", "done"]


def test_a_job_of_a_transaction_that_was_undone_never_runs(hoa, kinds):
    with transaction.atomic():
        start_job(kinds(lambda run: None), hoa)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not queue.anything_ready()


def test_a_failing_job_is_tried_again_and_then_ends_with_a_reference(hoa, kinds, work_off, caplog):
    def work(run):
        message = "chi tiết nội bộ"
        raise ZeroDivisionError(message)

    job = work_off(start_job(kinds(work, attempts=3), hoa))
    assert (job.state, job.attempts) == ("failed", 3)
    assert "chi tiết nội bộ" not in job.error
    assert "Hệ thống gặp lỗi" in job.error
    assert job.reference in caplog.text


def test_a_job_may_succeed_at_its_second_try(hoa, kinds, work_off):
    tries = []

    def work(run):
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError

    job = work_off(start_job(kinds(work), hoa))
    assert (job.state, job.attempts) == ("done", 2)


def test_each_wait_is_about_twice_the_last():
    kind = execution.KINDS["jobs.tidy_up"]
    waits = [kind.wait_before(attempt).total_seconds() for attempt in (2, 3, 4)]
    assert 45 <= waits[0] <= 75
    assert 90 <= waits[1] <= 150
    assert 180 <= waits[2] <= 300


def test_a_retry_waits_for_its_time(hoa, kinds, work_off):
    def work(run):
        raise ConnectionError

    job = work_off(start_job(kinds(work, backoff=60), hoa))
    assert (job.state, job.attempts) == ("queued", 1)
    assert job.run_after > timezone.now() + timedelta(seconds=40)


def test_a_refusal_by_rule_is_final_and_says_why(hoa, kinds, work_off):
    def work(run):
        raise Objection("Chi đoàn đã giải thể.", rule="R-ORG-09")

    job = work_off(start_job(kinds(work), hoa))
    assert (job.state, job.attempts, job.error) == ("failed", 1, "Chi đoàn đã giải thể.")


def test_a_waiting_job_that_is_cancelled_never_begins(hoa, kinds, work_off):
    ran = []
    started = start_job(kinds(lambda run: ran.append(1)), hoa)
    cancel_job(started)
    assert work_off(started).state == "cancelled"
    assert not ran


def test_a_running_job_stops_at_its_next_progress(hoa, kinds, work_off):
    reached = []

    def work(run):
        cancel_job(run.job)
        run.progress(1, 2)
        reached.append(1)

    assert work_off(start_job(kinds(work), hoa)).state == "cancelled"
    assert not reached


def test_a_job_whose_worker_died_is_found_again(hoa, kinds, work_off):
    started = start_job(kinds(lambda run: {"ok": 1}), hoa)
    claimed = claim_job(started.pk)
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=90))
    assert execution.rescue() == 1
    job = work_off(started)
    assert (job.state, job.attempts) == ("done", 2)
    assert not end_job(claimed, "failed")  # the worker thought dead comes back, and changes nothing
    assert not note_progress(claimed, 1, 2, "")
    assert Job.objects.get().state == "done"


def test_a_job_that_kills_every_worker_ends(hoa, kinds):
    started = start_job(kinds(lambda run: None, attempts=1), hoa)
    claim_job(started.pk)
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=90))
    execution.rescue()
    job = Job.objects.get()
    assert job.state == "failed"
    assert "gián đoạn" in job.error


def test_a_job_whose_entry_was_taken_by_a_dead_worker_is_put_back(hoa, kinds, work_off):
    started = start_job(kinds(lambda run: None), hoa)
    queue.DBTaskResult.objects.update(status="RUNNING")
    Job.objects.update(run_after=timezone.now() - timedelta(seconds=90))
    assert execution.rescue() == 1
    assert execution.rescue() == 0
    assert work_off(started).state == "done"


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_one_gets_the_job(hoa, kinds):
    started = start_job(kinds(lambda run: None), hoa)
    gate, won = threading.Barrier(8), []

    def worker():
        gate.wait()
        try:
            if claim_job(started.pk):
                won.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
