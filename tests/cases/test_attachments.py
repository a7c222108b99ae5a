"""Files of a case: judged by what they are, drawn anew, sealed, given out only to who reads the case."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.cases import attachment_operations as operations
from aoxanh.cases.gate import Kept, judged
from aoxanh.cases.models import Attachment, Case, CaseMove
from aoxanh.people.models import Person
from tests.api.conftest import Caller, token_of
from tests.cases.conftest import acting
from tests.membership.conftest import MACHINE

pytestmark = pytest.mark.usefixtures("today")
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"


def picture(form="JPEG", size=(60, 40), **options) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "#1159bd").save(drawn, form, **options)
    return drawn.getvalue()


def where_taken() -> bytes:
    """A photo that says where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "Thôn Xuân Hải"
    exif.get_ifd(0x8825)[2] = (18.0, 27.0, 0.0)
    return picture(exif=exif)


def huge_png(side=30_000) -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels wide and high."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


def packed(*names: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in names or ("a.txt",):
            archive.writestr(name, "x")
    return body.getvalue()


def test_a_photo_is_kept_upright_and_without_place_and_time():
    photo = where_taken()
    assert b"Exif" in photo
    kept = judged(photo, "IMG_2024.jpg")
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (40, 60))
        assert not drawn.getexif()
    assert b"Exif" not in kept.content
    assert "Xuân Hải".encode() not in kept.content


def test_a_picture_that_is_a_web_page_and_a_packed_file_as_well_is_only_a_picture_afterwards():
    kept = judged(picture() + b"<script>alert(1)</script>" + packed("evil.class"))
    assert kept.kind == "jpg"
    assert b"<script" not in kept.content
    assert b"PK\x03\x04" not in kept.content


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_screenshots_become_jpeg_of_at_most_2400_pixels(form):
    kept = judged(picture(form, (3000, 10)))
    with Image.open(io.BytesIO(kept.content)) as drawn:
        assert (kept.kind, drawn.size) == ("jpg", (2400, 8))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng|trống"),
        (b"%PDF-1.7" + b"x" * (10 * 1024 * 1024), "lớn hơn 10 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "mã lệnh"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "mã lệnh"),
        (b"<!DOCTYPE html><script>", "mã lệnh"),
        (packed("xl/workbook.xml"), "lưu thành PDF"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"MZ\x90\x00", "tên tệp ghi"),
        (b"GIF89a", "tên tệp ghi"),
        (huge_png(), "quá nhiều điểm ảnh"),
        (b"\xff\xd8\xff\xe0 cut off", "hỏng"),
        (b"%PDF-1.7 no end", "cắt cụt"),
        (b"%PDF-1.7 /OpenAction << /S /JavaScript /JS (x) >> %%EOF", "tệp khác bên trong"),
        (b"%PDF-1.7 << /S /J#61vaScript >> %%EOF", "tệp khác bên trong"),
        (b"%PDF-1.7 << /EmbeddedFiles 3 0 R >> %%EOF", "tệp khác bên trong"),
        (b"%PDF-1.7 << /Encrypt 3 0 R >> %%EOF", "mật khẩu"),
        (b"%PDF-1.7 " + packed("evil.docx") + b"%%EOF", "tệp khác bên trong"),
    ],
)  # fmt: skip
def test_what_may_do_harm_or_is_no_file_of_a_case_is_refused_in_words(content, words):
    with pytest.raises(Objection, match=words):
        judged(content, "bien-ban.pdf")


def test_a_file_is_sealed_under_the_persons_key_and_lost_with_it(place):
    case = place.admission()
    row = operations.attach(case, actor=acting(place.branch_secretary), kept=judged(PDF, "Đơn của Hùng.pdf"))
    row = Attachment.objects.get(pk=row.pk)
    assert (row.step, row.kind, row.title, row.file) == ("MEETING", "pdf", "Đơn của Hùng.pdf", PDF)
    assert PDF not in bytes(row.sealed)
    assert "Hùng".encode() not in bytes(row.title_sealed)
    Person.objects.filter(pk=case.person_id).update(wrapped_key=None)
    row = Attachment.objects.get(pk=row.pk)
    assert (row.file, row.title) == (None, "")


def test_a_case_about_a_unit_has_a_key_for_each_file(place):
    plain = Case.objects.create(procedure="discipline_unit", unit=place.branch, at=place.branch, step="X")
    row = operations.attach(plain, actor=MACHINE, kept=Kept("pdf", PDF, "bb.pdf"))
    assert Attachment.objects.get(pk=row.pk).file == PDF


def test_it_stands_in_the_history_and_in_the_log_without_its_name(place):
    case = place.admission()
    operations.attach(case, actor=acting(place.branch_secretary), kept=Kept("pdf", PDF, "Đơn của Hùng.pdf"))
    move = CaseMove.objects.get(act="attached")
    assert move.facts == {}
    assert "Hùng" not in AuditEntry.objects.get(action="cases.attach").facts


def test_the_same_file_twice_and_the_twenty_first_are_refused(place, monkeypatch):
    case = place.admission()

    def attach(content):
        operations.attach(
            Case.objects.select_related("person").get(pk=case.pk), actor=MACHINE, kept=Kept("pdf", content)
        )

    attach(PDF)
    with pytest.raises(Objection, match="đã được đính kèm"):
        attach(PDF)
    monkeypatch.setattr(operations, "MOST", 2)
    attach(PDF + b"1")
    with pytest.raises(Objection, match="tối đa 2"):
        attach(PDF + b"2")
    monkeypatch.setattr(operations, "MOST", 20)
    monkeypatch.setattr(operations, "MOST_TOGETHER", 100)
    with pytest.raises(Objection, match="tối đa"):
        attach(PDF + b"3")
    assert case.attachments.count() == 2


def test_who_has_nothing_to_do_with_the_case_attaches_nothing(place):
    case = place.admission(by=place.branch_secretary)
    for who in (place.far_secretary, place.province_officer):
        with pytest.raises(PermissionDenied):
            operations.attach(case, actor=acting(who), kept=Kept("pdf", PDF))
    assert not Attachment.objects.exists()


def test_nothing_is_attached_to_a_case_that_ended(place):
    case = place.admission()
    Case.objects.filter(pk=case.pk).update(state="withdrawn", at=None, ended_at=case.opened_at)
    case.refresh_from_db()
    with pytest.raises(Objection):
        operations.attach(case, actor=MACHINE, kept=Kept("pdf", PDF))


def test_only_who_attached_it_takes_it_back_and_the_file_is_gone(place):
    case = place.admission()
    row = operations.attach(case, actor=acting(place.branch_secretary), kept=Kept("pdf", PDF))
    with pytest.raises(PermissionDenied):
        operations.detach(Attachment.objects.get(pk=row.pk), actor=acting(place.officer))
    stale = Attachment.objects.select_related("case__person").get(pk=row.pk)
    operations.detach(Attachment.objects.get(pk=row.pk), actor=acting(place.branch_secretary))
    with pytest.raises(Objection):
        operations.detach(stale, actor=acting(place.branch_secretary))
    row = Attachment.objects.get(pk=row.pk)
    assert (row.sealed, row.title_sealed, row.file) == (None, None, None)
    assert row.digest


def test_files_come_with_opening_and_go_out_as_downloads_that_are_written_down(place):
    person = place.member()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    form = {
        "begin": "1",
        "selected": str(person.uid),
        "starts_on": "01/03/2024",
        "address": "Đồng Nai",
        "job": "may",
    }
    files = [SimpleUploadedFile("don.pdf", PDF), SimpleUploadedFile("anh.jpg", where_taken())]
    answer = client.post(reverse("cases:begin", args=[place.branch.pk, "away"]), {**form, "attached": files})
    assert answer.status_code == 302
    case = Case.objects.get()
    assert sorted(case.attachments.values_list("kind", flat=True)) == ["jpg", "pdf"]
    row = case.attachments.get(kind="pdf")
    answer = client.post(reverse("cases:file", args=[case.uid, row.uid]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (
        AuditEntry.objects.filter(action="cases.attachment", actor_id=place.branch_secretary.pk).count() == 1
    )
    page = client.get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "don.pdf" in page


def test_a_refused_file_opens_no_case_and_says_which_it_was(place):
    person = place.member()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    form = {
        "begin": "1",
        "selected": str(person.uid),
        "starts_on": "01/03/2024",
        "attached": SimpleUploadedFile("x.svg", b"<svg/>"),
    }
    answer = client.post(reverse("cases:begin", args=[place.branch.pk, "away"]), form)
    assert answer.status_code == 422
    assert "x.svg" in answer.content.decode()
    assert not Case.objects.exists()


def test_what_a_photo_says_of_itself_is_not_kept():
    """A comment, a description and a place written into the picture go with the old file (ASVS 14.2.8)."""
    drawn, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Nhà em ở thôn Xuân Hải"
    Image.new("RGB", (40, 30), "blue").save(drawn, "JPEG", comment=b"toa do 18.4,105.9", exif=exif)
    kept = judged(drawn.getvalue(), "a.jpg").content
    assert b"toa do" not in kept
    assert b"Xu" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert not {"comment", "exif", "icc_profile"} & seen.info.keys()


# -- over the API


def sent_over_the_api(caller, case, content, *, name="don.jpg", key="f1"):
    address = f"/api/cases/{case.uid}/attachments"
    headers = {**caller.headers, "Idempotency-Key": key}
    return caller.client.post(address, {"attached": SimpleUploadedFile(name, content)}, headers=headers)


def test_over_the_api_a_file_goes_through_the_same_gate_and_is_taken_back_by_who_attached_it(place):
    """H12: drawn anew, once a command key; out by GET and written down; only its own hand takes it back."""
    case = place.admission(by=place.branch_secretary)
    own, above = Caller(token_of(place.branch_secretary)), Caller(token_of(place.officer))
    first, again = (sent_over_the_api(own, case, where_taken()) for _time in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    (row,) = own.get(f"/api/cases/{case.uid}/attachments").json()
    assert (row["title"], row["kind"], row["may_take_back"]) == ("don.jpg", "jpg", True)
    address = f"/api/cases/{case.uid}/attachments/{row['uid']}"
    out = above.get(address)
    assert (out["Content-Type"], b"Exif" in out.content) == ("image/jpeg", False)
    assert "attachment" in out["Content-Disposition"]
    assert AuditEntry.objects.get(action="cases.attachment").source == "api"
    assert above.send(f"{address}/take-back").status_code == 403
    assert Attachment.objects.filter(removed_at=None).count() == 1
    assert own.send(f"{address}/take-back").status_code == 200
    assert own.get(address).status_code == 404


@pytest.mark.parametrize("content", [packed(), b"<svg onload=alert(1)>", b"", huge_png(), PDF.replace(b"/Catalog", b"/JavaScript")])  # fmt: skip
def test_over_the_api_what_may_do_harm_is_refused_in_words_and_not_kept(place, content):
    case = place.admission(by=place.branch_secretary)
    answer = sent_over_the_api(Caller(token_of(place.branch_secretary)), case, content, name="x.pdf")
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not Attachment.objects.exists()


def test_over_the_api_a_stranger_attaches_and_reads_nothing(place):
    case = place.admission(by=place.branch_secretary)
    far = Caller(token_of(place.far_secretary))
    assert sent_over_the_api(far, case, PDF).status_code == 404
    assert far.get(f"/api/cases/{case.uid}/attachments").status_code == 404
    assert not Attachment.objects.exists()
