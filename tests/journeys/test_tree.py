"""The tree walked without a mouse: arrows, Home and End, a few letters of a name."""

from __future__ import annotations

import pytest

from tests.journeys.looking import looked_at
from tests.people.conftest import Place

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "document.activeElement.querySelector(':scope > .tree-row > a:not(.twist)')?.textContent"


def test_arrows_open_and_walk_and_letters_jump(transactional_db, live_server, desk, sign_in):
    place = Place()
    place.unit(
        "B9",
        "Chi đoàn cơ sở Hợp tác xã Nuôi trồng và Chế biến thủy hải sản Thạch Kim",
        "branch",
        place.commune,
    )
    sign_in(desk, place.officer)
    desk.goto("/units/")
    desk.locator("[role=tree] [tabindex='0']").wait_for()
    desk.locator("[role=tree] [tabindex='0']").focus()
    press, here = desk.keyboard.press, lambda: desk.evaluate(HERE)
    press("Home")
    assert here() == "Tỉnh đoàn Hà Tĩnh"
    press("ArrowDown")
    first = here()
    assert first.startswith("Đoàn xã")
    desk.keyboard.type("hong l")
    assert here() == "Đoàn xã Hồng Lộc"
    assert desk.evaluate("getComputedStyle(document.activeElement.firstElementChild).outlineStyle") == "solid"
    press("ArrowRight")
    desk.get_by_role("link", name="Chi đoàn thôn Đại Lự").wait_for()
    press("ArrowRight")
    assert here() == "Chi đoàn thôn Đại Lự"
    press("ArrowLeft")
    assert here() == "Đoàn xã Hồng Lộc"
    press("ArrowLeft")
    assert not desk.get_by_role("link", name="Chi đoàn thôn Đại Lự").is_visible()
    looked_at(desk)
    press("End")
    last = here()
    press("ArrowDown")
    assert here() == last
    press("Home")
    desk.wait_for_timeout(1_000)
    desk.keyboard.type("loc ha")
    press("Enter")
    desk.get_by_role("heading", name="Đoàn xã Lộc Hà", level=1).wait_for()
