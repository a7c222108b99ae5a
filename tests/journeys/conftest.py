"""A real Chromium against a real server, at phone and desk widths; no network beyond this machine."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items):
    """Every test in this folder drives a browser."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)


def opened(chromium, live_server, viewport, **options):
    """A fresh, signed-out window of one size, which fails the test on any script error."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.script_errors = []
    page.on("pageerror", lambda error: page.script_errors.append(str(error)))
    return context, page


@pytest.fixture
def desk(chromium, live_server):
    """A page 1440 × 900."""
    context, page = opened(chromium, live_server, DESK)
    yield page
    context.close()
    assert page.script_errors == []


@pytest.fixture
def phone(chromium, live_server):
    """A page 390 × 844 with a touch screen."""
    context, page = opened(
        chromium, live_server, PHONE, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    yield page
    context.close()
    assert page.script_errors == []


@pytest.fixture(params=["phone", "desk"])
def page(request):
    """The same journey at both widths."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sign_in(live_server):
    """Sign a user in on a page without the sign-in form: `sign_in(page, user)`."""

    def enter(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )

    return enter
