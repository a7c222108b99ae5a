"""Every page an officer meets: no complaint of the security policy, no word to another host, a way in by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from aoxanh.papers import operations
from tests.journeys.looking import looked_at
from tests.papers.conftest import MACHINE, PaperPlace

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Chi đoàn cơ sở Hợp tác xã Nuôi trồng và Chế biến thủy hải sản xuất khẩu Thạch Kim"


@pytest.fixture
def addresses(transactional_db, live_server):
    """The pages, of a unit and a person with names of awkward length."""
    place = PaperPlace()
    long = place.unit("B7", LONG, "branch", place.commune)
    person = place.person(
        "Hoàng Phủ Ngọc Tường Vân", unit=long, phone="+84912345678", email="van@example.org"
    )
    place.person("Y Ksor", unit=long)
    issue, draft = place.issued(dt.date(2026, 2, 3)), place.draft()
    number = operations.reserve_number(place.commune, actor=MACHINE, kind="decision", purpose="khen thưởng")
    papers = [f"{place.commune.pk}/", f"{place.commune.pk}/?tab=making", f"{place.commune.pk}/?tab=numbers", f"{place.commune.pk}/new/", f"{place.commune.pk}/reserve/", f"{issue.paper.uid}/", f"{draft.uid}/", f"{draft.uid}/edit/", f"{draft.uid}/issue/", f"number/{number.pk}/void/"]  # fmt: skip
    units = ["", "due/", f"{place.commune.pk}/", f"{long.pk}/", f"{long.pk}/?tab=history", f"{place.commune.pk}/establish/", f"{long.pk}/move/", f"{long.pk}/close/"]  # fmt: skip
    record = f"{person.uid}/"
    people = ["", f"?unit={long.pk}", "?q=khong-co-ai", f"new/{long.pk}/", record, f"{record}?tab=consents", f"{record}?tab=history", f"{record}?tab=readers", f"{record}edit/", f"{record}address/", f"{record}guardian/", f"{record}consents/photo/", f"{record}account/", f"appoint/{long.pk}/", f"appoint/{long.pk}/{record}", "duplicates/", "me/"]  # fmt: skip
    own = ["/", "/?tab=late", "/search/?q=van", "/jobs/", "/ui/", "/accounts/", "/accounts/duties/", "/accounts/devices/", "/accounts/security/", "/units/999999/", "/offline/", "/api/docs/"]  # fmt: skip
    unit = place.commune.pk
    lists = ["/roster/?status=", "/roster/?sort=-birth&sex=&missing=birth", "/roster/lists/", f"/registers/{unit}/away/", f"/registers/{unit}/branch/", f"/statistics/{unit}/", f"/statistics/{unit}/?tab=people", f"/statistics/{unit}/now/", f"/statistics/{unit}/now/silent/", f"/statistics/{unit}/moved/came/", "/statistics/pivot/?rows=unit&cols=age", "/statute/"]  # fmt: skip
    cases = [
        "",
        "?tab=open",
        f"new/{unit}/",
        f"new/{unit}/admission/",
        f"new/{unit}/maturation/?all=1",
        "dockets/",
        f"cards/{unit}/",
        "deadlines/",
        f"new/{unit}/admission/workbook/",
    ]
    applying = ["/applications/", f"/applications/unit/{long.pk}/", "/apply/", "/apply/khong-co/"]
    return place, [
        *own,
        *lists,
        *(f"/units/{part}" for part in units),
        *(f"/people/{part}" for part in people),
        *(f"/papers/{part}" for part in papers),
        f"/p/{issue.code}/",
        *(f"/cases/{part}" for part in cases),
        *applying,
    ]


def test_nothing_is_asked_of_another_host_and_no_rule_is_broken(addresses, page, sign_in):
    place, pages = addresses
    sign_in(page, place.officer)
    theme = "light" if page.viewport_size["width"] < 500 else "dark"
    for address in pages:
        page.goto(address)
        expect(page.locator(".htmx-request")).to_have_count(0)  # what a page asks for once it is there
        assert page.locator("h1").count() == 1, address
        looked_at(page, [theme])
        assert page.wrong == [], address


PALE = """<!doctype html><html lang="vi"><title>x</title><style>:root { color-scheme: light dark; background: Canvas; }
p { color: %s; }</style><main><h1>Tiêu đề</h1><p>Chữ khó đọc.</p></main></html>"""


@pytest.mark.parametrize(("pair", "theme"), [("#eee, CanvasText", "light"), ("CanvasText, #333", "dark")])
def test_a_look_sees_what_is_hard_to_read_in_one_theme_only(desk, pair, theme):
    """Where the second theme is looked at for its colours only, they are looked at."""
    desk.set_content(PALE % f"light-dark({pair})")
    looked_at(desk, [{"light": "dark", "dark": "light"}[theme]])
    for themes in ([theme], ["dark", "light"], ["light", "dark"]):
        with pytest.raises(AssertionError, match="color-contrast"):
            looked_at(desk, themes)


def test_what_has_the_focus_is_seen(addresses, desk, sign_in):
    place, _pages = addresses
    sign_in(desk, place.officer)
    desk.goto("/people/")
    desk.wait_for_load_state("networkidle")
    seen = "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none'; })()"
    for _ in range(12):
        desk.keyboard.press("Tab")
        assert desk.evaluate(seen), desk.evaluate("document.activeElement.outerHTML.slice(0, 200)")
