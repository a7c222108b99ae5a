"""Every form: it builds, typesets, becomes a Word file, and says what its rules ask for (membership §6.3)."""

from __future__ import annotations

import dataclasses
import io

import docx
import pytest

from aoxanh.papers.documents import Paragraph, Table, as_data, from_data
from aoxanh.papers.forms import FORMS, discipline_decision, general
from aoxanh.papers.forms.plug import Vote
from aoxanh.papers.issuers import KINDS
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
    return "\n".join(found)


def test_every_form_has_a_sample_a_kind_and_a_source():
    assert set(SAMPLES) == set(FORMS)
    for form in FORMS.values():
        assert form.kind in KINDS
        assert form.source
        assert form.version == "XII"
        assert dataclasses.is_dataclass(form.facts)


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_it_becomes_pdf_and_word_and_survives_being_kept(code):
    document = SAMPLES[code]
    assert as_pdf(document) == as_pdf(from_data(as_data(document)))
    file = docx.Document(io.BytesIO(as_docx(document)))
    assert file.paragraphs


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
