"""The eight tasks of the practical examination of 2026 for commune secretaries (membership §7), by the right roles.

Each task is walked from the first page by whoever has the power for it, once on a phone and once at a desk; every page
met is scanned. What it costs is counted and printed, `examination: <task> <width> clicks=N typed=M pages=K`, and may
not grow: a click is a press, a tick or a choice from a list; typed is a field filled by hand; a page is one looked at.
Numbers of papers and cards are left empty: the system writes, numbers and issues.
"""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.accounts.models import Appointment
from aoxanh.cases.card_operations import add_card_range
from aoxanh.cases.models import Case
from aoxanh.membership.models import Member
from aoxanh.org.models import UnitVersion, today
from aoxanh.papers.models import Issue
from aoxanh.people.models import Affiliation, Person
from tests.cases.conftest import MACHINE, CasePlace
from tests.journeys.hand import counted

pytestmark = pytest.mark.django_db(transaction=True)
#: What a task may cost on a phone and at a desk: clicks, typed fields, pages; as measured.
CEILINGS = {
    "transfer": ((7, 4, 9), (7, 4, 9)),
    "merge_into_a_new_one": ((10, 5, 6), (9, 5, 6)),
    "split": ((10, 6, 6), (9, 6, 6)),
    "maturation": ((6, 2, 7), (6, 2, 7)),
    "card_given_again": ((7, 1, 9), (7, 1, 9)),
    "admission": ((11, 6, 15), (11, 6, 15)),
    "branch_and_its_account": ((13, 5, 10), (12, 5, 10)),
    "notice_to_all_branches": ((11, 3, 11), (10, 3, 11)),
}


@pytest.fixture
def place(transactional_db, live_server):
    """The small world."""
    return CasePlace()


@pytest.fixture
def hand(page, sign_in, request):
    """Whoever does the task; at its end what it cost is told, and compared with what it may cost."""
    with counted(request, page, sign_in, CEILINGS, "examination") as hand:
        yield hand


def shown(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def done(person) -> bool:
    return Case.objects.get(person=person).state == "done"


def home(person) -> int:
    """Return the unit somebody is a member of today."""
    return Affiliation.objects.as_of(today()).get(person=person, role="member").unit_id


def test_transfer(place, hand):
    """P2: the branch clears, its union moves the member to another of its branches with a paper of its own number."""
    person = place.member("Hoàng Phủ Ngọc Tường Vân")
    hand.comes(place.branch_secretary)
    hand.opens_case("Chuyển sinh hoạt Đoàn", "Hoàng Phủ Ngọc Tường Vân")
    hand.types(target="B2", changed_on=shown(today()))
    hand.press("Lập hồ sơ", "button")
    hand.reads("Đã lập hồ sơ.")
    hand.types(fee_until=shown(today()), comments="Tham gia đầy đủ, tích cực.")
    hand.press("Nhận xét và giới thiệu", "button")
    hand.reads("Đã xong bước này.")
    hand.comes(place.officer)
    hand.takes_up("Chuyển sinh hoạt Đoàn", "Hoàng Phủ Ngọc Tường Vân")
    hand.press("Chuyển sinh hoạt Đoàn", "button")
    hand.reads("Đã xong và đã ghi vào sổ.")
    assert done(person)
    assert home(person) == place.other_branch.pk
    assert Issue.objects.get().paper.kind == "introduction"


def test_merge_into_a_new_one(place, hand):
    """HD 20 §5.1: the commune consolidates two of its branches into a new one; nobody is lost."""
    people = [place.member("Nguyễn Văn Hai"), place.member("Trần Thị Dung", unit=place.other_branch)]
    hand.comes(place.officer)
    hand.menu("Sắp xếp tổ chức")
    hand.looks()
    hand.press("Lập phương án")
    hand.types(name="Hợp nhất hai chi đoàn", effective_on=shown(today()), decision_number="12-QĐ/ĐTN")
    hand.looks()
    hand.press("Lập phương án", "button")
    hand.press("Hợp nhất thành đơn vị mới")
    hand.ticks("B1 Chi đoàn thôn Xuân Hải")
    hand.ticks("B2 Chi đoàn thôn Yên Định")
    hand.types(name="Chi đoàn thôn Xuân Yên", code="B9")
    hand.chooses(kind="branch")
    hand.looks()
    hand.press("Thêm bước", "button")
    hand.reads("Phương án không còn vướng mắc")
    hand.press("Quyết định và thực hiện", "button")
    hand.reads("đã chứng minh")
    new = UnitVersion.objects.as_of(today()).get(code="B9")
    assert {home(person) for person in people} == {new.unit_id}
    assert not UnitVersion.objects.as_of(today()).filter(code__in=["B1", "B2"]).exists()


def test_split(place, hand):
    """HD 20 §5.1: the commune parts a new branch from one; who was born from 2005 goes there, the rest stays."""
    young, old = place.member("Lê Văn Bé", birth="2006-01-01"), place.member("Lê Văn Lớn", birth="2000-01-01")
    hand.comes(place.officer)
    hand.menu("Sắp xếp tổ chức")
    hand.looks()
    hand.press("Lập phương án")
    hand.types(
        name="Chia tách Chi đoàn thôn Xuân Hải", effective_on=shown(today()), decision_number="13-QĐ/ĐTN"
    )
    hand.press("Lập phương án", "button")
    hand.looks()
    hand.press("Chia tách")
    hand.chooses(unit="B1", kind="branch", rest="B1")
    hand.types(name="Chi đoàn thôn Xuân Hải 2", code="B10", born_from="2005")
    hand.looks()
    hand.press("Thêm bước", "button")
    hand.reads("Phương án không còn vướng mắc")
    hand.press("Quyết định và thực hiện", "button")
    hand.reads("đã chứng minh")
    new = UnitVersion.objects.as_of(today()).get(code="B10")
    assert (home(young), home(old)) == (new.unit_id, place.branch.pk)


def test_maturation(place, hand):
    """P7: the branch votes, holds the ceremony and issues the certificate under its own number."""
    person = place.member("Phan Thị Bích Hằng", birth="1994-02-03")
    hand.comes(place.branch_secretary)
    hand.opens_case("Trưởng thành Đoàn", "Phan Thị Bích Hằng")
    hand.press("Lập hồ sơ", "button")
    hand.reads("Đã lập hồ sơ.")
    hand.types(present="1", agree="1")
    hand.press("Ghi kết quả biểu quyết", "button")
    hand.reads("Đã xong bước này.")
    hand.press("Đã tổ chức lễ", "button")
    hand.reads("Đã xong và đã ghi vào sổ.")
    assert done(person)
    assert place.lines(person)[-1] == "matured"
    assert Issue.objects.get().paper.unit == place.branch


def test_card_given_again(place, hand):
    """P15: asked for and confirmed by the branch, given again by the commune from its range of numbers."""
    person = place.member("Võ Thị Sáu")
    add_card_range(place.commune, actor=MACHINE, letters="42-", first=1, last=100, width=6, given_by="")
    hand.comes(place.branch_secretary)
    hand.opens_case("Cấp lại thẻ đoàn viên", "Võ Thị Sáu")
    hand.types(reason="Mất ví trên đường đi làm")
    hand.press("Lập hồ sơ", "button")
    hand.reads("Đã lập hồ sơ.")
    hand.press("Xác nhận", "button")
    hand.reads("Đã xong bước này.")
    hand.comes(place.officer)
    hand.takes_up("Cấp lại thẻ đoàn viên", "Võ Thị Sáu")
    hand.press("Trao thẻ", "button")
    hand.reads("Đã xong và đã ghi vào sổ.")
    assert done(person)
    assert Member.objects.get(person=person).card_number == "42-000001"


def test_admission(place, hand):
    """P1: the branch votes, another person of the commune's committee ratifies (L11), ceremony, card."""
    add_card_range(place.commune, actor=MACHINE, letters="42-", first=1, last=100, width=6, given_by="")
    person = place.young("Lê Văn Hùng", birth="2008-05-10")
    hand.comes(place.branch_secretary)
    hand.opens_case("Kết nạp đoàn viên", "Lê Văn Hùng")
    hand.types(applied_on=shown(today()), sponsor_name="Trần Văn Sơn", sponsor_since="01/01/2025")
    hand.press("Lập hồ sơ", "button")
    hand.reads("Đã lập hồ sơ.")
    hand.types(entitled="20", present="18", agree="18")
    hand.press("Ghi kết quả biểu quyết", "button")
    hand.reads("Đã xong bước này.")
    hand.comes(place.deputy)
    hand.takes_up("Kết nạp đoàn viên", "Lê Văn Hùng")
    hand.press("Chuẩn y", "button")
    hand.reads("Đã xong bước này.")
    hand.comes(place.branch_secretary)
    hand.takes_up("Kết nạp đoàn viên", "Lê Văn Hùng")
    hand.press("Đã tổ chức lễ", "button")
    hand.reads("Đã xong bước này.")
    hand.comes(place.officer)
    hand.takes_up("Kết nạp đoàn viên", "Lê Văn Hùng")
    hand.press("Trao thẻ", "button")
    hand.reads("Đã xong và đã ghi vào sổ.")
    assert done(person)
    assert home(person) == place.branch.pk
    assert Member.objects.get(person=person).card_number == "42-000001"


def test_branch_and_its_account(place, hand):
    """The commune establishes a branch, appoints its secretary, and hands out a link that opens the account once."""
    person = place.member("Đặng Thị Đào")
    hand.comes(place.officer)
    hand.menu("Tổ chức")
    hand.page.get_by_role("treeitem").first.wait_for()
    hand.looks()
    hand.press("Đoàn xã Lộc Hà")
    hand.looks()
    hand.press("Thành lập tổ chức trực thuộc")
    hand.types(name="Chi đoàn thôn Nam Sơn", code="B11", decision_number="14-QĐ/ĐTN")
    hand.chooses(kind="branch")
    hand.looks()
    hand.presses(hand.page.locator("main form[method=post] .btn-primary"))
    hand.page.get_by_role("heading", name="Chi đoàn thôn Nam Sơn", level=1).wait_for()
    hand.looks()
    hand.press("Chỉ định")
    hand.looks()
    hand.types(q="Đặng Thị Đào")
    hand.page.keyboard.press("Enter")
    hand.clicks += 1
    hand.page.get_by_text("Đặng Thị Đào").first.wait_for()
    hand.press("Chọn", exact=False)
    hand.chooses(duty="secretary")
    hand.types(decision_number="15-QĐ/ĐTN")
    hand.looks()
    hand.presses(hand.page.locator("main form[method=post] .btn-primary"))
    hand.reads("Đã chỉ định")
    hand.press("Cấp đường dẫn dùng một lần")
    hand.looks()
    hand.press("Tạo đường dẫn dùng một lần", "button")
    hand.page.locator("#link").wait_for()
    hand.looks()
    unit = UnitVersion.objects.as_of(today()).get(code="B11")
    person = Person.objects.get(pk=person.pk)
    assert Appointment.objects.filter(unit=unit.unit_id, user=person.user, duty="secretary").exists()
    assert "/" in hand.page.locator("#link").inner_text()


def test_notice_to_all_branches(place, hand):
    """A notice of the commune: its office drafts, the secretary signs, and it is numbered and issued to every branch."""
    hand.comes(place.clerk)
    hand.menu("Văn bản")
    hand.looks()
    hand.press("Soạn văn bản")
    hand.chooses(kind="notice")
    hand.types(
        abstract="Về việc ra quân Chủ nhật xanh tháng 12", text="Ban Chấp hành thông báo lịch ra quân.\nCác chi đoàn báo cáo kết quả trước ngày 20.",
        recipients="Các chi đoàn trực thuộc\nLưu",
    )  # fmt: skip
    hand.looks()
    hand.press("Lưu dự thảo", "button")
    hand.page.locator(".paper-page").first.wait_for()
    hand.looks()
    hand.press("Đã soát, trình ký", "button")
    hand.reads("Văn bản đang chờ ký.")
    hand.comes(place.officer)
    hand.press("chờ bạn ký", exact=False)
    hand.looks()
    hand.press("Chủ nhật xanh", exact=False)
    hand.page.locator(".paper-page").first.wait_for()
    hand.looks()
    hand.press("Ký", "button")
    hand.looks()
    hand.press("Cấp số, ghi ngày và ban hành")
    hand.looks()
    hand.presses(hand.page.locator("main form[method=post] .btn-primary"))
    hand.reads("Đã ban hành, số")
    issue = Issue.objects.get()
    assert issue.paper.kind == "notice"
