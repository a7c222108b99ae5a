"""The pages of intake: a file is brought, seen, taken in and taken back; large ones in the background."""

from __future__ import annotations

import io

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from aoxanh.intake import views
from aoxanh.intake.models import Batch
from aoxanh.jobs.execution import run_job
from aoxanh.jobs.models import Job
from tests.intake.conftest import rows

AN = ("Nguyễn Văn An", "15/08/2003", "Nam", "042203000001", "Xuân Hải", "26/03/2019", "42-000001")
WRONG = ("Lê Thị Bình", "31/02/2001", "Nữ", "", "Yên Định", "", "")


@pytest.fixture
def browser(place):
    """The commune's secretary, signed in."""
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.officer)
    return client


def bring(browser, place, *people, name="danh-sach.xlsx"):
    """Send a file."""
    body = place.xlsx({"DS": rows(*people)}).read_bytes()
    return browser.post(
        f"/intake/{place.commune.pk}/", {"file": SimpleUploadedFile(name, body), "since": "01/01/2023"}
    )


def test_a_file_is_brought_seen_taken_in_and_taken_back(browser, place):
    """The way of a file over the pages, each step one press."""
    answer = bring(browser, place, AN, WRONG)
    assert answer.status_code == 302
    batch = Batch.objects.get()
    page = browser.get(answer["Location"]).content.decode()
    assert "15/08/2003" in page
    assert "31/02/2001" in page
    assert "042203000001" not in page  # numbers stay covered
    assert (
        "Tháng 02/2001 không có ngày 31"
        in browser.get(f"{answer['Location']}?outcome=refused").content.decode()
    )
    back = b"".join(browser.get(f"/intake/batch/{batch.pk}/refused/").streaming_content)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet] == ["Dòng", 3.0]
    assert "không có ngày 31" in sheet[1][1]
    for act, state in (("take", "taken"), ("undo", "undone"), ("undo", "undone")):
        browser.post(f"/intake/batch/{batch.pk}/{act}/")
        batch.refresh_from_db()
        assert batch.state == state


@pytest.mark.parametrize(
    ("name", "body"),
    [("x.xlsx", b""), ("x.xlsx", b"%PDF-1.4"), ("x.csv", "không có bảng".encode()), ("x.xls", b"\x00" * 50)],
)
def test_a_file_that_is_none_is_refused_on_the_form(browser, place, name, body):
    """422, the reason beside the field, nothing kept."""
    answer = browser.post(
        f"/intake/{place.commune.pk}/", {"file": SimpleUploadedFile(name, body), "since": "01/01/2023"}
    )
    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_the_refused_rows_mended_can_be_sent_again(browser, place):
    """The workbook that comes back is itself a list that can be brought."""
    bring(browser, place, AN, WRONG)
    batch = Batch.objects.get()
    back = b"".join(browser.get(f"/intake/batch/{batch.pk}/refused/").streaming_content)
    browser.post(
        f"/intake/{place.commune.pk}/", {"file": SimpleUploadedFile("lai.xlsx", back), "since": "01/01/2023"}
    )
    again = Batch.objects.exclude(pk=batch.pk).get()
    assert (again.counts["refused"], again.rows.get().column) == (1, "birth")


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_looked_through_in_the_background(browser, place, monkeypatch):
    """Its page is the job's, and the job leads to what was found; the file is gone afterwards."""
    monkeypatch.setattr(views, "AT_ONCE", 10)
    folder = views.files.path_of("0" * 32).parent
    before = set(folder.iterdir()) if folder.exists() else set()
    answer = bring(browser, place, AN)
    job = Job.objects.get()
    assert answer["Location"].endswith(f"/{job.pk}/")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert job.result["accepted"] == 1
    assert "Xem kết quả" in browser.get(answer["Location"]).content.decode()
    assert set(folder.iterdir()) == before


def test_the_preview_says_choices_and_days_in_words():
    """No code of a column is shown: a choice by its name, a day day first, what is covered as dots."""
    with translation.override("vi"):
        assert views.spoken("sex", "female") == "Nữ"
    assert views.spoken("joined_on", "2019-03-26") == "26/03/2019"
    assert views.spoken("party_course_on", "") == "—"
    assert views.spoken("phone", "+84912000024") == views.spoken("ethnicity", "kinh") == "•••"


def test_the_branch_a_row_goes_to_is_shown_as_it_is_called(browser, place):
    """Whether a cell nearly says it, or only the sheet."""
    sheet = [["Họ và tên", "Năm sinh", "CĐ"], ["Nguyễn Văn An", 2003, ""]]
    other = [["Họ và tên", "Chi đoàn"], ["Lê Thị Bình", "thôn yên định"], ["Vũ Văn Cả", "Xã khác"]]
    batch = place.judge(place.xlsx({"Xuân Hải": sheet, "DS": other}))
    page = browser.get(f"/intake/batch/{batch.pk}/").content.decode()
    assert page.count("Chi đoàn thôn Xuân Hải") == 1
    assert page.count("Chi đoàn thôn Yên Định") == 1
    assert "Xã khác" in page


def test_the_refused_rows_keep_their_branch_and_every_column(browser, place):
    """Where the sheet said which branch; and a cell that stands far down only."""
    sheet = [
        ["Họ và tên", "Năm sinh", "Quê quán"], *[[f"Võ Văn {'ABCDEGHIKL'[n % 10]}{'ABCDEGHIKLMNOPQRSTUV'[n // 10]}", 2003] for n in range(200)],
        ["Lê Thị Bình", "31/02/2001", "Xã Lộc Hà"],
    ]  # fmt: skip
    batch = place.judge(place.xlsx({"Yên Định": sheet}))
    back = b"".join(browser.get(f"/intake/batch/{batch.pk}/refused/").streaming_content)
    table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_index(0).to_python()
    assert table[1][2:] == ["Lê Thị Bình", "31/02/2001", "Chi đoàn thôn Yên Định", "Xã Lộc Hà"]
