"""The living page in a real Chromium: nothing inaccessible, nothing wider than the screen, no script error."""

from pathlib import Path

import pytest

AXE = Path(__file__).resolve().parent.parent / "vendor/axe.min.js"

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_living_page_is_accessible(chromium, live_server, theme, width, height):
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        has_touch=width < 500,
        reduced_motion="reduce",
        bypass_csp=True,
        extra_http_headers={"Accept-Language": "vi"},
    )
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{live_server.url}/ui/")
    page.locator(".date-field button").first.wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wrong == []
    context.close()


def test_the_keyboard_reaches_search_tree_and_rows(chromium, live_server):
    page = chromium.new_page(extra_http_headers={"Accept-Language": "vi"})
    page.goto(f"{live_server.url}/ui/")
    page.locator(".date-field button").first.wait_for()
    page.keyboard.press("/")
    assert page.locator("#palette").is_visible()
    page.keyboard.press("Escape")
    page.locator("[data-select-page]").click()
    page.locator("[data-select-matching]").click()
    assert page.locator("[name=all_matching]").input_value() == "yes"
    page.locator("#empty_born_on").fill("1.2.2009")
    page.locator("#empty_born_on").blur()
    assert page.locator("#empty_born_on").input_value() == "01/02/2009"
    page.locator(".tree [aria-expanded=false] .twist").first.click()
    page.locator(".tree [role=treeitem]").nth(7).wait_for()
    page.locator(".tree [tabindex='0']").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "treeitem"
    page.close()
