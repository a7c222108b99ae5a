"""Without a network the app says so in its own look, and comes back; it can be put on the home screen."""

from __future__ import annotations

import pytest

from tests.people.conftest import Place

#: Resolves once the worker answers for this page; `wait_for_function` would need eval, which the policy forbids.
IN_CHARGE = """() => new Promise((done) => {
  const worker = navigator.serviceWorker
  if (worker.controller) return done(true)
  worker.addEventListener("controllerchange", () => done(true), { once: true })
})"""

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_offline_page_stands_in_and_the_way_back_works(transactional_db, live_server, phone, sign_in):
    place = Place()
    sign_in(phone, place.officer)
    phone.goto("/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.evaluate(IN_CHARGE)
    phone.context.set_offline(True)
    phone.goto("/people/")
    phone.get_by_role("heading", name="Không có kết nối").wait_for()
    dressed = "getComputedStyle(document.querySelector('.btn-primary')).backgroundColor"
    assert phone.evaluate(dressed) == "rgb(17, 89, 189)"  # the look is there too
    assert "Đoàn xã" not in phone.inner_text("body")  # nobody's page is kept
    assert phone.get_by_role("link", name="Thử lại").is_visible()
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(False)  # the page notices by itself
    phone.get_by_role("heading", name="Đoàn viên", level=1).wait_for()
    phone.wrong = [said for said in phone.wrong if "ERR_INTERNET_DISCONNECTED" not in said]


def test_the_app_can_be_installed(transactional_db, live_server, phone):
    phone.goto("/accounts/login/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    cdp = phone.context.new_cdp_session(phone)
    manifest = cdp.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],  # a test's window is a private one
    )
    facts = phone.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((r) => r.json())")
    assert (facts["display"], facts["name"]) == ("standalone", "Áo Xanh")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in facts["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in facts["icons"])
    for icon in facts["icons"]:
        assert phone.request.get(icon["src"]).ok
