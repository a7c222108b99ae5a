"""Preparing is safe to repeat; serving gives pages and works off jobs, and stops when asked."""

import time
import urllib.error
import urllib.request

import pytest
from django.utils import timezone

from aoxanh.accounts.models import User
from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import start_job
from tests.served import Served

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_process_serves_pages_and_works_off_jobs(transactional_db):
    hoa = User.objects.create_user("hoa", "mat-khau-cua-hoa", name="Nguyễn Thị Hoa")
    with Served(AOXANH_JOBS_IN_PROCESS="1") as served:
        with urllib.request.urlopen(f"{served.url}accounts/login/", timeout=10) as page:
            assert page.status == 200
            assert "X-Frame-Options" in page.headers
        job = start_job("jobs.tidy_up", hoa)
        deadline = time.monotonic() + 10
        while Job.objects.get(pk=job.pk).state != "done" and time.monotonic() < deadline:
            time.sleep(0.1)
        assert Job.objects.get(pk=job.pk).state == "done"
        assert Job.objects.get(pk=job.pk).finished_at <= timezone.now()
        code, seconds = served.stop()
    assert code == 0
    assert seconds < 5


def test_only_streams_serves_no_page(transactional_db):
    with Served("--only-streams") as served:
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(f"{served.url}accounts/login/", timeout=10)
        assert answer.value.code == 400
