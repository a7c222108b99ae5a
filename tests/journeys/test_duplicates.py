"""Two records of one person: found, compared, merged, and taken apart again, at both widths."""

from __future__ import annotations

import pytest

from aoxanh.people.models import Person
from tests.journeys.looking import looked_at
from tests.people.conftest import Place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twins(transactional_db, live_server):
    """One woman on the lists of two branches, typed differently."""
    place = Place()
    place.person("Hoàng Phủ Ngọc Tường Vân", phone="+84912345678", occupation="Giáo viên")
    place.person("Hoàng Phủ Ngọc Tuờng Vân", unit=place.other_branch, occupation="Cán bộ thư viện")
    return place


def test_two_records_become_one_and_two_again(twins, page, sign_in):
    sign_in(page, twins.officer)
    page.goto("/people/duplicates/")
    looked_at(page)
    page.get_by_role("link", name="So sánh").click()
    page.get_by_role("heading", name="So sánh hai hồ sơ").wait_for()
    looked_at(page)
    page.get_by_role("radio", name="Cán bộ thư viện").check()
    page.get_by_role("button", name="Gộp làm một").click()
    page.wait_for_url("**/people/*-*/**")
    assert Person.objects.filter(merged_into=None).count() == 1
    kept = Person.objects.get(merged_into=None)
    assert (kept.occupation, kept.phone) == ("Cán bộ thư viện", "+84912345678")
    assert page.get_by_text("Cán bộ thư viện").is_visible()

    page.goto(f"/people/{kept.uid}/?tab=history")
    looked_at(page)
    page.get_by_role("button", name="Hủy gộp").click()
    page.wait_for_load_state()
    assert Person.objects.filter(merged_into=None).count() == 2
    assert Person.objects.get(pk=kept.pk).occupation == "Giáo viên"
    page.goto("/people/duplicates/")
    assert page.get_by_role("link", name="So sánh").count() == 1
