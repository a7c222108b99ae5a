"""Pages of papers: from a draft to the page its code leads to."""

from __future__ import annotations

import datetime as dt
import io
import re

import docx
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from aoxanh.audit.models import AuditEntry
from aoxanh.papers import operations, throttle
from aoxanh.papers.gate import judged
from aoxanh.papers.models import Issue, Paper, Scan
from tests.papers.conftest import MACHINE

D = dt.date
DAY = D(2026, 2, 3)
WRITTEN = {
    "kind": "decision", "body": "committee", "department": "", "abstract": "Về việc khen thưởng", "to": "", "bases": "Căn cứ Điều lệ Đoàn;\nXét thành tích",
    "text": "Điều 1. Khen thưởng #eval(1).\nĐiều 2. Thi hành.", "recipients": "Tỉnh đoàn (để b/c)\nLưu",
}  # fmt: skip


def public():
    return Client(headers={"accept-language": "vi"})


def checked(issue, content=None):
    address = reverse("papers:checked", args=[issue.code])
    answer = (
        public().get(address)
        if content is None
        else public().post(address, {"file": SimpleUploadedFile("v.pdf", content)})
    )
    return answer.content.decode()


def photographed():
    """Return a photo that says where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "GPS 18.3"
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture(autouse=True)
def fresh_pace():
    cache.clear()


def test_a_paper_is_written_checked_signed_and_issued_on_its_pages(place, client):
    client.force_login(place.officer)
    answer = client.post(reverse("papers:new", args=[place.commune.pk]), WRITTEN)
    paper = Paper.objects.get()
    assert answer["Location"] == reverse("papers:paper", args=[paper.uid])
    page = client.get(answer["Location"]).content.decode()
    assert "Ký" in page
    client.post(reverse("papers:edit", args=[paper.uid]), {**WRITTEN, "abstract": "Về việc biểu dương"})
    for verb in ("check", "sign"):
        client.post(reverse("papers:act", args=[paper.uid, verb]))
    answer = client.post(reverse("papers:issue", args=[paper.uid]), {"on": "03/02/2026", "number": ""})
    issue = Issue.objects.get()
    assert (issue.number.shown, issue.on) == ("01-QĐ/ĐTN", DAY)
    register = client.get(reverse("papers:register", args=[place.commune.pk])).content.decode()
    assert "01-QĐ/ĐTN" in register
    assert "Về việc biểu dương" in register
    document = Paper.objects.get().document
    assert list(document.bases) == ["Căn cứ Điều lệ Đoàn;", "Xét thành tích"]
    assert document.enacts == ("BAN CHẤP HÀNH ĐOÀN XÃ LỘC HÀ", "QUYẾT ĐỊNH:")
    assert document.signatures[0].position == "BÍ THƯ"


def test_the_draft_form_comes_back_as_it_was_written(place, client):
    client.force_login(place.officer)
    client.post(reverse("papers:new", args=[place.commune.pk]), WRITTEN)
    form = client.get(reverse("papers:edit", args=[Paper.objects.get().uid])).context["form"]
    assert form.initial["text"] == WRITTEN["text"]
    assert form.initial["recipients"] == WRITTEN["recipients"]
    assert form.initial["abstract"] == WRITTEN["abstract"]


def test_pdf_is_the_issued_file_itself_and_word_says_the_same_and_both_are_written_down(place, client):
    issue = place.issued(DAY)
    client.force_login(place.officer)
    made = client.post(reverse("papers:file", args=[issue.paper.uid, "pdf"]))
    assert made.content == issue.file
    assert 'filename="van-ban-01-Q-TN-2026-02-03.pdf"' in made["Content-Disposition"]
    word = docx.Document(
        io.BytesIO(client.post(reverse("papers:file", args=[issue.paper.uid, "docx"])).content)
    )
    assert "Số: 01-QĐ/ĐTN" in "".join(
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    )
    assert AuditEntry.objects.filter(action="papers.take").count() == 2
    draft = place.draft()
    word = docx.Document(io.BytesIO(client.post(reverse("papers:file", args=[draft.uid, "docx"])).content))
    assert "DỰ THẢO" in "\n".join(p.text for p in word.paragraphs)


def test_its_page_shows_it_as_a_picture(place, client):
    issue = place.issued(DAY)
    client.force_login(place.officer)
    page = client.get(reverse("papers:paper", args=[issue.paper.uid])).content.decode()
    address = re.search(r'class="paper-page" src="([^"]+)"', page)[1]
    picture = client.get(address)
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_the_code_says_number_day_body_and_hash_and_nothing_about_anybody(place):
    name = "Nguyễn Thị Quỳnh Trang"
    issue = place.issued(DAY, document=place.document(abstract=f"Kỷ luật {name}"))
    text = checked(issue)
    for word in ("01-QĐ/ĐTN", "03/02/2026", "Quyết định", "Đoàn xã Lộc Hà", "Ban chấp hành", issue.digest):
        assert word.lower() in text.lower(), word
    for word in (name, "Kỷ luật", str(issue.paper.uid)):
        assert word not in text
    assert public().get(reverse("papers:checked", args=["x" * 22])).status_code == 404


def test_a_file_is_compared_and_forgotten(place):
    issue, other = place.issued(DAY), place.issued(DAY)
    operations.keep_scan(issue.paper, actor=MACHINE, scanned=judged(b"%PDF-1.4 scan %%EOF"))
    scans = Scan.objects.count()
    assert "Đúng tệp đã ban hành" in checked(issue, issue.file)
    assert "là bản quét của văn bản" in checked(issue, b"%PDF-1.4 scan %%EOF")
    assert "của một văn bản khác" in checked(issue, other.file)
    assert "không phải tệp đã ban hành" in checked(issue, issue.file + b" ")
    assert Scan.objects.count() == scans


def test_void_and_corrected_papers_say_so_to_whoever_scans_them(place):
    issue = place.issued(DAY)
    right = place.issued(DAY, corrects=issue.paper)
    assert right.number.shown in checked(issue)
    operations.void_number(issue.number, actor=MACHINE, reason="Ban hành sai thẩm quyền của Lê Văn X")
    text = checked(issue)
    assert "Văn bản này đã bị hủy" in text
    assert "Lê Văn X" not in text


def test_who_asks_too_often_waits(place, monkeypatch):
    issue = place.issued(DAY)
    monkeypatch.setattr(throttle, "MOST", 3)
    address = reverse("papers:checked", args=[issue.code])
    statuses = [public().get(address).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_a_scan_must_be_what_it_says_and_not_too_large(place, client):
    issue = place.issued(DAY)
    client.force_login(place.officer)
    address = reverse("papers:scan", args=[issue.paper.uid])
    for content in (b"MZ\x90\x00", b"<html>", b""):
        client.post(address, {"file": SimpleUploadedFile("quet.pdf", content)})
    assert not Scan.objects.exists()
    photo = photographed()
    client.post(address, {"file": SimpleUploadedFile("quet.exe", photo)})
    scan = Scan.objects.get()
    assert scan.kind == "jpeg"
    back = client.post(reverse("papers:scan_file", args=[issue.paper.uid, scan.pk]))
    assert b"GPS" not in back.content
    assert b"Exif" in photo
    assert b"Exif" not in back.content
    assert Image.open(io.BytesIO(back.content)).size == (30, 40)
    assert back["Content-Disposition"].startswith("attachment")


def test_numbers_are_kept_and_voided_on_their_pages(place, client):
    client.force_login(place.officer)
    client.post(
        reverse("papers:reserve", args=[place.commune.pk]),
        {"kind": "notice", "body": "committee", "department": "", "purpose": "Thông báo họp"},
    )
    page = client.get(
        reverse("papers:register", args=[place.commune.pk]), {"tab": "numbers"}
    ).content.decode()
    assert "01-TB/ĐTN" in page
    number = page[page.index("/papers/number/") :].split("/")[3]
    client.post(reverse("papers:void", args=[number]), {"reason": "Hoãn họp"})
    page = client.get(
        reverse("papers:register", args=[place.commune.pk]), {"tab": "numbers"}
    ).content.decode()
    assert "Hoãn họp" in page


def test_the_register_narrows_pages_by_key_and_is_taken_out_as_file_and_paper(place, client):
    for number in range(53):
        place.issued(DAY + dt.timedelta(days=number // 10), kind="notice" if number % 2 else "decision")
    client.force_login(place.officer)
    address = reverse("papers:register", args=[place.commune.pk])
    first = client.get(address)
    assert len(first.context["rows"]) == 50
    rest = client.get(address + first.context["pager"]["next_url"].replace("&amp;", "&"))
    seen = [row.pk for row in (*first.context["rows"], *rest.context["rows"])]
    assert len(seen) == len(set(seen)) == 53
    assert len(client.get(address, {"kind": "notice"}).context["rows"]) == 26
    assert len(client.get(address, {"first": "08/02/2026"}).context["rows"]) == 3
    file = client.post(reverse("papers:register_file", args=[place.commune.pk, "csv"]), {"kind": "notice"})
    assert b"".join(file.streaming_content).decode("utf-8-sig").count("-TB/") == 26
    assert client.post(
        reverse("papers:register_file", args=[place.commune.pk, "pdf"]), {}
    ).content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="papers.export").count() == 2


def test_a_correction_begins_with_the_paper_it_names(place, client):
    issue = place.issued(DAY)
    client.force_login(place.officer)
    page = client.get(reverse("papers:new", args=[place.commune.pk]), {"corrects": issue.paper.uid})
    assert "Quyết định số 01-QĐ/ĐTN ngày 03/02/2026" in page.context["form"].initial["abstract"]
    client.post(reverse("papers:new", args=[place.commune.pk]) + f"?corrects={issue.paper.uid}", WRITTEN)
    assert Paper.objects.exclude(pk=issue.paper_id).get().corrects == issue.paper


def test_a_department_must_name_its_code(place, client):
    client.force_login(place.officer)
    answer = client.post(reverse("papers:new", args=[place.commune.pk]), {**WRITTEN, "body": "department"})
    assert answer.status_code == 422
    assert "ký hiệu riêng" in answer.content.decode()


def test_what_waits_for_signature_and_number_stands_on_the_first_page(place, client):
    operations.check_paper(place.draft(), actor=MACHINE)
    place.signed()
    staff = place.user("staff", place.commune, "office_staff")
    said = {}
    for user in (place.officer, staff, place.stranger):
        client.force_login(user)
        said[user.username] = client.get(reverse("home")).content.decode()
    assert "1 văn bản chờ bạn ký" in said["officer"]
    assert "1 văn bản đã ký chờ cấp số" in said["officer"]
    assert "chờ bạn ký" not in said["staff"]
    assert "1 văn bản đã ký chờ cấp số" in said["staff"]
    assert "chờ bạn ký" not in said["stranger"]
    assert "chờ cấp số" not in said["stranger"]
