"""A long list: narrowed in its address, paged without losing or doubling anybody, printed as a list."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import looked_at
from tests.people.conftest import Place

pytestmark = pytest.mark.django_db(transaction=True)
A4 = {"width": 718, "height": 1047}  # CSS pixels between margins of 10 mm


@pytest.fixture
def place(transactional_db, live_server):
    """A branch of 120, every other one a woman, with names that try a column's width."""
    place = Place()
    names = ["Hoàng Phủ Ngọc Tường Vân", "Y Ksor", "H'Hen Niê", "Nguyễn Thị Quỳnh Trang", "Đặng Thị Đào"]
    for n in range(120):
        sex, birth = ("female" if n % 2 else "male"), f"{1994 + n % 14}-{1 + n % 12:02}-11"
        place.person(names[n % len(names)], birth=birth, sex=sex)
    return place


def listed(page) -> list[str]:
    """The addresses of the people on the page."""
    return page.eval_on_selector_all(
        "table tbody a.title", "links => links.map((link) => link.getAttribute('href'))"
    )


def test_filters_stand_in_the_address_and_pages_follow_each_other(place, page, sign_in):
    sign_in(page, place.officer)
    page.goto(f"/people/?unit={place.branch.pk}")
    looked_at(page)
    if page.viewport_size["width"] < 500:
        page.locator(".more-filters > summary").click()
    page.select_option("select[name=sex]", "female")
    page.wait_for_url("**sex=female**")
    first = listed(page)
    assert len(first) == 50
    page.get_by_role("link", name="Trang sau").click()
    page.wait_for_url("**after=**")
    assert "sex=female" in page.url
    second = listed(page)
    assert len(second) == 10
    assert not set(first) & set(second)
    page.get_by_role("link", name="Trang trước").click()
    expect(page.locator("table tbody tr")).to_have_count(len(first))
    assert listed(page) == first
    page.goto(page.url)
    assert page.locator("select[name=sex]").input_value() == "female"


def test_a_list_and_a_record_print_without_the_frame(place, desk, sign_in):
    sign_in(desk, place.officer)
    desk.set_viewport_size(A4)
    for address in (f"/people/?unit={place.branch.pk}", f"/units/{place.commune.pk}/"):
        desk.goto(address)
        desk.emulate_media(media="print", color_scheme="dark")
        assert desk.locator("h1").is_visible()
        for frame in (".side", ".top", ".phonebar", ".head .btn-primary", ".filters"):
            assert all(not part.is_visible() for part in desk.locator(frame).all()), (address, frame)
        assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert desk.evaluate("document.documentElement.scrollWidth") <= A4["width"]
        if "/people/" in address:  # a table on paper, not the phone's cards
            assert (
                desk.evaluate("getComputedStyle(document.querySelector('tbody tr')).display") == "table-row"
            )
        desk.emulate_media(media="screen")
