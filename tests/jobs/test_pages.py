"""Whoever started a job sees it and may cancel it; nobody else knows that it exists."""

import pytest
from django.urls import reverse

from aoxanh.accounts.models import User
from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import start_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(hoa, kinds):
    return start_job(kinds(lambda run: None), hoa)


@pytest.fixture
def as_hoa(client, hoa):
    client.force_login(hoa)
    return client


def test_with_nothing_started_the_page_says_so(as_hoa):
    assert "Chưa có việc nào chạy nền" in as_hoa.get(reverse("jobs")).content.decode()


def test_the_list_shows_ones_own_work(as_hoa, job):
    page = as_hoa.get(reverse("jobs")).content.decode()
    assert "Việc thử" in page
    assert "Đang chờ" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"state": "running", "done": 3, "total": 9, "note": "Đang đọc tệp"},
            ["Đang chạy", "Đang đọc tệp", "<progress"],
        ),
        (
            {"state": "failed", "error": "Hỏng rồi", "reference": "AB12"},
            ["Không thành công", "Hỏng rồi", "AB12"],
        ),
        ({"state": "done", "result": {"taken": 12}}, ["Đã xong", "taken", "12"]),
        ({"state": "queued", "attempts": 1}, ["chạy lại lúc"]),
    ],
)
def test_its_page_says_how_it_stands(as_hoa, job, facts, words):
    Job.objects.update(**facts)
    page = as_hoa.get(reverse("job", args=[job.pk])).content.decode()
    for word in words:
        assert word in page
    assert ("data-live-topic" in page) == (facts["state"] in {"queued", "running"})


def test_a_fragment_is_the_card_alone(as_hoa, job):
    page = as_hoa.get(reverse("job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()
    assert page.startswith('<section class="card')


def test_cancelling_ends_a_waiting_job(as_hoa, job):
    response = as_hoa.post(reverse("job_cancel", args=[job.pk]), follow=True)
    assert "Đã huỷ" in response.content.decode()


def test_nobody_else_sees_or_cancels_it(client, job):
    nam = User.objects.create_user("nam", "mat-khau-cua-nam", name="Lê Văn Nam")
    client.force_login(nam)
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.post(reverse("job_cancel", args=[job.pk])).status_code == 404
    assert "Việc thử" not in client.get(reverse("jobs")).content.decode()
    assert Job.objects.get().state == "queued"


def test_a_stranger_is_asked_to_sign_in(client, job):
    assert client.get(reverse("jobs")).status_code == 302
    assert client.get(reverse("job", args=[job.pk])).status_code == 302
