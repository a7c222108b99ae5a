"""Forms of a case that carry no number, the minutes of its vote, and a look at the paper the next step issues (membership §6.3)."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.cases.issuing import head_for, told_of
from aoxanh.cases.printing import Unfilled, printable, printed, to_come
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.cases.situations import about_cases
from aoxanh.papers.forms import FORMS
from aoxanh.papers.models import Issue, Number
from aoxanh.papers.typesetting import as_pdf
from aoxanh.papers.wordfile import as_docx
from tests.cases.conftest import DAY, votes

pytestmark = pytest.mark.usefixtures("today")
TWO = "Tham gia tích cực"


def offered(case) -> list[str]:
    about = about_cases([case], DAY)[case.pk]
    return [
        code for code, _title in printable(case, PROCEDURES[case.procedure], about, list(case.moves.all()))
    ]


def said(document) -> str:
    """Every word of a document, as its Word file has them."""
    assert as_pdf(document).startswith(b"%PDF")
    body = docx.Document(io.BytesIO(as_docx(document))).element.body
    return " ".join(part.text for part in body.iter() if part.tag.endswith("}t") and part.text)


@pytest.fixture
def browse():
    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter


def test_an_admission_has_its_application_minutes_and_backdrop(place):
    """Forms 1.1 and 1.4, R-ADM-06: filled in from the case; minutes once the meeting has voted (R-ADM-07)."""
    case = place.admission(place.young("Hoàng Phủ Ngọc Tường Vân", religion="none", ethnicity="01"))
    assert offered(case) == ["application", "admission_backdrop"]
    assert printed(case, "meeting_minutes", sensitive=True) is None, "no vote, no minutes"
    form = said(printed(case, "application", sensitive=True))
    for one in ("Hoàng Phủ Ngọc Tường Vân", "Trần Văn Sơn", "ngày 01 tháng 3 năm 2024", "Dân tộc: Kinh"):
        assert one in form, one
    assert "Kinh" not in said(printed(case, "application", sensitive=False)), "left to be written by hand"
    case = place.take(case, "MEETING", by=place.branch_secretary, vote=votes(6, 7, entitled=9))
    assert offered(case)[-1] == "meeting_minutes"
    minutes = said(printed(case, "meeting_minutes", sensitive=False))
    for one in ("BIÊN BẢN", "có mặt: 07", "85,71%", "26/03/2024", "Hoàng Phủ Ngọc Tường Vân"):
        assert one in minutes, one
    assert "LỄ KẾT NẠP ĐOÀN VIÊN" in said(printed(case, "admission_backdrop", sensitive=False))


def test_ceremonies_have_their_backdrops_and_a_merit_its_certificate_once_granted(place):
    """Forms 2.4 and 2.6; the certificate of merit names the decision (P13)."""
    matures = place.open(
        "maturation", place.member("Phan Thị Hằng", birth="1990-02-03"), facts={"wish": "mature"}
    )
    assert "LỄ TRƯỞNG THÀNH ĐOÀN" in said(printed(matures, "maturation_backdrop", sensitive=False))
    assert PROCEDURES["honorary"].prints == ("honorary_backdrop",)
    case = place.open(
        "reward",
        place.member("Y Ksor"),
        by=place.branch_secretary,
        facts={"reward": "merit"},
        words={"reason": TWO},
    )
    assert offered(case) == []
    case = place.take(case, "PROPOSE", by=place.branch_secretary)
    case = place.take(case, "MERIT", by=place.officer)
    assert case.state == "done"
    sheet = said(printed(case, "merit_certificate", sensitive=False))
    for one in ("GIẤY KHEN", "Y KSOR", TWO, Issue.objects.get().number.shown):
        assert one in sheet, one


def test_it_is_given_to_who_reads_the_case_written_down_and_to_nobody_else(place, browse):
    case = place.admission(place.young("Lê Văn Hùng"), by=place.branch_secretary)
    where = reverse("cases:print", args=[case.uid, "application", "pdf"])
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = browse(place.branch_secretary).post(where.replace("/pdf/", f"/{kind}/"))
        assert answer.content.startswith(start)
        assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="cases.print").count() == 2
    assert browse(place.far_secretary).post(where).status_code == 404
    assert (
        browse(place.branch_secretary).post(where.replace("application", "removal_decision")).status_code
        == 404
    )
    assert browse(place.branch_secretary).post(where.replace("/pdf/", "/exe/")).status_code == 404
    assert AuditEntry.objects.filter(action="cases.print").count() == 2


def test_who_decides_sees_the_paper_before_it_is_issued_and_no_number_is_taken(place, browse):
    """§4: the paper beside the form; what the step asks for stands as dots."""
    case = place.admission(place.young("Lê Văn Hùng"), by=place.branch_secretary)
    where = reverse("cases:preview", args=[case.uid])
    assert browse(place.branch_secretary).get(where).status_code == 404, "this step issues no paper"
    case = place.take(case, "MEETING", by=place.branch_secretary, vote=votes(9))
    page = browse(place.officer).get(reverse("cases:case", args=[case.uid])).content.decode()
    assert where in page
    assert browse(place.officer).get(where).content.startswith(b"\x89PNG")
    assert browse(place.branch_secretary).get(where).status_code == 403, "not theirs to decide"
    assert browse(place.far_secretary).get(where).status_code == 404
    draft = said(to_come(case))
    assert "DỰ THẢO" in draft
    assert "Lê Văn Hùng" in draft
    case = place.take(place.take(case, "RATIFY", by=place.deputy), "CEREMONY", by=place.branch_secretary)
    assert "……" in said(to_come(case)), "the card's number is not known yet"
    assert Number.objects.count() == 1


@pytest.mark.parametrize(
    "code",
    sorted(
        code
        for code, plug in PROCEDURES.items()
        if plug.subject == "person" and any(s.paper for s in plug.route)
    ),
)
def test_every_step_that_issues_a_paper_can_be_looked_at_before(place, code):
    """Whatever has not been entered yet, the draft is set."""
    person = place.member("Y Ksor")
    case = place.open("away", person, facts={"starts_on": "2024-03-01"}, words={"address": "Đồng Nai"})
    plug = PROCEDURES[code]
    about = replace(
        about_cases([case], DAY)[case.pk],
        facts=Unfilled(
            {"year": 2023, "measure": "warning", "reward": "merit", "grade": "good", "ground": "fee"}
        ),
    )
    for step in plug.route:
        if step.paper:
            writing = plug.papers(
                step, [told_of(person, about, None)], head_for(place.commune, "committee", about), DAY
            )[0]
            assert as_pdf(FORMS[writing.form].document(writing.facts)).startswith(b"%PDF")
