"""Every form: it builds, typesets, becomes a Word file, and says what its rules ask for (membership §6.3)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import shutil
import subprocess

import docx
import pytest

from aoxanh.papers.documents import Facts, Paragraph, Photo, Table, as_data, from_data
from aoxanh.papers.forms import EDITIONS, FORMS, discipline_decision, form_of, general
from aoxanh.papers.forms.plug import Vote
from aoxanh.papers.issuers import KINDS, edition_on
from aoxanh.papers.paper_forms import WRITTEN
from aoxanh.papers.typesetting import as_pdf
from aoxanh.papers.wordfile import as_docx
from tests.papers.samples import HEAD, ODD, VAN, samples

SAMPLES = samples()


def words(document):
    """Return every sentence of a document."""
    found = [
        document.kind,
        document.abstract,
        document.about,
        *document.to,
        *document.bases,
        *document.enacts,
        *document.recipients,
    ]
    blocks = [*document.body, *(block for one in document.appendices for block in one.body)]
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append("".join(run.text for run in block.runs))
        if isinstance(block, Table):
            found += [cell for row in block.rows for cell in row]
        if isinstance(block, Facts):
            found += [said for pair in block.pairs for said in pair]
        if isinstance(block, Photo):
            found.append(block.text)
    return "\n".join(found)


def test_every_form_has_a_sample_a_kind_and_a_source():
    assert set(SAMPLES) == set(FORMS)
    for form in FORMS.values():
        assert form.kind in KINDS or not form.kind, "empty: it never takes a number"
        assert form.source
        assert form.version == "XII"
        assert dataclasses.is_dataclass(form.facts)


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_it_becomes_pdf_and_word_and_survives_being_kept(code):
    document = SAMPLES[code]
    assert as_pdf(document) == as_pdf(from_data(as_data(document)))
    file = docx.Document(io.BytesIO(as_docx(document)))
    assert file.paragraphs


#: Every form of HD 30's appendix (membership §6.3), by its number: what makes it, and what must stand on it.
HD_30 = {
    "1.1": ("application", ("ĐƠN XIN VÀO ĐOÀN", "Ban Chấp hành Chi đoàn thôn Xuân Hải", "Dân tộc", "Tôn giáo", "Quê quán", "Trình độ học vấn", "3. Giữ gìn", "Ý KIẾN CỦA NGƯỜI GIỚI THIỆU")),
    "1.2": ("admission_resolution", ("NGHỊ QUYẾT", "Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", "QUYẾT NGHỊ:", "Điều 1. Chuẩn y kết nạp", "Điều 2. Giao Ban Chấp hành", "Điều 3.", "tiếp tục giúp đỡ")),
    "1.3": ("card_decision", ("QUYẾT ĐỊNH", "Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", "Hoàng Phủ Ngọc Tường Vân", "42000536")),
    "1.4": ("admission_backdrop", ("LỄ KẾT NẠP ĐOÀN VIÊN",)),
    "2.1": ("file_restored", ("QUYẾT ĐỊNH", "Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", "12-NQ/ĐTN")),
    "2.2": ("card_reissued", ("QUYẾT ĐỊNH", "Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", "42000999")),
    "2.3": ("maturation_certificate", ("GIẤY CHỨNG NHẬN", "ĐOÀN VIÊN TRƯỞNG THÀNH", "Sinh ngày: 19/05/2008", "Ngày vào Đoàn: 26/03/2024", "được trưởng thành Đoàn từ ngày 26/03/2026")),
    "2.4": ("maturation_backdrop", ("LỄ TRƯỞNG THÀNH ĐOÀN",)),
    "2.5": ("honorary_decision", ("QUYẾT ĐỊNH", "Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", "đoàn viên danh dự")),
    "2.6": ("honorary_backdrop", ("ĐOÀN VIÊN DANH DỰ",)),
    "3.1": ("outstanding_notice", ("THÔNG BÁO", "khóa XII", "Hoàng Phủ Ngọc Tường Vân", "Kinh", "26/03/2024", "Tiếng Anh B1", "Giấy khen Tỉnh đoàn năm 2025")),
    "3.2": ("party_resolution", ("NGHỊ QUYẾT", "Điều lệ Đoàn TNCS Hồ Chí Minh khóa XII", "12 đồng chí, đạt 92,31%", "01 đồng chí", "chưa đủ thời gian")),
    "3.3": ("party_record", ("SƠ LƯỢC QUÁ TRÌNH PHẤN ĐẤU", "Ảnh 3x4", "Ngày vào Đoàn", "2023–2024", "Giấy khen Tỉnh đoàn 2025")),
    "3.4": ("probationary_comments", ("TỔNG HỢP NHẬN XÉT", "đảng viên dự bị", "Ưu điểm: Gương mẫu.", "Hội nghị chi đoàn", "92,31%")),
}  # fmt: skip


@pytest.mark.parametrize("number", HD_30)
def test_every_form_of_hd_30_by_its_number_as_pdf_and_as_word(number):
    """Membership §6.3: forms 1.1 to 3.4, the backdrops as well; the edition of the statute is a variable (R-VER-03)."""
    code, said = HD_30[number]
    assert FORMS[code].source == f"HD 30 form {number}"
    document, text = SAMPLES[code], words(SAMPLES[code])
    for one in said:
        assert one in text, one
    pdf = as_pdf(document)
    assert b"/Type/Catalog" in pdf
    printed = read_from(pdf)
    file = docx.Document(io.BytesIO(as_docx(document)))
    typed = "\n".join(line.text for line in file.element.body.iter() if line.tag.endswith("}t") and line.text)
    for one in document.kind.split("\n"):
        assert one in typed
        assert printed is None or one in printed


def read_from(pdf: bytes) -> str | None:
    """Return what a reader finds in a PDF, or None where this machine has none."""
    if not shutil.which("pdftotext"):
        return None
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_kinds_beside_the_forms_have_one_too():
    """Minutes, decisions, notices, lists, letters, certificates; cards are sheets of their own (`typesetting.sheets`)."""
    kinds = {form.kind for form in FORMS.values()}
    assert {
        "minutes",
        "decision",
        "notice",
        "resolution",
        "letter",
        "certificate",
        "commendation",
        "introduction",
        "receipt",
    } <= kinds
    assert {"list", "plan", "report", "letter", "notice", "decision"} <= {code for code, _title in WRITTEN}, (
        "written freely"
    )


def test_a_later_edition_of_a_form_is_one_more_plug(monkeypatch):
    """R-VER-03: papers under the statute of the 13th congress take the 13th's form once there is one, older ones keep theirs."""
    later = dataclasses.replace(FORMS["card_decision"], version="XIII")
    monkeypatch.setitem(EDITIONS, "card_decision", {"XII": FORMS["card_decision"], "XIII": later})
    assert form_of("card_decision", "khóa XIII") is later
    assert form_of("card_decision", "khóa XIV") is later
    assert form_of("card_decision", "khóa XII") is FORMS["card_decision"]
    assert form_of("card_decision", "khóa XI") is FORMS["card_decision"], "nothing older: the oldest there is"
    assert form_of("removal_decision", "khóa XIII") is FORMS["removal_decision"], (
        "none yet: the twelfth's stands"
    )


def test_which_statute_is_cited_follows_from_the_day_of_the_paper():
    """R-VER-02, R-VER-03: the twelfth congress from 15/12/2022, the thirteenth in 2026."""
    days = [dt.date(2024, 3, 26), dt.date(2026, 9, 30), dt.date(2026, 10, 1)]
    assert [edition_on(day) for day in days] == ["khóa XII", "khóa XII", "khóa XIII"]


def test_what_somebody_is_called_is_printed_and_not_obeyed():
    for code in ("admission_resolution", "outstanding_notice", "general"):
        assert ODD in words(SAMPLES[code])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("admission_resolution", ("QUYẾT NGHỊ:", "Điều 3.", "trong thời hạn 01 tháng", "03 thanh niên")),  # form 1.2, R-ADM-07, R-ADM-09
        ("card_decision", ("từ 42000536 đến 42000537",)),  # form 1.3
        ("file_restored", ("theo Nghị quyết số 12-NQ/ĐTN, kết nạp Đoàn vào ngày 26/03/2024", "Sổ cấp lại")),  # form 2.1, R-REC-01
        ("maturation_certificate", ("được trưởng thành Đoàn từ ngày 26/03/2026",)),  # form 2.3
        ("party_resolution", ("12 đồng chí, đạt 92,31%", "Số không tán thành: 01 đồng chí", "chưa đủ thời gian")),  # form 3.2
        ("temporary_introduction", ("trừ quyền ứng cử, đề cử, bầu cử",)),  # R-TMP-02
        ("removal_decision", ("không phải là hình thức kỷ luật",)),  # R-DEL-02
        ("discipline_decision", ("Sau 12 tháng", "30 ngày", "cảnh cáo", "11/13")),  # R-DIS-08, R-DIS-12
        ("meeting_minutes", ("có mặt: 07", "85,71%")),  # R-ADM-07: the base is who is present
        ("application", ("tôi xin hứa",)),  # form 1.1, R-ADM-06
    ],
)  # fmt: skip
def test_it_says_what_its_rules_ask_for(code, said):
    text = words(SAMPLES[code])
    for one in said:
        assert one in text, one


def test_the_statute_is_named_by_the_edition_it_is_given():
    """R-VER-03: which statute is a variable of the form."""
    later = dataclasses.replace(HEAD, statute="khóa XIII")
    text = words(discipline_decision.document(discipline_decision.Facts(later, VAN, "reprimand", "x")))
    assert "khóa XIII" in text
    assert "khóa XII " not in text


def test_expulsion_does_not_expire():
    """R-DIS-08: all forms but expulsion end by themselves after twelve months."""
    text = words(discipline_decision.document(discipline_decision.Facts(HEAD, VAN, "expulsion", "x")))
    assert "đương nhiên hết hiệu lực" not in text
    assert "Thẻ đoàn viên được thu lại" in text


def test_shares_are_of_those_present_and_written_with_a_comma():
    assert [Vote("", 9, 9, 6).share, Vote("", 9, 9, 9).share, Vote("", 9, 0, 0).share] == [
        "66,67%",
        "100%",
        "—",
    ]


def test_an_official_letter_has_no_kind_but_v_v_and_articles_stand_out():
    """HD 29, elements 5 and 8."""
    letter = SAMPLES["general"]
    assert (letter.kind, letter.abstract, letter.about) == (
        "",
        "",
        "V/v tham gia Ngày hội tòng quân năm 2026",
    )
    assert general.sentence("Điều 2. Thi hành.").runs[0].bold
    assert general.sentence("I. Mục đích").runs[0].bold
    assert not general.sentence("Nâng cao nhận thức.").runs[0].bold
