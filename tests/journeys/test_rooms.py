"""An election, a year of training, a meeting, an application without an account, a paper signed: each by the right roles.

Each walked where it is mostly done, on a phone or at a desk, every page met is scanned, and what it costs is counted and printed,
`journey: <task> <width> clicks=N typed=M pages=K`, and may not grow (see `hand`).
"""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.urls import reverse

from aoxanh.applications.models import Application
from aoxanh.attendance.models import Gathering
from aoxanh.cases.models import Case
from aoxanh.elections.models import Committee, Election
from aoxanh.org.models import today
from aoxanh.papers.models import Issue, SignedFile
from aoxanh.people.models import Person
from tests.applications.conftest import LinkPlace
from tests.cases.conftest import CasePlace
from tests.elections.conftest import ElectionPlace
from tests.journeys.hand import counted
from tests.papers import certificates
from tests.papers.conftest import PaperPlace
from tests.training.conftest import TrainingPlace

pytestmark = pytest.mark.django_db(transaction=True)
#: What a journey may cost on a phone and at a desk: clicks, typed fields, pages; as measured.
CEILINGS = {
    "election": ((31, 10, 14), (30, 10, 14)),
    "training": ((24, 27, 10), (21, 27, 10)),
    "attendance": ((9, 0, 4), (8, 0, 4)),
    "application": ((8, 5, 7), (8, 5, 7)),
    "signing": ((19, 3, 9), (18, 3, 9)),
}


@pytest.fixture
def hand(page, sign_in, request):
    """Whoever does it."""
    with counted(request, page, sign_in, CEILINGS, "journey") as hand:
        yield hand


def sheet(hand, office, votes) -> None:
    """Make a list of the people elected to an office, then enter how many voted for each."""
    card = hand.page.locator(f"#{office}")
    hand.presses(card.get_by_role("link", name="Lập danh sách"))
    hand.page.get_by_role("button", name="Lưu danh sách").wait_for()
    hand.looks()
    for person in votes:
        hand.clicks += 1
        hand.page.locator(f"main input[value='{person.uid}']").check()
    hand.press("Lưu danh sách", "button")
    hand.page.get_by_role("heading", name="Đại hội lần thứ 1", level=1).wait_for()


def count(hand, office, votes) -> None:
    """Enter the sheet of an office."""
    hand.presses(hand.page.locator(f"#{office}").get_by_role("link", name="Nhập biên bản kiểm phiếu"))
    hand.page.get_by_role("heading", name="vòng 1", level=1).wait_for()
    contest = Election.objects.get().contests.get(office=office)
    ids = dict(contest.candidates.values_list("person", "pk"))
    hand.types(**{f"yes-{ids[person.pk]}": str(n) for person, n in votes.items()})
    hand.page.get_by_text("phiếu phát ra").first.wait_for()
    hand.looks()
    hand.press("Nhập biên bản kiểm phiếu", "button")
    hand.page.get_by_role("heading", name="Đại hội lần thứ 1", level=1).wait_for()


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_election(transactional_db, live_server, hand):
    """R-ELE-02, R-ELE-03, R-ELE-07, R-ELE-08: a branch elects, its new secretary sends the file, the commune recognises."""
    place = ElectionPlace()
    a, b, c, d, *_rest = place.members(10)
    hand.comes(place.branch_secretary, looks=False)
    hand.menu("Ban chấp hành")
    hand.looks()
    hand.press("Chuẩn bị bầu cử")
    hand.types(executive="3", secretary="1", deputy="1")
    hand.looks()
    hand.press("Chuẩn bị", "button")
    hand.page.get_by_role("heading", name="Đại hội lần thứ 1", level=1).wait_for()
    sheet(hand, "executive", {a: 9, b: 8, c: 6, d: 2})
    hand.types(present="10")
    hand.press("Ghi số người dự", "button")
    hand.reads("Đã ghi")
    count(hand, "executive", {a: 9, b: 8, c: 6, d: 2})
    for office, votes in (("secretary", {a: 3}), ("deputy", {b: 3})):
        sheet(hand, office, votes)
        count(hand, office, votes)
    hand.press("Kết thúc bầu cử", "button")
    hand.reads("Đã kết thúc")
    hand.comes(Person.objects.get(pk=a.pk).user, looks=False)
    hand.press("Công nhận kết quả bầu cử", exact=False)
    hand.page.locator("#act").wait_for()
    hand.looks()
    for box in hand.page.locator("#act input[type=checkbox]").all():
        hand.clicks += 1
        box.check()
    hand.presses(hand.page.locator("#act .btn-primary"))
    hand.reads("Đã xong bước này.")
    hand.comes(place.officer, looks=False)
    hand.press("Công nhận kết quả bầu cử", exact=False)
    hand.page.locator("#act").wait_for()
    hand.looks()
    hand.presses(hand.page.locator("#act .btn-primary"))
    hand.reads("Đã xong")
    assert Election.objects.get().state == "recognised"
    assert Committee.objects.get(unit=place.branch).decision_number == "01-QĐ/ĐTN"


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_training(transactional_db, live_server, hand):
    """P10: a member registers and scores, the branch approves and takes the scores over, the commune approves them at once."""
    place = TrainingPlace(today().year)
    person = place.member("Hoàng Phủ Ngọc Tường Vân")
    member = place.account(person)
    hand.comes(member, looks=False)
    hand.menu("Rèn luyện của tôi")
    hand.looks()
    for number in (0, 7, 13):
        hand.clicks += 1
        hand.page.locator(f"#c{number}").check()
    hand.types(words="Mỗi tháng một việc tốt cho thôn.")
    hand.press("Đăng ký", "button")
    hand.reads("Đã đăng ký")
    hand.comes(place.branch_secretary, looks=False)
    hand.menu("Rèn luyện đoàn viên")
    hand.looks()
    pick(hand, person)
    hand.press("Duyệt đăng ký", "button")
    hand.reads("Đã duyệt")
    hand.comes(member, looks=False)
    hand.menu("Rèn luyện của tôi")
    hand.press("Tự chấm điểm")
    hand.page.get_by_role("heading", name="Tự chấm điểm").wait_for()
    hand.types(**{f"p{n}": str(most) for n, most in enumerate(place.full)})
    hand.looks()
    hand.press("Lưu", "button")
    hand.reads("100")
    hand.comes(place.branch_secretary, looks=False)
    hand.menu("Rèn luyện đoàn viên")
    hand.press("Đánh giá rèn luyện", exact=False)
    hand.looks()
    pick(hand, person)
    hand.press("Lấy điểm tự chấm", "button")
    hand.page.get_by_text("100").first.wait_for()
    pick(hand, person)
    hand.press("Chuyển cấp trên", "button")
    hand.reads("Đã chuyển")
    hand.comes(place.officer, looks=False)
    hand.menu("Rèn luyện đoàn viên")
    hand.press("Chờ duyệt", exact=False)
    hand.looks()
    pick(hand, person)
    hand.press("Duyệt", "button")
    hand.reads("Đã duyệt cho 1 đoàn viên.")
    registration = place.of(person)
    assert (registration.stage, registration.score) == ("approved", 100)


def pick(hand, person) -> None:
    """Tick somebody's row."""
    hand.clicks += 1
    hand.page.get_by_role("row", name=person.full_name).get_by_role("checkbox").check()


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_application(transactional_db, live_server, hand):
    """P1, R-ADM-06: somebody without an account applies by the code of a poster, follows it, and the branch opens the case."""
    place = LinkPlace(today() + dt.timedelta(days=60))
    birth = today().replace(day=1).replace(year=today().year - 17)
    page = hand.page
    page.goto(reverse("applications:apply", args=[place.link.code]))
    hand.looks()
    hand.types(
        full_name="Lê Thị Thu", birth=f"{birth:%d/%m/%Y}", phone="0912 345 678", sponsor_name="Trần Văn Sơn"
    )
    hand.chooses(education="upper_secondary")
    for name in ("pledge", "agree_membership"):
        hand.clicks += 1
        page.locator(f"main [name={name}]").check()
    hand.presses(page.get_by_role("button", name="Gửi đơn"))
    page.get_by_role("heading", name="Đơn đã được nhận").wait_for()
    hand.looks()
    receipt = page.url
    assert "Lê Thị Thu" not in page.content(), "the receipt tells nothing about anybody"
    hand.comes(place.branch_secretary, looks=False)
    hand.press("đơn xin vào Đoàn", exact=False)
    hand.looks()
    if "Lập hồ sơ kết nạp" not in page.locator("main").inner_text():
        hand.press("Lê Thị Thu")
        hand.looks()
    hand.press("Lập hồ sơ kết nạp")
    hand.looks()
    hand.types(sponsor_since="01/01/2025")
    hand.press("Lập hồ sơ", "button")
    hand.reads("Hội nghị chi đoàn biểu quyết")
    case = Case.objects.select_related("person").get()
    assert (case.procedure, case.person.full_name) == ("admission", "Lê Thị Thu")
    assert Application.objects.get().case == case
    page.context.clear_cookies()
    page.goto(receipt)
    page.get_by_role("heading", name="Chi đoàn đã lập hồ sơ kết nạp").wait_for()
    hand.looks()


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_signing(transactional_db, live_server, hand):
    """§4, R-DOC-02: the office drafts and checks, the secretary signs, the office numbers; signed with a certificate, verified by anybody."""
    place = PaperPlace()
    clerk = place.user("clerk", place.commune, "office_staff")
    page = hand.page
    hand.comes(clerk, looks=False)
    hand.menu("Văn bản")
    hand.press("Soạn văn bản")
    hand.types(
        abstract="Về việc khen thưởng", text="Điều 1. Khen thưởng Chi đoàn thôn Xuân Hải.\nĐiều 2. Thi hành."
    )
    page.locator("#preview img").wait_for()
    hand.looks()
    hand.press("Lưu dự thảo", "button")
    page.locator(".paper-page").first.wait_for()
    hand.press("Đã soát, trình ký", "button")
    hand.reads("Văn bản đang chờ ký.")
    assert not page.locator("main").get_by_role("button", name="Ký", exact=True).count(), (
        "the office does not sign"
    )
    hand.comes(place.officer, looks=False)
    hand.press("chờ bạn ký", exact=False)
    hand.press("khen thưởng", exact=False)
    page.locator(".paper-page").first.wait_for()
    hand.press("Ký", "button")
    hand.reads("Cấp số, ghi ngày và ban hành")
    hand.comes(clerk, looks=False)
    hand.press("chờ cấp số", exact=False)
    hand.press("khen thưởng", exact=False)
    hand.press("Cấp số, ghi ngày và ban hành")
    hand.presses(page.locator("main form[method=post] .btn-primary"))
    hand.reads("Đã ban hành, số")
    issue = Issue.objects.select_related("paper").get()
    hand.comes(place.officer, looks=False)
    page.goto(reverse("papers:paper", args=[issue.paper.uid]))
    hand.press("Ký số")
    hand.gives(
        "certificate",
        ("chung-thu.p12", certificates.holder("Trần Thị Bí Thư", "Đoàn xã Lộc Hà")),
        "application/x-pkcs12",
    )
    hand.types(password=certificates.PASSWORD)
    hand.looks()
    hand.presses(page.locator("main form[method=post] .btn-primary"))
    hand.reads("Trần Thị Bí Thư")
    signed = SignedFile.objects.select_related("paper").get()
    assert signed.file.startswith(issue.file), "what was issued stays as it was"
    page.context.clear_cookies()
    page.goto(reverse("papers:checked", args=[issue.code]))
    hand.looks()
    assert "Trần Thị Bí Thư" not in page.content(), "who scans it learns nothing about anybody"
    assert hashlib.sha256(issue.file).hexdigest() in page.content()
    hand.gives("file", ("van-ban.pdf", signed.file), "application/pdf")
    hand.press("So tệp", "button")
    hand.reads("Tệp là văn bản này đã được ký số.")
    hand.comes(place.branch_secretary, looks=False)
    page.goto(reverse("papers:verify"))
    hand.gives("file", ("van-ban.pdf", signed.file), "application/pdf")
    hand.presses(page.locator("main form[method=post] .btn-primary"))
    hand.reads("Trần Thị Bí Thư")


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_attendance(transactional_db, live_server, hand):
    """R-MTG-01: twelve members, one excused, one absent; the sheet follows the day, and a mark is put right."""
    place = CasePlace()
    for name in ("Hoàng Phủ Ngọc Tường Vân", "Y Ksor", *(f"Nguyễn Văn {letter}" for letter in "ABCDEGHIKL")):
        place.member(name)
    hand.comes(place.branch_secretary, looks=False)
    hand.menu("Sinh hoạt")
    hand.looks()
    hand.press("Ghi buổi sinh hoạt")
    hand.page.get_by_role("heading", name="Điểm danh").wait_for()
    hand.looks()
    for name, how in (("Hoàng Phủ Ngọc Tường Vân", "Có phép"), ("Y Ksor", "Vắng")):
        hand.clicks += 1
        hand.page.get_by_role("radiogroup", name=name).get_by_label(how).check()
    hand.press("Lưu", "button")
    hand.reads("Đã ghi: 10 trên 12 đoàn viên tham gia.")
    made = Gathering.objects.get()
    assert (made.listed, made.present, made.excused, made.absent) == (12, 10, 1, 1)
    hand.press("Sửa điểm danh")
    hand.page.get_by_role("heading", name="Sửa điểm danh", level=1).wait_for()
    hand.clicks += 1
    hand.page.get_by_role("radiogroup", name="Y Ksor").get_by_label("Có phép").check()
    hand.press("Lưu thay đổi", "button")
    hand.reads("Đã sửa điểm danh của 1 người.")
    made.refresh_from_db()
    assert (made.excused, made.absent) == (2, 0)
