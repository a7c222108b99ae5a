"""Merging two branches by the commune's secretary, on a phone and at a desk: the first two of the eight tasks."""

from __future__ import annotations

import pytest

from aoxanh.org.models import UnitVersion, today
from tests.journeys.looking import looked_at
from tests.reorganisation.conftest import PlanPlace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(transactional_db, live_server):
    """Two branches of a commune with members."""
    place = PlanPlace()
    for n in range(4):
        place.member(f"Nguyễn Văn {n}")
    place.member("Trần Thị Dung", unit=place.other_branch)
    return place


def test_two_branches_are_merged_and_the_report_still_adds_up(place, page, sign_in):
    sign_in(page, place.officer)
    page.goto("/reorganisation/")
    looked_at(page)
    page.get_by_role("link", name="Lập phương án").click()
    page.fill("[name=name]", "Sáp nhập hai chi đoàn")
    page.fill("[name=effective_on]", today().strftime("%d/%m/%Y"))
    page.fill("[name=decision_number]", "12-QĐ/ĐTN")
    looked_at(page)
    page.get_by_role("button", name="Lập phương án").click()
    page.get_by_role("link", name="Sáp nhập vào một đơn vị").click()
    page.get_by_label("B1 Chi đoàn thôn Xuân Hải").check()
    page.select_option("[name=into]", "B2")
    looked_at(page)
    page.get_by_role("button", name="Thêm bước").click()
    page.get_by_text("Phương án không còn vướng mắc").wait_for()
    for tab in ("Cây tổ chức", "Người chuyển", "Chứng minh"):
        page.get_by_role("link", name=tab).click()
        looked_at(page)
    page.get_by_role("button", name="Quyết định và thực hiện").click()
    page.get_by_text("đã chứng minh").first.wait_for()
    looked_at(page)
    assert not UnitVersion.objects.as_of(today()).filter(code="B1").exists()
    page.goto(f"/statistics/{place.commune.pk}/")
    looked_at(page)
    page.get_by_role("link", name="Cơ cấu").click()
    looked_at(page)
