"""An open page shows what happened elsewhere, without being loaded again."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from aoxanh.accounts.models import User
from aoxanh.jobs import operations
from aoxanh.jobs.models import Job
from tests.journeys.conftest import DESK, watch
from tests.served import Served, session_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_job_moves_on_the_page_of_the_person_who_started_it(transactional_db, gathered, chromium):
    hoa = User.objects.create_user("hoa", name="Nguyễn Thị Hoa")
    job = Job.objects.create(
        kind="audit.verify", started_by=hoa, state="running", done=1, total=9, run_after=timezone.now()
    )
    with Served() as served:
        context = chromium.new_context(base_url=served.url, viewport=DESK, locale="vi-VN")
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(hoa), "url": served.url}]
        )
        page = context.new_page()
        watch(page, served.url)
        with page.expect_response(lambda answer: "/live/?" in answer.url) as opened:
            page.goto(f"/jobs/{job.pk}/")
        assert opened.value.headers["content-type"].startswith("text/event-stream")
        page.evaluate("window.sameDocument = true")
        page.wait_for_timeout(500)
        operations.note_progress(job, 7, 9, "Đang soát dòng 7")
        page.get_by_text("Đang soát dòng 7").wait_for(
            timeout=8_000
        )  # the page asks by itself only after 20 s
        assert page.evaluate("window.sameDocument") is True
        assert page.wrong == []
        context.close()
