"""Dockets by workbook: opened from one, filled in by one; every row looked at before anything is written."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.cases import operations
from aoxanh.cases.models import Case, Docket
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.intake.files import keep, path_of
from aoxanh.intake.reading import rows_of
from tests.cases.conftest import APPLICATION, WORDS, acting
from tests.membership.conftest import MACHINE

pytestmark = pytest.mark.usefixtures("today")


def book(*rows) -> SimpleUploadedFile:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        sheet = written.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return SimpleUploadedFile("dot.xlsx", made.getvalue())


def cells_of(answer) -> list[list[str]]:
    body = b"".join(answer.streaming_content)
    return [cells for _sheet, _n, cells in rows_of(path_of(keep(SimpleUploadedFile("x.xlsx", body))))]


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def heads(place, procedure) -> list[str]:
    answer = client_of(place.branch_secretary).get(
        reverse("cases:template", args=[place.branch.pk, procedure])
    )
    return cells_of(answer)[0]


@pytest.fixture
def bring(place):
    def send(procedure, *rows, user=None):
        address = reverse("cases:bring", args=[place.branch.pk, procedure])
        return client_of(user or place.branch_secretary).post(address, {"file": book(*rows)})

    return send


def test_the_template_has_who_it_is_and_what_is_entered_for_each_with_lists_to_choose_from(place):
    answer = client_of(place.branch_secretary).get(
        reverse("cases:template", args=[place.branch.pk, "classification"])
    )
    lines = cells_of(answer)
    assert lines[0][:1] + lines[0][2:4] == ["Số thẻ đoàn viên", "Họ và tên", "Ngày sinh"]
    assert {"Hoàn thành xuất sắc nhiệm vụ"} <= {cell for line in lines[1:] for cell in line}


def test_people_are_found_by_card_citizen_id_or_name_and_birth_and_the_docket_comes_back_filled_in(
    place, bring
):
    """P11: grades chosen by their words."""
    names = heads(place, "classification")
    one = place.member("Lê Văn Một", birth="2004-01-02")
    one.citizen_id = "042204000011"
    one.save()
    two = place.member("Trần Thị Hai", birth="2005-03-04")

    def row(**cells):
        return [cells.get(name, "") for name in names]

    grade = str(PROCEDURES["classification"].Form.base_fields["grade"].label)
    answer = bring(
        "classification", ["Danh sách"], names,
        row(**{names[1]: "042204000011", grade: "Hoàn thành xuất sắc nhiệm vụ"}),
        row(**{"Họ và tên": "trần thị hai", "Ngày sinh": "04/03/2005", grade: "Hoàn thành tốt nhiệm vụ"}),
        row(**{"Họ và tên": "Không Có Ai"}),
    )  # fmt: skip
    assert answer.status_code == 200
    forms = dict(answer.context["rows"])
    assert {person.pk for person in forms} == {one.pk, two.pk}
    assert {form["grade"].value() for form in forms.values()} == {"excellent", "good"}
    assert [(r.number, r.why[:16]) for r in answer.context["refused"]] == [(5, "Đơn vị không có ")]
    assert not Case.objects.exists()
    assert not Docket.objects.exists()
    sent = {
        "begin": "1",
        "docket": "1",
        "title": "XL",
        "year": "2023",
        "grade": "good",
        "selected": [str(p.uid) for p in forms],
    }
    sent |= {
        form.add_prefix(name): form[name].value() or "" for form in forms.values() for name in form.fields
    }
    posted = client_of(place.branch_secretary).post(answer.context["action"], sent)
    assert posted.status_code == 302, posted.context["form"].errors
    assert {c.details["grade"] for c in Case.objects.all()} == {"excellent", "good"}


def test_one_row_alone_opens_a_docket_too(place, bring):
    young = place.young()
    answer = bring("admission", ["Họ và tên", "Ngày sinh"], [young.full_name, "10/05/2006"])
    sent = {
        "begin": "1", "docket": "1", "title": "KN", "selected": str(young.uid), "applied_on": "01/03/2024", "sponsor": "pioneers",
        "variant": "meeting", f"p{young.pk}-sponsor_name": "Chi đội 9A",
    }  # fmt: skip
    assert client_of(place.branch_secretary).post(answer.context["action"], sent).status_code == 302
    assert Docket.objects.get().cases.count() == 1


def test_who_the_rules_stop_is_refused_with_the_rule_at_once(place, bring):
    """R-ADM-01: too young on the day."""
    place.young("Trần Thị Mai", birth="2010-03-26")
    place.young("Trần Thị Lan", birth="2006-03-26")
    answer = bring("admission", ["Họ và tên", "Ngày sinh"], ["Trần Thị Mai", ""], ["Trần Thị Lan", ""])
    assert [(r.name, r.rule) for r in answer.context["refused"]] == [("Trần Thị Mai", "R-ADM-01")]
    assert len(answer.context["rows"]) == 1


def test_somebody_of_another_unit_two_of_one_name_and_the_same_twice_are_refused(place, bring):
    place.young("Lê Thị Xa", unit=place.far_branch)
    for birth in ("2005-01-01", "2005-02-02"):
        place.young("Lê Thị Đôi", birth=birth)
    place.young("Lê Thị Lặp")
    answer = bring(
        "admission",
        ["Họ và tên", "Ngày sinh"],
        ["Lê Thị Xa", ""],
        ["Lê Thị Đôi", ""],
        ["Lê Thị Lặp", ""],
        ["lê thị lặp", ""],
    )
    assert answer.status_code == 422
    assert [r.rule for r in answer.context["refused"]] == ["R-ADM-07", "R-ADM-07", "L15", "L15"]


@pytest.mark.parametrize(
    "file", [SimpleUploadedFile("x.xlsx", b"MZ\x00\x00"), book(["Một", "Hai"], ["x", "y"])]
)
def test_what_is_no_table_of_people_is_refused_in_words(place, file):
    file.seek(0)
    address = reverse("cases:bring", args=[place.branch.pk, "admission"])
    answer = client_of(place.branch_secretary).post(address, {"file": file})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_others_bring_nothing(place, bring):
    assert bring("admission", ["Họ và tên"], user=place.far_secretary).status_code == 403


@pytest.fixture
def docket(place):
    people = [place.young(name) for name in ("Lê Văn Một", "Trần Thị Hai")]
    return operations.open_docket(
        place.branch, actor=acting(place.branch_secretary), procedure="admission", title="KN", people=people, facts=APPLICATION,
        words=WORDS,
    )  # fmt: skip


def out_and_in(place, docket, change):
    client = client_of(place.branch_secretary)
    lines = cells_of(client.post(reverse("cases:docket_workbook", args=[docket.uid])))
    lines = [line + [""] * (len(lines[0]) - len(line)) for line in lines[:3]]
    change(lines)
    return client.post(reverse("cases:docket_bring", args=[docket.uid]), {"file": book(*lines)})


def test_a_vote_sheet_goes_out_and_comes_back_filled_in(place, docket):
    """R-ADM-07: each person apart."""

    def vote(lines):
        for line, agree in zip(lines[1:], ("18", "9"), strict=True):
            line[lines[0].index("Tán thành")] = agree

    answer = out_and_in(place, docket, vote)
    assert answer.status_code == 200
    rows = answer.context["rows"]
    assert [row["form"]["agree"].value() for row in rows] == ["9", "18"] or [
        row["form"]["agree"].value() for row in rows
    ] == ["18", "9"]
    assert all(row["chosen"] for row in rows)
    assert {case.step for case in Case.objects.all()} == {"MEETING"}  # nothing is decided by a file
    assert AuditEntry.objects.get(action="cases.sheet").details["count"] == 2


def test_a_row_that_moved_since_the_sheet_went_out_is_refused(place, docket):
    """L17: compare-and-set for each row."""

    def meanwhile(lines):
        case = Case.objects.get(uid=lines[1][0])
        operations.comment(case, actor=MACHINE, words="Đổi ngày họp")

    answer = out_and_in(place, docket, meanwhile)
    assert [row.rule for row in answer.context["refused"]] == ["L17"]
    assert sum(row["chosen"] for row in answer.context["rows"]) == 1


def test_a_number_no_vote_can_be_is_said_and_the_row_is_not_chosen(place, docket):
    def nonsense(lines):
        lines[1][lines[0].index("Tán thành")] = "mười"

    answer = out_and_in(place, docket, nonsense)
    assert len(answer.context["refused"]) == 1
    assert sum(row["chosen"] for row in answer.context["rows"]) == 1


def test_who_may_not_take_lists_out_takes_no_sheet_out(place, docket):
    for user, status in ((place.far_secretary, 404), (place.province_officer, 403)):
        assert client_of(user).post(reverse("cases:docket_workbook", args=[docket.uid])).status_code == status
    assert not AuditEntry.objects.filter(action="cases.sheet").exists()
