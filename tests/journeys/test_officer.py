"""An officer's work, from sign-in to an appointed secretary, in a real browser at both widths, nothing inaccessible."""

from __future__ import annotations

import datetime as dt

import pytest

from aoxanh.accounts.models import Appointment
from aoxanh.org import operations as org
from aoxanh.org.operations import Decision, Particulars
from aoxanh.people.models import Person
from tests.journeys.looking import looked_at
from tests.people.conftest import MACHINE, Place

pytestmark = pytest.mark.django_db(transaction=True)
CARD = "042203001234|187654321|Nguyễn Văn A|15082003|Nam|Thôn Xuân Hải, Thịnh Lộc, Lộc Hà, Hà Tĩnh|20042021"
PASSPHRASE = "bảy con cò trắng bay qua"


@pytest.fixture
def place(transactional_db, live_server):
    """The small world: since 2025 the commune stands where another stood before."""
    place = Place()
    place.officer.set_password(PASSPHRASE)
    place.officer.save()
    old = org.establish_unit(
        place.province,
        actor=MACHINE,
        unit=Particulars("C0", "Đoàn xã Thịnh Lộc", "commune"),
        decision=Decision(dt.date(2020, 6, 1), number="1-QĐ/TĐTN"),
    )
    org.close_unit(
        old,
        actor=MACHINE,
        decision=Decision(dt.date(2025, 7, 1), number="2-QĐ/TĐTN"),
        successors=[place.commune],
    )
    place.person("Đặng Thị Đào", phone="+84912345678")
    place.person("Hoàng Phủ Ngọc Tường Vân", unit=place.other_branch)
    return place


def test_a_commune_officer_does_the_work_of_a_morning(place, page):
    page.goto("/")
    page.fill("input[name=login]", "officer")
    page.fill("input[name=password]", PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Việc của tôi", level=1).wait_for()
    looked_at(page)

    page.goto("/units/")
    page.get_by_role("treeitem").first.wait_for()
    assert page.get_by_role("link", name="Đoàn xã Lộc Hà", exact=True).count() == 1
    assert page.get_by_role("link", name="Đoàn xã Thịnh Lộc", exact=True).count() == 0
    looked_at(page)
    page.goto("/units/?as_of=2023-06-25")
    assert page.get_by_role("link", name="Đoàn xã Thịnh Lộc", exact=True).count() == 1

    page.goto("/people/?q=dao dang")
    page.get_by_role("link", name="Đặng Thị Đào").wait_for()
    looked_at(page)
    page.get_by_role("link", name="Đặng Thị Đào").click()
    page.get_by_role("heading", name="Đặng Thị Đào", level=1).wait_for()
    assert page.get_by_text("091***678").is_visible()
    page.locator("#covered-phone button").click()
    page.get_by_text("0912 345 678").wait_for()
    looked_at(page)

    page.get_by_role("link", name="Sửa hồ sơ").click()
    page.fill("input[name=occupation]", "Giáo viên")
    looked_at(page)
    page.get_by_role("button", name="Lưu thay đổi").click()
    page.get_by_text("Đã sửa hồ sơ.").first.wait_for()
    assert Person.objects.get(full_name="Đặng Thị Đào").occupation == "Giáo viên"

    page.goto(f"/units/{place.other_branch.pk}/")
    page.get_by_role("link", name="Chỉ định").click()
    page.get_by_role("link", name="Chọn").first.click()
    page.select_option("select[name=duty]", "secretary")
    page.fill("input[name=decision_number]", "12-QĐ/ĐTN")
    looked_at(page)
    page.locator("main form[method=post] .btn-primary").click()
    page.get_by_text("Đã chỉ định").first.wait_for()
    assert Appointment.objects.filter(unit=place.other_branch, duty="secretary").count() == 1
    looked_at(page)


def test_a_scanned_card_fills_the_form_and_two_presses_make_one_person(place, page):
    page.goto("/")
    page.fill("input[name=login]", "officer")
    page.fill("input[name=password]", PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Việc của tôi", level=1).wait_for()
    page.goto(f"/people/new/{place.branch.pk}/")
    page.fill("#card-text", CARD)
    page.get_by_role("button", name="Đọc thẻ").click()
    page.locator("#card-read").get_by_text("15/08/2003").wait_for()
    page.wait_for_timeout(300)
    assert page.input_value("#id_full_name") == "Nguyễn Văn A"
    assert page.input_value("#id_birth") == "15/08/2003"
    assert page.input_value("#id_sex") == "male"
    assert page.input_value("#id_citizen_id") == "042203001234"
    looked_at(page)
    page.get_by_role("button", name="Đưa vào danh sách").dblclick()
    page.get_by_role("heading", name="Nguyễn Văn A", level=1).wait_for()
    assert Person.objects.filter(full_name="Nguyễn Văn A").count() == 1


def test_search_opens_by_key_and_finds_without_accents(place, desk, sign_in):
    sign_in(desk, place.officer)
    desk.goto("/")
    desk.locator("#palette").wait_for(state="attached")
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("/")
    desk.locator("#palette input").wait_for()
    desk.keyboard.type("tuong van")
    desk.locator("#palette-results").get_by_role("link", name="Hoàng Phủ Ngọc Tường Vân").wait_for()
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Hoàng Phủ Ngọc Tường Vân", level=1).wait_for()
