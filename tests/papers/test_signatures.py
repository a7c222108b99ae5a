"""Digital signatures (PAdES B-B): beside the issued file and never instead of it; what is refused leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from aoxanh.audit.models import AuditEntry, CommandKey
from aoxanh.audit.objection import Objection
from aoxanh.papers import beside, child, gate, operations, policies, queries, signatures
from aoxanh.papers.checks import check_trust_roots
from aoxanh.papers.models import Issue, Scan, SignedFile
from tests.papers import certificates
from tests.papers.certificates import PASSWORD, holder
from tests.papers.conftest import MACHINE, acting
from tests.papers.test_pages import checked

DAY = dt.date(2026, 2, 3)


@pytest.fixture(autouse=True)
def fresh_pace():
    cache.clear()


@pytest.fixture
def pace(monkeypatch):
    """Nobody waits."""
    monkeypatch.setattr("aoxanh.papers.signature_views.MOST_A_MINUTE", 100)


@pytest.fixture
def trusted(settings, tmp_path):
    """The operator trusts the tests' own service; another file of the folder is no certificate."""
    (tmp_path / "goc.pem").write_bytes(certificates.root_pem())
    (tmp_path / "rac.pem").write_text("none")
    settings.AOXANH_TRUST_ROOTS = tmp_path


def upload(client, paper, certificate, password=PASSWORD):
    data = {"certificate": SimpleUploadedFile("ky.p12", certificate), "password": password}
    return client.post(reverse("papers:certify", args=[paper.uid]), data)


def verified(client, content):
    answer = client.post(reverse("papers:verify"), {"file": SimpleUploadedFile("v.pdf", content)})
    return answer.content.decode()


def signed_by(paper, certificate, actor=MACHINE):
    made = signatures.sign(beside.latest_file(paper), certificate=certificate, password=PASSWORD)
    return operations.certify_paper(paper, actor=actor, signed=made)


def test_an_officer_signs_and_the_issued_file_stays_as_it_was(place, client, trusted):
    """R-DOC-02, L18: the signature follows the last byte of what was issued; two signatures stand one after the other."""
    issue = place.issued(DAY)
    client.force_login(place.officer)
    answer = upload(client, issue.paper, holder())
    assert answer["Location"] == reverse("papers:paper", args=[issue.paper.uid])
    first = SignedFile.objects.select_related("paper").get()
    assert first.file.startswith(issue.file)
    assert Issue.objects.get().digest == hashlib.sha256(issue.file).hexdigest()
    assert (first.ordinal, first.by, first.duty) == (1, place.officer.pk, "secretary")
    assert first.signed_as == "TM. BAN CHẤP HÀNH BÍ THƯ"
    facts = first.certificate
    assert (facts["name"], facts["organisation"], facts["issuer_name"]) == (
        "Trần Thị Bí Thư", "Đoàn xã Lộc Hà", "Dịch vụ chứng thực thử nghiệm",
    )  # fmt: skip
    assert facts["serial"]
    assert b"Subfilter" not in first.file
    assert b"/ETSI.CAdES.detached" in first.file
    second = signed_by(issue.paper, holder("Con dấu", "Đoàn xã Lộc Hà"))
    assert second.file.startswith(first.file)
    found = signatures.examine(second.file)
    assert [(one.code, one.facts["covers"], one.facts["trusted"]) for one in found.signatures] == [
        ("good", "then_signed", True),
        ("good", "whole", True),
    ]
    page = client.get(reverse("papers:verify_paper", args=[issue.paper.uid])).content.decode()
    assert "Trần Thị Bí Thư" in page
    assert "đúng văn bản đã ban hành tại đây và được ký số" in page
    assert "toàn bộ văn bản; sau đó chỉ có thêm chữ ký" in page
    page = client.get(reverse("papers:paper", args=[issue.paper.uid])).content.decode()
    assert "Con dấu" in page
    taken = client.post(reverse("papers:signed_file", args=[issue.paper.uid, second.pk]))
    assert taken.content == second.file
    assert AuditEntry.objects.filter(action="papers.take").count() == 1
    assert queries.prove_files() == (3, 0, "")


REFUSALS = {
    "wrong password": (lambda: holder(password="khác"), "Mật khẩu không mở được"),
    "expired": (lambda: holder(starts=-30, ends=-1), "đã hết hạn"),
    "not yet valid": (lambda: holder(starts=2), "chưa đến ngày có hiệu lực"),
    "no private key": (certificates.without_key, "không có khóa bí mật"),
    "a bare certificate": (certificates.root_pem, "không có khóa bí mật"),
    "RSA of 1024 bits": (certificates.weak, "quá yếu"),
    "not for signing": (lambda: holder(usage=certificates.ISSUING), "không dùng để ký"),
    "no certificate file": (lambda: b"PK\x03\x04 no", "không phải tệp chứng thư"),
    "far too large": (lambda: b"0" * 70_000, "quá lớn"),
}


def test_a_certificate_that_must_not_sign_is_refused_in_words_and_nothing_is_written(place, client, pace):
    issue = place.issued(DAY)
    client.force_login(place.officer)
    entries = AuditEntry.objects.count()
    for case, (make, words) in REFUSALS.items():
        answer = upload(client, issue.paper, make())
        page = answer.content.decode()
        assert answer.status_code == 422, case
        assert words in page, case
        assert PASSWORD not in page
    assert not SignedFile.objects.exists()
    assert AuditEntry.objects.count() == entries


def test_a_certificate_signed_with_sha1_or_whose_key_is_another_is_refused():
    """The library that makes certificates refuses SHA-1 itself: the judgement alone is asked (NIST SP 800-131A)."""

    class Old:
        """A certificate as an old service made it."""

        not_valid_before_utc = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        not_valid_after_utc = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)

        def __init__(self, key, used):
            self.key, self.signature_hash_algorithm = key, used

        def public_key(self):
            return self.key.public_key()

    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    now = dt.datetime.now(dt.UTC)
    for certificate, held, word in (
        (Old(key, child.hashes.SHA1()), key, "weak_hash"),
        (Old(key, child.hashes.SHA256()), other, "other_key"),
        (Old(ec.generate_private_key(ec.SECP192R1()), child.hashes.SHA256()), key, "weak_key"),
    ):
        with pytest.raises(child.RefusedError, match=word):
            child.refuse_unfit(held, certificate, now)
    assert set(child.WEAK) >= {"sha1", "md5"}


def test_the_same_certificate_signs_once(place, client):
    issue, mine = place.issued(DAY), holder()
    signed_by(issue.paper, mine)
    client.force_login(place.officer)
    answer = upload(client, issue.paper, mine)
    assert answer.status_code == 422
    assert "đã ký văn bản này rồi" in answer.content.decode()
    assert SignedFile.objects.count() == 1


def test_of_two_who_sign_at_once_one_is_asked_to_sign_once_more(place):
    issue = place.issued(DAY)
    both = [
        signatures.sign(beside.latest_file(issue.paper), certificate=holder(name), password=PASSWORD)
        for name in ("Một", "Hai")
    ]
    operations.certify_paper(issue.paper, actor=MACHINE, signed=both[0])
    with pytest.raises(Objection) as refused:
        operations.certify_paper(issue.paper, actor=MACHINE, signed=both[1])
    assert refused.value.rule == "R-DOC-02"
    assert SignedFile.objects.count() == 1


def test_only_an_issued_paper_that_is_not_void_is_signed(place, client):
    signed = place.signed()
    client.force_login(place.officer)
    assert upload(client, signed, holder()).status_code == 422
    issue = place.issued(DAY)
    made = signatures.sign(beside.latest_file(issue.paper), certificate=holder(), password=PASSWORD)
    operations.void_number(issue.number, actor=MACHINE, reason="sai")
    with pytest.raises(Objection) as refused:
        operations.certify_paper(issue.paper, actor=MACHINE, signed=made)
    assert refused.value.rule == "L21"
    assert not SignedFile.objects.exists()


def test_the_secretary_the_office_and_delegates_sign_and_nobody_else(place, client):
    issue = place.issued(DAY)
    staff = place.user("staff", place.commune, "office_staff")
    boss = place.user("boss", place.province, "secretary")
    made = signatures.sign(beside.latest_file(issue.paper), certificate=holder(), password=PASSWORD)
    for user in (boss, place.committee, place.branch_secretary, place.stranger):
        assert not policies.may_certify(user, issue.paper)
        with pytest.raises(PermissionDenied):
            operations.certify_paper(issue.paper, actor=acting(user), signed=made)
    client.force_login(boss)
    assert client.get(reverse("papers:certify", args=[issue.paper.uid])).status_code == 403
    assert not SignedFile.objects.exists()
    kept = operations.certify_paper(issue.paper, actor=acting(staff), signed=made)
    assert (kept.duty, kept.signed_as) == ("office_staff", "")


def test_neither_certificate_file_nor_password_is_kept_anywhere(place, client):
    issue, mine = place.issued(DAY), holder()
    client.force_login(place.officer)
    upload(client, issue.paper, mine)
    entry = AuditEntry.objects.get(action="papers.certify")
    kept = SignedFile.objects.select_related("paper").get()
    for words in (str(entry.facts), repr(kept.certificate)):
        assert PASSWORD not in words
        assert "PRIVATE" not in words
    assert "Trần Thị" not in str(entry.facts)
    assert not CommandKey.objects.exists()
    page = client.get(reverse("papers:certify", args=[issue.paper.uid])).content.decode()
    assert "command_key" not in page[page.index('<form class="stack"') :].split("</form>")[0]
    key = serialization.pkcs12.load_key_and_certificates(mine, PASSWORD.encode())[0]
    number = key.private_numbers().private_value.to_bytes(32, "big")
    for name in ("sealed", "certificate_sealed"):
        assert number not in bytes(getattr(kept, name))
    assert number not in kept.file


def with_another_page_size(content):
    """Return a PDF to which somebody added a change after it was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 100, 100))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_changed_byte_shows_wherever_it_is(place, client, trusted):
    issue = place.issued(DAY)
    kept = signed_by(issue.paper, holder())
    client.force_login(place.officer)
    whole = verified(client, kept.file)
    assert "Chữ ký khớp với tệp" in whole
    assert "01-QĐ/ĐTN" in whole
    beginnings = ((3000, "không được ban hành tại đây"), (len(issue.file) + 400, "có văn bản đã ban hành tại đây, nguyên vẹn"))  # fmt: skip
    for place_of_byte, origin in beginnings:
        changed = bytearray(kept.file)
        changed[place_of_byte] ^= 1
        page = verified(client, bytes(changed))
        assert "Chữ ký không khớp với tệp" in page
        assert origin in page
    page = verified(client, with_another_page_size(kept.file))
    assert "tệp đã bị thay đổi sau khi ký" in page


def test_an_unknown_service_is_said_plainly_and_is_no_error(place, client):
    kept = signed_by(place.issued(DAY).paper, holder())
    client.force_login(place.officer)
    page = verified(client, kept.file)
    assert "chưa xác định được tổ chức cấp chứng thư" in page
    assert "Chữ ký khớp với tệp" in page


def test_a_paper_signed_elsewhere_is_known_by_the_issued_file_within(place, client, trusted):
    issue = place.issued(DAY)
    made = signatures.sign(issue.file, certificate=holder("Ký nơi khác", ""), password=PASSWORD)
    client.force_login(place.stranger)
    page = verified(client, made.content)
    assert "có văn bản đã ban hành tại đây, nguyên vẹn" in page
    assert "01-QĐ/ĐTN" in page
    assert "Không có chữ ký số" in verified(client, issue.file)


def bring(client, paper, content):
    file = SimpleUploadedFile("da-ky.pdf", content, content_type="application/pdf")
    return client.post(
        reverse("papers:bring_signed", args=[paper.uid]), {"file": file}, follow=True
    ).content.decode()


def test_a_paper_signed_on_a_token_is_brought_back_and_kept(place, client, trusted):
    """§4: the exact issued file signed outside; a second one is signed on top of the first."""
    issue = place.issued(DAY)
    client.force_login(place.officer)
    assert (
        reverse("papers:bring_signed", args=[issue.paper.uid])
        in client.get(reverse("papers:certify", args=[issue.paper.uid])).content.decode()
    )
    taken = client.post(reverse("papers:file", args=[issue.paper.uid, "pdf"])).content
    made = signatures.sign(taken, certificate=holder("Ký bằng token", "Đoàn xã Lộc Hà"), password=PASSWORD)
    assert "Đã ký số văn bản" in bring(client, issue.paper, made.content)
    first = SignedFile.objects.select_related("paper").get()
    assert (first.file, first.certificate["name"], first.duty) == (made.content, "Ký bằng token", "secretary")
    later = client.post(reverse("papers:signed_file", args=[issue.paper.uid, first.pk])).content
    again = signatures.sign(later, certificate=holder("Con dấu", "Đoàn xã Lộc Hà"), password=PASSWORD)
    bring(client, issue.paper, again.content)
    assert [one.ordinal for one in SignedFile.objects.order_by("ordinal")] == [1, 2]
    assert queries.prove_files() == (3, 0, "")


def test_what_is_not_the_issued_file_with_one_good_signature_is_refused_in_words(
    place, client, trusted, pace
):
    """R-DOC-02: an unchanged beginning, one signature more, nothing else."""
    issue = place.issued(DAY)
    client.force_login(place.officer)
    made = signatures.sign(issue.file, certificate=holder(), password=PASSWORD).content
    broken = bytearray(made)
    broken[len(issue.file) + 400] ^= 1
    other = signatures.sign(place.issued(DAY).file, certificate=holder(), password=PASSWORD).content
    changed_first = signatures.sign(
        with_another_page_size(issue.file), certificate=holder(), password=PASSWORD
    ).content
    twice = signatures.sign(made, certificate=holder("Hai", ""), password=PASSWORD).content
    for content, words in (
        (issue.file, "Đây không phải tệp đã tải về có thêm chữ ký"), (other, "Đây không phải tệp đã tải về có thêm chữ ký"),
        (bytes(broken), "Chữ ký không khớp với tệp"), (changed_first, "Tệp có thêm nội dung khác ngoài chữ ký"),
        (twice, "đúng một chữ ký"), (issue.file + b"%%EOF", "đúng một chữ ký"), (with_another_page_size(made), "tệp đã bị thay đổi sau khi ký"),
    ):  # fmt: skip
        assert words in bring(client, issue.paper, content), words
    assert SignedFile.objects.count() == 0
    client.force_login(place.committee)
    assert client.post(reverse("papers:bring_signed", args=[issue.paper.uid]), {}).status_code == 403
    client.force_login(place.stranger)
    assert client.post(reverse("papers:bring_signed", args=[issue.paper.uid]), {}).status_code == 404


def hostile():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.exe", b"MZ")
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\nstartxref\n9\n%%EOF\n"
    loop = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n"
    return {
        "no PDF": (b"MZ\x90", "không phải tệp PDF"), "cut off": (b"%PDF-1.7\n1 0 obj", "bị cắt cụt"),
        "packed too": (b"%PDF-1.7\n%%EOF\n" + packed.getvalue() + b"%%EOF", "tệp nén"),
        "recursive": (deep, "không đọc được"), "a loop": (loop, "không đọc được"), "huge": (b"%PDF-" + b"0" * (11 << 20), "10 MB"),
    }  # fmt: skip


def test_a_hostile_file_gets_a_clear_answer(place, client, pace):
    client.force_login(place.officer)
    for case, (content, words) in hostile().items():
        answer = client.post(reverse("papers:verify"), {"file": SimpleUploadedFile("v.pdf", content)})
        assert answer.status_code == 422, case
        assert words in answer.content.decode(), case


def test_the_operator_is_told_of_a_folder_that_is_none_and_of_files_that_are_no_certificates(
    settings, trusted, tmp_path
):
    assert [one.id for one in check_trust_roots()] == ["papers.W002"]
    settings.AOXANH_TRUST_ROOTS = tmp_path / "none"
    assert [one.id for one in check_trust_roots()] == ["papers.W001"]
    settings.AOXANH_TRUST_ROOTS = None
    assert check_trust_roots() == []


def test_the_process_that_reads_files_is_given_little_memory_and_time(monkeypatch):
    """H12: whatever a file asks for, the reader ends and the house says so."""
    monkeypatch.setattr(signatures, "PATIENCE", 0.01)
    with pytest.raises(Objection) as refused:
        signatures.examine(b"%PDF-1.7\n%%EOF")
    assert refused.value.rule == "ASVS 5.2"
    assert child.MEMORY < 1 << 30
    assert child.SECONDS <= 20


def test_who_has_too_many_files_examined_waits(place, client, monkeypatch):
    monkeypatch.setattr("aoxanh.papers.signature_views.MOST_A_MINUTE", 1)
    client.force_login(place.officer)
    address = reverse("papers:verify")
    codes = [client.post(address, {"file": SimpleUploadedFile("v.pdf", b"x")}).status_code for _ in range(2)]
    assert codes == [422, 429]


def test_whoever_scans_the_code_learns_the_body_of_the_certificate_and_nobodys_name(place):
    issue = place.issued(DAY)
    assert "Đã ký số" not in checked(issue)
    kept = signed_by(issue.paper, holder())
    text = checked(issue)
    assert "Đã ký số" in text
    assert "Đoàn xã Lộc Hà" in text
    assert "Dịch vụ chứng thực thử nghiệm" in text
    assert "Trần Thị Bí Thư" not in text
    assert "là văn bản này đã được ký số" in checked(issue, kept.file)


def test_a_signed_file_is_written_once_and_erased_with_its_paper(place):
    issue = place.issued(DAY)
    kept = signed_by(issue.paper, holder())
    for change in (lambda: SignedFile.objects.update(digest="0" * 64), SignedFile.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    type(issue.paper).objects.filter(pk=issue.paper_id).update(wrapped_key=None)
    kept = SignedFile.objects.select_related("paper").get()
    assert (kept.file, kept.certificate) == (None, {})
    assert "Đã ký số" in checked(Issue.objects.get())
    assert queries.prove_files() == (0, 2, "")


def test_another_scan_asks_for_a_reason_and_the_first_stays(place, client):
    issue = place.issued(DAY)
    client.force_login(place.officer)
    address = reverse("papers:scan", args=[issue.paper.uid])
    for content in (b"%PDF-1.4 one %%EOF", b"%PDF-1.4 two %%EOF"):
        client.post(address, {"file": SimpleUploadedFile("quet.pdf", content)})
    assert Scan.objects.count() == 1
    with pytest.raises(Objection):
        operations.keep_scan(issue.paper, actor=MACHINE, scanned=gate.Kept("pdf", b"%PDF-1.4 two %%EOF"))
    client.post(
        address, {"file": SimpleUploadedFile("quet.pdf", b"%PDF-1.4 two %%EOF"), "reason": "Bản đầu bị mờ"}
    )
    assert [one.reason for one in Scan.objects.select_related("paper").order_by("pk")] == [
        "",
        "Bản đầu bị mờ",
    ]
    assert "Bản đầu bị mờ" in client.get(reverse("papers:paper", args=[issue.paper.uid])).content.decode()
    assert "mờ".encode() not in bytes(Scan.objects.last().reason_sealed)
    with pytest.raises(DatabaseError), transaction.atomic():
        Scan.objects.update(size=1)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 /JavaScript %%EOF", b"%PDF-1.4 /J#53 %%EOF", b"%PDF-1.4 /Encrypt %%EOF", b"%PDF-1.4 cut", b"\xff\xd8\xff none", b"GIF89a", b""]
)  # fmt: skip
def test_a_scan_that_runs_locks_or_is_damaged_is_refused(content):
    with pytest.raises(Objection) as refused:
        gate.judged(content)
    assert refused.value.rule == "ASVS 5.2"
